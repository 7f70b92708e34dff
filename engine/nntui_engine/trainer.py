"""Training, one step at a time: no loop, no clock, no printing."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from math import isfinite, nan, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nntui_engine.arrays import Array, DTypeLike
from nntui_engine.averaging import MovingAverage
from nntui_engine.batches import Batches
from nntui_engine.bench import Bench
from nntui_engine.early_stopping import Patience, Waiting
from nntui_engine.errors import EngineError
from nntui_engine.evaluation import Evaluation, EvaluationPass, chunk_rows, sizes
from nntui_engine.fit import check_fit
from nntui_engine.halves import HalvedBench, can_be_halved
from nntui_engine.hyperparameters import HyperParameters
from nntui_engine.losses import Loss
from nntui_engine.network import parameters_for
from nntui_engine.optimizers import Optimizer
from nntui_engine.parameters import ParameterVector
from nntui_engine.penalties import Penalties
from nntui_engine.randomness import RandomSource
from nntui_engine.rows import Rows
from nntui_engine.schedules import Schedule, learning_rate
from nntui_engine.spec import NetworkSpec
from nntui_engine.state import TrainerState

MOST_BENCHES = 4
"""Numbers of rows that buffers are kept for: of a batch, of an epoch's last one, and of those before."""


@dataclass(frozen=True)
class TrainingPlan:
    """What to train, and how, apart from the rows.

    loss and optimizer make new ones: a loss for each number of rows, an optimizer for the parameters.
    schedule: of the learning rate, None for one that stays as it is. average: the decay of the averaged
    weights, None for none. patience: None for training to the goal, whatever the validation says.
    """

    network: NetworkSpec
    loss: Callable[[], Loss]
    optimizer: Callable[[ParameterVector], Optimizer]
    hyper: HyperParameters
    seed: int
    penalties: Penalties = field(default_factory=Penalties)
    schedule: Schedule | None = None
    average: float | None = None
    patience: Patience | None = None


class StepReport(NamedTuple):
    """One step.

    step: its number, from 1; of a diverged step the number it would have had. loss: of its batch, before the
    update. gradient_norm: of the whole gradient, penalties included, before clipping; NaN where none is
    computed. rows: of its batch. ends_epoch: whether it used the epoch's last row. diverged: why its update
    was not applied, or None. learning_rate: that it was taken with.
    """

    step: int
    loss: float
    gradient_norm: float
    rows: int
    ends_epoch: bool
    diverged: str | None
    learning_rate: float


