"""Who is let in: requests that carry the token and come from the page itself, before anything is done.

A port of this machine can be reached by every user and every program on it, and by every page that a browser
has open. Of these only whoever was given the address knows the token. It stands in the path and not in a
cookie, which a browser would also send to other ports. A page elsewhere whose name was made to lead here has
another `Host`, and one that guesses at the websocket another `Origin`.
"""

from __future__ import annotations

import secrets

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

HEADERS = {
    hdrs.CACHE_CONTROL: "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "clipboard-read=()",
    "Referrer-Policy": "no-referrer",
    hdrs.SERVER: "nntui",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
"""Of every answer: the address is kept nowhere and told to nobody, and no other page has it inside."""


def authorities(port: int) -> tuple[str, str]:
    """What a browser may call a server that listens on the loopback address alone."""
    return f"127.0.0.1:{port}", f"localhost:{port}"


def content_policy(port: int) -> str:
    """What the page may load, and by whom it may be shown: all its own; it sets styles as it goes."""
    sockets = " ".join(f"ws://{each}" for each in authorities(port))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self'; "
        f"img-src data:; connect-src {sockets}; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )


def guard(port: int, token: str) -> Middleware:
    """Refuses what has another host, another origin or another token than this server's page."""
    known, secret = authorities(port), token.encode()

    @web.middleware
    async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
        if (host := _only(request, hdrs.HOST)) not in known:
            raise web.HTTPForbidden(text="nothing is served by that name")
        if not secrets.compare_digest(_first_part(request), secret):
            raise web.HTTPNotFound
        if hdrs.ORIGIN in request.headers and _only(request, hdrs.ORIGIN) != f"http://{host}":
            raise web.HTTPForbidden(text="another page asked for this")
        return await handler(request)

    return guarded


def opens_websocket(request: web.Request) -> bool:
    """Whether a request that was let in is a browser's for a websocket, which says from where it comes."""
    return hdrs.ORIGIN in request.headers and bool(web.WebSocketResponse().can_prepare(request))


def _only(request: web.Request, name: str) -> str:
    """The value of a header that is there once; else ""."""
    values = request.headers.getall(name, [])
    return values[0] if len(values) == 1 else ""


def _first_part(request: web.Request) -> bytes:
    return request.path.split("/", 2)[1].encode(errors="replace") if request.path.startswith("/") else b""
