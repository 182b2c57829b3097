"""CuPy's RawModule without a card: the text of the kernels, compiled for the processor and run there.

A thin layer gives the text what CUDA would: blockIdx, threadIdx and their sizes, which loops walk through.
Arguments are held against the kernel's own parameters, since a card would read them as they come.
"""

import ctypes
import functools
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np

COMPILER = shutil.which("g++") or shutil.which("clang++")
CUDA = """
#include <cmath>
using std::exp; using std::tanh; using std::sqrt;
#define __global__
#define __device__
#define __forceinline__ inline
#define __restrict__
struct three { unsigned int x, y, z; };
static three blockIdx, threadIdx, blockDim, gridDim;
"""
LOOPS = """
extern "C" void run_%(name)s(unsigned int blocks, unsigned int threads, void** a) {
    gridDim = {blocks, 1, 1}; blockDim = {threads, 1, 1};
    for (unsigned int b = 0; b < blocks; ++b)
        for (unsigned int t = 0; t < threads; ++t) {
            blockIdx = {b, 0, 0}; threadIdx = {t, 0, 0};
            %(name)s(%(arguments)s);
        }
}
"""
DTYPES = {
    "float": np.float32, "double": np.float64, "int": np.int32, "long long": np.int64,
    "unsigned char": np.uint8, "unsigned int": np.uint32, "unsigned long long": np.uint64,
    "unsigned short": np.uint16, "short": np.int16, "signed char": np.int8,
}  # fmt: skip
KERNEL = re.compile(r'extern "C" __global__\s+void\s+(\w+)\s*\(([^)]*)\)')


def parameters(code):
    """{kernel: [(C type, whether a pointer)]} of all kernels of a text, its typedefs resolved."""
    named = {own: kind for kind, own in re.findall(r"typedef ([\w ]+?) (\w+);", code)}
    found = {}
    for name, text in KERNEL.findall(code):
        kinds = []
        for part in text.replace("__restrict__", "").split(","):
            pointer = "*" in part
            words = part.replace("*", " ").split()
            kind = " ".join(word for word in words[:-1] if word != "const")
            kinds.append((named.get(kind, kind), pointer))
        found[name] = kinds
    return found


@functools.cache
def _compiled(code):
    text = CUDA + code
    for name, kinds in parameters(code).items():
        arguments = ", ".join(
            f"({kind}*)a[{i}]" if pointer else f"*({kind}*)a[{i}]" for i, (kind, pointer) in enumerate(kinds)
        )
        text += LOOPS % {"name": name, "arguments": arguments}
    strict = "-Wall -Werror -Wno-unused-function -Wno-unused-variable".split()
    with tempfile.TemporaryDirectory(prefix="emolab_raw_", ignore_cleanup_errors=True) as folder:
        source, made = Path(folder) / "kernels.cpp", str(Path(folder) / "kernels.so")
        source.write_text(text)
        command = [COMPILER, "-O1", "-shared", "-fPIC", "-ffp-contract=off", *strict, str(source), "-o", made]
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"the kernels do not compile:\n{done.stderr}")
        return ctypes.CDLL(made)


class RawModule:
    """The kernels of one text."""

    def __init__(self, *, code, options=()):
        if COMPILER is None:
            raise RuntimeError("no C++ compiler is there to run the kernels with")
        self.kinds = parameters(code)
        self.library = _compiled(code)

    def get_function(self, name):
        """The kernel of that name, called as CuPy's: kernel(grid, block, args)."""
        return functools.partial(self._run, name, getattr(self.library, f"run_{name}"))

    def _run(self, name, function, grid, block, args):
        kinds = self.kinds[name]
        if len(args) != len(kinds):
            raise TypeError(f"{name} takes {len(kinds)} arguments, {len(args)} were given")
        if not 1 <= block[0] <= 1024 or not 1 <= grid[0] < 2**31:
            raise ValueError(f"{name}: no card starts {grid} blocks of {block} threads")
        held = [_argument(name, i, value, *kind) for i, (value, kind) in enumerate(zip(args, kinds))]
        places = (ctypes.c_void_p * len(held))(*(value.ctypes.data for value in held))
        function(ctypes.c_uint(grid[0]), ctypes.c_uint(block[0]), places)


def _argument(name, place, value, kind, pointer):
    wanted = np.dtype(DTYPES[kind])
    if pointer:
        memory = getattr(value, "_memory", None)
        if memory is None or memory.dtype != wanted or not memory.flags.c_contiguous:
            raise TypeError(f"{name}: argument {place} must be a contiguous array of {wanted} on the card")
        return memory
    if isinstance(value, bool | int | float):
        value = np.float64(value) if isinstance(value, float) else np.int64(value)
    if not isinstance(value, np.generic) or value.dtype != wanted:
        raise TypeError(f"{name}: argument {place} is a {type(value).__name__}; the kernel reads a {kind}")
    return np.array([value])
