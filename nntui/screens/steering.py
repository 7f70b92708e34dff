"""What the keys do to a run, and to the connection to its host."""

from __future__ import annotations

from textual.message import Message
from textual.screen import Screen

from nntui.client import Client
from nntui.renderables.text import narrow
from nntui.screens.asking import OVER
from nntui.screens.hyper_form import HyperForm
from nntui.screens.leaving import Answer, LeaveScreen
from nntui.screens.rate_entry import SCHEDULE, Rate, RateEntry
from nntui.session.protocol import (
    Evaluate,
    FollowSchedule,
    RunToEpochEnd,
    ScaleLearningRate,
    SetHyperParameter,
    ShiftPace,
    StepBy,
)
from nntui.session.state import SessionState


class LeaveAgreed(Message):
    """The dashboard is to close. stop: and the run to end."""

    def __init__(self, *, stop: bool = False) -> None:
        self.stop_run = stop
        super().__init__()


class TerminalWanted(Message):
    """The way to the host has a question, which it puts on the terminal."""


class SteeringScreen(Screen[None]):
    """Asks the host for what the keys say; what is shown is its subclass's business."""

    def __init__(self, client: Client) -> None:
        super().__init__()
        self.client = client

    @property
    def known(self) -> SessionState:
        """What is known of the run."""
        return self.client.state

    def action_pause_or_run(self) -> None:
        """Pause or run."""
        self.client.toggle()

    def action_step(self, count: int) -> None:
        """Take so many steps."""
        self.client.ask(StepBy(count))

    def action_epoch_end(self) -> None:
        """Run to the end of the epoch."""
        self.client.ask(RunToEpochEnd())

    def action_scale_rate(self, factor: float) -> None:
        """Multiply the learning rate."""
        self.client.ask(ScaleLearningRate(factor))

    def action_evaluate(self) -> None:
        """Measure the rows held out."""
        self.client.ask(Evaluate())

    def action_pace(self, by: int) -> None:
        """A pace further up or down."""
        self.client.ask(ShiftPace(by))

    def action_enter_rate(self) -> None:
        """Type a learning rate."""
        if self.known.status is not None and self.client.may_ask():
            status = self.known.status
            self.app.push_screen(RateEntry(status.learning_rate, status.schedule), self._take_rate)

    def action_edit_hyper(self) -> None:
        """Change the other hyper-parameters."""
        known = self.known
        if known.status is not None and known.run is not None and self.client.may_ask():
            self.app.push_screen(HyperForm(known.status, known.run), self._take_hyper)

    def action_resume(self) -> None:
        """Start a host where there is none, connect where there is no connection, or have a question put."""
        if self.client.asks:
            self.post_message(TerminalWanted())
        else:
            self.client.go_on()

    def action_detach(self) -> None:
        """Leave the run as it is."""
        self.post_message(LeaveAgreed())

    def action_leave(self) -> None:
        """Quit at once where there is nothing to be decided, else ask."""
        status = self.known.status
        if status is not None and self.client.steerable and status.state not in OVER:
            self.app.push_screen(LeaveScreen(status.state, self._again()), self._take_answer)
        else:
            self.post_message(LeaveAgreed())

    def _again(self) -> str:
        """The command that shows this run again."""
        name = narrow(self.known.run.name) if self.known.run else ""
        return f"nntui attach {self.client.place}:{name}" if self.client.place else f"nntui attach {name}"

    def _take_rate(self, rate: Rate | None) -> None:
        if rate == SCHEDULE:
            self.client.ask(FollowSchedule())
        elif rate is not None:
            self.client.ask(SetHyperParameter("learning_rate", rate))

    def _take_hyper(self, changes: dict[str, float] | None) -> None:
        for name, value in (changes or {}).items():
            self.client.ask(SetHyperParameter(name, value))

    def _take_answer(self, answer: Answer | None) -> None:
        if answer is not None:
            self.post_message(LeaveAgreed(stop=answer == "stop"))
