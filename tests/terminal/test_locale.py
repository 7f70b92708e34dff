"""Whether a terminal shows all of Unicode."""

from __future__ import annotations

import pytest

from nntui.terminal.locale import has_unicode


@pytest.mark.parametrize(
    ("environment", "encoding", "expected"),
    [
        ({}, "utf-8", True),
        ({}, "UTF8", True),
        ({}, "iso-8859-1", False),
        ({}, "ascii", False),
        ({"LANG": "C.UTF-8"}, "utf-8", True),
        ({"LANG": "de_DE.UTF-8"}, "utf-8", True),
        ({"LANG": "de_DE.utf8@euro"}, "utf-8", True),
        ({"LANG": "de_DE"}, "utf-8", True),
        ({"LANG": "C"}, "utf-8", False),
        ({"LANG": "POSIX"}, "utf-8", False),
        ({"LC_ALL": "C"}, "utf-8", False),
        ({"LC_ALL": "C", "LANG": "en_US.UTF-8"}, "utf-8", False),
        ({"LC_CTYPE": "C", "LANG": "en_US.UTF-8"}, "utf-8", False),
        ({"LC_CTYPE": "C.UTF-8", "LANG": "C"}, "utf-8", False),
        ({"LC_CTYPE": "en_US.UTF-8", "LANG": "C"}, "utf-8", True),
        ({"LC_ALL": "", "LANG": "en_US.UTF-8"}, "utf-8", True),
        ({"LANG": "en_US.ISO-8859-1"}, "utf-8", False),
        ({"LANG": "C", "PYTHONIOENCODING": "utf-8"}, "utf-8", True),
        ({"LANG": "en_US.UTF-8", "PYTHONIOENCODING": "latin-1"}, "latin-1", False),
    ],
    ids=str,
)
def test_what_the_environment_says(environment: dict[str, str], encoding: str, expected: bool) -> None:
    """A locale's name goes before what Python makes of it; the stream's encoding is needed in any case."""
    assert has_unicode(environment, encoding) == expected
