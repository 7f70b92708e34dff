"""What tests of the dashboard share: hosts that move only when they are told to, and dashboards on them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from numpy import ndindex
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.widget import Widget

from benchmarks.harness.emulator import Cell, Emulator
from nntui.app import NntuiApp
from nntui.config import RunConfig
from nntui.session.assembly import assemble
from nntui.session.codec import encode, host_reader
from nntui.session.host.process import begin, make_served
from nntui.session.host.server import Server
from nntui.session.protocol import Action, Ended, Result, ToHost, ToViewer
from nntui.session.sockets import listen
from nntui.widgets.run_header import RunHeader

PATIENCE_S = 10.0
POLL_S = 0.002
LINGER_S = 2.0

WIDE, SMALL = (120, 40), (80, 24)


@pytest.fixture(autouse=True)
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """All colours, whatever terminal the tests run in; Rich keeps those that a style was first written in."""
    monkeypatch.setenv("COLORTERM", "truecolor")
    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.delenv("NO_COLOR", raising=False)


class SteppedHost:
    """A host of a small run on a real socket: it serves in a thread, and trains when a test says so.

    Its clock stands still between turns, and goes on by a second before each.
    """

    def __init__(self, folder: Path, **changes: object) -> None:
        usual = {"dataset": "iris", "hidden": (6, 4), "batch": 16, "epochs": 3, "pace": "max", "lr": 1e-3}
        config = RunConfig(**(usual | changes))
        self.now = 100.0
        self.served = make_served(folder / "iris-1", assemble(config), threads=1, paused=config.paused)
        self.run, self.hub = self.served.run, self.served.hub
        self.socket = str(folder / "socket")
        self.loop = begin(self.served, lambda: self.now)
        self._server = Server(listen(Path(self.socket)), self.served, gone=lambda: None)
        self._open = True

    @property
    def asked(self) -> tuple[Action, ...]:
        """What it was asked to do and has not done yet."""
        return tuple(request.action for request in self.hub.requests)

    def turn(self) -> float | None:
        """One turn of the training thread, of one step at the most, and the evaluation it leads to."""
        self.now += 1.0
        wait = self.loop.turn(1)
        while self.run.evaluation is not None:
            wait = self.loop.turn(1)
        return wait

    def take(self, steps: int) -> None:
        """Train for so many steps."""
        goal = self.run.trainer.step_number + steps
        while self.run.trainer.step_number < goal:
            assert self.turn() is not None, "it does not run"

    def settle(self) -> None:
        """Take turns until it waits for somebody, or is over."""
        while not self.loop.over and (self.turn() is not None or self.hub.requests):
            pass

    def attend(self) -> None:
        """Report anew where a viewer shows something else by now, as a host does that is woken by it."""
        asleep = self._open and not self.run.control.running and not self.hub.requests
        if asleep and self.hub.wait(0):
            self.turn()

    def finish(self) -> Result:
        """Tell the viewers that it is over, as a host that was stopped does, and be gone."""
        result = self.loop.result()
        self.hub.ended(Ended(self.run.control.state, result))
        self.vanish()
        return result

    def vanish(self) -> None:
        """Be gone, without a word more than is owed already."""
        if self._open:
            self._open = False
            self._server.close(LINGER_S)


@contextmanager
def stepped_host(**changes: object) -> Iterator[SteppedHost]:
    """A host in a folder of its own: the name of a socket must be short."""
    with TemporaryDirectory(prefix="nntui-") as folder:
        host = SteppedHost(Path(folder), **changes)
        try:
            yield host
        finally:
            host.vanish()


class ScreenDriver(HeadlessDriver):
    """Shows on an emulated screen what would be written to a terminal."""

    def __init__(self, app: App[object], **settings: object) -> None:
        super().__init__(app, **settings)
        self.screen = Emulator(*self._size)
        self.written = 0

    @property
    def is_headless(self) -> bool:
        """No: what is not written cannot be seen."""
        return False

    def write(self, data: str) -> None:
        """Show it."""
        self.written += len(data)
        self.screen.feed(data.encode())


class Desk:
    """A dashboard and its host, seen and used as a person does."""

    def __init__(self, app: NntuiApp, pilot: Pilot[Result | None], host: SteppedHost | ScriptedHost) -> None:
        self.app, self.pilot, self.host = app, pilot, host

    @property
    def screen(self) -> Emulator:
        """What the terminal shows."""
        return self.app._driver.screen

    async def seen(self) -> Picture:
        """What the terminal shows, once all of it is painted."""
        driver, written = self.app._driver, -1
        while written != driver.written:
            written = driver.written
            await self.pilot.pause()
        return tuple(self.screen.cell(x, y) for y, x in ndindex(*self.app.size[::-1]))

    @property
    def header(self) -> str:
        """The line at the top."""
        return self.rows(RunHeader)[0]

    def rows(self, kind: type[Widget]) -> list[str]:
        """The text inside a widget of the dashboard."""
        widget = self.part(kind)
        return [widget.render_line(y).text for y in range(widget.content_size.height)]

    def part(self, kind: type[Widget]) -> Widget:
        """The widget of this kind, whatever window is open above it."""
        return self.app.screen_stack[0].query_one(kind)

    def notices(self) -> list[str]:
        """The notices that stand in the corner."""
        return [str(notice.render()) for notice in self.app.screen.query("Toast")]

    async def until(self, condition: Callable[[], object]) -> None:
        """Wait for a condition; it comes true in time, or the test fails."""
        deadline = time.monotonic() + PATIENCE_S
        while not condition():
            self.host.attend()
            assert time.monotonic() < deadline, (
                f"this did not come true in time; the header: {self.rows(RunHeader)}"
            )
            await asyncio.sleep(POLL_S)

    async def press(self, *keys: str) -> None:
        """Press keys, by Textual's names or as characters."""
        await self.pilot.press(*keys)

    async def asked(self, *keys: str) -> tuple[Action, ...]:
        """What the host is asked to do, and has not done yet, when keys are pressed, by their names."""
        expected = len(self.host.asked) + len(keys)
        for key in keys:
            self.app.simulate_key(key)
        await self.until(lambda: len(self.host.asked) >= expected)
        return self.host.asked

    async def obeyed(self, *keys: str) -> None:
        """Press keys; the host does what each asks for, and the dashboard shows what came of it."""
        for key in keys:
            await self.asked(key)
            self.host.settle()
        await self.shown()

    async def shown(self) -> None:
        """Wait until the newest report of the host is on the screen."""
        report = self.host.hub.report
        assert report is not None, "the host has not reported yet"
        await self.until(lambda: self._sequence() >= report.status.sequence)
        await self.pilot.pause(0)

    def _sequence(self) -> int:
        status = self.part(RunHeader).status
        return status.sequence if status else 0


