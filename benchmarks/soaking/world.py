"""All that a soak is made of, and what happens to it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random

from benchmarks.harness.throttled_ssh import ThrottledSsh
from benchmarks.harness.training import home_environment
from benchmarks.soaking.looker import Looker
from benchmarks.soaking.soak_run import SoakRun
from nntui.session.protocol import Resume, SetPace

MOST_LOOKERS = 5
PACE = 200.0

_SHORTEST_S, _LONGEST_S = 0.1, 0.6
_LEAVE_S = 20.0
_SHAKEN_S = 40.0


class World:
    """Runs below a home, one that is left alone, dashboards, and a link. Everything is drawn from `random`.

    done: how often each thing was done. wrong: sentences for what should not have been.
    """

    def __init__(self, home: Path, ssh: ThrottledSsh, random: Random) -> None:
        self.random = random
        self.done: Counter[str] = Counter()
        self.wrong: list[str] = []
        self._home = home
        self._ssh = ssh
        self._environment = home_environment(home) | {"NNTUI_SSH": str(ssh.program)}
        self._lookers: list[Looker] = []
        self._restore_at: float | None = None
        self._shaken_at = -_SHAKEN_S
        self._left: dict[Looker, float] = {}
        self.steady = SoakRun(home, "steady", "--pace", "100")
        self.hunted = (
            SoakRun(home, "adam", "--pace", f"{PACE:g}", "--optimizer", "adam", "--dropout", "0.2"),
            SoakRun(home, "momentum", "--pace", f"{PACE:g}", "--optimizer", "momentum", "--seed", "5"),
        )

    @property
    def runs(self) -> tuple[SoakRun, ...]:
        """All of them."""
        return (self.steady, *self.hunted)

    def act(self) -> None:
        """Do one thing."""
        acts = (*ACTS,)
        chosen = self.random.choices(acts, [weight for _, weight in acts])[0][0]
        chosen(self)
        self.run_for(self.random.uniform(_SHORTEST_S, _LONGEST_S))

    def run_for(self, seconds: float) -> None:
        """Let the dashboards draw, and see who has left."""
        until = time.monotonic() + seconds
        while True:
            if self._restore_at is not None and time.monotonic() >= self._restore_at:
                self._restore_at = None
                self._ssh.restore()
            for looker in tuple(self._lookers):
                looker.run_for(0.01)
                self._look_after(looker)
            if time.monotonic() >= until:
                return
            time.sleep(0.01)

    def settle(self) -> None:
        """Have the link up, all awake, and all dashboards gone."""
        self._restore_at = None
        self._ssh.restore()
        self.run_for(15.0)
        for looker in tuple(self._lookers):
            self._leave(looker)
        until = time.monotonic() + _LEAVE_S
        while self._lookers and time.monotonic() < until:
            self.run_for(0.5)
        self.close()

    def close(self) -> None:
        """End everything that is left."""
        for looker in self._lookers:
            looker.close()
        self._lookers.clear()
        for run in self.runs:
            run.close()

    def _look_after(self, looker: Looker) -> None:
        left_at = self._left.get(looker)
        late = left_at is not None and time.monotonic() > left_at + _LEAVE_S
        if not (looker.over or late):
            return
        if late:
            self.wrong.append(f"{looker} was told to leave and did not, {looker.last_words}")
        elif not looker.ended_well and not self._met_no_link(looker):
            self.wrong.append(f"{looker} ended by itself, {looker.last_words}")
        looker.close()
        self._lookers.remove(looker)

    def _met_no_link(self, looker: Looker) -> bool:
        """Whether it could not connect at all, for a good reason."""
        return not looker.has_drawn and (looker.far and looker.opened < self._shaken_at + _SHAKEN_S)

    def _any_looker(self) -> Looker | None:
        awake = [each for each in self._lookers if each.has_drawn and not (each.asleep or each.leaving)]
        return self.random.choice(awake) if awake else None

    def _leave(self, looker: Looker) -> None:
        if looker.leaving or looker.over:
            return
        self._left[looker] = time.monotonic()
        looker.leave()

    # What may happen.

    def open_here(self) -> None:
        """Somebody looks."""
        self._open(far=False)

    def open_far(self) -> None:
        """Somebody looks over the link, where it is up."""
        if self._restore_at is None:
            self._open(far=True)

    def _open(self, *, far: bool) -> None:
        if len(self._lookers) < MOST_LOOKERS:
            self.done["dashboards opened over the link" if far else "dashboards opened"] += 1
            name = self.random.choice(self.runs).name
            self._lookers.append(Looker(name, self._environment, far=far))

    def press_keys(self) -> None:
        """Somebody leans on the keys of a run that may be changed."""
        looker = self._any_looker()
        if looker is not None and looker.name != self.steady.name:
            with suppress(BlockingIOError):  # it has not read those of before
                self.done["keys pressed"] += looker.press(self.random)

    def kill_dashboard(self) -> None:
        """A dashboard dies."""
        if (looker := self._any_looker()) is not None:
            self.done["dashboards killed"] += 1
            looker.kill()

    def stop_dashboard(self) -> None:
        """A dashboard is stopped for a while."""
        if (looker := self._any_looker()) is not None:
            self.done["dashboards stopped for a while"] += 1
            looker.sleep(self.random.uniform(1.0, 15.0))

    def leave_dashboard(self) -> None:
        """A dashboard is closed."""
        if (looker := self._any_looker()) is not None:
            self.done["dashboards left"] += 1
            self._leave(looker)

    def kill_host(self) -> None:
        """A host dies at any instant."""
        self._end_host(signal.SIGKILL, "hosts killed", 0)

    def kill_known_host(self) -> None:
        """A host dies some seconds after it said where it was: till there all is to be written down."""
        run = self.random.choice(self.hunted)
        step = run.step()
        if step is not None:
            self.run_for(self.random.uniform(2.0, 4.0))
            self._end_host(signal.SIGKILL, "hosts killed", step, run)

    def end_host(self) -> None:
        """A host is asked to end, as when the machine is shut down."""
        self._end_host(signal.SIGTERM, "hosts ended by SIGTERM", 0)

    def _end_host(self, sign: signal.Signals, name: str, step: int, run: SoakRun | None = None) -> None:
        run = run or self.random.choice(self.hunted)
        if run.end_host(sign):
            self.done[name] += 1
            run.look(step)
            run.resume()

    def shake_link(self) -> None:
        """The link is gone for a while, or silent."""
        if self._restore_at is None:
            silent = self.random.random() < 0.5
            self.done["silences of the link" if silent else "cuts of the link"] += 1
            (self._ssh.silence if silent else self._ssh.cut)()
            self._shaken_at = time.monotonic()
            self._restore_at = self._shaken_at + self.random.uniform(0.5, 15.0)

    def set_going(self) -> None:
        """Somebody brings a run that was paused, or slowed down, back to its pace."""
        run = self.random.choice(self.hunted)
        with suppress(OSError):  # its host has been killed
            run.ask(SetPace(PACE), Resume())
        if run.holder is None:
            run.resume()

    def list_runs(self) -> None:
        """Somebody lists the runs."""
        self.done["lists of runs"] += 1
        command = [sys.executable, "-m", "nntui", "ls", "--json"]
        listed = subprocess.run(
            command, env=os.environ | self._environment, capture_output=True, check=False, text=True
        )
        names = {each["name"] for each in json.loads(listed.stdout)} if not listed.returncode else set()
        if names != {run.name for run in self.runs}:
            self.wrong.append(f"nntui ls listed {sorted(names)}: {listed.stderr}")


ACTS: tuple[tuple[Callable[[World], None], int], ...] = (
    (World.press_keys, 12),
    (World.set_going, 5),
    (World.open_here, 3),
    (World.open_far, 3),
    (World.kill_known_host, 2),
    (World.kill_host, 2),
    (World.end_host, 1),
    (World.kill_dashboard, 2),
    (World.stop_dashboard, 1),
    (World.leave_dashboard, 1),
    (World.shake_link, 1),
    (World.list_runs, 1),
)
"""What may happen, and how often it does."""
