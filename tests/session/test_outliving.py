"""Outliving a logout, asked of programs that stand in for systemd's."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from benchmarks.harness.programs import shell_program
from nntui.config import RunConfig
from nntui.locations import runs_folder
from nntui.session import outliving
from nntui.session.ending import end_host
from nntui.session.launch import launch_host
from nntui.session.outliving import ADVICE, SCOPE, advice, ends_at_logout, scope_for_host
from nntui.store.runs import create_run, write_config

SESSION = {"XDG_SESSION_ID": "3"}

MANAGER = "org.freedesktop.login1 /org/freedesktop/login1 org.freedesktop.login1.Manager"


@dataclass(frozen=True)
class System:
    """A folder of programs, and nothing else to be found."""

    programs: Path
    asked: Path

    def has(self, name: str, script: str) -> None:
        """There is a program of this name, and it is noted what it was asked."""
        shell_program(self.programs / name, f'echo "{name} $*" >> {self.asked}\n{script}')

    def kills(self, *, scopes: bool = True, lingers: bool = True) -> None:
        """The login manager ends a session's processes; whether the user has a manager, and it stays."""
        self.has("busctl", "echo b true")
        self.has(
            "systemd-run", 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"' if scopes else "exit 1"
        )
        self.has("loginctl", f"echo {'yes' if lingers else 'no'}")

    @property
    def questions(self) -> list[str]:
        """What was asked so far."""
        return self.asked.read_text().splitlines() if self.asked.exists() else []


@pytest.fixture
def system(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> System:
    """One that systemd manages, without any of its programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    for tool in ("sh", "echo", "sleep"):
        (programs / tool).symlink_to(str(shutil.which(tool)))
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(outliving, "SYSTEMD", tmp_path)
    return System(programs, tmp_path / "asked")


@pytest.mark.parametrize(("said", "expected"), [("b true", True), ("b false", False), ("", False)])
def test_what_the_login_manager_says(system: System, said: str, expected: bool) -> None:
    """It is asked for its KillUserProcesses, as it is set now."""
    system.has("busctl", f"echo {said}")
    assert ends_at_logout(SESSION) is expected
    assert system.questions == [f"busctl get-property {MANAGER} KillUserProcesses"]


def test_what_was_not_started_by_a_login(system: System) -> None:
    """A service or a job of cron has no session to end with: nobody is asked."""
    system.kills()
    assert (ends_at_logout({}), scope_for_host({}), advice({}), system.questions) == (False, (), "", [])


def test_another_system(system: System, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Where systemd does not manage it nobody is asked either."""
    system.kills()
    monkeypatch.setattr(outliving, "SYSTEMD", tmp_path / "nothing")
    assert (ends_at_logout(SESSION), system.questions) == (False, [])


@pytest.mark.usefixtures("system")
def test_nobody_to_ask() -> None:
    """Without systemd's programs, in a container say, a host is simply started."""
    assert (ends_at_logout(SESSION), scope_for_host(SESSION), advice(SESSION)) == (False, (), "")


@pytest.mark.parametrize("script", ["exit 1", "echo b true; exit 1", "exec sleep 60"])
def test_an_answer_that_is_none(system: System, script: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bus that refuses, or that does not answer in time, keeps nobody from training."""
    monkeypatch.setattr(outliving, "ANSWER_S", 0.2)
    system.has("busctl", script)
    assert ends_at_logout(SESSION) is False


def test_a_scope_for_the_host(system: System) -> None:
    """Where the login manager would end it, it is started in a scope of the user's own manager."""
    system.kills()
    assert scope_for_host(SESSION) == SCOPE
    assert " ".join(SCOPE) == "systemd-run --user --scope --quiet --collect --"


def test_no_scope_where_there_is_none_to_be_had(system: System) -> None:
    """A session that su made has no manager: a host without a scope is better than none."""
    system.kills(scopes=False)
    assert scope_for_host(SESSION) == ()


def test_no_scope_where_none_is_needed(system: System) -> None:
    """And then it is not even tried."""
    system.kills()
    system.has("busctl", "echo b false")
    assert scope_for_host(SESSION) == ()
    assert [question.split()[0] for question in system.questions] == ["busctl"]


@pytest.mark.parametrize(
    ("scopes", "lingers", "expected"),
    [(True, True, ""), (True, False, ADVICE), (False, True, ADVICE), (False, False, ADVICE)],
)
def test_what_a_person_has_to_do(system: System, scopes: bool, lingers: bool, expected: str) -> None:
    """Nothing where a scope outlives the logout; that takes a manager that stays."""
    system.kills(scopes=scopes, lingers=lingers)
    assert advice(SESSION) == expected


def test_whether_this_user_s_manager_stays(system: System) -> None:
    """It is asked of this user and of no other."""
    system.kills()
    advice(SESSION)
    assert f"loginctl show-user {os.getuid()} --property=Linger --value" in system.questions


def test_a_user_whom_the_login_manager_does_not_know(system: System) -> None:
    """Then nothing stays."""
    system.kills()
    system.has("loginctl", "echo Failed to look up user >&2; exit 1")
    assert advice(SESSION) == ADVICE


@pytest.mark.usefixtures("home")
def test_a_host_in_its_scope(system: System, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is the same process, and reports to whoever started it as without."""
    system.kills()
    for name, value in SESSION.items():
        monkeypatch.setenv(name, value)
    folder = create_run(runs_folder(), None, "line")
    write_config(folder, RunConfig(dataset="line", threads=1, paused=True))
    launch = launch_host(folder)
    notes = launch.started().notes
    end_host(folder)
    launch.process.wait()
    assert notes == ("1 input, 1 output, 200 rows, 160 train, 40 validation",)
    assert "nntui.session.host" in system.questions[-1]
