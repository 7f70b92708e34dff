"""A new run from its config: the folder, and the host on its way."""

from __future__ import annotations

from nntui.cli.reading import reading_shown
from nntui.config import RunConfig, to_toml
from nntui.errors import UserError
from nntui.locations import runs_folder
from nntui.session.launch import Launch, Started, launch_host
from nntui.store.runs import create_run, discard, write_config


def start_run(config: RunConfig, wish: str | None = None) -> Launch:
    """Make the run's folder and start its host; does not wait for it.

    wish: what it is to be called if nothing was asked for, and numbered where that is taken.
    """
    folder = create_run(runs_folder(), config.name, config.dataset, wish)
    write_config(folder, config)
    return launch_host(folder)


def await_start(launch: Launch) -> Started:
    """Wait until the host has begun; a run that never did leaves nothing behind.

    Only that of a host that failed is kept, for its log: HostFailedError.
    """
    try:
        with reading_shown() as reading:
            return launch.started(reading)
    except (UserError, KeyboardInterrupt):
        launch.process.terminate()
        launch.process.wait()
        discard(launch.folder)
        raise


def dry_run(config: RunConfig) -> str:
    """The `run.toml` that would be run, with everything decided."""
    from nntui.cli.assembling import assemble_here

    return to_toml(assemble_here(config).config)
