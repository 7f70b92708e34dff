"""Checkpoints: whole, and what was written, or not used."""

from __future__ import annotations

import errno
import hashlib
import json
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save

from benchmarks.harness.branched_run import checkpoint
from benchmarks.harness.failing_files import FailingFiles
from nntui.store.checkpoints import (
    Checkpoint,
    Damaged,
    hash_beside,
    kept,
    listed,
    remove_checkpoint,
    verified,
    write_checkpoint,
)
from nntui.store.files import Files
from nntui.store.records import CheckpointWritten

NAME = "step-000001234.safetensors"


def as_dict(held: Checkpoint) -> dict[str, object]:
    """Comparable."""
    tensors = {name: (tensor.shape, tensor.tolist()) for name, tensor in held.tensors.items()}
    return {"branch": held.branch, "step": held.step, "tensors": tensors, "facts": dict(held.facts)}


def test_a_checkpoint_comes_back_as_it_was(tmp_path: Path) -> None:
    """Every array in its shape, every fact, the step and the branch."""
    taken = checkpoint(2, 1234)
    written = write_checkpoint(tmp_path, taken, Files())
    assert as_dict(verified(tmp_path, written.file, written.sha256)) == as_dict(taken)


def test_numbers_that_are_none_come_back(tmp_path: Path) -> None:
    """NaN, infinities and negative zero keep their bits: a run that went wrong can be looked at."""
    odd = np.array([np.nan, np.inf, -np.inf, -0.0, 1e-45], np.float32)
    written = write_checkpoint(tmp_path, replace(checkpoint(1, 1), tensors={"a": odd}), Files())
    assert verified(tmp_path, written.file).tensors["a"].tobytes() == odd.tobytes()


@pytest.mark.parametrize(
    ("branch", "step", "name"),
    [
        (1, 1234, NAME),
        (2, 1234, "step-000001234-b2.safetensors"),
        (1, 12_345_678_901, "step-12345678901.safetensors"),
    ],
)
def test_names(tmp_path: Path, branch: int, step: int, name: str) -> None:
    """They sort by step, and tell branches apart."""
    assert write_checkpoint(tmp_path, checkpoint(branch, step), Files()).file == name
    assert listed(tmp_path) == [(step, branch, name)]


def test_the_newest_is_listed_first(tmp_path: Path) -> None:
    """Whatever else lies in the folder."""
    for step in (5, 300, 20):
        write_checkpoint(tmp_path, checkpoint(1, step), Files())
    (tmp_path / "checkpoints" / "step-x.safetensors").touch()
    (tmp_path / "checkpoints" / "step-٣٣٣٣٣٣٣٣٣.safetensors").touch()
    assert [step for step, _, _ in listed(tmp_path)] == [300, 20, 5]


def test_nothing_is_listed_where_there_is_nothing(tmp_path: Path) -> None:
    """A run that was never saved has no folder of checkpoints."""
    assert listed(tmp_path) == []


def test_the_hash_beside_it_is_enough(tmp_path: Path) -> None:
    """Where run.db is gone a checkpoint proves itself."""
    written = write_checkpoint(tmp_path, checkpoint(1, 1234), Files())
    assert hash_beside(tmp_path, NAME) == written.sha256
    assert verified(tmp_path, NAME).step == 1234


def test_without_a_hash_it_is_not_trusted(tmp_path: Path) -> None:
    """It may have been cut by a kill between the two."""
    write_checkpoint(tmp_path, checkpoint(1, 1234), Files())
    (tmp_path / "checkpoints" / f"{NAME}.sha256").unlink()
    with pytest.raises(Damaged) as caught:
        verified(tmp_path, NAME)
    assert str(caught.value) == f"checkpoint {NAME} cannot be read (No such file or directory)"


def test_another_hash_in_the_database_counts(tmp_path: Path) -> None:
    """A file of that name that was put there by somebody else is not this run's."""
    write_checkpoint(tmp_path, checkpoint(1, 1234), Files())
    with pytest.raises(Damaged) as caught:
        verified(tmp_path, NAME, "0" * 64)
    assert str(caught.value) == f"checkpoint {NAME} is damaged (its SHA-256 is not the one written down)"


