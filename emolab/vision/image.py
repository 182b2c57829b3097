"""Images in and out: one rule for each way that a picture can be stored."""

import struct
import warnings
import zlib
from pathlib import Path

import numpy as np

from emolab.core import ArgumentError, DataError, FormatError, ShapeError
from emolab.core.file_head import looks_like_text, read_head
from emolab.core.files import DEFLATE_RATIO, atomic_write

WRITES = {".png": "PNG", ".jpg": "JPEG", ".jpeg": "JPEG", ".tif": "TIFF", ".tiff": "TIFF", ".bmp": "BMP"}
GREY = {"1": np.uint8, "L": np.uint8, "I;16": np.uint16, "I;16L": np.uint16, "I;16B": np.uint16}

# what Pillow's decoders raise on bytes that do not hold what their header says
BROKEN = (OSError, SyntaxError, EOFError, IndexError, KeyError, ValueError, struct.error, zlib.error)


def read_image(path, channels=None, background=255, max_pixels=80_000_000):
    """Read a picture as an array, upright, on the scale 0 to 255.

    channels    None: grey (H, W) or colour (H, W, 3) as it is stored; 1: grey (H, W); 3: always (H, W, 3)
    background  the grey that shines through where a picture is transparent
    max_pixels  a header that claims more is refused before memory is taken
    Returns   8-bit pictures: uint8; 16-bit grey: float32, divided by 257; float TIFF: float32 as stored
    Errors    FileError for a missing file; FormatError for what is empty, a Git LFS pointer, text, cut
              short, no picture, or claims an absurd size; DataError for NaN or infinity
    Note      The EXIF orientation is applied. Palettes become colour, alpha is laid over the background,
              CMYK and the like become RGB. Of 16-bit colour the upper 8 bits are read. Of several pictures
              in one file the first is read, and a warning says so.
    """
    from PIL import Image, ImageOps, UnidentifiedImageError

    if channels not in (None, 1, 3):
        raise ArgumentError(f"read_image: channels must be None, 1 or 3, not {channels!r}")
    path, head = Path(path), read_head(path)
    try:
        with Image.open(path) as picture:
            _check_claim(picture, path, max_pixels)
            if getattr(picture, "n_frames", 1) > 1:
                warnings.warn(f"{path} holds {picture.n_frames} pictures; the first is read", stacklevel=2)
                picture.seek(0)
            picture.load()
            array = _pixels(ImageOps.exif_transpose(picture), path, background)
    except UnidentifiedImageError as error:
        what = "text" if looks_like_text(head) else "in no format that Pillow knows"
        raise FormatError(f"{path} is no picture: it is {what}") from error
    except Image.DecompressionBombError as error:
        raise FormatError(f"{path} claims an absurd size ({error})") from error
    except BROKEN as error:
        if isinstance(error, FormatError | DataError):
            raise
        raise FormatError(f"{path} is a broken picture ({error}); it may have been cut short") from error
    return _with_channels(array, channels)


def _check_claim(picture, path, max_pixels):
    width, height = picture.size
    claim = f"{path} claims {width} x {height} pixels"
    if width * height > max_pixels:
        raise FormatError(f"{claim}, more than max_pixels={max_pixels}; raise max_pixels if that is true")
    bits = 1 if picture.mode in ("1", "P") else 8
    if picture.format == "PNG" and width * height * bits > 8 * path.stat().st_size * DEFLATE_RATIO:
        raise FormatError(f"{claim}, more than its {path.stat().st_size} bytes can hold")


def _pixels(picture, path, background):
    mode = picture.mode
    if mode in GREY and "transparency" not in picture.info:
        array = np.asarray(picture)
        if array.dtype == bool:
            return array.astype(np.uint8) * 255
        return array if GREY[mode] is np.uint8 else (array / 257).astype(np.float32)
    if mode == "I":
        if picture.format not in ("PNG", "PPM"):
            raise FormatError(f"{path} holds 32-bit integers, whose white is not stated; store 8 or 16 bits")
        return (np.asarray(picture) / 257).astype(np.float32)
    if mode == "F":
        array = np.asarray(picture)
        if not np.isfinite(array).all():
            raise DataError(f"{path} holds {np.sum(~np.isfinite(array))} pixels of NaN or infinity")
        return array
    grey = mode in ("1", "L", "LA", "La")
    if "A" in picture.getbands() or "a" in picture.getbands() or "transparency" in picture.info:
        layers = np.asarray(picture.convert("RGBA"), dtype=np.uint32)  # (H, W, 4)
        alpha = layers[..., 3:]
        mixed = (layers[..., :3] * alpha + background * (255 - alpha) + 127) // 255
        colour = mixed.astype(np.uint8)  # (H, W, 3)
    else:
        colour = np.asarray(picture.convert("RGB"))
    return np.ascontiguousarray(colour[..., 0]) if grey else colour


def _with_channels(array, channels):
    if channels == 3 and array.ndim == 2:
        array = np.repeat(array[..., None], 3, axis=-1)
    if channels == 1 and array.ndim == 3:
        from emolab.vision.gray import to_gray

        array = to_gray(array)
    return array if array.flags.writeable else array.copy()


def write_image(path, image, quality=95):
    """Write an array as a picture, whole or not at all; the name's ending chooses the format.

    image     (H, W) or (H, W, 3) on the scale 0 to 255; floats are rounded
    quality   of JPEG, 1 to 95
    Errors    ArgumentError for an unknown ending; ShapeError; DataError for values outside 0 to 255;
              FileError where the folder cannot be written
    """
    from PIL import Image

    path, image = Path(path), np.asarray(image)
    kind = WRITES.get(path.suffix.lower())
    if kind is None:
        raise ArgumentError(f"write_image: {path.name} must end in one of {', '.join(WRITES)}")
    if image.ndim not in (2, 3) or image.ndim == 3 and image.shape[2] != 3 or 0 in image.shape:
        raise ShapeError(f"write_image: image has shape {image.shape}; it must be (H, W) or (H, W, 3)")
    if image.dtype != np.uint8:
        if not (image.min() >= 0 and image.max() <= 255):  # NaN fails too
            raise DataError("write_image: image holds values outside 0 to 255, or NaN")
        image = np.rint(image).astype(np.uint8)
    settings = {"quality": quality} if kind == "JPEG" else {}
    with atomic_write(path) as file:
        Image.fromarray(image).save(file, format=kind, **settings)
