"""emolab doctor: what is installed, what is in use, and what to do about the rest."""

import importlib
import importlib.metadata
import importlib.util
import json
import os
import platform
import shutil
import sys

import emolab
from emolab.cli.main import add_verb
from emolab.core.cache import cache_folder

CORE = ("numpy", "scipy", "numba", "matplotlib", "tqdm", "pillow", "threadpoolctl")
EXTRAS = {
    "video": (("av", "reading and writing video"),),
    "weights": (("safetensors", "weights in .safetensors"), ("h5py", "Keras weights in .h5")),
    "report": (
        ("jinja2", "report pages"),
        ("latex2mathml", "formulas on pages"),
        ("pygments", "code on pages"),
    ),
    "gpu": (("cupy", "the CuPy backend on a CUDA GPU"),),
    "notebook": (("jupytext", "tutorials as notebooks"),),
    "dist": (("distributed", "grading on a cluster"),),
    "test": (("pytest", "the test suite"), ("hypothesis", "property tests")),
    "peers": (("torch", "oracle tests"), ("librosa", "oracle tests"), ("sklearn", "oracle tests")),
}


def add_parser(verbs):
    """Add the verb's options."""
    parser = add_verb(verbs, "doctor", "emolab doctor --json")
    parser.add_argument("--json", action="store_true", help="print JSON for a program to read")
    parser.set_defaults(run=run)


def run(arguments):
    """Print the findings; status 1 where something that every run needs is missing."""
    found = examine()
    if arguments.json:
        print(json.dumps(found, indent=2))
    else:
        for line in describe(found):
            print(line)
    return 1 if found["problems"] else 0


def examine():
    """Return all findings as plain values."""
    problems, advice = [], []
    core = {name: _version(name) for name in CORE}
    for name, version in core.items():
        if version is None:
            problems.append(f"{name} is missing: pip install {name}")
    extras = {}
    for extra, packages in EXTRAS.items():
        for module, purpose in packages:
            there = importlib.util.find_spec(module) is not None
            extras[module] = {"extra": extra, "installed": there, "purpose": purpose}
    try:
        chosen = emolab.backend()
    except emolab.EmolabError as error:
        chosen, _ = None, problems.append(str(error))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    threads = None
    try:
        threads = emolab.threads()
        if threads > cores:
            advice.append(
                f"{threads} threads on {cores} cores wait for each other: set EMOLAB_THREADS={cores}"
            )
        elif threads < cores:
            advice.append(f"{threads} of {cores} cores in use: unset EMOLAB_THREADS or raise it to use all")
    except emolab.EmolabError as error:
        problems.append(str(error))
    if chosen == "numpy":
        advice.append("the formulas run without their kernels, many times slower: unset EMOLAB_BACKEND")
    cache = cache_folder()
    if not _writable(cache):
        advice.append(f"{cache} cannot be written, features are computed anew each time: set EMOLAB_CACHE")
    compiled = os.environ.get("NUMBA_CACHE_DIR") or os.path.join(os.path.dirname(emolab.__file__), "kernels")
    if not os.access(compiled, os.W_OK):
        advice.append(f"{compiled} cannot be written: set NUMBA_CACHE_DIR to keep compiled kernels there")
    if os.environ.get("NUMBA_DISABLE_JIT", "0") not in ("", "0"):
        advice.append("NUMBA_DISABLE_JIT is set: kernels run as plain Python, very slowly")
    return {
        "emolab": emolab.__version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "cores": cores,
        "threads": threads,
        "backend": chosen,
        "blas": _blas(),
        "gpu": _gpu(),
        "bubblewrap": shutil.which("bwrap"),
        "feature_cache": str(cache),
        "core": core,
        "extras": extras,
        "problems": problems,
        "advice": advice,
    }


def describe(found):
    """Yield the findings as lines for a reader."""
    yield f"emolab {found['emolab']}, Python {found['python']}, {found['system']}"
    yield f"backend       {found['backend']}   (emolab.use or EMOLAB_BACKEND)"
    which = f"{found['threads']} of {found['cores']} cores"
    yield f"threads       {which}   (emolab.set_threads or EMOLAB_THREADS)"
    yield f"BLAS          {', '.join(found['blas']) or 'not found'}; held at one thread inside emolab"
    yield f"GPU           {found['gpu']}"
    yield f"feature cache {found['feature_cache']}   (EMOLAB_CACHE)"
    yield ""
    yield "needed        " + ", ".join(
        f"{name} {version or 'MISSING'}" for name, version in found["core"].items()
    )
    for module, about in found["extras"].items():
        state = "yes" if about["installed"] else f"no: pip install 'emolab[{about['extra']}]'"
        yield f"  {module:<14}{about['purpose']:<34}{state}"
    where = found["bubblewrap"] or "no: your system's package bubblewrap"
    yield f"  {'bwrap':<14}{'namespaces around graded answers':<34}{where}"
    yield ""
    for line in found["problems"]:
        yield f"PROBLEM  {line}"
    for line in found["advice"]:
        yield f"advice   {line}"
    if not found["problems"]:
        yield "All that emolab needs is there."


def _version(name):
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return None


def _blas():
    try:
        from threadpoolctl import threadpool_info
    except ImportError:
        return []
    import numpy  # noqa: F401

    found = [i for i in threadpool_info() if i["user_api"] == "blas"]
    return [f"{i['internal_api']} {i['version']} ({i['num_threads']} threads outside)" for i in found]


def _gpu():
    if "cupy" not in sys.modules and importlib.util.find_spec("cupy") is None:
        return "not used: CuPy is not installed; on a machine with a CUDA GPU: pip install 'emolab[gpu]'"
    try:
        import cupy

        card = cupy.cuda.runtime.getDeviceProperties(0)["name"].decode()
    except Exception as error:  # whatever an import or a driver may say
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        return f"CuPy is installed, but finds no GPU ({said}): install NVIDIA's driver, or do without"
    return f"{card}, CuPy {cupy.__version__}   (emolab.use('cupy') or EMOLAB_BACKEND=cupy)"


def _writable(folder):
    while not folder.exists():
        folder = folder.parent
    return os.access(folder, os.W_OK)
