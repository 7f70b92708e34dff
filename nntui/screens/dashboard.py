"""The dashboard: what is shown of a run, and what the keys do to it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.reactive import reactive
from textual.timer import Timer
from textual.widget import Widget

from nntui.client import Client, Noticed, SessionChanged
from nntui.commands import COMMANDS
from nntui.messages import CellsWanted, ColumnsWanted, CommandChosen, LayerChosen
from nntui.renderables.header import Heading
from nntui.renderables.ink import Ink
from nntui.renderables.text import cut, visible
from nntui.screens.asking import keys_now
from nntui.screens.help import HelpScreen
from nntui.screens.showing import figures_now, loss_figures
from nntui.screens.steering import SteeringScreen
from nntui.session.following.following import Followed
from nntui.session.protocol import HeatRequest, LayerDescription, Subscribe
from nntui.widgets.key_bar import KeyBar
from nntui.widgets.layers_panel import LayersPanel
from nntui.widgets.log_panel import LogPanel
from nntui.widgets.loss_panel import LossPanel
from nntui.widgets.run_header import RunHeader
from nntui.widgets.too_small import TooSmall
from nntui.widgets.weights_panel import WeightsPanel


def _bindings() -> list[BindingType]:
    return [
        Binding(",".join(command.keys), command.action, command.label, show=False, id=command.id)
        for command in COMMANDS
    ]


SETTLED_S = 0.02
"""Panels find their sizes in several moves; each would cost the link whole curves and maps."""

NOTICE_S, LONGEST_NOTICE = 4.0, 400
"""How long a notice stands in the corner, in seconds, and in cells."""


class Dashboard(SteeringScreen):
    """Shows what the client hears. ink: what it may be drawn with."""

    ALLOW_IN_MAXIMIZED_VIEW = "RunHeader, KeyBar, TooSmall"
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (116, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-tiny"), (20, "-short"), (32, "-tall")]  # noqa: RUF012

    DEFAULT_CSS = """
    Dashboard {
        background: $background;
        RunHeader { dock: top; }
        KeyBar { dock: bottom; }
        #curves { height: 1fr; }
        LossPanel { width: 1fr; }
        WeightsPanel { width: 68; }
        LayersPanel { height: auto; max-height: 40%; }
        LogPanel { height: 7; }
        &.-narrow WeightsPanel { width: 45%; }
        &.-short LogPanel { height: 4; }
        &.-tiny LogPanel { display: none; }
        &.-maximized-view Panel { width: 1fr; height: 1fr; max-height: 100%; }
        TooSmall { display: none; }
        &.-too-small {
            RunHeader, #curves, Panel, KeyBar { display: none; }
            TooSmall { display: block; }
        }
    }
    """

    BINDINGS: ClassVar[list[BindingType]] = _bindings()

    round_trip_s: reactive[float | None] = reactive(None, repaint=False)
    """How long the terminal takes to answer."""

    def __init__(self, client: Client, ink: Ink = Ink.COLORS) -> None:
        super().__init__(client)
        self._ink = ink
        self._layer = 0
        self._picture = ""
        self._columns = 0
        self._cells = (0, 0)
        self._subscribed: Subscribe | None = None
        self._settling: Timer | None = None
        self._left_focus: Widget | None = None

    def compose(self) -> ComposeResult:
        """Header, loss and weights side by side, layers, log, keys."""
        yield RunHeader()
        with Horizontal(id="curves"):
            yield LossPanel()
            yield WeightsPanel()
        yield LayersPanel()
        yield LogPanel()
        yield KeyBar()
        yield TooSmall()

    def on_mount(self) -> None:
        """Begin to follow the run."""
        self.query_one(LogPanel).me = self.client.who
        self.query_one(LossPanel).ink = self.query_one(WeightsPanel).ink = self._ink
        self.run_worker(self.client.follow(self), name="client")

    def on_resize(self) -> None:
        """Say so where there is too little room, and ask for nothing then."""
        too_small = TooSmall.is_too_small(self.size)
        self.set_class(too_small, "-too-small")
        if too_small:
            self._left_focus = self.focused or self._left_focus
        elif self._left_focus is not None:
            self.call_after_refresh(self._focus_again)
        self._subscribe()

    def _focus_again(self) -> None:
        """Whoever was in focus before there was too little room is in it again."""
        left, self._left_focus = self._left_focus, None
        if self.focused is None:
            self.set_focus(left, scroll_visible=False)

    @on(SessionChanged)
    def show_followed(self, message: SessionChanged) -> None:
        """Hand everything down to the panels."""
        followed = message.followed
        state = followed.state
        self._show_edges(followed)
        self.query_one(LossPanel).figures = loss_figures(state)
        if state.heat is not None:
            self.query_one(WeightsPanel).heat = state.heat
        layers = self.query_one(LayersPanel)
        if state.run is not None and state.run.layers != layers.described:
            layers.described = state.run.layers
        layers.measured = state.layers
        self.query_one(LogPanel).log_entries = state.log
        self._subscribe()

    @on(Noticed)
    def show_notice(self, message: Noticed) -> None:
        """Say it for a while."""
        text = cut(visible(message.text), LONGEST_NOTICE)  # it may be a stranger's
        self.notify(text, severity="warning", timeout=NOTICE_S, markup=False)

    def _show_edges(self, followed: Followed) -> None:
        """The line at the top, and the one at the bottom."""
        client, state = self.client, followed.state
        self.query_one(RunHeader).heading = Heading(
            state.run,
            state.status,
            followed.link,
            followed.marks,
            client.read_only,
            client.place,
            self.round_trip_s,
        )
        bar = self.query_one(KeyBar)
        bar.keys = keys_now(followed, read_only=client.read_only)
        bar.figures = figures_now(followed)

    @on(ColumnsWanted)
    def take_columns(self, message: ColumnsWanted) -> None:
        """The chart has another width."""
        self._columns = message.columns
        self._subscribe()

    @on(CellsWanted)
    def take_cells(self, message: CellsWanted) -> None:
        """The heat map has another size."""
        self._cells = (message.rows, message.columns)
        self._subscribe()

    @on(LayerChosen)
    def take_layer(self, message: LayerChosen) -> None:
        """Show another layer's weights."""
        run = self.known.run
        if run is not None:
            self._layer = max(0, min(message.index, len(run.layers) - 1))
            self.query_one(LayersPanel).selected = self._layer
            self._subscribe()

    @on(CommandChosen)
    async def run_chosen(self, message: CommandChosen) -> None:
        """Do what was clicked on."""
        await self.run_action(message.action)

    def _subscribe(self) -> None:
        """Have the host be told what is on the screen, where that has changed, once all has its place."""
        if self._on_screen() in (None, self._subscribed):
            return
        if self._settling is not None:
            self._settling.stop()
        self._settling = self.set_timer(SETTLED_S, self._tell_host)

    def _tell_host(self) -> None:
        wanted = self._on_screen()
        if wanted is not None and wanted != self._subscribed:
            self._subscribed = wanted
            self.client.show(wanted)

    def _on_screen(self) -> Subscribe | None:
        """What there is to see; None until it is known."""
        run = self.known.run
        if run is None:
            return None
        if TooSmall.is_too_small(self.size):
            return Subscribe()
        if not self._columns or not all(self._cells):
            return None
        layer = run.layers[self._layer : self._layer + 1]
        heat = HeatRequest(layer[0].name, *self._cells, self._picture_of(layer[0])) if layer else None
        return Subscribe(columns=self._columns, heat=heat, layers=True)

    def _picture_of(self, layer: LayerDescription) -> str:
        """The one chosen where the layer has it, else its first."""
        names = [picture.name for picture in layer.pictures] or ["weight"]
        return self._picture if self._picture in names else names[0]

    def action_picture(self) -> None:
        """Show what else there is to see of the layer."""
        run = self.known.run
        layer = run.layers[self._layer] if run is not None and run.layers else None
        if layer is not None and layer.pictures:
            names = [picture.name for picture in layer.pictures]
            self._picture = names[(names.index(self._picture_of(layer)) + 1) % len(names)]
            self._subscribe()

    def action_layer(self, by: int) -> None:
        """Show a neighbouring layer."""
        self.post_message(LayerChosen(self._layer + by))

    def action_log_scale(self) -> None:
        """Linear or logarithmic."""
        panel = self.query_one(LossPanel)
        panel.log_scale = not panel.log_scale

    def action_enlarge(self) -> None:
        """Fill the screen with the panel in focus, or go back."""
        if self.maximized is not None:
            self.minimize()
        else:
            self.maximize(self.focused or self.query_one(LossPanel), container=False)

    def action_help(self) -> None:
        """All keys and panels."""
        self.app.push_screen(HelpScreen())
