"""The future is a function of the state: nothing that a person looks at changes a single bit."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from nntui.config import RunConfig
from nntui.session.loopback import LoopbackHost, LoopbackViewer
from nntui.session.protocol import (
    Action,
    Evaluate,
    HeatRequest,
    Pause,
    Resume,
    RunToEpochEnd,
    SetHyperParameter,
    SetPace,
    ShiftPace,
    StepBy,
    Subscribe,
    Toggle,
)

EPOCHS = 2

Interventions = tuple[tuple[int, SetHyperParameter], ...]
"""What is changed, and after which step."""

Ending = tuple[str, list[Any], list[float]]
"""The parameters' SHA-256, the points of the validation curve, the losses of all steps."""


@dataclass
class Session:
    """A run, the viewers who come and go, and a clock of its own."""

    config: RunConfig
    interventions: Interventions
    now: float = 0.0
    viewers: list[LoopbackViewer] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.host = LoopbackHost(self.config, lambda: self.now)
        self.run = self.host.run
        self.pending = sorted(self.interventions, key=lambda each: each[0])
        self.hand = self.host.connect()

    @property
    def over(self) -> bool:
        return self.run.trainer.epochs_done >= EPOCHS

    def turn(self, steps: int) -> None:
        """One turn of so many steps at the most, none of them past an intervention that is to come."""
        if self.over:
            return
        step = self.run.trainer.step_number
        while self.pending and self.pending[0][0] <= step:
            self.hand.ask(self.pending.pop(0)[1])
        until_next = self.pending[0][0] - step if self.pending else steps
        self.now += self.host.turn(min(steps, until_next)) or 0.0

    def ask(self, action: Action) -> None:
        self.hand.ask(action)
        self.turn(1)

    def come(self, wanted: Subscribe, read_only: bool) -> None:
        self.viewers.append(self.host.connect(wanted, read_only=read_only))

    def leave(self, number: int) -> None:
        if self.viewers:
            self.host.leave(self.viewers.pop(number % len(self.viewers)))

    def read(self, number: int) -> None:
        if self.viewers:
            self.viewers[number % len(self.viewers)].read()

    def show(self, number: int, wanted: Subscribe) -> None:
        if self.viewers:
            self.viewers[number % len(self.viewers)].say(wanted)

    def wait(self, seconds: float) -> None:
        self.now += seconds

    def finish(self) -> Ending:
        """Run on to the end of the last epoch; what came out."""
        self.hand.ask(SetPace(None))
        self.hand.ask(Resume())
        while not self.over or self.run.evaluation is not None:
            self.turn(1_000) if not self.over else self.host.turn()
        losses = [float(loss) for _, part in self.run.losses.since(0) for loss in part]
        return self.host.loop.result().parameters_sha256, self.run.validations.points, losses


def config(optimizer: str, dropout: float, batch: int, network: dict[str, object]) -> RunConfig:
    return RunConfig(
        **network,
        optimizer=optimizer,
        dropout=dropout,
        batch=batch,
        epochs=EPOCHS,
        pace="max",
    )


def undisturbed(settings: RunConfig, interventions: Interventions) -> Ending:
    return Session(settings, interventions).finish()


DENSE = {"kind": "dense", "outputs": 3}
NETWORKS: list[dict[str, object]] = [
    {"dataset": "iris", "hidden": (5,)},
    {"dataset": "digits", "model": "conv", "filters": (2,), "hidden": (3,), "validation": 0.9},
    {"dataset": "digits", "model": "gru", "units": 3, "validation": 0.9},
    {"dataset": "digits", "model": "transformer", "units": 4, "heads": 2, "blocks": 1, "validation": 0.9},
    {"dataset": "iris", "layers": ({"kind": "dense", "outputs": 4}, {"kind": "batch_norm"}, DENSE)},
]

