"""The loss of liu2026: the fused decision, the modalities' own decisions, and what can be built again."""

from typing import NamedTuple

from emolab.core import formula
from emolab.fusion.weighted_decision import checked_weights
from emolab.nn.cross_entropy import as_targets
from emolab.nn.l1 import l1_backward, l1_forward
from emolab.nn.mse import mse_backward, mse_forward


class Liu2026LossCache(NamedTuple):
    """What the backward needs of each term."""

    decisions: tuple  # three L1Cache: fused, audio, video
    scales: tuple  # what each counts: C, C weight, C weight
    rebuilt: tuple  # two MSECache: audio, video


@formula("liu2026 18", "liu2026 20", "liu2026 21")
def liu2026_loss_forward(
    fused, audio, video, rebuilt_audio, pooled_audio, rebuilt_video, pooled_video, labels, weights=(0.6, 0.4)
):
    """Sum of the classification loss and of the reconstruction loss.

    Formula   L_c = 1/N sum over n of |y_m - y*|_1 + M_a |y_a - y*|_1 + M_b |y_b - y*|_1
              L_REC = MSE(r_a, X_a) + MSE(r_b, X_b);   L = L_c + L_REC
    Shapes    fused, audio and video (N, C), rebuilt_audio and pooled_audio (N, A),
              rebuilt_video and pooled_video (N, B) -> loss (), cache
    labels    whole numbers (N,) from 0 to C-1, or distributions (N, C): emotions are names, so that y* is
              the one-hot row, and |.|_1 the sum over the classes
    weights   M_a and M_b
    Errors    DataError, which names the row, for a label that no class has; ArgumentError for weights that
              are not two numbers from 0
    Note      liu2026 18 prints audio minus video, twice: a loss that nothing rebuilt can lower. 20 lacks the
              sum over both modalities and the values of M: those of the decision, 0.6 and 0.4, are taken.
    """
    targets = as_targets(labels, fused)  # (N, C)
    C = fused.shape[1]
    scales = tuple(C * float(w) for w in (1, *checked_weights(weights)))
    terms = [l1_forward(prediction, targets) for prediction in (fused, audio, video)]
    errors = [mse_forward(rebuilt_audio, pooled_audio), mse_forward(rebuilt_video, pooled_video)]
    loss = sum(scale * term for scale, (term, _) in zip(scales, terms)) + sum(error for error, _ in errors)
    cache = Liu2026LossCache(tuple(c for _, c in terms), scales, tuple(c for _, c in errors))
    return loss, cache


@formula("liu2026 18", "liu2026 20", "liu2026 21")
def liu2026_loss_backward(dloss, cache):
    """Gradients of the loss; what is to be rebuilt has one too, for the video's is a layer's output.

    Formula   dy_m = dloss sign(y_m - y*) / N, the modalities' times M
              dr = dloss 2 (r - X) / count = -dX
    Shapes    dloss ()
              -> dfused, daudio and dvideo (N, C), drebuilt_audio and dpooled_audio (N, A),
              drebuilt_video and dpooled_video (N, B)
    """
    decisions = [l1_backward(dloss * scale, c) for c, scale in zip(cache.decisions, cache.scales)]
    audio, video = (mse_backward(dloss, c) for c in cache.rebuilt)
    return *decisions, audio, -audio, video, -video
