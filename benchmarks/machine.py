"""What the figures were taken on: cores, processor, BLAS, versions."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import emolab

PACKAGES = ("numpy", "scipy", "numba", "torch", "librosa", "python_speech_features")
BUSY = 0.4  # load a core from which on the figures are no measure


def machine():
    """Return the findings as plain values; a package that is missing has None."""
    import scipy.linalg  # noqa: F401  its BLAS is the one that compiled loops call
    from threadpoolctl import threadpool_info

    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return {
        "processor": processor(),
        "cores": cores,
        "load": os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        "threads": emolab.threads(),
        "backend": emolab.backend(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "blas": [
            f"{found['internal_api']} {found['version']} {found.get('architecture', '')}".strip()
            for found in threadpool_info()
            if found["user_api"] == "blas"
        ],
        "packages": {"emolab": emolab.__version__, **{name: _version(name) for name in PACKAGES}},
    }


def describe(found):
    """Return the findings as lines."""
    packages = ", ".join(f"{name} {number or 'missing'}" for name, number in found["packages"].items())
    lines = [
        f"{found['processor']}, {found['cores']} cores",
        f"emolab and its peers on {found['threads']} threads each, backend {found['backend']}",
        f"Python {found['python']}, {found['system']}",
        packages,
        f"BLAS of NumPy and SciPy: {', '.join(found['blas'])}",
    ]
    if found["load"] is not None and found["load"] > BUSY * found["cores"]:
        lines.append(
            f"BUSY: the load is {found['load']:.1f} on {found['cores']} cores. Others compute here, and pools"
            " of threads suffer most from that: do not trust the figures below."
        )
    return lines


def processor():
    """Return the processor's name as the system gives it."""
    listing = Path("/proc/cpuinfo")
    if listing.is_file():
        for line in listing.read_text(errors="replace").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    if platform.system() == "Darwin":
        asked = subprocess.run(["sysctl", "-n", "machdep.cpu.brand_string"], capture_output=True, text=True)
        if asked.returncode == 0:
            return asked.stdout.strip()
    return platform.processor() or platform.machine()


def _version(name):
    try:
        return version(name)
    except PackageNotFoundError:
        return None
