"""The data of a run: what comes with the package, what was fetched, or what is at a path."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import cast

from nntui.config import RunConfig, names_file
from nntui.errors import UserError
from nntui_datasets import Dataset, load
from nntui_datasets.registry import DATASETS
from nntui_datasets.stories import STORIES

OF_FILES = ("format", "image_size", "colour", "target", "ignore", "categories", "header", "missing")
"""Settings that are for files of one's own."""

TOLD_EVERY_S = 0.2
"""How often whoever waits for data hears how far the reading is."""

Progress = Callable[[int, int], None]
"""Hears how many files were read, and how many there are; of data that take long."""


def in_silence(_done: int, _files: int) -> None:
    """Nobody waits."""


def now_and_then(progress: Progress, clock: Callable[[], float]) -> Progress:
    """One that hears of it a few times a second."""
    told = clock()

    def told_now_and_then(done: int, files: int) -> None:
        nonlocal told
        if clock() - told >= TOLD_EVERY_S:
            told = clock()
            progress(done, files)

    return told_now_and_then


@dataclass(frozen=True, eq=False)
class Loaded:
    """Data, what was decided about it, and the config with what it says of the data filled in."""

    dataset: Dataset
    notes: tuple[str, ...]
    config: RunConfig


def load_data(config: RunConfig, progress: Progress = in_silence) -> Loaded:
    """Load what a config names; UserError or DatasetError where it is not there, or not right."""
    if names_file(config.dataset):
        return _loader("nntui.session.formats")(config, progress)
    unsaid = RunConfig()
    for key in OF_FILES:
        if getattr(config, key) != getattr(unsaid, key):
            raise UserError(f"{key.replace('_', '-')} is for files of one's own: leave it out")
    if config.dataset in STORIES and config.dataset not in DATASETS:
        return _loader("nntui.session.published")(config, progress)
    return Loaded(load(config.dataset, config.seed), (), config)


def _loader(module: str) -> Callable[[RunConfig, Progress], Loaded]:
    # Loaded on demand: digits are on the screen 20 ms sooner without what reads files.
    return cast(Callable[[RunConfig, Progress], Loaded], import_module(module).load)
