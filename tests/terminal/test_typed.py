"""What comes from a terminal, however its reads divide it."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import accumulate, pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from textual._ansi_sequences import ANSI_SEQUENCES_KEYS

from nntui.terminal.typed import (
    BROKEN_OFF_S,
    BURST,
    ESCAPE,
    KEY_S,
    LONGEST_PASTE,
    LONGEST_SEQUENCE,
    Answer,
    Keys,
    Pasted,
    Typed,
    TypedReader,
)

PASTE = "\x1b[200~{}\x1b[201~"
KNOWN = sorted(text for text in ANSI_SEQUENCES_KEYS if text[0] == ESCAPE and text.strip(ESCAPE))
F3 = [text for text in KNOWN if text.endswith("R") and ";" in text]
"""Pressed with another key; where the cursor stands looks the same."""
SEQUENCES = [text for text in KNOWN if text not in F3]
ANSWERS = (
    *("\x1b[0n", "\x1b[3n", "\x1b[?2026;2$y", "\x1b[24;80R", "\x1b[?62;22c", "\x1b[>0;0;0c"),
    *("\x1b]11;rgb:1e1e/1e1e/1e1e\x1b\\", "\x1b]11;rgb:ff/ff/ff\x07", "\x1bP>|xterm(390)\x1b\\"),
    *("\x1bP1$r0m\x1b\\", "\x1b_Gi=1;OK\x1b\\", "\x1b[8;24;80t", "\x1b[1;1;1;128;128;1;0x", "\x1b[?997;1n"),
)
MICE = ("\x1b[<0;10;5M", "\x1b[<0;10;5m", "\x1b[<64;200;50M", "\x1b[M !!")

MOST = 12
CHARACTERS = st.characters(exclude_categories=["Cs"])
PLAIN = st.text(CHARACTERS.filter(lambda char: char != ESCAPE), min_size=1, max_size=BURST // MOST)
PASTES = st.text(CHARACTERS, max_size=99).filter(lambda text: "\x1b[201~" not in text)
TYPED = st.one_of(
    st.tuples(st.sampled_from((*SEQUENCES, *MICE)), st.just(Keys)),
    st.tuples(st.sampled_from(ANSWERS), st.just(Answer)),
    st.tuples(PASTES, st.just(Pasted)),
)
STREAMS = st.lists(st.one_of(TYPED, st.tuples(PLAIN, st.just(Keys))), max_size=MOST)
CUTS = st.lists(st.integers(1, 30), max_size=200)


def joined(typed: Iterable[Typed]) -> list[Typed]:
    """With keys that are characters joined, since any number of them may come at once."""
    found: list[Typed] = []
    for each in typed:
        last = found[-1] if found else None
        if isinstance(last, Keys) and isinstance(each, Keys) and ESCAPE not in last.text + each.text:
            found[-1] = Keys(last.text + each.text)
        else:
            found.append(each)
    return found


def cut(data: bytes, sizes: list[int]) -> list[bytes]:
    """The data in pieces of these sizes, and the rest."""
    ends = [0, *(end for end in accumulate(sizes) if end < len(data)), len(data)]
    return [data[start:stop] for start, stop in pairwise(ends)]


def in_bytes(piece: bytes | str) -> bytes:
    return piece.encode() if isinstance(piece, str) else piece


def read(*pieces: bytes | str) -> list[Typed]:
    """What is made of pieces that are read one after another."""
    reader = TypedReader()
    return [each for piece in pieces for each in reader.feed(in_bytes(piece))]


def read_slowly(*pieces: bytes | str) -> list[Typed]:
    """What is made of pieces with so long between them that nothing more is waited for."""
    reader, found = TypedReader(), []
    for piece in pieces:
        found += reader.feed(in_bytes(piece))
        found += reader.release()
    return found


@settings(max_examples=300)
@given(STREAMS, CUTS)
def test_cuts_change_nothing(stream: list[tuple[str, type[Typed]]], sizes: list[int]) -> None:
    """Keys, answers and pastes come out as they went in, wherever the reads divide them."""
    text = "".join(PASTE.format(text) if kind is Pasted else text for text, kind in stream)
    expected = joined(kind(text) for text, kind in stream)
    assert joined(read(*cut(text.encode(), sizes))) == expected


@settings(max_examples=300)
@given(st.binary(max_size=60), CUTS)
def test_cuts_change_nothing_in_anything(data: bytes, sizes: list[int]) -> None:
    """Whatever bytes those are."""
    assert joined(read(*cut(data, sizes))) == joined(read(data))


@settings(max_examples=300)
@given(st.text("\x1b[]OPMX^_\\\x07?<;$0~Rnq\r", max_size=30), CUTS)
def test_cuts_change_nothing_in_broken_sequences(text: str, sizes: list[int]) -> None:
    """Of the characters that sequences are made of."""
    assert joined(read(*cut(text.encode(), sizes))) == joined(read(text))


@given(st.one_of(st.binary(max_size=60), st.text("\x1b[]OPM\\\x07?;$0~Rn", max_size=30).map(str.encode)))
def test_nothing_is_lost_after_anything(data: bytes) -> None:
    """Once nothing more was waited for, a key is a key."""
    last = read_slowly(data, "q")[-1]
    assert (type(last), last.text[-1]) == (Keys, "q")


def test_every_byte() -> None:
    """ASCII is itself, and what is not UTF-8 is U+FFFD."""
    found = ["".join(each.text for each in read_slowly(bytes([byte]), "q")) for byte in range(256)]
    assert found == [f"{chr(byte) if byte < 0x80 else '�'}q" for byte in range(256)]


def test_every_key_that_textual_knows() -> None:
    """One whole sequence each, and nothing before or after it."""
    assert [read_slowly(sequence) for sequence in SEQUENCES] == [[Keys(sequence)] for sequence in SEQUENCES]


def test_a_key_that_looks_like_an_answer() -> None:
    """It is one, and whoever waits for none takes it for the key."""
    assert [read_slowly(sequence) for sequence in F3] == [[Answer(sequence)] for sequence in F3]


@pytest.mark.parametrize("sequence", ["\x1b[a", "\x1b[b", "\x1b[c", "\x1b[d"])
def test_rxvts_arrows_with_shift(sequence: str) -> None:
    """One of which looks like an answer without its numbers."""
    assert read_slowly(sequence) == [Keys(sequence)]


@pytest.mark.parametrize("answer", ANSWERS)
def test_answers_are_no_keys(answer: str) -> None:
    """Of which some would do something."""
    assert read_slowly(answer) == [Answer(answer)]


@pytest.mark.parametrize("mouse", MICE)
def test_the_mouse_is_no_answer(mouse: str) -> None:
    """In either of its formats."""
    assert read_slowly(mouse) == [Keys(mouse)]


def test_characters_cut_in_the_middle() -> None:
    """They are whole in the end."""
    first, second = "深".encode()[:2], "深".encode()[2:]
    assert read(b"a" + first, second + b"b") == [Keys("a"), Keys("深b")]


def test_an_escape_alone() -> None:
    """It may be the beginning of a sequence for a moment; then it is the key."""
    reader = TypedReader()
    before = [*reader.feed(b"\x1b")]
    assert (before, reader.patience_s, [*reader.release()]) == ([], KEY_S, [Keys(ESCAPE)])


def test_an_answer_is_no_key() -> None:
    """Whatever its characters are."""
    assert len({Keys("a"), Answer("a"), Pasted("a")}) == 3


def test_two_escapes() -> None:
    """The first one was the key; and the second as well, in the end."""
    assert read_slowly(ESCAPE * 2) == [Keys(ESCAPE), Keys(ESCAPE)]


def test_an_escape_before_a_sequence() -> None:
    """As some terminals send alt with an arrow."""
    assert read("\x1b\x1b[A") == [Keys(ESCAPE), Keys("\x1b[A")]


@pytest.mark.parametrize("begun", "]PX^_")
def test_alt_and_what_begins_a_string(begun: str) -> None:
    """It is a key soon, and swallows none of those that follow."""
    reader = TypedReader()
    typed = [*reader.feed(f"\x1b{begun}".encode())]
    patience = reader.patience_s
    typed += [*reader.release(), *reader.feed(b"q")]
    assert (patience, typed) == (KEY_S, [Keys(f"\x1b{begun}"), Keys("q")])


@pytest.mark.parametrize("begun", ["\x1b[", "\x1bO", "\x1b[1;", "\x1b]11;rgb:", "\x1bP1$", "\x1b]11;?\x1b"])
def test_a_sequence_that_breaks_off(begun: str) -> None:
    """It is waited for, and then it is nothing."""
    reader = TypedReader()
    held = [*reader.feed(begun.encode())]
    assert (held, reader.patience_s, [*reader.release()]) == ([], BROKEN_OFF_S, [])


@pytest.mark.parametrize("begun", ["\x1b[1;", "\x1b[?20", "\x1b]11;rgb:0", "\x1bP1$r", "\x1b[M!", "\x1b[["])
@pytest.mark.parametrize("after", ["\x1b[A", "\x1b[0n", "\r"])
def test_what_follows_a_broken_sequence(begun: str, after: str) -> None:
    """It stands by itself: another sequence, or a key that is no part of any."""
    assert read(begun, after)[-1].text == after


def test_a_sequence_without_end() -> None:
    """It is given up, and what follows it is not lost."""
    assert read("\x1b]" + "x" * LONGEST_SEQUENCE, "q", "q") == [Keys("q")] * 2


def test_nothing_is_waited_for_where_nothing_is_held() -> None:
    """No timer runs while nobody types."""
    reader = TypedReader()
    found = [*reader.feed(b"a\x1b[A")]
    assert (found, reader.patience_s, [*reader.release()]) == ([Keys("a"), Keys("\x1b[A")], None, [])


@pytest.mark.parametrize(
    ("first", "rest", "expected"),
    [
        ("\x1b", "[A", Keys("\x1b[A")),
        ("\x1b", "OP", Keys("\x1bOP")),
        ("\x1b", "[24;80R", Answer("\x1b[24;80R")),
        ("\x1b", "]11;rgb:00/00/00\x1b\\", Answer("\x1b]11;rgb:00/00/00\x1b\\")),
        ("\x1b]", "11;rgb:00/00/00\x07", Answer("\x1b]11;rgb:00/00/00\x07")),
        ("\x1b", "q", Keys("q")),
        ("\x1b", "[", Keys("[")),
        ("\x1b]", "q", Keys("q")),
    ],
)
def test_a_link_slower_than_two_keys(first: str, rest: str, expected: Typed) -> None:
    """What was taken for a key is joined with what it began, where two keys would not look like that."""
    assert read_slowly(first, rest) == [Keys(first), expected]


@pytest.mark.parametrize("size", [0, 1, LONGEST_PASTE, 1_000_000])
@pytest.mark.parametrize("piece", [4095, 65_536])
def test_a_paste(size: int, piece: int) -> None:
    """One, of which the beginning is kept."""
    text = ("pasted text\n" * 100_000)[:size]
    data = PASTE.format(text).encode()
    assert read(*cut(data, [piece] * 300), "q") == [Pasted(text[:LONGEST_PASTE]), Keys("q")]


@pytest.mark.parametrize("size", [BURST + 1, 4100, 1_000_000])
@pytest.mark.parametrize("piece", [4095, 65_536])
def test_a_paste_that_does_not_say_so(size: int, piece: int) -> None:
    """Nothing of it is keys, not even its last few characters; and not all of it is kept."""
    text = ("q" * 1_000_000)[:size]
    reader, found = TypedReader(), []
    for each in cut(text.encode(), [piece] * 300):
        found += reader.feed(each)
    pasted = "".join(each.text for each in found if isinstance(each, Pasted))
    assert (pasted, [each for each in found if isinstance(each, Keys)]) == (text[:LONGEST_PASTE], [])


def test_keys_after_a_paste_that_did_not_say_so() -> None:
    """Soon after it they are keys again."""
    reader = TypedReader()
    found = [*reader.feed(b"q" * 100)]
    patience = reader.patience_s
    found += [*reader.release(), *reader.feed(b"q")]
    assert (patience, found) == (KEY_S, [Pasted("q" * 100), Keys("q")])


def test_as_many_keys_as_somebody_types() -> None:
    """On a link that has stopped for a moment."""
    assert read("j" * BURST) == [Keys("j" * BURST)]


def test_sequences_in_a_paste_are_text() -> None:
    """Escape sequences and answers that somebody has copied."""
    assert read(PASTE.format("a\x1b[Ab\x1b[0n\x1b")) == [Pasted("a\x1b[Ab\x1b[0n\x1b")]


@pytest.mark.parametrize("end", [b"", b"\x1b[20"])
def test_a_paste_without_end(end: bytes) -> None:
    """It is taken for one when nothing more comes, and keys are keys again."""
    reader = TypedReader()
    found = [*reader.feed(b"\x1b[200~text" + end)]
    patience = reader.patience_s
    found += [*reader.release(), *reader.feed(b"q")]
    assert (patience, found) == (BROKEN_OFF_S, [Pasted("text"), Keys("q")])


def test_the_end_of_no_paste() -> None:
    """It is nothing, such as after a paste that was given up."""
    assert read("\x1b[201~q") == [Keys("q")]
