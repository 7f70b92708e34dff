"""What a terminal is asked, and what it answers."""

from __future__ import annotations

import pytest

from benchmarks.harness.emulator import Emulator
from nntui.terminal.questions import (
    GROUND,
    Question,
    ground_of,
    ground_question,
    question_of,
    questions_for,
    supports_synchronized,
)


@pytest.mark.parametrize("question", Question)
def test_an_answer_is_told_by_its_look(question: Question) -> None:
    """As a terminal gives it."""
    assert question_of(Emulator(80, 24).feed(question.value).decode()) == question


@pytest.mark.parametrize(
    "other",
    ["", "\x1b[1n", "\x1b[0nq", "\x1b[?2027;2$y", "\x1b[?6c", "\x1b[A", "\x1b[1;5A", "\x1b[R", "\x1b[?1;5R"],
)
def test_other_sequences_are_no_answers(other: str) -> None:
    """Keys, and answers to what others asked."""
    assert question_of(other) is None


def test_they_differ() -> None:
    """No answer is taken for that to another question."""
    answers = [Emulator(80, 24).feed(question.value).decode() for question in Question]
    assert [question_of(answer) for answer in answers] == list(Question)


def test_a_terminal_is_asked_all() -> None:
    """In the order of preference, the cursor last."""
    expected = (Question.STATUS, Question.SYNCHRONIZED, Question.CURSOR)
    assert questions_for({"TERM": "xterm"}) == expected


def test_one_that_would_show_a_question_is_not_asked_it() -> None:
    """Apple's Terminal shows the end of it."""
    assert questions_for({"TERM_PROGRAM": "Apple_Terminal"}) == (Question.STATUS, Question.CURSOR)


@pytest.mark.parametrize(("term", "expected"), [("xterm", GROUND), ("", GROUND), ("linux", b"")])
def test_the_ground_is_asked_for_where_that_can_be(term: str, expected: bytes) -> None:
    """The Linux console takes it for the beginning of something else."""
    assert ground_question({"TERM": term}) == expected


@pytest.mark.parametrize(("state", "expected"), [(0, False), (1, True), (2, True), (3, False), (4, False)])
def test_frames_shown_at_once(state: int, expected: bool) -> None:
    """Only where it can be switched (DECRPM: 0 unknown, 1 set, 2 reset, 3 and 4 for ever)."""
    assert supports_synchronized(f"\x1b[?2026;{state}$y") == expected


def test_another_answer_says_nothing_of_frames() -> None:
    """Every answer is looked at."""
    assert not supports_synchronized("\x1b[0n")


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        ("\x1b]11;rgb:ffff/8080/0000\x1b\\", (255, 128, 0)),
        ("\x1b]11;rgb:ff/80/00\x07", (255, 128, 0)),
        ("\x1b]11;rgb:f/8/0\x07", (255, 136, 0)),
        ("\x1b]11;rgb:fff/800/000\x07", (255, 128, 0)),
        ("\x1b]11;rgba:1e1e/1e1e/1e1e/ffff\x1b\\", (30, 30, 30)),
        ("\x1b]11;?\x07", None),
        ("\x1b]10;rgb:ffff/8080/0000\x07", None),
        ("\x1b[0n", None),
    ],
)
def test_the_color_of_the_ground(answer: str, expected: tuple[int, int, int] | None) -> None:
    """Each part has one to four hexadecimal digits, whose largest number is full light (XParseColor)."""
    assert ground_of(answer) == expected
