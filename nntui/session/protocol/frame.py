"""What has changed on a viewer's screen."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from nntui.session.protocol.standing import LogEntry, Status
from nntui.session.protocol.value import MOST_CELLS, Message, Value

Side = Annotated[int, Meta(ge=1, le=MOST_CELLS)]
Count = Annotated[int, Meta(ge=1)]


class CurveNews(Value, frozen=True):
    """Columns of a curve that are new or not what they were.

    width: steps a column; where it is a multiple of what it was, columns that were held merge. series: where
    it is another one, nothing that was held is good any more. places: which columns these are, as gaps.
    numbers: the lowest of each, then the highest of each, then the means; one for each column where the three
    are the same in all of them. NaN where a column is empty. A mean may be off by a hundredth of its column's
    height.
    """

    width: int
    series: int
    places: bytes
    numbers: bytes


class HeatScale(Value, frozen=True):
    """What a heat map shows, and what its colours mean.

    scale: the value of the outermost levels. shape: of the whole matrix. factors: how many rows and columns
    of it make a cell. anew: all cells are at zero before those that come with it. tile: how many rows and
    columns of the matrix belong together.
    """

    layer: str
    rows: Side
    columns: Side
    scale: float
    shape: tuple[Count, Count]
    factors: tuple[Count, Count]
    anew: bool = False
    picture: str = "weight"
    tile: tuple[Count, Count] | None = None


class HeatNews(Value, frozen=True):
    """Cells of a heat map that are not what they were. of: None where nothing but cells has changed.

    steps, places, changes: how far each level has moved, as `reduction.cells` packs it.
    """

    steps: bytes
    places: bytes
    changes: bytes
    of: HeatScale | None = None


class EvaluatedNews(Value, frozen=True):
    """An evaluation. figures: loss, accuracy, R²; NaN for one that means nothing, unless it is the last."""

    step: int
    figures: bytes


class Frame(Message, frozen=True, tag="F"):
    """The newest step that the viewer's link has room for, and of it what the viewer does not have.

    number: from 1 on, for each connection. moved: sequence, step, epochs_done and rows_used of the status;
    the rest of it is as in the frame before, unless the whole status is here. figures: loss, steps per
    second, overhead. layers: of three numbers for each layer of the description those that have changed: a
    bit for each number, the first in the lowest bit, then the numbers. earlier: lines of the log right before
    the oldest one known. learning_rate: what the schedule says now, where the rest of the status has not
    changed. Whatever is None or empty is what it was.
    """

    number: int
    moved: tuple[int, int, int, int] | None
    figures: bytes
    status: Status | None = None
    layers: bytes = b""
    evaluated: EvaluatedNews | None = None
    training: CurveNews | None = None
    validation: CurveNews | None = None
    heat: HeatNews | None = None
    earlier: tuple[LogEntry, ...] = ()
    learning_rate: float | None = None

    @property
    def step(self) -> int | None:
        """Steps taken; None where it is what it was."""
        return self.moved[1] if self.moved else None
