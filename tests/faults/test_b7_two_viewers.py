"""B7: two viewers give conflicting commands; both see the result and who did it."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from nntui.session.following.dialogue import Dialogue
from nntui.session.protocol import VERSIONS, Hello, SetHyperParameter, Subscribe
from nntui.widgets.log_panel import LogPanel
from tests.dashboard.desk import Desk, open_desk


class Other:
    """Another person's viewer of the same run, without a screen."""

    def __init__(self, desk: Desk) -> None:
        self.dialogue = Dialogue(Hello(VERSIONS, "nntui 0", viewer="other", who="bob@desk"))
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.connect(str(desk.link.path))
        self.dialogue.begin(0.0)
        self.dialogue.show(Subscribe(rate_hz=0))

    def attend(self) -> None:
        """Say what there is to say, and hear what there is to hear."""
        self._socket.sendall(self.dialogue.take())
        try:
            self.dialogue.heard(self._socket.recv(65536, socket.MSG_DONTWAIT), 0.0)
        except BlockingIOError:
            return

    def told(self) -> list[tuple[str, str]]:
        """Who did what, but for what the host said by itself."""
        self.attend()
        return [(entry.who, entry.text) for entry in self.dialogue.state.log if entry.who]

    def close(self) -> None:
        """Leave."""
        self._socket.close()


@pytest.fixture
def others() -> Iterator[list[Other]]:
    """Those that a test let in, who leave at its end."""
    others: list[Other] = []
    yield others
    for other in others:
        other.close()


async def test_one_after_the_other_and_both_see_who_did_it(others: list[Other]) -> None:
    """One raises the rate while the other sets it: each acts on what the one before left."""
    async with open_desk(paused=True) as desk:
        other = Other(desk)
        others.append(other)
        await desk.until(lambda: other.told() == [] and other.dialogue.welcomed)
        other.dialogue.ask(SetHyperParameter("learning_rate", 0.5), 0.0)
        await desk.until(lambda: other.attend() or len(desk.host.asked) == 1)
        await desk.asked("right_square_bracket")
        desk.host.settle()
        await desk.until(lambda: len(other.told()) == 2)
        await desk.until(lambda: "lr 0.625 " in desk.header and "0.625" in "".join(desk.rows(LogPanel)))
        me = desk.app.client.who
        assert other.told() == [
            ("bob@desk", "learning rate 1e-3 → 0.5"),
            (me, "learning rate 0.5 → 0.625"),
        ]
        assert other.dialogue.state.status.learning_rate == 0.625
        rows = [row.strip() for row in desk.rows(LogPanel) if row.strip()]
        assert rows[-2].endswith("learning rate 1e-3 → 0.5 · bob@desk")
        assert rows[-1].endswith("learning rate 0.5 → 0.625")
