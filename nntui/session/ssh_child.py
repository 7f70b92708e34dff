"""An ssh of ours and the socket that it is reached by; what it says on standard error, and its end."""

from __future__ import annotations

import codecs
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import IO

from nntui_datasets.safe_text import visible

KEPT_BYTES = 4096
"""Of what ssh said last."""

ECHO_LIMIT = 64 * 1024
"""Characters of it that are shown at the most."""

GRACE_S = 1.0
"""How long ssh has for ending by itself, and again after it was asked to."""

LAST_WORDS_S = 0.2
"""How long an ssh that has ended is listened to: what shares its connection may never fall silent."""


class Echo:
    """Shows what ssh says while a person waits for it, without its control characters."""

    def __init__(self) -> None:
        self._decode = codecs.getincrementaldecoder("utf-8")("replace").decode
        self._room = ECHO_LIMIT

    def __call__(self, piece: bytes) -> None:
        """Show a piece of it."""
        text = self._decode(piece).replace("\r", "")[: self._room]
        self._room -= len(text)
        with suppress(OSError, ValueError):  # a standard error that is closed is no reason not to connect
            sys.stderr.write("\n".join(visible(line) for line in text.split("\n")))
            sys.stderr.flush()


class SshChild:
    """A running ssh. It is waited for in threads of its own, so that nobody waits to be rid of it."""

    def __init__(self, command: Sequence[str], link: socket.socket, *, may_ask: bool) -> None:
        """Start it with `link` as its standard input and output; OSError where there is no such program."""
        self._echo: Callable[[bytes], None] | None = Echo() if may_ask else None
        self._kept = bytearray()
        self._silent = threading.Event()
        self._ending = threading.Lock()
        # Without a terminal of its own ssh cannot ask, whatever its configuration says.
        quiet = {} if may_ask else {"SSH_ASKPASS_REQUIRE": "never"}
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            command,
            stdin=link.fileno(),
            stdout=link.fileno(),
            stderr=subprocess.PIPE,
            env=os.environ | quiet,
            start_new_session=not may_ask,
        )
        assert self._process.stderr is not None
        threading.Thread(target=self._listen, args=(self._process.stderr,), daemon=True).start()

    def connected(self) -> None:
        """From now on the terminal is the dashboard's: show nothing more.

        What was said before, a machine's greeting say, is no reason for what happens later.
        """
        self._echo = None
        self._kept.clear()

    def exit_code(self, patience_s: float) -> int | None:
        """How it ended; None where it has not within so many seconds."""
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(patience_s)
        return self._process.returncode

    def last_words(self) -> str:
        """The last of what it said on standard error."""
        if self._process.poll() is not None:
            self._silent.wait(LAST_WORDS_S)
        return bytes(self._kept).decode(errors="replace")

    def end(self, grace_s: float = GRACE_S) -> None:
        """See to it that it ends, by and by; does not wait for it."""
        if self._process.poll() is None and self._ending.acquire(blocking=False):
            threading.Thread(target=self._end, args=(grace_s,), daemon=True).start()

    def _end(self, grace_s: float) -> None:
        for ask in (self._process.terminate, self._process.kill):
            if self.exit_code(grace_s) is not None:
                return
            ask()
        self._process.wait()

    def _listen(self, words: IO[bytes]) -> None:
        with words:
            while piece := os.read(words.fileno(), KEPT_BYTES):
                self._kept += piece
                del self._kept[:-KEPT_BYTES]
                if echo := self._echo:
                    echo(piece)
        self._silent.set()
        self._process.wait()


class SshSocket(socket.socket):
    """One end of a pair of sockets, of which ssh has the other; to close it ends ssh."""

    def __init__(self, near: socket.socket, child: SshChild) -> None:
        super().__init__(near.family, near.type, near.proto, fileno=near.detach())
        self._child = child

    def close(self) -> None:
        """Close it; what was sent before still goes out."""
        super().close()
        self._child.end()
