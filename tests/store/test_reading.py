"""A run as it was written down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from math import isnan, nan
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import LAYERS, checkpoint, epoch, layer, line_losses, losses, save, stood
from nntui.errors import UserError
from nntui.store.database import RunDatabase
from nntui.store.reading import LOG_LENGTH, newest_checkpoint, read_run, read_standing
from nntui.store.records import Branched, Described, LayerMeasured, Logged, LossesTaken

SAVED_ON_THE_LINE = [(1, 0), (1, 2500), (3, 4500), (3, 9000), (3, 10_000)]


def test_the_losses_of_the_line(branched: Path) -> None:
    """Those of steps that were taken back are not among them."""
    recorded = read_run(branched)
    assert recorded.first_step == 1
    assert recorded.losses.tolist() == line_losses().tolist()


def test_the_losses_can_be_appended_to(branched: Path) -> None:
    """They are float32, whatever the machine's order of bytes."""
    assert read_run(branched).losses.dtype == "float32"


def test_the_epochs_of_the_line(branched: Path) -> None:
    """The evaluation before the first step is one of them."""
    expected = [epoch(1 if step <= 4000 else 3, step) for step in range(0, 10_001, 1000)]
    assert list(read_run(branched).epochs) == expected


def test_the_newest_layers(branched: Path) -> None:
    """Of the newest step that was measured."""
    assert list(read_run(branched).layers) == [layer(3, 10_000, name) for name in LAYERS]


def test_the_newest_layers_of_a_branch_just_begun(folder: Path, database: RunDatabase) -> None:
    """Until it is measured again those of the step before it count, and none of the branch that was left."""
    database.write([Branched(1, None, 0, 1.0), *(layer(1, step, "dense_1") for step in (100, 200, 300))])
    database.write([Branched(2, 1, 250, 2.0)])
    assert read_run(folder).layers == (layer(1, 200, "dense_1"),)


def test_what_could_not_be_measured(folder: Path, database: RunDatabase) -> None:
    """NaN comes back as NaN."""
    database.write([Branched(1, None, 0, 1.0), LayerMeasured(1, 100, "dense_1", nan, 1.0, 2.0)])
    assert isnan(read_run(folder).layers[0].gradient_norm)


def test_the_interventions_of_the_line(branched: Path) -> None:
    """In the order in which they acted: those of a branch up to where it was left, then those of the next."""
    found = [(each.branch, each.step) for each in read_run(branched).interventions]
    on_branch_1 = [(1, step) for step in (0, 1000, 2000, 3000, 4000)]
    assert found == [*on_branch_1, *((3, step) for step in range(4000, 10_001, 1000))]


def test_the_checkpoints_of_the_line(branched: Path) -> None:
    """Those that the run can go back to."""
    assert [(each.branch, each.step) for each in read_run(branched).checkpoints] == SAVED_ON_THE_LINE


def test_all_branches_and_hosts(branched: Path) -> None:
    """Also those that were left."""
    recorded = read_run(branched)
    assert [each.branch for each in recorded.branches] == [1, 2, 3]
    assert [each.pid for each in recorded.hosts] == [42]


def test_the_newest_lines_of_the_log(folder: Path, database: RunDatabase) -> None:
    """In the order in which they were written."""
    database.write([Logged(number, 1.0, 1.0, number, "a") for number in range(1, 2001)])
    found = [line.number for line in read_run(folder).log]
    assert found == list(range(2001 - LOG_LENGTH, 2001))


def test_how_it_stood(branched: Path) -> None:
    """The same for whoever wants all of it and for a list of runs."""
    expected = (stood(10_000, 3), Described("digits", "64-32-10 relu", "{}"))
    recorded = read_run(branched)
    assert (recorded.standing, recorded.description) == expected
    assert read_standing(branched) == expected


def test_nothing_is_gone(branched: Path) -> None:
    """Of a run that is whole."""
    assert read_run(branched).gone == ()


