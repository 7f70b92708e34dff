"""What a person is told where ssh could not connect."""

from __future__ import annotations

import pytest

from nntui.session.ssh_reasons import (
    LONGEST,
    cleaned,
    last_line,
    missing,
    other_version,
    over_before_connected,
)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", ""),
        ("one\ntwo\n", "two"),
        ("one\r\ntwo\r\n\r\n  \n", "two"),
        ("it failed.\n", "it failed"),
        ("\x1b[2J\x07red\n", "␛[2J␇red"),
    ],
)
def test_the_last_line(words: str, expected: str) -> None:
    """The last line that says anything is the reason, and steers no terminal."""
    assert last_line(words) == expected


def test_a_long_sentence_is_cut() -> None:
    """What a machine says fills no screen."""
    assert (len(cleaned("x" * 5000)), cleaned("x" * 5000)[-2:]) == (LONGEST, "x…")


@pytest.mark.parametrize(
    ("words", "needs_person"),
    [
        ("ada@far: Permission denied (publickey,password).\r\n", True),
        ("No ED25519 host key is known for far.\r\nHost key verification failed.\r\n", True),
        ("ssh: Could not resolve hostname far: Name or service not known\r\n", False),
        ("ssh: connect to host far port 22: Connection refused\r\n", False),
        ("sh: 1: nntui: Permission denied\n", False),
        ("", False),
    ],
)
def test_whether_ssh_has_a_question(words: str, needs_person: bool) -> None:
    """A refusal that a password or a yes would mend is told from a network that is away."""
    error = over_before_connected("far", 255, words)
    assert (error.needs_person, error.final) == (needs_person, False)


@pytest.mark.parametrize(
    ("code", "words", "expected"),
    [
        (
            255,
            "ssh: connect to host far port 22: Connection refused\r\n",
            "far: ssh: connect to host far port 22: Connection refused",
        ),
        (255, "", "far: ssh could not connect"),
        (126, "sh: 1: exec: nntui: Permission denied\n", "far: sh: 1: exec: nntui: Permission denied"),
        (1, "ImportError: No module named msgspec\n", "far: ImportError: No module named msgspec"),
        (2, "sh: 1: Syntax error\n", "far: sh: 1: Syntax error"),
        (None, "", "far: the connection was closed before nntui answered"),
        (-9, "", "far: ssh ended with exit code -9 before nntui answered"),
    ],
)
def test_the_reason(code: int | None, words: str, expected: str) -> None:
    """A sentence with the machine in it and the cause."""
    assert over_before_connected("far", code, words).reason == expected


def test_an_nntui_that_knows_no_relay() -> None:
    """One from before there were relays refuses the word, and is told to be upgraded."""
    words = "nntui: there is no dataset called relay; there are digits, iris\n"
    error = over_before_connected("far", 2, words)
    expected = (
        "nntui on far is older than this one: "
        "upgrade it with ssh far python3 -m pip install --user --upgrade nntui"
    )
    assert (error.reason, error.final) == (expected, True)


def test_no_nntui() -> None:
    """The cause, and the command that mends it, in one line."""
    expected = "there is no nntui on far: install it with ssh far python3 -m pip install --user nntui"
    assert (missing("far").reason, missing("far").final) == (expected, True)


@pytest.mark.parametrize(
    ("theirs", "mended"),
    [
        ("2", "upgrade it with ssh far python3 -m pip install --user --upgrade nntui"),
        ("4", "upgrade the one here with python3 -m pip install --upgrade nntui"),
        ("\x1b]0;", "upgrade it with ssh far python3 -m pip install --user --upgrade nntui"),
        ("9" * 50, "upgrade the one here with python3 -m pip install --upgrade nntui"),
    ],
)
def test_another_version(theirs: str, mended: str) -> None:
    """The older one of the two is the one to be upgraded."""
    error = other_version("far", theirs, "3")
    shown = theirs.replace("\x1b", "␛")
    expected = f"nntui on far is of another version (its relay is {shown}, ours is 3): {mended}"
    assert (error.reason, error.final) == (expected, True)
