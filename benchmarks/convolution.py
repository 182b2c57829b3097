"""Convolutions and VGG-16 at 48 x 48, beside PyTorch on the CPU in the faster of its two layouts."""

import numpy as np

from benchmarks import layers
from benchmarks.cost import convolution, vgg
from benchmarks.layers import back_and_forth
from benchmarks.torch_layouts import image, inference, layouts
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, at_least, relative
from emolab.core.threads import one_pool

LAYERS = [(48, 64, False), (24, 128, False), (12, 256, False), (6, 512, False), (3, 512, False)]
# The other ways of kernels/conv2d.py, and both sides of its thresholds:
# name: (N, H, W, Cin, kernel, Cout, stride, padding), what it is
OTHERS = {
    "conv-first": ((32, 48, 48, 3, (3, 3), 64, 1, (1, 1)), "first layer: rows"),
    "conv-8-channels": ((32, 24, 24, 8, (3, 3), 8, 1, (1, 1)), "few channels: rows"),
    "conv-16-channels": ((32, 24, 24, 16, (3, 3), 16, 1, (1, 1)), "few channels: Winograd"),
    "conv-1-tile": ((1, 3, 3, 512, (3, 3), 512, 1, (1, 1)), "one tile: im2col"),
    "conv-4-tiles": ((4, 3, 3, 512, (3, 3), 512, 1, (1, 1)), "four tiles: Winograd"),
    "conv-5x5": ((32, 24, 24, 64, (5, 5), 64, 1, (2, 2)), "5x5: rows"),
    "conv-5x5-small": ((32, 7, 7, 64, (5, 5), 64, 1, (2, 2)), "5x5, narrow: im2col"),
    "conv-1x7": ((8, 17, 17, 160, (1, 7), 160, 1, (0, 3)), "1x7: rows"),
    "conv-7x1": ((8, 17, 17, 160, (7, 1), 160, 1, (3, 0)), "7x1: rows"),
    "conv-stride": ((8, 35, 35, 64, (3, 3), 96, 2, (0, 0)), "3x3, stride 2: rows and im2col"),
    "conv-1x1": ((32, 35, 35, 256, (1, 1), 128, 1, (0, 0)), "1x1: one product"),
    "conv-sound": ((8, 1, 22050, 1, (1, 64), 16, (1, 2), (0, 32)), "64 samples, stride 2: rows"),
}
CLASSES = 7
STEP, PICTURE = "VGG-16 training step", "48 x 48 x 3"


def works():
    """Return the rows."""
    found = [
        Work(f"conv-{side}", "conv 3x3, forward and backward", f"N 32, {side} x {side} x {C} -> {C}",
             _conv(32, side, side, C, (3, 3), C, 1, (1, 1)), "torch", None, large)
        for side, C, large in LAYERS
    ]  # fmt: skip
    found += [
        Work(name, f"conv {what}", f"N {N}, {H} x {W} x {Cin} -> {Cout}",
             _conv(N, H, W, Cin, kernel, Cout, stride, padding), "torch", None, True)
        for name, ((N, H, W, Cin, kernel, Cout, stride, padding), what) in OTHERS.items()
    ]  # fmt: skip
    return [
        *found,
        *layers.works(),
        Work("vgg-step", STEP, f"N 32, {PICTURE}", _vgg_step(32), "torch", at_least(1.25), True),
        Work("vgg-step-8", STEP, f"N 8, {PICTURE}", _vgg_step(8), "torch"),
        Work("vgg-32", "VGG-16 inference", f"N 32, {PICTURE}", _vgg(32), "torch", at_least(1.25), True),
        Work("vgg-1", "VGG-16 inference", f"N 1, {PICTURE}", _vgg(1), "torch", at_least(1.0)),
    ]


