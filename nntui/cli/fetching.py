"""Getting a dataset that others publish, with a bar where somebody waits for it."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from pathlib import Path

from nntui.cli.capability import why_no_cursor
from nntui.errors import UserError
from nntui.renderables.text import visible
from nntui_datasets import DATASETS, DatasetError
from nntui_datasets.download import fetch, is_complete
from nntui_datasets.published import PUBLISHED, Published, PublishedFile

MEGABYTE = 1_000_000


def fetch_published(name: str, downloads: Path) -> None:
    """Have a dataset in the folder of downloads, and say where it is; UserError where that cannot be."""
    published = _published(name)
    folder = downloads / name
    megabytes = f"{published.size / MEGABYTE:.0f} MB"
    try:
        if is_complete(published, folder):
            print(visible(f"{name} is in {folder} ({megabytes})"))
            return
        print(visible(f"fetching {name}, {megabytes}, from {published.mirrors[0]}"), file=sys.stderr)
        _fetch(published, folder)
    except DatasetError as error:
        raise UserError(f"{error} (a copy of your own can be in {name}/ of the folder NNTUI_DATA)") from error
    print(visible(f"{name} is in {folder}: nntui {name} trains on it"))


def _published(name: str) -> Published:
    if name in PUBLISHED:
        return PUBLISHED[name]
    if name in DATASETS:
        raise UserError(f"{name} comes with nntui: nntui {name} trains on it")
    near = get_close_matches(name, PUBLISHED, n=1)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(PUBLISHED)}"
    raise UserError(f"there is no dataset called {name} to be fetched: {hint}")


def _fetch(published: Published, folder: Path) -> None:
    if why_no_cursor(sys.stderr, os.environ):
        fetch(published, folder, _in_silence)
        return
    from nntui.cli.progress_bar import DownloadBar

    with DownloadBar(published) as bar:
        fetch(published, folder, bar.at)


def _in_silence(_file: PublishedFile, _done: int) -> None:
    """Nobody is watching."""
