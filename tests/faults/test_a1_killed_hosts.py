"""A1: hosts killed at random instants, also inside checkpoints: no run unreadable, no step or bit lost."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from itertools import cycle, islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.harness.real_run import RealRun
from nntui.session.protocol import Result, SetHyperParameter
from nntui.store.checkpoints import FOLDER
from nntui.store.reading import newest_checkpoint

SETTINGS = {
    "dataset": "digits",
    "hidden": (64,),
    "optimizer": "adam",
    "dropout": 0.1,
    "checkpoint_every": 0.05,
}
LONGEST_LIFE_S = 0.3
"""Of a host, after its first viewer came."""


def at_any_instant(run: RealRun, chance: random.Random) -> None:
    """Somewhere in its first quarter of a second."""
    time.sleep(chance.uniform(0.0, LONGEST_LIFE_S))  # the instant is what is tried
    run.kill()


def inside_a_checkpoint(run: RealRun, chance: random.Random) -> None:
    """While a draft of one is on the disk, or just was."""
    time.sleep(chance.uniform(0.0, LONGEST_LIFE_S / 2))  # another checkpoint each time
    # Seldom is a draft missed: then it is killed at any instant.
    deadline = time.monotonic() + LONGEST_LIFE_S
    while not drafts(run.folder) and time.monotonic() < deadline:
        pass
    run.kill()


def drafts(folder: Path) -> list[Path]:
    return list((folder / FOLDER).glob(".step-*.new"))


def check_kept(run: RealRun, before: NDArray[np.float32]) -> NDArray[np.float32]:
    """Nothing is lost that was written down: every step of before is there; the losses of now."""
    recorded = run.recorded
    assert recorded.gone == ()
    assert recorded.losses[: len(before)].tolist() == before.tolist()
    checkpoint, passed_over = newest_checkpoint(run.folder, recorded)
    assert passed_over == ()
    # One that was killed at once has not even its first.
    assert (checkpoint is not None) == bool(recorded.checkpoints)
    assert checkpoint is None or checkpoint.step <= len(recorded.losses)
    return recorded.losses


def undisturbed(real: Callable[..., RealRun], epochs: int) -> Result:
    """The same run with one host."""
    run = real(**SETTINGS | {"checkpoint_every": 1000.0, "epochs": epochs})
    run.begin()
    return run.finish()


def test_killed_again_and_again(real: Callable[..., RealRun], size: Callable[[int, int], int]) -> None:
    """After each kill the run is readable and whole; in the end its bits are those of one left alone."""
    run, chance = real(**SETTINGS), random.Random(1)
    losses = np.zeros(0, np.float32)
    for kill in islice(cycle((at_any_instant, inside_a_checkpoint)), size(26, 270)):
        run.begin()
        kill(run, chance)
        losses = check_kept(run, losses)
    # Guards the above: the run came on all the while, by way of its checkpoints.
    assert run.recorded.checkpoints[-1].step > 100
    run.begin()
    found = run.finish_epoch()
    assert found.parameters_sha256 == undisturbed(real, found.epochs).parameters_sha256


def test_killed_before_it_began(real: Callable[..., RealRun], size: Callable[[int, int], int]) -> None:
    """A host that was killed while it started leaves a run that can be started."""
    run, chance = real(**SETTINGS), random.Random(1)
    for _ in range(size(4, 30)):
        # About as long as it takes to begin.
        run.launch_and_kill(chance.uniform(0.1, 0.6))
    run.begin()
    assert not [line for line in run.recorded.log if "damaged" in line.text or "lost" in line.text]


def test_what_was_answered_is_kept(real: Callable[..., RealRun], size: Callable[[int, int], int]) -> None:
    """A change that somebody was told is done is written down, however soon the host is killed."""
    run, rates = real(**SETTINGS), [number / 1000 for number in range(1, 1 + size(4, 40))]
    for rate in rates:
        run.begin()
        run.insist(SetHyperParameter("learning_rate", rate))
        run.kill()
    assert [json.loads(each.value)["value"] for each in run.recorded.interventions] == rates


def test_what_was_read_is_kept(real: Callable[..., RealRun]) -> None:
    """What somebody saw in run.db while the host lived is there after it was killed."""
    run = real(**SETTINGS)
    run.begin()
    run.steps(200)
    before = run.recorded.losses
    run.kill()
    assert run.recorded.losses[: len(before)].tolist() == before.tolist()


def test_nothing_is_left_over(real: Callable[..., RealRun]) -> None:
    """What a killed host left half written, or forgotten, is gone when another one has saved the run."""
    run = real(**SETTINGS | {"checkpoint_every": 1000.0})
    run.begin()
    run.steps(100)
    run.kill()
    left = run.folder / FOLDER / "step-000000050.safetensors"
    left.write_bytes(b"never written down")
    (run.folder / FOLDER / ".step-000000060.safetensors.new").write_bytes(b"half")
    run.begin()
    run.finish_epoch()
    recorded = {each.file for each in run.recorded.checkpoints}
    names = {path.name for path in (run.folder / FOLDER).iterdir()}
    assert names == recorded | {f"{file}.sha256" for file in recorded}
