"""What the roads of several systems share: where each is trained, and how a trained one judges clips."""

from pathlib import Path

import numpy as np

from emolab.core.progress import progress
from emolab.nn import softmax
from emolab.training.checkpoint import checkpoint_path, make_room
from emolab.training.predict import logits_of, predict_outputs

CHUNK = 512  # clips, frames or windows that are judged between two looks at the clock


def places(folder, names, resume):
    """Return where each network's checkpoints go, {name: Path}, None without a folder.

    What an earlier training left there is kept aside, unless this one resumes it.
    """
    found = {name: None if folder is None else Path(folder) / name for name in names}
    if folder is not None and not resume:
        for place in found.values():
            make_room(place, keep_aside=True)
    return found


def goes_on(folder, resume):
    """Whether there is a checkpoint to go on from; where there is none, a training begins anew."""
    return bool(resume and folder is not None and checkpoint_path(folder).exists())


def fit_options(folder, resume, show, title):
    """Return what `fit` is told of the place and of what to show."""
    return {"folder": folder, "resume": goes_on(folder, resume), "progress": title if show else False}


def outputs(network, data, title, show):
    """What a network puts out for n clips, frames or windows, (n, F).

    data    their list or array, or a tuple of such, one for each of the network's inputs
    """
    inputs = data if isinstance(data, tuple) else (data,)
    starts = progress(range(0, len(inputs[0]), CHUNK), title, unit="parts", wanted=show)
    parts = (tuple(part[i : i + CHUNK] for part in inputs) for i in starts)
    return np.concatenate([logits_of(predict_outputs(network, part)) for part in parts])


def probabilities(network, data, title, show):
    """As `outputs`, of a network that puts out logits: (n, C), rows sum to 1."""
    return softmax(outputs(network, data, title, show))


def mean_over_clips(p, clips):
    """Probabilities of all parts of clips -> their mean over each clip.

    Shapes    p (n, C), clips: the parts of each clip, whose lengths sum to n -> (N, C)
    """
    sizes = np.array([len(parts) for parts in clips])
    return np.add.reduceat(p, np.cumsum(sizes) - sizes, axis=0) / sizes[:, None].astype(p.dtype)
