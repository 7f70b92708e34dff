"""What tests of the command line share: calling it in this process, and small files to train on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
import pytest

from benchmarks.harness import stored_run
from nntui.cli.main import main
from nntui.session.protocol import Result


@dataclass(frozen=True)
class Called:
    """What a call of the command line gave."""

    code: int
    out: str
    err: str

    @property
    def result(self) -> Result:
        """The result on the last line of standard output."""
        return msgspec.json.decode(self.out.splitlines()[-1], type=Result)


Call = Callable[..., Called]


@pytest.fixture
def call(capsys: pytest.CaptureFixture[str]) -> Call:
    """Calls nntui in this process: `call("train", "iris")`."""

    def call(*arguments: object) -> Called:
        code = main([str(argument) for argument in arguments])
        said = capsys.readouterr()
        return Called(code, said.out, said.err)

    return call


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a file, `write("run.toml", text)`, and says where it is."""

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return write


@pytest.fixture
def store_run(home: Path) -> Callable[..., Path]:
    """Makes a run without a host: `store_run("iris-1", state="finished")`."""
    return partial(stored_run.store_run, home)
