"""The settings of a run, and their file."""

from __future__ import annotations

from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nntui.config import RunConfig, from_mapping, names_file, read_config, to_toml
from nntui.errors import UserError
from nntui.rules import RULES

TEXTS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
CONFIGS = st.builds(
    RunConfig,
    name=st.none() | TEXTS,
    dataset=TEXTS,
    target=st.lists(TEXTS | st.integers(1, 99), max_size=3).map(tuple),
    header=st.none() | st.booleans(),
    hidden=st.none() | st.lists(st.integers(1, 999), max_size=3).map(tuple),
    lr=st.none() | st.floats(1e-12, 1e12),
    epsilon=st.floats(1e-30, 1.0),
    validation=st.floats(0, 0.99),
    seed=st.integers(0, 2**63 - 1),
    threads=st.just("auto") | st.integers(1, 99),
    pace=st.none() | st.just("max") | st.floats(0.1, 1e6),
    weights=st.dictionaries(
        st.sampled_from(["dense_1"]), st.dictionaries(st.just("bias"), st.lists(st.floats(-9, 9)), min_size=1)
    ),
)


@given(config=CONFIGS)
def test_what_is_written_is_what_is_read(tmp_path_factory: pytest.TempPathFactory, config: RunConfig) -> None:
    """A run.toml holds a config whole, whatever is in it."""
    path = tmp_path_factory.getbasetemp() / "run.toml"
    path.write_text(to_toml(config), encoding="utf-8")
    assert read_config(path) == config


def test_what_was_not_decided_is_not_written() -> None:
    """A run.toml has no line on what is left open."""
    assert "lr" not in to_toml(RunConfig())


def test_every_setting_has_its_rule() -> None:
    """Whatever is wrong with a setting, there are words for what it may be."""
    assert RULES.keys() == {field.encode_name for field in msgspec.structs.fields(RunConfig)}


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"lr": 0}, "run.toml: lr is a number above 0, not 0"),
        ({"lr": float("inf")}, "run.toml: lr is a number above 0, not inf"),
        ({"l1": float("nan")}, "run.toml: l1 is a number from 0 up, not nan"),
        ({"momentum": 1}, "run.toml: momentum is a number from 0 up to but not 1, not 1"),
        ({"hidden": [4, 0]}, "run.toml: hidden is a list of whole numbers from 1 up, not [4, 0]"),
        ({"epochs": 1.5}, "run.toml: epochs is a whole number from 1 up, not 1.5"),
        ({"pace": "fast"}, "run.toml: pace is max or a number of steps a second above 0, not 'fast'"),
        ({"bias": "no"}, "run.toml: bias is true or false, not 'no'"),
        (
            {"weights": {"dense_1": 3}},
            "run.toml: weights is a table of layers, each a table of arrays, not {'dense_1': 3}",
        ),
        (
            {"dataset": "a\0b"},
            "run.toml: dataset is the name of a dataset or the path of a file or folder, in UTF-8, "
            "not 'a\\x00b'",
        ),
        (
            {"missing": "zero"},
            "run.toml: missing is drop, mean, median, mode or mark, not 'zero'",
        ),
        ({"context": 0}, "run.toml: context is a whole number from 1 up, not 0"),
        ({"learning-rate": 1}, "run.toml: there is no setting called learning-rate"),
        ({"weight_decay": 1}, "run.toml: there is no setting called weight_decay"),
    ],
    ids=str,
)
def test_refused(values: dict[str, object], expected: str) -> None:
    """A setting that cannot be is told by its name, with what it may be."""
    with pytest.raises(UserError) as caught:
        from_mapping(values, "run.toml: ")
    assert str(caught.value) == expected


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("target", "y", ("y",)),
        ("target", 2, (2,)),
        ("ignore", "id", ("id",)),
        ("categories", 3, (3,)),
        ("image-size", 64, (64, 64)),
    ],
)
def test_one_column_needs_no_list(key: str, value: object, expected: tuple[object, ...]) -> None:
    """A single column may be written without brackets, and the side of a square."""
    assert getattr(from_mapping({key: value}, ""), key.replace("-", "_")) == expected


@pytest.mark.parametrize(
    ("dataset", "expected"),
    [
        ("digits", False),
        ("breast-cancer", False),
        ("data.csv", True),
        ("x.TSV", True),
        ("notes.md", True),
        ("x.npz", True),
        ("train-images-idx3-ubyte.gz", True),
        ("./digits", True),
        ("", False),
        ("x" * 5000, False),
    ],
)
def test_files_and_names(dataset: str, expected: bool) -> None:
    """A dataset's name is told from a file's path without looking at the disk."""
    assert names_file(dataset) == expected


def test_folders_and_names(tmp_path: Path) -> None:
    """A folder needs no slash; a dataset's name means that, also where a folder is called so."""
    for name in ("photos", "digits", "mnist"):
        (tmp_path / name).mkdir()
    found = [names_file(name, tmp_path) for name in ("photos", "digits", "mnist", "pictures")]
    assert found == [True, False, False, False]


def test_a_file_from_windows(tmp_path: Path) -> None:
    """A mark before the first line and other ends of lines are no mistakes."""
    path = tmp_path / "run.toml"
    path.write_bytes(b'\xef\xbb\xbfdataset = "iris"\r\nepochs = 2\r\n')
    assert read_config(path) == RunConfig(dataset="iris", epochs=2)


@pytest.mark.parametrize(
    ("content", "expected"),
    [(b"x = [", " is not a run.toml: "), (b"\xff", " is not a run.toml: "), (None, " cannot be read: ")],
)
def test_a_file_that_is_none(tmp_path: Path, content: bytes | None, expected: str) -> None:
    """A file that cannot be read as settings is told by its name."""
    path = tmp_path / "run.toml"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(UserError) as caught:
        read_config(path)
    assert str(caught.value).startswith(f"{path}{expected}")