CONFIGS = st.builds(
    config,
    st.sampled_from(["sgd", "nesterov", "adam"]),
    st.sampled_from([0.0, 0.3]),
    st.sampled_from([16, 50]),
    st.sampled_from(NETWORKS),
)

SUBSCRIPTIONS = st.builds(
    Subscribe,
    columns=st.sampled_from([0, 3, 80]),
    heat=st.sampled_from(
        [
            None,
            HeatRequest("dense_1", 3, 2),
            HeatRequest("none", 3, 2),
            HeatRequest("self_attention_1", 3, 2, "attention"),
        ]
    ),
    layers=st.booleans(),
    rate_hz=st.sampled_from([0.0, 0.5, 10.0, 100.0]),
    epochs=st.booleans(),
)

ACTIONS = st.one_of(
    st.sampled_from([Toggle(), Pause(), Resume(), RunToEpochEnd(), Evaluate(), ShiftPace(-1), ShiftPace(1)]),
    st.integers(1, 12).map(StepBy),
    st.sampled_from([None, 0.5, 5.0, 1000.0]).map(SetPace),
    st.sampled_from([StepBy(0), SetPace(-1.0), SetHyperParameter("sharpness", 1.0)]),
)

Disturbance = Callable[[Session], None]

PLACES = st.integers(0, 5)
DISTURBANCES: st.SearchStrategy[Disturbance] = st.one_of(
    st.integers(1, 5).map(lambda steps: lambda session: session.turn(steps)),
    ACTIONS.map(lambda action: lambda session: session.ask(action)),
    st.tuples(SUBSCRIPTIONS, st.booleans()).map(lambda each: lambda session: session.come(*each)),
    PLACES.map(lambda number: lambda session: session.read(number)),
    PLACES.map(lambda number: lambda session: session.leave(number)),
    st.tuples(PLACES, SUBSCRIPTIONS).map(lambda each: lambda session: session.show(*each)),
    st.sampled_from([0.001, 0.2, 60.0]).map(lambda seconds: lambda session: session.wait(seconds)),
)

INTERVENTIONS = st.lists(
    st.tuples(
        st.integers(0, 10),
        st.one_of(
            st.sampled_from([1e-3, 0.02, 0.1]).map(lambda value: SetHyperParameter("learning_rate", value)),
            st.sampled_from([0.0, 0.5, 0.95]).map(lambda value: SetHyperParameter("momentum", value)),
            st.sampled_from([0.0, 0.01]).map(lambda value: SetHyperParameter("weight_decay", value)),
            st.sampled_from([0.0, 0.5]).map(lambda value: SetHyperParameter("dropout", value)),
            st.sampled_from([7.0, 32.0, 120.0]).map(lambda value: SetHyperParameter("batch_size", value)),
        ),
    ),
    max_size=4,
).map(tuple)


def disturbed(
    settings: RunConfig, interventions: Interventions, disturbances: Sequence[Disturbance]
) -> Ending:
    session = Session(settings, interventions)
    for disturb in disturbances:
        disturb(session)
    return session.finish()


@settings(max_examples=200, deadline=None)
@given(settings=CONFIGS, disturbances=st.lists(DISTURBANCES, max_size=40))
def test_looking_changes_nothing(settings: RunConfig, disturbances: list[Disturbance]) -> None:
    """A run paused, stepped, evaluated and watched at random ends with the bits of one left alone."""
    assert disturbed(settings, (), disturbances) == undisturbed(settings, ())


@settings(max_examples=200, deadline=None)
@given(settings=CONFIGS, interventions=INTERVENTIONS, disturbances=st.lists(DISTURBANCES, max_size=30))
def test_the_same_interventions_make_the_same_run(
    settings: RunConfig, interventions: Interventions, disturbances: list[Disturbance]
) -> None:
    """What is changed at equal steps gives equal bits, whatever else happens in between."""
    assert disturbed(settings, interventions, disturbances) == undisturbed(settings, interventions)
