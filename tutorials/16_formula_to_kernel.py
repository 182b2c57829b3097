# %% [markdown]
# # 16. From the formula to the kernel
#
# The formulas of this library read like equations and take their time; its kernels return the same numbers
# and are fast. This page goes from the one to the other: at the end you know what a program waits for, can
# derive Winograd's convolution with four multiplications where six seem needed, and know what changes on a
# GPU.
#
# You need the pages on convolution (10) and recurrent networks (11). It takes about an hour to read, and
# half a minute to run; no GPU is needed.

# %%
import math
import time

import matplotlib.pyplot as plt
import numba
import numpy as np

import emolab
from emolab import audio, nn
from emolab.core.threads import one_pool, pieces
from emolab.kernels import winograd_tiles
from emolab.kernels.gemm import gemm

rng = np.random.default_rng(0)
before = emolab.threads()
emolab.set_threads(1)  # one core, until 16.7
fast = numba.njit(fastmath={"contract"}, error_model="numpy")  # as the library's kernels are compiled


def seconds(function, *arguments, rounds=3):
    """The shortest of some runs on one core; a first one compiles and does not count."""
    taken = []
    with one_pool():  # BLAS on one core as well
        function(*arguments)
        for _ in range(rounds):
            start = time.perf_counter()
            function(*arguments)
            taken.append(time.perf_counter() - start)
    return min(taken)


# %% [markdown]
# ## 16.1 Where the time goes
#
# **Question.** A processor core multiplies and adds many billion times a second. Why does a program not?
#
# **Formula.** Two bounds, whichever is larger. With $F$ operations on $B$ bytes, on a machine of $f$
# operations and $b$ bytes a second, a task takes at least
# $$t \ge \max\left(\frac{F}{f}, \frac{B}{b}\right)$$
# $F / B$, the operations a byte, decides which one it is. The picture of it is called the *roofline*. We
# measure both sides here: a product of matrices for $f$, a copy of a large array for $b$.

# %%
side = 512
a, b = (rng.standard_normal((side, side)).astype(np.float32) for _ in range(2))
large = rng.standard_normal(8_000_000).astype(np.float32)
target = np.empty_like(large)

flops = 2 * side**3 / seconds(np.matmul, a, b)
bandwidth = 2 * large.nbytes / seconds(np.copyto, target, large)
print(f"{flops / 1e9:.0f} billion operations a second, {bandwidth / 1e9:.1f} billion bytes a second")

density = np.geomspace(0.02, 1000, 200)
figure, axes = plt.subplots(figsize=(8, 3.4), layout="constrained")
axes.loglog(density, np.minimum(flops, density * bandwidth) / 1e9, "k")
for at, name in ((1 / 12, "y = x + y"), (0.5, "a matrix times a vector"), (side / 6, "a product of 512")):
    axes.plot(at, min(flops, at * bandwidth) / 1e9, "o", label=f"{name}: {at:.2g}")
axes.set(title="what this machine can do at most", xlabel="operations a byte", ylabel="billion a second")
axes.legend()
plt.show()

# %% [markdown]
# Left of the bend, numbers are waited for; right of it, arithmetic is. So there are two ways to be faster:
# use each number more often while it is near, and do fewer operations. This page has both.
#
# **Try it.** A product of two $n \times n$ matrices in float32 has $2 n^3$ operations, and reads or writes
# $3 n^2$ numbers at least once. How many operations a byte is that for $n = 512$?

# %%
operations_a_byte = 512 / 6  # put your guess here

assert np.isclose(operations_a_byte, 2 * 512**3 / (3 * 512**2 * 4))

# %% [markdown]
# ## 16.2 A matrix product by hand
#
# **Question.** The three loops of a matrix product can be written in six orders. Does it matter which is
# inside?
#
# **Formula.**
# $$C_{ij} = \sum_k A_{ik} B_{kj}$$
# With $k$ inside, $B$ is read down its columns: neighbours in the sum lie a row apart in memory, and the
# machine fetches 64 bytes to use 4. With $j$ inside, everything is read along rows, and 8 or 16 numbers go
# through the processor at once.


