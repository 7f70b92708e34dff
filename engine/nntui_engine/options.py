"""The options of a layer, looked at before it is made of them."""

from __future__ import annotations

from collections.abc import Mapping
from inspect import Parameter, signature

from nntui_engine.errors import EngineError

KINDS: dict[str, tuple[tuple[type, ...], str]] = {
    "int": ((int,), "a whole number"),
    "int | None": ((int, type(None)), "a whole number"),
    "float": ((int, float), "a number"),
    "bool": ((bool,), "true or false"),
    "str": ((str,), "a word"),
}
"""By annotation: what a value may be, and that in words."""


def check_options(kind: str, layer: type, options: Mapping[str, object]) -> None:
    """EngineError where a layer has no such option, needs another, or cannot be given such a value."""
    known = signature(layer).parameters
    for name, value in options.items():
        if name not in known:
            there = f"it has {', '.join(known)}" if known else "it has none"
            raise EngineError(f"{kind} has no option called {name}; {there}")
        types, words = KINDS[str(known[name].annotation)]
        is_bool = isinstance(value, bool)
        if not isinstance(value, types) or (is_bool and bool not in types):
            raise EngineError(f"the {name} of {kind} is {words}, not {value!r}")
    for name, parameter in known.items():
        if parameter.default is Parameter.empty and name not in options:
            raise EngineError(f"{kind} needs {name}")
