"""How a run stands that was taken up again, and what is said where it cannot be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.kept_run import KeptRun, two_epochs, undisturbed
from nntui.errors import UserError
from nntui.session.protocol import Pause, Resume, StepBy

Kept = Callable[..., KeptRun]


def test_a_finished_run_stays_so(kept: Kept) -> None:
    """A host of a finished run has it as it was, and takes no step."""
    run = kept()
    before = run.finish()
    run.stop()
    run.begin()
    assert (run.finish(), run.state) == (before, "finished")


def test_a_finished_run_goes_on(kept: Kept) -> None:
    """Resumed, it trains for as many epochs again, as one would that was made for both."""
    run = kept(optimizer="adam")
    run.finish()
    run.stop()
    run.begin(go_on=True)
    assert run.finish() == undisturbed(two_epochs(optimizer="adam", epochs=4))


def test_a_paused_run_is_paused(kept: Kept) -> None:
    """Whoever finds a paused run after a crash finds it paused."""
    run = kept(paused=True)
    run.ask(StepBy(3))
    run.settle()
    run.kill()
    run.begin()
    run.settle()
    assert (run.step, run.state) == (3, "paused")


def test_a_paused_run_goes_on_where_that_is_asked_for(kept: Kept) -> None:
    """`resume` trains, however the run was left."""
    run = kept(paused=True)
    run.ask(StepBy(3))
    run.settle()
    run.kill()
    run.begin(go_on=True)
    assert run.finish() == undisturbed(two_epochs())


def test_a_pause_on_the_way_counts(kept: Kept) -> None:
    """Somebody who pauses a run that is resumed, while it still catches up, finds it paused there."""
    run = kept(checkpoint_every=1000.0)
    run.run_to(13)
    run.write()
    run.kill()
    run.begin(go_on=True)
    run.turns(4)
    run.ask(Pause())
    run.settle()
    assert (run.step, run.state) == (13, "paused")


def test_what_was_asked_for_counts(kept: Kept) -> None:
    """A crash right after somebody had a paused run go on does not undo that."""
    run = kept(paused=True)
    run.ask(Resume())
    run.kill()
    run.begin()
    run.run_to(5)
    assert run.state == "running"


def test_steps_by_hand_are_not_gone_on_with(kept: Kept) -> None:
    """A host that died amid ten steps by hand leaves a paused run, not one that runs to its goal."""
    run = kept(paused=True)
    run.ask(StepBy(10))
    run.turns(3)
    run.write()
    run.kill()
    run.begin()
    run.settle()
    assert (run.step, run.state) == (4, "paused")


def test_the_lines_of_the_log_are_numbered_on(kept: Kept) -> None:
    """No number of a line is used twice, and none is left out."""
    run = kept()
    run.stop()
    run.begin()
    run.stop()
    numbers = [line.number for line in run.recorded.log]
    assert numbers == list(range(1, len(numbers) + 1))


def test_time_goes_on_in_the_log(kept: Kept) -> None:
    """The seconds of a run are those that its hosts were there."""
    run = kept(paused=True)
    run.clock.now += 60.0
    run.stop()
    run.clock.now += 3600.0
    run.begin()
    assert [line.time_s for line in run.host.served.hub.log] == [0.0, 60.0, 60.0]


CHANGED = {
    "the checkpoint of step 16 does not fit run.toml and its data ": {"hidden": (6,)},
    "the checkpoint of step 16 does not fit run.toml and its data (adam remembers 2 vectors": {
        "optimizer": "adam"
    },
}


@pytest.mark.parametrize(("told", "changes"), CHANGED.items())
def test_a_run_toml_that_was_changed(kept: Kept, told: str, changes: dict[str, Any]) -> None:
    """Where the settings do not fit the checkpoint any more, that is said in a sentence."""
    run = kept(optimizer="sgd")
    run.finish()
    run.stop()
    run.config = two_epochs(**changes)
    with pytest.raises(UserError) as caught:
        run.begin()
    assert str(caught.value).startswith(told)


def test_data_that_was_changed(kept: Kept, tmp_path: Path) -> None:
    """Where fewer rows are left than an epoch had used, that is said in a sentence."""
    rows = [f"{number},{number % 3}" for number in range(40)]
    (tmp_path / "data.csv").write_text("\n".join(["x,y", *rows]))
    run = kept(dataset=str(tmp_path / "data.csv"), task="regression", validation=0.0)
    run.run_to(2)
    run.stop()
    (tmp_path / "data.csv").write_text("\n".join(["x,y", *rows[:20]]))
    with pytest.raises(UserError, match="32 rows of an epoch are used, and there are 20"):
        run.begin()
