"""A run.db that is damaged or gone."""

from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import checkpoint, line_losses, losses, stood
from benchmarks.harness.failing_files import FailingFiles
from nntui.errors import UserError
from nntui.store.checkpoints import write_checkpoint
from nntui.store.database import RunDatabase
from nntui.store.files import Files
from nntui.store.reading import newest_checkpoint, read_run, read_standing
from nntui.store.records import LossesTaken
from nntui.store.salvage import mend

MISSING = "run.db is missing or empty: the history before the newest checkpoint is lost"
KEPT = "the damaged run.db is kept as run.db.damaged-1"


def change(folder: Path, statement: str) -> None:
    """Damage run.db in one place."""
    with closing(sqlite3.connect(folder / "run.db")) as connection, connection:
        connection.execute(statement)


def test_what_is_whole_is_left_alone(branched: Path) -> None:
    """Not a byte of it changes."""
    before = (branched / "run.db").read_bytes()
    assert mend(branched) == ()
    assert (branched / "run.db").read_bytes() == before


def test_a_new_run_needs_no_mending(folder: Path) -> None:
    """There is nothing yet, and none is made."""
    assert mend(folder) == ()
    assert not (folder / "run.db").exists()


def test_a_host_that_was_killed_before_it_wrote(folder: Path) -> None:
    """What SQLite made of an empty file is no damage."""
    change(folder, "PRAGMA user_version = 0")
    assert mend(folder) == ()


def test_a_row_that_is_not_what_was_written(branched: Path) -> None:
    """It is left out, and all others are there."""
    change(branched, "UPDATE interventions SET value = '{}' WHERE number = 2")
    expected = ("run.db is damaged: 1 row of interventions cannot be trusted",)
    recorded = read_run(branched)
    assert recorded.gone == expected
    assert len(recorded.interventions) == 11
    assert recorded.losses.tolist() == line_losses().tolist()


def test_losses_that_are_not_what_was_written(branched: Path) -> None:
    """The curve begins behind them, and that is told."""
    change(branched, "UPDATE losses SET loss = zeroblob(length(loss)) WHERE branch = 3 AND first_step = 4001")
    recorded = read_run(branched)
    assert recorded.gone == (
        "run.db is damaged: 1 row of losses cannot be trusted",
        "the losses before step 4,097 are lost",
    )
    assert recorded.losses.tolist() == losses(3, 4097, 10_000).tolist()


def test_the_newest_losses_are_gone(branched: Path) -> None:
    """It is known from where it stood that there were more."""
    change(branched, "UPDATE losses SET steps = 5 WHERE branch = 3 AND first_step = 8193")
    recorded = read_run(branched)
    assert recorded.gone[1] == "the losses after step 8,192 are lost"
    assert recorded.losses.tolist() == line_losses()[:8192].tolist()


def test_a_damaged_file_goes_on_in_a_new_one(branched: Path) -> None:
    """What is left is in it, what was damaged is kept, and a host can write."""
    change(branched, "UPDATE interventions SET value = '{}' WHERE number = 2")
    damaged, left = (branched / "run.db").read_bytes(), read_run(branched)
    assert mend(branched) == ("run.db is damaged: 1 row of interventions cannot be trusted", KEPT)
    assert (branched / "run.db.damaged-1").read_bytes() == damaged
    mended = read_run(branched)
    assert mended.gone == ()
    assert mended.losses.tolist() == left.losses.tolist()
    kinds = ("standing", "epochs", "layers", "log", "interventions", "branches", "checkpoints", "hosts")
    assert [getattr(mended, kind) for kind in kinds] == [getattr(left, kind) for kind in kinds]
    with closing(RunDatabase.open(branched / "run.db")) as database:
        database.write([LossesTaken(3, 10_001, losses(3, 10_001, 10_001)), stood(10_001, 3)])
    assert len(read_run(branched).losses) == 10_001


def test_every_damaged_file_is_kept(branched: Path) -> None:
    """Under another name each time."""
    for step in (1000, 2000):
        change(branched, f"UPDATE log SET text = '' WHERE step = {step}")
        mend(branched)
    names = sorted(path.name for path in branched.glob("run.db*"))
    assert names == ["run.db", "run.db.damaged-1", "run.db.damaged-2"]


def test_a_file_that_is_none_of_sqlite(branched: Path) -> None:
    """Its history is lost; the checkpoints tell where it was."""
    (branched / "run.db").write_bytes(b"not a database" * 1000)
    told = "run.db cannot be read (file is not a database): its history is lost"
    recorded = read_run(branched)
    assert recorded.gone == (told,)
    assert len(recorded.losses) == 0
    assert mend(branched) == (told, KEPT)


