"""song2021 2.39-2.50, executed: gradient descent, stochastic descent, Adam."""

import numpy as np

from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code
from emolab.papers.song2021.equations_perceptron import softmax_rows


def f(x):
    """A smooth function of each number, with its least value at 1."""
    return np.log(np.cosh(x - 1)) + 0.1 * (x - 1) ** 2


def slope(x):
    """Its derivative."""
    return np.tanh(x - 1) + 0.2 * (x - 1)


START = np.array([-3.0, -1.2, 0.3, 0.9, 1.7, 3.5])


def step(x, gradient, rate):
    """One step of the code's plain descent."""
    return code("sgd_step")(x, gradient, np.zeros_like(x), rate)[0]


def order(error):
    """How an expansion's error falls where the step falls to a tenth: 100 times for one of first order."""
    ratio = error(1e-2) / error(1e-3)
    return fact(
        (abs(ratio - 100) < 15).all(), f"the error falls {ratio.min():.0f} to {ratio.max():.0f} times"
    )


def _check_expansion():
    def error(epsilon):
        moved = step(START, -np.ones(6), epsilon)  # x + epsilon
        return abs(f(moved) - (f(START) + epsilon * slope(START)))

    return together(equal(step(START, -np.ones(6), 0.01), START + 0.01), order(error))


def _check_descent_expansion():
    def error(alpha):
        return abs(f(step(START, slope(START), alpha)) - (f(START) - alpha * slope(START) ** 2))

    return together(equal(step(START, slope(START), 0.01), START - 0.01 * slope(START)), order(error))


def _check_descent():
    alpha = 0.1
    after = f(step(START, slope(START), alpha))
    printed = f(START) - alpha * slope(START)
    wrong = printed > f(START)
    return together(
        equal(after, f(START - alpha * slope(START))),
        fact(
            (after <= f(START)).all(),
            f"f falls at all {len(START)} places, by {(f(START) - after).min():.1e} at least",
        ),
        fact(
            wrong.any() and (wrong == (slope(START) < 0)).all(),
            f"as printed it does not hold at the {wrong.sum()} places with a negative slope",
        ),
    )


def _check_update():
    x, printed = START.copy(), START.copy()
    for _ in range(200):
        x = step(x, slope(x), 0.5)
        printed = f(printed) - 0.5 * slope(printed)
    literal = START - 0.5 * slope(START)
    leaves = abs(f(1.0) - 0.5 * slope(1.0) - 1)
    gap = abs(printed - 1).max()
    return together(
        equal(step(START, slope(START), 0.5), literal),
        fact(abs(x - 1).max() < 1e-9, f"200 steps end {abs(x - 1).max():.0e} from the minimum"),
        fact(
            gap > 0.01 and leaves > 0.1,
            f"as printed they end up to {gap:.2f} from it; from the minimum they lead {leaves:.2f} away",
        ),
    )


def examples():
    """Inputs (6, 4), one-hot labels (6, 3), weights (4, 3) and biases (3,)."""
    rng = np.random.default_rng(43)
    return (
        rng.normal(size=(6, 4)),
        np.eye(3)[rng.integers(0, 3, 6)],
        rng.normal(size=(4, 3)),
        rng.normal(size=3),
    )


def weight_gradient(x, y, W, b):
    """The code's gradient of the loss of a batch by W, (4, 3)."""
    logits, cache = code("dense_forward")(x, W, b)
    _, lost = code("softmax_cross_entropy_forward")(logits, y)
    return code("dense_backward")(code("softmax_cross_entropy_backward")(1.0, lost), cache)[1]


def _check_batch_gradient():
    x, y, W, b = examples()
    single = [np.outer(x[i], (softmax_rows(x[i : i + 1] @ W + b) - y[i : i + 1])[0]) for i in range(6)]
    return equal(
        weight_gradient(x, y, W, b), sum(single) / 6, what="batch of 6 against the mean of single ones:"
    )


def _check_stochastic():
    x, y, W, b = examples()
    moved = W
    literal = W.copy()
    for i in range(6):
        moved = step(moved, weight_gradient(x[i : i + 1], y[i : i + 1], moved, b), 0.5)
        literal = literal - 0.5 * np.outer(x[i], (softmax_rows(x[i : i + 1] @ literal + b) - y[i : i + 1])[0])
    whole = step(W, weight_gradient(x, y, W, b) * 6, 0.5)
    return together(
        equal(moved, literal, what="six steps of one example each"),
        differ(whole, moved, what="one step of all six differs by"),
    )


def moments():
    """value, gradient, m, v of five numbers, and the step's count t."""
    rng = np.random.default_rng(46)
    return rng.normal(size=5), rng.normal(size=5), rng.normal(size=5), rng.random(5), 3


