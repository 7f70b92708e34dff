"""What characters look like on a terminal, and the shortest way from one look to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from nntui.terminal.cells import BLANK, CODE, CODE_BITS, Cells
from nntui.terminal.colors import RGB, is_dark, lightness, nearest_16, nearest_256
from nntui.terminal.depth import Depth

DEFAULT = 39
"""The foreground that the terminal has by itself (ECMA-48, SGR); its background is 10 more."""

ATTRIBUTES = (
    ("bold", "1", "22"),
    ("dim", "2", "22"),
    ("italic", "3", "23"),
    ("underline", "4", "24"),
    ("reverse", "7", "27"),
    ("strike", "9", "29"),
)
"""The attribute of a style, and what switches it on and off."""

if TYPE_CHECKING:
    from rich.color import Color
    from rich.style import Style

FULL, UPPER, LOWER = map(ord, "█▀▄")

REVERSE = 1 << 4
SHOWN_ON_BLANKS = 1 << 3 | REVERSE | 1 << 5
"""Underlined, reversed, struck through: what one sees where no character is."""

APART = 0.12
"""A background that is so much nearer to the lightness of text than the usual one is there to be seen."""


class Look(NamedTuple):
    """attributes: a bit for each of `ATTRIBUTES`. The colours are parameters of SGR, "" where any will do."""

    attributes: int
    foreground: str
    background: str


PLAIN = Look(0, str(DEFAULT), str(DEFAULT + 10))
"""How a terminal draws that was told nothing."""


class Other(NamedTuple):
    """Another character in another look that shows the same, in so many bytes more."""

    code: int
    number: int
    longer: int


@dataclass(frozen=True)
class Tones:
    """ground: the usual background, as the screen is painted. pinned: codes, at this depth, of colours that
    are not to be mapped to the nearest.
    """

    depth: Depth
    ground: RGB = (0, 0, 0)
    pinned: Mapping[RGB, int] = field(default_factory=dict)


class Looks:
    """Gives looks their numbers. Those of equal looks are equal.

    What shows the same is made the same: of a blank one sees the background alone, and half blocks with two
    halves of one colour are full ones.
    """

    def __init__(self, tones: Tones) -> None:
        self.tones = tones
        self._of_style: dict[Style | None, int] = {}
        self._numbers: dict[Look, int] = {}
        self._looks: list[Look] = []
        self._blanks: list[int] = []
        self._full: list[int] = []
        self._alike = np.empty((2, 0), np.int64)
        self._others: dict[tuple[int, int], Other | None] = {}

    def __getitem__(self, number: int) -> Look:
        return self._looks[number]

    def retone(self, tones: Tones) -> None:
        """Have styles follow these from now on; numbers that were given stay as they are."""
        self.tones = tones
        self._of_style.clear()

    def number(self, style: Style | None) -> int:
        """The number of a style's look."""
        found = self._of_style.get(style)
        if found is None:
            found = self._of_style[style] = self.add(_look(style, self.tones) if style else PLAIN)
        return found

    def add(self, look: Look) -> int:
        """The number of a look."""
        number = self._numbers.get(look)
        if number is None:
            number = self._numbers[look] = len(self._looks)
            self._looks.append(look)
            self._blanks.append(number)
            self._full.append(-1)
            if look.foreground and not look.attributes & SHOWN_ON_BLANKS:
                self._blanks[number] = self.add(Look(0, "", look.background))
                if not look.attributes and _same_color(look):
                    self._full[number] = self.add(Look(0, look.foreground, ""))
        return number

    def settled(self, cells: Cells) -> Cells:
        """The cells with what shows the same made the same."""
        if self._alike.shape[1] < len(self._looks):
            self._alike = np.array([self._blanks, self._full])
        codes, numbers = cells & CODE, cells >> CODE_BITS
        blanks, full = self._alike[:, numbers]
        found = np.where((codes == UPPER) & (full >= 0), full << CODE_BITS | FULL, cells)
        settled: Cells = np.where(codes == BLANK, blanks << CODE_BITS | BLANK, found)
        return settled

    def other(self, code: int, number: int) -> Other | None:
        """What else shows the same as this character in this look: half blocks the other way round."""
        if code not in (UPPER, FULL):
            return None
        if (code, number) not in self._others:
            self._others[code, number] = self._find_other(code, self._looks[number])
        return self._others[code, number]

    def _find_other(self, code: int, look: Look) -> Other | None:
        if look.attributes or look.foreground in ("", PLAIN.foreground):
            return None
        ground = _as_ground(look.foreground)
        if code == FULL:
            return Other(BLANK, self.add(Look(0, "", ground)), -2)
        if look.background in ("", PLAIN.background):
            return None
        return Other(LOWER, self.add(Look(0, _as_text(look.background), ground)), 0)

    def change(self, before: Look, number: int) -> tuple[bytes, Look]:
        """What makes a terminal draw in this look that has drawn in another; and the look it then has."""
        return _change(before, self._looks[number])


