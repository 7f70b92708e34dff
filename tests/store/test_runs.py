"""The folders of runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.config import RunConfig, read_config
from nntui.errors import UserError
from nntui.store.runs import NAME, base_name, check_name, create_run, discard, find_run, write_config


@pytest.mark.parametrize("name", ["a", "digits-1", "A.b_c-9", "9" * 64])
def test_names(name: str) -> None:
    """Letters, digits, dots, dashes and underscores make a name."""
    assert check_name(name) == name


@pytest.mark.parametrize(
    "name", ["", ".", "..", "-a", ".a", "a/b", "../a", "a b", "a\n", "ä", "a\0", "9" * 65, "\x1b[31m"]
)
def test_no_names(name: str) -> None:
    """What could leave the folder of runs, or steer a terminal, is no name."""
    with pytest.raises(UserError) as caught:
        check_name(name)
    assert str(caught.value) == (
        f"{name!r} cannot be a run's name: use up to 64 letters, digits, dots, dashes and underscores, "
        "the first a letter or a digit"
    )


@given(dataset=st.text(max_size=80))
def test_any_dataset_makes_a_name(dataset: str) -> None:
    """Whatever a file is called, its run has a name, with room for a number."""
    assert NAME.fullmatch(f"{base_name(dataset)}-{10**12}")


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ("digits", "digits"),
        ("breast-cancer", "breast-cancer"),
        ("/data/My table (2).csv", "My-table-2"),
        ("x.tar.csv", "x.tar"),
        ("/data/日本.csv", "run"),
        ("", "run"),
    ],
)
def test_base_name(dataset: str, expected: str) -> None:
    """A run on a file is called after it."""
    assert base_name(dataset) == expected


def test_runs_are_numbered(tmp_path: Path) -> None:
    """Each run has a folder of its own, with the next free number."""
    names = [
        create_run(tmp_path / "runs", None, dataset).name for dataset in ("iris", "iris", "wine", "iris")
    ]
    assert names == ["iris-1", "iris-2", "wine-1", "iris-3"]


def test_a_name_that_is_asked_for(tmp_path: Path) -> None:
    """A run may be called as one likes, once."""
    assert create_run(tmp_path, "mine", "iris") == tmp_path / "mine"
    with pytest.raises(UserError) as caught:
        create_run(tmp_path, "mine", "iris")
    assert str(caught.value) == "there is a run called mine already: choose another --name"


def test_a_place_where_nothing_can_be_made(tmp_path: Path) -> None:
    """A folder that cannot be written to is told, with the way out."""
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError) as caught:
        create_run(tmp_path / "file" / "runs", None, "iris")
    assert str(caught.value) == (
        f"no run can be made in {tmp_path}/file/runs: Not a directory (NNTUI_HOME names another place)"
    )


def test_config(tmp_path: Path) -> None:
    """A run's settings are written whole, in place of those before, and nothing else is left."""
    for seed in (1, 2):
        write_config(tmp_path, RunConfig(seed=seed))
    assert read_config(tmp_path / "run.toml") == RunConfig(seed=2)
    assert [path.name for path in tmp_path.iterdir()] == ["run.toml"]


def test_discard(tmp_path: Path) -> None:
    """A run that never began leaves nothing."""
    folder = create_run(tmp_path, None, "iris")
    write_config(folder, RunConfig())
    discard(folder)
    assert list(tmp_path.iterdir()) == []


def test_a_wish_that_is_taken_gets_a_number(tmp_path: Path) -> None:
    """The name in a run.toml is what its first run is called, and the base of all others."""
    names = [create_run(tmp_path, None, "iris", wish="mine").name for _ in range(3)]
    assert names == ["mine", "mine-2", "mine-3"]


def test_the_newest_run_is_the_one_that_had_a_host_last(tmp_path: Path) -> None:
    """A run that was taken up again is newer than one that was begun after it."""
    for name, came in (("first", 300), ("second", 200)):
        folder = create_run(tmp_path, name, "iris")
        write_config(folder, RunConfig())
        (folder / "lock").touch()
        os.utime(folder / "lock", (came, came))
    assert find_run(tmp_path, None).name == "first"


def test_a_run_that_is_none(tmp_path: Path) -> None:
    """A name that is nearly right is told what is meant."""
    write_config(create_run(tmp_path, "digits-1", "digits"), RunConfig())
    with pytest.raises(UserError, match=r"^there is no run called digit-1: did you mean digits-1\?$"):
        find_run(tmp_path, "digit-1")


def test_no_runs_at_all(tmp_path: Path) -> None:
    """Before the first run there is no newest one."""
    with pytest.raises(UserError, match=r"^there are no runs yet: nntui begins one$"):
        find_run(tmp_path, None)
