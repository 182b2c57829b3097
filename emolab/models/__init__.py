"""Networks as wholes: the attention-GRU, VGG, and weights in and out."""

from emolab.models.attention_gru import AttentionGRU, GRUEncoder
from emolab.models.attention_lstm import AttentionLSTM
from emolab.models.bimodal_lstm import BimodalLSTM
from emolab.models.cnn_lstm import CNNLSTM
from emolab.models.cross_modal_network import BimodalOutputs, CrossModalNetwork, OneRoad
from emolab.models.descriptor_and_vgg import DescriptorAndVGG, DescriptorNetwork
from emolab.models.four_block_voice import FourBlockVoiceNetwork
from emolab.models.histogram_cnn import HistogramCNN
from emolab.models.inception_resnet_v2 import InceptionResNetV2
from emolab.models.joined_gru import JoinedGRU, OneOfBoth
from emolab.models.layer_counts import layer_counts
from emolab.models.layouts import Foreign
from emolab.models.lstm_classifier import LSTMClassifier
from emolab.models.mask_unet import MaskUNet
from emolab.models.residual_face import ResidualFaceNetwork
from emolab.models.soundnet import SoundNet, soundnet_features, soundnet_input, soundnet_steps
from emolab.models.speech_network import SpeechNetwork
from emolab.models.transfer import transferred_vgg, vgg_stages
from emolab.models.vgg import VGG
from emolab.models.vgg_input import vgg_input
from emolab.models.voice_bands import band_sums, spread_bands, voice_views
from emolab.models.voice_separator import VoiceSeparator
from emolab.models.weights import Loaded, load_weights, read_weights, save_weights
