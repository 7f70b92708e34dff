"""A5: run.db is torn or missing: what verifies is opened, what is gone is told, without a traceback."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from random import Random

import pytest

from benchmarks.harness.branched_run import line_losses, losses, stood, write_branched_run
from nntui.errors import UserError
from nntui.store.database import RunDatabase
from nntui.store.reading import Recorded, newest_checkpoint, read_run, read_standing
from nntui.store.records import LossesTaken
from nntui.store.salvage import mend

KINDS = ("epochs", "layers", "log", "interventions", "branches", "checkpoints", "hosts")
PAGE = 4096
VERSION = range(60, 64)
"""Where SQLite keeps the number of the version: a higher one means a newer nntui."""


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with everything in it."""
    folder = tmp_path_factory.mktemp("faults") / "run-1"
    write_branched_run(folder)
    return folder


@pytest.fixture(scope="module")
def whole(original: Path) -> Recorded:
    """What is written down of it."""
    return read_run(original)


@pytest.fixture
def folder(original: Path, tmp_path: Path) -> Path:
    """A copy to damage."""
    return Path(shutil.copytree(original, tmp_path / "run-1"))


def damages(content: bytes, random: Random, times: int) -> Iterator[tuple[str, bytes]]:
    """Ways to damage a database: what was done, and what is left."""
    for number in range(times):
        damaged, page = bytearray(content), PAGE * random.randrange(len(content) // PAGE)
        match number % 5:
            case 0 | 1:
                place, bit = random.randrange(len(content)), random.randrange(8)
                damaged[place] ^= 1 << bit
                yield f"bit {bit} of byte {place} flipped", bytes(damaged)
            case 2:
                length = random.randrange(len(content))
                yield f"cut to {length} bytes", bytes(damaged[:length])
            case 3:
                damaged[page : page + PAGE] = bytes(PAGE)
                yield f"page at {page} never written", bytes(damaged)
            case _:
                damaged[page : page + PAGE] = random.randbytes(PAGE)
                yield f"page at {page} overwritten", bytes(damaged)


def wrong_in(found: Recorded, whole: Recorded) -> list[str]:
    """What is there that was not written, and what is missing without a word."""
    wrong = [kind for kind in KINDS if kind != "layers" and not is_part(found, whole, kind)]
    expected = line_losses()[found.first_step - 1 :][: len(found.losses)]
    if found.losses.tolist() != expected.tolist():
        wrong.append("losses")
    if found.standing not in (None, whole.standing) or found.description not in (None, whole.description):
        wrong.append("standing")
    is_whole = all(getattr(found, kind) == getattr(whole, kind) for kind in KINDS)
    if not found.gone and not (is_whole and len(found.losses) == len(whole.losses) and found.standing):
        wrong.append("something is missing, and nothing is told")
    return wrong


def is_part(found: Recorded, whole: Recorded, kind: str) -> bool:
    """Whether nothing is there that was not written; of what is lost some can be told from its traces."""
    known = getattr(whole, kind)
    guessed = {"branches": "where it began was lost", "checkpoints": "found"}.get(kind, "")
    return all(each in known or (guessed and each.reason == guessed) for each in getattr(found, kind))


def test_what_verifies_is_opened(folder: Path, whole: Recorded, size: Callable[[int, int], int]) -> None:
    """Nothing is shown that was not written, nothing is missing without a word, and nothing is raised."""
    content = (folder / "run.db").read_bytes()
    wrong = []
    for what, damaged in damages(content, Random(5), size(100, 1000)):
        (folder / "run.db").write_bytes(damaged)
        try:
            read_standing(folder)
            wrong += [f"{what}: {each}" for each in wrong_in(read_run(folder), whole)]
        except UserError as error:
            # Whoever reads cannot know better: the version is a single number.
            if (
                "is of a newer nntui" not in str(error)
                or damaged[VERSION.start : VERSION.stop] == content[60:64]
            ):
                wrong.append(f"{what}: {error}")
    assert wrong == []


def test_a_host_goes_on(folder: Path, size: Callable[[int, int], int]) -> None:
    """From the newest checkpoint that verifies, with a database that is whole and can be written to."""
    content = (folder / "run.db").read_bytes()
    wrong = []
    for what, damaged in damages(content, Random(6), size(100, 1000)):
        if damaged[60:64] != content[60:64] and len(damaged) > 100:
            continue  # it is refused, see above
        (folder / "run.db").write_bytes(damaged)
        mend(folder)
        found, _ = newest_checkpoint(folder, read_run(folder))
        with closing(RunDatabase.open(folder / "run.db")) as database:
            database.write([LossesTaken(3, 10_001, losses(3, 10_001, 10_050)), stood(10_050, 3)])
        after = read_run(folder)
        if found is None or found.step != 10_000 or after.gone or after.standing != stood(10_050, 3):
            wrong.append(f"{what}: {found and found.step}, {after.gone}, {after.standing}")
        if after.losses[-50:].tolist() != losses(3, 10_001, 10_050).tolist():
            wrong.append(f"{what}: {len(after.losses)} losses, not the newest")
        for left in folder.glob("run.db*"):
            left.unlink()
    assert wrong == []


def test_a_missing_database(folder: Path) -> None:
    """The checkpoints tell where the run was."""
    (folder / "run.db").unlink()
    recorded = read_run(folder)
    found, _ = newest_checkpoint(folder, recorded)
    assert found is not None
    assert found.step == 10_000
    assert recorded.gone == ("run.db is missing or empty: the history before the newest checkpoint is lost",)
