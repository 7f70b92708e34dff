"""`nntui --version`."""

from __future__ import annotations

from importlib.metadata import version


def show_version() -> int:
    """Print the version."""
    print(f"nntui {version('nntui')}")
    return 0
