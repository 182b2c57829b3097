"""Inputs on which the dense kernel is held to its formula."""


def dense(rng, dtype):
    def draw(*shape):
        return rng.standard_normal(shape).astype(dtype)

    few = [((5,), 3, 4), ((130,), 7, 1), ((4, 40), 2, 3), ((0,), 3, 2), ((1,), 1, 1)]
    turned = [((4, 5), 90, 515)]  # more weights than rows
    return [((draw(*rows, D), draw(D, H), draw(H)), {}) for rows, D, H in few + turned] + [
        ((draw(300, 6)[::2, ::2], draw(4, 3).T, draw(4)), {})
    ]


EXAMPLES = {"dense_forward": dense}