def test_a_schema_that_is_no_text(branched: Path) -> None:
    """SQLite's own words about it cannot be read then; ours can."""
    content = (branched / "run.db").read_bytes()
    (branched / "run.db").write_bytes(content.replace(b"CREATE TABLE epochs", b"CREATE T\xf3BLE epochs"))
    told = "run.db cannot be read (malformed database schema): its history is lost"
    assert read_run(branched).gone == (told,)
    assert read_standing(branched) == (None, None)


@pytest.mark.parametrize("rest", [None, b""])
def test_a_run_without_its_database(branched: Path, rest: bytes | None) -> None:
    """Whether it is gone or was cut down to nothing, the newest checkpoint is where the run goes on."""
    (branched / "run.db").unlink()
    if rest is not None:
        (branched / "run.db").write_bytes(rest)
    recorded = read_run(branched)
    found, _ = newest_checkpoint(branched, recorded)
    assert found is not None
    assert (found.branch, found.step, recorded.gone) == (3, 10_000, (MISSING,))
    assert mend(branched) == (MISSING,)
    assert read_run(branched).checkpoints == recorded.checkpoints
    assert mend(branched) == ()


def test_what_is_written_after_a_loss_is_found(branched: Path) -> None:
    """A run whose database was lost goes on at its checkpoint, and its new history begins there."""
    (branched / "run.db").unlink()
    mend(branched)
    with closing(RunDatabase.open(branched / "run.db")) as database:
        database.write([LossesTaken(3, 10_001, losses(3, 10_001, 10_050)), stood(10_050, 3)])
    recorded = read_run(branched)
    assert (recorded.first_step, len(recorded.losses), recorded.gone) == (10_001, 50, ())


def test_checkpoints_that_are_damaged_are_not_found(branched: Path) -> None:
    """Without a database each must prove itself."""
    (branched / "run.db").unlink()
    (branched / "checkpoints" / "step-000010000-b3.safetensors").write_bytes(b"")
    (branched / "checkpoints" / "step-000009000-b3.safetensors.sha256").unlink()
    recorded = read_run(branched)
    assert [each.step for each in recorded.checkpoints if each.branch == 3] == [4500]


def test_the_journal_of_another_file_is_not_used(branched: Path) -> None:
    """It would write the pages of the lost database over those of the new one."""
    (branched / "run.db").unlink()
    (branched / "run.db-journal").write_bytes(b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + b"\0" * 5000)
    mend(branched)
    assert not (branched / "run.db-journal").exists()


def test_what_a_killed_host_was_writing_is_cleared_away(branched: Path) -> None:
    """Half a checkpoint would lie there for ever."""
    draft = branched / "checkpoints" / ".step-000010500-b3.safetensors.new"
    draft.write_bytes(b"half")
    mend(branched)
    assert not draft.exists()
    assert len(list((branched / "checkpoints").iterdir())) == 14


@pytest.mark.parametrize("operation", range(5))
def test_a_mending_that_is_interrupted_loses_nothing(branched: Path, operation: int) -> None:
    """Whatever fails, nothing more is lost, and the next host mends it."""
    change(branched, "UPDATE interventions SET value = '{}' WHERE number = 2")
    files = FailingFiles(operation, errno.ENOSPC)
    with pytest.raises(OSError, match="No space left"):
        mend(branched, files)
    assert read_run(branched).losses.tolist() == line_losses().tolist()
    mend(branched)
    assert read_run(branched).gone == ()
    assert sorted(path.name for path in branched.glob("*run.db*")) == ["run.db", "run.db.damaged-1"]


def test_a_file_that_somebody_keeps_is_not_mended(branched: Path) -> None:
    """It cannot be known whether it is whole."""
    with closing(sqlite3.connect(branched / "run.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(UserError) as caught:
            mend(branched, patience_s=0.0)
    assert str(caught.value) == f"{branched / 'run.db'} is kept by somebody who writes to it: try again"


def test_a_branch_that_was_lost(folder: Path) -> None:
    """A run without a database goes on from what verifies, also where it is of a branch that was left."""
    for branch, step in ((1, 0), (1, 1000), (2, 1500)):
        write_checkpoint(folder, checkpoint(branch, step), Files())
    (folder / "checkpoints" / "step-000001500-b2.safetensors").write_bytes(b"")
    found, _ = newest_checkpoint(folder, read_run(folder))
    assert found is not None
    assert (found.branch, found.step) == (1, 1000)
