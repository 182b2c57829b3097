"""A training that a test starts, to kill it: python killed_run.py FOLDER RESULT EPOCHS."""

import signal
import sys

import numpy as np

from emolab.nn import GRU, Adam, BatchNorm, CosineSchedule, Dense, Dropout, Module
from emolab.training import fit


class Small(Module):
    """GRU, last state, batch normalisation, dropout, dense; the layers share one generator."""

    def __init__(self, rng):
        rng = np.random.default_rng(rng)
        self.gru = GRU(5, 12, rng=rng)
        self.norm = BatchNorm(12)
        self.dropout = Dropout(0.7, rng=rng)
        self.out = Dense(12, 3, rng=rng)

    def forward(self, x, lengths):
        h = self.gru(x, lengths)
        self.shape, self.ends = h.shape, (np.arange(len(x)), lengths - 1)
        return self.out(self.dropout(self.norm(h[self.ends])))

    def backward(self, dy):
        dlast = self.norm.backward(self.dropout.backward(self.out.backward(dy)))
        dh = np.zeros(self.shape, dlast.dtype)
        dh[self.ends] = dlast
        return self.gru.backward(dh)


def noise(inputs, rng):
    x, lengths = inputs
    return x + rng.standard_normal(x.shape).astype(x.dtype) * np.float32(0.01), lengths


def run(folder, result, epochs):
    rng = np.random.default_rng(5)
    labels = np.arange(400) % 3
    clips = [rng.standard_normal((rng.integers(3, 9), 5)) + k for k in labels]
    model = Small(1)
    optimiser = Adam(model.parameters(), 3e-3, weight_decay=1e-4)
    history = fit(
        model, clips, labels, validation=(clips[:200], labels[:200]), epochs=epochs, batch_size=160, rng=2,
        optimiser=optimiser, schedule=CosineSchedule(3e-3, total=200), clip_norm=1.0, patience=epochs,
        folder=folder, resume=True, progress=False, augment=noise, bucket=True,
    )  # fmt: skip
    state = {f"model.{k}": v for k, v in model.state_dict().items()}
    state |= {f"optimiser.{k}": np.asarray(v) for k, v in optimiser.state_dict().items()}
    state["draw"] = model.dropout.rng.random(4)
    columns = (history.loss, history.accuracy, history.validation_loss, history.learning_rate)
    state["history"] = np.array(columns)
    np.savez(result, **state)


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background inherits none
    run(sys.argv[1], sys.argv[2], int(sys.argv[3]))
