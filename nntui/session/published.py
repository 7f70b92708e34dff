"""Datasets that others publish, found on this machine."""

from __future__ import annotations

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.locations import data_folders
from nntui.session.data import Loaded, Progress
from nntui_datasets.published import PUBLISHED, find_published, read_published


def load(config: RunConfig, _progress: Progress) -> Loaded:
    """The dataset of a config, as it was fetched or as `NNTUI_DATA` has it; UserError where it is not here.

    DatasetError where its files are not as they should be.
    """
    name = config.dataset
    published = PUBLISHED[name]
    folder = find_published(published, data_folders())
    if folder is None:
        megabytes = f"{published.size / 1e6:.0f} MB"
        raise UserError(
            f"{name} is not on this machine yet: nntui datasets get {name} fetches it ({megabytes}), "
            "or NNTUI_DATA names a folder that has it"
        )
    table = read_published(published, folder)
    return Loaded(table.dataset, table.notes, config)
