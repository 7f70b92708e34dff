"""A run as it is served to a browser, by a process of its own."""

from __future__ import annotations

import asyncio
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from benchmarks.harness.processes import PROC
from benchmarks.harness.real_run import RealRun
from tests.serving.browsing import eventually, hear, press

LINUX = pytest.mark.skipif(not PROC.exists(), reason="whose child a process is stands in Linux's /proc")


@pytest.fixture
def run(home: Path) -> Iterator[RealRun]:
    """One that is paused, so that nothing but what is asked for happens."""
    run = RealRun("iris-1", dataset="iris", paused=True)
    assert run.folder.is_relative_to(home)
    run.begin()
    yield run
    run.end()


@pytest.fixture
async def server(run: RealRun) -> AsyncIterator[Process]:
    """One that serves it."""
    command = (sys.executable, "-P", "-m", "nntui", "serve", run.folder.name)
    process = await asyncio.create_subprocess_exec(*command, stdin=PIPE, stdout=PIPE, stderr=PIPE)
    yield process
    if process.returncode is None:
        process.kill()
    await process.communicate()


async def open_dashboard(session: ClientSession, server: Process) -> ClientWebSocketResponse:
    """One, at the address that is printed."""
    assert server.stdout is not None
    address = (await server.stdout.readline()).decode().strip()
    origin = "/".join(address.split("/")[:3])
    return await session.ws_connect(f"{address}ws?width=120&height=40", headers={"Origin": origin})


def dashboards(server: Process) -> list[int]:
    """The processes that it has started and that are there still."""
    return [int(pid) for pid in (PROC / f"{server.pid}/task/{server.pid}/children").read_text().split()]


@LINUX
async def test_looking_at_a_run(run: RealRun, server: Process) -> None:
    """It is drawn, no key changes it, and ctrl-c ends the server and the dashboard, and nothing else."""
    async with ClientSession() as session, await open_dashboard(session, server) as dashboard:
        await hear(dashboard, "iris-1")
        await hear(dashboard, "paused")
        (pid,) = dashboards(server)
        command = (PROC / str(pid) / "cmdline").read_text().split("\0")[1:-1]
        assert command == ["-P", "-m", "nntui", "attach", "--read-only", "--", "iris-1"]
        await press(dashboard, "]")
        await hear(dashboard, "this viewer is read-only")
        server.send_signal(signal.SIGINT)
        async for _ in dashboard:
            pass
    assert await server.wait() == 130
    await eventually(lambda: not (PROC / str(pid)).exists())
    _, said = await server.communicate()
    assert "Traceback" not in said.decode()
    assert (run.recorded.interventions, run.stop().state) == ((), "stopped")


@LINUX
async def test_a_dashboard_never_outlives_its_server(server: Process) -> None:
    """Not even where that is killed, and the run is paused, so that nothing is to be drawn."""
    async with ClientSession() as session, await open_dashboard(session, server) as dashboard:
        await hear(dashboard, "paused")
        (pid,) = dashboards(server)
        server.kill()
        async for _ in dashboard:
            pass
    await eventually(lambda: not (PROC / str(pid)).exists())


async def test_being_told_to_end(server: Process) -> None:
    """It ends in order."""
    assert server.stdout is not None
    await server.stdout.readline()
    server.terminate()
    assert await server.wait() == 0
    assert b"Traceback" not in (await server.communicate())[1]
