"""What somebody is told in lines who looks on at a run."""

from __future__ import annotations

import io

import pytest

from nntui.cli.onlooker import Onlooker, standing
from nntui.cli.progress import Lines
from nntui.session.protocol import Acknowledged, Ended, EpochEnded, LogEntry, ToViewer
from tests.cli.scripted import RESULT, frame, happened, status, welcome
from tests.session.following.viewing import RUN

AT = "step 1,234, epoch 26/50"


def told(*messages: ToViewer, resumes: str = "") -> tuple[list[str], Onlooker]:
    """The lines for these words, behind the one that says what is trained, and who told them."""
    stream = io.StringIO()
    onlooker = Onlooker(Lines(stream), resumes)
    for message in messages:
        onlooker.hear(message)
    first, *lines = stream.getvalue().splitlines()
    assert first == "digits, 64-32-10 relu, adam"
    return lines, onlooker


def lines(*messages: ToViewer) -> list[str]:
    """Those behind the two of the welcome."""
    return told(*messages)[0][2:]


def test_a_run_that_trains() -> None:
    """What it learns from, what happened, where it stands; then an epoch a line, and what happens."""
    shown, onlooker = told(
        welcome("running", LogEntry(1, 0.0, 7, "learning rate 1e-3 → 2e-3", "", "ada@laptop")),
        frame("running", 2),
        EpochEnded(27, 1280, 0.5, None),
        happened("pace max", "running", 3, step=1300),
    )
    assert shown == [
        "64 inputs",
        "step 7  learning rate 1e-3 → 2e-3 · ada@laptop",
        f"running at {AT}",
        "epoch 27/50  step 1,280  loss 0.5000",
        "step 1,300  pace max",
    ]
    assert (onlooker.over, onlooker.goes_on) == (False, True)


def test_what_the_data_holds_is_said_once() -> None:
    """It is the first line of the log, as long as that is not too long."""
    shown, _ = told(welcome("running", LogEntry(1, 0.0, 0, RUN.found)))
    assert shown == [f"step 0  {RUN.found}", f"running at {AT}"]


@pytest.mark.parametrize("state", ["paused", "diverged"])
def test_a_run_that_stands_still_is_followed(state: str) -> None:
    """It says so once, and what it waits for: somebody else may be at its keys."""
    shown, onlooker = told(
        welcome(state), frame(state, 2), happened("running", "running", 3), frame("running", 4)
    )
    assert shown[1:] == [f"{state} at {AT}: it waits for somebody to go on", "step 1,234  running"]
    assert onlooker.goes_on


def test_a_pause_that_is_announced() -> None:
    """It is not told twice."""
    assert lines(welcome("running"), happened("paused", "paused", 2), frame("paused", 3)) == [
        "step 1,234  paused"
    ]


def test_steps_by_hand() -> None:
    """Nobody announces them: where they lead is seen in the frames, and what is under way is not told."""
    shown = lines(
        welcome("paused"),
        frame("paused", 2),
        frame("running", 3, step=1235, steps_left=9),
        frame("paused", 4, step=1244),
        frame("paused", 5, step=1244),
    )
    assert shown == ["paused at step 1,244, epoch 26/50: it waits for somebody to go on"]


def test_a_run_that_finishes() -> None:
    """It is over with the frame that shows its last step, for the figures in that."""
    messages = welcome("running"), happened("finished: 50 epochs", "finished", 2)
    before, after = told(*messages)[1], told(*messages, frame("finished", 3))[1]
    assert (before.over, after.over, after.goes_on) == (False, True, False)


def test_a_run_that_is_brought_forward() -> None:
    """It was finished when its host ended, and may go on once it is there again."""
    shown, onlooker = told(welcome("finished", catching_up=1234), frame("finished", 2, catching_up=1234))
    assert (shown[1:], onlooker.over) == (["catching up with step 1,234, where it had been"], False)


def test_how_far_it_goes() -> None:
    """A run that goes on has another goal than the one it was found with."""
    going_on = happened("goes on to epoch 52", "running", 2, goal_epochs=52)
    assert lines(welcome("running"), going_on, EpochEnded(51, 1300, 0.5, None))[-1].startswith(
        "epoch 51/52  "
    )


@pytest.mark.parametrize(
    ("resumes", "expected"),
    [
        (
            "nntui resume digits-1 trains it on",
            f"crashed at {AT}, without a host: nntui resume digits-1 trains it on",
        ),
        ("", f"crashed at {AT}, without a host"),
    ],
)
def test_a_run_without_a_host(resumes: str, expected: str) -> None:
    """Where it stands, and what to do where that can be done from here; there is nothing to wait for."""
    shown, onlooker = told(welcome("crashed", archived=True), frame("crashed", 2), resumes=resumes)
    assert (shown[1:], onlooker.over, onlooker.goes_on) == ([expected], True, False)


@pytest.mark.parametrize(
    ("unwritten", "expected"),
    [("", []), ("the disk is full", ["not all of it is on the disk: the disk is full"])],
)
def test_a_host_that_ends(unwritten: str, expected: list[str]) -> None:
    """Whoever ended it: the run is over for those who look, and what is lost is told."""
    shown, onlooker = told(welcome("running"), Ended("stopped", RESULT, unwritten))
    assert (shown[2:], onlooker.over) == (expected, True)


def test_what_is_meant_for_others() -> None:
    """An answer to somebody's key is no line."""
    assert lines(welcome("running"), Acknowledged(1, status("running", 2))) == []


def test_nothing_of_it_steers_the_terminal() -> None:
    """Whatever a host puts into its words."""
    shown = lines(welcome("running"), happened("\x1b[2J\x9b31m", "running", 2, who="\x1b]0;owned\x07"))
    assert shown == ["step 1,234  ␛[2J�31m · ␛]0;owned␇"]


def test_what_troubles_a_run() -> None:
    """Why it diverged, and what is wrong with the disk, stand behind where it is."""
    troubled = status("diverged", 1, reason="at step 1,235 the loss is nan", alarm="the disk is full")
    assert standing(troubled) == f"diverged at {AT} (at step 1,235 the loss is nan, the disk is full)"
