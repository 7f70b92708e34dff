"""From a config to the course of a training: its schedule, its patience, and what does not go together."""

from __future__ import annotations

import msgspec

from nntui.config import Positive, RunConfig, Text
from nntui.errors import UserError
from nntui.numbers import counted
from nntui.rules import RULES
from nntui_engine.early_stopping import Patience
from nntui_engine.optimizers import OPTIMIZERS
from nntui_engine.schedules import (
    SCHEDULES,
    Composed,
    Constant,
    Cosine,
    Exponential,
    Linear,
    OneCycle,
    Part,
    Schedule,
    Step,
)

LAST = 0.01
"""Where a rate falls to, and where a warm-up begins: this share of the rate, unless it is said."""

STEPS, FALL = 3, 0.1
"""A step schedule falls after each third of its epochs, to a tenth, unless it is said."""

USERS: dict[str, tuple[str, ...]] = {
    "step-every": ("step",),
    "gamma": ("step", "exponential"),
    "final-lr": ("exponential", "linear", "cosine", "one_cycle"),
}
"""Which schedules have an option."""

NEEDS_GRADIENTS = ("weight_decay", "l1", "l2", "clip")
"""The settings that mean nothing where there is no gradient."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, rename="kebab"):
    """A schedule on its own, or one of several in a row: a table in `run.toml`.

    epochs: how long it takes, None for the rest. lr: where it begins, None for the run's own.
    """

    kind: Text
    epochs: Positive | None = None
    lr: Positive | None = None
    step_every: Positive | None = None
    gamma: Positive | None = None
    final_lr: Positive | None = None


def refuse_contradictions(config: RunConfig) -> None:
    """UserError where two settings of the course do not go together."""
    if config.min_delta and config.patience is None:
        raise UserError("min-delta says what patience waits for: give patience too, or leave it out")
    if config.optimizer is not None and config.optimizer in OPTIMIZERS:
        if OPTIMIZERS[config.optimizer].needs_gradients:
            return
        for key in NEEDS_GRADIENTS:
            if getattr(config, key):
                said = key.replace("_", "-")
                raise UserError(f"{config.optimizer} has no gradient for {said} to act on: leave it out")


def settled(config: RunConfig) -> RunConfig:
    """The config with the options of its schedule filled in; UserError where it has none such."""
    if isinstance(config.schedule, str):
        stretch = _settled(_alone(config), config)
        options = {key: getattr(stretch, key) for key in ("step_every", "gamma", "final_lr")}
        return msgspec.structs.replace(config, **options)
    for key in USERS:
        if getattr(config, key.replace("-", "_")) is not None:
            raise UserError(f"schedule is a list, and each part says its own {key}: leave it out beside them")
    return config


def schedule_of(config: RunConfig) -> Schedule | None:
    """The schedule of a settled config, None where the rate stays; EngineError or UserError where none is."""
    if config.schedule == "constant" and not config.warmup:
        return None
    assert config.epochs is not None
    assert config.lr is not None
    goal = config.epochs - config.warmup
    if goal <= 0:
        epochs = counted(config.epochs, "epoch")
        raise UserError(f"a warmup of {config.warmup:g} leaves nothing of the run's {epochs}: shorten it")
    parts = _parts(config, goal)
    if config.warmup and parts[0].schedule.kind == "one_cycle":
        raise UserError("one_cycle rises by itself: leave out warmup")
    if config.warmup:
        rise = Linear(config.warmup, final=1.0 / LAST)
        parts = (Part(rise, LAST * parts[0].scale, "warm-up"), *parts)
    return parts[0].schedule if len(parts) == 1 and parts[0].scale == 1.0 else Composed.of(*parts)


def patience_of(config: RunConfig, held_out: int) -> Patience | None:
    """How long to wait for a better validation loss; None for not at all."""
    if config.patience is None:
        return None
    if held_out == 0:
        raise UserError("patience waits for a better validation loss, but no rows are held out: leave it out")
    return Patience(config.patience, config.min_delta)


def _parts(config: RunConfig, goal: float) -> tuple[Part, ...]:
    if isinstance(config.schedule, str):
        return (_part(_alone(config), config, goal),)
    if not config.schedule:
        raise UserError("schedule is an empty list: name one, or say its parts")
    parts: list[Part] = []
    for number, table in enumerate(config.schedule, 1):
        try:
            stretch = _settled(_read(table), config)
            parts.append(_part(stretch, config, _length(stretch, goal, last=number == len(config.schedule))))
        except UserError as error:
            raise UserError(f"part {number} of the schedule: {error}") from error
        goal -= parts[-1].schedule.span
    return tuple(parts)


def _length(stretch: Stretch, left: float, *, last: bool) -> float:
    if stretch.epochs is not None:
        return stretch.epochs
    if not last:
        raise UserError("it does not say how long it takes: epochs = 5, say")
    if left <= 0:
        raise UserError("the parts before it take all epochs of the run: shorten them, or train longer")
    return left


def _part(stretch: Stretch, config: RunConfig, span: float) -> Part:
    assert config.lr is not None
    base = stretch.lr or config.lr
    return Part(_schedule(stretch, base, span), base / config.lr)


def _schedule(stretch: Stretch, base: float, span: float) -> Schedule:
    """A settled stretch over so many epochs."""
    final = LAST if stretch.final_lr is None else stretch.final_lr / base
    match stretch.kind:
        case "step":
            return Step(span, stretch.step_every or span / STEPS, stretch.gamma or FALL)
        case "exponential":
            return Exponential(span, stretch.gamma or _gamma(final, span))
        case "linear":
            return Linear(span, final)
        case "cosine":
            return Cosine(span, final)
        case "one_cycle":
            return OneCycle(span, final)
    return Constant(span)


def _gamma(final: float, span: float) -> float:
    """What a rate is multiplied by in an epoch that comes to this share of itself after `span` of them."""
    try:
        gamma = float(final ** (1.0 / span))
    except OverflowError:
        gamma = 0.0
    if gamma == 0.0:
        raise UserError(f"{span:g} epochs are too few for exponential to come to its final-lr: give it more")
    return gamma


def _alone(config: RunConfig) -> Stretch:
    assert isinstance(config.schedule, str)
    return Stretch(
        kind=config.schedule,
        step_every=config.step_every,
        gamma=config.gamma,
        final_lr=config.final_lr,
    )


def _settled(stretch: Stretch, config: RunConfig) -> Stretch:
    """With all filled in that does not depend on its length; UserError where it cannot be."""
    kind = stretch.kind
    if kind not in SCHEDULES:
        raise UserError(f"there is no schedule called {kind}; there are {', '.join(SCHEDULES)}")
    for key, users in USERS.items():
        if getattr(stretch, key.replace("-", "_")) is not None and kind not in users:
            named = f"schedule {users[0]}" if len(users) == 1 else f"schedules {', '.join(users)}"
            raise UserError(f"{key} is for the {named}, not for {kind}: leave it out")
    if kind == "exponential" and stretch.gamma is not None and stretch.final_lr is not None:
        raise UserError("gamma and final-lr both say how fast it falls: leave one of them out")
    base = stretch.lr or config.lr
    if kind in USERS["final-lr"] and stretch.gamma is None and stretch.final_lr is None and base is not None:
        return msgspec.structs.replace(stretch, final_lr=base * LAST)
    if kind == "step" and stretch.gamma is None:
        return msgspec.structs.replace(stretch, gamma=FALL)
    return stretch


def _read(table: dict[str, object]) -> Stretch:
    try:
        return msgspec.convert(table, Stretch)
    except msgspec.ValidationError as error:
        message, _, place = str(error).partition(" - at `$.")
        if "unknown field" in message:
            raise UserError(f"there is no option called {message.split('`')[1]}") from error
        if "missing required" in message:
            raise UserError('it has no kind: kind = "cosine", say') from error
        key = place.rstrip("`")
        rule = {"kind": "a word", "epochs": "a number above 0"}.get(key) or RULES[key]
        raise UserError(f"{key} is {rule}, not {table[key]!r}") from error
