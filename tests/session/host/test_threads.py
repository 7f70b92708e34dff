"""How many threads BLAS uses: measured once, with a clock that says what a test wants it to."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from threadpoolctl import ThreadpoolController

from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.host import process
from nntui.session.host.threads import HALVES, ONE, Threads, chosen_threads, limit_threads, use_threads
from nntui_engine.trainer import StepReport, Trainer


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """Give BLAS its threads back afterwards."""
    with ThreadpoolController().limit(limits=1):
        yield


class Machine:
    """Scratch trainers whose whole batches take as long as a test says, in one or in halves."""

    def __init__(self, one_s: float, two_s: float, batch: int = 16) -> None:
        self.now, self.made, self.halved = 0.0, 0, False
        self._batch = batch
        self._step_s = (one_s, two_s)

    def clock(self) -> float:
        return self.now

    def make(self) -> Trainer:
        self.made += 1
        trainer = assemble(RunConfig(dataset="line", batch=self._batch)).trainer
        step = trainer.step

        def timed() -> StepReport:
            report = step()
            self.now += self._step_s[self.halved] * report.rows / self._batch
            return report

        trainer.step = timed  # type: ignore[method-assign]
        trainer.halve = self._halve  # type: ignore[method-assign]
        return trainer

    def _halve(self, wanted: bool) -> None:
        self.halved = wanted


@pytest.mark.parametrize(
    ("one_s", "two_s", "expected"),
    [
        (1e-3, 1e-4, 1),
        (3e-3, 1e-3, 2),
        (3e-3, 2.9e-3, 1),
        (3e-3, 4e-3, 1),
    ],
    ids=["cheap", "worth it", "hardly faster", "slower"],
)
def test_one_thread_unless_two_are_worth_it(
    tmp_path: Path, one_s: float, two_s: float, expected: int
) -> None:
    """Two threads are taken where a step is dear, and they are clearly faster."""
    machine = Machine(one_s, two_s)
    assert chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2).number == expected


@pytest.mark.parametrize(("one_s", "two_s", "expected"), [(5e-3, 3e-3, 2), (5e-3, 6e-3, 1)])
@pytest.mark.parametrize("batch", [53, 100, 160], ids=["four", "two", "one"])
def test_small_last_batches(tmp_path: Path, one_s: float, two_s: float, expected: int, batch: int) -> None:
    """Where an epoch has a few batches, its small last one is not always taken the same way."""
    machine = Machine(one_s, two_s, batch)
    assert chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2).number == expected


@pytest.mark.parametrize("one_s", [1e-3, 3e-3], ids=["cheap", "two were slower"])
def test_one_thread_is_remembered(tmp_path: Path, one_s: float) -> None:
    """The same command makes the same choice, and is not held up by measuring it again."""
    made = []
    for two_s in (4e-3, 1e-4):
        machine = Machine(one_s, two_s)
        assert chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2) == ONE
        made.append(machine.made)
    assert made == [1, 0]


def test_a_core_that_is_busy_by_now(tmp_path: Path) -> None:
    """Two threads are not taken on the word of a quiet hour, and taken again when it is quiet again."""
    found = []
    for two_s in (1e-3, 50e-3, 1e-3):
        machine = Machine(3e-3, two_s)
        found.append(chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2))
    assert found == [HALVES, ONE, HALVES]


def test_what_is_remembered_is_looked_at_briefly(tmp_path: Path) -> None:
    """A start waits for one timing of each, where it was three at first."""
    waited = []
    for _ in range(2):
        machine = Machine(3e-3, 1e-3)
        chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2)
        waited.append(machine.now)
    assert waited == pytest.approx([4 * 3e-3 + 3 * 5 * 4e-3, 4 * 3e-3 + 5 * 4e-3])


def test_long_steps(tmp_path: Path) -> None:
    """A person who waits for the first step waits for no more of them than the choice needs."""
    waited = []
    for _ in range(2):
        machine = Machine(1.0, 0.5)
        chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2)
        waited.append(machine.now)
    assert waited == pytest.approx([1.0 + 3 * 3 * 1.5, 1.0 + 3 * 1.5])


def test_nothing_can_be_remembered(tmp_path: Path) -> None:
    """Where nothing may be written, as in many containers, it is measured each time."""
    (tmp_path / "cache").write_text("a file where a folder should be")
    for _ in range(2):
        machine = Machine(3e-3, 1e-3)
        assert chosen_threads(machine.make, "key", tmp_path / "cache", machine.clock, cores=2) == HALVES
        assert machine.made == 1


def test_another_network_is_measured_for_itself(tmp_path: Path) -> None:
    """What is right for one shape need not be for another."""
    for key, two_s, expected in (("small", 4e-3, 1), ("large", 1e-3, 2)):
        machine = Machine(3e-3, two_s)
        assert chosen_threads(machine.make, key, tmp_path, machine.clock, cores=2).number == expected


@pytest.fixture
def keys(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What networks are remembered by; all of them are said to be faster in halves."""
    keys: list[str] = []

    def choose(_make: object, key: str, *_: object) -> Threads:
        keys.append(key)
        return HALVES

    monkeypatch.setattr(process, "chosen_threads", choose)
    return keys


