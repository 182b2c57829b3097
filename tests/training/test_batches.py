"""Clips become batches: every clip once, zeros beyond its end, bad clips named."""

import numpy as np
import pytest

from emolab.core.errors import ArgumentError, DataError, ShapeError
from emolab.training import Samples, Sequences, pad_sequences
from emolab.training.batches import batch_rows


def ragged(rng, n=20, D=3):
    return [rng.standard_normal((rng.integers(1, 9), D)) for _ in range(n)]


def test_a_batch_holds_the_clips_and_zeros_beyond():
    clips = ragged(np.random.default_rng(0))
    rows = np.array([7, 2, 19, 2])
    x, lengths = Sequences(clips).batch(rows)
    assert x.shape == (4, max(len(clips[i]) for i in rows), 3)
    for got, row, length in zip(x, rows, lengths):
        assert length == len(clips[row])
        np.testing.assert_array_equal(got[:length], clips[row])
        assert not got[length:].any()


def test_padding_keeps_pictures_and_their_dtype():
    clips = [np.full((t, 2, 2, 3), t, np.uint8) for t in (3, 1)]
    x, lengths = pad_sequences(clips)
    assert x.dtype == np.uint8 and x.shape == (2, 3, 2, 2, 3)
    np.testing.assert_array_equal(lengths, [3, 1])
    assert x[1, 0].min() == 1 and x[1, 1:].max() == 0


def test_two_modalities_give_four_inputs_in_the_model_s_dtype():
    rng = np.random.default_rng(1)
    voice, face = ragged(rng, 5), ragged(rng, 5, 7)
    xa, la, xv, lv = Samples((voice, face), np.float32).batch(np.arange(5))
    assert xa.dtype == xv.dtype == np.float32
    assert xa.shape[2] == 3 and xv.shape[2] == 7
    np.testing.assert_array_equal(lv, [len(f) for f in face])
    assert len(la) == 5


def test_an_array_is_one_input_and_a_foreign_source_is_asked():
    class Lazy:
        def __len__(self):
            return 4

        def batch(self, rows):
            return (rows * 10,)

    x, tens = Samples((np.arange(8.0).reshape(4, 2), Lazy())).batch(np.array([3, 0]))
    np.testing.assert_array_equal(x, [[6, 7], [0, 1]])
    np.testing.assert_array_equal(tens, [30, 0])


@pytest.mark.parametrize("bucket", [False, True])
@pytest.mark.parametrize("n", [1, 2, 31, 32, 33, 64, 65, 97, 700])
def test_every_clip_comes_once_and_none_alone(n, bucket):
    rng = np.random.default_rng(n)
    lengths = rng.integers(1, 50, n) if bucket else None
    batches = batch_rows(n, 32, rng, lengths)
    np.testing.assert_array_equal(np.sort(np.concatenate(batches)), np.arange(n))
    assert all(2 <= len(b) <= 33 for b in batches) or n == 1


def test_order_is_shuffled_by_the_generator_alone():
    orders = [np.concatenate(batch_rows(100, 8, np.random.default_rng(s))) for s in (0, 0, 1)]
    np.testing.assert_array_equal(orders[0], orders[1])
    assert (orders[0] != orders[2]).any() and (orders[0] != np.arange(100)).any()


def test_buckets_waste_less():
    lengths = np.random.default_rng(0).integers(1, 200, 640)

    def steps(batches):
        return sum(len(b) * lengths[b].max() for b in batches)

    plain = steps(batch_rows(640, 32, np.random.default_rng(1)))
    bucketed = steps(batch_rows(640, 32, np.random.default_rng(1), lengths))
    assert bucketed < 1.15 * lengths.sum() < plain


def test_fingerprint_sees_every_value_and_every_cut():
    clips = ragged(np.random.default_rng(3))
    prints = {Samples(clips).fingerprint(), Samples([clip.copy() for clip in clips]).fingerprint()}
    assert len(prints) == 1
    changed = [clip.copy() for clip in clips]
    changed[-1][-1, -1] += 1e-9
    whole = np.concatenate(clips)
    prints |= {Samples(changed).fingerprint(), Samples([whole[:9], whole[9:]]).fingerprint()}
    prints.add(Samples(whole).fingerprint())
    assert len(prints) == 4


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        ([], DataError, "data holds no clip"),
        ((), DataError, "empty tuple"),
        (np.zeros((0, 3)), DataError, "no sample"),
        (np.array(["a", "b"]), DataError, "dtype"),
        ([np.zeros((2, 3)), np.zeros((0, 3))], DataError, r"data\[1\] has no time step"),
        ([np.zeros((2, 3)), np.zeros((2, 4))], ShapeError, r"data\[1\] has shape \(2, 4\)"),
        ([np.zeros((2, 3)), np.array([[0, 0, 0], [0, np.nan, 0]])], DataError, "holds nan at step 1"),
        (np.array([[0.0], [np.inf]]), DataError, r"data\[1\] holds inf"),
        (([np.zeros((2, 3))], np.zeros((2, 3))), ShapeError, r"data\[1\] has 2 clips, data\[0\] has 1"),
        ("clips", ArgumentError, "str"),
    ],
)
def test_bad_data_is_named(data, error, said):
    with pytest.raises(error, match=said):
        Samples(data)
