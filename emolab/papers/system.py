"""What the systems of all papers share: clips in, training, probabilities, metrics, one file."""

import warnings
from dataclasses import asdict

import numpy as np

from emolab.core.errors import ArgumentError, DataError, MissingModality, NotFittedError
from emolab.core.files import save_arrays
from emolab.papers.stored import fill, kind_of, read_stored
from emolab.training import confusion_matrix, macro_f1, unweighted_accuracy, weighted_accuracy
from emolab.training.checkpoint import make_room


class PaperSystem:
    """Base of the papers' systems.

    modality     one of MODALITIES
    preset       one of the paper's presets; settings changes single ones by name
    rng          seed of weights, order and dropout, or a Generator that draws one

    A subclass names its `paper`, its `presets` and what its file keeps beside them (MORE), and gives
    hear(clips, show), look(clips, show)   features of the sound and of the pictures, a list with one a clip
    learn(features, targets, *, validation, folder, resume, show) -> History
    judge(features, modality, show)        probabilities (N, C) from one modality, or from both
    parts()                                {name: network or learner}, what its file keeps
    restore(stored, arrays, path)          builds these parts, empty yet
    """

    paper = None
    presets = None
    MODALITIES = ("audio", "video", "joined")
    MORE = {}  # {name of an attribute that a file keeps: callable that says whether a value can be it}
    OPTIONS = ()  # what the constructor takes beside the settings
    attends = False  # whether `attention(clips, features)` can show where it looked
    printed = {}  # {modality: the paper's own mean, best, lowest and std over folds}
    ROWS = {}  # {row of the paper's table of results: (preset, modality)}

    def __init__(self, modality="joined", preset="laptop", *, rng=0, **settings):
        if modality not in self.MODALITIES:
            raise ArgumentError(f"modality {modality!r} is none of {', '.join(self.MODALITIES)}")
        self.modality = modality
        self.settings = self.presets.of(preset, settings)
        self.seed = _seed(rng, self.paper)
        self.classes = None
        self.trained = False

    @property
    def hears(self):
        """Whether sound is used."""
        return self.modality != "video"

    @property
    def sees(self):
        """Whether pictures are used."""
        return self.modality != "audio"

    @property
    def fps(self):
        """Pictures a second that clips are to be read at, None for the file's own."""
        return getattr(self.settings, "fps", None)

    def read(self, clips, show=True, *, whole=True):
        """Return the features that need no training: {"audio": a value for each clip, "video": likewise}.

        Of these what the modality needs; where both are needed, or with whole=False, None stands for what a
        clip has not.
        Errors    DataError for no clip at all, and one that names a clip that cannot be used
        """
        if len(clips) == 0:
            raise DataError("there is no clip to read; give at least one")
        roads = {"audio": self.hear} if self.hears else {}
        if self.sees:
            roads["video"] = self.look
        if self.modality != "joined" and whole:
            return {name: road(clips, show) for name, road in roads.items()}
        return {name: _of_those_that_have_it(road, clips, show) for name, road in roads.items()}

    def train(self, clips, *, validation=None, folder=None, resume=False, show=True):
        """Train on clips, and return the History; validation clips are only looked at.

        folder    where the checkpoint of each epoch goes; resume goes on from it
        Errors    as `fit`, and DataError, naming a clip that cannot be used
        """
        held_out = None
        if validation is not None:
            read = self.read(validation, show, whole=False)
            held_out = read, targets_of(validation, clips.label_set)
        return self.train_on(
            self.read(clips, show, whole=False), clips.targets, clips.label_set,
            validation=held_out, folder=folder, resume=resume, show=show,
        )  # fmt: skip

    def train_on(self, features, targets, classes, *, validation=None, folder=None, resume=False, show=True):
        """As `train`, from what `read` gave; validation is (features, targets)."""
        self.classes = tuple(classes)
        features, targets = self._whole(features, targets, "to learn from")
        if validation is not None:
            validation = self._whole(*validation, "to validate on")
        there = np.unique(targets)
        if len(there) < 2:
            raise DataError("all clips are of one class; with one class there is nothing to tell apart")
        if absent := [name for i, name in enumerate(self.classes) if i not in there]:
            warnings.warn(
                f"no clip of {', '.join(absent)} to learn from: it cannot be told apart", stacklevel=2
            )
        if folder is not None and not resume:
            make_room(folder, keep_aside=True)  # what an earlier training left is not to be gone on with
        self.trained = False
        history = self.learn(
            features, targets, validation=validation, folder=folder, resume=resume, show=show
        )  # fmt: skip
        self.trained = True
        return history

    def _own(self, features):
        """Of features, those of this system's modality."""
        wanted = {"audio": self.hears, "video": self.sees}
        return {name: values for name, values in features.items() if wanted[name]}

    def _whole(self, features, targets, use):
        """Leave out clips that lack a modality, and say so."""
        features = self._own(features)
        there = [[one is not None for one in values] for values in features.values()]
        rows = np.flatnonzero(np.all(there, axis=0))
        if len(rows) == len(targets):
            return features, targets
        has, lack = {
            "audio": ("sound", "no sound"), "video": ("a face", "no face"),
            "joined": ("both sound and a face", "no sound or no face"),
        }[self.modality]  # fmt: skip
        if len(rows) == 0:
            raise DataError(f"no clip has {has} {use}")
        warnings.warn(
            f"{len(targets) - len(rows)} of {len(targets)} clips have {lack}: left out {use}", stacklevel=3
        )
        return rows_of(features, rows), np.asarray(targets)[rows]

    def fixed(self):
        """Return what a checkpoint must have been made with, for a resume to go on from it."""
        about = {"modality": self.modality, "seed": self.seed, "classes": self.classes}
        return {**about, **asdict(self.settings)}

    def probabilities(self, clips, show=False):
        """Return the probability of each class for each clip, (N, C)."""
        self.check_trained()
        return self.probabilities_of(self.read(clips, show), show)

    def probabilities_of(self, features, show=False):
        """As `probabilities`, from what `read` gave; a clip with one modality is judged by it alone."""
        self.check_trained()
        features = self._own(features)
        there = modality_of(features)
        groups = [np.flatnonzero(there == modality) for modality in np.unique(there)]
        parts = [self.judge(rows_of(features, rows), str(there[rows[0]]), show) for rows in groups]
        return np.concatenate(parts)[np.argsort(np.concatenate(groups))]

    def predict(self, clips):
        """Return the most probable label of each clip, a list of strings."""
        return [self.classes[i] for i in self.probabilities(clips).argmax(axis=1)]

    def evaluate(self, clips, show=False):
        """Return the metrics on clips: WA, UA, macro F1 and the confusion matrix, rows true.

        Returns   a dict; where the clips have a note, such as made pairs, it is in it
        Errors    DataError where a clip's label was not among those of the training
        """
        self.check_trained()
        true = targets_of(clips, self.classes)
        found = self.measure(true, self.probabilities(clips, show))
        return {**found, "note": clips.note} if clips.note else found

    def measure(self, true, probabilities):
        """Return the metrics of predictions, as `evaluate`."""
        n, predicted = len(self.classes), probabilities.argmax(axis=1)
        return {
            "clips": len(true),
            "weighted_accuracy": weighted_accuracy(true, predicted, n),
            "unweighted_accuracy": unweighted_accuracy(true, predicted, n),
            "macro_f1": macro_f1(true, predicted, n),
            "classes": list(self.classes),
            "confusion": confusion_matrix(true, predicted, n).tolist(),
        }

    @classmethod
    def printed_line(cls, preset, modality):
        """Return the single figure that the paper prints for a preset, as a line of text, or None."""

    @classmethod
    def epochs_of(cls, modality):
        """Return the settings that say how many epochs a modality's networks are trained."""
        return ("epochs",)

    def check_options(self):
        """Say what is needed or does not fit, before any work."""

    def plan(self):
        """Return what is worth to be told before a training, as lines of text."""
        return []

    def check_trained(self):
        """Raise NotFittedError before `train`."""
        if not self.trained:
            raise NotFittedError(
                f"this {self.paper} system is not trained yet: call train, or System.load a file"
            )

    def save(self, path):
        """Write the whole system, weights and settings, to one .npz."""
        self.check_trained()
        arrays = {
            f"{name}/{key}": value
            for name, part in self.parts().items()
            for key, value in part.state_dict().items()
        }
        header = {
            "kind": kind_of(self.paper), "modality": self.modality, "settings": asdict(self.settings),
            "seed": self.seed, "classes": self.classes, **{name: getattr(self, name) for name in self.MORE},
        }  # fmt: skip
        save_arrays(path, arrays, header)

    @classmethod
    def load(cls, path):
        """Read a system that `save` wrote.

        Errors    FileError where it is missing; FormatError where it is of another kind, or broken
        """
        arrays, stored = read_stored(path, cls)
        system = cls(stored.modality, rng=stored.seed)
        system.settings, system.classes = stored.settings, stored.classes
        for name, value in stored.more.items():
            setattr(system, name, value)
        system.restore(stored, arrays, path)
        for name, part in system.parts().items():
            fill(part, arrays, f"{name}/", path)
        system.trained = True
        return system


