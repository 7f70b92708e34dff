"""docs/run-folder.md: its examples work as they are printed, and it names every table and every column."""

from __future__ import annotations

import re
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest

from benchmarks.harness.branched_run import line_losses, losses, stood
from nntui.store.database import Busy, RunDatabase
from nntui.store.records import LossesTaken

DOC = (Path(__file__).parents[2] / "docs" / "run-folder.md").read_text(encoding="utf-8")

PRINT_LOSSES = "\nprint(len(losses), losses[0], losses[5000])"
FIRST_LOSSES = " ".join(map(str, line_losses()[[0, 5000]]))

HANG = """
import sys, time
from benchmarks.harness.branched_run import losses
from nntui.store.database import RunDatabase
from nntui.store.records import LossesTaken
database = RunDatabase.open(sys.argv[1])
database.connection.execute("PRAGMA cache_size = 1")
database.connection.execute("BEGIN IMMEDIATE")
database.connection.execute("UPDATE layers SET checksum = 0")
print("written", flush=True)
time.sleep(60)
"""


def examples(language: str) -> list[str]:
    """The blocks of the document in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", DOC, re.DOTALL | re.MULTILINE)


PANDAS, TORCH = examples("python")
COMMANDS = [line for block in examples("sh") for line in block.splitlines()]
QUERIES = [line for line in COMMANDS if line.startswith("sqlite3 ")]
[HASHES] = [line for line in COMMANDS if "sha256sum" in line]


@contextmanager
def live(folder: Path) -> Iterator[None]:
    """A host that takes ten steps, fifty times a second, each time a commit."""
    over = threading.Event()

    def train() -> None:
        last = 10_000
        with closing(RunDatabase.open(folder / "run.db")) as database:
            while not over.wait(0.02):
                with suppress(Busy):
                    database.write(
                        [LossesTaken(3, last + 1, losses(3, last + 1, last + 10)), stood(last + 10, 3)]
                    )
                    last += 10

    training = threading.Thread(target=train)
    training.start()
    try:
        yield
    finally:
        over.set()
        training.join()


@contextmanager
def finished(folder: Path) -> Iterator[None]:
    """A host that ended in order."""
    with closing(RunDatabase.open(folder / "run.db")) as database:
        database.write([stood(10_000, 3, "finished")])
    yield


@contextmanager
def killed(folder: Path) -> Iterator[None]:
    """A host that was killed while it wrote, and a file that holds half of what it wrote."""
    command = [sys.executable, "-c", HANG, str(folder / "run.db")]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.kill()
    assert (folder / "run.db-journal").stat().st_size > 0
    yield


@pytest.fixture(params=[live, finished, killed], ids=lambda state: state.__name__)
def folder(request: pytest.FixtureRequest, branched: Path) -> Iterator[Path]:
    """The folder of a run that goes on, that is over, and whose host was killed."""
    state: Callable[[Path], contextmanager[None]] = request.param
    with state(branched):
        yield branched


def printed(folder: Path, *command: str) -> str:
    """What a program prints in the folder; it must not fail, nor complain."""
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout


def test_pandas_reads_the_losses(folder: Path) -> None:
    """All of them, in three lines."""
    pytest.importorskip("pandas")
    count, first = printed(folder, sys.executable, "-c", PANDAS + PRINT_LOSSES).split(" ", 1)
    assert first.strip() == FIRST_LOSSES
    assert int(count) >= 10_000


def test_three_lines_are_enough() -> None:
    """As the document promises."""
    assert len([line for line in PANDAS.splitlines() if line]) == 3


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 command here")
@pytest.mark.parametrize("command", QUERIES)
def test_the_sqlite3_command_reads_all_the_rest(folder: Path, command: str) -> None:
    """Each prints something."""
    assert printed(folder, "sh", "-c", command) != ""


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="there is no sqlite3 command here")
def test_how_the_run_stands(branched: Path) -> None:
    """The first of these commands says what the run has come to."""
    assert printed(branched, "sh", "-c", QUERIES[0]) == "running|10000|10|0.25|\n"


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="there is no sha256sum command here")
def test_the_hashes_are_those_of_the_checkpoints(folder: Path) -> None:
    """sha256sum finds every one as it was written."""
    lines = printed(folder, "sh", "-c", HASHES).splitlines()
    assert len(lines) == 7
    assert [line for line in lines if not line.endswith(".safetensors: OK")] == []


def test_pytorch_loads_a_checkpoint(branched: Path) -> None:
    """In one line."""
    pytest.importorskip("torch")
    shape = printed(branched, sys.executable, "-c", TORCH + "\nprint(*arrays['dense_1.weight'].T.shape)")
    assert shape == "32 64\n"


def documented() -> dict[str, set[str]]:
    """The columns of each table and view, as they are named under the heading Tables."""
    found: dict[str, set[str]] = {}
    section = DOC.partition("## Tables")[2].partition("\n## ")[0]
    for paragraph in re.split(r"\n(?=`\w+`[,:])", section)[1:]:
        head, *rows = paragraph.splitlines()
        columns = {
            name for row in rows if row.startswith("|") for name in re.findall(r"`(\w+)`", row.split("|")[1])
        }
        for name in re.findall(r"`(\w+)`", head.partition(":")[0]):
            found[name] = columns
    return found


def test_every_table_is_documented(branched: Path) -> None:
    """And nothing that is not there."""
    with closing(sqlite3.connect(branched / "run.db")) as connection:
        names = [
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type != 'index'")
        ]
    assert set(documented()) == set(names)


def test_every_column_is_documented(branched: Path) -> None:
    """Of every table; a view has them all but those that mean nothing there."""
    inner = {"id", "checksum"}
    wrong = {}
    with closing(sqlite3.connect(branched / "run.db")) as connection:
        for name, told in documented().items():
            there = {row[1] for row in connection.execute(f"PRAGMA table_info({name})")}
            is_table = "checksum" in there
            missing = there - inner - told
            extra = (told - there) if is_table and name != "branches" else set()
            if missing or extra:
                wrong[name] = (missing, extra)
    assert wrong == {}


def test_the_numbers_of_the_file_are_documented(branched: Path) -> None:
    """The application id and the version of the tables."""
    with closing(sqlite3.connect(branched / "run.db")) as connection:
        names = ("application_id", "user_version")
        application, version = (connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names)
    assert f"SQLite's application id is {application}, and the version of these tables is" in DOC
    assert f"its user version, {version}." in DOC
