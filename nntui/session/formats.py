"""What data can be, and how each kind of it is read: one table, looked through from the first to the last."""

from __future__ import annotations

import stat
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import cast

from msgspec.structs import replace

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session.data import Loaded, Progress
from nntui_datasets import visible
from nntui_datasets.arrays import read_npz
from nntui_datasets.idx_dataset import read_idx
from nntui_datasets.idx_pairs import is_idx_name
from nntui_datasets.image_files import has_image, holds_images, is_image
from nntui_datasets.image_folder import Decoder, read_image_folder
from nntui_datasets.npy_table import read_npy
from nntui_datasets.reading import reading
from nntui_datasets.table import Table, read_table
from nntui_datasets.text import USUAL_LENGTH, is_text, read_sequences

TABLE_ENDINGS = (".csv", ".tsv", ".data")
"""Files called so are tables, however their lines look: what is wrong with one is told."""

_NO_FILE = "is neither a file nor a folder (write what comes from it into a file)"
_ONE_IMAGE = "is one image (name a folder that has a folder of images for each class)"
_NO_DATA = (
    "is a folder without data to read in it (a folder for each class with PNG or JPEG files, or IDX files)"
)
_NO_CLASSES = "has images and no folder for each class (name the folder above, or sort them into two or more)"


@dataclass(frozen=True)
class Format:
    """A kind of data. options: the settings that are for it, beside those of all data."""

    title: str
    recognises: Callable[[Path], bool]
    read: Callable[[Path, RunConfig, Progress], Loaded]
    options: tuple[str, ...] = ()


def load(config: RunConfig, progress: Progress) -> Loaded:
    """The data at the path in a config, in the format that it says, or else that which is recognised.

    UserError for what is no data, and for settings that this format has not; DatasetError where there is
    nothing, and for what is wrong with the data.
    """
    path = Path(config.dataset)
    name = config.format or _recognised(path)
    if name not in FORMATS:
        raise UserError(f"there is no format called {name}; there are {', '.join(FORMATS)}")
    _refuse_options(config, name)
    loaded = FORMATS[name].read(path, config, progress)
    return Loaded(loaded.dataset, loaded.notes, replace(loaded.config, format=name))


def _recognised(path: Path) -> str:
    with reading(path):
        if not stat.S_ISDIR(mode := path.stat().st_mode) and not stat.S_ISREG(mode):
            raise UserError(f"{visible(str(path))} {_NO_FILE}")
        if is_image(path):
            raise UserError(f"{visible(str(path))} {_ONE_IMAGE}")
        found = next((name for name, each in FORMATS.items() if each.recognises(path)), None)
        if found is None:
            raise UserError(f"{visible(str(path))} {_NO_CLASSES if has_image(path) else _NO_DATA}")
    return found


def _refuse_options(config: RunConfig, name: str) -> None:
    """UserError where a setting would be passed over: whoever gave it meant something by it."""
    given = RunConfig()
    for option in sorted({option for each in FORMATS.values() for option in each.options}):
        if option not in FORMATS[name].options and getattr(config, option) != getattr(given, option):
            raise UserError(f"{option.replace('_', '-')} is not for {FORMATS[name].title}: leave it out")


def _read_csv(path: Path, config: RunConfig, _progress: Progress) -> Loaded:
    table = read_table(
        path,
        target=config.target,
        task=config.task,
        header=config.header,
        missing=config.missing,
        ignore=config.ignore,
        categories=config.categories,
    )
    return _loaded(table, config)


def _read_text(path: Path, config: RunConfig, _progress: Progress) -> Loaded:
    return _loaded(read_sequences(path, length=config.context or USUAL_LENGTH), config)


def _read_npy(path: Path, config: RunConfig, _progress: Progress) -> Loaded:
    table = read_npy(
        path, target=config.target, task=config.task, missing=config.missing, ignore=config.ignore
    )
    return _loaded(table, config)


def _read_npz(path: Path, config: RunConfig, _progress: Progress) -> Loaded:
    return _loaded(read_npz(path, task=config.task, missing=config.missing), config)


def _read_idx(path: Path, config: RunConfig, _progress: Progress) -> Loaded:
    return _loaded(read_idx(path, missing=config.missing), config)


def _read_images(path: Path, config: RunConfig, progress: Progress) -> Loaded:
    read = read_image_folder(path, _pillow(), size=config.image_size, colour=config.colour, progress=progress)
    decided = replace(config, image_size=read.size, colour=read.colour)
    return Loaded(read.dataset, read.notes, decided)


def _pillow() -> Decoder:
    try:
        # Loaded for images alone: it takes longer than all other formats together.
        return cast(Decoder, import_module("nntui.session.pictures"))
    except ModuleNotFoundError as error:
        reason = f"images are read with Pillow, and {error.name} is not installed"
        raise UserError(f'{reason}: pip install "nntui[images]" does it') from error


def _loaded(table: Table, config: RunConfig) -> Loaded:
    return Loaded(table.dataset, table.notes, config)


def _begins(path: Path, ending: str, magic: bytes) -> bool:
    """Whether a file is called so, or has no ending and begins so."""
    if path.suffix or not path.is_file():
        return path.suffix.lower() == ending
    with path.open("rb") as stream:
        return stream.read(len(magic)) == magic


def _is_idx(path: Path) -> bool:
    if path.is_dir():
        return any(is_idx_name(each.name) for each in path.iterdir())
    return is_idx_name(path.name) or _begins(path, ".idx", b"\0\0\x08")


def _is_text(path: Path) -> bool:
    return path.is_file() and path.suffix.lower() not in TABLE_ENDINGS and is_text(path)


FORMATS: dict[str, Format] = {
    "idx": Format("IDX files", _is_idx, _read_idx, ("missing",)),
    "images": Format(
        "a folder of images",
        lambda path: path.is_dir() and holds_images(path),
        _read_images,
        ("image_size", "colour"),
    ),
    "npz": Format(
        "an archive of arrays", lambda path: _begins(path, ".npz", b"PK\3\4"), _read_npz, ("missing",)
    ),
    "npy": Format(
        "an array",
        lambda path: _begins(path, ".npy", b"\x93NUMPY"),
        _read_npy,
        ("target", "ignore", "missing"),
    ),
    "text": Format("a text", _is_text, _read_text, ("context",)),
    # Any other file is a table: what is wrong with it is told by line and column.
    "csv": Format(
        "a table",
        lambda path: not path.is_dir(),
        _read_csv,
        ("target", "ignore", "categories", "header", "missing"),
    ),
}
"""By the name that `format` gives them; what one recognises is not asked of those below it."""
