"""Differentiable layers: a pair of functions each, and a Module around it."""

from emolab.nn.adam import Adam, adam_step
from emolab.nn.adamw import AdamW, adamw_step
from emolab.nn.attention_gate_lstm import (
    AttentionGateLSTM,
    attention_gate_lstm_backward,
    attention_gate_lstm_forward,
)
from emolab.nn.avg_pool import AvgPool2d, avg_pool_backward, avg_pool_forward
from emolab.nn.batch_norm import (
    BatchNorm,
    batch_norm_backward,
    batch_norm_backward_graph,
    batch_norm_eval_backward,
    batch_norm_eval_forward,
    batch_norm_forward,
)
from emolab.nn.clip import clip_gradients
from emolab.nn.conv1d import Conv1d, conv1d_backward, conv1d_forward
from emolab.nn.conv2d import Conv2d, conv2d_backward, conv2d_forward, conv2d_inference
from emolab.nn.cross_entropy import (
    SoftmaxCrossEntropy,
    softmax_cross_entropy,
    softmax_cross_entropy_backward,
    softmax_cross_entropy_forward,
)
from emolab.nn.cross_modal_attention import (
    CrossModalAttention,
    cross_modal_attention_backward,
    cross_modal_attention_forward,
)
from emolab.nn.dense import Dense, dense_backward, dense_forward
from emolab.nn.dot_attention import DotAttention, dot_attention_backward, dot_attention_forward
from emolab.nn.dropout import Dropout, dropout_backward, dropout_forward, dropout_mask
from emolab.nn.flatten import Flatten, flatten_backward, flatten_forward
from emolab.nn.global_pool import GlobalPool, global_pool_backward, global_pool_forward
from emolab.nn.gradient_case import GradientCase, away_from, distinct, gradient_case, gradient_cases
from emolab.nn.gradient_check import GradientError, GradientReport, check_gradients
from emolab.nn.gru import GRU, gru_backward, gru_forward
from emolab.nn.hard_attention import HardAttention, hard_attention_backward, hard_attention_forward
from emolab.nn.inference import inference, inferring
from emolab.nn.initialise import glorot_normal, glorot_uniform, he_normal, he_uniform, orthogonal
from emolab.nn.kl_divergence import (
    KLDivergence,
    kl_divergence,
    kl_divergence_backward,
    kl_divergence_forward,
)
from emolab.nn.l1 import L1, l1, l1_backward, l1_forward
from emolab.nn.lrn import LRN, lrn_backward, lrn_forward
from emolab.nn.lstm import LSTM, lstm_backward, lstm_forward
from emolab.nn.lstm_step import lstm_step_backward, lstm_step_forward
from emolab.nn.max_pool import MaxPool1d, MaxPool2d, max_pool_backward, max_pool_forward
from emolab.nn.mean_steps import mean_steps_backward, mean_steps_forward
from emolab.nn.module import Buffer, Module, Parameter
from emolab.nn.mse import MSE, mse, mse_backward, mse_forward
from emolab.nn.optimiser import Optimiser
from emolab.nn.recurrent_dropout import RecurrentDropoutLSTM, dropped_lstm_backward, dropped_lstm_forward
from emolab.nn.relu import ReLU, relu, relu_backward, relu_forward
from emolab.nn.rnn import RNN, rnn_backward, rnn_forward
from emolab.nn.schedules import CosineSchedule, StepSchedule, WarmUp
from emolab.nn.self_attention import SelfAttention, self_attention_backward, self_attention_forward
from emolab.nn.sequence import last_step, last_step_backward
from emolab.nn.sequential import Sequential
from emolab.nn.sgd import SGD, sgd_step
from emolab.nn.sigmoid import Sigmoid, sigmoid, sigmoid_backward, sigmoid_forward
from emolab.nn.soft_attention import SoftAttention, soft_attention_backward, soft_attention_forward
from emolab.nn.softmax import Softmax, softmax, softmax_backward, softmax_forward
from emolab.nn.tanh import Tanh, tanh, tanh_backward, tanh_forward
from emolab.nn.torch_layout import from_torch_layout
from emolab.nn.upsample import (
    DepthToSpace,
    Upsample2d,
    depth_to_space_backward,
    depth_to_space_forward,
    upsample_backward,
    upsample_forward,
)
