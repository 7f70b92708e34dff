"""Starting a host, and hearing what became of it."""

from __future__ import annotations

import io
import subprocess
from pathlib import Path

import msgspec
import pytest

from nntui.config import RunConfig
from nntui.errors import HostFailedError, UserError
from nntui.locations import runs_folder, socket_path
from nntui.session.launch import Launch, Reading, Started, launch_host
from nntui.store.runs import create_run, write_config


def launch(**changes: object) -> Launch:
    usual = {"dataset": "line", "epochs": 1, "pace": "max", "threads": 1}
    folder = create_run(runs_folder(), None, "line")
    write_config(folder, RunConfig(**(usual | changes)))
    return launch_host(folder)


def end(launch: Launch) -> int:
    launch.process.terminate()
    return launch.process.wait(10.0)


def test_it_says_where_it_listens(home: Path) -> None:
    """Whoever started a host learns its socket, and what the data holds."""
    begun = launch()
    started = begun.started()
    assert started.socket == str(socket_path(home / "runs" / "line-1"))
    assert started.notes == ("1 input, 1 output, 200 rows, 160 train, 40 validation",)
    end(begun)


@pytest.mark.usefixtures("home")
def test_a_mistake_is_told() -> None:
    """A setting that does not fit the data comes back as the sentence it is."""
    with pytest.raises(UserError, match=r"^there is no loss called quadratic; there are mean_squared_error"):
        launch(loss="quadratic").started()


def test_a_host_that_dies_is_told(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A host that ends without a word is no mistake of the user's, and its log is named."""
    monkeypatch.setenv("PYTHONPATH", str(home))
    (home / "numpy.py").write_text("raise SystemExit(3)\n")
    with pytest.raises(HostFailedError) as caught:
        launch().started()
    log = home / "runs" / "line-1" / "host.log"
    assert str(caught.value) == f"the host ended before it began; its last words are in {log}"


def test_files_of_the_user_s_are_not_imported(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file called numpy.py in the folder one happens to be in is not taken for NumPy."""
    monkeypatch.chdir(home)
    (home / "numpy.py").write_text("raise SystemExit(3)\n")
    begun = launch()
    assert begun.started().notes[0].startswith("1 input")
    end(begun)


def test_how_far_the_data_are_read() -> None:
    """What a host says while it reads is handed on; the last word is what began."""
    lines = [msgspec.json.encode(each) for each in (Reading(1, 9), Reading(5, 9), Started(socket="s"))]
    process = subprocess.Popen(["true"])
    heard: list[Reading] = []
    launch = Launch(Path("/none"), process, io.BytesIO(b"\n".join(lines)))
    assert launch.started(heard.append) == Started(socket="s")
    assert heard == [Reading(1, 9), Reading(5, 9)]
    process.wait()
