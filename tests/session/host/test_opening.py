"""A run with its history and its disk: new, or taken up again."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.harness.kept_run import KeptRun
from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.session import assembly
from nntui.session.assembly import assemble
from nntui.session.host.opening import Opened, open_run
from nntui.session.protocol import Pause, RunDescription
from nntui.store.database import RunDatabase
from nntui.store.reading import read_run
from nntui.store.records import Branched, Described, HostBegan
from nntui.store.runs import write_config
from nntui_datasets import Dataset, Split, bigram_loss

Kept = Callable[..., KeptRun]
FOUND = "4 inputs, 3 classes, 150 rows, 120 train, 30 validation"


@pytest.fixture
def kept(tmp_path: Path, small: Callable[..., RunConfig]) -> Kept:
    """Makes a run in a folder, and its first host."""

    def kept(**changes: Any) -> KeptRun:
        return KeptRun(tmp_path / "run-1", small(**changes))

    return kept


def opened(run: KeptRun, *, threads: int = 1, go_on: bool = False) -> Opened:
    """The run as another host opens it, whose clock says 2,000."""
    return open_run(run.folder, assemble(run.config), threads, lambda: 2000.0, go_on=go_on)


def stopped_at(run: KeptRun, step: int) -> None:
    """Its host ended in order."""
    run.run_to(step)
    run.stop()


def test_a_new_run(tmp_path: Path, small: Callable[..., RunConfig]) -> None:
    """Nothing came before: it stands at step 0, and its first branch is written down."""
    write_config(tmp_path, small())
    found = open_run(tmp_path, assemble(small()), 1, lambda: 5.0)
    assert (found.past.is_new, found.run.trainer.step_number, found.writing.saved_step) == (True, 0, -1)
    assert [type(record) for record in found.past.records] == [Branched, Described, HostBegan]
    assert found.notes == (FOUND,)


def test_a_run_that_is_taken_up(kept: Kept) -> None:
    """It stands where it stood; another host is written down, and where it came, but no other branch."""
    run = kept()
    stopped_at(run, 11)
    found = opened(run)
    assert (found.past.is_new, found.run.trainer.step_number, found.writing.saved_step) == (False, 11, 11)
    described, began = found.past.records
    assert isinstance(described, Described)
    assert isinstance(began, HostBegan)
    assert (began.step, began.time, began.threads) == (11, 2000.0, 1)
    assert found.notes == ("taken up at step 11",)


def test_what_is_to_be_beaten_is_counted_once(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes all of a text, and is told of a new run only: nobody waits for it when that is taken up."""
    counted: list[float] = []

    def counting(dataset: Dataset, rows: Split) -> float:
        counted.append(bigram_loss(dataset, rows))
        return counted[-1]

    monkeypatch.setattr(assembly, "bigram_loss", counting)
    text = tmp_path / "book.txt"
    text.write_text("so it goes on and on, and so it goes. " * 20)
    run = kept(dataset=str(text), context=8)
    stopped_at(run, 3)
    opened(run)
    assert [f"{loss:.3f}" for loss in counted] == [line.split()[3][:-1] for line in run.log if "beat" in line]


def test_where_it_was_and_not_where_its_checkpoint_is(kept: Kept) -> None:
    """A host that was killed had come further than its newest checkpoint: from there on it is new."""
    run = kept(checkpoint_every=1000.0)
    run.run_to(13)
    run.write()
    run.kill()
    found = opened(run)
    assert (found.run.trainer.step_number, found.run.catching_up, found.notes) == (
        0,
        13,
        ("taken up at step 13",),
    )


def test_a_run_whose_host_was_killed_before_it_wrote_anything(kept: Kept) -> None:
    """It is as new as it was."""
    run = kept()
    run.kill()
    (run.folder / "run.db").write_bytes(b"")
    for file in (run.folder / "checkpoints").iterdir():
        file.unlink()
    found = opened(run)
    assert (found.past.is_new, found.notes) == (True, (FOUND,))


