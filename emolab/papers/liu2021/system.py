"""The system of liu2021: voice, face or both to an emotion, by SVCs on what networks have learned."""

import warnings
from dataclasses import asdict
from pathlib import Path
from typing import NamedTuple

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.fusion import choquet_integral, learn_densities, sugeno_integral
from emolab.models import CNNLSTM, LSTMClassifier, save_weights
from emolab.nn import Adam, CosineSchedule
from emolab.papers.face_frames import faces, move_and_mirror, spread_frames
from emolab.papers.liu2021 import tables
from emolab.papers.liu2021.classifier import Classifier
from emolab.papers.liu2021.face import FaceNetwork, fresh, pretrained
from emolab.papers.liu2021.features import voices
from emolab.papers.liu2021.layers import Layer
from emolab.papers.liu2021.settings import LAYERS, PRESETS, cnn_lstm
from emolab.papers.liu2021.stored import PIXELS, are_densities, check_learners, claims, is_size, voice_size
from emolab.papers.roads import fit_options, outputs, places
from emolab.papers.stored import check_claims
from emolab.papers.system import PaperSystem, rows_of
from emolab.training import Histories, fit

INTEGRAL = {"choquet": choquet_integral, "sugeno": sugeno_integral}
NETWORKS = ("voice", "face", "within", "across")


class LayerRow(NamedTuple):
    """One row of a comparison of layers, accuracies in percent."""

    layer: str
    accuracy: float
    printed: float | None  # in Table 2
    same_as: str | None  # an earlier row with the very same probabilities


