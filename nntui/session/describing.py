"""A run as its viewers know it before the first step."""

from __future__ import annotations

from pathlib import Path
from zlib import crc32

import msgspec
import numpy as np

from nntui.session.assembly import Assembly
from nntui.session.protocol import LayerDescription, PictureDescription, RunDescription
from nntui.store.reading import Recorded
from nntui_datasets import Dataset
from nntui_engine.arrays import Array, units
from nntui_engine.layers import ACTIVATIONS, Layer
from nntui_engine.layers.attention import SelfAttention
from nntui_engine.network import Network
from nntui_engine.parameters import Slot

ATTENTION = "attention"
"""The name of the picture of what a layer looked at, which is no weights."""


def describe_run(folder: Path, assembly: Assembly, threads: int) -> RunDescription:
    """What does not change while the run goes on."""
    trainer = assembly.trainer
    return RunDescription(
        name=folder.name,
        folder=str(folder),
        dataset=assembly.dataset.name,
        found=assembly.found,
        network=assembly.network,
        optimizer=trainer.optimizer.name,
        loss=trainer.plan.loss().name,
        task=assembly.dataset.task,
        layers=_layers(assembly),
        has_momentum=trainer.optimizer.has_momentum,
        has_dropout=trainer.plan.network.has("dropout"),
        threads=threads,
        data=digest(assembly.dataset),
        has_gradients=trainer.optimizer.needs_gradients,
        averaged=trainer.average is not None,
        rows=len(trainer.training),
    )


def written_description(recorded: Recorded) -> RunDescription | None:
    """What the last host of a run wrote of it; None where there is nothing, or nothing to be read."""
    if recorded.description is None:
        return None
    try:
        return msgspec.json.decode(recorded.description.description, type=RunDescription)
    except msgspec.DecodeError:  # of another nntui: what the settings say is as good
        return None


def digest(dataset: Dataset) -> str:
    """Sixteen digits that differ where inputs or targets do: a checksum, which takes 0.1 s for 300 MB."""
    parts = (np.ascontiguousarray(part).data for part in (dataset.inputs, dataset.targets))
    return "".join(f"{crc32(part):08x}" for part in parts)


def _layers(assembly: Assembly) -> tuple[LayerDescription, ...]:
    parameters = assembly.trainer.parameters
    network = Network(assembly.trainer.plan.network, parameters, 1, training=False)
    described = []
    for number, stage in enumerate(network.stages):
        slots = parameters.of_layer(stage.name)
        if slots:
            behind = [each.layer.kind for each in network.stages[number + 1 : number + 2]]
            described.append(
                LayerDescription(
                    stage.name,
                    units(stage.output_shape),
                    sum(slot.stop - slot.start for slot in slots),
                    next(slot.shape for slot in slots if slot.name == "weight"),
                    behind[0] if behind and behind[0] in ACTIVATIONS else "linear",
                    _pictures(stage.layer, slots, parameters.values),
                )
            )
    return tuple(described)


def _pictures(layer: Layer, slots: tuple[Slot, ...], values: Array) -> tuple[PictureDescription, ...]:
    seen = [(slot.name, slot.picture(values)) for slot in slots if slot.is_picture]
    if isinstance(layer, SelfAttention):
        seen.insert(0, (ATTENTION, layer.attention()))
    if len(seen) == 1 and seen[0][1].tile == seen[0][1].values.shape:
        return ()
    return tuple(PictureDescription(name, picture.tile) for name, picture in seen)
