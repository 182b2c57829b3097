"""PyTorch on as many threads as emolab."""

import emolab


def same_threads(torch):
    """Give PyTorch emolab's number of threads."""
    torch.set_num_threads(emolab.threads())