class System(PaperSystem):
    """liu2021: CNN-LSTM for the voice, Inception-ResNet-v2 and LSTM for the face, chi-square, SVC, fusion.

    modality      "audio", "video" or "joined"
    preset        "paper" or "laptop"; settings changes single ones by name
    face_weights  file of Inception-ResNet-v2 weights that the face's network starts from; None: from nothing
    rng           seed of weights, order and dropout, or a Generator that draws one

    Joined, the selected features of both go through an LSTM across them, to a third SVC, and the fuzzy
    integral of the three SVCs decides.
    Example      system = System("audio"); system.train(clips); system.predict(others)
    Note         The LSTM across reads the joined vector modality by modality: the voice's part at its first
                 step, the face's at its second, zeros elsewhere. The paper steps through the sentences of a
                 long video instead, which single clips have not.
    """

    paper = "liu2021"
    presets = PRESETS
    MORE = {"pixels": PIXELS.__contains__, "face_size": is_size, "densities": are_densities}
    OPTIONS = ("face_weights",)
    LAYERED = ("audio", "video")  # modalities whose layers can be compared

    def __init__(self, modality="joined", preset="laptop", *, face_weights=None, rng=0, **settings):
        super().__init__(modality, preset, rng=rng, **settings)
        if face_weights is not None and not self.sees:
            raise ArgumentError("liu2021 audio: face_weights would not be used: the voice needs no face")
        s = self.settings
        if modality == "joined" and s.densities == "fixed":
            if np.count_nonzero([s.voice_density, s.face_density, s.joined_density]) < 2:
                raise ArgumentError("liu2021: of the three densities at least two must be above 0")
        self.face_weights = None if face_weights is None else Path(face_weights)
        self.pixels = "standard" if face_weights is None else "unit"
        self.voice = self.face_network = self.within = self.across = None
        self.classifiers = {}  # by modality
        self.face_size = self.densities = None
        self._teacher = None  # whose voice and face network are used

    @classmethod
    def printed_line(cls, preset, modality):
        """Return what the paper prints for a modality, as a line of text."""
        return tables.printed_line(modality)

    @classmethod
    def epochs_of(cls, modality):
        """Return the settings that say how many epochs a modality's networks are trained."""
        return ("epochs",) if modality == "audio" else ("epochs", "face_epochs")

    def check_options(self):
        """Say what does not fit, before any work."""
        if self.face_weights is not None:
            pretrained(self.settings, 2, self.face_weights)

    def hear(self, clips, show=True):
        """Return the MFCC of each clip, [(T, D)]."""
        return voices(clips, self.settings, show)

    def look(self, clips, show=True):
        """Return the face frames of each clip, [(F, S, S, 3)]."""
        s = self.settings
        return faces(clips, s.fps, s.side, s.crop, show)

    def share_networks(self, other):
        """Use the voice's and the face's network of a system that had the same clips and seed; returns self.

        They are what this system would learn itself, where only what follows them has other settings.
        """
        self._teacher = other
        return self

    def learn(self, features, targets, *, validation, folder, resume, show):
        """Train the networks, then the classifiers; see PaperSystem.train_on."""
        folders = places(folder, NETWORKS, resume)
        targets = np.asarray(targets)
        rng = np.random.default_rng(self.seed)
        rng_split, *rngs = rng.spawn(1 + len(NETWORKS))
        todo = {name: (rng, folders[name], resume, show) for name, rng in zip(NETWORKS, rngs)}
        rows, held = self._split(targets, rng_split)
        learned, labels = rows_of(features, rows), targets[rows]
        histories = Histories()
        if self.hears:
            histories |= self._learn_voice(learned, labels, validation, todo)
        if self.sees:
            histories |= self._learn_face(learned, labels, validation, todo)
            if folder is not None and self._teacher is None:
                save_weights(self.face_network.inner, Path(folder) / "face.npz")
            histories |= self._learn_within(learned, labels, validation, todo, show)
        vectors = self._vectors(features, self.modality, show)
        single = [name for name in ("audio", "video") if name in vectors]
        self.classifiers = {
            name: Classifier(self.settings, seed=self.seed).fit_selector(vectors[name][rows], labels)
            for name in single
        }
        if self.modality == "joined":
            if validation is not None:
                validation = self._steps(self._vectors(validation[0], "joined", False)), validation[1]
            steps = self._steps(vectors)
            histories |= self._learn_across(steps[rows], labels, validation, todo)
            vectors["joined"] = outputs(self.across.road, steps, "across", show)
            each = self.settings.selects == "each"
            last = Classifier(self.settings, selects=not each, seed=self.seed)
            self.classifiers["joined"] = last.fit_selector(vectors["joined"][rows], labels)
            self.densities = self._weigh(vectors, targets, rows, held)
        for name, classifier in self.classifiers.items():
            classifier.fit(vectors[name], targets)
        return next(iter(histories.values())) if len(histories) == 1 else histories

    def _split(self, targets, rng):
        """Rows to learn from, and rows that are held back for the densities, of each class alike."""
        every = np.arange(len(targets))
        if self.modality != "joined" or self.settings.densities == "fixed":
            return every, every[:0]
        order = rng.permutation(len(targets))
        groups = [order[targets[order] == c] for c in np.unique(targets)]
        held = np.sort(np.concatenate([g[: int(self.settings.held * len(g))] for g in groups]))
        if len(held) == 0:
            warnings.warn(
                f"{len(targets)} clips are too few to hold some of each class back: the densities come from "
                "the clips that were learned from", stacklevel=2
            )  # fmt: skip
        return np.setdiff1d(every, held), held

    def _weigh(self, vectors, targets, rows, held):
        """Densities of the classifiers, [3]."""
        s = self.settings
        if s.densities == "fixed":
            return [s.voice_density, s.face_density, s.joined_density]
        test = held if len(held) else rows
        scores = [
            classifier.fit(vectors[name][rows], targets[rows]).probabilities(vectors[name][test], self._count)
            for name, classifier in self.classifiers.items()
        ]
        return learn_densities(scores, targets[test]).tolist()

    @property
    def _count(self):
        return len(self.classes)

    def _learn_voice(self, features, targets, validation, todo):
        if self._teacher is not None:
            self.voice = self._teacher.voice
            return {}
        data = features["audio"]
        self.voice = self._build_voice(todo["voice"][0])
        self.voice.standardise.fit(data)
        held = (validation[0]["audio"], validation[1]) if validation else None
        return {"voice": self._fit(self.voice, data, targets, held, "voice", todo)}

    def _learn_face(self, features, targets, validation, todo):
        s = self.settings
        if self._teacher is not None:
            self.face_network = self._teacher.face_network
            return {}
        rng = todo["face"][0]
        frames, labels = spread_frames(features["video"], targets, s.frames_a_clip)
        held = spread_frames(validation[0]["video"], validation[1], s.frames_a_clip) if validation else None
        if self.face_weights is None:
            inner = fresh(s, self._count, rng)
        else:
            inner = pretrained(s, self._count, self.face_weights, rng)
        self.face_network = FaceNetwork(inner, self.pixels)
        augment = move_and_mirror if s.augment else None
        own = {"epochs": s.face_epochs, "rate": s.face_rate, "augment": augment}
        return {"face": self._fit(self.face_network, frames, labels, held, "face", todo, **own)}

    def _learn_within(self, features, targets, validation, todo, show):
        data = self._frame_vectors(features["video"], show)
        self.face_size = data[0].shape[1]
        self.within = self._build_within(todo["within"][0])
        self.within.standardise.fit(data)
        held = (self._frame_vectors(validation[0]["video"], False), validation[1]) if validation else None
        return {"within": self._fit(self.within, data, targets, held, "within", todo)}

    def _learn_across(self, steps, targets, validation, todo):
        self.across = self._build_across(todo["across"][0])
        self.across.standardise.fit(steps)
        return {"across": self._fit(self.across, steps, targets, validation, "across", todo)}

    def _fit(self, network, data, targets, validation, name, todo, *, epochs=None, rate=None, augment=None):
        """Train one of the networks; returns its History."""
        s, (rng, folder, resume, show) = self.settings, todo[name]
        epochs, rate = epochs or s.epochs, rate or s.learning_rate
        network.settings = self.fixed()
        return fit(
            network, data, targets, validation=validation, epochs=epochs, batch_size=s.batch_size,
            optimiser=Adam(network.parameters(), rate), clip_norm=s.clip_norm or None, augment=augment,
            schedule=CosineSchedule(rate, epochs * -(-len(targets) // s.batch_size)), rng=rng,
            **fit_options(folder, resume, show, f"liu2021 {name}"),
        )  # fmt: skip

    def _build_voice(self, rng):
        s = self.settings
        return CNNLSTM(
            s.coefficients * (1 + s.differences), self._count, filters=s.filters, kernel=s.kernel,
            pool=s.pool, hidden=s.hidden, recurrent=s.recurrent, dense=s.dense, keep=s.keep, rng=rng,
        )  # fmt: skip

    def _build_within(self, rng):
        s = self.settings
        return LSTMClassifier(self.face_size, self._count, hidden=s.within, keep=s.keep, rng=rng)

    def _build_across(self, rng):
        s, sizes = self.settings, (voice_size(self.settings), self.settings.within)
        if s.selects == "each":
            sizes = [int(np.ceil(s.share * size - 1e-9)) for size in sizes]
        return LSTMClassifier(sum(sizes), self._count, hidden=s.across, keep=s.keep, rng=rng)

    def _frame_vectors(self, clips_frames, show):
        """Face frames of clips -> the chosen layer of each frame, [(F, D)]."""
        ends = np.cumsum([len(frames) for frames in clips_frames])
        layer = Layer(self.face_network, self.settings.face_layer)
        return np.split(outputs(layer, np.concatenate(clips_frames), "looking", show), ends[:-1])

    def _vectors(self, features, modality, show):
        """What `read` gave -> one vector a clip, {"audio": (N, D), "video": (N, D)}."""
        found = {}
        if modality != "video":
            layer = Layer(self.voice, self.settings.voice_layer)
            found["audio"] = outputs(layer, list(features["audio"]), "listening", show)
        if modality != "audio":
            vectors = self._frame_vectors(features["video"], show)
            found["video"] = outputs(self.within.road, vectors, "within", show)
        return found

    def _steps(self, vectors):
        """Vectors of both -> the joined vector modality by modality, (N, 2, Da + Dv)."""
        a, v = vectors["audio"], vectors["video"]
        if self.settings.selects == "each":
            a, v = self.classifiers["audio"].selected(a), self.classifiers["video"].selected(v)
        steps = np.zeros((len(a), 2, a.shape[1] + v.shape[1]), np.float32)
        steps[:, 0, : a.shape[1]], steps[:, 1, a.shape[1] :] = a, v
        return steps

    def judge(self, features, modality, show=False):
        """Return the probability of each class from what `read` gave, (N, C).

        Of both modalities: the fuzzy integral of the three SVCs, divided by its sum over the classes.
        """
        vectors = self._vectors(features, modality, show)
        if modality != "joined":
            return self.classifiers[modality].probabilities(vectors[modality], self._count)
        vectors["joined"] = outputs(self.across.road, self._steps(vectors), "across", show)
        scores = np.stack(
            [one.probabilities(vectors[name], self._count) for name, one in self.classifiers.items()]
        )  # (3, N, C)
        levels = INTEGRAL[self.settings.integral](scores, np.array(self.densities))  # (N, C)
        return (levels / levels.sum(axis=1, keepdims=True)).astype(np.float32)

    def compare_layers(self, clips, test, *, folder=None, resume=False, show=True):
        """Return the accuracy on test clips by the layer that the feature comes from, [LayerRow] (Table 2).

        The voice's or the face's network is trained once; what follows it, for each layer. When a clip is
        judged dropout drops nothing, so that the layer before it gives the same.
        Errors    ArgumentError for a joined system
        """
        if self.modality not in self.LAYERED:
            raise ArgumentError("liu2021: layers are compared for one modality: audio or video")
        if self.hears:
            setting, layers, printed = "voice_layer", cnn_lstm.LAYERS, {}
        else:
            setting, layers, printed = "face_layer", LAYERS, tables.TABLE_2
        features, held, first = self.read(clips, show), self.read(test, show), None
        rows, found = [], {}
        for layer in layers:
            settings = {**asdict(self.settings), setting: layer}
            own = {} if self.face_weights is None else {"face_weights": self.face_weights}
            one = type(self)(self.modality, rng=self.seed, **own, **settings)
            if first is not None:
                one.share_networks(first)
            place = None if folder is None else Path(folder) / layer
            one.train_on(
                features, clips.targets, clips.label_set, folder=place,
                resume=resume and place is not None and place.exists(), show=show,
            )  # fmt: skip
            first = first or one
            p = one.probabilities_of(held)
            same = next((name for name, other in found.items() if np.array_equal(other, p)), None)
            found[layer] = p
            right = [one.classes[i] == label for i, label in zip(p.argmax(axis=1), test.labels)]
            rows.append(LayerRow(layer, 100 * float(np.mean(right)), printed.get(layer), same))
        return rows

    def parts(self):
        """Return what a file keeps, {name: Module or learner}."""
        networks = {
            "voice": self.voice, "face": self.face_network, "within": self.within, "across": self.across
        }  # fmt: skip
        found = {name: network for name, network in networks.items() if network is not None}
        for name, classifier in self.classifiers.items():
            found |= classifier.parts(name)
        return found

    def restore(self, stored, arrays, path):
        """Build the networks and learners of a stored system, empty yet."""
        check_claims(path, arrays, claims(stored, path))
        s = self.settings
        if self.hears:
            self.voice = self._build_voice(0).eval()
            self.classifiers["audio"] = Classifier(s, seed=self.seed)
        if self.sees:
            self.face_network = FaceNetwork(fresh(s, self._count, 0), self.pixels).eval()
            self.within = self._build_within(0).eval()
            self.classifiers["video"] = Classifier(s, seed=self.seed)
        if self.modality == "joined":
            self.across = self._build_across(0).eval()
            self.classifiers["joined"] = Classifier(s, selects=s.selects == "joined", seed=self.seed)
        check_learners(path, arrays, list(self.classifiers), self._count)
