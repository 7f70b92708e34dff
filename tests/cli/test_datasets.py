"""`nntui datasets`."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks.harness.terminal import Terminal
from nntui_datasets import DATASETS
from nntui_datasets.published import PUBLISHED
from nntui_datasets.stories import STORIES
from tests.datasets.mirror import files, serving


def test_every_dataset_has_its_line(call: Callable[..., Any]) -> None:
    """The list has all datasets in their order, each with its size and its story."""
    head, *lines = call("datasets").out.splitlines()
    assert head.split() == ["dataset", "rows", "inputs", "classes", "story"]
    assert [line.split()[0] for line in lines] == [*DATASETS, *PUBLISHED]
    for line, name in zip(lines, STORIES, strict=True):
        assert STORIES[name] in line


def test_figures(call: Callable[..., Any]) -> None:
    """Rows, inputs and classes are the data's; where there are numbers to predict there are no classes."""
    lines = {line.split()[0]: line.split()[1:4] for line in call("datasets").out.splitlines()}
    assert (lines["digits"], lines["line"]) == (["1,797", "64", "10"], ["200", "1", "–"])
    assert lines["mnist"] == ["70,000", "784", "10"]


def test_columns_stand_below_each_other(call: Callable[..., Any]) -> None:
    """A list is read down its columns: the stories all begin at the same place."""
    head, *lines = call("datasets").out.splitlines()
    starts = {line.index(story) for line, story in zip(lines, STORIES.values(), strict=True)}
    assert starts == {head.index("story")}


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("iris", "nntui: iris comes with nntui: nntui iris trains on it\n"),
        ("mnst", "nntui: there is no dataset called mnst to be fetched: did you mean mnist?\n"),
        ("x", "nntui: there is no dataset called x to be fetched: there are mnist, fashion-mnist\n"),
    ],
)
def test_what_cannot_be_fetched(call: Callable[..., Any], name: str, expected: str) -> None:
    """What is here already, and what nobody publishes."""
    called = call("datasets", "get", name)
    assert (called.code, called.out, called.err) == (2, "", expected)


@pytest.mark.parametrize(
    ("variable", "arguments", "expected"),
    [
        ("NNTUI_DATA", (), "cannot be read: File name too long (check the path)"),
        ("NNTUI_HOME", ("get", "mnist"), "cannot be used: File name too long (a copy of your own can be "),
    ],
)
def test_folders_that_nobody_can_look_into(
    call: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, variable: str, arguments: Any, expected: str
) -> None:
    """They are told in a sentence."""
    monkeypatch.setenv(variable, "x" * 300)
    called = call("datasets", *arguments)
    assert (called.code, called.out, expected in called.err) == (2, "", True)


FETCHING = """
import sys
from dataclasses import replace
from nntui.cli import fetching
from nntui.cli.main import main
from nntui_datasets.published import MNIST, PublishedFile

file = PublishedFile("a.gz", int(sys.argv[2]), sys.argv[3])
fetching.PUBLISHED["mnist"] = replace(MNIST, files=(file,), mirrors=(sys.argv[1],))
sys.exit(main(["datasets", "get", "mnist"]))
"""


def test_a_bar_on_a_terminal(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever waits sees how much is there, and where it is in the end."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    content = bytes(3_000_000)
    with serving(files({"a.gz": content})) as server:
        digest = hashlib.sha256(content).hexdigest()
        command = [sys.executable, "-c", FETCHING, server.url, str(len(content)), digest]
        with Terminal(command, cols=120, rows=10) as terminal:
            terminal.wait_for(r"━+ +3.0/3.0 MB", 10.0)
            assert terminal.wait_exit(10.0) == 0
    assert (home / "cache" / "datasets" / "mnist" / "a.gz").read_bytes() == content
