"""Local binary patterns on a card: a thread a pixel, from its neighbours straight to its label."""

import numpy as np

from emolab.core.backend import like, to_host
from emolab.kernels.cuda.raw import TYPES, contiguous, launch

AS_THEY_ARE = (np.dtype(np.uint8), np.dtype(np.float32), np.dtype(np.float64))
BORDER = {"zero": 0, "edge": 1, "crop": 2}
MAPPING = {"default": 0, "ri": 1, "uniform": 2, "riu2": 3}
TEXT = """
typedef unsigned long long bits;

__device__ __forceinline__ int ones(bits x)
{
    int many = 0;
    for (; x; x &= x - 1) ++many;
    return many;
}

__device__ __forceinline__ bits label_of(bits pattern, int P, int mapping)
{
    if (mapping == 0) return pattern;
    if (mapping == 1) {
        bits least = pattern, turned = pattern;
        for (int turn = 1; turn < P; ++turn) {
            turned = turned >> 1 | (turned & 1) << (P - 1);
            least = turned < least ? turned : least;
        }
        return least;
    }
    const bits every = ~(bits)0 >> (64 - P);
    const bits before = (pattern << 1 | pattern >> (P - 1)) & every;
    const int count = ones(pattern);
    const bool regular = ones(pattern ^ before) <= 2;
    if (mapping == 3) return regular ? count : P + 1;
    if (!regular) return P * (P - 1) + 2;
    if (count == 0 || count == P) return count == 0 ? 0 : P * (P - 1) + 1;
    const int start = ones((pattern & ~before) - 1);  // the zeros below the first bit of the run
    return 1 + (count - 1) * P + (P - start) % P;
}

extern "C" __global__
void lbp(long long count, int H, int W, int rows, int columns, int margin, int border, int P, int mapping,
         const pixel* images, const long long* offsets, const double* weights, label* labels)
{
    PLACE(count)
    const long long y = at / columns % rows + margin, x = at % columns + margin;
    const pixel* image = images + at / columns / rows * H * W;
    const double centre = image[y * W + x];
    bits pattern = 0;
    for (int p = 0; p < P; ++p) {
        double total = 0;
        for (int k = 4 * p; k < 4 * p + 4; ++k) {
            if (weights[k] == 0) continue;
            long long row = y + offsets[2 * k], column = x + offsets[2 * k + 1];
            double grey = 0;
            if (border == 1) {
                row = row < 0 ? 0 : row >= H ? H - 1 : row;
                column = column < 0 ? 0 : column >= W ? W - 1 : column;
            }
            if (row >= 0 && row < H && column >= 0 && column < W) grey = image[row * W + column];
            const double d = grey - centre, brighter = TIE * d;
            total += weights[k] * (d > brighter ? d : brighter);
        }
        if (total >= 0) pattern |= (bits)1 << p;
    }
    labels[at] = label_of(pattern, P, mapping);
}
"""
TEXT = TEXT.replace("TIE", "(1 + 1e-12)")


def lbp_codes(images, offsets, weights, mapping="default", border="zero"):
    offsets, weights = to_host(offsets), to_host(weights)
    N, H, W = images.shape
    P = len(offsets)
    margin = int(np.abs(offsets[weights > 0]).max(initial=0)) if border == "crop" else 0
    rows, columns = H - 2 * margin, W - 2 * margin
    if images.dtype not in AS_THEY_ARE:
        images = images.astype(np.float64)
    most = {"uniform": P * (P - 1) + 3, "riu2": P + 2}.get(mapping, 2**P)
    labels = np.empty_like(images, shape=(N, rows, columns), dtype=np.min_scalar_type(most - 1))
    sizes = H, W, rows, columns, margin, BORDER[border], P, MAPPING[mapping]
    tables = like(images, offsets.reshape(-1), np.int64), like(images, weights.reshape(-1), np.float64)
    names = {"pixel": TYPES[images.dtype.name], "label": TYPES[labels.dtype.name]}
    launch(TEXT, "lbp", labels.size, *sizes, contiguous(images), *tables, labels, **names)
    return labels
