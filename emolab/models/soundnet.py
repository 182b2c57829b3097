"""SoundNet: a fully convolutional network on the waveform, taught what pictures show by networks that see."""

import warnings
from typing import NamedTuple

import numpy as np

from emolab.core.checks import one_of
from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.models.layouts import Foreign
from emolab.nn import BatchNorm, Conv1d, MaxPool1d, Module, ReLU, Sequential

SAMPLE_RATE = 22050
RANGE = 256.0  # what a full swing of the waveform is to the published weights


class Stage(NamedTuple):
    """A convolution with batch normalisation and ReLU, and the pool behind it."""

    channels: int
    kernel: int
    stride: int
    padding: int
    pool: int | None  # size and stride of the max pool


STAGES = (
    Stage(16, 64, 2, 32, 8), Stage(32, 32, 2, 16, 8), Stage(64, 16, 2, 8, None), Stage(128, 8, 2, 4, None),
    Stage(256, 4, 2, 2, 4), Stage(512, 4, 2, 2, None), Stage(1024, 4, 2, 2, None),
)  # fmt: skip
HEAD = Stage(0, 8, 2, 0, None)
HEADS = ("objects", "scenes")


class SoundNetOutputs(NamedTuple):
    """Logits of both heads at each of the network's last steps."""

    objects: np.ndarray  # (N, S, objects)
    scenes: np.ndarray  # (N, S, scenes)


class SoundNet(Module):
    """SoundNet of 8 layers: seven convolutions with batch normalisation, ReLU and three pools, two heads.

    objects, scenes  classes of the two teachers: those of ImageNet and of Places in the published weights
    width            scales the numbers of channels
    Shapes    x (N, T), samples -> SoundNetOutputs: logits of both heads, (N, S, objects) and (N, S, scenes)
    Units     22,050 samples a second, from -256 to 256; `soundnet_input` makes them so
    Source    Aytar, Vondrick and Torralba 2016; liu2026 2.1.3
    Note      `load_weights(SoundNet(), "sound8.npy")` takes the published weights. The heads need
              9.5 seconds for one step, pool5 .21. What is shorter is padded with silence at its end, and a
              warning says so.
    """

    def __init__(self, *, objects=1000, scenes=401, width=1.0, rng=None, dtype=np.float32):
        if not width > 0:
            raise ArgumentError(f"SoundNet: width must be above 0, not {width!r}")
        rng = np.random.default_rng(rng)
        self.settings = {"objects": objects, "scenes": scenes, "width": width}
        sizes = [1] + [max(1, round(stage.channels * width)) for stage in STAGES]
        self.blocks, self.pools = [], []
        for stage, before, after in zip(STAGES, sizes, sizes[1:]):
            convolution = Conv1d(
                before, after, stage.kernel, stride=stage.stride, padding=stage.padding, rng=rng, dtype=dtype
            )
            self.blocks.append(Sequential(convolution, BatchNorm(after, dtype=dtype), ReLU()))
            self.pools.append(MaxPool1d(stage.pool) if stage.pool else Sequential())
        self.objects, self.scenes = (
            Conv1d(sizes[-1], classes, HEAD.kernel, stride=HEAD.stride, rng=rng, dtype=dtype)
            for classes in (objects, scenes)
        )

    def forward(self, x):
        """x (N, T) -> SoundNetOutputs, S steps each."""
        self.length = x.shape[-1]
        x = self._run(self._padded(x, "objects"), len(STAGES), True)
        return SoundNetOutputs(self.objects(x), self.scenes(x))

    def backward(self, dobjects, dscenes):
        """Gradients of both heads' logits -> dx (N, T)."""
        d = self.objects.backward(dobjects) + self.scenes.backward(dscenes)  # (N, T7, C7)
        for block, pool in zip(self.blocks[::-1], self.pools[::-1]):
            d = block.backward(pool.backward(d))
        return d[:, : self.length, 0]

    def features(self, x, layer="pool5"):
        """What a layer finds in x (N, T), with running statistics as in eval mode -> (N, S, C).

        layer     "conv1" to "conv7" (after batch normalisation and ReLU), "pool1", "pool2" or "pool5"
                  (256 features every .37 seconds), or "objects" or "scenes", the heads' logits
        """
        one_of("layer", layer, layer_names())
        modes = [(module, module.training) for _, module in self.modules()]
        self.eval()
        try:
            x = self._padded(x, layer)
            if layer in HEADS:
                return getattr(self, layer)(self._run(x, len(STAGES), True))
            return self._run(x, int(layer[4:]), layer.startswith("pool"))
        finally:
            for module, mode in modes:
                module.training = mode

    def foreign_weights(self, layout):
        """Where each weight stands in sound8.npy: {own path: Foreign}."""
        if layout != "keras":
            raise ArgumentError(f"SoundNet: only sound8.npy's own names are known, none of {layout}")
        parts = {"layers.0.W": "weights", "layers.0.b": "biases", "layers.1.gamma": "gamma"}
        parts |= {"layers.1.beta": "beta", "layers.1.mean": "mean", "layers.1.variance": "var"}
        places = {
            f"blocks.{k}.{own}": Foreign(f"conv{k + 1}.{name}")
            for k in range(len(STAGES))
            for own, name in parts.items()
        }
        for head, name in zip(HEADS, ("conv8", "conv8_2")):
            places |= {f"{head}.W": Foreign(f"{name}.weights"), f"{head}.b": Foreign(f"{name}.biases")}
        return places

    def _run(self, x, stages, last_pool):
        """x (N, T) through the first stages, the last one's pool included or not -> (N, S, C)."""
        x = x[..., None]  # (N, T, 1)
        for k, (block, pool) in enumerate(zip(self.blocks[:stages], self.pools)):
            x = block(x)
            if k + 1 < stages or last_pool:
                x = pool(x)
        return x

    def _padded(self, x, layer):
        """x (N, T), made as long as the layer needs."""
        if x.ndim != 2:
            raise ShapeError(f"SoundNet: x has shape {x.shape}; it must be samples (N, T), one channel")
        if not np.isfinite(x).all():
            row, place = map(int, np.argwhere(~np.isfinite(x))[0])
            raise DataError(f"SoundNet: sample {place} of clip {row} is {x[row, place]}; repair or drop it")
        missing = least_samples(layer) - x.shape[1]
        if missing <= 0:
            return x
        warnings.warn(
            f"SoundNet: {x.shape[1]} samples ({x.shape[1] / SAMPLE_RATE:.2f} s) are less than the "
            f"{least_samples(layer)} that one step of {layer} sees; silence is added at the end",
            stacklevel=3,
        )
        return np.pad(x, [(0, 0), (0, missing)])


