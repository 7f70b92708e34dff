"""From a config to a network: a model by its name, or layers one by one."""

from __future__ import annotations

from typing import Any

from nntui.config import RunConfig
from nntui.errors import UserError
from nntui.numbers import counted
from nntui.presets import SEQUENTIAL
from nntui_datasets import Dataset
from nntui_engine.arrays import FLAT_AXES, IMAGE_AXES, SEQUENCE_AXES, Shape, units
from nntui_engine.layers import LAYERS
from nntui_engine.models import MODELS, Wanted
from nntui_engine.network import stages_of
from nntui_engine.spec import LayerSpec, NetworkSpec

OF_A_MODEL = ("model", "filters", "units", "blocks", "heads", "hidden", "activation", "initializer")
"""The settings that say what a network is, where its layers do not."""


def refuse_contradictions(config: RunConfig) -> None:
    """UserError where two settings of the network do not go together."""
    if config.layers is not None:
        for key in OF_A_MODEL:
            if getattr(config, key) is not None:
                raise UserError(f"layers say what the network is: leave out {key}, or them")
        if config.output == "sigmoid" or not config.bias:
            reason = "layers say what the network is"
            raise UserError(f"{reason}: have a sigmoid among them, or bias = false in each")
    if config.halves and config.threads not in ("auto", 2):
        raise UserError(f"two threads share a batch in halves, not {config.threads}: leave out threads")
    if config.model is not None and config.model not in MODELS:
        raise UserError(f"there is no model called {config.model}; there are {', '.join(MODELS)}")
    if config.filters is not None and config.model != "conv":
        raise UserError("filters are for the model conv: leave them out, or choose it")
    if config.units is not None and config.model not in SEQUENTIAL:
        raise UserError(
            "units are for the models rnn, gru, lstm and transformer: leave them out, or choose one"
        )
    for key in ("blocks", "heads"):
        if getattr(config, key) is not None and config.model != "transformer":
            raise UserError(f"{key} are for the model transformer: leave them out, or choose it")


def usual_model(config: RunConfig) -> str | None:
    """What a config means that names no model; None where it has layers."""
    if config.layers is not None:
        return None
    return config.model or ("mlp" if config.hidden else "perceptron")


def network_spec(config: RunConfig, dataset: Dataset) -> NetworkSpec:
    """The network of a decided config. EngineError or UserError where a layer does not fit."""
    if config.layers is not None:
        return _stack(config, dataset)
    assert config.model is not None
    assert config.hidden is not None
    assert config.outputs is not None
    assert config.activation is not None
    sequential = config.model in SEQUENTIAL
    axes = IMAGE_AXES if config.model == "conv" else SEQUENCE_AXES if sequential else FLAT_AXES
    wanted = Wanted(
        _row_shape(dataset, axes),
        config.outputs,
        len(dataset.vocabulary),
        dataset.answers_each_step,
        config.filters or (),
        config.units or 0,
        config.blocks or 0,
        config.heads or 0,
        config.hidden,
        config.activation,
        # The cross-entropies apply their own sigmoid or softmax to a linear output.
        sigmoid_output=config.output == "sigmoid" and "cross_entropy" not in (config.loss or ""),
        bias=config.bias,
        initializer=config.initializer,
    )
    return MODELS[config.model](wanted)


def short_name(config: RunConfig, dataset: Dataset, spec: NetworkSpec) -> str:
    """`64-32-10 relu`, `conv 16-32-64-10 relu`, or `7 layers 16-32-10`."""
    if config.layers is not None:
        learnt = [s for s in stages_of(spec) if s.layer.parameter_specs(s.input_shape)]
        sizes = "-".join(str(units(stage.output_shape)) for stage in learnt)
        return f"{counted(len(spec.layers), 'layer')} {sizes}"
    assert config.hidden is not None
    if config.model == "transformer":
        sizes = "-".join(map(str, (f"{config.blocks}×{config.units}", *config.hidden, config.outputs)))
        return f"transformer {sizes}, {counted(config.heads or 0, 'head')}"
    first = config.filters or ((config.units,) if config.units else ())
    sizes = "-".join(map(str, (*(first or (dataset.features,)), *config.hidden, config.outputs)))
    named = f"{config.model} {sizes}" if first else sizes
    return f"{named} {config.activation}" if config.hidden or config.filters else named


def _row_shape(dataset: Dataset, axes: int) -> Shape:
    """A row in so many axes where it has them; else flat. A grey image is a sequence of its lines as well."""
    shape = dataset.row_shape
    if shape is not None and axes == SEQUENCE_AXES and len(shape) == IMAGE_AXES and shape[0] == 1:
        return shape[1:]
    return shape if shape is not None and axes == len(shape) else (dataset.features,)


def _stack(config: RunConfig, dataset: Dataset) -> NetworkSpec:
    assert config.layers is not None
    layers = tuple(_layer(number, options) for number, options in enumerate(config.layers, 1))
    # Rows are flat but for a stack with a layer that cannot take them so.
    kinds = (LAYERS[each.kind].takes for each in layers)
    axes = next((takes[-1] for takes in kinds if takes and FLAT_AXES not in takes), FLAT_AXES)
    spec = NetworkSpec(_row_shape(dataset, axes), layers)
    last = stages_of(spec)[-1]
    steps = (dataset.features,) if dataset.vocabulary else (dataset.row_shape or ())[:1]
    needed = (*(steps if dataset.answers_each_step else ()), config.outputs)
    if last.output_shape != needed:
        given = f"the last layer, {last.name}, gives {last.output_shape}"
        raise UserError(f"{given}, but {dataset.name} needs {needed}")
    if bool(dataset.vocabulary) != spec.has("embedding"):
        reason = "is made of tokens: begin with" if dataset.vocabulary else "has no tokens: leave out"
        raise UserError(f"{dataset.name} {reason} an embedding")
    return spec


def _layer(number: int, options: dict[str, Any]) -> LayerSpec:
    kind = options.get("kind")
    if not isinstance(kind, str):
        raise UserError(f'layer {number} has no kind: kind = "dense", say')
    if kind not in LAYERS:
        raise UserError(f"layer {number}: there is no kind {kind}; there are {', '.join(LAYERS)}")
    return LayerSpec(kind, {name: value for name, value in options.items() if name != "kind"})
