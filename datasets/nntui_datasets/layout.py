"""How the lines of a table are laid out: what separates cells, and what in the file is no row."""

from __future__ import annotations

import csv
import re
from collections import Counter
from dataclasses import dataclass

from nntui_datasets.cell import is_number
from nntui_datasets.sentences import counted

SAMPLED_LINES = 100
# Sorted from rare to common inside cells: a tab or semicolon that fits as well as a comma is meant.
SEPARATORS = "\t;|,"
QUOTED = re.compile(r'"[^"]*"')
_STATED = re.compile(r"sep=([\t;|, ])\n", re.IGNORECASE)
_COMMENTS = re.compile(r"(?:[ \t]*\n)*#.*(?:\n(?:#.*|[ \t]*(?=\n)))*")
_NAMES = {"\t": "tabs", ";": "semicolons", "|": "bars", " ": "spaces"}


@dataclass(frozen=True)
class Layout:
    """A table's text in which every line is a row or blank, and notes on what was found."""

    text: str
    separator: str
    notes: tuple[str, ...] = ()


def lay_out(text: str) -> Layout:
    r"""`text`, whose lines end with "\n", without what spreadsheets and programs write above and around rows.

    Comments at the head and a line `sep=;` become blank lines, so that lines keep their numbers. Where the
    names of the columns are such a comment, as NumPy writes them, they are names.
    """
    stated = _STATED.match(text)
    if stated is not None:
        text = text[stated.end() - 1 :]
    text, comments = _without_comments(text)
    separator = stated[1] if stated is not None else guess_separator(text)
    if separator == " ":
        text = re.sub(r" +$", "", text, flags=re.MULTILINE)
    notes = [f"cells are separated by {_NAMES[separator]}"] if separator in _NAMES else []
    if comments:
        notes.append(f"left out {counted(comments, 'line')} of comments at the head")
    return Layout(text, separator, tuple(notes))


def guess_separator(text: str) -> str:
    """The separator that cuts most of the first lines into the same number of cells, else a comma.

    Spaces separate cells where nothing else does, every line has as many words, and the last a number.
    """
    lines = _sampled(text)
    best, agreed = ",", 0
    for separator in SEPARATORS:
        for separators, count in Counter(line.count(separator) for line in lines).most_common(1):
            if separators and count > agreed:
                best, agreed = separator, count
    words = [line.split() for line in lines]
    even = not agreed and len({len(each) for each in words}) == 1 and len(words[0]) > 1
    return " " if even and any(map(is_number, words[-1])) else best


def cells_in_lines(text: str) -> list[int]:
    """How many cells each of the first lines of a table has; blank lines have none and are left out."""
    layout = lay_out(text)
    lines = _head(layout.text.lstrip("\n ")).split("\n")
    try:
        rows = list(csv.reader(lines, delimiter=layout.separator, skipinitialspace=True))
    except csv.Error:  # a line too long to be a table's
        return []
    return [len(row) for row in rows if row not in ([], [""])]


def _without_comments(text: str) -> tuple[str, int]:
    """`text` with the comments at its head blank, and how many of its lines they are."""
    found = _COMMENTS.match(text)
    if found is None:
        return text, 0
    lines = found[0].split("\n")
    below = text[found.end() :]
    last = max(number for number, line in enumerate(lines) if line.startswith("#"))
    blank = [""] * len(lines)
    if _are_names(lines[last], below):
        blank[last] = " " + lines[last].lstrip("#")
    comments = sum(line.startswith("#") for line in lines) - (blank[last] != "")
    return "\n".join(blank) + below, comments


def _are_names(comment: str, below: str) -> bool:
    """Whether a comment has a word for each cell of the lines below it."""
    words, lines, separator = comment.lstrip("#"), _sampled(below), guess_separator(below)
    if not lines:
        return False
    if separator == " ":
        return len(words.split()) == len(lines[0].split())
    return 0 < words.count(separator) == lines[0].count(separator)


def _sampled(text: str) -> list[str]:
    """The first lines that are not blank, with a word for everything quoted."""
    head = QUOTED.sub("word", _head(text.lstrip("\n ")))
    return [line for line in head.split("\n") if line.strip(" ")]


def _head(text: str) -> str:
    end = -1
    for _ in range(SAMPLED_LINES):
        end = text.find("\n", end + 1)
        if end < 0:
            return text
    return text[:end]
