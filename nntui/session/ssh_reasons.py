"""Why there is no link over ssh: a sentence made of what ssh said and how it ended."""

from __future__ import annotations

import re

from nntui.session.links import LinkError
from nntui_datasets.safe_text import visible

LONGEST = 400
"""Characters of a foreign sentence that are shown."""

SSH_FAILED = 255
"""The exit code of an ssh that failed itself; any other is that of the command over there."""

USAGE = 2
"""The exit code of an nntui that does not know the command it was given."""

_NEEDS_PERSON = re.compile(r"Permission denied \(|Host key verification failed")


def cleaned(text: str) -> str:
    """Foreign text for a sentence: visible, and not too long."""
    shown = visible(text[: LONGEST + 1])
    return shown if len(shown) <= LONGEST else f"{shown[: LONGEST - 1]}…"


def last_line(words: str) -> str:
    """The last line that says anything, fit for a sentence."""
    lines = (line.strip() for line in reversed(re.split(r"[\r\n]+", words)))
    return cleaned(next((line for line in lines if line), "")).rstrip(".")


def over_before_connected(place: str, code: int | None, words: str) -> LinkError:
    """What is told of an ssh that ended before there was a relay."""
    said = last_line(words)
    if code == SSH_FAILED:
        asks = bool(_NEEDS_PERSON.search(words))
        return LinkError(f"{place}: {said or 'ssh could not connect'}", needs_person=asks)
    if code == USAGE and "nntui" in words:
        return LinkError(f"nntui on {place} is older than this one: {_upgrade(place)}", final=True)
    how = "the connection was closed" if code is None else f"ssh ended with exit code {code}"
    return LinkError(f"{place}: {said or f'{how} before nntui answered'}")


def missing(place: str) -> LinkError:
    """What is told where the shell over there found no nntui."""
    command = f"ssh {place} python3 -m pip install --user nntui"
    return LinkError(f"there is no nntui on {place}: install it with {command}", final=True)


def other_version(place: str, theirs: str, ours: str) -> LinkError:
    """What is told of a relay that speaks otherwise than this program does."""
    newer = theirs.isdecimal() and int(theirs[:9]) > int(ours)
    mended = "upgrade the one here with python3 -m pip install --upgrade nntui" if newer else _upgrade(place)
    which = f"nntui on {place} is of another version (its relay is {cleaned(theirs)}, ours is {ours})"
    return LinkError(f"{which}: {mended}", final=True)


def _upgrade(place: str) -> str:
    return f"upgrade it with ssh {place} python3 -m pip install --user --upgrade nntui"
