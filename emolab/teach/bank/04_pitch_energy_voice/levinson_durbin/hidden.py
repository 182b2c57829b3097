import numpy as np

from emolab import audio
from emolab.teach.testing import Miss, close


def _lags(rng, rows, lags):
    frames = rng.standard_normal((rows, 200))
    frames[:, 1:] += 0.8 * frames[:, :-1]
    return audio.autocorrelation(frames * audio.hamming(200), lags)  # (rows, lags)


def test_normal_equations(answer, rng):
    """the coefficients solve the normal equations, sum of a_j r(|i - j|) = r(i)"""
    r = _lags(rng, 1, 11)[0]
    a, e, _ = answer.levinson_durbin(r, 10)
    matrix = r[np.abs(np.subtract.outer(np.arange(10), np.arange(10)))]
    close(matrix @ np.asarray(a), r[1:], "the left sides at order 10", tolerance=1e-8)
    close(e, r[0] - np.asarray(a) @ r[1:], "the energy left, r(0) - sum of a_j r(j)")


def test_stack(answer, rng):
    """each row of a stack is solved by itself"""
    r = _lags(rng, 6, 9).reshape(2, 3, 9)
    for found, wanted, name in zip(
        answer.levinson_durbin(r, 7), audio.levinson_durbin(r, 7), ("a", "e", "k")
    ):
        close(found, wanted, f"{name} of a stack of 2 x 3 rows")


def test_known_predictor(answer, rng):
    """of a signal that was made by a predictor, that predictor is found"""
    k = rng.uniform(-0.8, 0.8, 4)
    a = np.zeros(0)
    for ki in k:  # from reflection coefficients to the predictor
        a = np.append(a - ki * a[::-1], ki)
    A = np.fft.rfft(np.append(1, -a), 4096)
    r = np.fft.irfft(1 / np.abs(A) ** 2)[:8]  # the autocorrelation of 1 / A
    found, _, reflections = answer.levinson_durbin(r, 7)
    close(found, np.append(a, np.zeros(3)), "order 7 of a signal of order 4")
    close(np.asarray(reflections)[:4], k, "its reflection coefficients")


def test_energy_falls(answer, rng):
    """more coefficients never predict worse: e falls with the order, and |k| < 1"""
    r = _lags(rng, 1, 13)[0]
    energies = [float(answer.levinson_durbin(r, order)[1]) for order in (1, 4, 8, 12)]
    if not all(0 < later <= before for before, later in zip([r[0], *energies], energies)):
        raise Miss(
            f"the energies left at orders 1, 4, 8, 12 are {energies}, of r(0) = {r[0]:.4g}; they must fall"
        )
    close(energies[-1], audio.levinson_durbin(r, 12)[1], "the energy left at order 12")
