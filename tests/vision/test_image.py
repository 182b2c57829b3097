"""Images in and out: one rule for each way of storing, and what broken files are told."""

import io
import struct
import zlib

import numpy as np
import pytest
from PIL import Image

from emolab.core import ArgumentError, DataError, FileError, FormatError, ShapeError
from emolab.vision import read_image, to_gray, write_image

RNG = np.random.default_rng(3)
COLOUR = RNG.integers(0, 256, (9, 7, 3)).astype(np.uint8)


@pytest.mark.parametrize("name", ["a.png", "a.tif", "a.bmp"])
@pytest.mark.parametrize("image", [COLOUR, COLOUR[..., 0]], ids=["colour", "grey"])
def test_what_is_written_is_read(tmp_path, name, image):
    write_image(tmp_path / name, image)
    got = read_image(tmp_path / name)
    assert got.dtype == np.uint8 and np.array_equal(got, image)


def test_jpeg_is_close(tmp_path):
    smooth = np.repeat(np.linspace(0, 255, 64)[:, None], 64, axis=1)
    write_image(tmp_path / "a.jpg", smooth)
    assert np.abs(read_image(tmp_path / "a.jpg") - smooth).max() < 4


def test_channels(tmp_path):
    write_image(tmp_path / "colour.png", COLOUR)
    write_image(tmp_path / "grey.png", COLOUR[..., 0])
    assert np.array_equal(read_image(tmp_path / "colour.png", 1), to_gray(COLOUR))
    assert np.array_equal(read_image(tmp_path / "grey.png", 3), np.repeat(COLOUR[..., :1], 3, axis=2))
    with pytest.raises(ArgumentError, match="channels"):
        read_image(tmp_path / "grey.png", 4)


def test_every_exif_orientation_comes_out_upright(tmp_path):
    upright = np.zeros((8, 16, 3), np.uint8)
    upright[:4, :8] = 255  # bright in the upper left
    stored = {
        1: upright, 2: upright[:, ::-1], 3: upright[::-1, ::-1], 4: upright[::-1],
        5: upright.swapaxes(0, 1), 6: np.rot90(upright), 7: upright[::-1, ::-1].swapaxes(0, 1),
        8: np.rot90(upright, -1),
    }  # fmt: skip
    for tag, image in stored.items():
        exif = Image.Exif()
        exif[0x0112] = tag
        Image.fromarray(np.ascontiguousarray(image)).save(tmp_path / "a.png", exif=exif)
        assert np.array_equal(read_image(tmp_path / "a.png"), upright), tag


def test_sixteen_bits_are_scaled_to_255(tmp_path):
    deep = RNG.integers(0, 65536, (5, 4)).astype(np.uint16)
    deep[0, :2] = 0, 65535
    for name in ("a.png", "a.tif"):
        Image.fromarray(deep).save(tmp_path / name)
        got = read_image(tmp_path / name)
        assert got.dtype == np.float32
        np.testing.assert_allclose(got, deep / 257, rtol=1e-6)


def test_palette_bits_alpha_and_inks(tmp_path):
    picture = Image.fromarray(np.array([[[255, 0, 0], [0, 0, 255]]], np.uint8))
    picture.quantize(4).save(tmp_path / "palette.png")
    assert read_image(tmp_path / "palette.png").tolist() == [[[255, 0, 0], [0, 0, 255]]]
    Image.fromarray(np.array([[True, False]])).save(tmp_path / "bits.png")
    assert read_image(tmp_path / "bits.png").tolist() == [[255, 0]]
    layers = np.array([[[10, 20, 30, 255], [10, 20, 30, 0], [0, 100, 200, 51]]], np.uint8)
    Image.fromarray(layers).save(tmp_path / "alpha.png")
    assert read_image(tmp_path / "alpha.png").tolist() == [[[10, 20, 30], [255, 255, 255], [204, 224, 244]]]
    assert read_image(tmp_path / "alpha.png", background=0).tolist()[0][1:] == [[0, 0, 0], [0, 20, 40]]
    Image.fromarray(layers[..., 2:]).convert("LA").save(tmp_path / "la.png")
    assert read_image(tmp_path / "la.png").tolist() == [[30, 255, 244]]
    picture.convert("CMYK").save(tmp_path / "inks.tif")
    assert read_image(tmp_path / "inks.tif").shape == (1, 2, 3)


def test_float_pictures_and_their_nans(tmp_path):
    Image.fromarray(np.array([[0.5, 300.0]], np.float32)).save(tmp_path / "a.tif")
    assert read_image(tmp_path / "a.tif").tolist() == [[0.5, 300.0]]
    Image.fromarray(np.array([[0.5, np.nan]], np.float32)).save(tmp_path / "a.tif")
    with pytest.raises(DataError, match="1 pixels of NaN"):
        read_image(tmp_path / "a.tif")


def test_of_several_pictures_the_first_with_a_word(tmp_path):
    first, second = (Image.fromarray(np.full((4, 4), v, np.uint8)) for v in (10, 200))
    first.save(tmp_path / "two.tif", save_all=True, append_images=[second])
    with pytest.warns(UserWarning, match="2 pictures"):
        assert (read_image(tmp_path / "two.tif") == 10).all()


@pytest.mark.parametrize(
    "content, said",
    [
        (b"", "empty"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 9\n", "git lfs pull"),
        ("keine Bilddatei: größer\n".encode(), "text"),
        (bytes(range(1, 200)), "no format that Pillow knows"),
        (b"\x89PNG\r\n\x1a\n" + bytes(40), "picture"),
    ],
)
def test_what_is_no_picture_is_named(tmp_path, content, said):
    (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(FormatError, match=said) as caught:
        read_image(tmp_path / "a.png")
    assert "a.png" in str(caught.value)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "BMP", "TIFF"])
def test_truncated_pictures(tmp_path, kind):
    stream = io.BytesIO()
    Image.fromarray(RNG.integers(0, 256, (64, 64, 3)).astype(np.uint8)).save(stream, format=kind)
    data = stream.getvalue()
    for share in (0.05, 0.5, 0.9):
        (tmp_path / "a").write_bytes(data[: int(len(data) * share)])
        with pytest.raises(FormatError, match="a"):
            read_image(tmp_path / "a")


def claiming(width, height):
    """A PNG whose header claims a size that its few bytes do not hold."""

    def chunk(name, body):
        check = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + check

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(30))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("size", [(8000, 8000), (12000, 8000), (200_000, 200_000)])
def test_absurd_sizes_are_refused_before_memory_is_taken(tmp_path, size):
    import tracemalloc

    (tmp_path / "bomb.png").write_bytes(claiming(*size))
    tracemalloc.start()
    with pytest.raises(FormatError, match="claims"):
        read_image(tmp_path / "bomb.png")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 5e6


def test_missing_file_folder_and_unknown_ending(tmp_path):
    with pytest.raises(FileError, match="no such file"):
        read_image(tmp_path / "none.png")
    with pytest.raises(FileError, match="folder"):
        read_image(tmp_path)
    with pytest.raises(ArgumentError, match="xyz"):
        write_image(tmp_path / "a.xyz", COLOUR)


@pytest.mark.parametrize(
    "image, error",
    [
        (np.zeros((3, 4, 2), np.uint8), ShapeError),
        (np.zeros((0, 4), np.uint8), ShapeError),
        (np.full((2, 2), 256.0), DataError),
        (np.full((2, 2), np.nan), DataError),
    ],
)
def test_what_cannot_be_written(tmp_path, image, error):
    with pytest.raises(error):
        write_image(tmp_path / "a.png", image)
    assert not list(tmp_path.iterdir())
