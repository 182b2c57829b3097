"""A network of PyTorch in both of its layouts, on the same pictures as emolab's."""

from benchmarks.work import relative


def layouts(torch):
    """Return {name: memory format}."""
    return {"NCHW": torch.contiguous_format, "channels last": torch.channels_last}


def image(torch, x, layout):
    """Pictures (N, H, W, C) as PyTorch's, in a layout."""
    return torch.from_numpy(x).permute(0, 3, 1, 2).contiguous(memory_format=layout)


def inference(torch, build, x, y):
    """Return the peers' runs, and how far they are from y.

    build(layout)  a network in a layout, in eval mode
    """
    peers, gaps = {}, []
    for name, layout in layouts(torch).items():
        peers[f"PyTorch, {name}"] = _run(torch, build(layout), image(torch, x, layout))
        gaps.append(relative(y, peers[f"PyTorch, {name}"]().numpy()))
    return peers, max(gaps)


def _run(torch, network, x):
    def run():
        with torch.inference_mode():
            return network(x)

    return run