# %%
@fast
def k_inside(a, b):
    out = np.zeros((len(a), b.shape[1]), a.dtype)
    for i in range(len(a)):
        for j in range(b.shape[1]):
            for k in range(len(b)):
                out[i, j] += a[i, k] * b[k, j]
    return out


@fast
def j_inside(a, b):
    out = np.zeros((len(a), b.shape[1]), a.dtype)
    for i in range(len(a)):
        for k in range(len(b)):
            for j in range(b.shape[1]):
                out[i, j] += a[i, k] * b[k, j]
    return out


# %% [markdown]
# In the second one each vector of `out` still travels to the cache and back for every $k$. So take four rows
# of `a` at a time: each row of `b` that is loaded serves four sums. And take a block of `b` that stays in
# the cache, copied so that its rows lie side by side.


# %%
@fast
def in_blocks(a, b):
    M, K, N = len(a), len(b), b.shape[1]
    out = np.zeros((M, N), a.dtype)
    for left in range(0, N, 256):
        for top in range(0, K, 128):
            part = b[top : top + 128, left : left + 256].copy()
            for i in range(0, M - 3, 4):  # M a multiple of 4
                here = a[i : i + 4]
                o0, o1 = out[i][left : left + 256], out[i + 1][left : left + 256]
                o2, o3 = out[i + 2][left : left + 256], out[i + 3][left : left + 256]
                for k in range(len(part)):
                    row = part[k]
                    a0, a1, a2, a3 = here[0, top + k], here[1, top + k], here[2, top + k], here[3, top + k]
                    for j in range(len(row)):
                        o0[j] += a0 * row[j]
                        o1[j] += a1 * row[j]
                        o2[j] += a2 * row[j]
                        o3[j] += a3 * row[j]
    return out


# %%
ways = {"k inside": k_inside, "j inside": j_inside, "in blocks": in_blocks,
        "emolab's kernel": gemm, "BLAS": np.matmul}  # fmt: skip
rates = {}
for name, way in ways.items():
    assert np.allclose(way(a, b), a.astype(float) @ b, atol=2e-3)
    rates[name] = 2 * side**3 / seconds(way, a, b) / 1e9

figure, axes = plt.subplots(figsize=(8, 2.6), layout="constrained")
axes.barh(list(rates), list(rates.values()))
axes.axvline(flops / 1e9, color="k", ls=":", label="NumPy's product, above")
axes.set(title="a product of 512, one formula, five programs", xlabel="billion operations a second")
axes.set_xscale("log")
axes.invert_yaxis()
axes.legend()
plt.show()

# %% [markdown]
# The kernel goes one step further: a tile of 8 x 48 sums stays in the processor's *registers* over the whole
# sum, so that nothing is stored before it is done. `docs/craft/gemm.md` tells the whole way.
#
# **Try it.** For each $k$, a tile of $r$ rows and $v$ vectors loads $v$ vectors of `b` and $r$ numbers of
# `a`, and does $r v$ vector operations. How many operations a load has the tile of 8 rows and 3 vectors, how
# many 1 row of 1?

# %%
large_tile, small_tile = 24 / 11, 1 / 2  # put your guesses here

assert large_tile == 8 * 3 / (8 + 3) and small_tile == 1 * 1 / (1 + 1)

# %% [markdown]
# ## 16.3 Fewer multiplications: Winograd on a line
#
# **Question.** A filter with three taps, two outputs: six products. Can it be done with fewer?
#
# **Formula.** Two outputs of four inputs $d$ and three taps $g$ (song2021, eq. 2.13, on a line):
# $$y_0 = d_0 g_0 + d_1 g_1 + d_2 g_2, \qquad y_1 = d_1 g_0 + d_2 g_1 + d_3 g_2$$
# Winograd's F(2, 3) takes four:
# $$m_1 = (d_0 - d_2) g_0, \quad m_2 = (d_1 + d_2) \tfrac{g_0 + g_1 + g_2}{2}$$
# $$m_3 = (d_2 - d_1) \tfrac{g_0 - g_1 + g_2}{2}, \quad m_4 = (d_1 - d_3) g_2$$
# $$y_0 = m_1 + m_2 + m_3, \qquad y_1 = m_2 - m_3 - m_4$$
# **Derivation.** Add $m_2$ and $m_3$: the terms with $d_1 g_1$ and $d_2 (g_0 + g_2)$ stay, the others
# cancel. With $m_1 = d_0 g_0 - d_2 g_0$ that is $y_0$. Subtract instead: $d_1 (g_0 + g_2) + d_2 g_1$; minus
# $m_4$ that is $y_1$. The sums of taps are done once, and serve every place of the image. As matrices:
# $$y = A^T [(G g) \odot (B^T d)]$$

