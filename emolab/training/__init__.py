"""Training: fit, folds, metrics, checkpoints, and the plots of them."""

from emolab.training.attention_plot import Heard, Seen, plot_attention
from emolab.training.batches import Samples, Sequences, pad_sequences
from emolab.training.checkpoint import Interrupted
from emolab.training.confusion import confusion_matrix
from emolab.training.cross_validate import CrossValidation, cross_validate
from emolab.training.fit import fit
from emolab.training.folds import GroupKFold, KFold, LeaveOneGroupOut
from emolab.training.freeze_schedule import FreezeSchedule
from emolab.training.history import Epoch, Histories, History
from emolab.training.leak import Leak, leak
from emolab.training.masks import BandAndTimeMasks
from emolab.training.metrics import (
    FoldSummary,
    correlation,
    macro_f1,
    recall,
    summarise_folds,
    unweighted_accuracy,
    weighted_accuracy,
)
from emolab.training.plots import plot_confusion, plot_curves, plot_folds, save_figure
from emolab.training.predict import predict, predict_logits, predict_outputs, predict_probabilities
from emolab.training.train_soundnet import ImageTeacher, train_soundnet
from emolab.training.weight_curve_plot import plot_weight_curve