def _check_adam_gradient():
    parameter = code("emolab.nn.Parameter")(START.copy())
    adam = code("emolab.nn.Adam")({"x": parameter}, 0.05)
    x, m, v = START.copy(), np.zeros(6), np.zeros(6)
    for t in range(1, 6):
        parameter.grad[...] = slope(parameter.value)
        adam.step()
        g = slope(x)
        m, v = 0.9 * m + 0.1 * g, 0.999 * v + 0.001 * g**2
        x = x - 0.05 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
    return equal(parameter.value, x, what="five steps, each with the gradient at the last value:")


def _check_first_moment():
    value, g, m, v, t = moments()
    got = code("adam_step")(value, g, m, v, t)[1]
    literal = np.array([0.9 * m[k] + (1 - 0.9) * g[k] for k in range(5)])
    printed = 0.9 * v + (1 - 0.999) * g
    mean, spread = 0.0, 0.0
    for _ in range(10):  # a gradient of -3, again and again
        mean, spread = 0.9 * spread + 0.001 * -3, 0.999 * spread + 0.001 * 9
    return together(
        equal(got, literal), differ(printed, literal),
        fact(mean > 0, f"as printed gradients of -3 have the mean {mean:+.2f} after 10 steps: it climbs"),
    )  # fmt: skip


def _check_second_moment():
    value, g, m, v, t = moments()
    got = code("adam_step")(value, g, m, v, t)[2]
    return equal(got, np.array([0.999 * v[k] + (1 - 0.999) * g[k] ** 2 for k in range(5)]))


def _check_first_correction():
    value, g, m, v, t = moments()
    # with beta2 = 0 and epsilon = 0 the step is alpha m^ / |g|
    moved = code("adam_step")(value, g, m, v, t, 0.01, 0.9, 0.0, 0.0)[0]
    corrected = (0.9 * m + 0.1 * g) / (1 - 0.9**t)
    constant = code("adam_step")(value, g, 0 * m, 0 * v, 1, 0.01, 0.9, 0.0, 0.0)[0]
    return together(
        equal((value - moved) * abs(g) / 0.01, corrected),
        equal(value - constant, 0.01 * np.sign(g), what="the first step is alpha long:"),
    )


def _check_second_correction():
    value, g, m, v, t = moments()
    # with beta1 = 0 and epsilon = 0 the step is alpha g / sqrt(v^)
    moved = code("adam_step")(value, g, m, v, t, 0.01, 0.0, 0.999, 0.0)[0]
    corrected = (0.999 * v + 0.001 * g**2) / (1 - 0.999**t)
    return equal((0.01 * g / (value - moved)) ** 2, corrected)


def _check_adam_update():
    value, g, m, v, t = moments()
    m_hat = (0.9 * m + 0.1 * g) / (1 - 0.9**t)
    v_hat = (0.999 * v + 0.001 * g**2) / (1 - 0.999**t)
    literal = np.array([value[k] - 0.01 * m_hat[k] / (np.sqrt(v_hat[k]) + 0.3) for k in range(5)])
    inside = value - 0.01 * m_hat / np.sqrt(v_hat + 0.3)
    decayed = code("adamw_step")(value, g, m, v, t, 0.01, epsilon=0.3, weight_decay=0.0)[0]
    return together(
        equal(code("adam_step")(value, g, m, v, t, 0.01, epsilon=0.3)[0], literal),
        equal(decayed, literal, what="AdamW without decay:"),
        differ(inside, literal, 1e-4, what="epsilon under the root differs by"),
    )


def _check_adam_settings():
    value, g, m, v, t = moments()
    m_hat = (0.9 * m + 0.1 * g) / (1 - 0.9**t)
    v_hat = (0.999 * v + 0.001 * g**2) / (1 - 0.999**t)
    literal = value - 0.001 * m_hat / (np.sqrt(v_hat) + 1e-8)
    tiny = code("adam_step")(value, 1e-9 * g, 0 * m, 0 * v, 1)[0]
    Adam, refused = code("emolab.nn.Adam"), 0
    for beta in ({"beta1": 1.0}, {"beta2": 1.0}):
        try:
            Adam({"x": code("emolab.nn.Parameter")(value)}, **beta)
        except ValueError:
            refused += 1
    return together(
        equal((value - code("adam_step")(value, g, m, v, t)[0]), value - literal, what="default settings:"),
        equal(
            value - tiny,
            0.001 * 1e-9 * g / (1e-9 * abs(g) + 1e-8),
            1e-6,
            "epsilon, where gradients are tiny:",
        ),
        fact(refused == 2, f"beta1 = 1 and beta2 = 1 would divide by 0 and are refused ({refused} of 2)"),
    )


