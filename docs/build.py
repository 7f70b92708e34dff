"""Makes what the documents show: `python docs/build.py` writes the README's key table and `dashboard.svg`."""

from __future__ import annotations

import asyncio
import os
import re
import tempfile
from pathlib import Path

from nntui.app import NntuiApp
from nntui.cli.starting import await_start, start_run
from nntui.commands import key_table
from nntui.config import RunConfig
from nntui.session.local import LocalLink

ROOT = Path(__file__).resolve().parent.parent
SIZE = (120, 40)
KEYS_PLACE = re.compile(r"(<!-- keys:[^\n]*-->\n).*?(<!-- /keys -->)", re.DOTALL)


def with_key_table(readme: str) -> str:
    """The README with its key table as the commands are now."""
    return KEYS_PLACE.sub(lambda found: f"{found[1]}\n{key_table()}\n\n{found[2]}", readme)


async def picture(path: Path) -> None:
    """Train the digits for a while, raise the rate once, and keep what the dashboard shows."""
    launch = start_run(RunConfig(seed=2, pace=300.0))
    await_start(launch)
    app = NntuiApp(LocalLink(launch.folder))
    async with app.run_test(size=SIZE) as pilot:
        await pilot.pause(2.0)
        await pilot.press("right_square_bracket")
        await pilot.pause(2.5)
        await pilot.press("space")
        await pilot.pause(0.5)
        path.write_text(app.export_screenshot(title="nntui"))
        await pilot.press("q", "s")
    launch.process.wait()


def main() -> None:
    """Write both."""
    readme = ROOT / "README.md"
    readme.write_text(with_key_table(readme.read_text()))
    with tempfile.TemporaryDirectory() as home:
        os.environ["NNTUI_HOME"] = home
        asyncio.run(picture(ROOT / "docs" / "dashboard.svg"))


if __name__ == "__main__":
    main()
