"""`nntui train` on files and folders that people have, from the command line to the result."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from PIL import Image

Call = Callable[..., Any]


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """Red ones and four times as many green ones."""
    for name, colour, count in (("hotdog", (200, 0, 0), 6), ("not-hotdog", (0, 200, 0), 24)):
        (tmp_path / "photos" / name).mkdir(parents=True)
        for at in range(count):
            ending = "jpg" if at % 2 else "png"
            Image.new("RGB", (12, 8), colour).save(tmp_path / "photos" / name / f"{at}.{ending}")
    return tmp_path / "photos"


@pytest.mark.usefixtures("home")
def test_a_folder_of_images(call: Call, photos: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named without a slash it is found, told of with its shares, and learnt."""
    monkeypatch.chdir(photos.parent)
    called = call("train", "photos", "--epochs", 20, "--lr", 0.01, "--json")
    assert called.err.splitlines()[:4] == [
        "288 inputs, 2 classes (hotdog 20 %, not-hotdog 80 %), 30 rows, 24 train, 6 validation",
        "images are 12×8 pixels",
        "images are in colour",
        "classes are uneven: --class-weights lets each weigh the same",
    ]
    assert (called.result.run, called.result.validation_accuracy) == ("photos-1", 1.0)


def test_what_a_run_remembers_of_images(call: Call, photos: Path, home: Path) -> None:
    """Its run.toml says how they were read; resumed it finds them, and says where they are others."""
    assert call("train", photos, "--epochs", 1, "--colour", "grey", "--threads", 1).code == 0
    kept = msgspec.toml.decode((home / "runs" / "photos-1" / "run.toml").read_bytes())
    assert (kept["dataset"], kept["format"]) == (str(photos), "images")
    assert (kept["image-size"], kept["colour"]) == ([12, 8], "grey")
    Image.new("RGB", (50, 50)).save(photos / "hotdog" / "other.png")
    called = call("resume", "photos-1", "--headless")
    assert called.code == 0
    assert called.err.startswith("the data of photos are not what they were (they were 96 inputs, ")


@pytest.mark.usefixtures("home")
@pytest.mark.parametrize("model", ["mlp", "conv"])
def test_arrays(call: Call, tmp_path: Path, model: str) -> None:
    """Images of bytes in an archive, in two parts."""
    source = np.random.default_rng(0)
    classes = source.integers(0, 2, 60)
    pixels = (source.integers(0, 99, (60, 8, 8)) + 150 * classes[:, None, None]).astype(np.uint8)
    arrays = {"x_train": pixels[:40], "y_train": classes[:40], "x_test": pixels[40:], "y_test": classes[40:]}
    np.savez_compressed(tmp_path / "bright.npz", **arrays)
    called = call("train", tmp_path / "bright.npz", "--model", model, "--epochs", 30, "--lr", 0.01, "--json")
    assert called.err.splitlines()[0].endswith("60 rows, 40 train, 20 validation")
    assert called.result.validation_accuracy == 1.0
