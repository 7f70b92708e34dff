"""Published datasets by name: where they are looked for, and what is said where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.locations import downloads_folder
from nntui.session.assembly import assemble
from tests.datasets.idx_files import write_pair


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home in which nothing was fetched; NNTUI_DATA is not set."""
    monkeypatch.setenv("NNTUI_HOME", str(tmp_path))
    monkeypatch.delenv("NNTUI_DATA", raising=False)
    return tmp_path


def refusal(name: str) -> str:
    with pytest.raises(UserError) as caught:
        assemble(RunConfig(dataset=name))
    return str(caught.value)


@pytest.mark.usefixtures("elsewhere")
def test_not_fetched_yet() -> None:
    """One sentence says how to get it, and how large it is."""
    assert refusal("mnist") == (
        "mnist is not on this machine yet: nntui datasets get mnist fetches it (12 MB), "
        "or NNTUI_DATA names a folder that has it"
    )
    assert "fetches it (31 MB)" in refusal("fashion-mnist")


def test_what_was_fetched_and_what_a_person_has(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The cache is looked through, and before it the folder of one's own: here both are found wanting."""
    write_pair(downloads_folder() / "mnist", "t10k", 3)
    assert refusal("mnist").startswith(f"{downloads_folder()}/mnist does not hold mnist: ")
    monkeypatch.setenv("NNTUI_DATA", str(elsewhere / "own"))
    write_pair(elsewhere / "own" / "mnist", "t10k", 3)
    assert refusal("mnist").startswith(f"{elsewhere}/own/mnist does not hold mnist: ")


def test_real_digits() -> None:
    """The ten thousand test digits train by the name of the whole, which is told."""
    data = os.environ.get("NNTUI_DATA")
    if data is None or not (Path(data) / "mnist-t10k").is_dir() or (Path(data) / "mnist").exists():
        pytest.skip("NNTUI_DATA does not name a folder with mnist-t10k alone")
    assembly = assemble(RunConfig(dataset="mnist"))
    assert assembly.found == "784 inputs, 10 classes, 10,000 rows, 8,000 train, 2,000 validation"
    assert assembly.notes == (f"{data}/mnist-t10k holds 10,000 of its 70,000 rows",)
    assert (assembly.network, assembly.trainer.training.unit) == ("784-128-10 relu", 1 / 255)
