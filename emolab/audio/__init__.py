"""Sound: from the bytes of a WAV file to cepstra, every stage public."""

from emolab.audio.conventions import CONVENTIONS, Convention, settings
from emolab.audio.dct import dct
from emolab.audio.delta import delta
from emolab.audio.dft import dft
from emolab.audio.differences import join_differences
from emolab.audio.fbank import fbank
from emolab.audio.fft import fft, ifft, irfft, rfft
from emolab.audio.framing import frame
from emolab.audio.lifter import lifter
from emolab.audio.mel import hz_to_mel, mel_filterbank, mel_to_hz
from emolab.audio.mel_energies import mel_energies
from emolab.audio.mfcc import Stages, mfcc, mfcc_stages
from emolab.audio.preemphasis import preemphasis
from emolab.audio.resample import polyphase, resample, resampling_filter
from emolab.audio.spectrum import spectrogram, stft
from emolab.audio.wav import read_wav, wav_info, write_wav
from emolab.audio.windows import hamming, hann, povey