# %%
BT = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]], float)
G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
AT = np.array([[1, 1, 1, 0], [0, 1, -1, -1]], float)

d, g = rng.standard_normal(4), rng.standard_normal(3)
assert np.allclose(AT @ ((G @ g) * (BT @ d)), np.correlate(d, g, "valid"))

# a long signal: windows of four that begin every two, so that they overlap by two
signal = np.sin(np.arange(202) / 9) + 0.3 * rng.standard_normal(202)
taps = np.array([0.25, 0.5, 0.25])
windows = np.lib.stride_tricks.sliding_window_view(signal, 4)[::2]  # (100, 4)
y = ((windows @ BT.T) * (G @ taps)) @ AT.T  # (100, 2)
assert np.allclose(y.ravel(), np.correlate(signal, taps, "valid"))

figure, axes = plt.subplots(1, 3, figsize=(9, 2.8), layout="constrained")
for panel, matrix, name in zip(axes, (BT, G, AT), ("inputs, B^T", "taps, G", "outputs, A^T")):
    panel.imshow(matrix, cmap="RdBu_r", vmin=-1.5, vmax=1.5)
    for (i, j), value in np.ndenumerate(matrix):
        panel.text(j, i, f"{value:g}", ha="center", va="center")
    panel.set(title=f"F(2, 3), {name}", xticks=[], yticks=[])
plt.show()

# %% [markdown]
# **Try it.** In two dimensions the transform is applied to rows and to columns. How many products does a
# tile of 2 x 2 outputs take with 3 x 3 taps, directly and by F(2, 3) both ways?

# %%
direct, winograd = 36, 16  # put your guesses here

assert direct == 2 * 2 * 3 * 3
assert winograd == len(BT) ** 2

# %% [markdown]
# ## 16.4 Where the matrices come from, and what they cost
#
# **Question.** F(4, 3) makes four outputs with six products. Why not F(8, 3) with ten?
#
# **Formula.** A filter is a product of polynomials, and a polynomial with $n$ coefficients is known by its
# values at $n$ points. So: evaluate at points $p$ (powers of $p$), multiply, go back (Lagrange). Row $p$ of
# $G$, column $p$ of $A^T$ and row $p$ of $B^T$ are
# $$G_p = \frac{(1, p, p^2)}{\prod_{q \ne p} (p - q)}, \qquad A_p = (1, p, \dots, p^{m-1})$$
# $$B_p: \text{ the coefficients of } \prod_{q \ne p} (x - q)$$
# with one more point at infinity, which takes the highest coefficient. $0, 1, -1, \infty$ make F(2, 3).


# %%
def matrices(points):
    m, n = len(points) - 1, len(points) + 1
    AT, G, BT = np.zeros((m, n)), np.zeros((n, 3)), np.zeros((n, n))
    for j, p in enumerate(points):
        others = np.delete(points, j)
        AT[:, j] = p ** np.arange(m)
        G[j] = p ** np.arange(3) / np.prod(p - others)
        BT[j, : n - 1] = np.poly(others)[::-1]
    AT[m - 1, n - 1] = G[n - 1, 2] = 1
    BT[n - 1] = np.poly(points)[::-1]
    return AT, G, BT


for ours, theirs in zip(matrices(np.array([0.0, 1, -1, 2, -2])), winograd_tiles.matrices(4)):
    assert np.allclose(ours, theirs)

