import numpy as np

from emolab import fusion
from emolab.teach.testing import Miss, close


def _made(rng, N=12, K=5):
    return rng.dirichlet(np.ones(K), N), rng.dirichlet(np.ones(K), N)


def test_as_the_library(answer, rng):
    """where both are there it is the plain weighted sum, for any weights that sum to 1"""
    video, voice = _made(rng)
    for weights in ((0.6, 0.4), (0.25, 0.75)):
        wanted = fusion.weighted_scores(video, voice, weights)
        close(answer.weighted_scores(video, voice, weights), wanted, f"scores with weights {weights}")
        close(
            answer.weighted_decision(video, voice, weights),
            wanted.argmax(axis=1),
            f"classes with weights {weights}",
        )


def test_mixed_batch(answer, rng):
    """a missing side of one clip changes no other clip"""
    video, voice = _made(rng)
    wanted = 0.6 * video + 0.4 * voice
    wanted[3], wanted[7] = voice[3], video[7]
    video[3], voice[7] = np.nan, np.nan
    close(answer.weighted_scores(video, voice), wanted, "scores of a batch with two sides missing")
    close(answer.weighted_decision(video, voice), wanted.argmax(axis=1), "classes of that batch")


def test_nobody_is_there(answer, rng):
    """where both are missing the scores are NaN and the class is -1"""
    video, voice = _made(rng, 3)
    video[1] = voice[1] = np.nan
    scores = np.asarray(answer.weighted_scores(video, voice))
    if not np.isnan(scores[1]).all() or np.isnan(scores[[0, 2]]).any():
        raise Miss("the scores must be NaN where both are missing, and nowhere else")
    close(np.asarray(answer.weighted_decision(video, voice))[1], -1, "the class where both are missing")


def test_weights_of_any_sum(answer, rng):
    """weights of 3 and 1 share the sum as 0.75 and 0.25 do"""
    video, voice = _made(rng)
    close(
        answer.weighted_scores(video, voice, (3.0, 1.0)),
        0.75 * video + 0.25 * voice,
        "scores with weights 3 and 1",
    )
