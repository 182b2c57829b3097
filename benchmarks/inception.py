"""Inception-ResNet-v2 on one picture of full size, beside PyTorch on the CPU in the faster of its layouts."""

import numpy as np

from benchmarks.torch_layouts import inference
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, at_least
from emolab.core.threads import one_pool

CLASSES, SIDE = 7, 299


def works():
    """Return the rows."""
    title, size = "Inception-ResNet-v2 inference", f"N 1, {SIDE} x {SIDE} x 3"
    return [
        Work("inception-figures", title, f"{size}, 5/10/5", _picture("figures"), "torch", at_least(1), True),
        Work(
            "inception-released", title, f"{size}, 10/20/10", _picture("released"), "torch", at_least(1), True
        ),
    ]


def _picture(layout):
    def prepare(torch):
        from emolab.models import InceptionResNetV2

        x = np.random.default_rng(0).standard_normal((1, SIDE, SIDE, 3)).astype(np.float32)
        ours = InceptionResNetV2(CLASSES, layout=layout, rng=1).eval()

        def run():
            from emolab.nn import inference as no_backward

            with one_pool(), no_backward():  # as training.predict does
                return ours.forward(x)

        if torch is None:
            return Sides(run, {})
        from benchmarks.peers.inception_torch import NETWORKS, copied

        same_threads(torch)
        build = lambda order: copied(NETWORKS[layout](CLASSES), ours).eval().to(memory_format=order)  # noqa: E731
        peers, gap = inference(torch, build, x, run())
        return Sides(run, peers, gap)

    return prepare
