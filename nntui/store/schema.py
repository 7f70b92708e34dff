"""The tables of run.db, for whoever opens it with SQLite; docs/run-folder.md says what they mean."""

from __future__ import annotations

APPLICATION = 0x6E6E7475
"""SQLite's application id: `nntu`."""

VERSION = 1
"""SQLite's user version: of these tables."""

CHUNK = 4096
"""Steps in a row of `losses`; its edges are multiples of it."""

TABLES = """
CREATE TABLE branches (
    branch    INTEGER PRIMARY KEY,
    parent    INTEGER CHECK (parent < branch),
    from_step INTEGER NOT NULL,
    time      REAL    NOT NULL,
    reason    TEXT    NOT NULL,
    checksum  INTEGER NOT NULL
);
CREATE TABLE losses (
    branch     INTEGER NOT NULL,
    first_step INTEGER NOT NULL,
    steps      INTEGER NOT NULL,
    loss       BLOB    NOT NULL,
    checksum   INTEGER NOT NULL,
    PRIMARY KEY (branch, first_step)
);
CREATE TABLE epochs (
    branch          INTEGER NOT NULL,
    step            INTEGER NOT NULL,
    epoch           INTEGER NOT NULL,
    time            REAL    NOT NULL,
    train_loss      REAL,
    validation_loss REAL,
    accuracy        REAL,
    r_squared       REAL,
    checksum        INTEGER NOT NULL,
    PRIMARY KEY (branch, step)
);
CREATE TABLE layers (
    branch        INTEGER NOT NULL,
    step          INTEGER NOT NULL,
    layer         TEXT    NOT NULL,
    gradient_norm REAL,
    update_ratio  REAL,
    idle_units    REAL,
    checksum      INTEGER NOT NULL,
    PRIMARY KEY (branch, step, layer)
) WITHOUT ROWID;
CREATE TABLE log (
    number   INTEGER PRIMARY KEY,
    time     REAL    NOT NULL,
    time_s   REAL    NOT NULL,
    step     INTEGER NOT NULL,
    text     TEXT    NOT NULL,
    mark     TEXT    NOT NULL,
    who      TEXT    NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE interventions (
    number   INTEGER PRIMARY KEY,
    branch   INTEGER NOT NULL,
    step     INTEGER NOT NULL,
    time     REAL    NOT NULL,
    kind     TEXT    NOT NULL,
    value    TEXT    NOT NULL,
    who      TEXT    NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE checkpoints (
    number   INTEGER PRIMARY KEY,
    branch   INTEGER NOT NULL,
    step     INTEGER NOT NULL,
    file     TEXT    NOT NULL UNIQUE,
    sha256   TEXT    NOT NULL,
    size     INTEGER NOT NULL,
    time     REAL    NOT NULL,
    reason   TEXT    NOT NULL,
    best     INTEGER NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE hosts (
    number   INTEGER PRIMARY KEY,
    time     REAL    NOT NULL,
    step     INTEGER NOT NULL,
    pid      INTEGER NOT NULL,
    machine  TEXT    NOT NULL,
    program  TEXT    NOT NULL,
    numpy    TEXT    NOT NULL,
    blas     TEXT    NOT NULL,
    cpu      TEXT    NOT NULL,
    threads  INTEGER NOT NULL,
    checksum INTEGER NOT NULL
);
CREATE TABLE description (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    dataset     TEXT NOT NULL,
    network     TEXT NOT NULL,
    description TEXT NOT NULL,
    checksum    INTEGER NOT NULL
);
CREATE TABLE standing (
    id              INTEGER PRIMARY KEY CHECK (id = 1),
    time            REAL    NOT NULL,
    branch          INTEGER NOT NULL,
    state           TEXT    NOT NULL,
    step            INTEGER NOT NULL,
    epochs_done     INTEGER NOT NULL,
    rows_used       INTEGER NOT NULL,
    first_goal      INTEGER NOT NULL,
    goal_epochs     INTEGER NOT NULL,
    learning_rate   REAL    NOT NULL,
    momentum        REAL    NOT NULL,
    weight_decay    REAL    NOT NULL,
    dropout         REAL    NOT NULL,
    batch_size      INTEGER NOT NULL,
    pace            REAL,
    steps_per_s     REAL    NOT NULL,
    loss            REAL,
    validation_loss REAL,
    accuracy        REAL,
    reason          TEXT    NOT NULL,
    checksum        INTEGER NOT NULL
);
"""

VIEWS = """
-- The line of steps that the run is on: its newest branch, and of each branch before it the steps up to where
-- the next one left it.
CREATE VIEW line AS
WITH RECURSIVE line (branch, parent, from_step, last_step) AS (
    SELECT branch, parent, from_step, 9223372036854775807
    FROM branches WHERE branch = (SELECT max(branch) FROM branches)
    UNION ALL
    SELECT earlier.branch, earlier.parent, earlier.from_step, min(line.from_step, line.last_step)
    FROM branches AS earlier JOIN line ON earlier.branch = line.parent AND earlier.branch < line.branch
)
SELECT branch, from_step, last_step FROM line;

CREATE VIEW current_losses AS
SELECT branch, first_step, min(steps, last_step - first_step + 1) AS steps,
       substr(loss, 1, 4 * min(steps, last_step - first_step + 1)) AS loss
FROM losses JOIN line USING (branch)
WHERE first_step BETWEEN from_step + 1 AND last_step ORDER BY first_step;

CREATE VIEW current_epochs AS
SELECT branch, step, epoch, time, train_loss, validation_loss, accuracy, r_squared
FROM epochs JOIN line USING (branch)
WHERE step <= last_step AND (step > from_step OR step = 0) ORDER BY step;

CREATE VIEW current_layers AS
SELECT branch, step, layer, gradient_norm, update_ratio, idle_units
FROM layers JOIN line USING (branch)
WHERE step BETWEEN from_step + 1 AND last_step ORDER BY step;

CREATE VIEW current_interventions AS
SELECT number, branch, step, time, kind, value, who
FROM interventions JOIN line USING (branch)
WHERE step BETWEEN from_step AND last_step ORDER BY number;

CREATE VIEW current_checkpoints AS
SELECT number, branch, step, file, sha256, size, time, reason, best
FROM checkpoints JOIN line USING (branch)
WHERE step BETWEEN from_step AND last_step ORDER BY number;
"""
