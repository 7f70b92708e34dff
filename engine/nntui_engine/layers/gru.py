"""The gated recurrent unit."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array, Shape
from nntui_engine.layers.activations import sigmoid
from nntui_engine.layers.layer import Place
from nntui_engine.layers.recurrent import Recurrent, each_step
from nntui_engine.parameters import ParameterSpec


class GRU(Recurrent):
    """r, k = σ(z); n = tanh(z + r · q); h ← n + k · (h − n), where k keeps and r resets.

    Cho et al., EMNLP 2014, with the reset behind the product, as all libraries have it by now: the third gate
    is made of a sum z of the inputs and a sum q of the state, each with a bias. Back through a step:

        dn = dh · (1 − k) (1 − n²)           dk = dh · (h_before − n) · k (1 − k)
        dr = dn · q · r (1 − r)              dq = dn · r
        dh ← dh · k + (dr, dk, dq) @ uᵀ
    """

    kind = "gru"
    of_inputs = (1, 2, 0)
    of_state = (1, 2, 3)
    kept = 1

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        specs, units = super().parameter_specs(input_shape), self.units
        inner = ParameterSpec("inner_bias", (units,), "zeros", units, units, decays=False)
        return (*specs, inner) if self.bias else specs

    def make_buffers(self, time: int, rows: int, place: Place) -> None:
        self.scratch: Array = np.zeros((time, rows, self.units), place.dtype)
        self.gates = each_step(self.z)

    def advance(self, t: int) -> None:
        sigmoids, (n, r, k, q) = self.z[t, 1:3], self.gates[t]
        sigmoid(sigmoids, out=sigmoids)
        n += np.multiply(r, q, out=self.part)
        np.tanh(n, out=n)
        h = np.subtract(self.h[t], n, out=self.part)
        h *= k
        np.add(h, n, out=self.h[t + 1])

    def begin_backward(self) -> None:
        """Write what dh and dn are multiplied with in the formulas above into dz."""
        n, r, k, q = self.z.swapaxes(0, 1)
        by_n, by_r, by_k, _ = self.dz
        for gate, squared in zip((n, r, k), self.dz, strict=False):
            np.multiply(gate, gate, out=squared)
        np.subtract(r, by_r, out=by_r)
        by_r *= q
        np.subtract(k, by_k, out=by_k)
        by_k *= np.subtract(self.h[:-1], n, out=self.scratch)
        np.subtract(1, by_n, out=by_n)
        by_n *= np.subtract(1, k, out=self.scratch)

    def retreat(self, t: int) -> None:
        dh, (dn, dr, dk, dq), (_, r, k, _) = self.dh, self.dz[:, t], self.gates[t]
        dn *= dh
        dr *= dn
        dk *= dh
        np.multiply(dn, r, out=dq)
        np.multiply(dh, k, out=self.dh_parts[-1])
        self.through_products(t)
