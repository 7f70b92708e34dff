"""From what is known of a run to what the panels show."""

from __future__ import annotations

from nntui.renderables.key_bar import speed_figures
from nntui.renderables.marks import Mark
from nntui.session.following.following import Followed
from nntui.session.following.link_state import Live, Stale
from nntui.session.state import SessionState
from nntui.widgets.loss_panel import LossFigures


def loss_figures(state: SessionState) -> LossFigures:
    """The loss panel's part."""
    return LossFigures(
        step=state.shown_step,
        train=state.loss,
        evaluated=state.evaluated,
        training=state.training.curve if state.training else None,
        validation=state.validation.curve if state.validation else None,
        marks=tuple(Mark(entry.step, entry.mark) for entry in state.log if entry.mark),
        averaged=state.run is not None and state.run.averaged,
    )


def figures_now(followed: Followed) -> tuple[str, ...]:
    """The key bar's: how fast it goes, as long as somebody says so."""
    state = followed.state
    heard = isinstance(followed.link, Live | Stale) and state.run is not None and not state.run.archived
    return speed_figures(state.status if heard else None, state.steps_per_s, state.overhead)
