"""E5: a download that is not what it should be: nothing is kept, and what was expected is shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from nntui.cli import fetching
from nntui.cli.main import main
from nntui.locations import downloads_folder
from nntui_datasets.download import fetch
from nntui_datasets.published import MNIST, PublishedFile
from tests.datasets import mirror
from tests.datasets.mirror import Answer, serving

CONTENT = b"digits" * 1000
DIGEST = hashlib.sha256(CONTENT).hexdigest()
FILE = PublishedFile("train-images-idx3-ubyte.gz", len(CONTENT), DIGEST)
OTHER = b"Digits" + CONTENT[6:]

pytestmark = pytest.mark.usefixtures("home")


@contextmanager
def mirrored(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> Iterator[str]:
    """MNIST is one file at one mirror, which answers so; the address of that."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetching, "fetch", partial(fetch, patience_s=0.3))
    with serving(answer) as server:
        monkeypatch.setitem(fetching.PUBLISHED, "mnist", replace(MNIST, files=(FILE,), mirrors=(server.url,)))
        yield server.url.removeprefix("http://").removesuffix("/")


def kept() -> list[Path]:
    folder = downloads_folder()
    return [path for path in folder.rglob("*") if not path.is_dir()] if folder.exists() else []


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (
            mirror.files({FILE.name: OTHER}),
            f"its sha256 is {hashlib.sha256(OTHER).hexdigest()}, and should be {DIGEST}",
        ),
        (mirror.short(CONTENT[:-1]), "it sent 5,999 bytes, and there should be 6,000"),
        (
            mirror.files({FILE.name: CONTENT + b"x"}),
            "it sent more than 6,000 bytes, and there should be 6,000",
        ),
        (
            mirror.page("<html>Please log in to the hotel's network</html>"),
            "it sent 49 bytes, a page for a browser, and there should be 6,000",
        ),
        (
            mirror.page("<html>".ljust(6000)),
            f"its sha256 is {hashlib.sha256(b'<html>'.ljust(6000)).hexdigest()}, a page for a browser, "
            f"and should be {DIGEST}",
        ),
        (mirror.files({}), "it answers 404 Not Found"),
        (mirror.stalling(CONTENT[:4000]), "it said nothing for 0.3 s after 4,000 bytes"),
        (
            mirror.redirecting("/"),
            "it answers 302 The HTTP server returned a redirect error that would lead to an infinite loop.",
        ),
    ],
    ids=["wrong hash", "short", "longer", "page", "page of the right size", "missing", "stalls", "redirects"],
)
def test_not_what_it_should_be(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: Answer, expected: str
) -> None:
    """The reason is told in a sentence, with what was expected, and nothing is kept."""
    with mirrored(monkeypatch, answer) as address:
        code = main(["datasets", "get", "mnist"])
    said = capsys.readouterr()
    assert (code, said.out, kept()) == (2, "", [])
    assert said.err.splitlines()[-1] == (
        f"nntui: {FILE.name} could not be fetched: {address}: {expected} "
        "(a copy of your own can be in mnist/ of the folder NNTUI_DATA)"
    )


def test_what_was_there_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """A download that fails takes nothing away of what an earlier one got."""
    folder = downloads_folder() / "mnist"
    folder.mkdir(parents=True)
    (folder / "another.gz").write_bytes(b"right")
    with mirrored(monkeypatch, mirror.short(CONTENT[:99])):
        assert main(["datasets", "get", "mnist"]) == 2
    assert kept() == [folder / "another.gz"]


def test_what_is_right_is_kept(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Guards the tests above; asked for again, it is not fetched again."""
    with mirrored(monkeypatch, mirror.files({FILE.name: CONTENT})):
        assert main(["datasets", "get", "mnist"]) == 0
    folder = downloads_folder() / "mnist"
    assert capsys.readouterr().out == f"mnist is in {folder}: nntui mnist trains on it\n"
    assert ([path.name for path in kept()], kept()[0].read_bytes()) == ([FILE.name], CONTENT)
    with mirrored(monkeypatch, mirror.files({})):
        assert main(["datasets", "get", "mnist"]) == 0
    assert capsys.readouterr().out == f"mnist is in {folder} (0 MB)\n"
