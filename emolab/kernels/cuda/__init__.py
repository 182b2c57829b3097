"""Twins for CuPy arrays: raw kernels where array expressions would walk through memory many times."""
