"""Fusing modalities: joined features here; decisions and fuzzy integrals beside them."""

from emolab.fusion.join_features import join_features, join_features_backward, join_features_forward
