"""A run and what its header may have to say, for the tests of the header."""

from __future__ import annotations

from msgspec.structs import replace

from nntui.renderables.header import Heading, header_row
from nntui.renderables.rows import Row, Span, plain
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
    Stale,
    Starting,
)
from nntui.session.protocol import RunDescription, Status

RUN = RunDescription(
    name="digits-1",
    folder="/runs/digits-1",
    dataset="digits",
    found="64 inputs",
    network="64-32-10 relu",
    optimizer="adam",
    loss="softmax_cross_entropy",
    task="classification",
    layers=(),
    has_momentum=True,
    has_dropout=True,
    threads=1,
)
STATUS = Status(1, "running", 1234, 26, 64, 50, 1.25e-3, 0.9, 0.0, 0.0, 32, 100.0)
HUGE = replace(STATUS, step=123_456_789, epochs_done=12_345, goal_epochs=99_999, to_epoch_end=True)


ALARM = "checkpoint not written: No space left on device: 1.2 MB needed, 0 B free"
GONE = HostGone(1234, 1200)
LINKS = (
    Connecting(),
    Live(),
    Stale(3),
    Offline(4),
    Offline(None),
    Asking("ada@login7.cluster.example.org"),
    Starting(),
    HostEnded(),
    GONE,
    HostGone(1234, -1),
    HostGone(123_456_789, 123_456_700),
    Failed("devbox: there is no nntui on devbox: install it with ssh devbox python3 -m pip install nntui"),
)
PAUSING, RATE = KeyMark("pausing …"), KeyMark("lr → 1.25e-3 …")


def header(width: int, status: Status = STATUS, link: LinkState = Live(), **more: object) -> str:  # noqa: B008  # it is a frozen value
    return plain(header_row(Heading(RUN, status, link, **more), width))


def styled(row: Row, text: str) -> Span:
    """The span of a row that has this text in it."""
    return next(span for span in row if text in span.text)


STANDING = "● running   step 1,234   epoch 27/50   lr 1.25e-3 "
