"""Tests of finding images in folders."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui_datasets.errors import DatasetError
from nntui_datasets.image_files import ImageFiles, find_images, holds_images


def touched(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).touch()
    return folder


def shown(files: ImageFiles, folder: Path) -> list[tuple[str, int]]:
    paths = (str(path.relative_to(folder)) for path in files.paths)
    return list(zip(paths, files.classes, strict=True))


def test_a_folder_for_each_class(tmp_path: Path) -> None:
    """Classes and images are in the order of their names, whatever the disk says."""
    folder = touched(tmp_path, "b/2.jpg", "b/10.PNG", "a/x.jpeg")
    files = find_images(folder)
    assert shown(files, folder) == [("a/x.jpeg", 0), ("b/10.PNG", 1), ("b/2.jpg", 1)]
    assert (files.class_names, files.held_out, files.others) == (("a", "b"), None, 0)
    assert holds_images(folder)


def test_what_is_passed_over(tmp_path: Path) -> None:
    """Hidden files and folders say nothing; other files are counted."""
    hidden = ("a/.1.png", ".git/1.png", "__MACOSX/1.png", "a/.DS_Store")
    files = find_images(touched(tmp_path, "a/1.png", "b/1.png", "a/notes.txt", "b/more/1.png", *hidden))
    assert (files.class_names, len(files.paths), files.others) == (("a", "b"), 2, 2)


@pytest.mark.parametrize("part", ["val", "valid", "validation", "test", "Test"])
def test_a_part_to_validate_with(tmp_path: Path, part: str) -> None:
    """It stands behind the other."""
    folder = touched(tmp_path, "train/a/1.png", "train/b/1.png", f"{part}/b/2.png")
    files = find_images(folder)
    assert shown(files, folder)[-1] == (f"{part}/b/2.png", 1)
    assert (files.held_out, files.unused) == (1, ())
    assert holds_images(folder)


def test_both_validation_and_test(tmp_path: Path) -> None:
    """One looks at the first while learning; the second is left alone, and that is told."""
    names = ("train/a/1.png", "train/b/1.png", "val/a/2.png", "test/a/3.png")
    files = find_images(touched(tmp_path, *names))
    assert (len(files.paths), files.held_out, files.unused) == (3, 1, ("test",))


def test_a_part_that_has_no_classes(tmp_path: Path) -> None:
    """Images of which nobody says what they are are not held out: another part is, or none."""
    folder = touched(tmp_path, "train/a/1.png", "train/b/1.png", "test/1.png", "val/notes.txt")
    files = find_images(folder)
    assert (len(files.paths), files.held_out, files.unused) == (2, None, ("test", "val"))
    files = find_images(touched(folder, "test/b/2.png"))
    assert (len(files.paths), files.held_out, files.unused) == (3, 1, ("val",))


def test_an_image_beside_the_classes(tmp_path: Path) -> None:
    """It does not make a class of the part that it strayed into."""
    names = ("train/a/1.png", "train/b/1.png", "train/0.png", "test/a/1.png", "test/0.png")
    files = find_images(touched(tmp_path, *names))
    assert (files.class_names, files.held_out) == (("a", "b"), 1)


def test_a_part_to_train_with_alone(tmp_path: Path) -> None:
    """Any of it may be held out."""
    files = find_images(touched(tmp_path, "train/a/1.png", "train/b/1.png"))
    assert (files.class_names, files.held_out) == (("a", "b"), None)


def test_classes_that_are_called_so(tmp_path: Path) -> None:
    """Trains are a thing to learn as well."""
    files = find_images(touched(tmp_path, "train/1.png", "bus/1.png"))
    assert files.class_names == ("bus", "train")


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (
            ("a/1.png",),
            'has 1 folder in it, "a", and two classes need two (put the images of each',
        ),
        (
            (),
            "has 0 folders in it, and two classes need two (put the images of each class ",
        ),
        (("a/1.png", "b/1.txt"), "/b has no PNG or JPEG file in it (put images there, or take it away)"),
        (
            ("train/a/1.png", "train/b/1.png", "test/c/1.png"),
            '/test/c is a class that there is nothing to learn of (the classes are "a", "b")',
        ),
    ],
)
def test_refused(tmp_path: Path, names: tuple[str, ...], expected: str) -> None:
    """What is missing is told by its folder."""
    with pytest.raises(DatasetError) as caught:
        find_images(touched(tmp_path, *names))
    assert expected in str(caught.value)
    assert str(caught.value).startswith(str(tmp_path))


def test_no_folder(tmp_path: Path) -> None:
    """The system's reason is told."""
    with pytest.raises(DatasetError, match=r"none does not exist"):
        find_images(tmp_path / "none")


def test_no_images(tmp_path: Path) -> None:
    """Other folders are not taken for such."""
    assert not holds_images(touched(tmp_path, "a/1.txt", "b/c/1.png", "1.png"))
