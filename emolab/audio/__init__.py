"""Sound: from the bytes of a WAV file to cepstra, every stage public."""

from emolab.audio.autocorrelation import autocorrelation
from emolab.audio.best_path import best_path
from emolab.audio.chroma import chroma, chroma_filterbank
from emolab.audio.conventions import CONVENTIONS, Convention, settings
from emolab.audio.dct import dct
from emolab.audio.delta import delta
from emolab.audio.dft import dft
from emolab.audio.differences import join_differences
from emolab.audio.fbank import fbank
from emolab.audio.fft import fft, ifft, irfft, rfft
from emolab.audio.formants import Formants, formants, lpc_resonances
from emolab.audio.framing import frame
from emolab.audio.gu2025_features import Gu2025Features, gu2025_features, gu2025_names
from emolab.audio.hpss import hpss
from emolab.audio.intensity import intensity
from emolab.audio.is09 import is09, is09_names
from emolab.audio.is09_contours import IS09_CONTOURS, is09_contours, is09_raw_contours
from emolab.audio.is09_functionals import IS09_FUNCTIONALS, is09_functionals
from emolab.audio.istft import istft, overlap_add
from emolab.audio.lifter import lifter
from emolab.audio.lpc import burg, levinson_durbin, lpc
from emolab.audio.lpcc import lpcc, lpcc_of_signal
from emolab.audio.masks import noise_floor_mask, soft_mask
from emolab.audio.median_filter import median_filter
from emolab.audio.mel import hz_to_mel, mel_filterbank, mel_to_hz
from emolab.audio.mel_energies import mel_energies
from emolab.audio.mfcc import Stages, mfcc, mfcc_stages
from emolab.audio.opensmile_sets import LicenceWarning, opensmile_set, opensmile_set_names
from emolab.audio.periodicity import cepstral_height, normalised_autocorrelation
from emolab.audio.periods import Periods, find_periods, perturbation
from emolab.audio.pitch import Pitch, pitch
from emolab.audio.preemphasis import preemphasis
from emolab.audio.repet import Repetition, beat_spectrum, repeating_mask, repeating_period
from emolab.audio.resample import polyphase, resample, resampling_filter
from emolab.audio.rolling_spectrogram import rolling_spectrogram, rolling_windows
from emolab.audio.separate_voice import SeparationWarning, Stems, separate_voice
from emolab.audio.separation_grid import separation_grid, separation_stft
from emolab.audio.si_sdr import si_sdr
from emolab.audio.spectrum import spectrogram, stft
from emolab.audio.trim_silence import trim_silence
from emolab.audio.voice_quality import VoiceQuality, harmonics_to_noise, voice_quality
from emolab.audio.wav import read_wav, wav_info, write_wav
from emolab.audio.windows import hamming, hann, povey
from emolab.audio.zero_crossing import zero_crossing_rate, zero_crossings
from emolab.audio.zhu2022_features import Zhu2022Features, log_spectrogram, zhu2022_features
