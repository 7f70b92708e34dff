"""PNG and JPEG files, read with Pillow: the one module that knows it, imported when there are images."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from nntui_datasets import DatasetError, visible
from nntui_datasets.image_folder import Look

SIDEWAYS = (5, 6, 7, 8)
"""EXIF orientations of images whose width is their height."""

_ORIENTATION = 0x0112
_GREY = ("1", "L", "LA", "I", "F", "I;16", "I;16L", "I;16B", "I;16N")
_DEEP = ("I", "I;16", "I;16L", "I;16B", "I;16N")
"""Modes of 16-bit greys."""

# What Pillow raises for files that are not as they should be: it has no exception of its own for them.
DAMAGED = (OSError, SyntaxError, ValueError, TypeError, EOFError, IndexError, KeyError, struct.error)


def look(path: Path) -> Look:
    """Size and colour of an image as it is to be seen, from its header; DatasetError where it has none."""
    try:
        with _opened(path) as image:
            width, height = image.size
            return Look((height, width) if _is_sideways(image) else (width, height), image.mode not in _GREY)
    except DatasetError:
        raise
    except DAMAGED as error:
        raise _unreadable(path, error) from error


def read(path: Path, out: NDArray[np.uint8]) -> None:
    """Write an image into `out`, (channels, height, width), scaled to fill it; the rest is cut off.

    What is transparent lies on white. DatasetError for a file that is damaged, or no PNG or JPEG.
    """
    channels, height, width = out.shape
    mode = "L" if channels == 1 else "RGB"
    try:
        with _opened(path) as opened:
            # A photograph is decoded at a fraction of its size where that is enough.
            opened.draft(mode, (2 * max(width, height),) * 2)
            image = _on_white(ImageOps.exif_transpose(opened), mode)
            fitted = ImageOps.fit(image, (width, height), Image.Resampling.BICUBIC)
            pixels = np.asarray(fitted, dtype=np.uint8).reshape(height, width, channels)
    except DatasetError:
        raise
    except DAMAGED as error:
        raise _unreadable(path, error) from error
    out[...] = np.moveaxis(pixels, 2, 0)


def _opened(path: Path) -> Image.Image:
    """An image whose header was read. Pillow warns from 89 million pixels on: that is too many here."""
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            return Image.open(path, formats=("PNG", "JPEG"))
        except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
            reason = f"{_name(path)} is too large to learn from: {visible(str(error))}"
            raise DatasetError(f"{reason} (make it smaller)") from error


def _is_sideways(image: Image.Image) -> bool:
    # A PNG is decoded whole to find an orientation behind its pixels, where nobody writes one.
    has_exif = image.format != "PNG" or "exif" in image.info
    return has_exif and image.getexif().get(_ORIENTATION) in SIDEWAYS


def _on_white(image: Image.Image, mode: str) -> Image.Image:
    if image.mode in _DEEP:
        deep = np.asarray(image).astype(np.uint32)
        image = Image.fromarray((deep >> 8).clip(0, 255).astype(np.uint8))
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        white = Image.new("RGBA", seen.size, "white")
        image = Image.alpha_composite(white, seen)
    return image.convert(mode)


def _unreadable(path: Path, error: Exception) -> DatasetError:
    told = getattr(error, "strerror", None) or str(error) or type(error).__name__
    reason = "it is no PNG or JPEG" if "cannot identify" in told else told
    return DatasetError(f"{_name(path)} cannot be read: {visible(reason)} (take it away, or save it again)")


def _name(path: Path) -> str:
    """`hotdog/17.jpg`."""
    return visible(f"{path.parent.name}/{path.name}")