def targets_of(clips, classes):
    """Return each clip's place in the classes, by name: (N,).

    Errors    DataError for a label that is not among them
    """
    place = {label: i for i, label in enumerate(classes)}
    if strange := sorted(set(clips.labels) - place.keys()):
        raise DataError(f"label {strange[0]!r} was not in training, which had {', '.join(classes)}")
    return np.array([place[label] for label in clips.labels], np.int64)


def _of_those_that_have_it(road, clips, show):
    """Features by a road, None for each clip that has nothing for it."""
    try:
        return road(clips, show)
    except MissingModality:  # seldom, so that one by one is quick enough
        found = []
        for clip in clips:
            try:
                found.append(road([clip], False)[0])
            except MissingModality:
                found.append(None)
        return found


def modality_of(features):
    """Return what each clip can be judged by: "audio", "video" or "joined" for both, (N,).

    Errors    DataError for a clip that has neither
    """
    there = [[one is not None for one in features.get(name, ())] for name in ("audio", "video")]
    N = max(len(has) for has in there)
    heard, seen = (has or [False] * N for has in there)
    for i in range(N):
        if not heard[i] and not seen[i]:
            raise DataError(f"clip {i} has neither sound nor a face")
    names = {(True, True): "joined", (True, False): "audio", (False, True): "video"}
    return np.array([names[pair] for pair in zip(heard, seen)])


def rows_of(features, rows):
    """Return the features of some clips, in the form that `read` gives."""
    return {name: [values[i] for i in rows] for name, values in features.items()}


def _seed(rng, paper):
    if isinstance(rng, np.random.Generator):
        return int(rng.integers(2**32))
    if isinstance(rng, bool) or not isinstance(rng, int | np.integer) or rng < 0:
        raise ArgumentError(f"{paper}: the seed must be a whole number from 0, not {rng!r}")
    return int(rng)
