"""The form for the other hyper-parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from textual.widgets import Input, Static

from nntui.screens.dashboard import Dashboard
from nntui.screens.hyper_form import Field, HyperForm, parsed
from nntui.session.protocol import Evaluate, SetHyperParameter

if TYPE_CHECKING:
    from tests.dashboard.desk import Desk, OpenDesk


def entries(desk: Desk) -> dict[str, str]:
    """What stands in the fields, by their names."""
    return {str(entry.id): entry.value for entry in desk.app.screen.query(Input)}


def fill(desk: Desk, **texts: str) -> None:
    for name, text in texts.items():
        desk.app.screen.query_one(f"#{name}", Input).value = text


@pytest.mark.parametrize("text", ["abc", "-1", "nan", "inf", "", "1e400"])
@pytest.mark.parametrize("name", ["momentum", "weight_decay", "dropout", "batch_size"])
def test_what_no_setting_can_be(name: str, text: str) -> None:
    """Neither words nor what is not finite nor anything below 0."""
    assert parsed(Field(name, name, 0.0, ""), text) is None


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("momentum", "0", 0.0),
        ("momentum", "0.99", 0.99),
        ("momentum", "1", None),
        ("dropout", "0", 0.0),
        ("dropout", "1", None),
        ("weight_decay", "0", 0.0),
        ("weight_decay", "5", 5.0),
        ("batch_size", "0", None),
        ("batch_size", "1", 1.0),
        ("batch_size", "1.5", None),
        ("batch_size", "64", 64.0),
    ],
)
def test_the_limits_of_each_setting(name: str, text: str, value: float | None) -> None:
    """What each rule says, at its edges."""
    assert parsed(Field(name, name, 0.0, ""), text) == value


@pytest.mark.parametrize(
    ("config", "expected"),
    [
        ({"optimizer": "adam"}, ["momentum", "weight_decay", "dropout", "batch_size"]),
        ({"optimizer": "sgd"}, ["weight_decay", "dropout", "batch_size"]),
        ({"optimizer": "random_search"}, ["dropout", "batch_size"]),
        ({"optimizer": "sgd", "hidden": ()}, ["weight_decay", "batch_size"]),
    ],
)
async def test_there_is_a_field_for_what_the_run_has(
    open_desk: OpenDesk, config: dict[str, object], expected: list[str]
) -> None:
    """A setting that does nothing is not asked for."""
    async with open_desk(paused=True, **config) as desk:
        await desk.press("h")
        assert list(entries(desk)) == expected


async def test_the_settings_of_now_are_there(open_desk: OpenDesk) -> None:
    """In the same words as everywhere."""
    async with open_desk(paused=True, momentum=0.85, weight_decay=1e-4) as desk:
        await desk.press("h")
        assert entries(desk) == {
            "momentum": "0.85",
            "weight_decay": "1e-4",
            "dropout": "0",
            "batch_size": "16",
        }


async def test_what_was_changed_is_set(open_desk: OpenDesk) -> None:
    """And nothing else is asked for; the log says what was done."""
    async with open_desk(paused=True) as desk:
        await desk.press("h")
        fill(desk, momentum="0.5", batch_size="32")
        await desk.press("enter")
        await desk.until(lambda: len(desk.host.asked) == 2)
        asked = desk.host.asked
        desk.host.settle()
        said = [entry.text for entry in desk.host.hub.log][-2:]
    assert asked == (SetHyperParameter("momentum", 0.5), SetHyperParameter("batch_size", 32.0))
    assert said == ["momentum 0.9 → 0.5", "batch size 16 → 32"]


@pytest.mark.parametrize(
    ("texts", "reason"),
    [
        ({"momentum": "1"}, "momentum: '1' is not a number from 0 up to but not 1."),
        ({"weight_decay": "-5"}, "weight decay: '-5' is not a number from 0 up."),
        ({"dropout": "[/x]"}, "dropout: '[/x]' is not a number from 0 up to but not 1."),
        ({"batch_size": "2.5", "momentum": "0.5"}, "batch size: '2.5' is not a whole number from 1 up."),
    ],
)
async def test_a_mistake_is_refused_in_place(open_desk: OpenDesk, texts: dict[str, str], reason: str) -> None:
    """The form stays, says what is wrong, goes there, and sets nothing, not even what is right."""
    async with open_desk(paused=True) as desk:
        await desk.press("h")
        fill(desk, **texts)
        await desk.press("enter")
        said = str(desk.app.screen.query_one("#hint", Static).visual)
        place = desk.app.focused.id
        await desk.press("escape")
        assert (said, place, await desk.asked("v")) == (reason, next(iter(texts)), (Evaluate(),))


async def test_escape_changes_nothing(open_desk: OpenDesk) -> None:
    """Also with good values in the fields."""
    async with open_desk(paused=True) as desk:
        await desk.press("h")
        fill(desk, momentum="0.5")
        await desk.press("escape")
        asked = await desk.asked("v")
        assert (type(desk.app.screen), asked) == (Dashboard, (Evaluate(),))


async def test_tab_moves_through_the_fields(open_desk: OpenDesk) -> None:
    """And keys typed stay in the one they are typed into."""
    async with open_desk(paused=True) as desk:
        await desk.press("h", "tab", "s", " ", "q")
        assert (type(desk.app.screen), entries(desk)["weight_decay"]) == (HyperForm, "s q")


async def test_a_refusal_of_the_host_is_shown(open_desk: OpenDesk) -> None:
    """What only the host can know: there are 120 rows to train on."""
    async with open_desk(paused=True) as desk:
        await desk.press("h")
        fill(desk, batch_size="121")
        await desk.press("enter")
        await desk.until(lambda: desk.host.asked)
        desk.host.settle()
        await desk.until(desk.notices)
        assert desk.notices() == ["there are no more than 120 rows to train on"]
