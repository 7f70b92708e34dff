"""The one exception this package raises for what a user can mend."""

from __future__ import annotations


class DatasetError(ValueError):
    """A mistake in data, a file or an argument, told in one sentence that says how to mend it."""
