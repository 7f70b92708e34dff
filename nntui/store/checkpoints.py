"""Checkpoints: safetensors files that are whole or not there, and known to be what was written.

A single flipped bit in a safetensors file goes unnoticed: hence the SHA-256, in run.db and beside the file.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray
from safetensors import SafetensorError
from safetensors.numpy import load, save

from nntui.store.files import Files
from nntui.store.records import CheckpointWritten

FOLDER = "checkpoints"
FACTS = "nntui"
"""The one key of a file's metadata."""

OPTIMIZER, AVERAGE = "optimizer.", "average."
"""What the names begin with that are not those of a network's parameters: vectors of the optimizer, and the
averages of the parameters.
"""

LAST = 3
"""So many of the newest are kept."""

NAME = re.compile(r"step-(\d{9,18})(?:-b(\d{1,9}))?\.safetensors", re.ASCII)
HASH_LINE_LENGTH = 1024


class Damaged(Exception):  # noqa: N818  # what it is, and not a fault of this program
    """A checkpoint that is not what was written; says how."""


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run at a step: arrays by name, parameters in their shapes, and facts that JSON can hold."""

    branch: int
    step: int
    tensors: Mapping[str, NDArray[np.float32]]
    facts: Mapping[str, Any]


class Written(NamedTuple):
    """A checkpoint on the disk: its file's name, SHA-256 in hexadecimal, and size in bytes."""

    file: str
    sha256: str
    size: int


class _Metadata(msgspec.Struct, frozen=True):
    branch: int
    step: int
    facts: dict[str, Any]


def file_name(branch: int, step: int) -> str:
    """`step-000001234.safetensors`, `step-000001234-b2.safetensors` on branch 2."""
    return f"step-{step:09}{f'-b{branch}' if branch > 1 else ''}.safetensors"


def write_checkpoint(run: Path, checkpoint: Checkpoint, files: Files, within: int | None = None) -> Written:
    """Write a checkpoint into a run's folder, whole or not at all. OSError where it cannot be.

    within: a descriptor of that folder: none for checkpoints is made in another one that took its place.
    """
    data = to_bytes(checkpoint)
    name, digest = file_name(checkpoint.branch, checkpoint.step), hashlib.sha256(data).hexdigest()
    folder = run / FOLDER
    files.make_folder(folder, within)
    place(folder / name, data, files)
    place(_hash_file(folder / name), f"{digest}  {name}\n".encode(), files)
    return Written(name, digest, len(data))


def place(path: Path, data: bytes, files: Files) -> None:
    """Have a file with this content, or leave what was there as it was."""
    draft = path.with_name(f".{path.name}.new")
    try:
        files.write(draft, data)
        files.rename(draft, path)
    except OSError:
        # Nothing is left of what did not succeed: on a full disk its room is needed. Where even that fails,
        # the first error is the one to tell.
        with suppress(OSError):
            files.remove(draft)
        raise
    files.sync_folder(path.parent)


def to_bytes(checkpoint: Checkpoint) -> bytes:
    """The file's content."""
    facts = {"branch": checkpoint.branch, "step": checkpoint.step, "facts": dict(checkpoint.facts)}
    tensors = {name: np.ascontiguousarray(tensor) for name, tensor in checkpoint.tensors.items()}
    return bytes(save(tensors, {FACTS: json.dumps(facts, allow_nan=False)}))


def verified(run: Path, file: str, sha256: str | None = None) -> Checkpoint:
    """Read a checkpoint; Damaged where it is not exactly what was written.

    sha256: as run.db has it; without it the one in the file beside the checkpoint counts.
    """
    if not NAME.fullmatch(file):
        raise Damaged(f"{file!r} is not the name of a checkpoint")
    path = run / FOLDER / file
    try:
        data = path.read_bytes()
        expected = sha256 or _hash_beside(path)
    except (OSError, IndexError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "the SHA-256 beside it is none"
        raise Damaged(f"checkpoint {file} cannot be read ({reason})") from error
    if hashlib.sha256(data).hexdigest() != expected:
        raise Damaged(f"checkpoint {file} is damaged (its SHA-256 is not the one written down)")
    try:
        return _from_bytes(data)
    except (SafetensorError, ValueError, KeyError, TypeError, RecursionError, msgspec.DecodeError) as error:
        raise Damaged(f"checkpoint {file} is not one of nntui's ({error})") from error


def _from_bytes(data: bytes) -> Checkpoint:
    """The library checks that every array lies within the data before it makes any."""
    tensors = load(data)
    for name, tensor in tensors.items():
        if tensor.dtype != np.float32:
            raise TypeError(f"{name} is of {tensor.dtype}")
    # Eight bytes say how long the JSON is that begins the file (the format of safetensors).
    end = 8 + int.from_bytes(data[:8], "little")
    header = msgspec.json.decode(data[8:end], type=dict[str, Any])
    metadata = msgspec.json.decode(header["__metadata__"][FACTS], type=_Metadata)
    return Checkpoint(metadata.branch, metadata.step, tensors, metadata.facts)


def remove_checkpoint(run: Path, file: str, files: Files) -> None:
    """Remove a checkpoint and its hash."""
    if NAME.fullmatch(file):
        path = run / FOLDER / file
        # The hash first: what is left where this is cut short is still listed.
        files.remove(_hash_file(path))
        files.remove(path)


def kept(checkpoints: Sequence[CheckpointWritten]) -> set[str]:
    """The files to keep, of all in the order of their writing: the first, the best and the last three."""
    best = [each.file for each in checkpoints if each.best][-1:]
    return {each.file for each in (*checkpoints[:1], *checkpoints[-LAST:])} | set(best)


def listed(run: Path) -> list[tuple[int, int, str]]:
    """(step, branch, file) of all checkpoints in a run's folder, the newest step first."""
    found = ((NAME.fullmatch(path.name), path.name) for path in (run / FOLDER).glob("step-*.safetensors"))
    return sorted(((int(m[1]), int(m[2] or 1), name) for m, name in found if m), reverse=True)


def hash_beside(run: Path, file: str) -> str:
    """The SHA-256 in the file beside a checkpoint; nothing where there is none."""
    try:
        return _hash_beside(run / FOLDER / file)
    except (OSError, IndexError, UnicodeDecodeError):  # it is asked for where anything may be missing
        return ""


def _hash_beside(path: Path) -> str:
    with _hash_file(path).open() as file:
        return file.read(HASH_LINE_LENGTH).split()[0]


def _hash_file(path: Path) -> Path:
    return path.with_name(f"{path.name}.sha256")
