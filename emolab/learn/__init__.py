"""Classical learning with fit, transform and predict: standardisation, PCA, chi-square selection, SVC."""

from emolab.learn.chi_square import ChiSquareSelector, chi_square
from emolab.learn.coupling import couple_pairs
from emolab.learn.kernel_functions import kernel_matrix, linear_kernel, polynomial_kernel, rbf_kernel
from emolab.learn.linear_svm import LinearSVC, svm_pass
from emolab.learn.pca import PCA
from emolab.learn.pca_axes import covariance_axes, gram_axes, randomised_axes
from emolab.learn.platt import platt_scale, sigmoid_probability
from emolab.learn.smo import smo
from emolab.learn.standard_scaler import StandardScaler, compare_readings, feature_statistics, standardise
from emolab.learn.standardise_clips import standardise_clips
from emolab.learn.svc import SVC, ConvergenceWarning