def test_losses_that_do_not_hang_together(folder: Path, database: RunDatabase) -> None:
    """Only those up to the newest step are a history."""
    database.write([Branched(1, None, 0, 1.0), LossesTaken(1, 1, losses(1, 1, 100))])
    database.write([LossesTaken(1, 5000, losses(1, 5000, 9000))])
    recorded = read_run(folder)
    assert (recorded.first_step, len(recorded.losses)) == (5000, 4001)


def test_a_run_that_was_never_written_to(folder: Path) -> None:
    """Its host has not come so far: nothing is known, and nothing is lost."""
    recorded = read_run(folder)
    assert recorded.is_empty
    assert recorded.gone == ()


def test_a_host_that_was_killed_before_it_wrote(folder: Path) -> None:
    """SQLite has made its file, and nothing is in it."""
    with closing(sqlite3.connect(folder / "run.db")) as connection:
        connection.execute("PRAGMA user_version = 0")
        connection.execute("VACUUM")
    recorded = read_run(folder)
    assert recorded.is_empty
    assert recorded.gone == ()


def test_no_run(tmp_path: Path) -> None:
    """A folder without settings is none."""
    with pytest.raises(UserError) as caught:
        read_run(tmp_path)
    assert str(caught.value) == f"there is no run in {tmp_path}"
    assert read_standing(tmp_path) == (None, None)


def test_a_newer_program(branched: Path) -> None:
    """Its tables may say what this one does not know."""
    with closing(sqlite3.connect(branched / "run.db")) as connection:
        connection.execute("PRAGMA user_version = 2")
    with pytest.raises(UserError, match="is of a newer nntui"):
        read_run(branched)
    assert read_standing(branched) == (None, None)


def test_the_newest_checkpoint(branched: Path) -> None:
    """Of the line, whatever was saved later on others."""
    found, passed_over = newest_checkpoint(branched, read_run(branched))
    assert found is not None
    assert (found.branch, found.step, passed_over) == (3, 10_000, ())
    expected = checkpoint(3, 10_000).tensors["dense_1.weight"]
    assert found.tensors["dense_1.weight"].tolist() == expected.tolist()


@pytest.mark.parametrize(("at_most", "step"), [(10_000, 10_000), (9999, 9000), (4499, 2500), (0, 0)])
def test_the_newest_checkpoint_up_to_a_step(branched: Path, at_most: int, step: int) -> None:
    """Going back to a step begins at the checkpoint before it."""
    found, _ = newest_checkpoint(branched, read_run(branched), at_most)
    assert found is not None
    assert found.step == step


def test_a_damaged_checkpoint_is_passed_over(branched: Path) -> None:
    """And so is one that was removed; each is told."""
    folder = branched / "checkpoints"
    (folder / "step-000010000-b3.safetensors").unlink()
    (folder / "step-000009000-b3.safetensors").write_bytes(b"")
    found, passed_over = newest_checkpoint(branched, read_run(branched))
    assert found is not None
    assert found.step == 4500
    assert passed_over == (
        "checkpoint step-000010000-b3.safetensors cannot be read "
        "(No such file or directory): it is passed over",
        "checkpoint step-000009000-b3.safetensors is damaged "
        "(its SHA-256 is not the one written down): it is passed over",
    )


def test_no_checkpoint_at_all(folder: Path, database: RunDatabase) -> None:
    """A run may have been killed before its first."""
    database.write([Branched(1, None, 0, 1.0)])
    assert newest_checkpoint(folder, read_run(folder)) == (None, ())


def test_a_checkpoint_that_was_not_recorded_does_not_count(folder: Path, database: RunDatabase) -> None:
    """Its host was killed before it could say that it is whole."""
    database.write([Branched(1, None, 0, 1.0), save(folder, 1, 5)])
    save(folder, 1, 7)
    found, _ = newest_checkpoint(folder, read_run(folder))
    assert found is not None
    assert found.step == 5
