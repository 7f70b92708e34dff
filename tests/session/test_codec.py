"""Messages as bytes."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from nntui.session.codec import (
    HOST_LIMIT,
    VIEWER_LIMIT,
    MessageReader,
    ProtocolError,
    encode,
    host_reader,
    viewer_reader,
)
from nntui.session.protocol import (
    Acknowledged,
    Action,
    Command,
    Frame,
    Happened,
    HeatNews,
    HeatScale,
    Hello,
    LogEntry,
    Pause,
    Refused,
    RunDescription,
    Status,
    ToHost,
    ToViewer,
    Welcome,
)
from nntui.session.protocol.brief import shortened

FLOATS = st.floats(allow_nan=False)
MOST_INTEGER = 2**63 - 1
INTEGERS = st.integers(-(2**63), MOST_INTEGER)


def values(type_: Any) -> st.SearchStrategy[Any]:
    """Any value of a type of the protocol, as its own declaration describes it."""
    return _values(msgspec.inspect.type_info(type_))


def _values(info: msgspec.inspect.Type) -> st.SearchStrategy[Any]:
    match info:
        case msgspec.inspect.StructType(cls=struct, fields=fields):
            return st.builds(struct, **{field.name: _values(field.type) for field in fields})
        case msgspec.inspect.UnionType(types=types):
            return st.one_of([_values(each) for each in types])
        case msgspec.inspect.TupleType(item_types=items):
            return st.tuples(*(_values(item) for item in items))
        case msgspec.inspect.VarTupleType(item_type=item):
            return st.lists(_values(item), max_size=3).map(tuple)
        case msgspec.inspect.LiteralType(values=choices):
            return st.sampled_from(choices)
        case msgspec.inspect.FloatType(ge=None):
            return FLOATS
        case msgspec.inspect.FloatType(ge=least, le=most):
            return st.floats(least, most)
        case msgspec.inspect.IntType(ge=None):
            return INTEGERS
        case msgspec.inspect.IntType(ge=least, le=most):
            return st.integers(least, MOST_INTEGER if most is None else most)
    simple = {
        msgspec.inspect.StrType: st.text(max_size=20),
        msgspec.inspect.BytesType: st.binary(max_size=20),
        msgspec.inspect.BoolType: st.booleans(),
        msgspec.inspect.NoneType: st.none(),
    }
    return simple[type(info)]


def read(reader: MessageReader[Any], pieces: Sequence[bytes]) -> list[Any]:
    return [message for piece in pieces for message in reader.feed(piece)]


def refusal(reader: MessageReader[Any], data: bytes) -> str:
    with pytest.raises(ProtocolError) as caught:
        list(reader.feed(data))
    return str(caught.value)


def framed(body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + body


@pytest.mark.parametrize("type_", [*get_args(ToHost), *get_args(ToViewer)])
@settings(max_examples=20)
@given(data=st.data())
def test_every_kind_of_message_arrives_as_it_was_sent(type_: Any, data: st.DataObject) -> None:
    """No kind of message loses anything on its way."""
    message = data.draw(values(type_))
    reader = host_reader() if type_ in get_args(ToHost) else viewer_reader()
    assert read(reader, [encode(message)]) == [message]


@given(action=values(Action))
def test_every_action_arrives_as_it_was_sent(action: Any) -> None:
    """No command becomes another on its way."""
    assert read(host_reader(), [encode(Command(7, action))]) == [Command(7, action)]


@given(messages=st.lists(values(ToHost), max_size=6), cuts=st.lists(st.integers(0, 300), max_size=8))
def test_any_pieces_make_the_same_messages_for_a_host(messages: list[Any], cuts: list[int]) -> None:
    """However a link cuts what a viewer says, the host hears just that."""
    assert read(host_reader(), cut(b"".join(map(encode, messages)), cuts)) == messages


@given(messages=st.lists(values(ToViewer), max_size=4), cuts=st.lists(st.integers(0, 900), max_size=8))
def test_any_pieces_make_the_same_messages_for_a_viewer(messages: list[Any], cuts: list[int]) -> None:
    """However a link cuts what a host says, the viewer hears just that."""
    assert read(viewer_reader(), cut(b"".join(map(encode, messages)), cuts)) == messages


def cut(data: bytes, places: list[int]) -> list[bytes]:
    edges = [0, *sorted(min(place, len(data)) for place in places), len(data)]
    return [data[start:stop] for start, stop in pairwise(edges)]


def test_byte_by_byte() -> None:
    """The slowest of links delivers too."""
    data = encode(Hello((1, 1), "test"))
    assert read(host_reader(), [bytes([byte]) for byte in data]) == [Hello((1, 1), "test")]


@pytest.mark.parametrize(("reader", "limit"), [(host_reader, HOST_LIMIT), (viewer_reader, VIEWER_LIMIT)])
def test_too_long(reader: Any, limit: int) -> None:
    """A message that is too long is refused by its length, before any of it is kept."""
    expected = f"a message of {limit + 1} bytes is longer than {limit}"
    assert refusal(reader(), (limit + 1).to_bytes(4, "big")) == expected


def test_the_longest() -> None:
    """A message of just the longest length is read."""
    room = HOST_LIMIT - len(encode(Hello((1, 1), "x" * 65_000))) + 4
    longest = Hello((1, 1), "x" * (65_000 + room))
    assert len(encode(longest)) == HOST_LIMIT + 4
    assert read(host_reader(), [encode(longest)]) == [longest]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xc1",
        b"\xff" * 40,
        msgspec.msgpack.encode({"a": "map"}),
        msgspec.msgpack.encode([]),
        msgspec.msgpack.encode(["Nonsense"]),
        msgspec.msgpack.encode(["Command", 1]),
        msgspec.msgpack.encode(["Command", "one", ["Pause"]]),
        msgspec.msgpack.encode(["Subscribe", -1]),
        msgspec.msgpack.encode(["Subscribe", 1_000_000_000]),
        msgspec.msgpack.encode(["Subscribe", 0, None, False, float("nan")]),
        msgspec.msgpack.encode(["Subscribe", 0, ["dense_1", 0, 8]]),
        msgspec.msgpack.encode(["Subscribe", 0, ["dense_1", 8, 10**6]]),
        msgspec.msgpack.encode(["Command", 1, ["F"]]),
        b"\x97\xa5Hello\x92\x01\x01\xa1x\xc2\xa0\xa0" + b"\x91" * 60_000 + b"\xc0",
        b"\x93\xa5Hello\x92\x01\x01\xa2\xff\xfe",
        encode(Refused(1, "no"))[4:],
    ],
    ids=repr,
)
def test_garbage(body: bytes) -> None:
    """What is no message of a viewer's is told as such, and as nothing else."""
    assert refusal(host_reader(), framed(body)).startswith("not a message: ")


