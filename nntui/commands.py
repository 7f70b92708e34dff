"""Everything that a key, the palette or the mouse can do: one table, plain data.

Bindings, the bar at the bottom, the palette, the help screen and the README's key table are made from it.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Command:
    """One thing to do.

    keys: Textual's names. shown: as people write them, the first ones first. action: of the dashboard.
    label: a few words. help: what it does in each state.
    """

    id: str
    keys: tuple[str, ...]
    shown: str
    action: str
    label: str
    help: str


COMMANDS: tuple[Command, ...] = (
    Command(
        "pause_or_run",
        ("space", "f5"),
        "space  F5",
        "pause_or_run",
        "pause or run",
        "Running: pause before the next batch. Paused: run. Finished: train for as many epochs again. "
        "Diverged: go back to where it was sound, and on from there.",
    ),
    Command(
        "step",
        ("s", "right"),
        "s  right",
        "step(1)",
        "one step",
        "Paused or finished: take exactly one step, then pause; pressed again under way, they add up. "
        "Running: pause, and take none.",
    ),
    Command(
        "step-10",
        ("S",),
        "S",
        "step(10)",
        "ten steps",
        "As s, ten steps at once; space cancels the rest.",
    ),
    Command(
        "epoch",
        ("e",),
        "e",
        "epoch_end",
        "to the end of the epoch",
        "Run to the end of this epoch (of the next one on a boundary), then pause.",
    ),
    Command(
        "rate-down",
        ("left_square_bracket", "minus"),
        "[  -",
        "scale_rate(0.8)",
        "learning rate ÷ 1.25",
        "A little lower, from the next step on, in every state; with a schedule, on top of it.",
    ),
    Command(
        "rate-up",
        ("right_square_bracket", "plus"),
        "]  +",
        "scale_rate(1.25)",
        "learning rate × 1.25",
        "A little higher, from the next step on, in every state; with a schedule, on top of it.",
    ),
    Command(
        "rate-down-10",
        ("left_curly_bracket", "pagedown"),
        "{  PgDn",
        "scale_rate(0.1)",
        "learning rate ÷ 10",
        "Much lower, from the next step on.",
    ),
    Command(
        "rate-up-10",
        ("right_curly_bracket", "pageup"),
        "}  PgUp",
        "scale_rate(10.0)",
        "learning rate × 10",
        "Much higher, from the next step on.",
    ),
    Command(
        "rate",
        ("l",),
        "l",
        "enter_rate",
        "type a learning rate",
        "Such as 1e-3 or 0.01, which is held then; schedule goes back to the run's schedule.",
    ),
    Command(
        "hyper",
        ("h",),
        "h",
        "edit_hyper",
        "hyper-parameters",
        "Change momentum, weight decay, dropout and batch size from the next step on.",
    ),
    Command("slower", ("less_than_sign",), "<", "pace(-1)", "slower", "Watch at fewer steps a second."),
    Command("faster", ("greater_than_sign",), ">", "pace(1)", "faster", "At more, up to max."),
    Command(
        "layer-before",
        ("comma",),
        ",  up",
        "layer(-1)",
        "layer before",
        "Show the weights of the layer before (up in the layer table).",
    ),
    Command(
        "layer-after",
        ("full_stop",),
        ".  down",
        "layer(1)",
        "layer after",
        "Show the weights of the layer after (down in the layer table).",
    ),
    Command(
        "picture",
        ("m",),
        "m",
        "picture",
        "next map of the layer",
        "Show what else there is to see of it: the weights of its state, or where its attention looks.",
    ),
    Command(
        "evaluate",
        ("v",),
        "v",
        "evaluate",
        "evaluate now",
        "Measure the rows held out, for the screen.",
    ),
    Command("log-scale", ("y",), "y", "log_scale", "log scale", "Loss on a linear or a logarithmic scale."),
    Command(
        "enlarge",
        ("z",),
        "z",
        "enlarge",
        "enlarge a panel",
        "Fill the screen with the panel in focus (tab moves on), and back.",
    ),
    Command("help", ("question_mark", "f1"), "?  F1", "help", "help", "All keys, and what each panel shows."),
    Command(
        "palette",
        ("ctrl+p",),
        "ctrl+p",
        "app.command_palette",
        "palette",
        "Find any command by its name.",
    ),
    Command(
        "resume",
        ("r",),
        "r",
        "resume",
        "resume or reconnect",
        "A run without a host: start one, and go on where it was. Offline: connect now; where the way there "
        "asks for a password, say, answer it.",
    ),
    Command(
        "detach",
        ("d",),
        "d",
        "detach",
        "leave it running",
        "Close the dashboard at once; training goes on.",
    ),
    Command(
        "quit",
        ("q", "ctrl+q", "ctrl+c"),
        "q  ctrl+c",
        "leave",
        "quit",
        "A run that is over closes at once; otherwise you are asked whether it goes on.",
    ),
    Command(
        "redraw",
        ("ctrl+l",),
        "ctrl+l",
        "app.redraw",
        "redraw",
        "Draw the whole screen anew, should something have written over it.",
    ),
    Command(
        "suspend",
        ("ctrl+z",),
        "ctrl+z",
        "app.suspend_process",
        "to the shell",
        "Back with fg; training goes on.",
    ),
)
"""From the most used to the least."""


def key_table() -> str:
    """The commands as a Markdown table, for the README."""
    lines = ["| key | does |", "|---|---|"]
    for command in COMMANDS:
        keys = " ".join(f"`{key}`" for key in command.shown.split())
        lines.append(f"| {keys} | **{command.label}.** {command.help} |")
    return "\n".join(lines)