def _conv(N, H, W, Cin, kernel, Cout, stride, padding):
    def prepare(torch):
        from emolab.nn import Conv2d

        rng = np.random.default_rng(0)
        x = rng.standard_normal((N, H, W, Cin)).astype(np.float32)
        sides = padding[0], padding[0], padding[1], padding[1]
        ours = Conv2d(Cin, Cout, kernel, stride=stride, padding=sides, rng=1)
        dy = rng.standard_normal(ours.forward(x).shape).astype(np.float32)

        def both():
            with one_pool():
                ours.forward(x)
                return ours.backward(dy)

        cost = convolution(x.shape, kernel, dy.shape, both_ways=True)
        if torch is None:
            return Sides(both, {}, cost=cost)
        same_threads(torch)
        ours.zero_grad()
        dx, dW, db = both(), ours.W.grad, ours.b.grad
        peers, gaps = {}, []
        for name, layout in layouts(torch).items():
            conv = torch.nn.Conv2d(Cin, Cout, kernel, stride=stride, padding=padding)
            conv.weight.data = torch.from_numpy(ours.W.value.transpose(3, 2, 0, 1).copy())
            conv.bias.data = torch.from_numpy(ours.b.value.copy())
            conv = conv.to(memory_format=layout)
            tx, tdy = image(torch, x, layout).requires_grad_(), image(torch, dy, layout)
            conv(tx).backward(tdy)
            gaps += [relative(dx, tx.grad.permute(0, 2, 3, 1).numpy()), relative(db, conv.bias.grad.numpy()),
                     relative(dW, conv.weight.grad.permute(2, 3, 1, 0).numpy())]  # fmt: skip
            peers[f"Conv2d, {name}"] = back_and_forth(conv, tx, tdy)
        return Sides(both, peers, max(gaps), cost=cost)

    return prepare


def _vgg16(keep):
    from emolab.models import VGG

    return VGG("D", input_size=48, classes=CLASSES, keep=keep, rng=1)


def _torch_vgg16(torch, ours, layout, keep):
    """The same graph with the same weights."""
    nn, layers = torch.nn, []
    for block in ours.blocks:
        for layer in block.layers:
            kind = type(layer).__name__
            if kind == "Conv2d":
                W, b = layer.W.value, layer.b.value
                conv = nn.Conv2d(*W.shape[2:], 3, padding=1)
                conv.weight.data = torch.from_numpy(W.transpose(3, 2, 0, 1).copy())
                conv.bias.data = torch.from_numpy(b.copy())
                layers.append(conv)
            else:
                layers.append(nn.ReLU(inplace=True) if kind == "ReLU" else nn.MaxPool2d(2))
    layers.append(nn.Flatten())  # one pixel is left, so that the order of its axes does not matter
    for layer in ours.head.layers:
        if type(layer).__name__ == "Dense":
            dense = nn.Linear(*layer.W.value.shape)
            dense.weight.data = torch.from_numpy(layer.W.value.T.copy())
            dense.bias.data = torch.from_numpy(layer.b.value.copy())
            layers.append(dense)
        else:
            layers.append(nn.ReLU(inplace=True) if type(layer).__name__ == "ReLU" else nn.Dropout(1 - keep))
    return nn.Sequential(*layers).to(memory_format=layout)


def _vgg(N):
    def prepare(torch):
        x = np.random.default_rng(0).standard_normal((N, 48, 48, 3)).astype(np.float32)
        ours = _vgg16(0.5).eval()

        def run():
            from emolab.nn import inference as no_backward

            with one_pool(), no_backward():  # as training.predict does
                return ours.forward(x)

        cost = vgg(ours, N, training=False)
        if torch is None:
            return Sides(run, {}, cost=cost)
        same_threads(torch)
        build = lambda layout: _torch_vgg16(torch, ours, layout, 0.5).eval()  # noqa: E731
        peers, gap = inference(torch, build, x, run())
        return Sides(run, peers, gap, cost=cost)

    return prepare


def _vgg_step(N):
    def prepare(torch):
        from emolab.nn import Adam, softmax_cross_entropy

        rng = np.random.default_rng(0)
        x = rng.standard_normal((N, 48, 48, 3)).astype(np.float32)
        labels = rng.integers(0, CLASSES, N)
        ours = _vgg16(0.5)
        peers, gaps = {}, []
        if torch is not None:
            same_threads(torch)
            y = ours.eval().forward(x)
            for name, layout in layouts(torch).items():
                theirs, tx = _torch_vgg16(torch, ours, layout, 0.5), image(torch, x, layout)
                gaps.append(relative(y, theirs.eval()(tx).detach().numpy()))
                peers[f"PyTorch, {name}"] = _torch_step(torch, theirs.train(), tx, torch.from_numpy(labels))
            ours.train()
        adam = Adam(ours, 1e-5)

        def step():
            with one_pool():  # as training.fit does
                adam.zero_grad()
                _, dlogits = softmax_cross_entropy(ours.forward(x), labels)
                ours.backward_to_parameters(dlogits)
                adam.step()

        return Sides(step, peers, max(gaps, default=None), cost=vgg(ours, N, training=True))

    return prepare


def _torch_step(torch, theirs, x, labels):
    adam = torch.optim.Adam(theirs.parameters(), 1e-5, fused=True)

    def step():
        adam.zero_grad()
        torch.nn.functional.cross_entropy(theirs(x), labels).backward()
        adam.step()

    return step
