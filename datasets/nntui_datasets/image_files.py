"""The images in a folder that has a folder for each class, and a part to validate with if it has one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nntui_datasets.errors import DatasetError
from nntui_datasets.part_names import TO_TRAIN_WITH, TO_VALIDATE_WITH
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import quoted, visible
from nntui_datasets.sentences import counted

ENDINGS = (".png", ".jpg", ".jpeg")


@dataclass(frozen=True)
class ImageFiles:
    """Images with their classes, by number; the last `held_out` of them are there to validate with.

    held_out is None where the folder has no such part. others: how many files are no images. unused: folders
    beside the two parts.
    """

    paths: tuple[Path, ...]
    classes: tuple[int, ...]
    class_names: tuple[str, ...]
    held_out: int | None
    others: int
    unused: tuple[str, ...]


def holds_images(folder: Path) -> bool:
    """Whether there are folders of images in a folder, or in a part of it to train with."""
    return _has_classes(folder) or _parts(folder)[0] != folder


def has_image(folder: Path) -> bool:
    """Whether there is an image in a folder itself."""
    return any(map(is_image, folder.iterdir()))


def is_image(path: Path) -> bool:
    """Whether a path is that of an image, by its name."""
    return path.suffix.lower() in ENDINGS and not path.name.startswith(".") and path.is_file()


def find_images(folder: Path) -> ImageFiles:
    """All images in a folder; classes, and the images of each, are in the order of their names.

    What is hidden is passed over. Raises DatasetError for fewer than two classes, for a class without images,
    and for one that is in the part to validate with alone.
    """
    with reading(folder):
        return _find(folder)


def _find(folder: Path) -> ImageFiles:
    training, held_out, unused = _parts(folder)
    classes = [each for each in _folders(training) if training != folder or each.name != "__MACOSX"]
    _refuse_few(training, classes)
    names = [each.name for each in classes]
    found, others = _files_of(classes)
    kept = None
    if held_out is not None:
        more, more_others = _files_of(_checked(held_out, names))
        found, others, kept = [*found, *more], others + more_others, len(more)
    return ImageFiles(
        paths=tuple(found),
        classes=tuple(names.index(path.parent.name) for path in found),
        class_names=tuple(map(visible, names)),
        held_out=kept,
        others=others,
        unused=unused,
    )


def _parts(folder: Path) -> tuple[Path, Path | None, tuple[str, ...]]:
    """Where to train, where to validate, and the names of folders that are neither.

    A part has folders of classes: the images to be told in a contest have none, and trains may be a class.
    """
    parts = {each.name.lower(): each for each in _folders(folder)}
    training, held_out = (
        next((parts[name] for name in names if name in parts and _has_classes(parts[name])), None)
        for names in (TO_TRAIN_WITH, TO_VALIDATE_WITH)
    )
    if training is None:
        return folder, None, ()
    return training, held_out, tuple(part.name for part in parts.values() if part not in (training, held_out))


def _has_classes(folder: Path) -> bool:
    return any(map(has_image, _folders(folder)))


def _folders(folder: Path) -> list[Path]:
    return sorted(each for each in folder.iterdir() if each.is_dir() and not each.name.startswith("."))


def _files_of(classes: Sequence[Path]) -> tuple[list[Path], int]:
    """The images in the folders of classes, and how many other things there are."""
    found: list[Path] = []
    others = 0
    for each in classes:
        seen = sorted(path for path in each.iterdir() if not path.name.startswith("."))
        images = [path for path in seen if is_image(path)]
        if not images:
            raise DatasetError(
                f"{visible(str(each))} has no PNG or JPEG file in it (put images there, or take it away)"
            )
        found += images
        others += len(seen) - len(images)
    return found, others


def _refuse_few(folder: Path, classes: Sequence[Path]) -> None:
    if len(classes) < 2:
        one = f", {quoted(classes[0].name)}" if classes else ""
        raise DatasetError(
            f"{visible(str(folder))} has {counted(len(classes), 'folder')} in it{one}, and two classes need "
            "two (put the images of each class into a folder with its name)"
        )


def _checked(part: Path, names: Sequence[str]) -> list[Path]:
    classes = _folders(part)
    for each in classes:
        if each.name not in names:
            raise DatasetError(
                f"{visible(str(each))} is a class that there is nothing to learn of (the classes are "
                f"{', '.join(map(quoted, names[:8]))})"
            )
    return classes
