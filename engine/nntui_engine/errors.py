"""What the engine raises when it is asked for something that cannot be."""

from __future__ import annotations


class EngineError(ValueError):
    """A network, loss, optimizer or setting that cannot be, told in one sentence."""
