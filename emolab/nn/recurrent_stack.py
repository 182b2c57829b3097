"""Stacks of recurrent layers: one above the other, forwards and backwards in time."""

import numpy as np

from emolab.core.errors import ArgumentError, ShapeError
from emolab.nn.initialise import glorot_uniform, orthogonal
from emolab.nn.module import Module
from emolab.nn.sequence import last_step, reverse


def recurrent_start(D, H, gates, rng=None, dtype=np.float32):
    """Start weights of a recurrent layer, every gate drawn by itself.

    Formula   Wx Glorot uniform, Wh orthogonal, for each gate
    Shapes    -> Wx (D, gates H), Wh (H, gates H)
    """
    rng = np.random.default_rng(rng)
    Wx = [glorot_uniform((D, H), rng, dtype) for _ in range(gates)]
    Wh = [orthogonal((H, H), rng, dtype) for _ in range(gates)]
    return np.concatenate(Wx, axis=1), np.concatenate(Wh, axis=1)


class Cell(Module):
    """One recurrent layer in one direction: forward(x, lengths, *states), backward(dh) -> dx, *dstates."""

    def add(self, gradients):
        """Add gradients to those of the parameters, in the order of definition."""
        for parameter, gradient in zip(self.parameters().values(), gradients):
            parameter.grad += gradient

    def last(self, h, lengths):
        """The states at each sequence's own end, a tuple of (N, H)."""
        return (last_step(h, lengths),)


class Recurrent(Module):
    """Recurrent layers, each reading the one below; in both directions their outputs lie side by side.

    cells     layer by layer, forwards before backwards
    h_last    (layers * directions, N, H) after forward: every cell's state at each sequence's own end
    dh0       (layers * directions, N, H) after backward: gradient of the states at the start
    """

    def stack(self, D, H, layers, bidirectional, make_cell):
        """Set up the cells; make_cell(D) builds one that reads D features."""
        for name, value in (("D", D), ("H", H), ("layers", layers)):
            if value != int(value) or value < 1:
                kind = type(self).__name__
                raise ArgumentError(f"{kind}: {name}={value}; it must be a whole number from 1")
        self.D, self.H, self.layers = D, H, layers
        self.directions = 2 if bidirectional else 1
        sizes = [D] + [H * self.directions] * (layers - 1)
        self.cells = [make_cell(size) for size in sizes for _ in range(self.directions)]

    def forward(self, x, lengths=None, h0=None):
        """x (N, T, D), lengths (N,), h0 (layers * directions, N, H) -> h (N, T, H), or 2H in both directions.

        Past a sequence's own length h is zero; what the padding holds changes nothing.
        """
        h, (self.h_last,) = self.run(x, lengths, (h0,))
        return h

    def backward(self, dy):
        """dy (N, T, H or 2H) -> dx (N, T, D)."""
        dx, (self.dh0,) = self.run_back(dy)
        return dx

    def run(self, x, lengths, starts):
        """Run all cells; return the top output and every cell's last states, each (cells, N, H)."""
        self._check_input(x)
        starts = [self._start(name, value, x) for name, value in zip(("h0", "c0"), starts)]
        self.lengths = lengths
        ends = []
        for k in range(0, len(self.cells), self.directions):
            outputs = []
            for direction in range(self.directions):
                cell = self.cells[k + direction]
                turned = reverse(x, lengths) if direction else x
                h = cell.forward(turned, lengths, *(start[k + direction] for start in starts))
                ends.append(cell.last(h, lengths))
                outputs.append(reverse(h, lengths) if direction else h)
            x = np.concatenate(outputs, axis=-1) if len(outputs) > 1 else outputs[0]
        return x, [np.stack(states) for states in zip(*ends)]

    def run_back(self, dy):
        """Run all cells back; return dx and the gradients of every cell's first states."""
        starts = [None] * len(self.cells)
        for k in range(len(self.cells) - self.directions, -1, -self.directions):
            ahead, *behind = np.split(dy, self.directions, axis=-1)
            dy, *starts[k] = self.cells[k].backward(ahead)
            for dh in behind:  # one, where the layer runs both ways
                back, *starts[k + 1] = self.cells[k + 1].backward(reverse(dh, self.lengths))
                dy += reverse(back, self.lengths)
        return dy, [np.stack(states) for states in zip(*starts)]

    def _check_input(self, x):
        name = type(self).__name__
        if x.ndim != 3 or x.shape[2] != self.D:
            raise ShapeError(f"{name}: x has shape {x.shape}; it must be (N, T, {self.D})")

    def _start(self, name, value, x):
        shape = len(self.cells), len(x), self.H
        if value is None:
            return np.zeros_like(x, shape=shape)
        if value.shape != shape:
            raise ShapeError(f"{type(self).__name__}: {name} has shape {value.shape}; it must be {shape}")
        return value
