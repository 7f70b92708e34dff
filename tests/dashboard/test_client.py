"""The dashboard's line to its host: sockets, threads and the event loop."""

from __future__ import annotations

import asyncio
import socket

import pytest

from nntui.client import Client
from nntui.session.following.link_state import Connecting, HostEnded, HostGone, Live, Offline, Starting
from nntui.session.links import LinkError
from nntui.session.protocol import Command, Ended, Evaluate, Hello, Refused, ToHost
from tests.dashboard.line import PATIENCE_S, Heard, Pairs, following, until
from tests.session.following.viewing import welcome


async def test_hello_is_said_at_once() -> None:
    """The host waits for nobody who says nothing."""
    async with following() as line:
        await until(lambda: line.link.ends)
        said: list[ToHost] = []
        await until(lambda: said.extend(line.hear()) or said)
        assert [type(each) for each in said] == [Hello]


async def test_it_connects_in_a_thread() -> None:
    """The event loop waits for nobody, and nobody is asked for a password behind the screen."""
    link = Pairs()
    link.gate.clear()
    async with following(link) as line:
        await until(lambda: link.tried)
        while_waiting = line.heard.link
        link.gate.set()
        await until(lambda: link.ends)
    assert (while_waiting, link.tried) == (Connecting(), [("connect", False, False)])


async def test_words_arrive_with_numbers() -> None:
    """Every command has an id of its own."""
    async with following() as line:
        await line.welcomed()
        line.client.ask(Evaluate())
        line.client.ask(Evaluate())
        said: list[ToHost] = []
        await until(lambda: said.extend(line.hear()) or len(said) == 2)
        assert said == [Command(1, Evaluate()), Command(2, Evaluate())]


async def test_a_refusal_is_told() -> None:
    """As a notice of its own: states replace one another."""
    async with following() as line:
        await line.welcomed()
        line.say(Refused(1, "not now"))
        await until(lambda: line.heard.notices)
        assert line.heard.notices == ["not now"]


async def test_last_words_are_heard_while_talking_on() -> None:
    """A host that has ended takes no more words; what it said before is not lost by that."""
    async with following() as line:
        await line.welcomed()
        line.say(Refused(1, "no"), Ended("stopped", None))
        line.link.ends[-1].close()
        for _ in range(3):
            line.client.ask(Evaluate())
        await until(line.client.over.is_set)
        assert (line.heard.link, line.client.state.ended) == (HostEnded(), Ended("stopped", None))


async def test_a_connection_that_breaks_is_made_again() -> None:
    """By itself, and what the link said about it is told."""
    async with following() as line:
        await line.welcomed()
        line.link.ends[-1].close()
        await until(lambda: len(line.link.ends) == 2)
        line.say(welcome())
        await until(lambda: line.heard.link == Live())
        assert line.heard.notices == ["devbox: Connection reset by peer"]


async def test_a_host_that_is_gone() -> None:
    """Where there is none, none is looked for again."""
    async with following() as line:
        await line.welcomed()
        line.link.troubles = [LinkError("devbox: digits-1 has no host", final=True, no_host=True)]
        line.link.ends[-1].close()
        await until(line.client.over.is_set)
        assert (line.heard.link, len(line.link.tried)) == (HostGone(1234, 1200), 2)


async def test_a_host_is_started_in_a_thread() -> None:
    """Meanwhile the screen says so."""
    async with following() as line:
        await line.welcomed()
        line.say(Ended("stopped", None))
        await until(line.client.over.is_set)
        line.link.gate.clear()
        line.client.go_on()
        await until(lambda: len(line.link.tried) == 2)
        while_waiting = line.heard.link
        line.link.gate.set()
        await until(lambda: len(line.link.ends) == 2)
        line.say(welcome("h2"))
        await until(lambda: line.heard.link == Live())
    assert (while_waiting, line.link.tried[1], line.client.over.is_set()) == (
        Starting(),
        ("resume", False, False),
        False,
    )


async def test_the_folder_of_a_run_is_left_when_its_host_is_there() -> None:
    """One screen shows one of them."""
    async with following() as line:
        await until(lambda: line.link.ends)
        line.say(welcome(archived=True))
        await until(lambda: line.heard.link == Live())
        line.client.go_on()
        await until(lambda: len(line.link.ends) == 2)
        line.say(welcome("h2"))
        await until(lambda: line.client.state.host == "h2")
        archive, _ = line.link.made
        await until(lambda: archive.was_closed)
        assert line.heard.link == Live()


async def test_a_question_is_put_when_somebody_is_there() -> None:
    """Not before; the terminal is theirs meanwhile."""
    link = Pairs()
    link.troubles = [LinkError("devbox: Permission denied (password)", needs_person=True)]
    async with following(link) as line:
        await until(lambda: line.client.asks)
        await line.client.answer_question()
        await line.welcomed()
        assert [may_ask for _, may_ask, _ in link.tried] == [False, True]


async def test_trying_goes_on_while_there_is_hope() -> None:
    """Each time after a moment."""
    link = Pairs()
    link.troubles = [LinkError("devbox: Connection refused")] * 2
    async with following(link) as line:
        await until(lambda: line.heard.link == Offline(1))
        await line.welcomed()
        assert len(link.tried) == 3


async def test_leaving() -> None:
    """The connection is closed when the dashboard is."""
    async with following() as line:
        await line.welcomed()
    await asyncio.sleep(0)
    assert line.link.made[0].was_closed


async def test_leaving_while_it_is_connecting() -> None:
    """Nobody waits for it; what comes too late is closed."""
    link = Pairs()
    link.gate.clear()
    async with following(link):
        await until(lambda: link.tried)
    link.gate.set()
    await until(lambda: link.made and link.made[0].was_closed)
    link.ends[0].close()
    assert len(link.made) == 1


async def test_a_try_that_fails_otherwise_is_not_hidden() -> None:
    """A fault of ours ends the program, and is seen."""

    class Broken(Pairs):
        def connect(self, *, may_ask: bool) -> socket.socket:
            raise ZeroDivisionError("ours")

    with pytest.raises(ExceptionGroup) as caught:
        await asyncio.wait_for(Client(Broken()).follow(Heard()), PATIENCE_S)
    assert caught.value.subgroup(ZeroDivisionError) is not None
