"""The list of runs on another machine."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from benchmarks.harness.far_machine import FarMachine, far_machine
from nntui.errors import UserError
from nntui.session.links import LinkError
from nntui.session.ssh_listing import MOST_RUNS, list_remote

GREETING = 'import sys\nprint("nntui-relay 1", flush=True)\nasked = sys.stdin.readline()\n'


@pytest.fixture
def far() -> Iterator[FarMachine]:
    """Another machine."""
    with far_machine() as far:
        yield far


def listed(far: FarMachine, runs: object) -> list[dict[str, object]]:
    """What is made of a list that comes from over there."""
    source = f"{GREETING}print({json.dumps({'ok': True, 'runs': runs})!r}, flush=True)"
    return list_remote("far", str(far.ssh_that(source)), may_ask=False)


def test_a_list(far: FarMachine) -> None:
    """Numbers stay numbers, and what is not known stays so."""
    runs: list[dict[str, object]] = [{"name": "a", "step": 7, "loss": 0.25, "accuracy": None, "host_pid": 1}]
    assert listed(far, runs) == runs


def test_no_runs(far: FarMachine) -> None:
    """A machine without runs has a list without any."""
    assert listed(far, []) == []


def test_text_is_made_visible(far: FarMachine) -> None:
    """Nothing in a list steers a terminal, wherever in it it stands."""
    runs = [{"na\x1bme": "\x1b]0;x\x07", "notes": ["\x9b2J", {"\x00": "\u202e"}]}]
    assert listed(far, runs) == [{"na␛me": "␛]0;x␇", "notes": ["�2J", {"␀": "�"}]}]


@pytest.mark.parametrize("runs", [None, "a", {"name": "a"}, ["a"], [["a"]], [None]])
def test_what_is_no_list(far: FarMachine, runs: object) -> None:
    """Anything else is told with a sentence."""
    with pytest.raises(LinkError, match=r"^far: what came is no list of runs$"):
        listed(far, runs)


def test_too_many(far: FarMachine) -> None:
    """More runs than anybody reads are refused."""
    with pytest.raises(LinkError, match=r"^far: 10,001 runs are more than can be listed$"):
        listed(far, [{}] * (MOST_RUNS + 1))


def test_the_relay_is_asked_for_a_list(far: FarMachine) -> None:
    """It is a wish of its own, and the destination is checked as ever."""
    says_back = "print(json.dumps({'ok': True, 'runs': [json.loads(asked)]}), flush=True)"
    source = f"import json\n{GREETING}{says_back}"
    assert list_remote("far", str(far.ssh_that(source))) == [{"run": "", "wanted": "list"}]


def test_what_is_no_machine() -> None:
    """What ssh is not to be asked for is refused before it is."""
    with pytest.raises(UserError, match="is no machine to connect to"):
        list_remote("-oProxyCommand=x")
