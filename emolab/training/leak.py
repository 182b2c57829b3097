"""The leak: how much of an accuracy comes from having met the speakers before."""

from typing import NamedTuple

from emolab.training.metrics import FoldSummary, summarise_folds


class Leak(NamedTuple):
    """Random folds beside subject-disjoint ones, for the same network and data."""

    random: FoldSummary
    subjects: FoldSummary

    @property
    def points(self):
        """The difference of both means in percentage points: positive where random folds flatter."""
        return 100 * (self.random.mean - self.subjects.mean)

    def __str__(self):
        if abs(self.points) < 0.05:
            said = "no leak seen: both means are equal"
        elif self.points > 0:
            said = f"{self.points:.1f} points of the random folds' mean come from speakers met in training"
        else:
            said = f"no leak seen: random folds are {-self.points:.1f} points lower"
        return f"random folds    {self.random}\nsubject folds   {self.subjects}\nleak            {said}"


def leak(random_result, subjects_result):
    """Compare random folds, where training and test share speakers, with subject-disjoint ones.

    Formula   leak = mean accuracy over random folds - mean accuracy over subject-disjoint folds
    random_result, subjects_result   accuracies of the folds, 0 to 1, or FoldSummary
    Errors    DataError as summarise_folds
    Note      song2021 cuts ten random folds over 24 actors, so that each actor is in training and test alike
    """
    return Leak(_summary(random_result), _summary(subjects_result))


def _summary(result):
    return result if isinstance(result, FoldSummary) else summarise_folds(result)
