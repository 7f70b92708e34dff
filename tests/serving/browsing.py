"""A browser, as far as a server can tell."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from threading import enumerate as threads

from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, web

PATIENCE_S, POLL_S = 20.0, 0.01

TOKEN = "A-token_that-is-known-to-the-tests"


async def eventually(condition: Callable[[], object]) -> None:
    """Wait for a condition without keeping the server from its work."""
    async with asyncio.timeout(PATIENCE_S):
        while not condition():
            await asyncio.sleep(POLL_S)


@dataclass(frozen=True)
class Served:
    """A site that is being served, and a browser's way to it.

    started: a file for each dashboard. opened: those of the browser's, which closes them with the session.
    """

    session: ClientSession
    runner: web.AppRunner
    port: int
    started: Path
    opened: list[ClientWebSocketResponse] = field(default_factory=list)

    @property
    def origin(self) -> str:
        """That of the page."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def page(self) -> str:
        """The whole address."""
        return f"{self.origin}/{TOKEN}/"

    @property
    def upgrade(self) -> dict[str, str]:
        """What a browser says when it opens a dashboard."""
        return {
            "Host": f"127.0.0.1:{self.port}",
            "Origin": self.origin,
            "Connection": "Upgrade",
            "Upgrade": "websocket",
            "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "MDEyMzQ1Njc4OWFiY2RlZg==",
        }

    @property
    def pids(self) -> set[int]:
        """Of all dashboards that were ever started."""
        return {int(path.name) for path in self.started.iterdir()}

    async def get(self, url: str, **headers: str) -> tuple[int, str]:
        """What is answered: the status and the text."""
        async with self.session.get(url, headers=headers, allow_redirects=False) as response:
            return response.status, await response.text(errors="replace")

    async def all_gone(self) -> None:
        """Wait until no dashboard is left, and nothing of one in this process."""
        await eventually(lambda: not any(map(lives, self.pids)) and not any(map(waits, threads())))
        await asyncio.sleep(0)

    async def open(self, **headers: str) -> ClientWebSocketResponse:
        """A dashboard, as the page opens one."""
        url = f"{self.page}ws?width=97&height=31"
        dashboard = await self.session.ws_connect(url, headers={"Origin": self.origin} | headers)
        self.opened.append(dashboard)
        return dashboard


async def hear(dashboard: ClientWebSocketResponse, wanted: str) -> None:
    """Wait until a dashboard has said something."""
    said = b""
    async with asyncio.timeout(PATIENCE_S):
        while wanted.encode() not in said:
            message = await dashboard.receive()
            assert message.type is WSMsgType.BINARY, (message, said)
            said += message.data


async def press(dashboard: ClientWebSocketResponse, keys: str) -> None:
    """Send keys as the page does."""
    await dashboard.send_str(json.dumps(["stdin", keys]))


def waits(thread: Thread) -> bool:
    """Whether it waits for the end of a process, as some versions of Python do."""
    return thread.name.startswith("asyncio-waitpid")


def lives(pid: int) -> bool:
    """Whether there is such a process still."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True
