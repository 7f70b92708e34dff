"""Fetching published files: from the first mirror that has them, whole and right, or not at all."""

from __future__ import annotations

import fcntl
import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic
from typing import IO, cast
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from nntui_datasets.errors import DatasetError
from nntui_datasets.published import Published, PublishedFile
from nntui_datasets.safe_text import visible

PATIENCE_S = 20.0
"""How long a server may say nothing."""

SLOWEST = 1_000
"""Bytes a second, on average over what a file took so far: who sends less is given up after PATIENCE_S."""

PIECE = 2**16

DRAFT_ENDING = ".part"

Progress = Callable[[PublishedFile, int], None]
"""Hears which file is under way and how many of its bytes are there."""


class RefusedError(Exception):
    """Why a mirror's answer is not taken; or, where it could not be reached, why not."""

    def __init__(self, reason: str, *, is_answer: bool = True) -> None:
        super().__init__(reason)
        self.is_answer = is_answer


def fetch(
    published: Published,
    folder: Path,
    progress: Progress,
    *,
    patience_s: float = PATIENCE_S,
    clock: Callable[[], float] = monotonic,
) -> None:
    """Have all files of a dataset in `folder`; those that are there already, and right, are kept.

    A file appears under its name when it is whole and its digest is right. Nothing else is left behind, also
    where this is interrupted; what was left by one that was killed is cleared away. Raises DatasetError where
    no mirror has one of them, with what each answered.
    """
    with _using(folder):
        folder.mkdir(parents=True, exist_ok=True)
        _clear_away_abandoned(folder)
        try:
            for file in published.files:
                if not _is_right(folder / file.name, file):
                    _fetch_file(file, published.mirrors, folder, progress, patience_s, clock)
                progress(file, file.size)
        finally:
            if not any(folder.iterdir()):
                folder.rmdir()


def is_complete(published: Published, folder: Path) -> bool:
    """Whether all files of a dataset are in `folder`, and right; DatasetError where nobody can look."""
    with _using(folder):
        return all(_is_right(folder / file.name, file) for file in published.files)


@contextmanager
def _using(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise DatasetError(f"{visible(str(folder))} cannot be used: {error.strerror}") from error


def _clear_away_abandoned(folder: Path) -> None:
    for path in folder.glob(f".*{DRAFT_ENDING}"):
        with suppress(FileNotFoundError), path.open("rb") as draft:  # another download may be quicker
            if _lock(draft):
                path.unlink(missing_ok=True)


def _lock(draft: IO[bytes]) -> bool:
    """Lock a draft while it is open; False where another download has it, or the disk knows no locks."""
    try:
        fcntl.flock(draft, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _is_right(path: Path, file: PublishedFile) -> bool:
    """Whether the file is there, with the size and the digest that it should have."""
    if not path.is_file() or path.stat().st_size != file.size:
        return False
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, file.algorithm).hexdigest() == file.digest


def _fetch_file(
    file: PublishedFile,
    mirrors: Sequence[str],
    folder: Path,
    progress: Progress,
    patience_s: float,
    clock: Callable[[], float],
) -> None:
    refusals: dict[str, RefusedError] = {}
    for mirror in mirrors:
        # In the same folder, or the renaming would not be one act.
        with tempfile.NamedTemporaryFile(dir=folder, prefix=".", suffix=DRAFT_ENDING, delete=False) as draft:
            path = Path(draft.name)
            _lock(draft)
            try:
                _download(mirror + file.name, file, draft, progress, patience_s, clock)
                draft.flush()
                os.fsync(draft.fileno())
                path.replace(folder / file.name)
                return
            except RefusedError as refusal:
                refusals[mirror] = refusal
            finally:
                path.unlink(missing_ok=True)
    raise DatasetError(f"{file.name} could not be fetched: {_why(refusals)}")


def _why(refusals: dict[str, RefusedError]) -> str:
    """What each mirror answered; where none did, the first one's trouble says it for all."""
    if not any(refusal.is_answer for refusal in refusals.values()):
        mirror, refusal = next(iter(refusals.items()))
        return f"is there a network? ({urlsplit(mirror).netloc}: {refusal})"
    return "; ".join(f"{urlsplit(mirror).netloc}: {refusal}" for mirror, refusal in refusals.items())


def _download(
    url: str,
    file: PublishedFile,
    draft: IO[bytes],
    progress: Progress,
    patience_s: float,
    clock: Callable[[], float],
) -> None:
    """Write what a server sends into the draft; RefusedError unless it is the file that is meant."""
    begun, digest, size = clock(), hashlib.new(file.algorithm), 0
    with _answer(url, patience_s) as answer:
        while piece := _piece(answer, patience_s, size):
            size += len(piece)
            if size > file.size:
                break
            digest.update(piece)
            draft.write(piece)
            progress(file, size)
            _refuse_dripping(size, clock() - begun, patience_s)
        kind = answer.headers.get_content_type()
    _refuse_other(file, size, digest.hexdigest(), kind)


def _answer(url: str, patience_s: float) -> HTTPResponse:
    request = Request(url, headers={"User-Agent": "nntui", "Accept-Encoding": "identity"})
    try:
        return cast(HTTPResponse, urlopen(request, timeout=patience_s))
    except HTTPError as error:
        with error:
            reason = str(error.reason).splitlines()[0] if error.reason else ""
            raise RefusedError(f"it answers {error.code} {visible(reason)}") from error
    except (OSError, HTTPException) as error:
        raise RefusedError(_in_words(error, patience_s, 0), is_answer=False) from error


def _piece(answer: HTTPResponse, patience_s: float, size: int) -> bytes:
    try:
        # read1 returns what has come; read would wait for a whole piece of a server that drips.
        return answer.read1(PIECE)
    except (OSError, HTTPException) as error:
        raise RefusedError(_in_words(error, patience_s, size)) from error


def _refuse_dripping(size: int, seconds: float, patience_s: float) -> None:
    if seconds > patience_s and size < SLOWEST * seconds:
        raise RefusedError(f"it sent {size:,} bytes in {seconds:.0f} s")


def _refuse_other(file: PublishedFile, size: int, digest: str, kind: str) -> None:
    page = ", a page for a browser" if kind == "text/html" else ""
    if size != file.size:
        more = "more than " if size > file.size else ""
        raise RefusedError(
            f"it sent {more}{min(size, file.size):,} bytes{page}, and there should be {file.size:,}"
        )
    if digest != file.digest:
        raise RefusedError(f"its {file.algorithm} is {digest}{page}, and should be {file.digest}")


def _in_words(error: Exception, patience_s: float, size: int) -> str:
    reason = error.reason if isinstance(error, URLError) else error
    after = f" after {size:,} bytes" if size else ""
    if isinstance(reason, TimeoutError):
        return f"it said nothing for {patience_s:g} s{after}"
    if isinstance(reason, OSError) and reason.strerror:
        return f"{reason.strerror}{after}"
    return f"{visible(str(reason)) or type(reason).__name__}{after}"
