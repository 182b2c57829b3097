"""emolab warmup: every kernel compiled and kept on disk, so that nothing waits for it later."""

import json
import time

import numpy as np

from emolab.cli.main import add_verb


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "warmup", "emolab warmup")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Run a small example of everything that has a kernel, in float32 and float64."""
    import emolab
    from emolab.core.progress import progress

    start = time.perf_counter()
    with emolab.use("numba"):
        work = list(jobs())
        for _, job in progress(work, "compiling", unit="kernels"):
            job()
    seconds = time.perf_counter() - start
    if arguments.json:
        print(json.dumps({"jobs": len(work), "seconds": seconds}))
    else:
        print(f"{len(work)} small examples run in {seconds:.1f} s; what they compiled is kept on disk")
    return 0


def jobs():
    """Yield (name, job): each layer by its gradient-check example, then sound and pictures."""
    from emolab.nn import gradient_cases

    for case in gradient_cases().values():
        for dtype in (np.float32, np.float64):
            yield f"{case.name} {np.dtype(dtype)}", lambda case=case, dtype=dtype: _layer(case, dtype)
    for dtype in (np.float32, np.float64):
        yield f"sound {np.dtype(dtype)}", lambda dtype=dtype: _sound(dtype)
    yield "optimisers", _optimisers
    yield "pictures", _pictures
    yield "support vectors", _support_vectors


def _layer(case, dtype):
    target, inputs, options = case.prepare()
    inputs = [x.astype(dtype) if getattr(x, "dtype", None) == np.float64 else x for x in inputs]
    if hasattr(target, "forward"):
        target.to(dtype)
        y = target.forward(*inputs)
        first = y[0] if isinstance(y, tuple) else y
        extra = [np.zeros_like(part) for part in y[1:]] if isinstance(y, tuple) else []
        target.backward(np.ones_like(first), *extra)
    else:
        forward, backward = target
        *y, cache = forward(*inputs, **options.get("settings", {}))
        backward(*(np.ones_like(part) for part in y), cache)


def _sound(dtype):
    from emolab.audio import CONVENTIONS, is09, mfcc, pitch, resample

    signal = np.sin(np.arange(16000) * 0.1).astype(dtype)
    for convention in CONVENTIONS:
        mfcc(signal, 16000, convention)
    resample(signal, 16000, 8000)
    is09(signal, 16000)
    pitch(signal, 16000)


def _optimisers():
    from emolab.nn import SGD, Adam, AdamW, Parameter

    for dtype in (np.float32, np.float64):
        for optimiser in (SGD, Adam, AdamW):
            parameter = Parameter(np.ones(600, dtype))
            optimiser({"w": parameter}, 1e-3).step()
    SGD({"w": Parameter(np.ones(600, np.float32))}, 1e-3, momentum=0.9).step()


def _support_vectors():
    from emolab.learn import SVC

    SVC().fit(np.arange(8.0).reshape(4, 2), np.array([0, 0, 1, 1]))


def _pictures():
    from emolab.datasets import SyntheticClips
    from emolab.vision import hog, lbp, resize, to_gray

    clip = SyntheticClips(subjects=1, per_label=1)[0]
    to_gray(clip.frames)
    lbp(clip.frames[0, :, :, 0])
    hog(clip.frames[0])
    resize(clip.frames, (32, 32))
    resize(clip.frames.astype(np.float32), (32, 32))
    clip.sound.sum()
