"""Which row times which kernel: python -m benchmarks.coverage runs each row once and holds this against it.

A kernel without a row has its reason in REASONS. What runs in a process of its own, or for minutes, is left
out (`--large` takes the large rows too).
"""

import argparse
import importlib
import sys

import emolab
from benchmarks.__main__ import SUBJECTS
from emolab.core import errors, registry

REASONS = {
    "adamw_step": "the pass of adam_step with one product more",
    "sgd_step": "the pass of adam_step with less in it",
    "batch_norm_eval_backward": "for frozen layers alone: batch_norm_backward without the moments",
    "conv1d_forward": "hands over to conv2d_forward as an image of height 1 (row conv-sound)",
    "conv1d_backward": "hands over to conv2d_backward as an image of height 1 (row conv-sound)",
    "relu": "relu_forward without the cache",
    "fft": "SciPy's own; rfft and irfft are timed in the rows pitch and istft",
    "ifft": "SciPy's own; rfft and irfft are timed in the rows pitch and istft",
    "polyphase": "one row of taps for each output; by hand 1.1 to 1.9 times as fast as SciPy's upfirdn",
    "polynomial_kernel": "a product and a power, as the row svc-predict has a product and an exponential",
    "sample_pixels": "used where landmarks are learned; finding them (row face-points) has its own loop",
    "unpack_integers": "reads a landmark file of dlib's, once a process",
}


def kernels():
    """Return the names of all formulas that have a kernel."""
    return sorted(name for name, entry in registry.formulas().items() if entry.kernel)


class Calls:
    """Inside the block `seen` collects the formulas whose kernels are called."""

    def __init__(self):
        self.seen = set()

    def __enter__(self):
        self._before = {}
        for name in kernels():
            entry = registry.FORMULAS[name]
            faces = getattr(importlib.import_module(entry.module), name).faces
            self._before[name] = faces, faces.get("kernel")
            faces["kernel"] = self._noting(name, entry.kernel_function())
        return self

    def _noting(self, name, twin):
        def noted(*args, **kwargs):
            self.seen.add(name)
            return twin(*args, **kwargs)

        return noted

    def __exit__(self, *_):
        for faces, twin in self._before.values():
            faces.pop("kernel")
            if twin is not None:
                faces["kernel"] = twin


def timed(work):
    """Return the kernels that a row's own side calls, by running it once."""
    own = work.prepare(None).own
    with emolab.use("numba"), Calls() as calls:
        own()
    return calls.seen


def missing(found):
    """Return what is wrong, a sentence each: kernels without row or reason, reasons without a kernel."""
    known = set(kernels())
    bare = sorted(known - found - set(REASONS))
    return [f"{name}: no row times it, and REASONS has no reason" for name in bare] + [
        f"{name}: REASONS names it, but there is no such kernel" for name in sorted(set(REASONS) - known)
    ]


def main(arguments=None):
    """Run every row once; return 1 where a kernel has neither a row nor a reason."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--large", action="store_true", help="the large rows too")
    wanted = parser.parse_args(arguments)
    found = set()
    for subject in SUBJECTS:
        for work in importlib.import_module(f"benchmarks.{subject}").works():
            if work.large and not wanted.large:
                continue
            try:
                names = timed(work)
            except errors.EmolabError as error:
                print(f"{work.name:24s} not run: {error}")
                continue
            found |= names
            print(f"{work.name:24s} {', '.join(sorted(names)) or '-'}", flush=True)
    wrong = missing(found)
    print("\n".join(wrong) if wrong else f"each of {len(kernels())} kernels has a row or a reason")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
