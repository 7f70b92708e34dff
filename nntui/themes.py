"""The colours of the dashboard, on dark and on light ground."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="nntui-dark",
    primary="#6cb6ff",
    secondary="#8ddb8c",
    accent="#f69d50",
    warning="#daaa3f",
    error="#ff7b72",
    success="#6bc46d",
    foreground="#d8dee6",
    background="#0d1117",
    surface="#131a23",
    panel="#1b2430",
    dark=True,
    variables={
        "nn-muted": "#7d8896",
        "nn-line": "#2c3846",
        "nn-train": "#ffa657",
        "nn-train-band": "#7a5230",
        "nn-validation": "#58b7ff",
        "nn-mark": "#b8a1ff",
    },
)

LIGHT = Theme(
    name="nntui-light",
    primary="#0b62c1",
    secondary="#2c7a2c",
    accent="#b45309",
    warning="#8a6100",
    error="#b42318",
    success="#1f7a33",
    foreground="#1f2730",
    background="#fbfcfd",
    surface="#ffffff",
    panel="#eef1f5",
    dark=False,
    variables={
        "nn-muted": "#68727f",
        "nn-line": "#cdd5de",
        "nn-train": "#c2570c",
        "nn-train-band": "#f0c49c",
        "nn-validation": "#0b62c1",
        "nn-mark": "#6d4bc4",
    },
)

THEMES = (DARK, LIGHT)
