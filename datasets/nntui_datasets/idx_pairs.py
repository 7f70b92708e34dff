"""Which IDX files belong together: images with their labels, and a part to validate with."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nntui_datasets.errors import DatasetError
from nntui_datasets.part_names import TO_VALIDATE_WITH
from nntui_datasets.reading import reading
from nntui_datasets.safe_text import quoted, visible
from nntui_datasets.sentences import counted

IDX_NAME = re.compile(r".+[-.](idx\d-)?u?byte(\.gz)?|.+[-.]idx\d?(\.gz)?", re.IGNORECASE)
"""`train-images-idx3-ubyte.gz`, as MNIST names its files, and what others make of it."""

_IMAGES = re.compile(r"images", re.IGNORECASE)
_TO_VALIDATE_WITH = re.compile(rf"(^|[-_.])(t10k|{'|'.join(TO_VALIDATE_WITH)})([-_.]|$)", re.IGNORECASE)


@dataclass(frozen=True)
class IdxPair:
    """A file of images and the file of their labels."""

    images: Path
    labels: Path

    @property
    def is_held_out(self) -> bool:
        """Whether its name says that it is there to validate with."""
        return _TO_VALIDATE_WITH.search(self.images.name) is not None


def is_idx_name(name: str) -> bool:
    """Whether a file is called as IDX files are."""
    return IDX_NAME.fullmatch(name) is not None


def pair_of(path: Path) -> IdxPair:
    """The images in `path`, or those whose labels it has, with what lies beside it; DatasetError for none."""
    names = [each.name for each in _files(path.parent)]
    if re.search("labels", path.name, re.IGNORECASE):
        images = [name for name in names if _labels_of(name, [path.name])]
        if images:
            return IdxPair(path.parent / _plainest(images), path)
        raise DatasetError(f"{visible(path.name)} has labels, and the images they are of are not beside it")
    labels = _labels_of(path.name, names)
    if labels is None:
        wanted = _names_of_labels(path.name)
        hint = quoted(wanted[0]) if wanted else "images or labels in its name"
        raise DatasetError(f"{visible(path.name)} has no file of labels beside it (it needs {hint})")
    return IdxPair(path, path.parent / labels)


def pairs_in(folder: Path) -> tuple[IdxPair, ...]:
    """The pair to train with, and behind it that to validate with; or one of them alone.

    Raises DatasetError for images without labels, for no images, and where there are several of a part.
    """
    found = _found(folder)
    parts = [[pair for pair in found if pair.is_held_out is held_out] for held_out in (False, True)]
    for part in parts:
        if len(part) > 1:
            shown = " and ".join(quoted(pair.images.name) for pair in part[:2])
            raise DatasetError(
                f"{visible(str(folder))} has {counted(len(part), 'file')} of images for one part, {shown} "
                "(name the one that is meant)"
            )
    return (*parts[0], *parts[1])


def holds_pair(folder: Path) -> bool:
    """Whether there are images with their labels in a folder."""
    names = [path.name for path in _files(folder)] if folder.is_dir() else []
    return any(_labels_of(name, names) for name in names)


def _found(folder: Path) -> list[IdxPair]:
    names = [path.name for path in _files(folder)]
    images = sorted(name for name in names if _IMAGES.search(name))
    if not images:
        raise DatasetError(f"{visible(str(folder))} has no IDX file with images in its name (name another)")
    unpacked = [name for name in images if name.removesuffix(".gz") == name or name[:-3] not in images]
    return [pair_of(folder / name) for name in unpacked]


def _files(folder: Path) -> list[Path]:
    with reading(folder):
        return sorted(each for each in folder.iterdir() if is_idx_name(each.name) and each.is_file())


def _names_of_labels(images: str) -> list[str]:
    """What the labels of a file of images may be called, plain or packed."""
    if not _IMAGES.search(images):
        return []
    name = re.sub(r"idx\d", "idx1", _IMAGES.sub("labels", images), flags=re.IGNORECASE).removesuffix(".gz")
    return [name, f"{name}.gz"]


def _labels_of(images: str, names: Sequence[str]) -> str | None:
    found = {name.lower(): name for name in names}
    return next((found[name.lower()] for name in _names_of_labels(images) if name.lower() in found), None)


def _plainest(names: Sequence[str]) -> str:
    return min(names, key=len)
