"""The face road of zhu2022: grey frames, coded in one of three ways, through a network."""

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.learn import PCA
from emolab.models import VGG, DescriptorAndVGG, HistogramCNN, read_weights, transferred_vgg, vgg_stages
from emolab.nn import Module
from emolab.training import FreezeSchedule
from emolab.vision import LbpSettings, label_count, lbp_picture, lbph, ri_count, zhu2022_descriptor
from emolab.vision.standard_picture import standard_picture

BLOCKS = 64 + 21  # of the descriptor, 21 of them of the growing scales
DENSE = (0, 3, 6)  # places of the three dense layers in a VGG's head


class FaceNetwork(Module):
    """Grey faces to classes: what the settings' reading makes of them, through its network.

    inner     a VGG for "lbp_vgg", a DescriptorAndVGG for "pca_vgg", a HistogramCNN for "lbph"
    pca       fitted, for "pca_vgg" alone
    Shapes    frames (N, S, S), uint8 -> logits (N, C); there is no gradient of the frames
    """

    def __init__(self, settings, inner, pca=None):
        self.reading, self.inner, self.pca = settings, inner, pca

    @property
    def vgg(self):
        """The VGG in it, None for "lbph"."""
        return {"lbp_vgg": self.inner, "pca_vgg": getattr(self.inner, "vgg", None)}.get(self.reading.face)

    def inputs(self, frames):
        """frames (N, S, S) -> what the inner network takes, a tuple."""
        s = self.reading
        if s.face == "lbph":
            return (lbph(frames, s.points, s.radius, dtype=np.float32),)
        if s.face == "lbp_vgg":
            return (self._channels(lbp_picture(frames, s.points, s.radius, s.mapping)),)
        return self._channels(standard_picture(frames)), self.pca.transform(descriptors(frames, s))

    def _channels(self, x):
        """One channel as often as the VGG wants it."""
        return np.repeat(x, self.vgg.settings["channels"], axis=-1)

    def forward(self, frames):
        """frames (N, S, S) -> logits (N, C)."""
        return self.inner(*self.inputs(frames))

    def backward(self, dy):
        """dlogits (N, C); there is nothing below."""
        self.inner.backward_to_parameters(dy)


def descriptors(frames, settings):
    """Grey frames (N, S, S) -> the vectors of steps 1 to 5, (N, descriptor_size)."""
    chosen = LbpSettings(settings.points, settings.radius, settings.bins)
    if not settings.block_weights:
        chosen = chosen._replace(weights=None)
    if not settings.scales:
        chosen = chosen._replace(scales=())
    return zhu2022_descriptor(frames, chosen, np.float32)


def descriptor_size(settings):
    """How many values `descriptors` gives a face."""
    dense = settings.bins == "ri" and settings.points > 1
    labels = ri_count(settings.points) if dense else label_count(settings.points, settings.bins)
    return (BLOCKS if settings.scales else 64) * labels


def needs_weights(settings):
    """Whether the VGG starts from a file."""
    return settings.transfer and settings.face != "lbph"


def build(settings, classes, vgg, rng):
    """Return a FaceNetwork around a VGG (None for "lbph"), without its PCA yet."""
    if settings.face == "lbph":
        own = {"filters": settings.filters, "keep": settings.keep, "rng": rng}
        return FaceNetwork(settings, HistogramCNN(2**settings.points, classes, **own))
    if settings.face == "lbp_vgg":
        return FaceNetwork(settings, vgg)
    return FaceNetwork(
        settings, DescriptorAndVGG(settings.components, classes, vgg=vgg, keep=settings.keep, rng=rng)
    )


def fresh_vgg(settings, classes, rng):
    """Return the VGG that learns from nothing."""
    return VGG(
        settings.vgg, width=settings.vgg_width, input_size=settings.side, channels=1, classes=classes,
        batch_norm=settings.batch_norm, keep=settings.keep, rng=rng,
    )  # fmt: skip


def pretrained_vgg(settings, classes, path, rng):
    """Return a VGG with a file's weights and new last layers.

    Errors    ArgumentError where no file is named, or its VGG takes other pictures; as `transferred_vgg`
    """
    if path is None:
        raise ArgumentError(
            f"zhu2022's face road ({settings.face}) starts from a VGG that was trained on FER2013: name its "
            "file with --vgg-weights (emolab train zhu2022 --modality video --preset fer2013 --set "
            f"face={settings.face} --data FER2013 makes one, vgg.npz), or train from nothing: "
            "--set transfer=false, or --preset laptop"
        )
    foreign = None
    if read_weights(path).layout != "emolab":
        foreign = {"config": settings.vgg, "width": settings.vgg_width, "input_size": settings.side,
                   "batch_norm": settings.batch_norm}  # fmt: skip
    vgg = transferred_vgg(
        path, classes, replace=settings.replace, keep=settings.keep, settings=foreign, rng=rng
    )
    size, channels = vgg.settings["input_size"], vgg.settings["channels"]
    if size != settings.side:
        raise ArgumentError(
            f"{path}: its VGG sees {size} x {size} pixels, faces here have {settings.side}: set side={size}"
        )
    if channels not in (1, 3):
        raise ArgumentError(f"{path}: its VGG sees {channels} channels; a grey face goes into 1 or 3")
    return vgg


def freeze_schedule(settings):
    """Return what of the face network is trained from which epoch on, None where all of it always is."""
    if not needs_weights(settings):
        return None
    stages = vgg_stages(*(e or None for e in (settings.free_head, settings.free_block, settings.free_all)))
    drawn = tuple(f"head.layers.{i}" for i in DENSE[-settings.replace :])  # what is new has to learn at once
    beside, below = ("inner.descriptor",), "inner.vgg"
    if settings.face == "lbp_vgg":
        beside, below = (), "inner"
    found = {}
    for epoch, paths in stages.items():
        inside = dict.fromkeys((*paths, *drawn))
        found[epoch] = (*(f"{below}.{path}" if path else below for path in inside), *beside)
    return FreezeSchedule(found)


def fit_descriptor(network, frames):
    """Learn PCA and the descriptors' statistics from training frames (N, S, S), where the reading has them.

    Errors    ArgumentError where there are fewer frames than components
    """
    s = network.reading
    if s.face != "pca_vgg":
        return
    vectors = descriptors(frames, s)  # (N, D)
    most = min(vectors.shape)
    if s.components > most:
        raise ArgumentError(
            f"zhu2022: components is {s.components}, but PCA of {len(vectors)} training pictures has at most "
            f"{most}: set components={most} or fewer"
        )
    network.pca = PCA(s.components).fit(vectors)
    network.inner.descriptor.standardise.fit([network.pca.transform(vectors)])
