"""The names that the weights of the released Inception-ResNet-v2 bear in PyTorch."""

from emolab.core.errors import ArgumentError
from emolab.models.layouts import Foreign
from emolab.nn import BatchNorm, Conv2d, Dense

STEM = (
    "conv2d_1a", "conv2d_2a", "conv2d_2b", "conv2d_3b", "conv2d_4a", "mixed_5b.branch0", "mixed_5b.branch1.0",
    "mixed_5b.branch1.1", "mixed_5b.branch2.0", "mixed_5b.branch2.1", "mixed_5b.branch2.2",
    "mixed_5b.branch3.1",
)  # fmt: skip
A = ("branch0", "branch1.0", "branch1.1", "branch2.0", "branch2.1", "branch2.2")
B = ("branch0", "branch1.0", "branch1.1", "branch1.2")  # C as well
REDUCTION_A = ("branch1", "branch2.0", "branch2.1", "branch2.2")
REDUCTION_B = ("branch1.0", "branch1.1", "branch2.0", "branch2.1", "branch3.0", "branch3.1", "branch3.2")
ENTRIES = {
    "W": "weight", "b": "bias", "gamma": "weight", "beta": "bias", "mean": "running_mean",
    "variance": "running_var",
}  # fmt: skip


def layer_names(blocks):
    """Return the names of all layers in the order of the graph, for (blocks A, B, C)."""
    a, b, c = blocks
    groups = [("", STEM)]
    groups += [(f"repeat.{i}.", (*A, "conv2d")) for i in range(a)] + [("mixed_6a.", REDUCTION_A)]
    groups += [(f"repeat_1.{i}.", (*B, "conv2d")) for i in range(b)] + [("mixed_7a.", REDUCTION_B)]
    groups += [(f"repeat_2.{i}.", (*B, "conv2d")) for i in range(c - 1)] + [("block8.", (*B, "conv2d"))]
    groups += [("", ("conv2d_7b", "classif"))]
    return [prefix + name for prefix, names in groups for name in names]


def released_names(model, layout):
    """Return {own path: Foreign} of an InceptionResNetV2 for "torch"."""
    settings = model.settings
    if layout != "torch" or settings["layout"] != "released" or settings["hidden"] is not None:
        raise ArgumentError(
            "InceptionResNetV2: names are known for PyTorch's weights of layout='released' without a hidden "
            "dense layer; give load_weights names={own path: name in the file}"
        )
    names, name, found = iter(layer_names(settings["blocks"])), "", {}
    for path, module in model.modules():
        if not isinstance(module, Conv2d | BatchNorm | Dense):
            continue
        if isinstance(module, BatchNorm):  # it stands beside its convolution
            place = f"{name}.bn"
        else:
            name = next(names)
            place = f"{name}.conv" if path.endswith(".conv") else name
        entries = {**module.parameters(), **module.buffers()}
        found |= {f"{path}.{entry}": Foreign(f"{place}.{ENTRIES[entry]}") for entry in entries}
    return found
