"""A4: one bit flipped, or the file cut, anywhere in a checkpoint: noticed, and the one before is used."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random

import pytest

from benchmarks.harness.branched_run import write_branched_run
from nntui.store.checkpoints import Damaged, verified
from nntui.store.reading import Recorded, newest_checkpoint, read_run

NEWEST, BEFORE = "step-000010000-b3.safetensors", 9000


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with seven checkpoints."""
    folder = tmp_path_factory.mktemp("faults") / "run-1"
    write_branched_run(folder)
    return folder


@pytest.fixture
def recorded(folder: Path) -> Recorded:
    """What is written down of it."""
    return read_run(folder)


def damages(content: bytes, random: Random, times: int) -> Iterator[tuple[str, bytes]]:
    """Ways to damage a file, every other one a cut: what was done, and what is left."""
    for number in range(times):
        if number % 2:
            length = random.randrange(len(content))
            yield f"cut to {length} bytes", content[:length]
        else:
            place, bit = random.randrange(len(content)), random.randrange(8)
            damaged = bytearray(content)
            damaged[place] ^= 1 << bit
            yield f"bit {bit} of byte {place} flipped", bytes(damaged)


def unnoticed(path: Path, random: Random, times: int, noticed: Callable[[], bool]) -> list[str]:
    """The damages to a file that were not noticed; afterwards it is as before."""
    content = path.read_bytes()
    missed = []
    for what, damaged in damages(content, random, times):
        path.write_bytes(damaged)
        if not noticed():
            missed.append(what)
    path.write_bytes(content)
    return missed


def test_a_damaged_checkpoint_is_passed_over(
    folder: Path, recorded: Recorded, size: Callable[[int, int], int]
) -> None:
    """The one before it is loaded, and a sentence says why."""
    told = f"checkpoint {NEWEST} is damaged (its SHA-256 is not the one written down): it is passed over"

    def noticed() -> bool:
        found, passed_over = newest_checkpoint(folder, recorded)
        return found is not None and found.step == BEFORE and passed_over == (told,)

    assert unnoticed(folder / "checkpoints" / NEWEST, Random(4), size(100, 1000), noticed) == []


def test_a_damaged_checkpoint_is_noticed_without_the_database(
    folder: Path, size: Callable[[int, int], int]
) -> None:
    """The hash beside it is as good."""

    def noticed() -> bool:
        try:
            verified(folder, NEWEST)
        except Damaged:
            return True
        return False

    assert unnoticed(folder / "checkpoints" / NEWEST, Random(5), size(100, 1000), noticed) == []


def test_a_damaged_hash_condemns_no_checkpoint(folder: Path, recorded: Recorded) -> None:
    """The file beside it is not needed where run.db has the hash."""
    hash_file = folder / "checkpoints" / f"{NEWEST}.sha256"
    content = hash_file.read_bytes()
    hash_file.write_bytes(b"0" + content[1:])
    found, passed_over = newest_checkpoint(folder, recorded)
    hash_file.write_bytes(content)
    assert found is not None
    assert (found.step, passed_over) == (10_000, ())


def test_the_tests_above_can_fail(folder: Path, recorded: Recorded) -> None:
    """Guards them: the checkpoint that they damage is the one that is used otherwise."""
    found, passed_over = newest_checkpoint(folder, recorded)
    assert found is not None
    assert (found.step, passed_over) == (10_000, ())
