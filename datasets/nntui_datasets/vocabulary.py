"""The characters of a text, numbered: what its tokens stand for."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST_CHARACTERS = 512
"""A network gives an output for each."""

RARE = "�"
"""Stands for all characters that there is no room for."""

_PIECE = 1 << 20
"""Characters at a time, so that a long text is not there again in four bytes each."""


@dataclass(frozen=True)
class Vocabulary:
    """Characters, sorted, whose positions are their tokens.

    different: how many characters the text has. rare: how often one of those stands in it that are all the
    same here, `�`, because there are too many of them.
    """

    characters: tuple[str, ...]
    different: int
    rare: int

    def encode(self, text: str) -> NDArray[np.uint16]:
        """The tokens of `text`, (characters,)."""
        tokens_of = np.zeros(sys.maxunicode + 1, np.uint16)
        if RARE in self.characters:
            tokens_of[:] = self.characters.index(RARE)
        tokens_of[[ord(character) for character in self.characters]] = range(len(self.characters))
        tokens = np.empty(len(text), np.uint16)
        for start, codes in _pieces(text):
            tokens_of.take(codes, out=tokens[start : start + len(codes)])
        return tokens


def vocabulary_of(text: str, most: int = MOST_CHARACTERS) -> Vocabulary:
    """The characters of `text`; where there are more than `most`, the most frequent, and `�` for the rest."""
    counts = np.zeros(sys.maxunicode + 1, np.int64)
    for _, codes in _pieces(text):
        found = np.bincount(codes)
        counts[: len(found)] += found
    present = np.flatnonzero(counts)
    if len(present) <= most:
        return Vocabulary(tuple(chr(code) for code in present.tolist()), len(present), 0)
    frequent, rare = np.split(present[np.argsort(-counts[present], kind="stable")], [most - 1])
    kept = {chr(code) for code in frequent.tolist()} | {RARE}
    return Vocabulary(tuple(sorted(kept)), len(present), int(counts[rare].sum()))


def _pieces(text: str) -> Iterator[tuple[int, NDArray[np.uint32]]]:
    """Where each piece of `text` begins, and its code points."""
    for start in range(0, len(text), _PIECE):
        piece = text[start : start + _PIECE].encode("utf-32-le")
        yield start, np.frombuffer(piece, np.dtype("<u4"))
