"""C5: a destination or a name that means something to ssh or to a shell is refused before anything runs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.errors import UserError
from nntui.session.places import check_destination, parse_place
from nntui.session.ssh import SshLink
from nntui.session.ssh_listing import list_remote

DESTINATIONS = [
    "-oProxyCommand=touch x",
    "-F/dev/null",
    "--",
    "far\n",
    "far\nProxyCommand x",
    "far;touch x",
    "far&",
    "far|x",
    "$(touch x)",
    "`touch x`",
    "far'",
    'far"',
    "far x",
    "far\\x",
    "far\0",
    "far\x1b[2J",
    "f\u00e4r",
    "~far",
    "far/x",
    "%h",
    "a=b",
    "@far",
    "ada@",
    "ada@@far",
    "ada@-oProxyCommand=x",
    "-l@far",
    "a;b@far",
    "[far]",
    "[::1",
    "::1]",
    "[::1%]",
    "[::1%;x]",
    "[-1::]x",
    "[]",
    "",
    ".",
    "far" * 100,
]
NAMES = ["$(touch x)", "../x", "..", ".x", "-x", "a/b", "a b", "a\n", "a;b", "a'b", "a\0", "\u00e4", "x" * 65]


@pytest.fixture
def far() -> Iterator[FarMachine]:
    """Another machine, whose ssh leaves a file behind when it is run."""
    with far_machine() as far:
        far.ssh_that(f"open({str(far.folder / 'ran')!r}, 'w')")
        yield far


@pytest.mark.parametrize("destination", DESTINATIONS)
def test_a_destination_that_ssh_is_not_given(far: FarMachine, destination: str) -> None:
    """It is refused wherever it comes in, and ssh is never run."""
    program = str(far.folder / "strange-ssh")
    for act in (
        lambda: check_destination(destination),
        lambda: parse_place(f"{destination}:a"),
        lambda: SshLink(destination, "a", program).connect(may_ask=True),
        lambda: list_remote(destination, program),
    ):
        with pytest.raises(UserError):
            act()
    assert not (far.folder / "ran").exists()


@pytest.mark.parametrize("name", NAMES)
def test_a_name_that_is_none(far: FarMachine, name: str) -> None:
    """It is refused wherever it comes in, and ssh is never run."""
    program = str(far.folder / "strange-ssh")
    for act in (
        lambda: parse_place(name),
        lambda: parse_place(f"far:{name}"),
        lambda: SshLink("far", name, program).connect(may_ask=True),
    ):
        with pytest.raises(UserError):
            act()
    assert not (far.folder / "ran").exists()


def test_what_is_said_of_it() -> None:
    """The sentence quotes what was written, and steers no terminal with it."""
    with pytest.raises(UserError) as caught:
        parse_place("far\x1b[2J:a")
    expected = (
        '"far␛[2J" is no machine to connect to: use HOST, USER@HOST or [IPv6], and ~/.ssh/config for all else'
    )
    assert str(caught.value) == expected


def test_a_run_s_name_is_no_part_of_the_command(far: FarMachine) -> None:
    """What ssh is started with is the same for every run: a name travels inside the link."""
    words = far.folder / "words"
    program = str(far.ssh_that(f"import sys\nopen({str(words)!r}, 'a').write(repr(sys.argv[1:]) + '\\n')"))
    for name in ("digits-1", "iris-2"):
        with pytest.raises(Exception, match="before nntui answered"):
            SshLink("far", name, program).connect(may_ask=False)
    first, second = words.read_text().splitlines()
    assert (first == second, "digits-1" in first) == (True, False)
