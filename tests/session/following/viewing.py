"""A viewer, the words of its host, and a clock that is set by hand."""

from __future__ import annotations

from msgspec.structs import replace

from nntui.session.codec import encode, host_reader
from nntui.session.following.dialogue import Dialogue
from nntui.session.following.following import Following
from nntui.session.links import LinkError
from nntui.session.protocol import Hello, LayerDescription, RunDescription, Status, ToHost, ToViewer, Welcome

HELLO = Hello((1, 1), "nntui 0", viewer="v1", who="ada@laptop")
RUN = RunDescription(
    name="digits-1",
    folder="/runs/digits-1",
    dataset="digits",
    found="64 inputs",
    network="64-32-10 relu",
    optimizer="adam",
    loss="softmax_cross_entropy",
    task="classification",
    layers=(
        LayerDescription("dense_1", 32, 2080, (64, 32), "relu"),
        LayerDescription("dense_2", 10, 330, (32, 10), "linear"),
    ),
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
STATUS = Status(1, "running", 1234, 26, 64, 50, 1e-3, 0.9, 0.0, 0.0, 32, 100.0, checkpoint=1200)


class Clock:
    """Stands still until somebody moves it."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


def welcome(host: str = "h1", *, archived: bool = False, status: Status = STATUS) -> Welcome:
    """A host's first words."""
    return Welcome(1, replace(RUN, archived=archived), status, (), host)


def words(*messages: ToViewer) -> bytes:
    """What arrives when a host says these."""
    return b"".join(map(encode, messages))


def said(dialogue: Dialogue) -> list[ToHost]:
    """What a host hears now."""
    return list(host_reader().feed(dialogue.take()))


def following_live(clock: Clock, *messages: ToViewer, hello: Hello = HELLO) -> Following:
    """A viewer that has connected and been welcomed, by these words or the usual ones."""
    following = Following(hello, clock, place="devbox")
    following.begin("connect")
    following.reached()
    following.heard(words(*(messages or (welcome(),))))
    following.dialogue.take()
    return following


def run_for(following: Following, clock: Clock, seconds: float) -> None:
    """Let time pass, the clock being looked at as often as the viewer asks for."""
    until = clock.now + seconds
    while clock.now < until:
        clock.now = min(until, max(clock.now + 0.001, following.next_at()))
        following.tick()


NOT_NOW = LinkError("devbox: Connection refused")
NO_MORE = LinkError("devbox: digits-1 has no host", final=True, no_host=True)
PASSWORD = LinkError("devbox: Permission denied (publickey,password)", needs_person=True)


def fail(following: Following, error: LinkError = NOT_NOW) -> None:
    """The try that is due comes to nothing."""
    due = following.due()
    assert due is not None
    following.begin(due)
    following.failed(error)


def gone(clock: Clock) -> Following:
    """The host died without a word."""
    following = following_live(clock)
    following.lost()
    fail(following, NO_MORE)
    return following


def archived(clock: Clock, state: str = "stopped") -> Following:
    """A run that is shown from its folder."""
    return following_live(clock, welcome(archived=True, status=replace(STATUS, state=state)))
