"""What is served: the page, what it is made of, and a dashboard for whoever has it open."""

from __future__ import annotations

import asyncio
from pathlib import Path

import aiohttp_jinja2
import jinja2
from aiohttp import hdrs, web
from textual_serve.server import Server

from nntui.serving.guard import HEADERS, authorities, content_policy, guard, opens_websocket

PAGE = Path(__file__).with_name("page")
"""Our own: that of textual-serve loads a font from elsewhere, and has scripts in it."""

MOST = 8
"""Dashboards at once: each is a process of about 50 MB."""

FULL = f"{MOST} dashboards are open: close one of them first"

PATIENCE_S = 3.0
"""How long dashboards may take to end before the server goes without them, and they find it gone."""


class Site:
    """All that is behind one token.

    command: what draws a dashboard, for a shell. title: of the page.
    """

    def __init__(self, command: str, title: str, port: int, token: str) -> None:
        self._port, self._token = port, token
        # A page opened by one name is to have its websocket by the same.
        self._servers = {
            authority: Server(command, title=title, public_url=f"http://{authority}", templates_path=PAGE)
            for authority in authorities(port)
        }
        self._dashboards: set[asyncio.Task[web.WebSocketResponse]] = set()

    def application(self) -> web.Application:
        """The site for an aiohttp runner; when that is cleaned up, the dashboards end."""
        server = next(iter(self._servers.values()))
        application = web.Application(middlewares=[guard(self._port, self._token)])
        aiohttp_jinja2.setup(application, loader=jinja2.FileSystemLoader(server.templates_path))
        # Downloads have no route: the page would ask for them without the token, and the dashboard has none.
        application.add_routes(
            [
                web.get(f"/{self._token}/", self._show_page, name="index"),
                web.get(f"/{self._token}/ws", self._run_dashboard, name="websocket", allow_head=False),
                web.static(f"/{self._token}/static", server.statics_path, name="static"),
                web.static(f"/{self._token}/page", PAGE),
            ]
        )
        application.on_response_prepare.append(self._add_headers)
        application.on_shutdown.append(self._end_dashboards)
        return application

    async def _show_page(self, request: web.Request) -> web.StreamResponse:
        self._check_room()
        return await self._server_for(request).handle_index(request)

    async def _run_dashboard(self, request: web.Request) -> web.StreamResponse:
        if not opens_websocket(request):
            raise web.HTTPForbidden(text="this is for the page alone")
        self._check_room()
        task = asyncio.create_task(self._server_for(request).handle_websocket(request))
        self._dashboards.add(task)
        task.add_done_callback(self._dashboards.discard)
        return await task

    def _server_for(self, request: web.Request) -> Server:
        return self._servers[request.headers[hdrs.HOST]]

    def _check_room(self) -> None:
        if len(self._dashboards) >= MOST:
            raise web.HTTPServiceUnavailable(text=FULL)

    async def _add_headers(self, _: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(HEADERS)
        response.headers["Content-Security-Policy"] = content_policy(self._port)

    async def _end_dashboards(self, _: web.Application) -> None:
        if not self._dashboards:
            return
        for task in self._dashboards:
            task.cancel()
        await asyncio.wait(self._dashboards, timeout=PATIENCE_S)
