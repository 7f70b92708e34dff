"""The long short-term memory."""

from __future__ import annotations

import numpy as np

from nntui_engine.arrays import Array
from nntui_engine.layers.layer import Place
from nntui_engine.layers.recurrent import Recurrent, gate


class LSTM(Recurrent):
    """Four gates of z + q: o, i, f = σ, g = tanh; c ← f · c + i · g; h ← o · tanh(c).

    Hochreiter and Schmidhuber, Neural Computation 9, 1997, with the forget gate of Gers, Schmidhuber and
    Cummins, 2000. Back through a step, dc being what comes from the step behind it:

        dc ← dc + dh · o · (1 − tanh²(c))
        do = dh · tanh(c) · o (1 − o)        di = dc · g · i (1 − i)
        df = dc · c_before · f (1 − f)       dg = dc · i · (1 − g²)
        dc ← dc · f,  dh ← dz @ uᵀ
    """

    kind = "lstm"
    gates = 4

    def make_buffers(self, time: int, rows: int, place: Place) -> None:
        units = self.units
        self.c: Array = np.zeros((time + 1, rows, units), place.dtype)  # c[t] is the memory before step t
        self.tanh_c: Array = np.zeros((time, rows, units), place.dtype)
        self.dc: Array = np.zeros((rows, units), place.dtype)
        # All but dc and dh of the four formulas above, and of the one for dc, for every step.
        self.slopes = np.zeros_like(self.z)
        self.c_slopes = np.zeros_like(self.tanh_c)
        self.sigmoids = self.z[:, :, : 3 * units]
        self.o, self.i, self.f, self.g = (gate(self.z, n, units) for n in range(4))

    def advance(self, t: int) -> None:
        z, sigmoids, c = self.z[t], self.sigmoids[t], self.c[t + 1]
        z += self.q
        sigmoids *= 0.5  # σ(x) = ½ (1 + tanh(x/2)): one tanh for all four
        np.tanh(z, out=z)
        sigmoids *= 0.5
        sigmoids += 0.5
        np.multiply(self.f[t], self.c[t], out=c)
        c += np.multiply(self.i[t], self.g[t], out=self.part)
        np.tanh(c, out=self.tanh_c[t])
        np.multiply(self.o[t], self.tanh_c[t], out=self.h[t + 1])

    def begin_backward(self) -> None:
        self.dc.fill(0)
        slopes = np.multiply(self.z, self.z, out=self.slopes)
        o, i, f, g = (gate(slopes, n, self.units) for n in range(4))
        three = slopes[:, :, : 3 * self.units]
        np.subtract(self.sigmoids, three, out=three)  # s (1 − s)
        np.subtract(1, g, out=g)
        o *= self.tanh_c
        i *= self.g
        f *= self.c[:-1]
        g *= self.i
        np.multiply(self.tanh_c, self.tanh_c, out=self.c_slopes)
        np.subtract(1, self.c_slopes, out=self.c_slopes)
        self.c_slopes *= self.o

    def retreat(self, t: int) -> None:
        dh, dc, dz, slopes, units = self.dh, self.dc, self.dz[t], self.slopes[t], self.units
        dc += np.multiply(dh, self.c_slopes[t], out=self.part)
        np.multiply(dh, slopes[:, :units], out=dz[:, :units])
        shape = (len(dc), 3, units)
        np.multiply(dc[:, None], slopes[:, units:].reshape(shape), out=dz[:, units:].reshape(shape))
        dc *= self.f[t]
        np.matmul(dz, self.u_turned, out=dh)
