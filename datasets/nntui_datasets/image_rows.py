"""Arrays of images as rows of a dataset: channels first, and flat."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from nntui_datasets.errors import DatasetError

CHANNELS = (1, 3, 4)
"""Grey, colour, and colour with opacity."""

ROWS_AT_A_TIME = 256


def as_rows(values: NDArray[Any], place: str) -> tuple[NDArray[Any], tuple[int, ...] | None]:
    """(rows, features), and what shape a row has: (channels, height, width), or None.

    `values` are (rows, features), images (rows, height, width), (rows, height, width, channels) or (rows,
    channels, height, width), in C order and writable: channels are brought first in place, so that there is
    never a second array. Raises DatasetError, which begins with `place`, for any other shape.
    """
    rows = len(values)
    match values.shape[1:]:
        case (_,):
            return values, None
        case (height, width):
            return values.reshape(rows, -1), (1, height, width)
        case (height, width, channels) if channels in CHANNELS:
            if channels > 1:
                _bring_channels_first(values)
            return values.reshape(rows, -1), (channels, height, width)
        case (channels, height, width) if channels in CHANNELS:
            return values.reshape(rows, -1), (channels, height, width)
        case _:
            raise DatasetError(
                f"{place}: {values.shape} is no shape of rows of numbers, or of images of 1, 3 or 4 channels "
                "(save them as (rows, features), (rows, height, width) or (rows, height, width, channels))"
            )


def _bring_channels_first(images: NDArray[Any]) -> None:
    for start in range(0, len(images), ROWS_AT_A_TIME):
        part = images[start : start + ROWS_AT_A_TIME]
        moved = np.ascontiguousarray(np.moveaxis(part, 3, 1))
        part.reshape(-1)[:] = moved.reshape(-1)
