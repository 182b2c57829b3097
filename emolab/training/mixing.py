"""Mixed pairs: a network learns from blends of two clips, and owes each label its share."""

from emolab.core.errors import ArgumentError
from emolab.nn import softmax_cross_entropy


class MixedPairs:
    """Blend each clip of some batches with another of the same batch: `augment` and `loss` of one `fit`.

    alpha     of the shares' Beta distribution: small values keep most blends near one of the two
    share     of the batches that are blended; the others stay as they are
    augment   what is done to the inputs before, such as RandomViews(); None for nothing
    Formula   x = s x_i + (1 - s) x_j,  s ~ Beta(alpha, alpha), one s a batch and j a permutation of it;
              loss = s L(y_i) + (1 - s) L(y_j)
    Shapes    inputs (x (N, ...),) -> the same
    Source    Zhang et al. 2018, mixup
    Example   mix = MixedPairs(augment=RandomViews()); fit(..., augment=mix, loss=mix.loss)
    Note      Accuracy while training counts the first label alone: it is lower than the network's.
    """

    def __init__(self, alpha=0.3, share=0.5, augment=None):
        if not alpha > 0 or not 0 <= share <= 1:
            raise ArgumentError("MixedPairs: alpha is above 0, share from 0 to 1")
        self.alpha, self.share, self.augment = alpha, share, augment
        self._pairs = None  # (s, order) of the batch that the next loss is of

    def __call__(self, inputs, rng):
        """Return the inputs, blended or not as rng draws."""
        (x,) = inputs if self.augment is None else self.augment(inputs, rng)
        self._pairs = None
        if rng.random() < self.share:
            s, order = rng.beta(self.alpha, self.alpha), rng.permutation(len(x))
            self._pairs = s, order
            x = (s * x + (1 - s) * x[order]).astype(x.dtype)
        return (x,)

    def loss(self, logits, labels, smoothing=0.0):
        """Return (loss, dlogits) of the batch that was blended last; of any other, of validation, as ever."""
        pairs, self._pairs = self._pairs, None
        loss, dlogits = softmax_cross_entropy(logits, labels, smoothing=smoothing)
        if pairs is None:
            return loss, dlogits
        s, order = pairs
        other, dother = softmax_cross_entropy(logits, labels[order], smoothing=smoothing)
        return s * loss + (1 - s) * other, (s * dlogits + (1 - s) * dother).astype(dlogits.dtype)
