import numpy as np
import pytest

from emolab.core.errors import ArgumentError
from emolab.papers.liu2026.tables import EMOTIONS, FIGURE_10
from emolab.papers.results_file import ClassCounts, Confusion, FoldResults, Printed
from emolab.papers.table_audit import Figures, audit_table


def found(audit):
    return {title: result.found for title, result in audit.audits}


ZHU = ClassCounts(
    ("anger", "disgust", "sad", "happy", "scared", "surprised", "normal"),
    (203, 29, 116, 208, 223, 34, 324), (252, 42, 132, 236, 293, 51, 400),
    tuple(Printed(v, 1) for v in (80.6, 69.0, 87.9, 88.1, 76.1, 66.7, 81.0)),
)  # fmt: skip


def test_an_unweighted_figure_called_accuracy_is_found_out():
    audit = audit_table(ZHU, Figures(accuracy=Printed(78.5, 1), samples=(1406,)))
    assert found(audit)["accuracy"] == "does not hold" and not audit.holds
    assert "which is what is printed" in dict(audit.audits)["accuracy"].arithmetic
    assert found(audit)["rate of sad"] == found(audit)["samples in all"] == "holds"
    assert audit_table(ZHU, Figures(accuracy=Printed(80.87, 2), mean=Printed(78.5, 1))).holds


def test_a_rate_that_its_counts_do_not_give():
    wrong = ZHU._replace(printed=(Printed(80.7, 1), *ZHU.printed[1:]))
    assert found(audit_table(wrong))["rate of anger"] == "does not hold"
    fractions = ZHU._replace(printed=tuple(Printed(round(v.value / 100, 3), 3) for v in ZHU.printed))
    assert audit_table(fractions).holds


def test_rows_that_do_not_sum():
    matrix = Confusion(("a", "b"), np.array([[0.9, 0.2], [0.3, 0.7]]), "rates", 1, "")
    assert (
        found(audit_table(matrix))["row sums"] == "cannot be decided"
    )  # half a unit of each may be rounding
    matrix = matrix._replace(matrix=np.array([[0.9, 0.3], [0.3, 0.7]]))
    assert found(audit_table(matrix))["row sums"] == "does not hold"
    matrix = matrix._replace(matrix=np.array([[0.9, 0.1], [0.3, 0.7]]))
    assert audit_table(matrix).holds


def test_a_matrix_that_stands_on_its_side():
    matrix = Confusion(("a", "b"), np.array([[0.90, 0.35], [0.10, 0.65]]), "rates", 2, "")
    assert found(audit_table(matrix))["rows are true"] == "does not hold"


def test_the_figure_of_a_paper():
    matrix = Confusion(EMOTIONS, FIGURE_10, "rates", 2, "")
    audit = audit_table(matrix, Figures(accuracy=Printed(93.4, 1)))
    assert "trust 1.02, disgust 0.99" in dict(audit.audits)["row sums"].computed
    assert found(audit)["accuracy"] == "cannot be decided"
    assert (
        found(audit_table(matrix, Figures(mean=Printed(93.4, 1))))["mean of the classes' rates"]
        == "does not hold"
    )
    assert found(audit_table(matrix, Figures(accuracy=Printed(97.0, 1))))["accuracy"] == "does not hold"
    assert found(audit_table(matrix, Figures(accuracy=Printed(93.8, 1))))["accuracy, unweighted"] == "holds"
    counted = found(audit_table(matrix, Figures(samples=(100,) * 9, accuracy=Printed(93.8, 1))))
    assert counted["whole counts of trust"] == counted["accuracy"] == "holds"
    assert found(audit_table(matrix, Figures(samples=(30,) * 9)))["whole counts of trust"] == "does not hold"


