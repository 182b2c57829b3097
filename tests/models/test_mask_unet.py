"""The mask network and the separator around it: gradients, shapes, seams, weights."""

import numpy as np
import pytest

from emolab.audio import separation_stft
from emolab.core import ArgumentError, FileError, FormatError, ShapeError
from emolab.core.files import save_arrays
from emolab.datasets.synthetic.noise import make_noise
from emolab.models import MaskUNet, VoiceSeparator, band_sums, save_weights, spread_bands, voice_views
from emolab.models.voice_bands import BANDS, BINS, band_edges
from emolab.models.voice_separator import PIECE, SHIPPED
from emolab.nn import Adam, check_gradients
from emolab.nn.upsample import DepthToSpace, Upsample2d


def test_gradients_through_the_skips():
    network = MaskUNet(2, (2, 3), rng=1, dtype=np.float64)
    x = np.random.default_rng(2).standard_normal((2, 8, 4, 2))
    report = check_gradients(network, (x,), rng=3)
    assert report


def test_the_mask_has_the_shape_of_the_spectrogram():
    network = MaskUNet(3, (2, 3, 4, 5), rng=0)
    y = network(np.zeros((2, 16, 32, 3), np.float32))
    assert y.shape == (2, 16, 32) and y.dtype == np.float32 and ((y > 0) & (y < 1)).all()
    for shape in [(1, 15, 32, 3), (1, 16, 24, 3), (16, 32, 3), (1, 0, 32, 3)]:
        with pytest.raises(ShapeError, match="multiples of 16"):
            network(np.zeros(shape, np.float32))
    with pytest.raises(ArgumentError, match="2 levels"):
        MaskUNet(3, (4,))


def test_it_learns():
    """A bright band is the voice: a few steps of Adam find it."""
    rng = np.random.default_rng(0)
    network, wanted = MaskUNet(1, (4, 6), rng=0), np.zeros((4, 16, 16))
    for n in range(4):
        wanted[n, :, 3 * n : 3 * n + 3] = 1
    x = (wanted + 0.3 * rng.standard_normal(wanted.shape))[..., None].astype(np.float32)
    optimiser, losses = Adam(network, 0.01), []
    for _ in range(60):
        difference = network.train()(x) - wanted
        losses.append((difference**2).mean())
        network.zero_grad()
        network.backward((2 * difference / difference.size).astype(np.float32))
        optimiser.step()
    assert losses[-1] < 0.2 * losses[0]


def test_upsampling_by_hand():
    x = np.arange(4.0).reshape(1, 2, 2, 1)
    assert Upsample2d((1, 2))(x)[0, :, :, 0].tolist() == [[0, 0, 1, 1], [2, 2, 3, 3]]
    y = DepthToSpace(2)(np.arange(8.0).reshape(1, 1, 1, 8))
    assert y[0].tolist() == [[[0, 1], [2, 3]], [[4, 5], [6, 7]]]
    with pytest.raises(ShapeError, match="3 channels"):
        DepthToSpace(2)(np.zeros((1, 1, 1, 3)))
    for size in (0, 1.5, (1, 2, 3)):
        with pytest.raises(ArgumentError, match="size"):
            Upsample2d(size)


def test_bands_hold_every_bin_once():
    edges = band_edges()
    assert len(edges) == BANDS + 1 and edges[0] == 0 and edges[-1] == BINS and (np.diff(edges) >= 1).all()
    cells = np.random.default_rng(0).random((4, BINS))
    assert np.allclose(band_sums(cells).sum(axis=1), cells.sum(axis=1))
    assert np.allclose(band_sums(cells[:, :257])[:, -10:], 0)  # a rate of 8 kHz has nothing there
    mask = np.random.default_rng(1).random((4, BANDS))
    wide = spread_bands(mask, 1537)  # 48 kHz
    assert (wide[:, :192] == mask[:, :192]).all() and (wide[:, 513:] == mask[:, -1:]).all()
    assert np.allclose(band_sums(spread_bands(mask, BINS)), mask * np.diff(edges))


def test_views_do_not_change_with_the_level():
    power = np.random.default_rng(0).random((5, BANDS)) ** 8
    views = voice_views(power)
    assert np.allclose(voice_views(power * 1e-9), views)
    assert np.allclose(views[..., 0].mean(), 0) and np.allclose(views[..., 1].mean(axis=0), 0)


def test_long_recordings_are_heard_in_pieces_without_a_seam():
    network = MaskUNet(3, (3, 4, 5, 6), rng=5)
    rng = np.random.default_rng(6)
    for name, buffer in network.buffers().items():
        if name.endswith("variance"):  # means stay 0, so that no channel is dead
            buffer.value[...] = rng.uniform(0.2, 0.6, buffer.value.shape)
    network.head.layers[0].W.value *= 20  # far from a mask of one half everywhere
    separator = VoiceSeparator(network)
    views = rng.standard_normal((2 * PIECE + 137, BANDS, 3)).astype(np.float32)
    whole = network(np.pad(views, ((0, -len(views) % 16), (0, 0), (0, 0)))[None])[0][: len(views)]
    assert np.abs(separator._heard(views) - whole).max() < 1e-5


@pytest.mark.parametrize("samples", [1024, 1025, 5000])
def test_mask_of_the_shipped_separator(samples):
    x = make_noise("pink", samples / 16000, 16000, 1)[:samples]
    mask = VoiceSeparator.load().mask(x, 16000)
    assert mask.shape == separation_stft(x, 16000).shape and mask.min() >= 0 and mask.max() <= 1
    assert not VoiceSeparator.load().mask(np.zeros_like(x), 16000).any()


def test_weights_round_trip_and_errors(tmp_path):
    network = MaskUNet(3, (2, 3), rng=1)
    save_weights(network, tmp_path / "small.npz")
    again = VoiceSeparator.load(tmp_path / "small.npz").network
    assert all((value == again.state_dict()[name]).all() for name, value in network.state_dict().items())
    with pytest.raises(FileError, match="no such file"):
        VoiceSeparator.load(tmp_path / "none.npz")
    save_arrays(tmp_path / "other.npz", {"W": np.ones(2)}, {"model": "VGG", "settings": {"stages": 2}})
    with pytest.raises(FormatError, match="no voice separator"):
        VoiceSeparator.load(tmp_path / "other.npz")
    save_arrays(tmp_path / "bad.npz", {}, {"model": "MaskUNet", "settings": {"C": 3, "channels": "many"}})
    with pytest.raises(FormatError, match="channels"):
        VoiceSeparator.load(tmp_path / "bad.npz")


def test_the_shipped_weights_are_small_and_described():
    assert SHIPPED.stat().st_size < 2e6
    card = SHIPPED.with_suffix(".md").read_text(encoding="utf-8")
    for subject in ("Data", "Licence", "Protocol", "Figures", "Known failures"):
        assert f"## {subject}" in card
