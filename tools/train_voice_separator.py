"""Train the mask network of the voice separator on mixtures made as it goes: seeded, resumable.

    python tools/train_voice_separator.py --data FOLDER --work FOLDER [--steps 2100] [--minutes 60]
    python tools/train_voice_separator.py --data FOLDER --work FOLDER --measure
    python tools/train_voice_separator.py --work FOLDER --ship emolab/models/weights/voice_unet.npz

FOLDER of --data holds ravdess/ and emodb/ (WAV); nothing of it is copied into the library. The speakers of
HELD_OUT are never trained on. A run that was stopped goes on from its checkpoint when it is called again.
"""

import argparse
import sys
import time
from pathlib import Path

import numpy as np

from emolab.audio import read_wav, resample
from emolab.audio.separation_grid import separation_stft
from emolab.audio.si_sdr import si_sdr
from emolab.core.files import load_arrays, save_arrays
from emolab.datasets import SyntheticClips
from emolab.datasets.synthetic.music import make_music
from emolab.datasets.synthetic.noise import make_noise
from emolab.models.mask_unet import MaskUNet
from emolab.models.voice_bands import band_sums, voice_views
from emolab.models.weights import save_weights
from emolab.nn import Adam, clip_gradients
from emolab.training.checkpoint import load_checkpoint, save_checkpoint

RATE = 16000
CHANNELS = (20, 32, 48, 64)
HELD_OUT = {"ravdess": ("Actor_07", "Actor_08"), "emodb": ("12", "13")}
FRAMES = 128  # of a training example: 2 s
SAMPLES = (FRAMES - 1) * 256
KINDS = ("music", "white", "pink", "brown", "babble")
SHARES = (0.5, 0.1, 0.13, 0.05, 0.22)
VOICELESS = 0.08  # of the examples; there 0.3 % of the power may be taken for a voice
POOL = {"music": 160, "white": 6, "pink": 6, "brown": 6, "babble": 40}  # pieces of 12 s


def speech(folder, held_out):
    """Return the recordings of the training speakers, or of those held out, at 16 kHz."""
    found = []
    for path in sorted((folder / "ravdess").glob("Actor_*/*.wav")):
        if (path.parent.name in HELD_OUT["ravdess"]) == held_out:
            found.append(path)
    for path in sorted((folder / "emodb").glob("*.wav")):
        if (path.name[:2] in HELD_OUT["emodb"]) == held_out:
            found.append(path)
    if not found:
        sys.exit(f"{folder} holds no ravdess/Actor_*/*.wav nor emodb/*.wav")
    return found


def read(path):
    """Return one recording at 16 kHz, RMS 0.1 over what is not silent."""
    signal, rate = read_wav(path)
    signal = resample(signal, rate, RATE)
    loud = np.abs(signal) > 0.02 * np.abs(signal).max()
    return (0.1 * signal / np.sqrt(np.mean(signal[loud] ** 2))).astype(np.float32)


def pools(folder, work):
    """Return (voices, {kind: pieces}); made once, kept in the work folder."""
    kept = work / "pools.npz"
    if kept.exists():
        arrays = load_arrays(kept)[0]
    else:
        arrays = {f"voice/{i:04d}": read(path) for i, path in enumerate(speech(folder, False))}
        clips = SyntheticClips(40, 1, 7)
        arrays |= {f"voice/s{i:03d}": clips[i].sound * 1.0 for i in range(0, len(clips), 3)}
        for number, (kind, count) in enumerate(POOL.items()):
            for i in range(count):
                rng = np.random.default_rng([1, number, i])
                piece = make_music(12, RATE, rng) if kind == "music" else make_noise(kind, 12, RATE, rng)
                arrays[f"{kind}/{i:03d}"] = piece
        save_arrays(kept, {k: (v * 16384).astype(np.int16) for k, v in arrays.items()}, {})
        arrays = load_arrays(kept)[0]
    grouped = {}
    for name, array in arrays.items():
        grouped.setdefault(name.split("/")[0], []).append(array.astype(np.float32) / 16384)
    return grouped.pop("voice"), grouped


def cut(pieces, rng):
    """Return SAMPLES of a piece drawn at random, zeros around it where it is shorter."""
    piece = pieces[rng.integers(len(pieces))]
    slack = len(piece) - SAMPLES
    if slack >= 0:
        start = rng.integers(slack + 1)
        return piece[start : start + SAMPLES]
    out = np.zeros(SAMPLES, np.float32)
    start = rng.integers(-slack + 1)
    out[start : start + len(piece)] = piece
    return out


def mixture(voices, others, rng):
    """Return (views (T, M, 3), A, B (T, M), C): band sums of |X|^2, Re(conj(X) S) and |S|^2, X = S + N."""
    voice = cut(voices, rng)
    kinds = [str(rng.choice(KINDS, p=SHARES))]
    if rng.random() < 0.15:
        kinds.append(str(rng.choice(KINDS[1:4])))
    other = sum(cut(others[kind], rng) for kind in kinds)
    power = np.mean(voice**2)
    if power < 1e-8:
        return mixture(voices, others, rng)
    snr = rng.uniform(-5, 8) if rng.random() < 0.9 else 20
    other = other * np.sqrt(power / np.mean(other**2) / 10 ** (snr / 10))
    S, N = separation_stft(voice, RATE), separation_stft(other, RATE)
    if rng.random() < 0.1:  # a recording of a telephone's bandwidth
        S[:, 256:] *= 1e-4
        N[:, 256:] *= 1e-4
    if rng.random() < VOICELESS:
        A = band_sums(np.abs(N) ** 2)
        return voice_views(A), A, np.zeros_like(A), 0.003 * A.sum(dtype=np.float64)
    X = S + N
    A, B = band_sums(np.abs(X) ** 2), band_sums((X.conj() * S).real)
    return voice_views(A), A, B, np.sum(np.abs(S) ** 2, dtype=np.float64)