def test_networks_of_one_name(keys: list[str], tmp_path: Path) -> None:
    """What a step costs depends on how long a row is, and the names of networks do not say that."""
    text = tmp_path / "book.txt"
    text.write_text("so it goes on and on, and so it goes. " * 20)
    names = set()
    for context in (8, 30):
        assembly = assemble(RunConfig(dataset=str(text), context=context))
        names.add(assembly.network)
        process.settle_threads(assembly)
    assert (len(names), len(set(keys))) == (1, 2)


def test_rows_that_depend_on_each_other(keys: list[str]) -> None:
    """They are not tried in halves: a run.toml that asks for it would be refused when the run is resumed."""
    layers = ({"kind": "batch_norm"}, {"kind": "dense", "outputs": 3})
    assert process.settle_threads(assemble(RunConfig(dataset="iris", layers=layers))) == ONE
    assert keys == []


def test_one_core(tmp_path: Path) -> None:
    """Where there is one core there is nothing to measure."""
    machine = Machine(3e-3, 1e-3)
    assert chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=1) == ONE
    assert machine.made == 0


def test_what_was_remembered_of_more_cores(tmp_path: Path) -> None:
    """A cache that came from a larger machine asks for no more cores than there are."""
    machine = Machine(3e-3, 1e-3)
    chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2)
    assert chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=1) == ONE


@pytest.mark.parametrize("content", [b"", b"many", b"['two']"])
def test_a_cache_that_is_broken(tmp_path: Path, content: bytes) -> None:
    """What cannot be read is measured again, and written anew."""
    machine = Machine(3e-3, 1e-3)
    chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2)
    (file,) = (tmp_path / "threads").iterdir()
    file.write_bytes(content)
    assert chosen_threads(machine.make, "key", tmp_path, machine.clock, cores=2) == HALVES
    assert msgspec.json.decode(file.read_bytes()) == [2, True]


@pytest.mark.parametrize("count", [2, 1])
def test_threads_are_set(count: int) -> None:
    """The count that a run asks for is the one that BLAS uses from then on, or the run is told otherwise."""
    told = limit_threads(count)
    blas = ThreadpoolController().select(user_api="blas").info()
    limit_threads(1)  # as all other tests have it
    assert told == (bool(blas) and {part["num_threads"] for part in blas} == {count})


def test_a_batch_is_shared_and_products_are_not() -> None:
    """Each half has a thread of its own: more for its products would be more than there are cores."""
    trainer = assemble(RunConfig(dataset="line")).trainer
    use_threads(trainer, HALVES)
    counts = {part["num_threads"] for part in ThreadpoolController().select(user_api="blas").info()}
    assert (len(trainer.bench(4).networks), counts) == (2, {1})
    use_threads(trainer, ONE)
    assert len(trainer.bench(4).networks) == 1
