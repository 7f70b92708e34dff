"""The long short-term memory."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.layers.layer import Place
from nntui_engine.layers.recurrent import Recurrent, each_step


class LSTM(Recurrent):
    """Four gates of z: o, i, f = σ, g = tanh; c ← f · c + i · g; h ← o · tanh(c).

    Hochreiter and Schmidhuber, Neural Computation 9, 1997, with the forget gate of Gers, Schmidhuber and
    Cummins, 2000. Back through a step, dc being what comes from the step behind it:

        dc ← dc + dh · o · (1 − tanh²(c))
        do = dh · tanh(c) · o (1 − o)        di = dc · g · i (1 − i)
        df = dc · c_before · f (1 − f)       dg = dc · i · (1 − g²)
        dc ← dc · f,  dh ← dz @ uᵀ
    """

    kind = "lstm"
    of_inputs = of_state = (0, 1, 2, 3)

    def make_buffers(self, time: int, rows: int, place: Place) -> None:
        units = self.units
        self.c: Array = np.zeros((time + 1, rows, units), place.dtype)  # c[t] is the memory before step t
        self.tanh_c: Array = np.zeros((time, rows, units), place.dtype)
        self.dc: Array = np.zeros((rows, units), place.dtype)
        self.c_slopes = np.zeros_like(self.tanh_c)
        self.gates = each_step(self.z)

    def advance(self, t: int) -> None:
        z, c, tanh_c = self.z[t], self.c[t + 1], self.tanh_c[t]
        o, i, f, g = self.gates[t]
        sigmoids = z[:3]
        sigmoids *= 0.5  # σ(x) = ½ (1 + tanh(x/2)): one tanh for all four
        np.tanh(z, out=z)
        sigmoids *= 0.5
        sigmoids += 0.5
        np.multiply(f, self.c[t], out=c)
        c += np.multiply(i, g, out=self.part)
        np.tanh(c, out=tanh_c)
        np.multiply(o, tanh_c, out=self.h[t + 1])

    def begin_backward(self) -> None:
        """Write all but dc and dh of the four formulas into dz, and of the one for dc into c_slopes."""
        self.dc.fill(0)
        o, i, f, g = self.z.swapaxes(0, 1)
        np.multiply(self.z, self.z, out=self.dz.swapaxes(0, 1))
        for s, by_s in zip((o, i, f), self.dz, strict=False):
            np.subtract(s, by_s, out=by_s)  # s (1 − s)
        by_o, by_i, by_f, by_g = self.dz
        np.subtract(1, by_g, out=by_g)
        by_o *= self.tanh_c
        by_i *= g
        by_f *= self.c[:-1]
        by_g *= i
        np.multiply(self.tanh_c, self.tanh_c, out=self.c_slopes)
        np.subtract(1, self.c_slopes, out=self.c_slopes)
        self.c_slopes *= o

    def retreat(self, t: int) -> None:
        dh, dc, dz = self.dh, self.dc, self.dz[:, t]
        dc += np.multiply(dh, self.c_slopes[t], out=self.part)
        dz[0] *= dh
        dz[1:] *= dc
        dc *= self.gates[t][2]
        self.through_products(t)
