"""Floor 6: the tutorials, the bank of exercises, and the grading of answers in a sandbox."""
