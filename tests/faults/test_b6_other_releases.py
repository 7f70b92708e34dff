"""B6: an older or a newer peer: works one release apart, else both versions are said within two seconds."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from benchmarks.harness.socket_host import SocketHost
from nntui.session.codec import encode, viewer_reader
from nntui.session.host.composing import FrameComposer
from nntui.session.protocol import (
    VERSIONS,
    Acknowledged,
    Frame,
    Hello,
    Rejected,
    Subscribe,
    ToViewer,
    Welcome,
)
from nntui.session.state import SessionState, reduce

Until = Callable[[Callable[[], object]], None]

SOON_S = 2.0


def framed(words: list[Any]) -> bytes:
    body = msgspec.msgpack.encode(words)
    return len(body).to_bytes(4, "big") + body


OLDER = [["Hello", [1, 1], "nntui 0.1"], ["Subscribe", 90], ["Command", 1, ["Pause"]]]
NEWER = [
    ["Hello", [1, 2], "nntui 0.3", False, "loom", "ada", {"screen": [120, 40]}, 7],
    ["Subscribe", 90, ["dense_1", 8, 8, "spectral"], True, 10.0, False, "probes"],
    ["Command", 1, ["Pause", "softly"], 77],
]


@pytest.mark.parametrize("said", [OLDER, NEWER], ids=["older", "newer"])
def test_a_viewer_one_release_apart_is_served(
    socket_host: SocketHost, until: Until, said: list[list[Any]]
) -> None:
    """What it leaves out is as usual, and what it adds is passed over."""
    viewer = socket_host.connect()
    viewer.socket.sendall(b"".join(map(framed, said)))
    first = viewer.hear(Welcome)
    until(lambda: socket_host.host.served.hub.requests)
    socket_host.host.turn()
    answers = [message.id for message in viewer.hear(Acknowledged) if isinstance(message, Acknowledged)]
    assert (type(first[0]), answers) == (Welcome, [1])


@pytest.mark.parametrize("theirs", [(2, 3), (0, 0), (9, 99)])
def test_a_viewer_further_apart_is_told_both_versions(
    socket_host: SocketHost, theirs: tuple[int, int]
) -> None:
    """At once, and whatever else it says."""
    begun = time.monotonic()
    viewer = socket_host.connect(Hello(theirs, "nntui 9"), Subscribe())
    heard = viewer.hear(Rejected)
    took = time.monotonic() - begun
    reason = f"the host speaks protocol {VERSIONS[1]}, this viewer {theirs[1]}: use one nntui"
    assert (heard, viewer.let_go) == ([Rejected(reason, "versions")], True)
    assert took < SOON_S


def longer(message: ToViewer) -> bytes:
    """A message as a newer host might say it: with a field more in every part."""
    return framed(_longer(msgspec.msgpack.decode(encode(message)[4:]), message))


def _longer(words: list[Any], message: ToViewer) -> list[Any]:
    match message:
        case Welcome():
            return [*words[:3], [*words[3], "new"], [[*line, "new"] for line in words[4]], *words[5:], "new"]
        case Frame():
            # status, evaluated, training, validation, heat
            parts = (4, 6, 7, 8, 9)
            return [
                [*word, "new"] if place in parts and word is not None else word
                for place, word in enumerate([*words, "new"])
            ]
        case _:
            return [*words, "new"]


def test_a_newer_host_is_understood(socket_host: SocketHost) -> None:
    """A viewer passes over what it does not know, in every part of what it hears."""
    host, state = socket_host.host, SessionState()
    viewer = host.connect(Subscribe(columns=20, layers=True))
    host.turn()
    viewer.read()
    composer = FrameComposer(host.run.losses, host.run.validations, ("dense_1", "dense_2"))
    composer.subscribe(Subscribe(columns=20, layers=True))
    report = host.served.hub.report
    assert report is not None
    assert viewer.state.run is not None
    said = (Welcome(1, viewer.state.run, report.status, viewer.state.log, "host"), composer.compose(report))
    for message in viewer_reader().feed(b"".join(map(longer, said))):
        state = reduce(state, message)
    assert (state.status, state.log, state.evaluated) == (
        report.status,
        viewer.state.log,
        viewer.state.evaluated,
    )


def test_words_that_only_a_newer_program_knows(socket_host: SocketHost) -> None:
    """They are not guessed at: who uses them without having agreed on a version is told so."""
    viewer = socket_host.connect(Hello(VERSIONS, "test"))
    viewer.socket.sendall(framed(["Rewind", 100]))
    last = viewer.hear(Rejected)[-1]
    assert isinstance(last, Rejected)
    assert last.code == "protocol"