def test_viewers_know_it_by_what_it_is_now(kept: Kept) -> None:
    """A folder that was renamed is a run of another name; what is written down of it says so too."""
    run = kept()
    stopped_at(run, 3)
    run.folder = run.folder.rename(run.folder.with_name("renamed"))
    found = opened(run)
    written = next(record for record in found.past.records if isinstance(record, Described))
    described = msgspec.json.decode(written.description, type=RunDescription)
    assert (found.run.name, found.served.description.name, described) == (
        "renamed",
        "renamed",
        found.served.description,
    )


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"numpy": "1.26.4"}, "NumPy 1.26.4 → "),
        ({"cpu": "an abacus"}, "CPU an abacus → "),
        ({"threads": 4}, "threads 4 → 1"),
    ],
    ids=["numpy", "cpu", "threads"],
)
def test_what_this_machine_cannot_promise(kept: Kept, change: dict[str, Any], expected: str) -> None:
    """Where the last host computed otherwise that is said, before the first step."""
    run = kept()
    stopped_at(run, 3)
    with closing(RunDatabase.open(run.folder / "run.db")) as database:
        database.write([replace(run.recorded.hosts[-1], **change)])
    (note,) = opened(run).notes
    assert note.startswith(f"taken up at step 3; not bit-exact because {expected}")


@pytest.mark.parametrize(
    ("rows", "told"),
    [
        (20, ""),
        (
            30,
            " (they were 1 input, 1 output, 20 rows, 16 train, 4 validation; "
            "now 1 input, 1 output, 30 rows, 24 train, 6 validation)",
        ),
    ],
)
def test_data_that_changed(kept: Kept, tmp_path: Path, rows: int, told: str) -> None:
    """It goes on with other data, and that is said: nothing else would tell it at a checkpoint."""
    file = tmp_path / "data.csv"
    file.write_text("x,y\n" + "".join(f"{row},{row / 2}\n" for row in range(20)))
    run = kept(dataset=str(file))
    stopped_at(run, 1)
    assert opened(run).notes == ("taken up at step 1",)
    file.write_text("x,y\n" + "".join(f"{row},{row / 3}\n" for row in range(rows)))
    assert opened(run).notes[0] == (
        f"the data of data are not what they were{told}: it goes on with what is there now"
    )


def test_only_the_last_host_is_compared_with(kept: Kept) -> None:
    """What an earlier one computed otherwise was said when this machine took it over."""
    run = kept()
    stopped_at(run, 3)
    here = run.recorded.hosts[-1]
    with closing(RunDatabase.open(run.folder / "run.db")) as database:
        database.write([replace(here, numpy="1.26.4"), here])
    assert opened(run).notes == ("taken up at step 3",)


def test_what_was_lost_comes_first(kept: Kept) -> None:
    """Whoever starts the host reads what is gone, then where it goes on."""
    run = kept()
    stopped_at(run, 11)
    (run.folder / "run.db").unlink()
    lost, taken_up = opened(run).notes
    assert lost == "run.db is missing or empty: the history before the newest checkpoint is lost"
    assert taken_up == "taken up at step 11"
    assert read_run(run.folder).gone == ()


@pytest.mark.parametrize(("go_on", "expected"), [(False, "paused"), (True, "running")])
def test_a_paused_run(kept: Kept, go_on: bool, expected: str) -> None:
    """It stays paused, unless somebody wants it to train."""
    run = kept()
    run.run_to(3)
    run.ask(Pause())
    run.kill()
    assert opened(run, go_on=go_on).run.control.state == expected


def test_a_run_that_was_stopped_while_it_ran(kept: Kept) -> None:
    """Its host was ended and not the training."""
    run = kept()
    stopped_at(run, 3)
    assert opened(run).run.control.state == "running"


def test_settings_of_another_network(kept: Kept, small: Callable[..., RunConfig]) -> None:
    """They are refused, and nothing is written."""
    run = kept()
    stopped_at(run, 3)
    before = (run.folder / "run.db").read_bytes()
    with pytest.raises(UserError, match=r"^the checkpoint of step 3 does not fit run\.toml and its data"):
        open_run(run.folder, assemble(small(hidden=(7,))), 1, lambda: 2000.0)
    assert (run.folder / "run.db").read_bytes() == before