Picture = tuple[Cell, ...]
"""All cells of a screen, row by row."""

OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@pytest.fixture
def open_desk() -> OpenDesk:
    """Opens dashboards on hosts that are stepped, in an `async with`.

    size: of the terminal. seen: whether `desk.screen` is to be had. The other arguments are changes of the
    small run's config. The host has taken one turn: a run that does not begin paused has taken a step.
    """

    @asynccontextmanager
    async def open_desk(
        size: tuple[int, int] = WIDE, *, seen: bool = False, **changes: object
    ) -> AsyncIterator[Desk]:
        with stepped_host(**changes) as host:
            app = NntuiApp(host.socket)
            app.driver_class = ScreenDriver
            async with app.run_test(headless=not seen, size=size, notifications=True) as pilot:
                desk = Desk(app, pilot, host)
                await desk.until(lambda: host.hub.interest.viewers)
                host.turn()
                await desk.shown()
                yield desk

    return open_desk


class ScriptedHost:
    """A host that says what a test has it say, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard: list[ToHost] = []
        self._viewer: asyncio.StreamWriter | None = None

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve a viewer until it leaves."""
        self._viewer = writer
        messages = host_reader()
        while data := await reader.read(65536):
            self.heard += messages.feed(data)
        writer.close()

    def say(self, *messages: ToViewer) -> None:
        """Have the viewer hear these."""
        assert self._viewer is not None
        for message in messages:
            self._viewer.write(encode(message))

    def attend(self) -> None:
        """It does nothing by itself."""

    def vanish(self) -> None:
        """Be gone without a word."""
        assert self._viewer is not None
        self._viewer.close()


@pytest.fixture
def open_script() -> OpenDesk:
    """Opens dashboards on hosts that say nothing by themselves, in an `async with`.

    What the terminal would show is in `desk.screen`.
    """

    @asynccontextmanager
    async def open_script(size: tuple[int, int] = WIDE) -> AsyncIterator[Desk]:
        host = ScriptedHost()
        with TemporaryDirectory(prefix="nntui-") as folder:
            server = await asyncio.start_unix_server(host.meet, f"{folder}/socket")
            app = NntuiApp(f"{folder}/socket")
            app.driver_class = ScreenDriver
            async with server, app.run_test(headless=False, size=size, notifications=True) as pilot:
                desk = Desk(app, pilot, host)
                await desk.until(lambda: host.heard)
                yield desk

    return open_script
