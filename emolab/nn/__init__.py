"""Differentiable layers: a pair of functions each, and a Module around it."""

from emolab.nn.dense import Dense, dense_backward, dense_forward
from emolab.nn.gradient_case import GradientCase, away_from, distinct, gradient_case, gradient_cases
from emolab.nn.gradient_check import GradientError, GradientReport, check_gradients
from emolab.nn.initialise import glorot_uniform, he_normal, orthogonal
from emolab.nn.module import Buffer, Module, Parameter
