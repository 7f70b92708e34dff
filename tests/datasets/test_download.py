"""Tests of fetching published files from real servers, on this machine's loopback."""

from __future__ import annotations

import fcntl
import hashlib
from dataclasses import replace
from pathlib import Path

import pytest

from nntui_datasets.download import fetch, is_complete
from nntui_datasets.errors import DatasetError
from nntui_datasets.published import MNIST, Published, PublishedFile
from tests.datasets import mirror
from tests.datasets.mirror import serving

CONTENTS = {"a.gz": b"a" * 200_000, "b.gz": b"b"}


def published(*mirrors: str) -> Published:
    files = tuple(
        PublishedFile(name, len(data), hashlib.sha256(data).hexdigest()) for name, data in CONTENTS.items()
    )
    return replace(MNIST, files=files, mirrors=mirrors)


@pytest.fixture(autouse=True)
def directly(monkeypatch: pytest.MonkeyPatch) -> None:
    """No proxy stands between a test and its server."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")


def silent(_file: PublishedFile, _done: int) -> None:
    """Nobody watches."""


def in_(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_all_files_are_there(tmp_path: Path) -> None:
    """Under their names, as they are, and nothing else; the progress ends with their sizes."""
    heard: dict[str, int] = {}

    def hear(file: PublishedFile, done: int) -> None:
        assert done >= heard.get(file.name, 0)
        heard[file.name] = done

    with serving(mirror.files(CONTENTS)) as server:
        fetch(published(server.url), tmp_path / "new", hear)
    assert (in_(tmp_path / "new"), server.asked) == (CONTENTS, ["/a.gz", "/b.gz"])
    assert heard == {name: len(data) for name, data in CONTENTS.items()}


def test_what_is_right_is_not_fetched_again(tmp_path: Path) -> None:
    """Fetching goes on where it was interrupted; what is wrong is fetched anew."""
    (tmp_path / "a.gz").write_bytes(CONTENTS["a.gz"])
    (tmp_path / "b.gz").write_bytes(b"x")
    with serving(mirror.files(CONTENTS)) as server:
        fetch(published(server.url), tmp_path, silent)
    assert (in_(tmp_path), server.asked) == (CONTENTS, ["/b.gz"])


def test_the_next_mirror(tmp_path: Path) -> None:
    """Where one has not the file, or another one, the next is asked."""
    with serving(mirror.files({})) as first, serving(mirror.files(CONTENTS)) as second:
        fetch(published("http://127.0.0.1:1/", first.url, second.url), tmp_path, silent)
    assert in_(tmp_path) == CONTENTS


def test_a_redirection_is_followed(tmp_path: Path) -> None:
    """As long as it leads to the right file."""
    with serving(mirror.files(CONTENTS)) as second, serving(mirror.redirecting(second.url)) as first:
        fetch(published(first.url), tmp_path, silent)
    assert in_(tmp_path) == CONTENTS


def test_an_older_digest(tmp_path: Path) -> None:
    """A file of which only an MD5 sum is published is known by that."""
    file = PublishedFile("b.gz", 1, hashlib.md5(b"b").hexdigest(), "md5")
    with serving(mirror.files(CONTENTS)) as server:
        known = replace(published(server.url), files=(file,))
        fetch(known, tmp_path, silent)
    assert is_complete(known, tmp_path)


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    """The system's reason is told."""
    (tmp_path / "file").touch()
    with pytest.raises(DatasetError, match="cannot be used: Not a directory"):
        fetch(published("http://127.0.0.1:1/"), tmp_path / "file" / "below", silent)


def test_a_folder_that_nobody_can_look_into(tmp_path: Path) -> None:
    """It is told by its name, not in a traceback."""
    with pytest.raises(DatasetError, match="cannot be used: File name too long"):
        is_complete(published("http://127.0.0.1:1/"), tmp_path / ("x" * 300))


def test_interrupted(tmp_path: Path) -> None:
    """Whoever presses ctrl-c leaves nothing behind."""

    def interrupt(_file: PublishedFile, _done: int) -> None:
        raise KeyboardInterrupt

    with serving(mirror.files(CONTENTS)) as server, pytest.raises(KeyboardInterrupt):
        fetch(published(server.url), tmp_path, interrupt)
    assert in_(tmp_path) == {}


def test_what_was_left_by_one_that_was_killed(tmp_path: Path) -> None:
    """It is cleared away by the next download, but not while another one is at work on it."""
    (tmp_path / ".killed.part").write_bytes(b"a")
    with (tmp_path / ".under_way.part").open("wb") as draft:
        fcntl.flock(draft, fcntl.LOCK_EX)
        with serving(mirror.files(CONTENTS)) as server:
            fetch(published(server.url), tmp_path, silent)
    assert in_(tmp_path) == CONTENTS | {".under_way.part": b""}


def test_a_draft_is_locked_while_it_is_written(tmp_path: Path) -> None:
    """So that a second download at the same time leaves it alone, and both end well."""

    def fetch_again(_file: PublishedFile, _done: int) -> None:
        fetch(published(server.url), tmp_path, silent)

    with serving(mirror.files(CONTENTS)) as server:
        fetch(published(server.url), tmp_path, fetch_again)
    assert in_(tmp_path) == CONTENTS


def test_a_server_that_drips(tmp_path: Path) -> None:
    """One that sends a byte now and then, for ever, is given up."""
    times = iter(range(0, 1000, 15))
    files = (PublishedFile("b.gz", 2, "0" * 64),)
    with serving(mirror.files(CONTENTS)) as server, pytest.raises(DatasetError) as caught:
        fetch(
            replace(published(server.url), files=files),
            tmp_path,
            silent,
            patience_s=10.0,
            clock=lambda: next(times),
        )
    assert "it sent 1 bytes in 15 s" in str(caught.value)


def test_no_network(tmp_path: Path) -> None:
    """Where nobody can be reached, that is said, once."""
    with pytest.raises(DatasetError) as caught:
        fetch(published("http://127.0.0.1:1/", "http://127.0.0.1:2/"), tmp_path / "a", silent)
    assert str(caught.value) == (
        "a.gz could not be fetched: is there a network? (127.0.0.1:1: Connection refused)"
    )
    assert not (tmp_path / "a").exists()
