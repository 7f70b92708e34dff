"""The table of formats: what a path is taken for, and what is said of it."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session import formats
from nntui.session.assembly import assemble
from nntui.session.data import Loaded, load_data
from nntui_datasets import DatasetError
from tests.datasets.idx_files import idx, some_labels, write_pair

TABLE = "x,y\n" + "".join(f"{row},{row % 2}\n" for row in range(8))


def images(folder: Path) -> Path:
    for number, name in enumerate(("a", "b")):
        (folder / name).mkdir(parents=True)
        for at in range(3):
            pixels = np.full((4, 6, 3), 50 * at + number, np.uint8)
            Image.fromarray(pixels).save(folder / name / f"{at}.png")
    return folder


def idx_folder(folder: Path) -> Path:
    write_pair(folder, "train", 6)
    return folder


def table(path: Path) -> Path:
    path.write_text(TABLE)
    return path


def npy(path: Path) -> Path:
    with path.open("wb") as stream:
        np.save(stream, np.column_stack([np.arange(8), np.arange(8) % 2]))
    return path


def npz(path: Path) -> Path:
    with path.open("wb") as stream:
        np.savez(stream, x=np.eye(8), y=np.arange(8) % 2)
    return path


def one_idx(path: Path) -> Path:
    write_pair(path.parent, "train", 6)
    return path.parent / "train-images-idx3-ubyte"


def load(path: Path, **changes: object) -> Loaded:
    return load_data(RunConfig(dataset=str(path), **changes))


@pytest.mark.parametrize(
    ("make", "name", "expected"),
    [
        (images, "photos", "images"),
        (idx_folder, "digits", "idx"),
        (one_idx, "x", "idx"),
        (npz, "a.npz", "npz"),
        (npz, "a", "npz"),
        (npy, "a.npy", "npy"),
        (npy, "a", "npy"),
        (table, "a.csv", "csv"),
        (table, "a.txt", "csv"),
        (table, "a", "csv"),
    ],
)
def test_recognised(tmp_path: Path, make: Callable[[Path], Path], name: str, expected: str) -> None:
    """By its name, or by its content where the name says nothing; which it was is written down."""
    loaded = load(make(tmp_path / name))
    assert (loaded.config.format, loaded.dataset.classes >= 2) == (expected, True)


def test_what_a_person_says(tmp_path: Path) -> None:
    """A name that misleads is overruled."""
    assert load(npz(tmp_path / "a.csv"), format="npz").dataset.rows == 8


def test_images_are_written_down_as_they_were_read(tmp_path: Path) -> None:
    """Size and colour stay what they were, also when another image comes into the folder."""
    config = load(images(tmp_path / "photos")).config
    assert (config.image_size, config.colour) == ((6, 4), "rgb")
    grey = load(tmp_path / "photos", image_size=(3, 2), colour="grey")
    assert grey.dataset.row_shape == (1, 2, 3)


def test_progress(tmp_path: Path) -> None:
    """Whoever waits for images hears of them."""
    heard: list[tuple[int, int]] = []
    config = RunConfig(dataset=str(images(tmp_path / "photos")))
    load_data(config, lambda done, files: heard.append((done, files)))
    assert heard[-1] == (6, 6)


def test_without_pillow(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who has not installed it is told how to."""

    def missing(_name: str) -> None:
        raise ModuleNotFoundError("No module named 'PIL'", name="PIL")

    monkeypatch.setattr(formats, "import_module", missing)
    with pytest.raises(UserError) as caught:
        load(images(tmp_path / "photos"))
    assert str(caught.value) == (
        'images are read with Pillow, and PIL is not installed: pip install "nntui[images]" does it'
    )


@pytest.mark.parametrize(
    ("make", "changes", "expected"),
    [
        (
            table,
            {"format": "hdf5"},
            "there is no format called hdf5; there are idx, images, npz, npy, text, csv",
        ),
        (table, {"image_size": (8, 8)}, "image-size is not for a table: leave it out"),
        (table, {"colour": "grey"}, "colour is not for a table: leave it out"),
        (npz, {"header": True}, "header is not for an archive of arrays: leave it out"),
        (npz, {"target": ("y",)}, "target is not for an archive of arrays: leave it out"),
        (idx_folder, {"header": True}, "header is not for IDX files: leave it out"),
        (images, {"ignore": (1,)}, "ignore is not for a folder of images: leave it out"),
    ],
)
def test_settings_of_other_formats(
    tmp_path: Path, make: Callable[[Path], Path], changes: dict[str, object], expected: str
) -> None:
    """Nothing that was said is passed over in silence."""
    with pytest.raises(UserError) as caught:
        load(make(tmp_path / "a"), **changes)
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    "setting",
    [
        {"format": "csv"},
        {"image_size": (8, 8)},
        {"colour": "rgb"},
        {"target": (1,)},
        {"ignore": ("a",)},
        {"categories": (1,)},
        {"header": False},
        {"missing": "drop"},
    ],
)
def test_settings_of_files_alone(setting: dict[str, object]) -> None:
    """What comes with the package has its shape."""
    with pytest.raises(UserError, match="is for files of one's own: leave it out"):
        load_data(RunConfig(dataset="iris", **setting))