ENTRIES = (
    Entry(
        "2.39", "expansion of first order", "ok", "its error falls with the square of the step",
        _check_expansion, code=("sgd_step",),
        printed=r"f(x + \epsilon) \simeq f(x) + \epsilon f'(x)", section="2.9.1",
    ),
    Entry(
        "2.40", "expansion along the gradient", "ok", "2.39 with a step against the gradient",
        _check_descent_expansion, code=("sgd_step",),
        printed=r"f(x - \alpha f'(x)) \simeq f(x) - \alpha f'(x)^2", section="2.9.1",
    ),
    Entry(
        "2.41", "descent", "misprint",
        "the left side stands outside f: printed it holds only where the slope is positive",
        _check_descent, code=("sgd_step",),
        printed=r"f(x) - \alpha f'(x) \le f(x)",
        intended=r"f(x - \alpha f'(x)) \le f(x)", section="2.9.1",
    ),
    Entry(
        "2.42", "update", "misprint", "a value of f stands in place of x, so that the steps end elsewhere",
        _check_update, code=("sgd_step",),
        printed=r"x \leftarrow f(x) - \eta f'(x)",
        intended=r"x \leftarrow x - \eta f'(x)", section="2.9.1",
    ),
    Entry(
        "2.43", "gradient over the data", "ok", "the mean over the examples, as every loss here is one",
        _check_batch_gradient,
        code=("dense_forward", "dense_backward", "softmax_cross_entropy_forward",
        "softmax_cross_entropy_backward"),
        printed=r"\nabla f(x) = \frac{1}{n} \sum_{i=1}^{n} \nabla f_i(x)", section="2.9.1",
    ),
    Entry(
        "2.44", "stochastic gradient descent", "ok", "one example at a time; batches are between both",
        _check_stochastic, code=("sgd_step",),
        printed=r"\theta = \theta - \eta \cdot \nabla_\theta J(\theta; x^{(i)}; y^{(i)})", section="2.9.2",
    ),
    Entry(
        "2.45", "Adam, gradient", "ok", "taken at the value before the step",
        _check_adam_gradient, code=("emolab.nn.Adam", "emolab.nn.Parameter"),
        printed=r"g_t \leftarrow \nabla_\theta f_t(\theta_{t-1})", section="2.9.3",
    ),
    Entry(
        "2.46", "Adam, first moment", "misprint",
        "twice: v stands for m, the second rate for the first, so that a mean of slopes would follow squares",
        _check_first_moment, code=("adam_step",),
        printed=r"m_t \leftarrow \beta_1 \cdot v_{t-1} + (1 - \beta_2) \cdot g_t",
        intended=r"m_t \leftarrow \beta_1 \cdot m_{t-1} + (1 - \beta_1) \cdot g_t", section="2.9.3",
    ),
    Entry(
        "2.47", "Adam, second moment", "ok", "of the squares, number by number",
        _check_second_moment, code=("adam_step",),
        printed=r"v_t \leftarrow \beta_2 \cdot v_{t-1} + (1 - \beta_2) \cdot g_t^2", section="2.9.3",
    ),
    Entry(
        "2.48", "Adam, first moment corrected", "ok", "without it the first steps would be too short",
        _check_first_correction, code=("adam_step",),
        printed=r"\hat{m}_t \leftarrow m_t / (1 - \beta_1^t)", section="2.9.3",
    ),
    Entry(
        "2.49", "Adam, second moment corrected", "ok", "as 2.48 for the squares",
        _check_second_correction, code=("adam_step",),
        printed=r"\hat{v}_t \leftarrow v_t / (1 - \beta_2^t)", section="2.9.3",
    ),
    Entry(
        "2.50", "Adam, update", "ok", "epsilon outside the root",
        _check_adam_update, code=("adam_step", "adamw_step"),
        printed=r"\theta_t \leftarrow \theta_{t-1} - \alpha \cdot \hat{m}_t / (\sqrt{\hat{v}_t} + \epsilon)",
        section="2.9.3",
    ),
    Entry(
        "2.9.3 settings", "Adam, settings", "ok",
        "alpha .001, beta .9 and .999, epsilon 1e-8; of the two ranges for beta that without 1 is right",
        _check_adam_settings, code=("adam_step", "emolab.nn.Adam", "emolab.nn.Parameter"),
        printed=r"\alpha = 0.001, \quad \beta_1 = 0.9, \quad \beta_2 = 0.999, \quad \epsilon = 10^{-8}",
        section="2.9.3",
    ),
)  # fmt: skip
