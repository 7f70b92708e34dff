"""What is served: a dashboard for each who has the page open, so many and no more, and their ends."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from urllib.parse import urlsplit

import pytest
from aiohttp import ClientWebSocketResponse, WSMsgType, WSServerHandshakeError

from nntui.serving.site import FULL, MOST
from tests.serving.browsing import Served, eventually, hear, lives, press


async def opened(served: Served, count: int) -> list[ClientWebSocketResponse]:
    """So many dashboards, each of which has been drawn."""
    dashboards = [await served.open() for _ in range(count)]
    await asyncio.gather(*(hear(each, "drawn") for each in dashboards))
    return dashboards


async def test_a_dashboard_is_drawn_and_hears_keys(served: Served) -> None:
    """It has the size of the window, and what is typed comes to it."""
    dashboard = await served.open()
    await hear(dashboard, "drawn for 97")
    await press(dashboard, "é]")
    await hear(dashboard, "heard é]")
    await dashboard.close()
    await served.all_gone()


async def test_one_more_than_there_may_be(served: Served) -> None:
    """It is refused in a sentence, on the page as well, until somebody has closed one."""
    dashboards = await opened(served, MOST)
    with pytest.raises(WSServerHandshakeError) as caught:
        await served.open()
    refused = caught.value.status, len(served.pids), await served.get(served.page)
    assert refused == (503, MOST, (503, FULL))
    await dashboards.pop().close()

    async def another() -> bool:
        with suppress(WSServerHandshakeError):
            dashboards.append(await served.open())
        return len(dashboards) == MOST

    async with asyncio.timeout(20):
        while not await another():
            await asyncio.sleep(0.01)
    await hear(dashboards[-1], "drawn")
    assert len(served.pids) == MOST + 1
    await asyncio.gather(*(each.close() for each in dashboards))
    await served.all_gone()


async def test_the_end_of_the_server(served: Served) -> None:
    """All dashboards end with it, and every page is told."""
    dashboards = await opened(served, 3)

    async def told(dashboard: ClientWebSocketResponse) -> bool:
        async with asyncio.timeout(20):
            while (message := await dashboard.receive()).type is WSMsgType.BINARY:
                pass
        return message.type in (WSMsgType.CLOSE, WSMsgType.CLOSED)

    tellings = [asyncio.create_task(told(each)) for each in dashboards]
    await served.runner.cleanup()
    assert await asyncio.gather(*tellings) == [True] * 3
    await served.all_gone()


async def test_a_browser_that_is_gone_without_a_word(served: Served) -> None:
    """Its dashboard ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    lines = (f"{name}: {value}" for name, value in served.upgrade.items())
    writer.write("\r\n".join((f"GET {urlsplit(served.page).path}ws HTTP/1.1", *lines, "", "")).encode())
    await reader.readuntil(b"drawn")
    writer.transport.abort()
    await served.all_gone()


@pytest.mark.parametrize(
    "nonsense", ["nonsense", "{}", "[]", '["stdin"]', '["resize", null]', '["stdin", 3]', '"x"']
)
async def test_a_browser_that_talks_nonsense(served: Served, nonsense: str) -> None:
    """Its dashboard ends, and the others go on."""
    talking, other = await opened(served, 2)
    await talking.send_str(nonsense)
    await eventually(lambda: sum(map(lives, served.pids)) == 1)
    await press(other, "x")
    await hear(other, "heard x")
    await talking.close()
    await other.close()
    await served.all_gone()


async def test_a_message_that_is_too_large(served: Served) -> None:
    """Its connection is closed before it is taken in, and its dashboard ends."""
    (dashboard,) = await opened(served, 1)
    with suppress(ConnectionError):
        await dashboard.send_str("x" * 5_000_000)
    await served.all_gone()
