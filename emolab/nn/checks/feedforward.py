"""Gradient cases of the feed-forward layers: activations, convolution, pooling, normalisation, dropout."""

import numpy as np

from emolab.nn.avg_pool import AvgPool2d, avg_pool_backward, avg_pool_forward
from emolab.nn.batch_norm import (
    BatchNorm,
    batch_norm_backward,
    batch_norm_backward_graph,
    batch_norm_eval_backward,
    batch_norm_eval_forward,
    batch_norm_forward,
)
from emolab.nn.conv1d import Conv1d, conv1d_backward, conv1d_forward
from emolab.nn.conv2d import Conv2d, conv2d_backward, conv2d_forward
from emolab.nn.dense import Dense
from emolab.nn.dropout import Dropout, dropout_backward, dropout_forward, dropout_mask
from emolab.nn.flatten import Flatten, flatten_backward, flatten_forward
from emolab.nn.global_pool import GlobalPool, global_pool_backward, global_pool_forward
from emolab.nn.gradient_case import away_from, distinct, gradient_case
from emolab.nn.max_pool import MaxPool1d, MaxPool2d, max_pool_backward, max_pool_forward
from emolab.nn.relu import ReLU, relu_backward, relu_forward
from emolab.nn.sequential import Sequential
from emolab.nn.sigmoid import Sigmoid, sigmoid_backward, sigmoid_forward
from emolab.nn.softmax import Softmax, softmax_backward, softmax_forward
from emolab.nn.tanh import Tanh, tanh_backward, tanh_forward

MARGIN = 0.1  # inputs keep so far from a kink


def register(name, build, *functions):
    """Register one case; functions are those that it covers."""
    gradient_case(name, covers=tuple(f.__name__ for f in functions))(build)


SIGMOID = (sigmoid_forward, sigmoid_backward)
TANH = (tanh_forward, tanh_backward)
RELU = (relu_forward, relu_backward)
SOFTMAX = (softmax_forward, softmax_backward)
CONV2D = (conv2d_forward, conv2d_backward)
CONV1D = (conv1d_forward, conv1d_backward)
MAX = (max_pool_forward, max_pool_backward)
AVG = (avg_pool_forward, avg_pool_backward)
GLOBAL = (global_pool_forward, global_pool_backward)
FLATTEN = (flatten_forward, flatten_backward)
NORM = (batch_norm_forward, batch_norm_backward)
GRAPH = (batch_norm_forward, batch_norm_backward_graph)
EVAL = (batch_norm_eval_forward, batch_norm_eval_backward)
DROPOUT = (dropout_forward, dropout_backward)


def smooth(target, **settings):
    """Case of an entrywise function or module without kinks."""
    return lambda rng: (target, (2 * rng.standard_normal((3, 5)),), {"settings": settings})


def kinked(target, **settings):
    """Case of an entrywise function or module with a kink at 0."""
    return lambda rng: (
        target,
        (away_from(rng.standard_normal((4, 6)), margin=MARGIN),),
        {"settings": settings, "margin": MARGIN},
    )


register("sigmoid", smooth(SIGMOID), *SIGMOID)
register("Sigmoid", smooth(Sigmoid()), *SIGMOID)
register("tanh", smooth(TANH), *TANH)
register("Tanh", smooth(Tanh()), *TANH)
register("softmax", smooth(SOFTMAX), *SOFTMAX)
register("softmax axis 0", smooth(SOFTMAX, axis=0), *SOFTMAX)
register("Softmax", smooth(Softmax()), *SOFTMAX)
register("relu", kinked(RELU), *RELU)
register("relu at_zero 0", kinked(RELU, at_zero=0), *RELU)
register("ReLU", kinked(ReLU()), *RELU)


def convolution(pair, x, W, **settings):
    """Case of a convolution with x and W of these shapes."""
    return lambda rng: (
        pair,
        (rng.standard_normal(x), rng.standard_normal(W), rng.standard_normal(W[-1])),
        {"settings": settings},
    )


register("conv2d", convolution(CONV2D, (2, 4, 5, 2), (3, 2, 2, 3)), *CONV2D)
register("conv2d 1x1", convolution(CONV2D, (2, 3, 2, 3), (1, 1, 3, 2)), *CONV2D)
register(
    "conv2d same stride 2",
    convolution(CONV2D, (2, 5, 4, 2), (3, 3, 2, 2), stride=2, padding="same"),
    *CONV2D,
)
register(
    "conv2d flip, uneven padding",
    convolution(CONV2D, (1, 4, 3, 2), (2, 3, 2, 3), stride=(2, 1), padding=(1, 0, 2, 3), flip=True),
    *CONV2D,
)
register("conv1d", convolution(CONV1D, (2, 7, 3), (3, 3, 2)), *CONV1D)
register(
    "conv1d flip, same stride 2",
    convolution(CONV1D, (2, 6, 2), (4, 2, 3), stride=2, padding="same", flip=True),
    *CONV1D,
)


@gradient_case("Conv2d", covers=("conv2d_forward", "conv2d_backward"))
def conv2d_module(rng):
    """The layer with its parameters, padded to the same size."""
    layer = Conv2d(2, 3, 3, padding="same", rng=rng, dtype=np.float64)
    return layer, (rng.standard_normal((2, 4, 3, 2)),), {}


