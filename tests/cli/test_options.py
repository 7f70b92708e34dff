"""From the command line to a config: every flag, and what goes before what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from nntui.cli.options import FLAGS, Parser, parse_run
from nntui.config import RunConfig, read_config, to_toml
from nntui.errors import UserError
from nntui.presets import preset_for
from nntui.session.assembly import assemble

Write = Callable[[str, str], Path]

GIVEN: list[tuple[str, str, object]] = [
    ("--model conv", "model", "conv"),
    ("--filters 16,32", "filters", (16, 32)),
    ("--units 64", "units", 64),
    ("--blocks 2", "blocks", 2),
    ("--heads 4", "heads", 4),
    ("--hidden 64,32", "hidden", (64, 32)),
    ("--hidden none", "hidden", ()),
    ("--activation tanh", "activation", "tanh"),
    ("--output sigmoid", "output", "sigmoid"),
    ("--loss huber", "loss", "huber"),
    ("--optimizer sgd", "optimizer", "sgd"),
    ("--lr 3e-3", "lr", 3e-3),
    ("--schedule cosine", "schedule", "cosine"),
    ("--warmup 2.5", "warmup", 2.5),
    ("--step-every 10", "step_every", 10.0),
    ("--gamma 0.5", "gamma", 0.5),
    ("--final-lr 1e-5", "final_lr", 1e-5),
    ("--momentum 0.5", "momentum", 0.5),
    ("--weight-decay 1e-4", "weight_decay", 1e-4),
    ("--dropout 0.2", "dropout", 0.2),
    ("--clip 1.5", "clip", 1.5),
    ("--class-weights", "class_weights", True),
    ("--batch 8", "batch", 8),
    ("--epochs 3", "epochs", 3),
    ("--patience 10", "patience", 10),
    ("--min-delta 1e-3", "min_delta", 1e-3),
    ("--average 0.99", "average", 0.99),
    ("--seed 7", "seed", 7),
    ("--threads 2", "threads", 2),
    ("--threads auto", "threads", "auto"),
    ("--format text", "format", "text"),
    ("--context 32", "context", 32),
    ("--task regression", "task", "regression"),
    ("--target width", "target", ("width",)),
    ("--target 3,height", "target", (3, "height")),
    ("--ignore id,4", "ignore", ("id", 4)),
    ("--categories zip,2", "categories", ("zip", 2)),
    ("--missing drop", "missing", "drop"),
    ("--header", "header", True),
    ("--no-header", "header", False),
    ("--validation 0.5", "validation", 0.5),
    ("--format npz", "format", "npz"),
    ("--image-size 64", "image_size", (64, 64)),
    ("--image-size 96x64", "image_size", (96, 64)),
    ("--colour grey", "colour", "grey"),
    ("--pace 20", "pace", 20.0),
    ("--pace max", "pace", "max"),
    ("--paused", "paused", True),
    ("--halves", "halves", True),
    ("--checkpoint-every 5", "checkpoint_every", 5.0),
    ("--name first", "name", "first"),
]


def parsed(*arguments: str) -> RunConfig:
    return parse_run(Parser(prog="nntui"), arguments)[0]


@pytest.mark.parametrize(("flag", "field", "expected"), GIVEN)
def test_a_flag_reaches_the_config(flag: str, field: str, expected: object) -> None:
    """Every flag sets just the setting that it is called after."""
    assert parsed(*flag.split()) == RunConfig(**{field: expected})


def test_every_flag_is_tested() -> None:
    """Guards the table above: a flag that is added is added there."""
    tested = {flag.split()[0] for flag, _, _ in GIVEN}
    assert tested == {flag for group in FLAGS.values() for flag in group}


def test_nothing_given() -> None:
    """Without any flag it is the handwritten digits, and the rest is decided later."""
    assert parsed() == RunConfig()


def test_a_run_toml(write: Write) -> None:
    """A file's settings are those of the run."""
    path = write("run.toml", 'dataset = "iris"\nlr = 0.5\nhidden = [3]\n')
    assert parsed(str(path)) == RunConfig(dataset="iris", lr=0.5, hidden=(3,))


def test_a_flag_goes_before_a_file(write: Write) -> None:
    """What is typed now overrules what was written then."""
    path = write("run.toml", 'dataset = "iris"\nlr = 0.5\nepochs = 9\nheader = true\n')
    assert parsed(str(path), "--lr", "0.25", "--no-header") == RunConfig(
        dataset="iris", lr=0.25, epochs=9, header=False
    )


