"""How every kernel is compiled: kept on disk, without the GIL, same results each time."""

import numba

from emolab.kernels.kept_code import keep


def jit(function):
    """Compile a function with Numba: nogil, kept on disk, IEEE arithmetic but for fused multiply-adds."""
    compiled = numba.njit(nogil=True, fastmath={"contract"}, error_model="numpy")(function)
    return compiled if numba.config.DISABLE_JIT else keep(compiled)
