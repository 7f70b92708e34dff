"""Serving one run until told to end."""

from __future__ import annotations

import asyncio
import gc
import logging
import os
import secrets
import signal
import socket
from collections.abc import Callable

from aiohttp import web

from nntui.errors import UserError
from nntui.serving.command import dashboard_command
from nntui.serving.site import Site

TOKEN_BYTES = 24
"""192 bits: not to be guessed."""

LAST_REQUESTS_S = 0.5
"""What is being answered when the end comes may take so long."""


def serve_run(run: str, *, port: int, control: bool, tell: Callable[[str], None]) -> None:
    """Serve a run's dashboard on the loopback address until SIGTERM or ctrl-c.

    port: 0 for any that is free. control: whether keys change the run. tell: is told the address once it can
    be opened. UserError where the port cannot be had, KeyboardInterrupt after ctrl-c.
    """
    # They write down every browser that says something amiss or is gone: nothing to the person who serves.
    for talker in ("aiohttp", "textual-serve"):
        logging.getLogger(talker).addHandler(logging.NullHandler())
    command = dashboard_command(run, control=control)
    with _listener(port) as listener:
        asyncio.run(_serve(command, run, listener, tell))


def _listener(port: int) -> socket.socket:
    """Bound before all else, since the names by which the page may be asked for have the port in them."""
    try:
        return socket.create_server(("127.0.0.1", port))
    except OSError as error:
        why = os.strerror(error.errno or 0)  # its own words say the address once more
        reason = f"port {port} cannot be had: {why} (without --port one is taken that is free)"
        raise UserError(reason) from error


async def _serve(command: str, run: str, listener: socket.socket, tell: Callable[[str], None]) -> None:
    port, token, ended = listener.getsockname()[1], secrets.token_urlsafe(TOKEN_BYTES), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, ended.set)
    site = Site(command, run, port, token)
    # Without a log of requests: the token is in every one of them.
    runner = web.AppRunner(site.application(), access_log=None, shutdown_timeout=LAST_REQUESTS_S)
    try:
        await runner.setup()
        await web.SockSite(runner, listener).start()
        tell(f"http://127.0.0.1:{port}/{token}/")
        await ended.wait()
    finally:
        await runner.cleanup()
        # What textual-serve keeps of dashboards that nobody read would be closed later, and complain then.
        gc.collect()
