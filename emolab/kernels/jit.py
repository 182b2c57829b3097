"""How every kernel is compiled: cached on disk, without the GIL, same results each time."""

import numba


def jit(function):
    """Compile a function with Numba: nogil, cached, IEEE arithmetic but for fused multiply-adds."""
    return numba.njit(nogil=True, cache=True, fastmath={"contract"}, error_model="numpy")(function)
