"""Records as rows, and back."""

from __future__ import annotations

import sqlite3
from math import inf, isnan, nan

import numpy as np
import pytest

from benchmarks.harness.branched_run import epoch, layer, stood
from nntui.store.records import (
    Branched,
    CheckpointWritten,
    Described,
    EpochMeasured,
    HostBegan,
    Intervened,
    LayerMeasured,
    Logged,
    Record,
)
from nntui.store.schema import TABLES
from nntui.store.tables import ALL, CHECKPOINTS, EPOCHS, LAYERS, LOG, STANDING, LossChunk, Table

RECORDS = [
    Branched(1, None, 0, 1.5),
    Branched(2, 1, 10, 1.5, "diverged"),
    HostBegan(1.5, 0, 42, "host", "nntui 1", "2.4", "OpenBLAS 0.3", "a CPU", 2),
    Described("digits", "64-32-10 relu", '{"name": "ü"}'),
    stood(1234),
    CheckpointWritten(1, 5, "step-000000005.safetensors", "00ff", 2**40, 1.5, "best", best=True),
    Intervened(1, 5, 1.5, "Toggle", "{}"),
    epoch(1, 1000),
    EpochMeasured(1, 0, 0, 1.5, None, inf, None, -inf),
    Logged(1, 1.5, 2.5, 7, "learning rate 1e-3 → 2e-3\0\n", "lr 2e-3", "ada@laptop"),
    LossChunk(1, 1, 2, b"\0\1\2\3\4\5\6\7"),
    layer(1, 100, "dense_1"),
]


@pytest.fixture
def connection() -> sqlite3.Connection:
    """The tables, in memory."""
    connection = sqlite3.connect(":memory:")
    connection.executescript(TABLES)
    yield connection
    connection.close()


def table_of(record: object) -> Table[object]:
    return next(each for each in ALL if each.kind is type(record))


def stored(connection: sqlite3.Connection, record: object) -> object:
    """What comes back of a record."""
    table = table_of(record)
    connection.execute(table.insert, table.row(record))
    return next(table.read(connection))


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_a_record_comes_back_as_it_was(connection: sqlite3.Connection, record: Record) -> None:
    """Of every kind, with every value that is out of the ordinary."""
    found = stored(connection, record)
    assert found == record
    assert [type(value) for value in vars(found).values()] == [type(value) for value in vars(record).values()]


def test_a_measure_of_nothing_comes_back(connection: sqlite3.Connection) -> None:
    """SQLite knows no NaN, the engine's probes do."""
    found = stored(connection, LayerMeasured(1, 100, "dense_1", nan, 1e-3, 0.5))
    assert isinstance(found, LayerMeasured)
    assert isnan(found.gradient_norm)
    assert (found.update_ratio, found.idle_units) == (1e-3, 0.5)


def test_a_zero_is_a_zero(connection: sqlite3.Connection) -> None:
    """SQLite knows one zero only: the checksum is that of what will be read."""
    connection.execute(EPOCHS.insert, EPOCHS.row(EpochMeasured(1, 4, 1, -0.0, -0.0, None, 0.5, None)))
    (found,) = EPOCHS.read(connection)
    assert (found.time, found.train_loss) == (0.0, 0.0)


def test_numbers_of_numpy_are_numbers(connection: sqlite3.Connection) -> None:
    """A loss may come from an array; its row is none the less what was written."""
    found = stored(connection, Logged(np.int64(1), np.float32(0.5), 2, 7, "a"))  # type: ignore[arg-type]
    assert found == Logged(1, 0.5, 2.0, 7, "a")


def test_a_name_that_is_no_text_is_stored(connection: sqlite3.Connection) -> None:
    """Files may be called anything; that must not stop the writing."""
    found = stored(connection, Logged(1, 0.5, 2.0, 7, "data \udcff.csv"))
    assert found == Logged(1, 0.5, 2.0, 7, "data ?.csv")


def test_a_table_of_one_row_keeps_the_newest(connection: sqlite3.Connection) -> None:
    """How a run stands is not its history."""
    stored(connection, stood(1))
    assert stored(connection, stood(2)) == stood(2)
    assert connection.execute("SELECT count(*) FROM standing").fetchone() == (1,)


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: type(record).__name__)
def test_every_flipped_bit_is_noticed(record: Record) -> None:
    """In every value of a row, and in the checksum itself."""
    table = table_of(record)
    row = table.row(record)
    assert table.verified(row) == record
    trusted = [
        (place, changed)
        for place, value in enumerate(row)
        for changed in flipped(value)
        if table.verified((*row[:place], changed, *row[place + 1 :])) is not None
    ]
    assert trusted == []


def flipped(value: object) -> list[object]:
    """What one flipped bit can make of a value."""
    match value:
        case int():
            return [value ^ 1 << bit for bit in range(63)]
        case float():
            bits = int(np.float64(value).view(np.uint64))
            return [float(np.uint64(bits ^ 1 << bit).view(np.float64)) for bit in range(64)]
        case str():
            return [data.decode("utf-8", "replace") for data in flipped(value.encode())]
        case bytes():
            as_number = int.from_bytes(value, "little")
            return [(as_number ^ 1 << bit).to_bytes(len(value), "little") for bit in range(8 * len(value))]
        case _:
            return [0, 0.0, ""]


def test_a_value_of_another_type_is_noticed() -> None:
    """A flipped bit in SQLite's own record header makes a text of a number."""
    row = CHECKPOINTS.row(CheckpointWritten(1, 5, "a", "b", 3, 1.5, "time"))
    assert CHECKPOINTS.verified(("1", *row[1:])) is None
    assert CHECKPOINTS.verified((1.0, *row[1:])) is None
    assert CHECKPOINTS.verified((None, *row[1:])) is None


def test_reading_says_which_table_is_damaged(connection: sqlite3.Connection) -> None:
    """Whoever reads learns that something was not written by nntui."""
    stored(connection, Logged(1, 0.5, 2.0, 7, "a"))
    connection.execute("UPDATE log SET text = 'b'")
    with pytest.raises(sqlite3.DatabaseError, match="a row of log is not what was written"):
        list(LOG.read(connection))


def test_rows_can_be_read_from_both_ends(connection: sqlite3.Connection) -> None:
    """Around a torn page, by whatever the table is sorted by."""
    for step in (100, 200):
        for name in ("a", "b"):
            connection.execute(LAYERS.insert, LAYERS.row(layer(1, step, name)))
    forwards = connection.execute(LAYERS.scan("")).fetchall()
    assert [row[:3] for row in forwards] == [(1, 100, "a"), (1, 100, "b"), (1, 200, "a"), (1, 200, "b")]
    assert connection.execute(LAYERS.scan("DESC")).fetchall() == forwards[::-1]


def test_the_tables_are_those_of_the_schema(connection: sqlite3.Connection) -> None:
    """No table is forgotten when a run is salvaged."""
    named = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert named == {table.name for table in ALL}


def test_reading_in_order(connection: sqlite3.Connection) -> None:
    """The standing is one row, whatever it is asked for."""
    stored(connection, stood(5))
    assert [each.step for each in STANDING.read(connection)] == [5]
