"""Floor 1: the fast twins, one file for each file of formulas that has them, same names.

A kernel is a plain Python function that takes and returns what its formula does; inside, it calls
Numba functions compiled with `nogil`, and splits the batch with `core.threads.run_pieces`.
"""

import scipy.linalg.cython_blas  # noqa: F401  (the BLAS behind np.dot inside Numba)

from emolab.core.threads import watch_new_libraries

watch_new_libraries()
