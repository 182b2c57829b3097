"""Transfer: a network trained on one set of labels gets new last layers for another."""

import numpy as np

from emolab.core.errors import ArgumentError, FormatError
from emolab.models.vgg import VGG
from emolab.models.weights import load_weights, read_weights
from emolab.nn import Dense


def transferred_vgg(path, classes, *, replace=1, keep=0.5, settings=None, rng=None, dtype=np.float32):
    """A VGG with the weights of a file and new last layers for other classes.

    path      of weights that `save_weights` wrote (they know their settings), or foreign ones with `settings`
    classes   how many the new last layer tells apart
    replace   how many of the three dense layers are drawn anew, counted from the last: 1 the softmax layer
              alone, as zhu2022 has it; 3 all that follows the convolutions
    settings  of the VGG that the file holds, such as {"config": "D", "input_size": 224}; None: the file's own
    Returns   VGG, all of it trainable: what is frozen when is a `FreezeSchedule`'s (see `vgg_stages`)
    Errors    as `load_weights`; FormatError where the file names no settings and none are given, or has no
              dense layers where some are to be kept; ArgumentError
    Source    zhu2022 section 3.2: pre-trained on FER2013, the softmax layer replaced, the dense layers
              adjusted on the target
    """
    if replace not in (1, 2, 3):
        raise ArgumentError(f"transferred_vgg: replace must be 1, 2 or 3 dense layers, not {replace!r}")
    rng = np.random.default_rng(rng)
    header = read_weights(path).header
    if settings is None:
        if header.get("model") != "VGG" or not isinstance(header.get("settings"), dict):
            raise FormatError(f"{path} does not say what VGG it holds; give settings={{'config': ...}}")
        settings = header["settings"]
    settings = {name: value for name, value in settings.items() if value is not None}
    has_top = settings.pop("top", True)
    if not has_top and replace < 3:
        raise FormatError(f"{path} holds no dense layers; with replace=3 all three are drawn anew")
    model = VGG(**{**settings, "classes": settings.get("classes", 1000)}, keep=keep, rng=rng, dtype=dtype)
    if replace == 3:
        load_weights(model, path, only="blocks")
    else:
        load_weights(model, path)
    dense = [i for i, layer in enumerate(model.head.layers) if isinstance(layer, Dense)]
    for i in dense[-replace:]:
        D, H = model.head[i].W.value.shape
        model.head.layers[i] = Dense(D, classes if i == dense[-1] else H, rng=rng, dtype=dtype)
    model.settings["classes"] = classes
    return model


def vgg_stages(head_from=4, block_from=8, all_from=None):
    """Stages of a `FreezeSchedule` for a transferred VGG.

    Formula   epoch 1: the new softmax layer;  from head_from: all dense layers;  from block_from: the last
              block of convolutions too;  from all_from: everything. None leaves a stage out.
    Note      zhu2022 says that the softmax layer is replaced and the dense layers are adjusted, not when.
    """
    stages = {1: ("head.layers.6",)}
    for epoch, paths in ((head_from, ("head",)), (block_from, ("blocks.4", "head")), (all_from, ("",))):
        if epoch is not None:
            stages[epoch] = paths
    return stages
