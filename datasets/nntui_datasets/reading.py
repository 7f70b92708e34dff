"""What the system says where a file cannot be read, as a refusal that says how to mend it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nntui_datasets.errors import DatasetError
from nntui_datasets.safe_text import visible


@contextmanager
def reading(path: Path) -> Iterator[None]:
    """Have every OSError within be a DatasetError, about the file it names or else about `path`."""
    try:
        yield
    except OSError as error:
        raise DatasetError(f"{visible(str(error.filename or path))} {_reason(error)}") from error


def _reason(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "does not exist (check the path)"
        case IsADirectoryError():
            return "is a folder (name a file in it)"
        case PermissionError():
            return f"cannot be read: {error.strerror} (check its permissions)"
        case _:
            return f"cannot be read: {error.strerror or error} (check the path)"
