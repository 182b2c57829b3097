"""Adam on a card: one pass over memory, where array expressions make about ten."""

import numpy as np

from emolab.core.errors import ShapeError
from emolab.kernels.cuda.raw import contiguous, launch, real

TEXT = """
extern "C" __global__
void adam(long long count, real beta1, real rest1, real beta2, real rest2, real rate, real unbias,
          real epsilon, real decay, const real* value, const real* grad, const real* m, const real* v,
          real* new_value, real* new_m, real* new_v)
{
    PLACE(count)
    const real g = grad[at] + decay * value[at];
    const real first = beta1 * m[at] + rest1 * g, second = beta2 * v[at] + rest2 * g * g;
    new_value[at] = value[at] - rate * first / (sqrt(unbias * second) + epsilon);
    new_m[at] = first;
    new_v[at] = second;
}
"""


def adam_step(
    value, grad, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0,
    out=None,
):  # fmt: skip
    dtype = value.dtype
    for array in (grad, m, v, *(out or ())):
        if array.shape != value.shape:
            raise ShapeError(f"adam_step: its arrays differ in shape, {value.shape} and {array.shape}")
    settings = (
        beta1, 1 - beta1, beta2, 1 - beta2, learning_rate / (1 - beta1**t), 1 / (1 - beta2**t),
        epsilon, weight_decay,
    )  # fmt: skip
    numbers = [dtype.type(number) for number in settings]
    sources = [contiguous(array, dtype) for array in (value, grad, m, v)]
    results = out or (None, None, None)
    targets = [a if _fits(a, dtype) else np.empty_like(sources[0]) for a in results]
    launch(TEXT, "adam", value.size, *numbers, *sources, *targets, real=real(dtype))
    if out is None:
        return tuple(targets)
    for array, target in zip(out, targets):
        if array is not target:
            array[...] = target
    return tuple(out)


def _fits(array, dtype):
    return array is not None and array.dtype == dtype and array.flags.c_contiguous
