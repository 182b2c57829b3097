"""Graded code is hostile code: each test in a process of its own, which returns values and nothing else."""