# %%
POINTS = np.array([0, 1, -1, 2, -2, 0.5, -0.5, 4, -4])
sizes, errors, counts = [2, 3, 4, 6, 8], [], []
for m in sizes:
    AT_m, G_m, BT_m = (x.astype(np.float32) for x in matrices(POINTS[: m + 1]))
    d, g = rng.standard_normal((2000, m + 2, m + 2)), rng.standard_normal((3, 3))
    U = G_m @ g.astype(np.float32) @ G_m.T
    y = AT_m @ (U * (BT_m @ d.astype(np.float32) @ BT_m.T)) @ AT_m.T  # (2000, m, m)
    view = np.lib.stride_tricks.sliding_window_view(d, (3, 3), (1, 2))
    exact = np.einsum("tijpq,pq->tij", view, g)
    errors.append(np.abs(y - exact).max() / np.abs(exact).max())
    counts.append((m + 2) ** 2 / m**2)

figure, axes = plt.subplots(figsize=(8, 3), layout="constrained")
axes.semilogy(sizes, errors, "o-", color="C3", label="error in float32, of the largest value")
axes.axhline(1e-4, color="C3", ls=":", label="what this library allows")
axes.set(title="larger tiles: fewer products, fewer digits", xlabel="side m of the tile", ylabel="error")
axes.set_ylim(1e-7, 2e-2)
other = axes.twinx()
other.plot(sizes, counts, "s--", color="C0")
other.set_ylabel("products an output (direct: 9)", color="C0")
axes.legend(loc="upper center")
plt.show()

# %% [markdown]
# Products an output fall from 9 to 4 to 2.25, and then slowly; errors grow all the way, and F(8, 3) is
# beyond the bound. The library stops at F(4, 3): past it the transforms, whose matrices grow, eat up what
# the products save.
#
# **Try it.** VGG-16's second layer on 32 faces of 48 x 48: 64 channels to 64. How many multiplications
# directly, and how many in the products of F(4, 3)? (48 is a multiple of 4.)

# %%
directly, by_tiles = 32 * 48 * 48 * 64 * 64 * 9, 32 * 12 * 12 * 36 * 64 * 64  # put your guesses here

assert directly == 2_717_908_992 and by_tiles * 4 == directly

# %% [markdown]
# ## 16.5 A convolution, four ways
#
# **Question.** A quarter of the multiplications: does it take a quarter of the time?
#
# **Formula.** With channels, the sum over them goes inside the brackets, so that each point of the tile
# becomes a matrix product of (tiles x channels) with (channels x filters):
# $$Y = A^T \Big[ \sum_k (G g_k G^T) \odot (B^T d_k B) \Big] A$$
# Its rivals: the seven loops as they stand; nine products of shifted images; and *im2col*, which lays the
# numbers under each window side by side, so that one product does everything.


# %%
@fast
def loops(x, W):  # x padded by 1
    N, H, B, K = x.shape
    y = np.zeros((N, H - 2, B - 2, W.shape[3]), x.dtype)
    for n in range(N):
        for h in range(H - 2):
            for w in range(B - 2):
                for i in range(3):
                    for j in range(3):
                        for k in range(K):
                            for c in range(W.shape[3]):
                                y[n, h, w, c] += x[n, h + i, w + j, k] * W[i, j, k, c]
    return y


def im2col(x, W):
    view = np.lib.stride_tricks.sliding_window_view(x, (3, 3), (1, 2))  # (N, H, W, K, 3, 3), no copy yet
    columns = view.transpose(0, 1, 2, 4, 5, 3).reshape(-1, 9 * x.shape[3])  # (N H W, 9 K): now it is
    return (columns @ W.reshape(-1, W.shape[3])).reshape(*view.shape[:3], -1)