@pytest.mark.parametrize(
    ("text", "flags", "expected"),
    [
        ("", [], preset_for("line")["lr"]),
        ("lr = 0.5\n", [], 0.5),
        ("lr = 0.5\n", ["--lr", "0.25"], 0.25),
        ("", ["--lr", "0.25"], 0.25),
    ],
)
def test_flag_file_preset(write: Write, text: str, flags: list[str], expected: float) -> None:
    """A flag goes before the file, the file before the dataset's preset."""
    path = write("run.toml", 'dataset = "line"\n' + text)
    assert assemble(parsed(str(path), *flags)).config.lr == expected


def test_a_preset_goes_before_the_ordinary() -> None:
    """What suits a dataset is used where nothing was said: the line is learnt by plain gradient descent."""
    config = assemble(parsed("line")).config
    assert (config.optimizer, config.hidden, config.activation) == ("sgd", (), "relu")


def test_an_optimizer_that_was_asked_for() -> None:
    """A preset's optimizer gives way to the one that was asked for, also if that is the usual one."""
    assert assemble(parsed("line", "--optimizer", "adam")).config.optimizer == "adam"


def test_a_file_is_named_by_its_whole_path(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A run that goes on finds its data wherever it was started."""
    monkeypatch.chdir(tmp_path)
    assert parsed("data.csv").dataset == str(tmp_path.resolve() / "data.csv")


@pytest.mark.parametrize(("flags", "expected"), [((), True), (("--threads", "1"), False)])
def test_other_threads_than_a_run_had(write: Write, flags: tuple[str, ...], expected: bool) -> None:
    """A run's own run.toml says how two threads shared each batch: a flag asks for others all the same."""
    path = write("run.toml", 'dataset = "iris"\nthreads = 2\nhalves = true\n')
    assert parsed(str(path), *flags).halves == expected


def test_a_file_in_a_run_toml_lies_beside_it(write: Write, tmp_path: Path) -> None:
    """A run.toml and its data can be moved together."""
    path = write("run.toml", 'dataset = "data.csv"\n')
    assert parsed(str(path)).dataset == str(tmp_path.resolve() / "data.csv")


def test_what_was_decided_can_be_read_again(write: Write) -> None:
    """A run's own run.toml is a run.toml, and says the very same."""
    config = assemble(parsed("iris", "--class-weights", "--epochs", "2")).config
    assert read_config(write("run.toml", to_toml(config))) == config


def refusal(*arguments: str) -> str:
    with pytest.raises(UserError) as caught:
        parsed(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ("--lr 0", "--lr is a number above 0, not 0.0"),
        ("--lr nan", "--lr is a number above 0, not nan"),
        ("--lr inf", "--lr is a number above 0, not inf"),
        ("--pace inf", "--pace is max or a number of steps a second above 0, not inf"),
        ("--hidden 4,0", "--hidden is a list of whole numbers from 1 up, not (4, 0)"),
        (
            "--hidden 4;2",
            "argument --hidden: '4;2' is not a list of sizes such as 64,32, or none (see nntui --help)",
        ),
        ("--dropout 1", "--dropout is a number from 0 up to but not 1, not 1.0"),
        ("--epochs 99999999999999999999", "--epochs is a whole number from 1 up, not 99999999999999999999"),
        ("iris wine", "unrecognized arguments: wine (see nntui --help)"),
    ],
)
def test_refused(arguments: str, expected: str) -> None:
    """A flag that says what cannot be is told by its name, with what it may be."""
    assert refusal(*arguments.split()) == expected


def test_a_key_that_does_not_exist(write: Write) -> None:
    """A slip in a run.toml is not silently left out."""
    path = write("run.toml", "learning-rate = 0.5\n")
    assert refusal(str(path)) == f"{path}: there is no setting called learning-rate"


def test_help_names_every_flag(capsys: pytest.CaptureFixture[str]) -> None:
    """The help text can be made, and has all flags in it."""
    with pytest.raises(SystemExit) as left:
        parsed("--help")
    text = capsys.readouterr().out
    flags: list[Any] = [flag for group in FLAGS.values() for flag in group]
    assert (left.value.code, [flag for flag in flags if flag not in text]) == (0, [])


def test_the_name_in_a_file_is_a_wish(write: Write) -> None:
    """`nntui run.toml` makes a run again and again; only a name that was typed must be free."""
    file = str(write("run.toml", 'dataset = "iris"\nname = "mine"\n'))
    asked = [parse_run(Parser(prog="nntui"), arguments) for arguments in ([file], [file, "--name", "yours"])]
    assert [(each.config.name, each.wish) for each in asked] == [(None, "mine"), ("yours", None)]
