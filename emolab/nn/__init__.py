"""Differentiable layers: a pair of functions each, and a Module around it."""

from emolab.nn.dense import Dense, dense_backward, dense_forward
from emolab.nn.initialise import glorot_uniform, he_normal, orthogonal
from emolab.nn.module import Buffer, Module, Parameter
