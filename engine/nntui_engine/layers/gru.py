"""The gated recurrent unit."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array, Shape
from nntui_engine.layers.activations import sigmoid
from nntui_engine.layers.layer import Place
from nntui_engine.layers.recurrent import Recurrent, gate
from nntui_engine.parameters import ParameterSpec


class GRU(Recurrent):
    """r, k = σ(z + q); n = tanh(z + r · (q + a)); h ← n + k · (h − n), where k keeps and r resets.

    Cho et al., EMNLP 2014, with the reset behind the product, as all libraries have it by now: `a` is the
    bias there. Back through a step:

        dn = dh · (1 − k) (1 − n²)           dk = dh · (h_before − n) · k (1 − k)
        dr = dn · (q + a) · r (1 − r)        da = Σ dn · r
        dh ← dh · k + dq @ uᵀ, where dq is (dr, dk, dn · r) and dz is (dr, dk, dn)
    """

    kind = "gru"
    gates = 3

    def parameter_specs(self, input_shape: Shape) -> tuple[ParameterSpec, ...]:
        specs, units = super().parameter_specs(input_shape), self.units
        inner = ParameterSpec("inner_bias", (units,), "zeros", units, units, decays=False)
        return (*specs, inner) if self.bias else specs

    def make_buffers(self, time: int, rows: int, place: Place) -> None:
        self.a, self.da = place.values.get("inner_bias"), place.gradients.get("inner_bias")
        units = self.units
        self.inner: Array = np.zeros((time, rows, units), place.dtype)  # q + a of the third gate
        self.through: Array = np.zeros((rows, units), place.dtype)
        self.state_gradients = np.zeros_like(self.z)
        # What dh and dn are multiplied with in the formulas above, for every step.
        self.slopes = np.zeros_like(self.z)
        self.r, self.k, self.n = (gate(self.z, i, units) for i in range(3))

    @property
    def dq(self) -> Array:
        return self.state_gradients

    def advance(self, t: int) -> None:
        z, q, two, n = self.z[t], self.q, 2 * self.units, self.n[t]
        sigmoids = z[:, :two]
        sigmoids += q[:, :two]
        sigmoid(sigmoids, out=sigmoids)
        np.copyto(self.inner[t], q[:, two:])
        if self.a is not None:
            self.inner[t] += self.a
        n += np.multiply(self.r[t], self.inner[t], out=self.part)
        np.tanh(n, out=n)
        h = np.subtract(self.h[t], n, out=self.h[t + 1])
        h *= self.k[t]
        h += n

    def begin_backward(self) -> None:
        np.multiply(self.z, self.z, out=self.slopes)
        r, k, n = (gate(self.slopes, i, self.units) for i in range(3))
        np.subtract(self.r, r, out=r)
        r *= self.inner
        np.subtract(self.k, k, out=k)
        np.subtract(1, n, out=n)
        # What it held is used up: from here on it is scratch.
        np.subtract(self.h[:-1], self.n, out=self.inner)
        k *= self.inner
        np.subtract(1, self.k, out=self.inner)
        n *= self.inner

    def retreat(self, t: int) -> None:
        units, dh, dz, dq, slopes = self.units, self.dh, self.dz[t], self.dq[t], self.slopes[t]
        r, k, n = (slice(i * units, (i + 1) * units) for i in range(3))
        dn = np.multiply(dh, slopes[:, n], out=dz[:, n])
        np.multiply(dh, slopes[:, k], out=dz[:, k])
        np.multiply(dn, slopes[:, r], out=dz[:, r])
        np.copyto(dq[:, : 2 * units], dz[:, : 2 * units])
        np.multiply(dn, self.r[t], out=dq[:, n])
        np.multiply(dh, self.k[t], out=self.through)
        np.matmul(dq, self.u_turned, out=dh)
        dh += self.through

    def backward_parameters(self, dy: Array) -> None:
        super().backward_parameters(dy)
        if self.da is not None:
            np.add.reduce(self.dq[:, :, 2 * self.units :], axis=(0, 1), out=self.da)