NOTHINGS = [{"shape": (0, 8)}, {"factors": (4, 0)}, {"tile": (0, 0)}, {"rows": 0}]


@pytest.mark.parametrize("part", NOTHINGS, ids=repr)
def test_a_map_of_nothing(part: dict[str, Any]) -> None:
    """Sides that a screen would divide by are no message of a host's."""
    scale = HeatScale("dense_1", 1, 2, 1.0, (4, 8), (4, 4), anew=True, tile=(2, 8))
    frame = Frame(1, None, b"", heat=HeatNews(b"", b"", b"", scale))
    assert read(viewer_reader(), [encode(frame)]) == [frame]
    broken = Frame(1, None, b"", heat=HeatNews(b"", b"", b"", replace(scale, **part)))
    assert refusal(viewer_reader(), encode(broken)).startswith("not a message: ")


@given(
    body=st.binary(max_size=60),
    start=st.sampled_from([b"", encode(Command(1, Pause()))[4:], b"\x93\xa5Hello"]),
)
def test_any_bytes(body: bytes, start: bytes) -> None:
    """No bytes end in anything but a message or a ProtocolError."""
    try:
        heard = read(host_reader(), [framed(start + body)])
    except ProtocolError:
        return
    assert all(isinstance(message, get_args(ToHost)) for message in heard)


def test_good_messages_before_a_bad_one() -> None:
    """What was said before the nonsense is heard."""
    reader = host_reader()
    heard = reader.feed(encode(Hello((1, 1), "test")) + framed(b"\xc1"))
    assert next(heard) == Hello((1, 1), "test")
    with pytest.raises(ProtocolError):
        next(heard)


def test_fields_of_a_newer_release_are_passed_over() -> None:
    """A program one release apart is understood: fields are only ever added at the end."""
    newer = msgspec.msgpack.encode(["Hello", [1, 2], "nntui 0.2", False, "name", "ada", {"shape": [1]}, 7])
    assert read(host_reader(), [framed(newer)]) == [Hello((1, 2), "nntui 0.2", False, "name", "ada")]


def test_fields_that_an_older_release_does_not_know_are_as_usual() -> None:
    """Also where it leaves out what was added since."""
    older = msgspec.msgpack.encode(["Hello", [1, 1], "nntui 0.1"])
    assert read(host_reader(), [framed(older)]) == [Hello((1, 1), "nntui 0.1")]


STATUS = Status(5, "running", 10, 1, 32, 3, 0.01, 0.9, 0.0, 0.0, 16, None)
WELCOME = Welcome(1, RunDescription(*[""] * 7, "regression", (), True, True, 1), STATUS, ())


@given(status=values(Status))
def test_a_shortened_status_is_whole_again(status: Status) -> None:
    """Of a status in the news only what differs from the welcome's travels."""
    messages = [Acknowledged(3, status), Happened(LogEntry(1, 0.0, 0, "x"), status), Refused(4, "no")]
    sent = [encode(WELCOME), *(encode(shortened(message, STATUS)) for message in messages)]
    assert read(viewer_reader(), sent) == [WELCOME, *messages]


def test_a_shortened_answer_is_short() -> None:
    """On a slow link every byte keeps whoever asked waiting."""
    changed = replace(
        STATUS, sequence=900, step=123_456, epochs_done=2743, rows_used=320, learning_rate=0.0125
    )
    assert len(encode(shortened(Acknowledged(3, changed), STATUS))) <= 40


@pytest.mark.parametrize(
    ("which", "found"),
    [
        (1 << 1, ("nonsense",)),
        (1 << 2, ("many",)),
        (1 << 2, (None,)),
        (-1, (1, "running", "x")),
    ],
)
def test_a_shortened_status_that_cannot_be(which: int, found: tuple[object, ...]) -> None:
    """Nonsense is told as such, though it is unpacked by hand."""
    brief = msgspec.msgpack.encode(["a", 3, [which, found]])
    assert refusal(viewer_reader(), encode(WELCOME) + framed(brief)).startswith("not a message: ")


def test_a_status_of_a_newer_host() -> None:
    """It may have fields that this program knows nothing of."""
    brief = msgspec.msgpack.encode(["a", 3, [1 << 2 | 1 << 40, [77, "new"]]])
    heard = read(viewer_reader(), [encode(WELCOME), framed(brief)])
    assert heard[1:] == [Acknowledged(3, replace(STATUS, step=77))]


def test_an_answer_before_the_welcome() -> None:
    """There is nothing that it could have been shortened by."""
    brief = encode(shortened(Acknowledged(3, STATUS), STATUS))
    assert refusal(viewer_reader(), brief) == "a welcome comes first"
