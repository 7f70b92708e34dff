"""What a viewer and its hosts say to each other, over as many connections as it takes."""

from __future__ import annotations

from nntui.session.codec import encode, viewer_reader
from nntui.session.following.key_mark import KeyMark
from nntui.session.following.pulse import Pulse
from nntui.session.following.unanswered import Unanswered
from nntui.session.protocol import (
    Acknowledged,
    Action,
    Ended,
    Hello,
    Ping,
    Pong,
    Refused,
    Rejected,
    Subscribe,
    ToHost,
    ToViewer,
    Welcome,
)
from nntui.session.state import SessionState, reduce
from nntui.session.viewer import seen

STARTED_ANEW = "not done: the host was started anew"


class Dialogue:
    """Messages go in as bytes and come out as bytes.

    Times are seconds of one monotonic clock.

    welcomed: whether the host of this connection has answered. last_word: of this connection, where it was
    said.
    """

    def __init__(self, hello: Hello) -> None:
        self.state = SessionState()
        self.pulse = Pulse()
        self.unanswered = Unanswered()
        self.welcomed = False
        self.last_word: Ended | Rejected | None = None
        self._hello = hello
        self._shown: Subscribe | None = None
        self._reader = viewer_reader()
        self._unsaid = bytearray()
        self._notices: list[str] = []

    def begin(self, now: float) -> None:
        """There is a new connection."""
        self._reader = viewer_reader()
        self.pulse.begin(now)
        self.welcomed, self.last_word = False, None
        self._unsaid.clear()
        self._say(self._hello)
        if self._shown is not None:
            self._say(self._shown)

    def heard(self, data: bytes, now: float) -> None:
        """Something has arrived; ProtocolError where it makes no sense."""
        self.pulse.heard(now)
        alarm = self._alarm
        for message in self._reader.feed(data):
            before = self.state
            self.state = reduce(before, message)
            if (answer := seen(message)) is not None:
                self._say(answer)
            self._take(message, before, now)
        if self._alarm not in ("", alarm):
            self._notices.append(self._alarm)

    def take(self) -> bytes:
        """What is to be sent now."""
        data = bytes(self._unsaid)
        self._unsaid.clear()
        return data

    def take_notices(self) -> list[str]:
        """Sentences for the person, each of them once."""
        notices, self._notices = self._notices, []
        return notices

    def notice(self, text: str) -> None:
        """Have the person be told."""
        self._notices.append(text)

    def ask(self, action: Action, now: float) -> None:
        """Ask for something; where nobody listens yet, as soon as somebody does."""
        command = self.unanswered.add(action, self.state.status, now)
        if self.welcomed:
            self._say(command)

    def refuse(self, reason: str, now: float) -> None:
        """Say why something was not even asked."""
        self.unanswered.explain(reason, now)
        self._notices.append(reason)

    def show(self, wanted: Subscribe) -> None:
        """Say what is on the screen."""
        self._shown = wanted
        if self.welcomed:
            self._say(wanted)

    def beat(self, now: float) -> None:
        """See to it that there is always something to be heard."""
        if (number := self.pulse.ping(now)) is not None:
            self._say(Ping(number))

    def forget_asked(self, reason: str, now: float) -> None:
        """No answer will come to what was asked; the person is told why."""
        if self.unanswered.none_done(reason, now):
            self._notices.append(reason)

    def marks(self, now: float) -> tuple[KeyMark, ...]:
        """What was asked and is not answered, as far as it is to be seen."""
        return self.unanswered.marks(self.pulse.round_trip_s(now), now)

    def _take(self, message: ToViewer, before: SessionState, now: float) -> None:
        match message:
            case Pong(number=number):
                self.pulse.answered(number, now)
            case Acknowledged(id=id):
                self.unanswered.done(id)
            case Refused(id=id, reason=reason):
                self.unanswered.refused(id, reason, now)
                self._notices.append(reason)
            case Welcome():
                self._welcomed(message, before.host, now)
            case Ended() | Rejected():
                self.last_word = message
            case _:
                pass

    def _welcomed(self, message: Welcome, host_before: str, now: float) -> None:
        self.welcomed = True
        if host_before not in ("", message.host):
            self.forget_asked(STARTED_ANEW, now)
        for command in self.unanswered.commands():
            self._say(command)

    @property
    def _alarm(self) -> str:
        return self.state.status.alarm if self.state.status else ""

    def _say(self, message: ToHost) -> None:
        self._unsaid += encode(message)
