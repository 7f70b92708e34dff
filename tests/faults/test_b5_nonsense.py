"""B5: random bytes, huge or negative lengths, deep nesting, wrong types: only the connection ends."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.harness.socket_host import SocketHost
from nntui.config import RunConfig
from nntui.session.codec import HOST_LIMIT, ProtocolError, encode, viewer_reader
from nntui.session.loopback import LoopbackHost
from nntui.session.protocol import (
    VERSIONS,
    Command,
    HeatRequest,
    Hello,
    Ping,
    Rejected,
    Seen,
    SetHyperParameter,
    StepBy,
    Subscribe,
    ToHost,
    Welcome,
)
from nntui.session.state import LOG_LENGTH, SessionState, reduce
from nntui.session.viewer import seen

if TYPE_CHECKING:
    from tests.faults.conftest import Size

Until = Callable[[Callable[[], object]], None]

HELLO = Hello(VERSIONS, "test", viewer="loom", who="ada")
SAID: tuple[ToHost, ...] = (
    HELLO,
    Subscribe(columns=90, heat=HeatRequest("dense_1", 44, 66), layers=True, epochs=True),
    Seen(0),
    Ping(3),
    Command(1, StepBy(3)),
    Command(2, SetHyperParameter("learning_rate", 0.5)),
)


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


NESTED = msgspec.msgpack.encode(["Hello", [1, 1], "x", False, "", ""])
NONSENSE = {
    "another protocol": b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
    "a huge length": b"\x7f\xff\xff\xff" + b"x" * 100,
    "a negative length": b"\xff\xff\xff\xff",
    "a length too long by one": (HOST_LIMIT + 1).to_bytes(4, "big"),
    "no body": framed(b""),
    "no MessagePack": framed(b"\xc1" * 10),
    "deep nesting": framed(b"\x97" + NESTED[1:] + b"\x91" * 60_000 + b"\xc0"),
    "a length inside that is not there": framed(b"\x92\xa5Hello\xdd\xff\xff\xff\xff"),
    "a map": framed(msgspec.msgpack.encode({"Hello": 1})),
    "wrong types": framed(msgspec.msgpack.encode(["Hello", "one", 1])),
    "versions that are no numbers": framed(msgspec.msgpack.encode(["Hello", [1.5, None], "x"])),
    "no hello": encode(SAID[4]),
    "two hellos": encode(HELLO) * 2,
    "a huge chart": encode(HELLO) + framed(msgspec.msgpack.encode(["Subscribe", 10**9])),
    "a huge map": encode(HELLO) + framed(msgspec.msgpack.encode(["Subscribe", 1, ["dense_1", 10**6, 1]])),
    "a frame that was not sent": encode(HELLO) + encode(Seen(10**12)),
    "a number beyond all": encode(HELLO) + framed(b"\x92\xa1p\xcf" + b"\xff" * 8) + framed(b"\xc1"),
}


@pytest.mark.parametrize("said", NONSENSE.values(), ids=NONSENSE)
def test_who_talks_nonsense_is_told_so(socket_host: SocketHost, said: bytes) -> None:
    """With a code, and is gone; the next one is served."""
    bad, good = socket_host.connect(), socket_host.connect(HELLO)
    bad.socket.sendall(said)
    last = bad.hear(Rejected)[-1]
    assert (isinstance(last, Rejected) and last.code, bad.let_go) == ("protocol", True)
    assert isinstance(good.hear(Welcome)[0], Welcome)


def spoilt(seed: int) -> bytes:
    """What a viewer says, with some bytes changed, left out or put in."""
    source, said = random.Random(seed), bytearray(b"".join(map(encode, SAID)))
    for _ in range(source.randrange(1, 8)):
        place = source.randrange(len(said))
        match source.randrange(3):
            case 0:
                said[place] = source.randrange(256)
            case 1:
                del said[place : place + source.randrange(1, 9)]
            case _:
                said[place:place] = source.randbytes(source.randrange(1, 9))
    return bytes(said)


def test_spoilt_words(socket_host: SocketHost, size: Size, until: Until) -> None:
    """Whatever comes over the socket, the host serves on, and has done nothing but what it understood."""
    for seed in range(size(300, 20_000)):
        viewer = socket_host.connect()
        viewer.socket.sendall(spoilt(seed))
        viewer.socket.close()
        socket_host.host.served.hub.requests.clear()
    until(lambda: socket_host.server.peers == 0)
    assert isinstance(socket_host.connect(HELLO).hear(Welcome)[0], Welcome)
    assert (socket_host.failed.is_set(), socket_host.host.run.trainer.step_number) == (False, 0)


def test_floods_do_not_fill_the_memory(socket_host: SocketHost, size: Size, until: Until) -> None:
    """A viewer that asks for more than anybody could answer, and reads nothing, is let go."""
    viewer = socket_host.connect(HELLO)
    viewer.hear(Welcome)
    flood = b"".join(encode(Command(number, StepBy(1))) for number in range(2000))
    tracemalloc.start()
    try:
        for _ in range(size(20, 200)):
            viewer.socket.sendall(flood)
    except (BrokenPipeError, ConnectionResetError):
        pass  # it was let go, as it should be
    until(lambda: socket_host.server.peers == 0)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 4_000_000
    assert len(socket_host.host.served.hub.requests) <= 100


@pytest.fixture(scope="module")
def told() -> bytes:
    """What a host says to a viewer that looks at everything."""
    config = RunConfig(dataset="iris", hidden=(4,), batch=16, epochs=3, pace="max")
    host = LoopbackHost(config, lambda: 0.0)
    viewer, reader, told = host.connect(SAID[1]), viewer_reader(), bytearray()
    viewer.ask(SetHyperParameter("learning_rate", 0.5))
    for _ in range(4):
        host.turn()
        while data := viewer.connection.outgoing():
            told += data
            for message in reader.feed(data):
                if (answer := seen(message)) is not None:
                    viewer.say(answer)
    return bytes(told)


@settings(max_examples=300)
@given(
    places=st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6),
    cut=st.integers(0, 10_000),
)
def test_spoilt_words_of_a_host(told: bytes, places: list[tuple[int, int]], cut: int) -> None:
    """A viewer takes them for what they may mean, or for nonsense; nothing else comes of them."""
    data = bytearray(told)
    for place, byte in places:
        data[place % len(data)] = byte
    state = SessionState()
    with suppress(ProtocolError):  # the one way in which nonsense may end
        for message in viewer_reader().feed(bytes(data[: len(data) - cut % len(data)])):
            state = reduce(state, message)
    assert len(state.log) <= LOG_LENGTH
