"""How a kernel came to be fast, step by step: the measured tables of the essays in docs/craft.

python -m benchmarks.steps.gemm (winograd, recurrent_step, mfcc_blocks) prints one of them.
"""