def _look(style: Style, tones: Tones) -> Look:
    attributes = sum(1 << bit for bit, (name, *_) in enumerate(ATTRIBUTES) if getattr(style, name))
    if tones.depth in (Depth.NONE, Depth.C16) and _stands_out(style.bgcolor, tones.ground):
        return Look(attributes | REVERSE, *PLAIN[1:])
    foreground = _parameters(style.color, tones, DEFAULT)
    return Look(attributes, foreground, _parameters(style.bgcolor, tones, DEFAULT + 10))


def _stands_out(color: Color | None, ground: RGB) -> bool:
    """Whether a background is there to be seen, such as that of a chosen line."""
    if color is None or color.is_default:
        return False
    nearer = lightness(_rgb(color)) - lightness(ground)
    return (nearer if is_dark(ground) else -nearer) > APART


def _as_ground(foreground: str) -> str:
    """The background of a foreground's colour, given by number or by its parts."""
    return _moved(foreground, 10)


def _as_text(background: str) -> str:
    return _moved(background, -10)


def _moved(parameters: str, by: int) -> str:
    number, *rest = parameters.split(";")
    return ";".join([str(int(number) + by), *rest])


def _same_color(look: Look) -> bool:
    return _as_ground(look.foreground) == look.background != PLAIN.background


def _parameters(color: Color | None, tones: Tones, default: int) -> str:
    """SGR's, of a colour. default: of the terminal's own, which grounds have where colours are few."""
    few, is_ground = tones.depth in (Depth.NONE, Depth.C16), default != DEFAULT
    if color is None or color.is_default or tones.depth == Depth.NONE or (few and is_ground):
        return str(default)
    rgb = _rgb(color)
    if tones.depth == Depth.C16:
        return _of_sixteen(rgb, tones, default)
    code = tones.pinned.get(rgb)
    if code is None and tones.depth == Depth.C256:
        code = nearest_256(rgb)
    return f"{default - 1};2;{rgb[0]};{rgb[1]};{rgb[2]}" if code is None else f"{default - 1};5;{code}"


def _of_sixteen(rgb: RGB, tones: Tones, default: int) -> str:
    code = tones.pinned.get(rgb)
    if code is None:
        code = nearest_16(rgb)
    if code in (0, 7, 15):  # the colours of text and ground, which a terminal chooses by itself
        return str(default)
    return str(default - 9 + code if code < 8 else default + 51 + code - 8)


def _rgb(color: Color) -> RGB:
    triplet = color.get_truecolor()
    return (triplet.red, triplet.green, triplet.blue)


@lru_cache(maxsize=8192)
def _change(before: Look, after: Look) -> tuple[bytes, Look]:
    wanted = _completed(after, before)
    parts = [part for part in (_attributes(before, wanted), *_colors(before, wanted)) if part]
    steps = ";".join(parts)
    anew = ";".join(["", *filter(None, (_attributes(PLAIN, after), *_colors(PLAIN, after)))])
    if parts and len(anew) < len(steps):
        return f"\x1b[{anew}m".encode(), _completed(after, PLAIN)
    return (f"\x1b[{steps}m".encode() if parts else b""), wanted


def _completed(look: Look, others: Look) -> Look:
    """The look with another's colours where any will do."""
    return Look(look.attributes, look.foreground or others.foreground, look.background or others.background)


def _attributes(before: Look, after: Look) -> str:
    """What switches them."""
    if before.attributes == after.attributes:
        return ""
    lost, kept = before.attributes & ~after.attributes, after.attributes & before.attributes
    off = {code for bit, (_, _, code) in enumerate(ATTRIBUTES) if lost >> bit & 1}
    # Bold and dim are switched off together.
    kept = sum(1 << bit for bit, (_, _, code) in enumerate(ATTRIBUTES) if kept >> bit & 1 and code not in off)
    new = after.attributes & ~kept
    on = [code for bit, (_, code, _) in enumerate(ATTRIBUTES) if new >> bit & 1]
    return ";".join([*sorted(off), *on])


def _colors(before: Look, after: Look) -> list[str]:
    return [
        now
        for was, now in ((before.foreground, after.foreground), (before.background, after.background))
        if now and now != was
    ]
