"""Who is let in: nobody without the token, and no page but the server's own."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiohttp import WSServerHandshakeError, web
from aiohttp.test_utils import make_mocked_request

from nntui.serving import site
from nntui.serving.guard import HEADERS, authorities, guard
from tests.serving.browsing import TOKEN, Served, hear

PLACES = ("", "ws", "static/js/textual.js", "page/focus.js", "download/1")

WRONG_TOKENS = (
    "/",
    "/wrong/",
    f"/{TOKEN[:-1]}/",
    f"/{TOKEN}A/",
    f"/{TOKEN.lower()}/",
    f"//{TOKEN}/",
    f"/x/../{TOKEN}x/",
    f"/x/{TOKEN}/",
    f"/?{TOKEN}/",
    "/%ff/",
)


async def refusal(served: Served, **headers: str) -> int:
    """The status by which a websocket is refused."""
    with pytest.raises(WSServerHandshakeError) as caught:
        await served.open(**headers)
    return caught.value.status


async def raw(served: Served, *lines: str) -> int:
    """The status of the answer to a request written by hand."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write("\r\n".join((*lines, "", "")).encode())
    status = int((await reader.readline()).split()[1])
    writer.close()
    await writer.wait_closed()
    return status


async def test_the_page_at_its_address(served: Served) -> None:
    """Whoever has the whole address is shown the page, which asks for the dashboard by the same."""
    status, text = await served.get(served.page)
    assert status == 200
    assert f'"ws://127.0.0.1:{served.port}/{TOKEN}/ws"' in text


@pytest.mark.parametrize("path", WRONG_TOKENS)
@pytest.mark.parametrize("place", PLACES)
async def test_without_the_token(served: Served, path: str, place: str) -> None:
    """There is nothing, whatever is asked for, and nothing is started."""
    headers = served.upgrade if place == "ws" else {}
    assert (await served.get(f"{served.origin}{path}{place}", **headers))[0] == 404
    assert served.pids == set()


async def nothing(_: web.Request) -> web.Response:
    """Answers whatever is asked for."""
    return web.Response()


async def test_the_guard_lets_in_whoever_has_the_token() -> None:
    """So that the test below can fail."""
    request = make_mocked_request("GET", "/right/", {"Host": "localhost:80"})
    assert (await guard(80, "right")(request, nothing)).status == 200


@pytest.mark.parametrize("token", ["wrong", "righ", "rightt", "", "RIGHT"])
async def test_the_guard_alone(token: str) -> None:
    """It needs no table of what is served to refuse whoever has another token."""
    request = make_mocked_request("GET", f"/{token}/", {"Host": "localhost:80"})
    with pytest.raises(web.HTTPNotFound):
        await guard(80, "right")(request, nothing)


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "127.0.0.1:1",
        "evil.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "localhost.:{port}",
        "LOCALHOST:{port}",
        "[::1]:{port}",
        "0.0.0.0:{port}",
        "127.0.0.1:{port}, evil.example",
    ],
)
@pytest.mark.parametrize("place", PLACES)
async def test_by_another_name(served: Served, host: str, place: str) -> None:
    """A page elsewhere whose name was made to lead here is refused, though it has the token."""
    host = host.format(port=served.port)
    headers = served.upgrade | {"Origin": f"http://{host}"} if place == "ws" else {}
    assert (await served.get(served.page + place, **headers | {"Host": host}))[0] == 403
    assert served.pids == set()


@pytest.mark.parametrize(
    "origin",
    [
        "null",
        "http://127.0.0.1",
        "http://127.0.0.1:1",
        "https://127.0.0.1:{port}",
        "http://localhost:{port}",
        "http://evil.example",
        "http://127.0.0.1:{port}.evil.example",
        "http://127.0.0.1:{port}/",
        "file://",
    ],
)
async def test_a_websocket_for_another_page(served: Served, origin: str) -> None:
    """Before it is accepted: also where that page is on another port, or has the token."""
    assert await refusal(served, Origin=origin.format(port=served.port)) == 403
    assert served.pids == set()


async def test_a_websocket_that_does_not_say_for_which_page(served: Served) -> None:
    """A browser always says; what does not is none."""
    headers = served.upgrade
    del headers["Origin"]
    assert (await served.get(f"{served.page}ws", **headers))[0] == 403
    assert served.pids == set()


