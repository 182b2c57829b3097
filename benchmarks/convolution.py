"""Convolutions and VGG-16 at 48 x 48, beside PyTorch on the CPU in the faster of its two layouts."""

import numpy as np

from benchmarks.torch_layouts import image, inference, layouts
from benchmarks.torch_threads import same_threads
from benchmarks.work import Sides, Work, at_least, relative
from emolab.core.threads import one_pool

LAYERS = [(48, 64, False), (24, 128, False), (12, 256, False), (6, 512, False), (3, 512, False)]
CLASSES = 7
STEP, PICTURE = "VGG-16 training step", "48 x 48 x 3"


def works():
    """Return the rows."""
    found = [
        Work(f"conv-{side}", "conv 3x3, forward and backward", f"N 32, {side} x {side} x {C} -> {C}",
             _conv(32, side, C), "torch", None, large)
        for side, C, large in LAYERS
    ]  # fmt: skip
    return found + [
        Work("vgg-step", STEP, f"N 32, {PICTURE}", _vgg_step(32), "torch", at_least(1.25), True),
        Work("vgg-step-8", STEP, f"N 8, {PICTURE}", _vgg_step(8), "torch"),
        Work("vgg-32", "VGG-16 inference", f"N 32, {PICTURE}", _vgg(32), "torch", at_least(1.25), True),
        Work("vgg-1", "VGG-16 inference", f"N 1, {PICTURE}", _vgg(1), "torch", at_least(1.0)),
    ]


def _conv(N, side, C):
    def prepare(torch):
        from emolab.nn import Conv2d

        rng = np.random.default_rng(0)
        x, dy = rng.standard_normal((2, N, side, side, C)).astype(np.float32)
        ours = Conv2d(C, C, 3, padding="same", rng=1)

        def both():
            with one_pool():
                ours.forward(x)
                return ours.backward(dy)

        if torch is None:
            return Sides(both, {})
        same_threads(torch)
        dx, dW, db = both(), ours.W.grad, ours.b.grad
        peers, gaps = {}, []
        for name, layout in layouts(torch).items():
            conv = torch.nn.Conv2d(C, C, 3, padding=1)
            conv.weight.data = torch.from_numpy(ours.W.value.transpose(3, 2, 0, 1).copy())
            conv.bias.data = torch.from_numpy(ours.b.value.copy())
            conv = conv.to(memory_format=layout)
            tx, tdy = image(torch, x, layout).requires_grad_(), image(torch, dy, layout)
            conv(tx).backward(tdy)
            gaps += [relative(dx, tx.grad.permute(0, 2, 3, 1).numpy()), relative(db, conv.bias.grad.numpy()),
                     relative(dW, conv.weight.grad.permute(2, 3, 1, 0).numpy())]  # fmt: skip
            peers[f"Conv2d, {name}"] = _back_and_forth(conv, tx, tdy)
        return Sides(both, peers, max(gaps))

    return prepare


def _back_and_forth(conv, x, dy):
    def both():
        conv(x).backward(dy)  # adds to the gradients, as emolab's backward does

    return both


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
            with one_pool():
                return ours.forward(x)

        if torch is None:
            return Sides(run, {})
        same_threads(torch)
        build = lambda layout: _torch_vgg16(torch, ours, layout, 0.5).eval()  # noqa: E731
        peers, gap = inference(torch, build, x, run())
        return Sides(run, peers, gap)

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
                ours.backward(dlogits)
                adam.step()

        return Sides(step, peers, max(gaps, default=None))

    return prepare


def _torch_step(torch, theirs, x, labels):
    adam = torch.optim.Adam(theirs.parameters(), 1e-5, fused=True)

    def step():
        adam.zero_grad()
        torch.nn.functional.cross_entropy(theirs(x), labels).backward()
        adam.step()

    return step
