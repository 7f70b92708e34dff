"""Progress bars on a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, TextColumn, TimeRemainingColumn, TransferSpeedColumn
from rich.progress import Progress as RichProgress

from nntui.cli.results import in_short
from nntui.numbers import count, loss, steps_per_second
from nntui.renderables.text import visible
from nntui.session.protocol import EpochEnded, Subscribe
from nntui.session.state import SessionState
from nntui_datasets.published import Published, PublishedFile


@contextmanager
def moving_bar(title: str) -> Iterator[Callable[[float], None]]:
    """A bar that is moved by the share that is done, and is gone in the end; on a terminal only."""
    console = Console(stderr=True)
    progress = RichProgress(console=console, transient=True, disable=not console.is_terminal)
    with progress:
        task = progress.add_task(title, total=1.0)
        yield lambda done: progress.update(task, completed=done)


class Shown:
    """A bar that is on the terminal while somebody works within it."""

    _progress: RichProgress

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._progress.stop()


class Bar(Shown):
    """Epochs done, the newest loss, the speed, and the time left."""

    wanted = Subscribe(rate_hz=5.0)

    def __init__(self) -> None:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[figures]}"),
            TimeRemainingColumn(),
        )
        # Drawn when a frame arrives and at no other time: its own thread would only wake for nothing.
        self._progress = RichProgress(*columns, console=Console(stderr=True), auto_refresh=False)
        self._task = self._progress.add_task("waiting", total=None, figures="")

    def at(self, state: SessionState) -> None:
        """Move the bar."""
        status = state.status
        if status is None:
            return
        figures = ""
        if state.shown_step:
            speed = steps_per_second(state.steps_per_s)
            figures = f"loss {loss(state.loss)}{in_short(state.evaluated)}  {speed}"
        done, goal = count(status.epochs_done), count(status.goal_epochs)
        self._progress.update(
            self._task,
            description=f"epoch {done}/{goal}",
            total=status.goal_epochs,
            completed=status.epochs_done,
            figures=figures,
            refresh=True,
        )

    def epoch(self, message: EpochEnded) -> None:
        """The frames say it already."""

    def say(self, text: str) -> None:
        """Print it above the bar."""
        self._progress.console.print(visible(text), markup=False, highlight=False)


class DownloadBar(Shown):
    """Bytes of a dataset that are there, the speed, and the time left."""

    def __init__(self, published: Published) -> None:
        columns = (BarColumn(), DownloadColumn(), TransferSpeedColumn(), TimeRemainingColumn())
        self._progress = RichProgress(*columns, console=Console(stderr=True))
        self._task = self._progress.add_task("", total=published.size)
        self._files = {file.name: 0 for file in published.files}

    def at(self, file: PublishedFile, done: int) -> None:
        """So many bytes of a file are there; fewer than before where another mirror is tried."""
        self._files[file.name] = done
        self._progress.update(self._task, completed=sum(self._files.values()))
