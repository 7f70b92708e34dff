"""A part of what attention works out: some queries of a few rows of a batch, and the keys that they see."""

from __future__ import annotations

from itertools import pairwise
from math import prod
from typing import NamedTuple

import numpy as np

from nntui_engine.along_rows import AlongRows
from nntui_engine.arrays import Array, DTypeLike, Shape

LENGTH, MOST = 64, 8
"""A causal layer's queries are taken in spans of so many steps, at most so many of them, and from one length
on two at least: each looks at no key behind its own end. Two spare a quarter of the work, eight nearly half;
shorter ones lose it again by the number of their calls (measured with 64 to 1,024 steps).
"""


class Heads(NamedTuple):
    """A few rows as the heads see them, (rows, heads, time, d) each; views."""

    q: Array
    k: Array
    v: Array
    a: Array
    dq: Array
    dk: Array
    dv: Array
    da: Array


class Scratch(NamedTuple):
    """What is needed between two products, by one span after the other.

    turned: (rows, heads, d, time), keys or values, shrunk; products with them as they stand take half as long
    again (measured). ds: as many numbers as there are shares. more: as many as there are in the keys.
    """

    turned: Array
    ds: Array
    more: Array


class View(NamedTuple):
    """Queries one after the other, how many keys they may look at, and where one may not, for all rows alike.

    seen: (queries, keys), zeros there and else ones; None where every query sees all of the keys.
    """

    queries: slice
    keys: int
    seen: Array | None


class Span:
    """The queries and keys of a view, of a few rows. p: their shares, (rows, heads, queries, keys)."""

    def __init__(self, heads: Heads, view: View, scratch: Scratch, shrink: float) -> None:
        *each, time, _ = heads.q.shape  # of every row and head
        self.view = view
        queries, keys, self.seen = view
        count = queries.stop - queries.start
        self.q, self.a, self.dq, self.da = (x[:, :, queries] for x in (heads.q, heads.a, heads.dq, heads.da))
        self.k, self.v, self.dk, self.dv = (x[:, :, :keys] for x in (heads.k, heads.v, heads.dk, heads.dv))
        self.turned, self.shrink = scratch.turned[..., :keys], shrink
        dtype = heads.q.dtype
        self.p: Array = np.zeros((*each, count, keys), dtype)
        self.ds = _of_shape(self.p.shape, scratch.ds)
        self.sums: Array = np.zeros((*each, count, 1), dtype)
        self.along = AlongRows(self.sums.size, keys, dtype)
        # The last span writes dk and dv of all the keys; those before it add to them.
        self.more = None if keys == time else _of_shape(self.k.shape, scratch.more)

    def look(self) -> None:
        """Write p and a; `turned` holds the keys."""
        np.matmul(self.q, self.turned, out=self.p)
        self.along.softmax(self.p.reshape(-1, self.p.shape[-1]), self.seen)
        np.matmul(self.p, self.v, out=self.a)

    def look_back(self) -> None:
        """Write dq, dk and dv, or add to them; `turned` holds the values."""
        ds = np.matmul(self.da, self.turned, out=self.ds)
        # Σ dp · p over what a step looks at is Σ da · a over what it took.
        np.einsum("rhtd,rhtd->rht", self.da, self.a, out=self.sums[..., 0])
        self.sums *= self.shrink
        ds -= self.sums
        ds *= self.p
        np.matmul(ds, self.k, out=self.dq)
        self._product(ds, self.q, self.dk)
        self._product(self.p, self.da, self.dv)

    def _product(self, shares: Array, steps: Array, out: Array) -> None:
        """sharesᵀ @ steps for each head, beside what the spans behind this one gave."""
        if self.more is None:
            np.matmul(shares.swapaxes(2, 3), steps, out=out)
        else:
            out += np.matmul(shares.swapaxes(2, 3), steps, out=self.more)


def views(time: int, dtype: DTypeLike, *, causal: bool) -> tuple[View, ...]:
    """All the queries of a sequence, the last ones first."""
    if not causal:
        return (View(slice(0, time), time, None),)
    count = max(2, min(MOST, time // LENGTH)) if time >= LENGTH else 1
    ends = [time * number // count for number in range(count + 1)]
    return tuple(
        View(slice(start, end), end, np.tri(end - start, end, start, dtype))
        for start, end in reversed(list(pairwise(ends)))
    )


def _of_shape(shape: Shape, numbers: Array) -> Array:
    """The first of them as an array of this shape; a view."""
    return numbers[: prod(shape)].reshape(shape)
