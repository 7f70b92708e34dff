"""The dashboard's line to its host: the one place where a session meets Textual."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from math import inf

from textual.message import Message
from textual.message_pump import MessagePump

from nntui.session.following.following import Followed, Following, Try
from nntui.session.following.in_thread import in_thread
from nntui.session.links import Link, LinkError
from nntui.session.protocol import Action, Subscribe
from nntui.session.state import SessionState
from nntui.session.viewer import PIECE, hello, viewer_name


class SessionChanged(Message):
    """There is something else to see; a newer one makes it needless."""

    def __init__(self, followed: Followed) -> None:
        self.followed = followed
        super().__init__()

    def can_replace(self, message: Message) -> bool:
        """Two in line are one too many: each is whole."""
        return isinstance(message, SessionChanged)


class Noticed(Message):
    """Something that the person should be told in a sentence."""

    def __init__(self, text: str) -> None:
        self.text = text
        super().__init__()


class Client:
    """Talks to a host over a link, connects anew where that breaks, and posts what there is to see.

    Nothing here blocks the event loop: connecting waits in a thread. over: set while nothing more will be
    heard unless a person does something. clock: monotonic, in seconds.
    """

    def __init__(
        self,
        link: Link,
        *,
        read_only: bool = False,
        viewer: str | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._link = link
        self._clock = clock
        self._hello = hello(read_only=read_only, viewer=viewer or viewer_name())
        self._following = Following(self._hello, clock, place=link.place)
        self._tasks = asyncio.TaskGroup()
        self._stirred = asyncio.Event()
        self._has_words = asyncio.Event()
        self._talking: asyncio.Task[None] | None = None
        self.over = asyncio.Event()

    @property
    def place(self) -> str:
        """The machine that the run is on; "" for this one."""
        return self._link.place

    @property
    def state(self) -> SessionState:
        """What is known of the run."""
        return self._following.dialogue.state

    @property
    def who(self) -> str:
        """Who is looking, as others see it."""
        return self._hello.who

    @property
    def read_only(self) -> bool:
        """Whether nothing may be asked for."""
        return self._hello.read_only

    @property
    def has_host(self) -> bool:
        """Whether the run has a host, as far as is known."""
        return self._following.has_host

    @property
    def steerable(self) -> bool:
        """Whether a host would hear what is asked for."""
        return not self._following.refusal()

    @property
    def waits_for_answer(self) -> bool:
        """Whether something was asked that nobody has answered."""
        return bool(self._following.dialogue.unanswered)

    @property
    def asks(self) -> bool:
        """Whether the way to the host has a question, which `answer_question` lets it put."""
        return self._following.asks_for is not None

    async def follow(self, listener: MessagePump) -> None:
        """Follow the run, and post to `listener` whatever there is to see, until cancelled."""
        async with self._tasks:
            while True:
                if (due := self._following.due()) is not None:
                    self._following.begin(due)
                    self._tasks.create_task(self._try(due, may_ask=False))
                elif self._talking is not None and not self._following.connected:
                    self._talking.cancel()
                self._post(listener)
                await self._pause()
                self._following.tick()
                self._has_words.set()

    def ask(self, action: Action) -> None:
        """Ask the host for something; where that cannot be, a notice says why."""
        self._following.ask(action)
        self.look()

    def may_ask(self) -> bool:
        """Whether it is of any use to ask; where it is not, a notice says why."""
        may = self._following.may_ask()
        self.look()
        return may

    def toggle(self) -> None:
        """Pause or run; a finished run without a host gets one, and trains on."""
        self._following.toggle()
        self.look()

    def go_on(self) -> None:
        """Start a host where there is none, or connect now and not later."""
        self._following.go_on()
        self.look()

    def show(self, wanted: Subscribe) -> None:
        """Say what is on the screen."""
        self._following.show(wanted)
        self.look()

    def look(self) -> None:
        """Look at the clock, and at what is to be said."""
        self._has_words.set()
        self._stirred.set()

    async def answer_question(self) -> None:
        """Connect with the terminal in the hands of whoever asks; it is theirs until this returns."""
        what = self._following.asks_for
        if what is not None:
            self._following.begin(what)
            await self._try(what, may_ask=True)

    async def _try(self, what: Try, *, may_ask: bool) -> None:
        call = self._link.connect if what == "connect" else self._link.resume
        try:
            connected = await in_thread(partial(call, may_ask=may_ask), lambda late: late.close())
        except LinkError as error:
            self._following.failed(error)
        else:
            await self._hang_up()
            self._following.reached()
            self._talking = self._tasks.create_task(self._talk(connected))
            # However it ends, and also where it is cancelled before it begins.
            self._talking.add_done_callback(lambda _: connected.close())
        self.look()

    async def _hang_up(self) -> None:
        if self._talking is not None:
            self._talking.cancel()
            await asyncio.wait([self._talking])

    async def _talk(self, connected: socket.socket) -> None:
        """Speak and listen until the connection ends, or is of no more use."""
        connected.setblocking(False)
        speaking = asyncio.create_task(self._speak(connected))
        try:
            await self._listen(connected)
            words = await in_thread(self._link.last_words) if self._following.connected else ""
        finally:
            speaking.cancel()
        if words:
            self._following.notice(words)
        self._following.lost()
        self.look()

    async def _listen(self, connected: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        with suppress(OSError):  # that is an end like any other
            while self._following.connected and (data := await loop.sock_recv(connected, PIECE)):
                self._following.heard(data)
                self.look()

    async def _speak(self, connected: socket.socket) -> None:
        # What is said waits for its turn: a host that ends takes no more words, and has its last to be heard.
        loop = asyncio.get_running_loop()
        with suppress(OSError):  # listening finds the end, behind the host's last words
            while True:
                await loop.sock_sendall(connected, self._following.dialogue.take())
                await self._has_words.wait()
                self._has_words.clear()

    def _post(self, listener: MessagePump) -> None:
        listener.post_message(SessionChanged(self._following.seen()))
        for text in self._following.dialogue.take_notices():
            listener.post_message(Noticed(text))
        if self._following.over:
            self.over.set()
        else:
            self.over.clear()

    async def _pause(self) -> None:
        wait = self._following.next_at() - self._clock()
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stirred.wait(), wait if wait < inf else None)
        self._stirred.clear()
