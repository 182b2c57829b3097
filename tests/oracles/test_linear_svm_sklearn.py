"""The linear machine beside LIBLINEAR, by way of scikit-learn."""

import numpy as np
import pytest

pytest.importorskip("sklearn", reason="scikit-learn is not installed: pip install 'emolab[peers]'")

from sklearn.svm import LinearSVC as Peer  # noqa: E402

from emolab.learn import LinearSVC  # noqa: E402


@pytest.mark.parametrize("C", [0.01, 0.3, 5.0])
def test_weights_are_liblinears(C, each_backend):
    rng = np.random.default_rng(int(100 * C))
    X = rng.standard_normal((150, 8)) * rng.uniform(0.3, 2, 8)
    y = (X @ rng.standard_normal(8) + rng.standard_normal(150) > 0.4).astype(int)
    own = LinearSVC(C, tol=1e-8, bias=3.0, max_iter=20000, rng=0).fit(X, y)
    peer = Peer(C=C, tol=1e-9, intercept_scaling=3.0, max_iter=100000, dual=True).fit(X, y)
    np.testing.assert_allclose(own.coef_, peer.coef_[0], rtol=1e-4, atol=1e-6)
    assert own.intercept_ == pytest.approx(peer.intercept_[0], rel=1e-4, abs=1e-6)
