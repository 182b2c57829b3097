"""Folds: disjoint, complete, balanced, and honest about subjects."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError
from emolab.training import GroupKFold, KFold, LeaveOneGroupOut

ACTORS = np.repeat([f"Actor_{i:02d}" for i in range(1, 25)], 60)
EMOTIONS = np.tile(np.repeat(np.arange(8), [4] + [8] * 7), 24)


def assert_partition(folds, n):
    tests = np.concatenate([test for _, test in folds])
    np.testing.assert_array_equal(np.sort(tests), np.arange(n))
    for train, test in folds:
        np.testing.assert_array_equal(np.sort(np.concatenate([train, test])), np.arange(n))


@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("shuffle", [False, True])
def test_k_folds_of_ravdess(shuffle, stratified):
    folds = list(KFold(10, shuffle=shuffle, stratified=stratified).split(EMOTIONS, EMOTIONS))
    assert_partition(folds, 1440)
    assert {len(test) for _, test in folds} == {144}
    if stratified:
        counts = np.array([np.bincount(EMOTIONS[test], minlength=8) for _, test in folds])
        assert (np.ptp(counts, axis=0) <= 1).all()


@pytest.mark.parametrize("n", [10, 11, 19, 101])
def test_sizes_differ_by_one_at_most(n):
    labels = np.arange(n) % 2
    for folds in (KFold(5).split(n), KFold(5, stratified=True).split(n, labels)):
        folds = list(folds)
        assert_partition(folds, n)
        sizes = [len(test) for _, test in folds]
        assert max(sizes) - min(sizes) <= 1


def test_the_seed_decides():
    first, same, other = ([t.tolist() for _, t in KFold(4, rng=s).split(40)] for s in (0, 0, 1))
    assert first == same != other
    assert [t.tolist() for _, t in KFold(2, shuffle=False).split(5)] == [[0, 1, 2], [3, 4]]


@pytest.mark.parametrize("k", [2, 5, 10, 24])
@pytest.mark.parametrize("shuffle", [False, True])
def test_group_folds_never_share_a_subject(k, shuffle):
    folds = list(GroupKFold(k, shuffle=shuffle).split(EMOTIONS, groups=ACTORS))
    assert_partition(folds, 1440)
    for train, test in folds:
        assert not set(ACTORS[train]) & set(ACTORS[test])
    sizes = [len(test) for _, test in folds]
    assert max(sizes) - min(sizes) <= 60


def test_group_folds_balance_unequal_subjects():
    groups = np.repeat(np.arange(7), [40, 20, 20, 10, 10, 10, 10])
    sizes = sorted(len(test) for _, test in GroupKFold(3).split(len(groups), groups=groups))
    assert sizes == [40, 40, 40]


def test_shuffle_draws_other_companies():
    def companies(seed):
        folds = GroupKFold(6, shuffle=True, rng=seed).split(1440, groups=ACTORS)
        return {tuple(np.unique(ACTORS[test])) for _, test in folds}

    assert companies(0) == companies(0) != companies(1)


def test_leave_one_out_tests_each_subject_once():
    folds = list(LeaveOneGroupOut().split(1440, groups=ACTORS))
    assert_partition(folds, 1440)
    assert [set(ACTORS[test]) for _, test in folds] == [{name} for name in np.unique(ACTORS)]
    assert LeaveOneGroupOut().get_n_splits(ACTORS) == 24 == len(folds)


def test_fewer_subjects_than_folds_names_both_numbers():
    with pytest.raises(DataError, match=r"24 subjects .* 30 subject-disjoint folds: use at most 24"):
        list(GroupKFold(30).split(1440, groups=ACTORS))
    with pytest.raises(DataError, match=r"3 clips cannot be cut into 10 folds"):
        list(KFold(10).split(3))
    with pytest.raises(DataError, match="one subject, me"):
        list(LeaveOneGroupOut().split(2, groups=["me", "me"]))


@pytest.mark.parametrize(
    ("call", "error", "said"),
    [
        (lambda: KFold(1), ArgumentError, "n_splits"),
        (lambda: GroupKFold(2.5), ArgumentError, "n_splits"),
        (lambda: list(KFold(2, stratified=True).split(4)), ArgumentError, "labels"),
        (lambda: list(GroupKFold(2).split(4)), ArgumentError, "groups=subjects"),
        (lambda: list(GroupKFold(2).split(4, groups=["a", "b"])), DataError, r"groups has shape \(2,\)"),
        (lambda: list(GroupKFold(2).split(3, groups=["a", None, "b"])), DataError, r"groups\[1\] names no"),
        (lambda: list(GroupKFold(2).split(3, groups=["a", "b", ""])), DataError, r"groups\[2\] names no"),
        (lambda: list(GroupKFold(2).split(0, groups=[])), DataError, "no clip"),
    ],
)
def test_bad_input_is_named(call, error, said):
    with pytest.raises(error, match=said):
        call()


def test_a_rare_class_is_said():
    with pytest.warns(UserWarning, match="class 1 has 2 clips, fewer than 5 folds"):
        list(KFold(5, stratified=True).split(20, [0] * 18 + [1] * 2))