async def test_all_else_that_another_page_asks_for(served: Served) -> None:
    """A script of another page that has the token learns nothing."""
    for place in PLACES:
        assert (await served.get(served.page + place, Origin="http://127.0.0.1:1"))[0] == 403


@pytest.mark.parametrize("name", ["Host", "Origin"])
async def test_a_header_that_is_there_twice(served: Served, name: str) -> None:
    """Which one counts is not for others to choose."""
    lines = [f"{each}: {value}" for each, value in served.upgrade.items()]
    status = await raw(served, f"GET /{TOKEN}/ws HTTP/1.1", *lines, f"{name}: {served.upgrade[name]}")
    assert status in (400, 403)
    assert served.pids == set()


async def test_a_request_with_a_host_in_its_first_line(served: Served) -> None:
    """As a proxy is asked: the header counts, and the answer is no fault of the server's."""
    first = f"GET http://evil.example/{TOKEN}/ HTTP/1.1"
    assert await raw(served, first, f"Host: 127.0.0.1:{served.port}") in (200, 400, 403, 404)
    assert await raw(served, first, "Host: evil.example") in (400, 403)


@pytest.mark.parametrize("method", ["HEAD", "POST", "PUT", "DELETE", "OPTIONS", "CONNECT"])
async def test_a_websocket_asked_for_in_another_way(served: Served, method: str) -> None:
    """There is one way, and the others start nothing."""
    lines = [f"{name}: {value}" for name, value in served.upgrade.items()]
    assert await raw(served, f"{method} /{TOKEN}/ws HTTP/1.1", *lines) in (400, 404, 405)
    assert served.pids == set()


async def test_a_plain_request_where_the_websocket_is(served: Served) -> None:
    """It starts nothing either."""
    assert (await served.get(f"{served.page}ws", Origin=served.origin))[0] == 403
    assert served.pids == set()


async def test_no_downloads_and_no_listing(served: Served) -> None:
    """A dashboard has no files to give, and a folder is none."""
    assert (await served.get(f"{served.page}download/1"))[0] == 404
    assert (await served.get(f"{served.page}static/"))[0] == 403
    assert (await served.get(f"{served.page}static/%2e%2e/server.py"))[0] in (403, 404)


async def test_what_every_answer_says(served: Served) -> None:
    """The token goes nowhere with a link, is kept in no cache, and no page has this one inside."""
    async with served.session.get(served.page) as page, served.session.get(served.origin) as nothing:
        for headers in (page.headers, nothing.headers):
            assert {name: headers[name] for name in HEADERS} == HEADERS
            assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
            assert "Set-Cookie" not in headers


async def test_the_page_is_made_of_what_is_here(served: Served) -> None:
    """Nothing that it loads is elsewhere, and all of it is there; the title means nothing to a browser."""
    _, page = await served.get(served.page)
    found = re.findall(r"""(?:src|href)="([^"]+)"|url\("([^"]+)"\)""", page)
    links = [link for pair in found for link in pair if link and not link.startswith("data:")]
    assert len(links) == 5
    for link in links:
        url = link if link.startswith(served.page) else served.page + link
        assert (await served.get(url))[0] == 200, url
    assert "<title>iris-1 &lt;b&gt; · nntui</title>" in page
    assert "<script>" not in page
    assert " on" not in "".join(re.findall(r"<\w[^>]*>", page))


async def test_by_its_other_name(served: Served) -> None:
    """`localhost` leads to the same page, which has its dashboard by that name as well."""
    page = served.page.replace("127.0.0.1", "localhost")
    _, text = await served.get(served.page, Host=f"localhost:{served.port}")
    assert f'"{page.replace("http", "ws")}ws"' in text
    host, origin = f"localhost:{served.port}", f"http://localhost:{served.port}"
    dashboard = await served.open(Host=host, Origin=origin)
    await hear(dashboard, "drawn")
    await dashboard.close()


def test_what_it_may_be_called() -> None:
    """The loopback address and its name, with the port, and nothing else."""
    assert authorities(80) == ("127.0.0.1:80", "localhost:80")
    assert site.MOST == 8
