"""What the probes say of each layer."""

from __future__ import annotations

from collections.abc import Callable
from math import isnan, sqrt

import numpy as np

from nntui.session.host.measuring import measured
from nntui.session.loopback import LoopbackHost


def test_every_layer_with_weights(start: Callable[..., LoopbackHost]) -> None:
    """In the order of the network, each with all probes; the last has no units that could be idle."""
    run = start().run
    run.step()
    layers = measured(run.trainer, run.last.rows)
    assert [layer.name for layer in layers] == ["dense_1", "dense_2"]
    assert [isnan(layer.idle_units) for layer in layers] == [False, True]


def test_together_they_are_the_whole_gradient(start: Callable[..., LoopbackHost]) -> None:
    """No parameter is left out of them, and none counts twice."""
    run = start().run
    run.step()
    gradients = run.trainer.parameters.gradients
    norms = [layer.gradient_norm for layer in measured(run.trainer, run.last.rows)]
    np.testing.assert_allclose(sqrt(sum(norm**2 for norm in norms)), np.linalg.norm(gradients), rtol=1e-6)
