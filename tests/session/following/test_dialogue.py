"""What a viewer says to its hosts, and what it makes of what they say."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from nntui.session.codec import ProtocolError, host_reader
from nntui.session.following.dialogue import STARTED_ANEW, Dialogue
from nntui.session.protocol import (
    Acknowledged,
    Command,
    Ended,
    Evaluate,
    Frame,
    Happened,
    LogEntry,
    Ping,
    Pong,
    Refused,
    Rejected,
    Seen,
    Subscribe,
    Toggle,
)
from tests.session.following.viewing import HELLO, STATUS, said, welcome, words


@pytest.fixture
def dialogue() -> Dialogue:
    """One that has just been connected."""
    dialogue = Dialogue(HELLO)
    dialogue.begin(1.0)
    return dialogue


@pytest.fixture
def talking(dialogue: Dialogue) -> Dialogue:
    """One that has been welcomed."""
    dialogue.heard(words(welcome()), 1.0)
    dialogue.take()
    return dialogue


def again(dialogue: Dialogue, host: str = "h1") -> list[object]:
    """What it says when it is connected anew, without the hello."""
    dialogue.begin(5.0)
    dialogue.heard(words(welcome(host)), 5.0)
    return said(dialogue)[1:]


def test_hello_comes_first(dialogue: Dialogue) -> None:
    """With the name by which the host will know this viewer again."""
    assert said(dialogue) == [HELLO]


def test_welcome_and_frames_are_answered_at_once(dialogue: Dialogue) -> None:
    """The host learns from it how good the link is."""
    frame = Frame(1, (1, 1, 0, 0), bytes(12), STATUS)
    dialogue.take()
    dialogue.heard(words(welcome(), frame), 1.0)
    assert said(dialogue) == [Seen(0), Seen(1)]


def test_what_is_on_the_screen_is_said_again(talking: Dialogue) -> None:
    """A host forgets a viewer whose connection breaks."""
    shown = Subscribe(columns=7)
    talking.show(shown)
    assert (said(talking), again(talking)[0]) == ([shown], shown)


def test_a_key_pressed_early_waits_for_the_welcome(dialogue: Dialogue) -> None:
    """Nobody is there yet to be asked."""
    dialogue.ask(Toggle(), 1.0)
    early = said(dialogue)
    dialogue.heard(words(welcome()), 1.1)
    assert (early, said(dialogue)) == ([HELLO], [Seen(0), Command(1, Toggle())])


def test_the_same_host_is_asked_again(talking: Dialogue) -> None:
    """What it did not answer, with the numbers of before and in order: it does each once."""
    for action in (Toggle(), Evaluate(), Toggle()):
        talking.ask(action, 2.0)
    talking.heard(words(Acknowledged(1, STATUS)), 2.1)
    assert again(talking) == [Seen(0), Command(2, Evaluate()), Command(3, Toggle())]


def test_another_host_is_not(talking: Dialogue) -> None:
    """It begins where the one before left its last trace, and the person is told."""
    talking.ask(Toggle(), 2.0)
    assert again(talking, "h2") == [Seen(0)]
    assert (talking.take_notices(), talking.unanswered.commands()) == ([STARTED_ANEW], ())


def test_a_host_started_anew_is_no_news_where_nothing_was_asked(talking: Dialogue) -> None:
    """It did no harm."""
    again(talking, "h2")
    assert talking.take_notices() == []


def test_a_refusal_is_told(talking: Dialogue) -> None:
    """In a notice, and in the mark's place."""
    talking.ask(Toggle(), 2.0)
    talking.heard(words(Refused(1, "not now")), 2.2)
    assert (talking.take_notices(), [mark.words for mark in talking.marks(2.2)]) == (["not now"], ["not now"])


def test_notices_are_told_once(talking: Dialogue) -> None:
    """They are not to come back with each message."""
    talking.notice("mind the gap")
    assert [talking.take_notices(), talking.take_notices()] == [["mind the gap"], []]


def test_a_disk_in_trouble_is_told_once(talking: Dialogue) -> None:
    """When it begins, and when it becomes another trouble; not with each message."""
    told = []
    for alarm in ("full", "full", "", "full", "read-only"):
        status = replace(STATUS, sequence=talking.state.status.sequence + 1, alarm=alarm)
        talking.heard(words(Happened(LogEntry(1, 0.0, 0, "line"), status)), 2.0)
        told.append(talking.take_notices())
    assert told == [["full"], [], [], ["full"], ["read-only"]]


def test_pings_are_answered_with_the_round_trip(talking: Dialogue) -> None:
    """Measured from the moment at which they were said."""
    talking.beat(2.0)
    assert said(talking) == [Ping(1)]
    talking.heard(words(Pong(1)), 2.2)
    assert talking.pulse.round_trip_s(2.2) == pytest.approx(0.2)


@pytest.mark.parametrize("word", [Ended("stopped", None), Rejected("use one nntui", "versions")])
def test_a_last_word_is_kept(talking: Dialogue, word: Ended | Rejected) -> None:
    """Until there is another connection."""
    talking.heard(words(word), 2.0)
    heard = talking.last_word
    talking.begin(3.0)
    assert (heard, talking.last_word) == (word, None)


def test_half_a_message_of_a_broken_connection_is_forgotten(talking: Dialogue) -> None:
    """The next connection begins with a whole one."""
    talking.heard(words(Ended("stopped", None))[:5], 2.0)
    again(talking)
    assert (talking.welcomed, talking.last_word) == (True, None)


def test_what_was_not_sent_before_the_break_is_not_sent_after_it(talking: Dialogue) -> None:
    """Hello is the first thing that the next connection hears."""
    talking.show(Subscribe(columns=7))
    talking.begin(3.0)
    assert said(talking) == [HELLO, Subscribe(columns=7)]


def test_nonsense(talking: Dialogue) -> None:
    """It is told to whoever is connected, and goes no further."""
    with pytest.raises(ProtocolError):
        talking.heard(b"\xff\xff\xff\xff", 2.0)


def test_what_is_taken_is_taken_once(talking: Dialogue) -> None:
    """And is bytes that a host understands."""
    talking.ask(Toggle(), 2.0)
    assert list(host_reader().feed(talking.take())) == [Command(1, Toggle())]
    assert talking.take() == b""
