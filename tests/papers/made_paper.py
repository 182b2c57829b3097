"""A paper that nobody wrote, with an entry of each verdict and a claim of each finding."""

import sys
import types

import numpy as np

import emolab.papers
from emolab.papers import arithmetic
from emolab.papers.claims import Audited, Claim
from emolab.papers.ledger import Entry, differ, equal, fact, together
from emolab.papers.ledger import implementation as code

KEY = "made2020"
NASTY = "<script>alert('x')</script> & \"quotes\""


def check_softmax():
    x = np.random.default_rng(3).standard_normal((5, 7))
    wanted = np.exp(x) / np.exp(x).sum(axis=1, keepdims=True)
    printed = np.exp(x).sum(axis=1, keepdims=True) / np.exp(x).sum(axis=1, keepdims=True) * np.ones_like(x)
    return together(equal(code("softmax_forward")(x)[0], wanted), differ(printed, wanted))


def check_relu():
    x = np.random.default_rng(4).standard_normal(9)
    return equal(code("relu_forward")(x)[0], np.where(x > 0, x, 0))


ENTRIES = (
    Entry("1.1", "softmax", "misprint", "the numerator's index is the sum's own", check_softmax,
          ("softmax_forward",),
          r"\mathrm{softmax}(x)_i = \frac{e^{x_j}}{\sum_{j=1}^{C} e^{x_j}}",
          r"\mathrm{softmax}(x)_i = \frac{e^{x_i}}{\sum_{j=1}^{C} e^{x_j}}", section="2.3"),
    Entry("1.14", "rectifier", "ok", "as printed", check_relu, ("relu_forward", "relu"),
          r"f(x) = \begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}"),
    Entry("Fig 2, gates", f"which of two {NASTY}", "ambiguous", "the figure and the prose differ",
          lambda: fact(True, f"both run {NASTY}"), ("emolab.nn.LSTM",), None,
          r"\tilde{\mathbf{c}}_t = \tanh\!\left(\mathbf{W} x_t + U (r_t \odot h_{t-1}) + \sum_{k=1}^{K}"
          r" a_k b_k c_k + \prod_{l=1}^{L} \alpha_l \beta_l \gamma_l \delta_l \epsilon_l \zeta_l \eta_l"
          r" \theta_l\right)",
          {"gates='standard'": f"as drawn {NASTY}", "gates='attention'": "as told"}),
    Entry("settings", "the step", "silent", "no figure is given", lambda: fact(True, "0.001"), ()),
    Entry("1.15", "rectifier again", "ok", "as printed", check_relu, ("relu_forward",), r"f(x) = \max(0, x)"),
)  # fmt: skip
CLAIMS = (
    Claim("Table 1", "the overall accuracy is 78.5", "does not hold",
          lambda: arithmetic.accuracies((203, 29), (252, 42), 78.5, 1), "it is the unweighted one"),
    Claim("Table 1", "the samples sum to 294", "holds", lambda: arithmetic.total((252, 42), 294)),
    Claim("Table 10", "an unnamed unit", "cannot be decided",
          lambda: Audited("cannot be decided", NASTY, "?", "no unit is given")),
)  # fmt: skip


def install(monkeypatch, entries=ENTRIES, claims=CLAIMS):
    """Let it be the only paper; returns its key."""
    names = {
        "": {}, ".equations": {"ENTRIES": entries}, ".claims": {"CLAIMS": claims},
        ".tables": {"__file__": __file__, "TABLE_1": {"anger": 252, NASTY: 42}, "SAMPLES": 294,
                    "FIGURE_2": np.array([[0.9, 0.1], [0.2, 0.8]])},
    }  # fmt: skip
    for ending, values in names.items():
        module = types.ModuleType(f"emolab.papers.{KEY}{ending}")
        vars(module).update(values)
        monkeypatch.setitem(sys.modules, module.__name__, module)
    monkeypatch.setattr(emolab.papers, "PAPERS", (KEY,))
    return KEY
