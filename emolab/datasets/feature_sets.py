"""Feature sets by name: what a recording's sound is turned into, one or several arrays a clip."""

from emolab.core.errors import ArgumentError

MFCC_SETS = ("librosa", "psf", "kaldi", "htk", "song2021", "liu2026")
OPENSMILE_SETS = ("is11", "is13")
FEATURE_SETS = ("is09", "zhu2022", "gu2025", *MFCC_SETS, *OPENSMILE_SETS)


def feature_names(name):
    """Return the names of a set's values where each clip gives one row of them, else None."""
    if name == "is09":
        from emolab.audio import is09_names

        return list(is09_names())
    return None


def extract_features(clip, name):
    """Return {part: array} of a clip's sound; a set of one array has the part "".

    name      "is09": (384,);  "zhu2022": mfcc, fbank and spectrogram, (T, D) each;  "gu2025": prosody
              (P, 50) and spectrogram (P, W, M) of each window;  an MFCC convention: (T, n);  "is11",
              "is13": one row, through the optional package opensmile
    Errors    ArgumentError for an unknown set; those of the reader and of the feature
    """
    from emolab import audio

    if name not in FEATURE_SETS:
        raise ArgumentError(f"feature set {name!r} is none of {', '.join(FEATURE_SETS)}")
    signal, rate = clip.sound, clip.sample_rate
    if name == "is09":
        return {"": audio.is09(signal, rate)}
    if name == "zhu2022":
        return dict(audio.zhu2022_features(signal, rate)._asdict())
    if name == "gu2025":
        found = audio.gu2025_features(signal, rate)
        return {"prosody": found.prosody, "spectrogram": found.spectrogram}
    if name in OPENSMILE_SETS:
        return {"": audio.opensmile_set(signal, rate, name.upper())}
    return {"": audio.mfcc(signal, rate, name)}
