"""What a terminal is asked, because it answers in order: so one knows how far it has come with the output."""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import Enum


class Question(Enum):
    """In the order in which they are preferred; the value is what is written.

    Whether it is well (DSR 5 of ECMA-48), short, and answered by nearly all; what it makes of synchronized
    output (DECRQM of a mode that is not ECMA's), which has to be known besides; where the cursor is (DSR 6),
    whose answer some keys look like.
    """

    STATUS = b"\x1b[5n"
    SYNCHRONIZED = b"\x1b[?2026$p"
    CURSOR = b"\x1b[6n"


ANSWERS = {
    Question.STATUS: re.compile(r"\x1b\[[03]n"),
    Question.SYNCHRONIZED: re.compile(r"\x1b\[\?2026;(\d)\$y"),
    Question.CURSOR: re.compile(r"\x1b\[\d+;\d+R"),
}

GROUND = b"\x1b]11;?\x1b\\"
"""Which colour the background has (xterm's OSC 11)."""

GROUND_ANSWER = re.compile(r"\x1b\]11;rgba?:([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})/([0-9a-fA-F]{1,4})")


def questions_for(environment: Mapping[str, str]) -> tuple[Question, ...]:
    """What this terminal can be asked without showing a part of the question."""
    if environment.get("TERM_PROGRAM") == "Apple_Terminal":
        return (Question.STATUS, Question.CURSOR)
    return tuple(Question)


def ground_question(environment: Mapping[str, str]) -> bytes:
    """What asks for its background, where it can be asked."""
    return b"" if environment.get("TERM", "").startswith("linux") else GROUND


def question_of(answer: str) -> Question | None:
    """Which question this is the answer to."""
    return next((asked for asked, pattern in ANSWERS.items() if pattern.fullmatch(answer)), None)


def supports_synchronized(answer: str) -> bool:
    """Whether an answer says that a frame can be shown all at once."""
    found = ANSWERS[Question.SYNCHRONIZED].fullmatch(answer)
    return found is not None and found[1] in "12"


def ground_of(answer: str) -> tuple[int, int, int] | None:
    """The background's colour that an answer names, each part from 0 to 255."""
    found = GROUND_ANSWER.match(answer)
    if found is None:
        return None
    red, green, blue = (round(255 * int(part, 16) / (16 ** len(part) - 1)) for part in found.groups())
    return red, green, blue
