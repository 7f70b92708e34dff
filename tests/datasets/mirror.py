"""A server on this machine's loopback that answers as mirrors do, and as they should not."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Answering(BaseHTTPRequestHandler):
    """One request, and its answer."""

    def log_message(self, format: str, *args: object) -> None:
        """Nobody reads it."""

    def do_GET(self) -> None:
        """Answer as the mirror does for this name."""
        mirror: Mirror = self.server.mirror  # type: ignore[attr-defined]
        mirror.asked.append(self.path)
        mirror.answer(self)


Answer = Callable[[Answering], None]


class Mirror:
    """What is asked for, in order, and the address to ask at."""

    def __init__(self, url: str, answer: Answer, ended: threading.Event) -> None:
        self.url = url
        self.asked: list[str] = []
        self.answer = answer
        self.ended = ended
        """Is set when the test is over: what stalls waits for that."""


@contextmanager
def serving(answer: Answer) -> Iterator[Mirror]:
    """A mirror with one answer for all, until the end of the block."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answering)
    server.daemon_threads = True
    mirror = Mirror(f"http://127.0.0.1:{server.server_port}/", answer, threading.Event())
    server.mirror = mirror  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield mirror
    finally:
        mirror.ended.set()
        server.shutdown()
        thread.join()
        server.server_close()


def files(contents: dict[str, bytes]) -> Answer:
    """Has these files, and answers 404 to all else."""

    def answer(request: Answering) -> None:
        name = request.path.removeprefix("/")
        if name not in contents:
            request.send_error(404)
            return
        send(request, contents[name], len(contents[name]))

    return answer


def send(request: Answering, body: bytes, length: int | None, kind: str = "application/gzip") -> None:
    """Send a body that may be shorter than what is promised; None promises nothing."""
    request.send_response(200)
    request.send_header("Content-Type", kind)
    if length is not None:
        request.send_header("Content-Length", str(length))
    request.end_headers()
    request.wfile.write(body)


def short(body: bytes) -> Answer:
    """Promises one byte more than it sends."""
    return lambda request: send(request, body, len(body) + 1)


def page(text: str) -> Answer:
    """A page for browsers, as hotels and moved projects send it."""
    return lambda request: send(request, text.encode(), len(text), "text/html")


def redirecting(to: str) -> Answer:
    """Says that it is elsewhere: at `to`, with the same name behind it."""

    def answer(request: Answering) -> None:
        request.send_response(302)
        request.send_header("Location", to + request.path.removeprefix("/"))
        request.end_headers()

    return answer


def stalling(body: bytes) -> Answer:
    """Sends this much, and then nothing for as long as the test goes on."""

    def answer(request: Answering) -> None:
        mirror: Mirror = request.server.mirror  # type: ignore[attr-defined]
        send(request, body, 10_000_000)
        request.wfile.flush()
        mirror.ended.wait(60)

    return answer
