"""The recipe of the voice network, and taking speakers' own statistics out."""

import numpy as np

from emolab.training import predict
from emolab.training.train_speech_network import by_speaker, train_speech_network

RNG = np.random.default_rng(0)


def test_by_speaker_leaves_each_with_mean_0_and_deviation_1():
    speakers = ["a", "b", "a", "b", "a"]
    windows = [RNG.normal(5 * (who == "b"), 1 + (who == "b"), (k + 2, 3)) for k, who in enumerate(speakers)]
    found = by_speaker(windows, speakers)
    for who in "ab":
        own = np.concatenate([x for x, speaker in zip(found, speakers) if speaker == who])
        np.testing.assert_allclose(own.mean(axis=0), 0, atol=1e-9)
        np.testing.assert_allclose(own.std(axis=0), 1, rtol=1e-5)
    whole = by_speaker(np.arange(10.0).reshape(5, 2), speakers)
    np.testing.assert_allclose(np.mean([whole[0], whole[2], whole[4]], axis=0), 0, atol=1e-9)
    np.testing.assert_array_equal(windows[0].shape, found[0].shape)


def test_the_recipe_learns_and_goes_on_where_it_stopped(tmp_path):
    labels = np.arange(45) % 3
    windows = [RNG.normal(size=(RNG.integers(1, 5), 8)).astype(np.float32) for _ in labels]
    whole = RNG.normal(size=(45, 8)).astype(np.float32)
    for i, label in enumerate(labels):
        whole[i, 2 * label : 2 * label + 3] += 3
        windows[i][:, label] += 3
    train = windows[:30], whole[:30], labels[:30], 3
    network = train_speech_network(*train, progress=False)
    assert (predict(network, (windows[30:], whole[30:])) == labels[30:]).mean() > 0.8
    quiet = {"folder": tmp_path, "progress": False, "epochs": 4}
    once = train_speech_network(*train, **quiet)
    again = train_speech_network(*train, **quiet, resume=True)  # all is done: the checkpoint is read
    np.testing.assert_array_equal(once.out.W.value, again.out.W.value)
