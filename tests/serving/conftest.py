"""What tests of serving share: a site on a loopback port, and a stand-in for the dashboards it starts."""

from __future__ import annotations

import shlex
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import ClientSession, web

from nntui.serving.site import Site
from tests.serving.browsing import TOKEN, Served

STAND_IN = """
import os, pathlib, sys
(pathlib.Path(sys.argv[1]) / str(os.getpid())).touch()
def say(kind, payload):
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()
sys.stdout.buffer.write(b"__GANGLION__\\n")
say(b"D", b"drawn for " + os.environ["COLUMNS"].encode())
while len(head := sys.stdin.buffer.read(5)) == 5:
    payload = sys.stdin.buffer.read(int.from_bytes(head[1:], "big"))
    if payload == b'{"type": "quit"}':
        break
    say(b"D", b"heard " + payload)
say(b"M", b'{"type": "exit"}')
"""


@pytest.fixture
async def served(tmp_path: Path) -> AsyncIterator[Served]:
    """A site whose dashboards are stand-ins."""
    started = tmp_path / "started"
    started.mkdir()
    command = f"exec {shlex.join((sys.executable, '-c', STAND_IN, str(started)))}"
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    site = Site(command, "iris-1 <b>", port, TOKEN)
    runner = web.AppRunner(site.application(), access_log=None)
    await runner.setup()
    await web.SockSite(runner, listener).start()
    async with ClientSession() as session:
        site_served = Served(session, runner, port, started)
        yield site_served
        for dashboard in site_served.opened:
            await dashboard.close()
    await runner.cleanup()
    await site_served.all_gone()
