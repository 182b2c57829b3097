"""Teaching SoundNet: two networks name what the pictures show, and the sound alone must say the same."""

import warnings
import zlib

import numpy as np

from emolab.core.errors import ArgumentError, DataError
from emolab.core.threads import one_pool
from emolab.fusion import align_to
from emolab.models.soundnet import SAMPLE_RATE, least_samples, soundnet_input, soundnet_steps
from emolab.nn import Adam, kl_divergence, softmax
from emolab.training.batches import Samples
from emolab.training.loop import Loop, Plan
from emolab.training.predict import model_dtype, predict_logits


class ImageTeacher:
    """A network of this library as a teacher: pictures to the probabilities of its classes.

    network   a Module: forward(x) -> logits (F, C)
    prepare   a callable: pictures, uint8 (F, H, W, 3) -> x as the network takes it: faces cut out, resized
    Shapes    frames (F, H, W, 3) -> p (F, C)
    """

    def __init__(self, network, prepare):
        self.network, self.prepare = network, prepare

    def __call__(self, frames):
        return softmax(predict_logits(self.network, self.prepare(frames)))


class TeacherLoop(Loop):
    """The loop of a training whose labels are the pieces' numbers, by which teachers' answers are found."""

    targets = ()

    def check_classes(self, logits):
        """Nothing to check: there are no classes but the teachers'."""

    def hits(self, outputs, labels):
        """How many pieces' steps are right: student and teacher agree on the first choice."""
        same = [y.argmax(axis=-1) == t[labels].argmax(axis=-1) for y, t in zip(outputs, self.targets)]
        return float(np.mean(same, axis=(0, 2)).sum())


def train_soundnet(
    network, clips, teachers, *, seconds=20.0, epochs=20, batch_size=64, optimiser=None, schedule=None,
    clip_norm=None, rng=0, folder=None, resume=False, progress=True,
):  # fmt: skip
    """Train a SoundNet on clips without labels, and return its History; the network is left in eval mode.

    network    a SoundNet; its heads have as many classes as the teachers, in their order
    clips      Clips with sound and frames; each is cut into pieces
    teachers   two callables: pictures, uint8 (F, H, W, 3) -> probabilities (F, C), such as ImageTeacher
    seconds    length of a piece, from 9.5; what is left over at a clip's end is not used, but a clip shorter
               than a piece is one, with silence and its last picture for the rest
    optimiser  None: Adam(network.parameters(), 1e-3), as published
    the others as in `fit`; a checkpoint is written after each epoch
    Formula    loss = mean over pieces and steps of KL(t_objects || y_objects) + KL(t_scenes || y_scenes)
               t at a step: the mean of what a teacher says of the pictures that fall into it
    Errors     ArgumentError for pieces too short for one step, and where a teacher's classes are not the
               head's; DataError for a clip without sound or pictures; else as `fit`
    Source     Aytar, Vondrick and Torralba 2016; liu2026 2.1.3
    Note       the history's accuracy is how often student and teacher agree on the first choice. All pieces'
               sound is held in memory, 88 kB a second.
    """
    length = round(seconds * SAMPLE_RATE)
    steps = soundnet_steps(length, "objects")
    if steps < 1:
        raise ArgumentError(
            f"train_soundnet: seconds={seconds} is {length} samples; one step of the heads needs "
            f"{least_samples('objects')}, {least_samples('objects') / SAMPLE_RATE:.1f} s"
        )
    if len(teachers) != 2:
        raise ArgumentError(f"train_soundnet: {len(teachers)} teachers for two heads; each needs one")
    dtype = model_dtype(network)
    x, targets = pieces_of(clips, teachers, length, steps)
    for target, head in zip(targets, ("objects", "scenes")):
        if target.shape[2] != network.settings[head]:
            raise ArgumentError(
                f"train_soundnet: the teacher of {head} knows {target.shape[2]} classes, the network's head "
                f"{network.settings[head]}; build it with SoundNet({head}={target.shape[2]})"
            )
    samples = Samples(x, dtype)
    targets = [target.astype(dtype) for target in targets]  # (P, S, C) each
    if optimiser is None:
        optimiser = Adam(network.parameters(), 1e-3)

    def loss(outputs, rows):
        parts = [kl_divergence(y, target[rows]) for y, target in zip(outputs, targets)]
        return sum(value for value, _ in parts), tuple(gradient for _, gradient in parts)

    answers = zlib.crc32(b"".join(target.tobytes() for target in targets), samples.fingerprint())
    settings = {
        "pieces": len(samples), "seconds": seconds, "batch_size": batch_size, "clip_norm": clip_norm,
        "schedule": schedule is not None, "fingerprint of sound and answers": answers,
    }  # fmt: skip
    plan = Plan(batch_size, False, schedule, loss, {}, clip_norm, None, "validation_loss", None, settings)
    with one_pool():
        rng = np.random.default_rng(rng)
        loop = TeacherLoop(plan, network, samples, np.arange(len(samples)), None, optimiser, rng)
        loop.targets = targets
        return loop.run(epochs, progress, folder, resume)


def pieces_of(clips, teachers, length, steps):
    """Cut clips into pieces, and ask the teachers of the pictures of each.

    Shapes    -> x (P, length), a list of targets (P, steps, C), one for each teacher
    """
    sounds, answers, short = [], [[] for _ in teachers], []
    for clip in clips:
        sound, frames, fps = soundnet_input(clip.sound, clip.sample_rate), clip.frames, clip.fps
        if len(sound) == 0 or len(frames) == 0:
            raise DataError(f"{clip}: {len(sound)} samples and {len(frames)} pictures; it needs both")
        if len(sound) < length:
            short.append(clip)
            sound = np.pad(sound, (0, length - len(sound)))
        said = [np.asarray(teacher(frames)) for teacher in teachers]  # (F, C) each
        for start in range(0, len(sound) - length + 1, length):
            sounds.append(sound[start : start + length])
            begin, end = (round(sample / SAMPLE_RATE * fps) for sample in (start, start + length))
            seen = np.minimum(np.arange(begin, max(end, begin + 1)), len(frames) - 1)  # (F',)
            for kept, p in zip(answers, said):
                kept.append(align_to(p[seen][None], None, steps)[0])  # (steps, C)
        clip.release()
    if not sounds:
        raise DataError("train_soundnet: there is no clip")
    if short:
        warnings.warn(
            f"train_soundnet: {len(short)} of {len(clips)} clips are shorter than a piece of "
            f"{length / SAMPLE_RATE:.1f} s, the first is {short[0]}; silence and their last picture "
            "fill them",
            stacklevel=3,
        )
    return np.stack(sounds), [np.stack(kept) for kept in answers]
