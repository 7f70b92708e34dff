"""A dataset from a folder of images, with a folder for each class."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.dataset import Dataset
from nntui_datasets.image_files import ImageFiles, find_images
from nntui_datasets.safe_text import quoted, visible
from nntui_datasets.sentences import counted

Colour = Literal["grey", "rgb"]
Size = tuple[int, int]
"""Width and height."""

CHANNELS: dict[Colour, int] = {"grey": 1, "rgb": 3}

LARGEST_SIDE = 128
"""Of images for which nobody asked for a size: a first layer on more pixels learns slowly."""

Progress = Callable[[int, int], None]
"""Hears how many images were read, and how many there are."""


@dataclass(frozen=True)
class Look:
    """What an image file says of itself; the size is that at which it is to be seen."""

    size: Size
    is_coloured: bool


class Decoder(Protocol):
    """Reads image files. Both raise DatasetError, with the file's name, for one that cannot be read."""

    def look(self, path: Path) -> Look:
        """What the file says, without its pixels."""

    def read(self, path: Path, out: NDArray[np.uint8]) -> None:
        """Write an image into `out`, (channels, height, width), scaled to fill it; the rest is cut off."""


@dataclass(frozen=True, eq=False)
class ImageFolder:
    """A dataset of images, the size and colour they were brought to, and what was decided."""

    dataset: Dataset
    size: Size
    colour: Colour
    notes: tuple[str, ...]


def read_image_folder(
    folder: Path,
    decoder: Decoder,
    *,
    size: Size | None = None,
    colour: Colour | None = None,
    progress: Progress = lambda _done, _all: None,
) -> ImageFolder:
    """All images in a folder as rows of bytes: `folder/hotdog/1.jpg`, or `folder/train/hotdog/1.jpg`.

    Without `size` it is the one that most images have, brought down to 128 pixels at the longer side;
    without `colour` it is colour where any image has it. Memory holds the rows and one image. Raises
    DatasetError, which names the file, where one cannot be read.
    """
    files = find_images(folder)
    notes: list[str] = []
    if size is None or colour is None:
        looks = [decoder.look(path) for path in files.paths]
        if size is None:
            size, note = _usual_size(looks)
            notes.append(note)
        if colour is None:
            colour = "rgb" if any(look.is_coloured for look in looks) else "grey"
            notes.append("images are in colour" if colour == "rgb" else "images are grey: none has colour")
    shape = (CHANNELS[colour], size[1], size[0])
    inputs = np.empty((len(files.paths), *shape), np.uint8)
    for done, path in enumerate(files.paths, 1):
        decoder.read(path, inputs[done - 1])
        progress(done, len(files.paths))
    notes += _notes(files)
    return ImageFolder(_dataset(folder, files, inputs, shape), size, colour, tuple(notes))


def _usual_size(looks: list[Look]) -> tuple[Size, str]:
    """The size that most have, the larger of two; and a note."""
    sizes = Counter(look.size for look in looks)
    width, height = max(sizes, key=lambda size: (sizes[size], size))
    share = min(1.0, LARGEST_SIDE / max(width, height))
    size = (max(1, round(width * share)), max(1, round(height * share)))
    shown = f"{size[0]}×{size[1]} pixels"
    if len(sizes) > 1:
        return size, f"images of {len(sizes)} sizes are scaled to {shown}; what stands over is cut off"
    return size, f"images are {shown}" if share == 1 else f"images of {width}×{height} are scaled to {shown}"


def _notes(files: ImageFiles) -> list[str]:
    notes = []
    if files.held_out is not None:
        kept = files.paths[-1].parent.parent.name
        notes.append(f"{quoted(kept)} is held out: {counted(files.held_out, 'image')} to validate with")
    if files.unused:
        notes.append(f"not used: {', '.join(map(quoted, files.unused))}")
    if files.others:
        verb = "is" if files.others == 1 else "are"
        notes.append(f"passed over {counted(files.others, 'file')} that {verb} no PNG or JPEG")
    return notes


def _dataset(
    folder: Path, files: ImageFiles, inputs: NDArray[np.uint8], shape: tuple[int, int, int]
) -> Dataset:
    return Dataset(
        name=visible(folder.name),
        inputs=inputs.reshape(len(inputs), -1),
        targets=np.array(files.classes, dtype=np.int64),
        task="classification",
        feature_names=(),
        class_names=files.class_names,
        story=f"images of your own, {visible(folder.name)}",
        source=visible(folder.name),
        licence="not stated",
        row_shape=shape,
        held_out=files.held_out,
    )
