"""What the probes say of each layer after a step."""

from __future__ import annotations

from nntui.session.protocol import LayerMeasurement
from nntui_engine.probes import PROBES, layer_views
from nntui_engine.trainer import Trainer


def measured(trainer: Trainer, rows: int) -> tuple[LayerMeasurement, ...]:
    """Every layer with weights, after a step over so many rows."""
    return tuple(
        LayerMeasurement(view.name, **{name: probe(view) for name, probe in PROBES.items()})
        for view in layer_views(trainer, rows)
    )
