"""emolab warmup: every kernel compiled and kept on disk, so that nothing waits for it later."""

import json
import time
from functools import lru_cache

import numpy as np

from emolab.cli.main import add_verb


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "warmup", "emolab warmup")
    parser.add_argument(
        "--jobs", type=int, metavar="N", help="compile in so many processes (default: as many as threads)"
    )
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Run a small example of everything that has a kernel, in float32 and float64."""
    import emolab
    from emolab.core.errors import ArgumentError
    from emolab.core.progress import progress

    if arguments.jobs is not None and arguments.jobs < 1:
        raise ArgumentError(f"--jobs {arguments.jobs}: it must be a whole number from 1")
    workers = arguments.jobs or emolab.threads()
    start = time.perf_counter()
    with emolab.use("numba"):
        count = len(_work())
        done = map(_compile, range(count)) if workers == 1 else _in_processes(count, workers)
        for _ in progress(done, "compiling", total=count, unit="kernels"):
            pass
    seconds = time.perf_counter() - start
    if arguments.json:
        print(json.dumps({"jobs": count, "processes": workers, "seconds": seconds}))
    else:
        print(f"{count} small examples run in {seconds:.1f} s; what they compiled is kept on disk")
    return 0


def _in_processes(count, workers):
    """Run all jobs in processes of their own, and yield as each is done."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor, as_completed

    fresh = multiprocessing.get_context("spawn")  # a fork of a process with threads may hang
    with ProcessPoolExecutor(workers, fresh, initializer=_begin) as pool:
        try:
            for future in as_completed([pool.submit(_compile, i) for i in range(count)]):
                yield future.result()
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _begin():
    """In a process of its own: Ctrl-C is the parent's, and one thread is enough to compile."""
    import signal

    import emolab

    signal.signal(signal.SIGINT, signal.SIG_IGN)
    emolab.use("numba")
    emolab.set_threads(1)


def _compile(i):
    name, job = _work()[i]
    job()
    return name


@lru_cache(maxsize=1)
def _work():
    return list(jobs())


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