def test_counts_of_a_matrix():
    matrix = Confusion(("a", "b"), np.array([[50.0, 10], [20, 20]]), "counts", 0, "")
    figures = dict(dict(audit_table(matrix).figures))
    assert figures["weighted accuracy"].endswith("70.00 %")
    assert figures["unweighted accuracy"].endswith("66.67 %")
    assert figures["most confused"].startswith("b as a 50.0 %, a as b 16.7 %")
    assert found(audit_table(matrix, Figures(samples=(101,)))) == {"samples in all": "does not hold"}
    assert found(audit_table(matrix, Figures(samples=(60, 41)))) == {
        "samples of a": "holds",
        "samples of b": "does not hold",
    }
    with pytest.raises(ArgumentError, match="'b' is empty"):
        audit_table(matrix._replace(matrix=np.array([[5.0, 1], [0, 0]])))


FOLDS = FoldResults(tuple(Printed(v, 2) for v in (91.67, 94.44, 87.50, 90.28)), ())


def test_folds_against_their_figures():
    right = Figures(
        mean=Printed(90.97, 2), best=Printed(94.44, 2), lowest=Printed(87.5, 2), folds=4, samples=(144,)
    )
    assert audit_table(FOLDS, right).holds
    for name, value in (("mean", 91.0), ("best", 94.5), ("lowest", 87.0)):
        wrong = found(audit_table(FOLDS, right._replace(**{name: Printed(value, 2)})))
        assert list(wrong.values()).count("does not hold") == 1
    assert found(audit_table(FOLDS, right._replace(folds=5)))["number of folds"] == "does not hold"
    assert found(audit_table(FOLDS, right._replace(samples=(145,))))["whole count, fold 1"] == "does not hold"


@pytest.mark.parametrize(
    "std, wanted",
    [((2.5, 1), "holds"), ((2.9, 1), "holds"), ((0.03, 2), "holds"), ((0.04, 2), "does not hold"),
     ((4.0, 1), "does not hold")],
)  # fmt: skip
def test_the_deviation_of_folds_over_n_or_less_one_and_as_a_fraction(std, wanted):
    assert found(audit_table(FOLDS, Figures(std=Printed(*std))))["standard deviation"] == wanted


def test_folds_as_fractions():
    folds = FoldResults((Printed(0.9167, 4), Printed(0.875, 4)), (144, 144))
    assert audit_table(folds, Figures(mean=Printed(0.896, 3))).holds
    assert found(audit_table(folds, Figures(samples=(288,))))["samples in all"] == "holds"
    weighted = dict(audit_table(folds._replace(samples=(144, 288))).figures)
    assert weighted["mean, weighted by the folds' samples"] == "88.89 %"


def test_figures_without_the_folds():
    figures = Figures(
        mean=Printed(91.25, 2), best=Printed(94.44, 2), lowest=Printed(87.5, 2), std=Printed(0.04, 2),
        folds=10, samples=(144,),
    )  # fmt: skip
    assert found(audit_table(None, figures))["standard deviation"] == "does not hold"
    assert audit_table(None, figures._replace(std=Printed(0.02, 2))).holds
    assert audit_table(None, figures._replace(std=Printed(2.3, 1))).holds
    assert not audit_table(None, figures._replace(best=Printed(94.5, 2), std=None)).holds
    assert not audit_table(None, figures._replace(mean=Printed(95.0, 2))).holds


@pytest.mark.parametrize(
    "table, figures, said",
    [
        (ZHU, Figures(std=Printed(0.1, 1)), "--std says nothing"),
        (FOLDS, Figures(samples=(1, 2)), "2 numbers for 4 folds"),
        (None, Figures(), "--best and --lowest"),
        (None, Figures(best=Printed(9, 0), lowest=Printed(8, 0), std=Printed(1, 0)), "--mean and --folds"),
        (None, Figures(accuracy=Printed(9, 0)), "--accuracy says nothing"),
    ],
)
def test_figures_that_do_not_fit(table, figures, said):
    with pytest.raises(ArgumentError, match=said):
        audit_table(table, figures)
