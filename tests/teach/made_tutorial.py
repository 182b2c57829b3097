"""A tutorial that nobody would teach, with all that a page can have; its anatomy is right."""

TEXT = r"""# %% [markdown]
# # 3. A made page
#
# This page holds one of each thing, so that one knows at the end that pages can.
#
# You need nothing. It takes about 50 minutes to read.

# %%
import time

import matplotlib.pyplot as plt
import numpy as np

import emolab
from emolab import audio, nn
from emolab.audio import mfcc

# %% [markdown]
# ## 3.1 Why not `.sum()`?
#
# **Question.** Is <script>alert("x")</script> & co harmless?
#
# **Formula** (song2021, eq. 2.25 and 2.26). Inline $w(n)$, $\frac{a}{b}$ and
# $$w(n) = 0.54 - 0.46 \cos\left(2 \pi \frac{n}{N}\right), \quad 0 \le n \le N, \quad
# \sum_{k=1}^{K} a_k b_k c_k d_k e_k f_k + \prod_{l=1}^{L} \alpha_l \beta_l \gamma_l \delta_l$$
# A window is `audio.hamming`, in `emolab/audio/windows.py`; `no.such.name` leads nowhere.

# %%
window = audio.hamming(400)  # "ä", and <b>
assert mfcc is audio.mfcc
plt.plot(window)
plt.gca().set(title="a window", xlabel="n", ylabel="w")
plt.show()
print("largest <", window.max())

# %% [markdown]
# - a list
# - with **two** points
#
# | a | table |
# | --- | --- |
# | 1 | 2 |
#
# ```python
# signal, rate = audio.read_wav("me.wav")
# ```
#
# **Try it.** How many points?

# %%
answer = 400  # put your guess here

assert len(window) == answer

# %% [markdown]
# ## 3.2 A misprint
#
# **Question.** What is wrong?
#
# **Formula** (song2021, eq. 2.8).
# $$\hat y_i = \frac{e^{z_i}}{\sum_j e^{z_j}}$$
# **Misprint.** Eq. 2.8 has a $j$ in its numerator.

# %%
p, cache = nn.softmax_forward(np.zeros((1, 4)))
figure, axes = plt.subplots(figsize=(9, 3))
axes.bar(range(4), p[0])
axes.set_title("all alike")
plt.show()

# %% [markdown]
# **Try it.** What is each?

# %%
each = 0.25  # put your guess here

assert np.allclose(p, each)

# %% [markdown]
# ## 3.3 Speed
#
# **Question.** Is it fast?
#
# **Speed.** Run both faces.

# %%
begin = time.perf_counter()
for face in ("numpy", "numba"):
    with emolab.use(face):
        audio.hamming(400)
plt.plot([0, time.perf_counter() - begin])
plt.title("time")
plt.show()

# %% [markdown]
# ## 3.4 In the papers
#
# - **zhu2022** has it too; song2021's cells are gated units (2.20 to 2.23).
#
# ## 3.5 Exercise
#
# `emolab exercise start hamming` asks for the window.
#
# Next: [Another page](02_gradients_you_can_trust.py).
"""


def write(folder, text=TEXT, name="03_made_page.py"):
    """Write the tutorial into a folder; returns its path."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path
