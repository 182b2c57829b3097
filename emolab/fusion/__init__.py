"""Fusing modalities: joined features, weighted decisions, and fuzzy integrals over a lambda measure."""

from emolab.fusion.align import align_to, align_weights
from emolab.fusion.choquet import choquet_integral
from emolab.fusion.densities import densities_from_accuracies, learn_densities
from emolab.fusion.join_features import join_features, join_features_backward, join_features_forward
from emolab.fusion.lambda_measure import lambda_measure
from emolab.fusion.liu2026_decision import (
    liu2026_decision,
    liu2026_decision_backward,
    liu2026_decision_forward,
)
from emolab.fusion.liu2026_loss import liu2026_loss_backward, liu2026_loss_forward
from emolab.fusion.mean_decision import mean_decision_backward, mean_decision_forward
from emolab.fusion.sugeno import sugeno_integral
from emolab.fusion.weight_curve import WeightCurve, weight_curve
from emolab.fusion.weighted_decision import weighted_decision, weighted_scores