def batch(voices, others, size, rng):
    """Return a batch of mixtures, stacked."""
    views, A, B, C = zip(*(mixture(voices, others, rng) for _ in range(size)))
    return np.stack(views), np.stack(A), np.stack(B), np.array(C)


def distortion(mask, A, B, C):
    """Return (the mean of 10 log10(|M X - S|^2 / |S|^2), its gradient for the mask)."""
    error = (mask * mask * A - 2 * mask * B).sum(axis=(1, 2), dtype=np.float64) + C  # (N,)
    error = np.maximum(error, 1e-6 * C)
    loss = 10 * np.log10(error / C)
    slope = 10 / np.log(10) / error / len(C)  # (N,)
    return loss.mean(), (2 * slope[:, None, None] * (mask * A - B)).astype(np.float32)


def train(options):
    """Train until --steps or --minutes; a checkpoint every 100 steps."""
    options.work.mkdir(parents=True, exist_ok=True)
    rng = np.random.default_rng([options.seed, 2])
    voices, others = pools(options.data, options.work)
    model = MaskUNet(channels=CHANNELS, rng=options.seed)
    optimiser = Adam(model, options.learning_rate)
    settings = {"seed": options.seed, "batch": options.batch}  # --steps may change: it bends the schedule
    path, done, losses = options.work / "checkpoint.npz", 0, []
    if path.exists():
        done = load_checkpoint(path, model, optimiser, rng, settings)[0]["step"]
        print(f"goes on from step {done}", flush=True)
    else:
        first = model.head.layers[0]
        first.W.value *= 0.1  # masks start near one half
    begun = time.monotonic()
    while done < options.steps and time.monotonic() - begun < 60 * options.minutes:
        part = done / options.steps
        warm = min(1, (done + 1) / 100)
        optimiser.learning_rate = options.learning_rate * warm * np.cos(np.pi / 2 * part) ** 2 + 1e-5
        x, A, B, C = batch(voices, others, options.batch, rng)
        loss, dmask = distortion(model.train()(x), A, B, C)
        model.zero_grad()
        model.backward(dmask)
        clip_gradients(model, 10.0)
        optimiser.step()
        done += 1
        losses.append(loss)
        if done % 100 == 0:
            gone = time.monotonic() - begun
            print(f"step {done}: {np.mean(losses[-100:]):.3f} dB, {gone:.0f} s", flush=True)
            save_checkpoint(path, model, optimiser, rng, {"step": done, "settings": settings})
    save_checkpoint(path, model, optimiser, rng, {"step": done, "settings": settings})


def accompaniment(kind, voice, rng):
    """Return music or noise of the voice's length and power."""
    seconds = len(voice) / RATE
    other = make_music(seconds, RATE, rng) if kind == "music" else make_noise(kind, seconds, RATE, rng)
    return other[: len(voice)] * np.sqrt(np.mean(voice**2) / np.mean(other**2))


def measure(options):
    """Print the SI-SDR gain at 0 dB on whole recordings of the speakers held out, kind by kind."""
    from emolab.audio import separate_voice
    from emolab.models.voice_separator import VoiceSeparator

    separator = VoiceSeparator.load(options.weights) if "unet" in options.methods else None
    paths = speech(options.data, True)
    rng = np.random.default_rng(99)
    chosen = [paths[i] for i in rng.permutation(len(paths))[: options.clips]]
    for method in options.methods:
        settings = {"mask": separator.mask} if method == "unet" else {"method": method}
        for kind in KINDS:
            gains = []
            for i, path in enumerate(chosen):
                voice = read(path)
                mixed = voice + accompaniment(kind, voice, np.random.default_rng([5, i]))
                got = separate_voice(mixed, RATE, **settings)[0]
                gains.append(si_sdr(got, voice) - si_sdr(mixed, voice))
            low, middle, share = np.min(gains), np.median(gains), np.mean(np.array(gains) >= 6)
            said = f"{method:<10}{kind:<8} mean {np.mean(gains):5.2f} dB, median {middle:5.2f}"
            print(f"{said}, least {low:5.2f}, {share:.0%} from 6 dB on", flush=True)


def ship(options):
    """Write the checkpoint's weights in half precision."""
    model = MaskUNet(channels=CHANNELS, rng=0)
    arrays = load_arrays(options.work / "checkpoint.npz")[0]
    start = "model/"
    model.load_state_dict({k.removeprefix(start): v for k, v in arrays.items() if k.startswith(start)})
    save_weights(model.to(np.float16), options.ship)


def main():
    """Read the command line."""
    form = argparse.RawDescriptionHelpFormatter
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=form)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--work", type=Path)
    parser.add_argument("--steps", type=int, default=2100)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--batch", type=int, default=6)
    parser.add_argument("--learning-rate", type=float, default=2e-3)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--measure", action="store_true")
    parser.add_argument("--methods", nargs="+", default=["unet"])
    parser.add_argument("--clips", type=int, default=40)
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--ship", type=Path)
    options = parser.parse_args()
    (ship if options.ship else measure if options.measure else train)(options)


if __name__ == "__main__":
    main()
