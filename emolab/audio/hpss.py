"""Harmonic and percussive parts of a spectrogram, told apart by their direction."""

from emolab.audio.masks import soft_mask
from emolab.audio.median_filter import median_filter
from emolab.core import formula


@formula("FitzGerald 2010")
def hpss(magnitude, width_time=31, width_frequency=31, power=2.0, margin=1.0):
    """Masks of what lasts (ridges along time) and of what strikes (ridges along frequency).

    width_time, width_frequency  of the two median filters, frames and bins, odd
    power     of the soft masks: 2 is Wiener's, larger ones are harder
    margin    above 1 a cell must stand out by that factor to count; both masks then leave a residue
    Formula   H = median over time of |X|;  P = median over frequency of |X|
              M_h = H^p / (H^p + (m P)^p);  M_p = P^p / (P^p + (m H)^p)
    Shapes    magnitude (T, F) -> M_h and M_p (T, F)
    Source    FitzGerald 2010; the margin is Driedger, Mueller and Disch 2014
    """
    H = median_filter(magnitude, width_time, axis=0)  # (T, F)
    P = median_filter(magnitude, width_frequency, axis=1)  # (T, F)
    halved = margin == 1
    return soft_mask(H, margin * P, power, halved), soft_mask(P, margin * H, power, halved)
