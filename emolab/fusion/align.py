"""Alignment: features of one rate brought onto the time steps of another."""

import numpy as np

from emolab.core import ArgumentError, ShapeError, formula
from emolab.core.backend import to_host
from emolab.core.checks import checked_lengths
from emolab.vision.resize import resize_weights


@formula("liu2026 7")
def align_weights(T, steps):
    """The share of each of T frames in each of `steps` new ones that cover the same time.

    Formula   T > steps: the length that frame and step have in common, in parts of the step
              T <= steps: linear interpolation between the frames' centres, flat beyond the outer ones
    Shapes    T and steps are numbers -> W (steps, T), rows sum to 1
    Note      One step gives the mean over the clip; as many steps as frames leave the frames as they are.
    """
    return resize_weights(T, steps, "area" if T > steps else "bilinear")


@formula("liu2026 7")
def align_to(x, lengths, steps):
    """Bring feature frames onto other time steps: pooled where they are more, interpolated where fewer.

    Formula   y_n = W_n x_n, W_n = align_weights(lengths_n, steps_n)
    Shapes    x (N, T, D), lengths (N,) -> y (N, S, D), S the largest of steps, zero past each clip's own
    steps     a whole number, or one for each clip (N,)
    Errors    ArgumentError for a number of steps below 1
    Note      liu2026 5-7 joins features of three rates and names no common axis: the video's time steps are
              the default. Weights are never negative and sum to 1, so that distributions stay distributions.
    """
    N, T, D = x.shape
    lengths = checked_lengths(lengths, N, T)
    steps = np.asarray(to_host(steps))
    steps = np.broadcast_to(steps, (N,)) if steps.ndim == 0 else steps
    if steps.shape != (N,):
        raise ShapeError(f"align_to: steps has shape {steps.shape}; give one number, or one a clip ({N},)")
    if steps.dtype.kind not in "iu" or (N and steps.min() < 1):
        raise ArgumentError("align_to: steps must be whole numbers from 1")
    y = np.zeros_like(x, shape=(N, int(steps.max(initial=0)), D))
    for n, (length, count) in enumerate(zip(lengths.tolist(), steps.tolist())):
        W = np.asarray(align_weights(length, count), x.dtype, like=x)  # (count, length)
        y[n, :count] = W @ x[n, :length]
    return y
