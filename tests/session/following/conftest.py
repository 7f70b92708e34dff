"""What tests of following share."""

from __future__ import annotations

import pytest

from tests.session.following.viewing import Clock


@pytest.fixture
def clock() -> Clock:
    """A clock at 100 s."""
    return Clock()
