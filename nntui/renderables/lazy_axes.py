"""The way to the plotting library, which takes a quarter of a second to load: after the first frame."""

from __future__ import annotations

from collections.abc import Callable

from nntui.renderables.frame import Frame
from nntui.renderables.scales import Scale


def load_axes() -> Callable[[int, int, Scale, int], Frame]:
    """Load it, if need be; the maker of frames that uses it."""
    from nntui.renderables.axes import frame

    return frame