@gradient_case("Conv2d without bias", covers=("conv2d_forward", "conv2d_backward"))
def conv2d_without_bias(rng):
    """A layer that batch normalisation may follow: two steps at a time, no b."""
    layer = Conv2d(2, 2, (2, 3), stride=2, padding=1, bias=False, rng=rng, dtype=np.float64)
    return layer, (rng.standard_normal((2, 4, 5, 2)),), {}


@gradient_case("Conv1d", covers=("conv1d_forward", "conv1d_backward"))
def conv1d_module(rng):
    """A causal layer: all padding before the first step."""
    layer = Conv1d(3, 2, 3, padding=(2, 0), rng=rng, dtype=np.float64)
    return layer, (rng.standard_normal((2, 6, 3)),), {}


def pooling(target, shape, *size, **settings):
    """Case of a pooling without ties in its windows."""
    return lambda rng: (
        target,
        (distinct(rng, shape, margin=3 * MARGIN), *size),
        {"settings": settings, "margin": MARGIN},
    )


register("max_pool", pooling(MAX, (2, 4, 5, 2), 2), *MAX)
register("max_pool overlapping", pooling(MAX, (1, 5, 6, 2), (3, 2), stride=(2, 1), padding=1), *MAX)
register("max_pool same", pooling(MAX, (2, 5, 5, 2), 3, stride=2, padding="same"), *MAX)
register("MaxPool2d", pooling(MaxPool2d(2), (2, 4, 4, 2)), *MAX)
register("MaxPool1d", pooling(MaxPool1d(3, 2, padding=(1, 0)), (2, 7, 3)), *MAX)
register("avg_pool", pooling(AVG, (2, 4, 5, 2), 2), *AVG)
register("avg_pool overlapping", pooling(AVG, (1, 5, 6, 2), (3, 2), stride=(2, 1), padding=1), *AVG)
register(
    "avg_pool count_padding", pooling(AVG, (2, 4, 4, 2), 3, stride=2, padding=1, count_padding=True), *AVG
)
register("AvgPool2d", pooling(AvgPool2d(2), (2, 4, 4, 2)), *AVG)
register("global_pool avg", pooling(GLOBAL, (2, 3, 4, 2)), *GLOBAL)
register("global_pool max", pooling(GLOBAL, (2, 5, 3), kind="max"), *GLOBAL)
register("GlobalPool", pooling(GlobalPool("max"), (2, 3, 4, 2)), *GLOBAL)
register("flatten", pooling(FLATTEN, (2, 3, 2, 2)), *FLATTEN)
register("Flatten", pooling(Flatten(), (2, 3, 4)), *FLATTEN)


def normalisation(pair, shape, **settings):
    """Case of a batch normalisation by the batch's own statistics."""
    C = shape[-1]
    return lambda rng: (
        pair,
        (2 * rng.standard_normal(shape) + 1, rng.uniform(0.5, 2, C), rng.standard_normal(C)),
        {"settings": settings},
    )


register("batch_norm", normalisation(NORM, (6, 3)), *NORM)
register("batch_norm images", normalisation(NORM, (2, 3, 2, 2), eps=0.1), *NORM)
register("batch_norm by graph", normalisation(GRAPH, (6, 3)), *GRAPH)
register("batch_norm sequences by graph", normalisation(GRAPH, (2, 4, 3), eps=0.1), *GRAPH)


@gradient_case("batch_norm_eval", covers=("batch_norm_eval_forward", "batch_norm_eval_backward"))
def batch_norm_eval(rng):
    """Mean and variance are constants."""
    mean, variance = rng.standard_normal(3), rng.uniform(0.5, 2, 3)
    inputs = rng.standard_normal((2, 4, 3)), rng.uniform(0.5, 2, 3), rng.standard_normal(3), mean, variance
    return EVAL, inputs, {"constant": ("mean", "variance")}


@gradient_case("BatchNorm", covers=("batch_norm_forward", "batch_norm_backward"))
def batch_norm_module(rng):
    """The layer in training, its running statistics put back before each forward."""
    return BatchNorm(3, dtype=np.float64), (rng.standard_normal((3, 4, 3)),), {}


@gradient_case("BatchNorm eval", covers=("batch_norm_eval_forward", "batch_norm_eval_backward"))
def batch_norm_module_eval(rng):
    """The layer in inference, with learned statistics."""
    layer = BatchNorm(3, dtype=np.float64).eval()
    layer.mean.value[...] = rng.standard_normal(3)
    layer.variance.value[...] = rng.uniform(0.5, 2, 3)
    return layer, (rng.standard_normal((4, 3)),), {}


@gradient_case("dropout", covers=("dropout_forward", "dropout_backward"))
def dropout(rng):
    """A mask drawn once."""
    mask = dropout_mask((4, 6), 0.6, rng)
    return DROPOUT, (rng.standard_normal((4, 6)), mask), {"settings": {"scale": 1 / 0.6}}


@gradient_case("Dropout", covers=("dropout_forward", "dropout_backward"))
def dropout_module(rng):
    """The layer with a frozen mask."""
    layer = Dropout(0.7, rng=rng)
    layer.mask = layer.draw((4, 6))
    return layer, (rng.standard_normal((4, 6)),), {}


@gradient_case("Sequential")
def sequential(rng):
    """Five layers in a chain."""
    chain = Sequential(
        Conv2d(2, 3, 2, rng=rng, dtype=np.float64),
        Tanh(),
        AvgPool2d(2),
        Flatten(),
        Dense(6, 2, rng=rng, dtype=np.float64),
    )
    return chain, (rng.standard_normal((2, 5, 3, 2)),), {}
