"""The UCI digits, shipped with the package."""

from __future__ import annotations

import io
import zlib
from pathlib import Path

import numpy as np

from nntui_datasets.dataset import Dataset
from nntui_datasets.stories import STORIES

_FILE = Path(__file__).parent / "data" / "digits.npy.gz"
_GZIP = 31  # the wbits argument for which zlib expects the header of a gzip file


def digits() -> Dataset:
    """1,797 digits of 8×8 pixels, each 0 (white) to 1 (ink) in sixteenths."""
    # Not an .npz: the zip module it needs takes 7 ms to import, four times what all of this takes.
    table = np.load(io.BytesIO(zlib.decompress(_FILE.read_bytes(), _GZIP)), allow_pickle=False)
    return Dataset(
        name="digits",
        inputs=table[:, :64] / np.float32(16),
        targets=table[:, 64].astype(np.int64),
        task="classification",
        feature_names=tuple(f"row {row} column {column}" for row in range(1, 9) for column in range(1, 9)),
        class_names=tuple("0123456789"),
        story=STORIES["digits"],
        source="E. Alpaydin, C. Kaynak (1998), Optical Recognition of Handwritten Digits, UCI, "
        "doi:10.24432/C50P49",
        licence="CC BY 4.0",
        row_shape=(1, 8, 8),
    )