class Trainer:
    """A network, its rows and where the training of it stands.

    Everything is computed in `dtype`; rows given in another are converted once.
    """

    def __init__(
        self, plan: TrainingPlan, training: Rows, validation: Rows | None, dtype: DTypeLike = np.float32
    ) -> None:
        if len(training) == 0:
            raise EngineError("there are no rows to train on")
        for rows in (training, validation):
            if rows is not None:
                check_fit(rows, plan.network, plan.loss())
        self.plan = plan
        self.training = training.cast(dtype)
        self.validation = None if validation is None else validation.cast(dtype)
        self.parameters = parameters_for(plan.network, plan.seed, dtype)
        self.optimizer = plan.optimizer(self.parameters)
        self.average = None if plan.average is None else MovingAverage(self.parameters, plan.average)
        self.waiting = Waiting()
        self.hyper = plan.hyper
        self.step_number = 0
        self._source = RandomSource(plan.seed)
        self._batches = Batches(len(training), self._source)
        self._helper: ThreadPoolExecutor | None = None
        self._halved = False
        self._benches: dict[tuple[int, bool], Bench | HalvedBench] = {}
        self._evaluators: dict[int, Bench] = {}
        self._chunk = chunk_rows(plan.network)

    @property
    def epochs_done(self) -> int:
        """Whole passes over the training rows."""
        return self._batches.epochs_done

    @property
    def rows_used(self) -> int:
        """Rows of the present pass that were used already; 0 on the boundary between two."""
        return self._batches.rows_used

    @property
    def epochs(self) -> float:
        """Passes over the training rows, with the part of the present one."""
        return self.epochs_done + self.rows_used / len(self.training)

    def learning_rate(self, hyper: HyperParameters | None = None) -> float:
        """That of the next step, with its settings or with others."""
        return learning_rate(hyper or self.hyper, self.plan.schedule, self.epochs)

    # What is not finite is found below and told in words; a warning on a terminal would only be noise.
    @np.errstate(over="ignore", invalid="ignore", divide="ignore")
    def step(self) -> StepReport:
        """Take the next batch: forward, loss, backward, update.

        Where the loss or the gradient is not finite nothing changes, and the report says so.
        """
        rows = self._batches.peek(self.hyper.batch_size)
        bench, rate = self.bench(len(rows)), self.learning_rate()
        hyper = self.hyper if rate == self.hyper.learning_rate else replace(self.hyper, learning_rate=rate)
        loss, norm = self._found(rows, bench, hyper)
        reason = self._trouble(loss, norm)
        if reason is not None:
            # Nothing is applied, and the penalties may have used it as scratch.
            self.optimizer.update.fill(0)
            return StepReport(self.step_number + 1, loss, norm, len(rows), False, reason, rate)
        factor = self.plan.penalties.clipped(norm)
        if factor != 1.0:
            self.parameters.gradients *= factor
        self.step_number += 1
        self.optimizer.step(hyper, self.step_number, self._helper if self._halved else None)
        bench.end_step()
        if self.average is not None:
            self.average.update(self.step_number)
        ends_epoch = self._batches.advance(len(rows))
        return StepReport(self.step_number, loss, norm, len(rows), ends_epoch, None, rate)

    def _found(
        self, rows: NDArray[np.intp], bench: Bench | HalvedBench, hyper: HyperParameters
    ) -> tuple[float, float]:
        """Make all ready for the update; the loss of a batch, and the norm of its gradient."""
        bench.read(rows)
        bench.begin_step(self._source, self.step_number, hyper.dropout)
        if not self.optimizer.needs_gradients:
            return self.optimizer.search(hyper, self.step_number + 1, self._source, bench.forward), nan
        loss = bench.forward()
        bench.backward()
        decay = 0.0 if self.optimizer.decouples_decay else hyper.weight_decay
        self.plan.penalties.apply(self.parameters, self.optimizer.update, decay)
        gradients = self.parameters.gradients
        return loss, sqrt(gradients @ gradients)

    def _trouble(self, loss: float, norm: float) -> str | None:
        """Why an update is not to be applied, or None."""
        if not isfinite(loss):
            return f"the loss is {loss}"
        return "the gradient is not finite" if self.optimizer.needs_gradients and not isfinite(norm) else None

    def judge(self, loss: float) -> bool:
        """Count the validation loss at an end of an epoch; whether patience has run out."""
        if self.plan.patience is None:
            return False
        self.waiting, ran_out = self.plan.patience.after(self.waiting, self.epochs_done, loss)
        return ran_out

    def assign(self, full_name: str, values: Array) -> None:
        """Begin with other weights in one array; EngineError where they do not fit."""
        self.parameters.assign(full_name, values)
        if self.average is not None:
            self.average.begin()

    def scratch(self) -> Trainer:
        """Another trainer that stands where this one does: whatever it does, this one is none the wiser."""
        dtype = self.parameters.values.dtype
        other = Trainer(self.plan, self.training, self.validation, dtype)
        other.halve(self._halved)
        other.restore(self.state())
        return other

    def halve(self, wanted: bool) -> None:
        """Have two threads share each batch from now on, or one take it all, which makes other bits.

        A network whose rows depend on each other is left to one.
        """
        self._halved = wanted and can_be_halved(self.plan.network)
        if self._halved and self._helper is None:
            self._helper = ThreadPoolExecutor(1, "nntui-half")

    def bench(self, rows: int) -> Bench | HalvedBench:
        """The network, loss and buffers for batches of so many rows, made when first needed."""
        key = (rows, self._halved)
        if key not in self._benches:
            made = self._training_bench(rows)
            if len(self._benches) == MOST_BENCHES:
                del self._benches[next(iter(self._benches))]
            self._benches[key] = made
        return self._benches[key]

    def evaluation(self) -> EvaluationPass | None:
        """A pass over the validation rows, to be advanced by the caller; None where there are none."""
        if self.validation is None or len(self.validation) == 0:
            return None
        for rows in sizes(len(self.validation), self._chunk) - self._evaluators.keys():
            self._evaluators[rows] = self._bench(self.validation, rows, training=False)
        return EvaluationPass(self.validation, self._evaluators, self._chunk)

    def evaluate(self) -> Evaluation | None:
        """The validation loss and accuracy of the parameters as they are, or of their averages."""
        evaluation = self.evaluation()
        if evaluation is None:
            return None
        while not evaluation.finished:
            evaluation.advance()
        return evaluation.result()

    def state(self) -> TrainerState:
        """A copy of all that the future depends on."""
        return TrainerState(
            self.parameters.values.copy(),
            self.parameters.statistics.copy(),
            tuple(vector.copy() for vector in self.optimizer.vectors),
            self.hyper,
            self.step_number,
            self._batches.epochs_done,
            self._batches.rows_used,
            None if self.average is None else self.average.vector.copy(),
            self.waiting,
        )

    def restore(self, state: TrainerState) -> None:
        """Go to a state; what follows is what followed it, to the bit."""
        self.parameters.values[...] = state.values
        self.parameters.statistics[...] = state.statistics
        for vector, saved in zip(self.optimizer.vectors, state.optimizer_vectors, strict=True):
            vector[...] = saved
        if self.average is not None:
            if state.average is None:
                self.average.begin()
            else:
                self.average.vector[...] = state.average
        self.waiting = state.waiting
        self.hyper = state.hyper
        self.step_number = state.step
        self._batches.epochs_done = state.epochs_done
        self._batches.rows_used = state.rows_used

    def _training_bench(self, rows: int) -> Bench | HalvedBench:
        if not self._halved or self._helper is None or rows == 1:
            return self._bench(self.training, rows, training=True)
        first = self._bench(self.training, (rows + 1) // 2, training=True)
        second = self._bench(self.training, rows // 2, training=True, part=1)
        return HalvedBench(first, second, self._helper)

    def _bench(self, data: Rows, rows: int, *, training: bool, part: int = 0) -> Bench:
        parameters = self.parameters if training or self.average is None else self.average.parameters
        own = parameters.apart() if part else parameters
        return Bench(self.plan.network, own, self.plan.loss, data, rows, training=training, part=part)