@pytest.mark.parametrize("content", [b"", b"\n", b"\xff\xfe"])
def test_a_hash_that_is_none(tmp_path: Path, content: bytes) -> None:
    """A file of hashes that was cut or overwritten says nothing."""
    write_checkpoint(tmp_path, checkpoint(1, 1234), Files())
    (tmp_path / "checkpoints" / f"{NAME}.sha256").write_bytes(content)
    with pytest.raises(Damaged) as caught:
        verified(tmp_path, NAME)
    assert str(caught.value) == f"checkpoint {NAME} cannot be read (the SHA-256 beside it is none)"


@pytest.mark.parametrize(
    "file", ["../run.toml", "/etc/passwd", "x.safetensors", "", "step-000000001.safetensors/.."]
)
def test_nothing_else_is_read_or_removed(tmp_path: Path, file: str) -> None:
    """The names come from a database that anybody may have written."""
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "run.toml").touch()
    with pytest.raises(Damaged, match="is not the name of a checkpoint"):
        verified(tmp_path, file, "0" * 64)
    remove_checkpoint(tmp_path, file, Files())
    assert (tmp_path / "run.toml").exists()


def hostile(facts: object = None, metadata: object = None, dtype: type = np.float32) -> bytes:
    """A file of the format that nntui did not write."""
    metadata = {"nntui": json.dumps(facts)} if metadata is None else metadata
    return save({"a": np.zeros(3, dtype)}, metadata)


DEEP = {"nntui": '{"branch": 1, "step": 1, "facts": ' + "[" * 100_000 + "]" * 100_000 + "}"}
GOOD = {"branch": 1, "step": 1, "facts": {}}


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 8,
        b"\x02" + b"\0" * 7 + b"{}",
        (2**62).to_bytes(8, "little") + b"{}",
        hostile(metadata={"format": "pt"}),
        hostile([]),
        hostile({"branch": 1, "step": 1}),
        hostile({"branch": "1", "step": 1, "facts": {}}),
        hostile(metadata=DEEP),
        hostile(GOOD, dtype=np.float64),
    ],
)
def test_what_is_none_of_ours_is_refused(tmp_path: Path, data: bytes) -> None:
    """Whoever gives away a run's folder can write the hash as well."""
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / NAME).write_bytes(data)
    with pytest.raises(Damaged, match=f"^checkpoint {NAME} is not one of nntui's "):
        verified(tmp_path, NAME, hashlib.sha256(data).hexdigest())


def test_the_test_above_can_fail(tmp_path: Path) -> None:
    """Guards it: the same file with all that is needed is one of nntui's."""
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints" / NAME).write_bytes(hostile(GOOD))
    assert verified(tmp_path, NAME, hashlib.sha256(hostile(GOOD)).hexdigest()).facts == {}


def test_a_checkpoint_is_removed_with_its_hash(tmp_path: Path) -> None:
    """Nothing of it is left, and nothing else is touched."""
    for step in (1, 2):
        write_checkpoint(tmp_path, checkpoint(1, step), Files())
    remove_checkpoint(tmp_path, "step-000000001.safetensors", Files())
    names = sorted(path.name for path in (tmp_path / "checkpoints").iterdir())
    assert names == ["step-000000002.safetensors", "step-000000002.safetensors.sha256"]


def test_what_is_kept() -> None:
    """The first, the best and the last three, of however many."""
    all_of_them = [
        CheckpointWritten(1, step, f"{step}", "", 1, 0.0, "time", best=step in (3, 5)) for step in range(10)
    ]
    assert kept(all_of_them) == {"0", "5", "7", "8", "9"}


def test_few_are_all_kept() -> None:
    """There is nothing to throw away at first."""
    few = [CheckpointWritten(1, step, f"{step}", "", 1, 0.0, "time") for step in range(4)]
    assert kept(few) == {"0", "1", "2", "3"}
    assert kept([]) == set()


def test_the_order_of_writing(tmp_path: Path) -> None:
    """The content is on the disk before the name, the checkpoint before its hash."""
    files = FailingFiles(99, errno.EIO)
    write_checkpoint(tmp_path, checkpoint(1, 1), files)
    one_file = ["create", "put", "sync", "rename", "sync"]
    assert files.done == ["make_folder", *one_file, *one_file]


def test_the_first_error_is_told(tmp_path: Path) -> None:
    """Where tidying up fails as well, what went wrong first is what is told."""
    files = FailingFiles(2, errno.ENOSPC, times=99)
    with pytest.raises(OSError, match=os.strerror(errno.ENOSPC)):
        write_checkpoint(tmp_path, checkpoint(1, 1), files)
    assert files.done[-1] == "remove"
