"""A widget that shows rows of styled text, and repaints only those that changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from rich.color import Color
from rich.segment import Segment
from rich.style import Style as RichStyle
from textual.geometry import Region
from textual.strip import Strip
from textual.widget import Widget

from nntui.reduction.heat import NOT_A_NUMBER
from nntui.renderables.palette import DARK, LIGHT, NOTHING, Palette
from nntui.renderables.rows import Row, Span, Style, fit
from nntui.renderables.text import visible
from nntui.terminal.turns import Turn


class RowsView(Widget):
    """Keeps what it shows. Subclasses make the rows in `draw`."""

    ALLOW_SELECT = False  # a drawing has no text that could be copied

    REDRAWN_BY: ClassVar[tuple[str, ...]] = ()
    """The reactives whose change has it drawn again."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "role--text",
        "role--strong",
        "role--muted",
        "role--accent",
        "role--good",
        "role--warning",
        "role--bad",
        "role--axis",
        "role--train",
        "role--train-band",
        "role--validation",
        "role--mark",
        "role--bar",
        "role--bar-rest",
        "role--selected",
        "role--key",
    }
    """One for each role that a span can have."""

    DEFAULT_CSS = """
    RowsView {
        & > .role--text { color: $foreground; }
        & > .role--strong { color: $foreground; text-style: bold; }
        & > .role--muted { color: $nn-muted; }
        & > .role--accent { color: $primary; text-style: bold; }
        & > .role--good { color: $success; }
        & > .role--warning { color: $warning; }
        & > .role--bad { color: $error; text-style: bold; }
        & > .role--axis { color: $nn-muted; }
        & > .role--train { color: $nn-train; }
        & > .role--train-band { color: $nn-train-band; }
        & > .role--validation { color: $nn-validation; }
        & > .role--mark { color: $nn-mark; }
        & > .role--bar { color: $primary; }
        & > .role--bar-rest { color: $nn-line; }
        & > .role--selected { color: $foreground; text-style: bold; }
        & > .role--key { color: $accent; text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None) -> None:  # Textual's own name for it
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._strips: dict[Row, Strip] = {}
        self._styles: dict[Style, RichStyle] = {}

    def on_mount(self) -> None:
        """Draw whenever something shown changes."""
        for name in self.REDRAWN_BY:
            self.watch(self, name, self.redraw, init=False)

    def on_resize(self) -> None:
        """Draw for the new size."""
        self.redraw()

    def redraw(self) -> None:
        """Draw, if there is room at all."""
        width, height = self.content_size
        if width > 0 and height > 0:
            self.show(self.draw(width, height))

    def turns(self) -> Iterable[tuple[Turn, Region]]:
        """Which parts of the content have another turn than numbers, where not all can be drawn at once."""
        return ()

    def draw(self, width: int, height: int) -> tuple[Row, ...]:
        """The rows for a content of this size."""
        raise NotImplementedError

    def show(self, rows: tuple[Row, ...]) -> None:
        """Show these rows from now on."""
        before, self._rows = self._rows, rows
        width = self.content_size.width
        length = max(len(before), len(rows))
        changed = [y for y in range(length) if before[y : y + 1] != rows[y : y + 1]]
        if changed:
            # refresh() takes regions in the coordinates of the content, inside any border.
            self.refresh(*(Region(0, y, width, 1) for y in changed))

    def render_line(self, y: int) -> Strip:
        """The strip of one row."""
        width = self.content_size.width
        row = self._rows[y] if y < len(self._rows) else ()
        strip = self._strips.get(row)
        if strip is None or strip.cell_length != width:
            if len(self._strips) > 4 * len(self._rows) + 16:
                self._strips.clear()
            strip = self._strips[row] = self._strip(row, width)
        return strip

    def notify_style_update(self) -> None:
        """Forget colours that a new theme may have changed."""
        super().notify_style_update()
        self._styles.clear()
        self._strips.clear()

    def _strip(self, row: Row, width: int) -> Strip:
        # Whatever a drawing forgot to look at: nothing foreign steers the terminal from here on.
        safe = tuple(Span(visible(span.text), span.style) for span in row)
        segments = [Segment(span.text, self.span_style(span)) for span in fit(safe, width)]
        return Strip(segments, width)

    def span_style(self, span: Span) -> RichStyle:
        """The colours of a span."""
        style = self._styles.get(span.style)
        if style is None:
            style = self._styles[span.style] = self._rich_style(span.style)
        return style

    def _rich_style(self, style: Style) -> RichStyle:
        if isinstance(style, str):
            return self.get_component_rich_style(f"role--{style}")
        ground = self.get_component_rich_style("role--text").bgcolor
        warning = self.get_component_rich_style("role--bad").color
        palette = DARK if self.app.current_theme.dark else LIGHT
        above, below = (_level_color(level, palette, ground, warning) for level in style)
        return RichStyle(color=above, bgcolor=below)


def _level_color(level: int, palette: Palette, ground: Color | None, warning: Color | None) -> Color | None:
    if level == NOTHING:
        return ground
    return warning if level == NOT_A_NUMBER else Color.from_rgb(*palette.levels[level])
