import pytest

from emolab.papers.unicode_formula import unicode_formula


@pytest.mark.parametrize(
    "latex, wanted",
    [
        (r"\frac{a+b}{c}", "(a+b)/c"),
        (r"\frac{1}{\frac{a}{b}}", "1/(a/b)"),
        (r"\sum_{i=1}^{N} x_i^2", "∑ᵢ₌₁^N xᵢ²"),
        (r"\tilde{c}_t = \tanh(W_c x_t)", "c̃ₜ = tanh(W_c xₜ)"),
        (r"h_{t-1} \odot z", "hₜ₋₁ ⊙ z"),
        (r"e^{-j \omega}", "e^{−j ω}"),
        (r"\sqrt{x+1}", "√(x+1)"),
        (r"\hat{y}_{ab}", "ŷ_{ab}"),
        (r"\begin{cases} x & x > 0 \\ 0 & \text{otherwise} \end{cases}", "{ x, x > 0; 0, otherwise }"),
        (r"\operatorname*{arg\,max}_c P[c]", "arg max_c P[c]"),
        (r"\left. x \right|_0", "x |₀"),
        (r"a \\ b", "a\nb"),
        (r"2595\log_{10} f", "2595 log₁₀ f"),
        (r"\mathbb{R}^{n}", "ℝⁿ"),
        (r"\alpha_i y_i", "αᵢ yᵢ"),
        ("", ""),
        (r"\frac{a}", "a/()"),
    ],
)
def test_latex_reads_as_text(latex, wanted):
    assert unicode_formula(latex) == wanted


def test_all_formulas_of_the_papers_read_without_commands():
    import emolab.papers
    from emolab.papers.ledger import entries

    for paper in emolab.papers.PAPERS:
        for entry in entries(paper):
            for latex in filter(None, (entry.printed, entry.intended)):
                text = unicode_formula(latex)
                assert text and "\\" not in text, f"{paper} {entry.number}: {text}"
