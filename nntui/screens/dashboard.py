"""The dashboard: what is shown of a run, and what the keys do to it."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.message import Message
from textual.screen import Screen

from nntui.client import Client, CommandRefused, HostLost, SessionChanged
from nntui.commands import COMMANDS
from nntui.messages import CellsWanted, ColumnsWanted, CommandChosen, LayerChosen
from nntui.renderables.key_bar import speed_figures
from nntui.screens.asking import keys_now
from nntui.screens.help import HelpScreen
from nntui.screens.hyper_form import HyperForm
from nntui.screens.leaving import LeaveScreen
from nntui.screens.rate_entry import RateEntry
from nntui.screens.showing import loss_figures
from nntui.session.protocol import (
    Evaluate,
    HeatRequest,
    RunToEpochEnd,
    ScaleLearningRate,
    SetHyperParameter,
    ShiftPace,
    StepBy,
    Subscribe,
    Toggle,
)
from nntui.session.state import SessionState
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


OVER = ("finished", "stopped", "crashed")
"""States in which nothing is lost by leaving."""


class LeaveAgreed(Message):
    """The dashboard is to close."""


class Dashboard(Screen[None]):
    """Shows what the client hears, and asks the host for what the keys say."""

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

    def __init__(self, client: Client) -> None:
        super().__init__()
        self._client = client
        self._state = SessionState()
        self._layer = 0
        self._columns = 0
        self._cells = (0, 0)
        self._subscribed: Subscribe | None = None

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
        self.run_worker(self._client.follow(self), name="client")

    def on_resize(self) -> None:
        """Say so where there is too little room, and ask for nothing then."""
        self.set_class(TooSmall.is_too_small(self.size), "-too-small")
        self._subscribe()

    @on(SessionChanged)
    def show_state(self, message: SessionChanged) -> None:
        """Hand everything down to the panels."""
        state, before = message.state, self._state
        self._state = state
        if state.run is not None and before.run is None:
            self.query_one(LayersPanel).described = state.run.layers
            self._subscribe()
        header = self.query_one(RunHeader)
        header.run, header.status = state.run, state.status
        self.query_one(LossPanel).figures = loss_figures(state)
        if state.heat is not None:
            self.query_one(WeightsPanel).heat = state.heat
        self.query_one(LayersPanel).measured = state.layers
        self.query_one(LogPanel).log_entries = state.log
        self._show_keys()

    @on(CommandRefused)
    def show_refusal(self, message: CommandRefused) -> None:
        """Say why nothing happened."""
        self.notify(message.reason, severity="warning", timeout=4, markup=False)

    @on(HostLost)
    def show_loss_of_host(self) -> None:
        """Keep the last picture, and say that it is the last."""
        ended = self._state.ended
        turned_away = ended is not None and self._state.run is None
        self.query_one(RunHeader).link = ended.reason if ended and turned_away else "host ended"
        self.query_one(KeyBar).keys = keys_now(self._state, over=True)

    def _show_keys(self) -> None:
        state = self._state
        bar = self.query_one(KeyBar)
        bar.keys = keys_now(state, over=self._client.over.is_set())
        bar.figures = speed_figures(state.status, state.steps_per_s, state.overhead)

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
        run = self._state.run
        if run is not None:
            self._layer = max(0, min(message.index, len(run.layers) - 1))
            self.query_one(LayersPanel).selected = self._layer
            self._subscribe()

    @on(CommandChosen)
    async def run_chosen(self, message: CommandChosen) -> None:
        """Do what was clicked on."""
        await self.run_action(message.action)

    def _subscribe(self) -> None:
        """Tell the host what is on the screen, where that has changed."""
        wanted = self._on_screen()
        if wanted is not None and wanted != self._subscribed:
            self._subscribed = wanted
            self._client.show(wanted)

    def _on_screen(self) -> Subscribe | None:
        """What there is to see; None until it is known."""
        run = self._state.run
        if run is None:
            return None
        if TooSmall.is_too_small(self.size):
            return Subscribe()
        if not self._columns or not all(self._cells):
            return None
        heat = HeatRequest(run.layers[self._layer].name, *self._cells)
        return Subscribe(columns=self._columns, heat=heat, layers=True)

    def action_pause_or_run(self) -> None:
        """Pause or run."""
        self._client.ask(Toggle())

    def action_step(self, count: int) -> None:
        """Take so many steps."""
        self._client.ask(StepBy(count))

    def action_epoch_end(self) -> None:
        """Run to the end of the epoch."""
        self._client.ask(RunToEpochEnd())

    def action_scale_rate(self, factor: float) -> None:
        """Multiply the learning rate."""
        self._client.ask(ScaleLearningRate(factor))

    def action_evaluate(self) -> None:
        """Measure the rows held out."""
        self._client.ask(Evaluate())

    def action_pace(self, by: int) -> None:
        """A pace further up or down."""
        self._client.ask(ShiftPace(by))

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

    def action_enter_rate(self) -> None:
        """Type a learning rate."""
        if self._state.status is not None:
            self.app.push_screen(RateEntry(self._state.status.learning_rate), self._take_rate)

    def action_edit_hyper(self) -> None:
        """Change the other hyper-parameters."""
        state = self._state
        if state.status is not None and state.run is not None:
            self.app.push_screen(HyperForm(state.status, state.run), self._take_hyper)

    def action_leave(self) -> None:
        """Quit at once where the run is over, else ask."""
        status = self._state.status
        if self._client.over.is_set() or status is None or status.state in OVER:
            self.post_message(LeaveAgreed())
        else:
            self.app.push_screen(LeaveScreen(status.state), self._take_answer)

    def _take_rate(self, rate: float | None) -> None:
        if rate is not None:
            self._client.ask(SetHyperParameter("learning_rate", rate))

    def _take_hyper(self, changes: dict[str, float] | None) -> None:
        for name, value in (changes or {}).items():
            self._client.ask(SetHyperParameter(name, value))

    def _take_answer(self, leave: bool | None) -> None:
        if leave:
            self.post_message(LeaveAgreed())
