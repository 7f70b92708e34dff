"""A dashboard and its host, seen and used as a person does."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from numpy import ndindex
from textual.app import App
from textual.drivers.headless_driver import HeadlessDriver
from textual.pilot import Pilot
from textual.widget import Widget

from benchmarks.harness.emulator import Cell, Emulator
from nntui.app import Leaving, NntuiApp
from nntui.session.protocol import Action, Status
from nntui.widgets.run_header import RunHeader
from tests.dashboard.scripted_host import ScriptedHost
from tests.dashboard.socket_link import SocketLink
from tests.dashboard.stepped_host import SteppedHost, stepped_host
from tests.session.following.viewing import Clock

PATIENCE_S = 10.0
POLL_S = 0.002

WIDE, SMALL = (120, 40), (80, 24)


Picture = tuple[Cell, ...]
"""All cells of a screen, row by row."""


class ScreenDriver(HeadlessDriver):
    """Shows on an emulated screen what would be written to a terminal.

    lent: how often the terminal was lent to somebody else. is_lent: whether it is now. blots: what was
    written meanwhile all the same.
    """

    def __init__(self, app: App[object], **settings: object) -> None:
        super().__init__(app, **settings)
        self.screen = Emulator(*self._size)
        self.written = 0
        self.lent = 0
        self.is_lent = False
        self.blots = ""

    @property
    def is_headless(self) -> bool:
        """No: what is not written cannot be seen."""
        return False

    def write(self, data: str) -> None:
        """Show it."""
        self.written += len(data)
        self.blots += data * self.is_lent
        self.screen.feed(data.encode())

    @property
    def can_suspend(self) -> bool:
        """Yes: it is only told so."""
        return True

    def suspend_application_mode(self) -> None:
        """Somebody else has the terminal."""
        self.lent += 1
        self.is_lent = True

    def resume_application_mode(self) -> None:
        """It is the dashboard's again."""
        self.is_lent = False


class Desk:
    """A dashboard, seen and used as a person does; its host and its link, where a test has hold of them."""

    def __init__(
        self,
        app: NntuiApp,
        pilot: Pilot[Leaving],
        host: SteppedHost | ScriptedHost | None = None,
        link: SocketLink | None = None,
    ) -> None:
        self.app, self.pilot, self.host, self.link = app, pilot, host, link

    @property
    def driver(self) -> ScreenDriver:
        """What stands for the terminal."""
        return self.app._driver

    @property
    def screen(self) -> Emulator:
        """What the terminal shows."""
        return self.driver.screen

    async def seen(self) -> Picture:
        """What the terminal shows, once all of it is painted."""
        driver, written = self.driver, -1
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
            if self.host is not None:
                self.host.attend()
            assert time.monotonic() < deadline, (
                f"this did not come true in time; the header: {self.rows(RunHeader)}"
            )
            await asyncio.sleep(POLL_S)

    async def pass_time(self, clock: Clock, seconds: float) -> None:
        """Let the dashboard's clock go on, and the dashboard look at it twice a second."""
        for _ in range(round(2 * seconds)):
            clock.now += 0.5
            self.app.client.look()
            await self.pilot.pause()

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
        status = self.status
        return status.sequence if status else 0

    @property
    def status(self) -> Status | None:
        """How the run stands, as far as the header knows."""
        heading = self.part(RunHeader).heading
        return heading.status if heading else None


OpenDesk = Callable[..., AbstractAsyncContextManager[Desk]]


@asynccontextmanager
async def open_desk(
    size: tuple[int, int] = WIDE,
    *,
    seen: bool = False,
    read_only: bool = False,
    wants_result: bool = True,
    place: str = "",
    **changes: object,
) -> AsyncIterator[Desk]:
    """A dashboard on a host that is stepped.

    size: of the terminal. seen: whether `desk.screen` is to be had. The other arguments are changes of the
    small run's config. The host has taken one turn: a run that does not begin paused has taken a step.
    """
    with stepped_host(**changes) as host:
        link = SocketLink(host.socket, place)
        app = NntuiApp(link, read_only=read_only, wants_result=wants_result)
        app.driver_class = ScreenDriver
        async with app.run_test(headless=not seen, size=size, notifications=True) as pilot:
            desk = Desk(app, pilot, host, link)
            await desk.until(lambda: host.hub.interest.viewers)
            host.turn()
            await desk.shown()
            yield desk


@asynccontextmanager
async def open_script(
    size: tuple[int, int] = WIDE,
    *,
    read_only: bool = False,
    place: str = "",
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Desk]:
    """A dashboard on a host that says nothing by itself; what the terminal would show is in `desk.screen`."""
    host = ScriptedHost()
    with TemporaryDirectory(prefix="nntui-") as folder:
        link = SocketLink(Path(folder) / "socket", place)
        server = await host.listen(str(link.path))
        app = NntuiApp(link, read_only=read_only, clock=clock)
        app.driver_class = ScreenDriver
        async with server, app.run_test(headless=False, size=size, notifications=True) as pilot:
            desk = Desk(app, pilot, host, link)
            await desk.until(lambda: host.heard)
            yield desk
