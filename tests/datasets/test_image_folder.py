"""Tests of datasets from folders of images, with files that a stand-in decodes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from nntui_datasets.image_folder import Look, read_image_folder

Folder = Callable[..., Path]
TWO = "images of 2 sizes are scaled to"


class Named:
    """Reads an image off its file's name, `4x2-rgb-7.png`: its size, its colour, the value of all pixels."""

    def look(self, path: Path) -> Look:
        """What the name says."""
        size, colour, _ = path.stem.split("-")
        width, height = size.split("x")
        return Look((int(width), int(height)), colour == "rgb")

    def read(self, path: Path, out: NDArray[np.uint8]) -> None:
        """The value, and in each channel one more."""
        out[...] = int(path.stem.split("-")[2]) + np.arange(len(out), dtype=np.uint8)[:, None, None]


class Blind(Named):
    """Knows no file before it reads it."""

    def look(self, path: Path) -> Look:
        """Nobody may ask."""
        raise AssertionError(path)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Makes a folder of images: `folder("a/4x2-rgb-7")`."""

    def folder(*names: str) -> Path:
        for name in names:
            path = tmp_path / "photos" / f"{name}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.touch()
        return tmp_path / "photos"

    return folder


def test_rows(folder: Folder) -> None:
    """Each image is a row of bytes, channel by channel; its class is that of its folder."""
    read = read_image_folder(folder("a/2x1-rgb-7", "b/2x1-rgb-9"), Named())
    dataset = read.dataset
    assert (dataset.name, dataset.row_shape, dataset.class_names) == ("photos", (3, 1, 2), ("a", "b"))
    assert dataset.inputs.tolist() == [[7, 7, 8, 8, 9, 9], [9, 9, 10, 10, 11, 11]]
    assert (dataset.inputs.dtype, dataset.targets.tolist()) == (np.uint8, [0, 1])
    assert read.notes == ("images are 2×1 pixels", "images are in colour")


@pytest.mark.parametrize(
    ("sizes", "expected", "note"),
    [
        (("128x96", "128x96"), (128, 96), "images are 128×96 pixels"),
        (("640x480", "640x480"), (128, 96), "images of 640×480 are scaled to 128×96 pixels"),
        (
            ("9x9", "8x8", "9x9"),
            (9, 9),
            f"{TWO} 9×9 pixels; what stands over is cut off",
        ),
        (("9x8", "8x9"), (9, 8), f"{TWO} 9×8 pixels; what stands over is cut off"),
        (("9000x9", "9000x9"), (128, 1), "images of 9000×9 are scaled to 128×1 pixels"),
    ],
)
def test_the_usual_size(folder: Folder, sizes: tuple[str, ...], expected: tuple[int, int], note: str) -> None:
    """The size that most have, within 128 pixels, its shape kept."""
    names = [f"{'ab'[at % 2]}/{size}-grey-{at}" for at, size in enumerate(sizes)]
    read = read_image_folder(folder(*names), Named())
    assert (read.size, read.notes[0]) == (expected, note)


@pytest.mark.parametrize(
    ("colours", "expected", "note"),
    [
        (("grey", "grey"), "grey", "images are grey: none has colour"),
        (("grey", "rgb"), "rgb", "images are in colour"),
    ],
)
def test_the_usual_colour(folder: Folder, colours: tuple[str, str], expected: str, note: str) -> None:
    """Colour where any has it."""
    names = [f"{'ab'[at]}/2x2-{colour}-{at}" for at, colour in enumerate(colours)]
    read = read_image_folder(folder(*names), Named())
    assert (read.colour, read.notes[1]) == (expected, note)


def test_what_was_asked_for(folder: Folder) -> None:
    """Where size and colour are said no file is looked at before it is read."""
    read = read_image_folder(folder("a/9x9-rgb-1", "b/9x9-rgb-2"), Blind(), size=(3, 2), colour="grey")
    assert (read.dataset.row_shape, read.size, read.colour, read.notes) == ((1, 2, 3), (3, 2), "grey", ())


def test_parts_and_others(folder: Folder) -> None:
    """What is held out, not used or passed over is told."""
    root = folder("train/a/2x2-grey-1", "train/b/2x2-grey-2", "val/a/2x2-grey-3", "test/b/2x2-grey-4")
    (root / "train" / "a" / "notes.txt").touch()
    read = read_image_folder(root, Named())
    assert read.dataset.held_out == 1
    assert read.notes[2:] == (
        '"val" is held out: 1 image to validate with',
        'not used: "test"',
        "passed over 1 file that is no PNG or JPEG",
    )


def test_progress(folder: Folder) -> None:
    """Whoever waits hears of each image."""
    heard: list[tuple[int, int]] = []
    read_image_folder(
        folder("a/2x2-rgb-1", "b/2x2-rgb-2"), Named(), progress=lambda *said: heard.append(said)
    )
    assert heard == [(1, 2), (2, 2)]
