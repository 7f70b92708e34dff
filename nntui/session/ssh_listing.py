"""The runs on another machine, as the nntui over there lists them."""

from __future__ import annotations

from nntui.session.links import LinkError
from nntui.session.ssh import SshLink, Timing
from nntui_datasets.safe_text import visible

LIST_LIMIT = 1024 * 1024
"""The longest list of runs that is read, in bytes."""

MOST_RUNS = 10_000


def list_remote(
    destination: str, program: str | None = None, timing: Timing | None = None, *, may_ask: bool = True
) -> list[dict[str, object]]:
    """What `nntui ls --json` says over there, its text safe to show.

    Raises UserError for a destination that is none, LinkError where there is no list to be had.
    """
    link = SshLink(destination, "", program, timing)
    connected, answer = link.ask("list", may_ask=may_ask, limit=LIST_LIMIT)
    connected.close()
    runs = answer.get("runs")
    if not isinstance(runs, list) or not all(isinstance(run, dict) for run in runs):
        raise LinkError(f"{link.place}: what came is no list of runs", final=True)
    if len(runs) > MOST_RUNS:
        raise LinkError(f"{link.place}: {len(runs):,} runs are more than can be listed", final=True)
    try:
        return [{visible(key): _shown(value) for key, value in run.items()} for run in runs]
    except RecursionError as error:
        raise LinkError(f"{link.place}: what came is no list of runs", final=True) from error


def _shown(value: object) -> object:
    """A value of JSON with all text in it made visible."""
    match value:
        case str():
            return visible(value)
        case list():
            return [_shown(each) for each in value]
        case dict():
            return {visible(key): _shown(each) for key, each in value.items()}
        case _:
            return value