@pytest.mark.parametrize(("share", "held_out"), [(None, [2, 1]), (0.5, [5, 4]), (0.0, [0, 0])])
def test_a_share_other_than_the_part(tmp_path: Path, share: float | None, held_out: list[int]) -> None:
    """Files are sorted by class: the last rows alone would be the second class, and none of it be learnt."""
    for part, name, count in (("train", "a", 8), ("train", "b", 7), ("val", "a", 2), ("val", "b", 1)):
        (tmp_path / part / name).mkdir(parents=True)
        for at in range(count):
            Image.new("L", (9, 9)).save(tmp_path / part / name / f"{at}.png")
    assembly = assemble(RunConfig(dataset=str(tmp_path), validation=share))
    told = "the share asked for goes before that part: it is held out of all rows"
    chosen = assembly.trainer.validation.chosen
    assert np.bincount(assembly.dataset.targets[chosen], minlength=2).tolist() == held_out
    assert (told in assembly.notes) is (share is not None)


def test_a_part_stays_the_part(tmp_path: Path) -> None:
    """Its run.toml says no share: with more rows to train with that would be other rows."""
    path = tmp_path / "a.npz"

    def save(rows: int) -> None:
        part = {"x_test": np.eye(20)[:5], "y_test": np.arange(5) % 2}
        np.savez(path, x_train=np.eye(20)[:rows], y_train=np.arange(rows) % 2, **part)

    save(20)
    config = assemble(RunConfig(dataset=str(path))).config
    save(12)
    assert assemble(config).trainer.validation.chosen.tolist() == [12, 13, 14, 15, 16]


def test_nothing_there(tmp_path: Path) -> None:
    """A path that leads nowhere, and a folder with nothing to learn from."""
    with pytest.raises(DatasetError) as nowhere:
        load(tmp_path / "none.npz")
    assert str(nowhere.value) == f"{tmp_path}/none.npz does not exist (check the path)"
    (tmp_path / "labels").mkdir()
    (tmp_path / "labels" / "a.bin").write_bytes(idx(some_labels(3)))
    with pytest.raises(UserError) as caught:
        load(tmp_path / "labels")
    assert str(caught.value) == (
        f"{tmp_path}/labels is a folder without data to read in it "
        "(a folder for each class with PNG or JPEG files, or IDX files)"
    )


@pytest.mark.parametrize("name", formats.FORMATS)
def test_a_path_that_nobody_can_look_at(tmp_path: Path, name: str) -> None:
    """Also where the format is told, as in a run that is resumed, it is a sentence and no traceback."""
    with pytest.raises(DatasetError, match="cannot be read: File name too long"):
        load(tmp_path / ("x" * 300), format=name)


def test_neither_file_nor_folder(tmp_path: Path) -> None:
    """A pipe would be waited for without end: a look at what it is takes from it what there is to read."""
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UserError) as caught:
        load(tmp_path / "pipe")
    assert str(caught.value) == (
        f"{tmp_path}/pipe is neither a file nor a folder (write what comes from it into a file)"
    )


def test_one_image(tmp_path: Path) -> None:
    """Who names an image is told what to name, not that it is no text."""
    with pytest.raises(UserError) as caught:
        load(images(tmp_path / "photos") / "a" / "0.png")
    assert str(caught.value) == (
        f"{tmp_path}/photos/a/0.png is one image (name a folder that has a folder of images for each class)"
    )


def test_images_that_are_not_sorted(tmp_path: Path) -> None:
    """Who names one class's folder is shown the way up."""
    with pytest.raises(UserError) as caught:
        load(images(tmp_path / "photos") / "a")
    assert str(caught.value) == (
        f"{tmp_path}/photos/a has images and no folder for each class "
        "(name the folder above, or sort them into two or more)"
    )
