"""One viewer following one run over connections that may break: how it stands, and when it tries again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Literal

from nntui.session.codec import ProtocolError
from nntui.session.following.backoff import Backoff
from nntui.session.following.dialogue import Dialogue
from nntui.session.following.key_mark import KeyMark
from nntui.session.following.link_state import (
    Asking,
    Connecting,
    Failed,
    HostEnded,
    HostGone,
    LinkState,
    Live,
    Offline,
    Over,
    Stale,
    Starting,
)
from nntui.session.links import LinkError
from nntui.session.protocol import Action, Ended, Hello, Rejected, Resume, Subscribe, Toggle
from nntui.session.state import SessionState

Try = Literal["connect", "resume"]
"""What a link is to do: reach the host there is, or start one."""

READ_ONLY = "this viewer is read-only"
NO_HOST = "this run has no host: r resumes it"
HAS_HOST = "the run has its host already"
COMES_BACK = ("silent", "behind")
"""Why a host lets a viewer go that may come back."""

OFFLINE = "offline: nothing was asked of the run"
NOT_UNDERSTOOD = "what the host says is not understood"
NOT_DONE = "not done: its host has ended"


@dataclass(frozen=True, eq=False)
class Followed:
    """All that there is to see. marks: what keys asked for, and what has not been answered."""

    state: SessionState
    link: LinkState
    marks: tuple[KeyMark, ...]


class Following:
    """Knows nothing of sockets: it says which try is due, and is told what came of it.

    place: the machine that the run is on, "" for this one. clock: monotonic, in seconds.
    """

    def __init__(self, hello: Hello, clock: Callable[[], float], *, place: str = "") -> None:
        self.dialogue = Dialogue(hello)
        self._clock = clock
        self._place = place
        self._read_only = hello.read_only
        self._backoff = Backoff()
        self._try_at = clock()
        self._trying: Try | None = None
        self._asks_for: Try | None = None
        self._connected_at: float | None = None
        self._over: Over | None = None
        self._resume_wanted = False
        self._trains_then = False
        self._told = ""

    @property
    def connected(self) -> bool:
        """Whether there is a connection to listen to."""
        return self._connected_at is not None

    @property
    def over(self) -> bool:
        """Whether nothing more will be heard unless a person does something."""
        return self._over is not None

    @property
    def asks_for(self) -> Try | None:
        """What can be done only once a person has answered a question."""
        return self._asks_for

    @property
    def has_host(self) -> bool:
        """Whether there is a host, as far as is known."""
        run = self.dialogue.state.run
        return self._over is None and not (run is not None and run.archived)

    def seen(self) -> Followed:
        """All that there is to see now."""
        return Followed(self.dialogue.state, self.link, self.dialogue.marks(self._clock()))

    @property
    def link(self) -> LinkState:
        """How the connection stands."""
        known = self.dialogue.state.run is not None
        if self._trying == "resume":
            return Starting()
        if self._asks_for is not None:
            return Asking(self._place)
        if self._over is not None:
            return self._over
        if self.connected and self.dialogue.welcomed:
            stale = self.dialogue.pulse.stale_s(self._clock())
            return Stale(stale) if stale else Live()
        wait = 0.0 if self.connected or self._trying else self._try_at - self._clock()
        if wait > 0:
            return Offline(ceil(wait))
        return Offline(None) if known else Connecting()

    def due(self) -> Try | None:
        """What is to be tried now."""
        if self._trying is not None:
            return None
        if self._resume_wanted:
            return "resume"
        at_rest = self.connected or self.over or self._asks_for is not None
        return None if at_rest or self._clock() < self._try_at else "connect"

    def begin(self, what: Try) -> None:
        """It is being tried."""
        self._trying, self._asks_for, self._resume_wanted = what, None, False

    def reached(self) -> None:
        """There is a connection, in place of any other."""
        now = self._clock()
        self._trying, self._over, self._connected_at, self._told = None, None, now, ""
        self.dialogue.begin(now)

    def failed(self, error: LinkError) -> None:
        """There is none, and why."""
        tried, self._trying = self._trying, None
        if error.needs_person:
            self._asks_for = tried
        elif tried == "resume":
            self._trains_then = False
            self.dialogue.notice(error.reason)
        elif error.no_host or (error.final and self.dialogue.state.run is None):
            self._give_up(error.reason)
        else:
            # Also where it is said to be of no use: the run goes on, and somebody may mend the way to it.
            self._try_at = self._clock() + self._backoff.delay_s()
            if error.final and error.reason != self._told:
                self._told = error.reason
                self.dialogue.notice(error.reason)

    def heard(self, data: bytes) -> None:
        """Something has arrived."""
        now, dialogue = self._clock(), self.dialogue
        was_welcomed = dialogue.welcomed
        try:
            dialogue.heard(data, now)
        except ProtocolError as error:
            dialogue.notice(f"this is not understood: {error}")
            self._part(Failed(NOT_UNDERSTOOD))
            return
        if dialogue.last_word is not None:
            self._hear_last_word(dialogue.last_word)
        elif dialogue.welcomed and not was_welcomed:
            trains, self._trains_then = self._trains_then and self.has_host, False
            if trains:
                dialogue.ask(Resume(), now)

    def lost(self) -> None:
        """The connection is gone."""
        if self._connected_at is not None:
            now = self._clock()
            self._backoff.held(now - self._connected_at)
            self._connected_at = None
            self._try_at = now + self._backoff.delay_s()

    def tick(self) -> None:
        """Some time has passed."""
        now, pulse = self._clock(), self.dialogue.pulse
        pulse.look(now)
        if self.connected and pulse.is_dead(now):
            self.lost()
        elif self.connected:
            self.dialogue.beat(now)

    def next_at(self) -> float:
        """When `tick` has something to do, or there is something else to see."""
        now, dialogue = self._clock(), self.dialogue
        marks = dialogue.unanswered.next_at(now)
        if self.connected:
            return min(marks, dialogue.pulse.next_at(now))
        if self.over or self._trying or self._asks_for:
            return marks
        wait = self._try_at - now
        return min(marks, self._try_at - (ceil(wait) - 1) if wait > 0 else now)

    def notice(self, text: str) -> None:
        """Have the person be told."""
        self.dialogue.notice(text)

    def show(self, wanted: Subscribe) -> None:
        """Say what is on the screen."""
        self.dialogue.show(wanted)

    def ask(self, action: Action) -> None:
        """Ask for something, or say why not."""
        if self.may_ask():
            self.dialogue.ask(action, self._clock())

    def may_ask(self) -> bool:
        """Whether it is of any use to ask for something; says why not."""
        reason = self.refusal()
        if reason:
            self.dialogue.refuse(reason, self._clock())
        return not reason

    def toggle(self) -> None:
        """Pause or run; a finished run without a host gets one, and trains on."""
        status = self.dialogue.state.status
        if self.has_host or status is None or status.state != "finished":
            self.ask(Toggle())
        else:
            self._trains_then = not self._read_only
            self.go_on()

    def go_on(self) -> None:
        """Start a host where there is none, try again where there is no connection, or say why not."""
        if self._trying == "resume":
            return
        if isinstance(self._over, Failed):
            self._over, self._try_at = None, self._clock()
        elif not self.has_host and self._read_only:
            self.dialogue.refuse(READ_ONLY, self._clock())
        elif not self.has_host:
            self._resume_wanted = True
        elif self.connected:
            self.dialogue.refuse(HAS_HOST, self._clock())
        else:
            self._backoff.at_once()
            self._try_at = self._clock()

    def refusal(self) -> str:
        """Why nothing can be asked for; "" where it can."""
        if self._read_only:
            return READ_ONLY
        if isinstance(self._over, Failed):
            return f"{self._over.reason}: r connects again"
        if not self.has_host:
            return NO_HOST
        known = self.dialogue.state.run is not None
        return OFFLINE if known and not self.connected else ""

    def _hear_last_word(self, word: Ended | Rejected) -> None:
        if isinstance(word, Ended):
            self._part(HostEnded())
        elif word.code in COMES_BACK:
            self.dialogue.notice(word.reason)
            self.lost()
        else:
            self._part(Failed(word.reason))

    def _give_up(self, reason: str) -> None:
        status = self.dialogue.state.status
        if status is None:
            self._over = Failed(reason)
            return
        self._over = HostGone(status.step, status.checkpoint)
        if self._place:  # there it may be the way to the host that has ended
            self.dialogue.notice(reason)
        self.dialogue.forget_asked(NOT_DONE, self._clock())

    def _part(self, over: Over) -> None:
        """Nothing more is expected of this connection."""
        self._connected_at, self._over = None, over
        self.dialogue.forget_asked(NOT_DONE, self._clock())
