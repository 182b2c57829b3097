"""Prediction: a trained network over any number of clips, in batches."""

import numpy as np

from emolab.core.backend import like, on_card, to_host
from emolab.core.threads import one_pool
from emolab.nn import inference, softmax
from emolab.training.batches import Samples, batch_rows


def logits_of(outputs):
    """The logits of what a network puts out: all of it, or the first of a NamedTuple's fields."""
    return outputs[0] if isinstance(outputs, tuple) else outputs


def predict_outputs(model, data, batch_size=64):
    """Run the model in eval mode over all clips, those of like length together, and put its mode back.

    Shapes    data: N clips, as Samples takes them -> y (N, ...), or a NamedTuple of such arrays, as forward
              gives them
    """
    samples = data if isinstance(data, Samples) else Samples(data, model_dtype(model))
    modes = [(module, module.training) for _, module in model.modules()]
    order = batch_rows(len(samples), batch_size, lengths=samples.lengths)
    model.eval()
    try:
        with one_pool(), inference():
            parts = [model.forward(*beside(model, samples.batch(rows))) for rows in order]
    finally:
        for module, mode in modes:
            module.training = mode
    if isinstance(parts[0], tuple):
        return type(parts[0])(*(_in_order(field, order) for field in zip(*parts)))
    return _in_order(parts, order)


def beside(model, inputs):
    """A batch where the model's parameters lie: on a card if they do; lengths (N,) are read in any case."""
    parameter = next(iter(model.parameters().values()), None)
    if parameter is None or not on_card(parameter.value):
        return inputs
    return tuple(x if x.ndim == 1 else like(parameter.value, x) for x in inputs)


def _in_order(parts, order):
    """The batches' arrays as one NumPy array, each row where its clip stands in the data."""
    rows = np.concatenate(order)
    parts = [to_host(part) for part in parts]
    whole = np.empty_like(parts[0], shape=(len(rows), *parts[0].shape[1:]))
    whole[rows] = np.concatenate(parts)
    return whole


def predict_logits(model, data, batch_size=64):
    """Return each clip's logits, as `predict_outputs` gives them.

    Shapes    data: N clips -> logits (N, C)
    """
    return logits_of(predict_outputs(model, data, batch_size))


def predict(model, data, batch_size=64):
    """Return each clip's most probable class.

    Shapes    data: N clips -> classes (N,)
    """
    return predict_logits(model, data, batch_size).argmax(axis=1)


def predict_probabilities(model, data, batch_size=64):
    """Return each clip's probabilities, the softmax of the logits.

    Shapes    data: N clips -> p (N, C), rows sum to 1
    """
    return softmax(predict_logits(model, data, batch_size))


def model_dtype(model):
    """Return the dtype of the model's parameters, None where it has none."""
    return next((parameter.value.dtype for parameter in model.parameters().values()), None)