def layer_names():
    """The names that `SoundNet.features` knows, first to last."""
    names = []
    for k, stage in enumerate(STAGES, 1):
        names += [f"conv{k}"] + [f"pool{k}"] * (stage.pool is not None)
    return (*names, *HEADS)


def _windows(layer):
    """(size, stride, padding) of every convolution and pool up to a layer."""
    windows = []
    for k, stage in enumerate((*STAGES, HEAD), 1):
        windows.append((stage.kernel, stage.stride, stage.padding))
        if layer == f"conv{k}":
            break
        if stage.pool:
            windows.append((stage.pool, stage.pool, 0))
        if layer == f"pool{k}":
            break
    return windows


def soundnet_steps(samples, layer="pool5"):
    """How many steps a layer makes of so many samples, 0 where they are too few for one."""
    for size, stride, padding in _windows(layer):
        samples = (samples + 2 * padding - size) // stride + 1
        if samples < 1:
            return 0
    return samples


def least_samples(layer="pool5"):
    """How many samples a layer needs for one step."""
    samples = 1
    for size, stride, padding in reversed(_windows(layer)):
        samples = max(1, (samples - 1) * stride + size - 2 * padding)
    return samples


def soundnet_input(signal, sample_rate):
    """A waveform as SoundNet hears it: 22,050 samples a second, one channel, from -256 to 256.

    Shapes    signal (S,), or (S, channels), of which the mean is taken -> x (T,), float32
    Units     signal -1 to 1, sample_rate Hz
    """
    from emolab.audio import resample

    signal = np.asarray(signal, np.float32)
    mono = signal.mean(axis=1) if signal.ndim == 2 else signal
    return resample(mono, sample_rate, SAMPLE_RATE) * np.float32(RANGE)


def soundnet_features(network, signal, sample_rate, layer="pool5"):
    """What a layer of a SoundNet finds in one waveform.                                       (liu2026 6)

    Shapes    signal (S,) or (S, channels) -> (steps, C)
    """
    return network.features(soundnet_input(signal, sample_rate)[None], layer)[0]
