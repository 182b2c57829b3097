"""The roofline beside each row: counted work, measured peaks, and the share that a row reaches."""

import numpy as np
import pytest

from benchmarks import roofline
from benchmarks.cost import Cost, convolution, passes, product, recurrent, transform, vgg
from benchmarks.row import measure
from benchmarks.work import Sides, Work
from emolab.models import VGG

ROOF = {"flops": 100e9, "double": 50e9, "bytes": 10e9, "product": "emolab"}


def test_a_product_is_counted_as_the_formula_has_it():
    M, K, N = 3, 5, 7
    adds = sum(2 for _ in range(M) for _ in range(N) for _ in range(K))
    assert product(M, K, N) == Cost(adds, 4 * (15 + 35 + 21))
    assert product(M, K, N, 8).bytes == 8 * (15 + 35 + 21)


def test_a_convolution_is_so_many_products():
    x, y = (2, 9, 9, 3), (2, 7, 7, 4)
    assert convolution(x, (3, 3), y).flops == product(2 * 7 * 7, 9 * 3, 4).flops
    assert convolution(x, (3, 3), y, both_ways=True).flops == 3 * product(2 * 7 * 7, 9 * 3, 4).flops


def test_stacked_layers_read_the_one_below():
    one, upper = recurrent(3, 4, 10, 13, 8, 1), recurrent(3, 4, 10, 8, 8, 1)
    assert recurrent(3, 4, 10, 13, 8, 2) == one.plus(upper)
    assert one.flops == 6 * 4 * 10 * 3 * 8 * (13 + 8)


def test_vgg_16_has_the_published_number_of_operations():
    network = VGG("D", width=1 / 16, input_size=32, classes=5, rng=0)
    wanted, side = 0, 32
    for block in network.blocks:
        for layer in block.layers:
            if hasattr(layer, "W"):
                wanted += 2 * 3 * side**2 * layer.W.value.size
        side //= 2
    wanted += sum(2 * 3 * layer.W.value.size for layer in network.head.layers if hasattr(layer, "W"))
    assert vgg(network, 3, training=False).flops == wanted
    assert vgg(network, 3, training=True).flops == 3 * wanted


def test_the_larger_of_both_roofs_counts():
    busy, wide = Cost(50e9, 1e9), Cost(1e9, 5e9)
    assert roofline.share(busy, 1.0, ROOF) == (0.5, "GFLOP/s")
    assert roofline.share(busy, 1.0, ROOF, double=True) == (1.0, "GFLOP/s")
    assert roofline.share(wide, 2.0, ROOF) == (0.25, "GB/s")
    assert roofline.told(busy, 1.0, ROOF) == "50%, 50 GFLOP/s"
    assert roofline.told(wide, 2.0, ROOF) == "25%, 2.5 GB/s"
    assert passes(2, 10).plus(transform(1, 8, 5)).bytes == 80 + 32


@pytest.mark.parametrize("cost, cell", [(Cost(25e9, 0), "50%, 50 GFLOP/s"), (None, None)])
def test_a_row_shows_what_it_reaches(cost, cell):
    sides = Sides(lambda: 0.5, {}, seconds=True, cost=cost)
    row = measure(Work("tiny", "tiny work", "size 3", lambda peer: sides, None), 7, None, ROOF)
    assert row["roofline"] == cell


def test_this_machine_s_roof(monkeypatch):
    monkeypatch.setattr(roofline, "SIDE", 64)
    monkeypatch.setattr(roofline, "COPIED", 1 << 16)
    found = roofline.measure_roof()
    assert all(np.isfinite(found[name]) and found[name] > 1e6 for name in ("flops", "double", "bytes"))
    assert "GFLOP/s" in roofline.describe(found) and "GB/s" in roofline.describe(found)
