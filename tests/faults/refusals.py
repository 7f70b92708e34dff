"""What nntui says about data that it does not take."""

from __future__ import annotations

from pathlib import Path

import pytest

from nntui.cli.main import main

MISTAKE = 2
"""The exit code of what a user can mend."""


class Refusals:
    """Calls `nntui train FILE --dry-run`, which reads data as a run does, on files in a folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self._folder = folder
        self._capsys = capsys

    def write(self, content: str | bytes, name: str = "data.csv") -> Path:
        """A file with this in it."""
        path = self._folder / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode("utf-8"))
        return path

    def told(self, content: str | bytes, *flags: str, name: str = "data.csv") -> str:
        """The one sentence with which a file is refused."""
        code = main(["train", str(self.write(content, name)), "--dry-run", *flags])
        out, err = self._capsys.readouterr()
        assert (code, out) == (MISTAKE, "")
        (line,) = err.splitlines()
        return line.removeprefix("nntui: ")

    def accepted(self, content: str | bytes, *flags: str, name: str = "data.csv") -> str:
        """The run.toml of a run on a file that is taken."""
        code = main(["train", str(self.write(content, name)), "--dry-run", *flags])
        out, err = self._capsys.readouterr()
        assert (code, err) == (0, "")
        return out