# %%
def by_winograd(x, W):
    AT, G, BT = (m.astype(x.dtype) for m in winograd_tiles.matrices(4))
    (N, H, B, K), C = x.shape, W.shape[3]
    d = np.lib.stride_tricks.sliding_window_view(x, (6, 6), (1, 2))[:, ::4, ::4]  # (N, p, q, K, 6, 6)
    V = np.ascontiguousarray((BT @ d @ BT.T).transpose(4, 5, 0, 1, 2, 3)).reshape(36, -1, K)
    U = np.einsum("ai,bj,ijkc->abkc", G, G, W, optimize=True).reshape(36, K, C)
    M = (V @ U).reshape(6, 6, N, (H - 2) // 4, (B - 2) // 4, C).transpose(2, 3, 4, 5, 0, 1)
    y = AT @ M @ AT.T  # (N, p, q, C, 4, 4)
    return y.transpose(0, 1, 4, 2, 5, 3).reshape(N, H - 2, B - 2, C)


# %%
images = rng.standard_normal((4, 48, 48, 64)).astype(np.float32)
padded = np.pad(images, ((0, 0), (1, 1), (1, 1), (0, 0)))
filters = rng.standard_normal((3, 3, 64, 64)).astype(np.float32)
exact = im2col(padded.astype(float), filters.astype(float))


def kernel(x, W):
    return nn.conv2d_forward(images, W, None, padding="same")[0]


ways = {"seven loops": loops, "im2col, one product": im2col,
        "F(4, 3), arrays": by_winograd, "F(4, 3), kernel": kernel}  # fmt: skip
milliseconds = {}
for name, way in ways.items():
    gap = np.abs(way(padded, filters) - exact).max() / np.abs(exact).max()
    assert gap < 1e-4, name
    milliseconds[name] = 1000 * seconds(way, padded, filters)
    print(f"{name}: {milliseconds[name]:.1f} ms, off by {gap:.0e} of the largest value")

figure, axes = plt.subplots(figsize=(8, 2.4), layout="constrained")
axes.barh(list(milliseconds), list(milliseconds.values()))
axes.set(title="3 x 3, 64 channels to 64, four images of 48 x 48", xlabel="milliseconds", xscale="log")
axes.set_xlim(0.1, 1000)
axes.invert_yaxis()
plt.show()

# %% [markdown]
# The arrays save multiplications and pay in memory: `V` and `M` are each $36 / 16$ times as large as the
# images, are written and read again. The kernel takes a *block* of tiles that stays in the cache through all
# three stages, 16 channels at a time in straight vector code (`docs/craft/winograd.md`).
#
# **Try it.** How many times as large as the image is the matrix that im2col lays out, and how many times `V`?

# %%
columns_size, V_size = 9, 36 / 16  # put your guesses here

assert columns_size == 9 * 64 * images[..., 0].size / images.size
assert V_size == 36 * 64 * (4 * 12 * 12) / images.size

# %% [markdown]
# ## 16.6 The recurrent step
#
# **Question.** A sequence cannot be cut over time. What is left to gain?
#
# **Formula.** The LSTM (song2021, eq. 2.14 to 2.19), gates i, f, g, o side by side:
# $$a_t = x_t W_x + h_{t-1} W_h + b, \quad c_t = \sigma(a_f) c_{t-1} + \sigma(a_i) \tanh(a_g), \quad
# h_t = \sigma(a_o) \tanh(c_t)$$
# Three things do not have to wait. $x_t W_x$ needs no step before it: one product for all steps. The gates
# of a step can be one pass over memory. And $\tanh$, which a processor has no instruction for, can be a
# ratio of polynomials, which vectors can do:
# $$\tanh(x) \approx x \, \frac{P(x^2)}{Q(x^2)}, \qquad
# \sigma(x) = \tfrac{1}{2} + \tfrac{1}{2} \tanh\,\tfrac{x}{2}$$


# %%
END, P0, P1, P2 = (np.float32(value) for value in (4.97, 135135, 17325, 378))
Q1, Q2, Q3 = (np.float32(value) for value in (62370, 3150, 28))


@fast
def short_tanh(x):  # a continued fraction, cut off: errs by 1e-4 at most
    x = END if x > END else -END if x < -END else x
    s = x * x
    return x * (s * (s * (s + P2) + P1) + P0) / (s * (s * (s * Q3 + Q2) + Q1) + P0)


@fast
def all_short(x):
    out = np.empty_like(x)
    for i in range(len(x)):
        out[i] = short_tanh(x[i])
    return out


@fast
def all_exact(x):
    out = np.empty_like(x)
    for i in range(len(x)):
        out[i] = math.tanh(x[i])
    return out


# %%
line = np.linspace(-8, 8, 100_000).astype(np.float32)
gain = seconds(all_exact, line) / seconds(all_short, line)
print(f"the ratio of polynomials is {gain:.1f} times as fast as the C library's tanh")

figure, axes = plt.subplots(figsize=(8, 2.8), layout="constrained")
error = np.abs(all_short(line) - np.tanh(line.astype(float)))
axes.semilogy(line, error + 1e-9, label="ours, degrees 7 and 6")
axes.axhline(4e-7, color="k", ls=":", label="bound for the library's, degrees 13 and 6")
axes.set(title="error of a rational tanh", xlabel="x", ylabel="error", ylim=(1e-9, 1e-2))
axes.legend(loc="upper center")
plt.show()

# %% [markdown]
# Now the step itself. The formula face of the library is a NumPy loop; the kernel packs the weights once,
# goes through all steps in one compiled call, and cuts the batch over threads.

# %%
N, T, D, H = 32, 100, 39, 128
shapes = (N, T, D), (N, H), (N, H), (D, 4 * H), (H, 4 * H), (4 * H,)
x, h0, c0, Wx, Wh, bias = ((rng.standard_normal(shape) / 10).astype(np.float32) for shape in shapes)


def each_step(x, h0, c0, Wx, Wh, bias):
    h, c, out = h0, c0, []
    for t in range(T):
        i, f, g, o = np.split(x[:, t] @ Wx + h @ Wh + bias, 4, axis=1)
        i, f, o = (1 / (1 + np.exp(-gate)) for gate in (i, f, o))
        c = f * c + i * np.tanh(g)
        h = o * np.tanh(c)
        out.append(h)
    return np.stack(out, axis=1)


def inputs_first(x, h0, c0, Wx, Wh, bias):
    by_step = np.ascontiguousarray(x.transpose(1, 0, 2)).reshape(T * N, D)  # a step's rows side by side
    sums = (by_step @ Wx + bias).reshape(T, N, 4 * H)  # one product for all steps
    h, c, out = h0, c0, []
    for t in range(T):
        a = np.tanh((sums[t] + h @ Wh) * HALF)  # one call for all gates
        i, f, g, o = np.split(a, 4, axis=1)
        i, f, o = (0.5 + 0.5 * gate for gate in (i, f, o))
        c = f * c + i * g
        h = o * np.tanh(c)
        out.append(h)
    return np.stack(out, axis=1)


# %%
HALF = np.repeat(np.array([0.5, 0.5, 1.0, 0.5], np.float32), H)  # sigmoid by tanh of half
steps = {}
for name, way in (("a step at a time", each_step), ("inputs first, one tanh", inputs_first),
                  ("the kernel", lambda *inputs: nn.lstm_forward(*inputs)[0])):  # fmt: skip
    assert np.allclose(way(x, h0, c0, Wx, Wh, bias), each_step(x, h0, c0, Wx, Wh, bias), atol=1e-5)
    steps[name] = 1000 * seconds(way, x, h0, c0, Wx, Wh, bias)

figure, axes = plt.subplots(figsize=(8, 2.2), layout="constrained")
axes.barh(list(steps), list(steps.values()))
axes.set(title="LSTM, 32 sequences of 100 steps, 128 states", xlabel="milliseconds")
axes.invert_yaxis()
plt.show()

# %% [markdown]
# A trick is worth what it measures. In NumPy, fewer calls and one large product gain little, or lose where
# `tanh` is slower than `exp`; the same two ideas in one compiled loop, with weights that are packed once for
# all steps, are the kernel.
#
# **Try it.** What factor must stand before $g$'s sums in `HALF`, and what would a 0.5 there turn $\tanh(a)$
# into? (Use $\tanh \frac{x}{2} = 2 \sigma(x) - 1$.)

# %%
factor = 1.0  # put your guess here
halved = lambda a: 2 / (1 + np.exp(-a)) - 1  # noqa: E731  put your guess here

assert factor == HALF[2 * H] and np.allclose(halved(line), np.tanh(line / 2), atol=1e-6)

# %% [markdown]
# ## 16.7 Threads, and why pools must not nest
#
# **Question.** Two cores. Which part of the work should each do?
#
# **Formula.** If a part $s$ of the time cannot be shared, $n$ threads gain (Amdahl)
# $$\frac{1}{s + (1 - s) / n}$$
# and each meeting of the threads adds to $s$. So the batch is cut once, at the outermost level: each thread
# takes some sequences through all steps, and they meet at the end. Cutting inside a step would mean $T$
# meetings.
#
# A *pool* inside a pool is worse. If each of $n$ threads calls a library that starts $n$ threads of its own,
# $n^2$ of them share $n$ cores: whoever is waited for may not be running. The library holds BLAS at one
# thread while its own pool works (`emolab.core.threads.one_pool`).

# %%
print({n: [stop - start for start, stop in pieces(n, least=16)] for n in (8, 40, 100, 1000)})

outputs = []
for count in (1, 2, 3):
    emolab.set_threads(count)
    outputs.append(nn.lstm_forward(x, h0, c0, Wx, Wh, bias)[0])
emolab.set_threads(before)
assert all((other == outputs[0]).all() for other in outputs)  # the same bits, on any number of threads

share = np.linspace(0, 0.5, 100)
figure, axes = plt.subplots(figsize=(8, 2.8), layout="constrained")
for n in (2, 4, 8, 64):
    axes.plot(share, 1 / (share + (1 - share) / n), label=f"{n} threads")
axes.set(title="what cannot be shared decides", xlabel="part that is not shared", ylabel="times as fast")
axes.set_yscale("log", base=2)
axes.legend()
plt.show()

# %% [markdown]
# The cut depends on the size of the batch alone, never on the number of threads, and sums of pieces are
# added in order. That is why the same seed gives the same bits on a laptop and on a server.
#
# **Try it.** A tenth of the work cannot be shared. How much do two threads gain, and how much at most any
# number?

# %%
two, any_number = 1 / (0.1 + 0.9 / 2), 10  # put your guesses here

assert np.isclose(two, 1.818, atol=1e-3) and np.isclose(1 / (0.1 + 0.9 / 1e9), any_number)

# %% [markdown]
# ## 16.8 MFCC in blocks
#
# **Question.** Each step of the MFCC is one NumPy call over all frames. What is slow about that?
#
# **Speed.** Nothing in one call; but each one writes an array of megabytes that the next reads back from
# memory. In blocks of some frames, everything stays in the cache between the steps. The kernel goes on from
# there: it puts one sample of 16 frames into a vector, and takes 16 transforms at once, each in a lane of
# its own.

# %%
minute = rng.standard_normal(60 * 16000).astype(np.float32)
frames = np.lib.stride_tricks.sliding_window_view(minute, 2048)[::512]  # (1872, 2048), a view
window = audio.hann(2048).astype(np.float32)
bank = audio.mel_filterbank(16000, 2048, bands=40).astype(np.float32)


def bands(frames):
    X = np.fft.rfft(frames * window)
    return (X.real**2 + X.imag**2) @ bank.T


def by_blocks(frames, size):
    return np.concatenate([bands(frames[i : i + size]) for i in range(0, len(frames), size)])


assert np.allclose(by_blocks(frames, 64), bands(frames), rtol=1e-3)
assert np.allclose(audio.mel_energies(frames, window, bank, 2048), bands(frames), rtol=1e-3)
block_sizes = [1, 4, 16, 64, 256, 1872]
taken = [1000 * seconds(by_blocks, frames, size) for size in block_sizes]
lanes = 1000 * seconds(audio.mel_energies, frames, window, bank, 2048)

figure, axes = plt.subplots(figsize=(8, 2.8), layout="constrained")
axes.semilogx(block_sizes, taken, "o-", label="NumPy, by blocks")
axes.axhline(lanes, color="C1", label="the kernel, 16 frames in lanes")
axes.set(title="40 bands of one minute", xlabel="frames in a block", ylabel="milliseconds", ylim=(0, None))
axes.legend()
plt.show()

# %% [markdown]
# Blocks of one frame lose to the cost of each call, blocks of all to memory; how much lies between depends
# on the machine and on who else uses its caches.
#
# **Try it.** How many bytes are 16 frames of 2,048 samples in float32, and all 1,872?

# %%
few, all_of_them = 16 * 2048 * 4, 1872 * 2048 * 4  # put your guesses here

assert few == np.ascontiguousarray(frames[:16]).nbytes and all_of_them == np.ascontiguousarray(frames).nbytes

# %% [markdown]
# ## 16.9 On a GPU
#
# **Question.** A GPU has thousands of small cores and its own memory. Must all of this be written again?
#
# **Formula.** Not the formulas. The library's functions take CuPy arrays and give CuPy arrays back; a
# formula that makes its arrays by `np.zeros_like(x, shape=...)` makes them on the card. Only what wastes
# bandwidth there has a *raw kernel*, a few lines of CUDA C in `emolab/kernels/cuda`. In CUDA the loop over
# elements is not written: each thread is given its place.
#
# ```
# const int n = blockIdx.x * blockDim.x + threadIdx.x;
# if (n >= count) return;
# const float i = sigma(a[n]), f = sigma(a[n + H]), g = tanh(a[n + 2 * H]), o = sigma(a[n + 3 * H]);
# c[n] = f * c[n] + i * g;
# h[n] = o * tanh(c[n]);
# ```
#
# What changes is the arithmetic of 16.1: much more of $f$ and of $b$, and a new cost, the *start* of a
# kernel, some microseconds each. Twenty array expressions a step are twenty starts, and twenty journeys of
# every number. A fused step is one of each. That is why recurrent gates are among the raw kernels, and a
# dense layer is not: its product is cuBLAS's.

# %%
starts, width = 5e-6, 4 * 4 * H * N  # seconds a start (a usual order), bytes of a step's gates
band_gpu = 1e12  # bytes a second (a usual order)
expressions = np.arange(1, 25)
cost = expressions * (starts + 3 * width / band_gpu)
figure, axes = plt.subplots(figsize=(8, 2.8), layout="constrained")
axes.plot(expressions, 1e6 * cost, label="start and journeys")
axes.plot(expressions, 1e6 * expressions * 3 * width / band_gpu, label="journeys alone")
axes.set(title="a model: a recurrent step on a GPU", xlabel="array expressions a step", ylabel="microseconds")
axes.legend()
plt.show()

# %% [markdown]
# These two numbers are a model, not a measurement: with a card at hand, `emolab.use("cupy")` and the
# benchmarks measure yours. The lesson holds anyway: small steps are bound by their starts, so larger batches
# cost nothing more until the journeys count.
#
# **Try it.** In this model, from how many bytes a step on do three journeys take longer than one start?

# %%
balance = 5e-6 * 1e12 / 3  # put your guess here

assert np.isclose(3 * balance / band_gpu, starts)

# %% [markdown]
# ## 16.10 In the papers
#
# - None of the five papers says how long its training took on which machine, but for a table of latencies in
#   **liu2026**, whose "data volume" has no unit.
# - **song2021** and **zhu2022** train VGG-16: its 3 x 3 convolutions are what 16.5 makes fast.
# - **song2021**'s voice network has three GRU of 256 units, whose output mixes the candidate and the past
#   (2.20). The kernel turns the sign of a weight where the past is weighted, since $1 - \sigma(a) =
#   \sigma(-a)$: one loop serves both readings.
# - **liu2021** uses Inception-ResNet-v2 with kernels of 1 x 7 and 7 x 1, for which Winograd's tiles are no
#   help: those go by whole rows of the image.
#
# Four essays tell each way to its end, with a table of measured steps: `docs/craft/gemm.md`, `winograd.md`,
# `recurrent_step.md` and `mfcc_blocks.md`.
#
# ## 16.11 Exercise
#
# `emolab exercise start winograd_f23`: filter a signal by F(2, 3), with four products for two outputs.
