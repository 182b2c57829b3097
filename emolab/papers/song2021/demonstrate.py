"""The demonstration: talking heads by formula, three networks, and what each of them gets right."""

import time
from dataclasses import asdict
from pathlib import Path

import numpy as np

from emolab.core.files import write_json
from emolab.papers.song2021.demo_page import write_page
from emolab.papers.song2021.system import System

PEOPLE, TEST_PEOPLE, TAKES = 30, 10, 2
NAMES = {"audio": "voice", "video": "face", "joined": "both"}


def demonstrate(
    out, *, seed=0, difficulty=0.5, people=PEOPLE, test_people=TEST_PEOPLE, takes=TAKES,
    say=lambda text: None, show=True, **settings,
):  # fmt: skip
    """Train voice, face and both on synthetic people, test on others, and write curves, plots and a page.

    out       folder for audio_, video_ and joined_confusion.png, curves.png, attention.png, faces.png,
              metrics.json, index.html and the three systems
    people    of whom the last test_people are only tested on; each gives `takes` clips of each emotion
    say       a callable that gets a line on each step
    settings  of the networks, in place of the laptop preset's
    Returns   what metrics.json holds
    """
    from emolab.datasets import SyntheticClips

    start, out = time.perf_counter(), Path(out)
    write_json(out / "metrics.json", {"state": "running"})  # shows at once that the folder can be written
    clips = SyntheticClips(subjects=people, per_label=takes, seed=seed, difficulty=difficulty)
    names = sorted(set(clips.subjects))
    train = clips.choose(subject=names[:-test_people])
    test = clips.choose(subject=names[-test_people:])
    say(
        f"1/5  making {len(clips)} talking heads by formula: {people - test_people} people to learn from, "
        f"{test_people} others to be tested on, {len(clips.label_set)} emotions"
    )
    systems = {name: System(name, "laptop", rng=seed, **settings) for name in System.MODALITIES}
    learned, unseen = systems["joined"].read(train, show), systems["joined"].read(test, show)
    results, histories = {}, {}
    for step, (name, system) in enumerate(systems.items(), 2):
        say(f"{step}/5  training the {NAMES[name]} network")
        if name == "joined":
            system.share_face(systems["video"])
        histories[NAMES[name]] = system.train_on(
            learned, train.targets, train.label_set, validation=(unseen, test.targets), show=show
        )
        results[name] = system.measure(test.targets, system.probabilities_of(unseen))
        system.save(out / f"{name}.npz")
        say(f"     {results[name]['weighted_accuracy']:.1%} of the clips of unseen people")
    say("5/5  drawing")
    best = max(results[name]["weighted_accuracy"] for name in ("audio", "video"))
    found = {
        "seed": seed,
        "difficulty": difficulty,
        "corpus": {"train_people": people - test_people, "test_people": test_people,
                   "train_clips": len(train), "test_clips": len(test)},
        "results": results,
        "gain_points": 100 * (results["joined"]["weighted_accuracy"] - best),
        "settings": asdict(systems["joined"].settings),
        "histories": {name: history.to_dict() for name, history in histories.items()},
    }  # fmt: skip
    explained = _draw(out, systems, results, histories, clips, test, unseen)
    found["seconds"] = time.perf_counter() - start
    write_json(out / "metrics.json", found)
    write_page(out, found, explained)
    return found


def _draw(out, systems, results, histories, clips, test, unseen):
    from emolab.training import plots

    plots.save_figure(
        plots.plot_curves(histories, "Training (dashed) and people not met in training (solid)"),
        out / "curves.png",
    )
    for name, found in results.items():
        title = f"{NAMES[name].capitalize()}: {found['weighted_accuracy']:.1%} of {found['clips']} clips"
        figure = plots.plot_confusion(found["confusion"], found["classes"], title)
        plots.save_figure(figure, out / f"{name}_confusion.png")
    plots.save_figure(faces_figure(clips), out / "faces.png")
    return _explain(out, systems, test, unseen)


def _explain(out, systems, test, unseen):
    """Draw the attention on the clip where joining helps most; return what the page says about it."""
    from emolab.audio import CONVENTIONS, spectrogram
    from emolab.training import plots
    from emolab.training.attention_plot import Heard, Seen, plot_attention

    true = test.targets
    sure = {name: s.probabilities_of(unseen)[np.arange(len(true)), true] for name, s in systems.items()}
    row = int(np.argmax(sure["joined"] - np.maximum(sure["audio"], sure["video"])))
    clip = test[row]
    one = {name: [values[row]] for name, values in unseen.items()}
    weights = systems["joined"].attention([clip], one)
    rate = clip.sample_rate
    K = CONVENTIONS["song2021"].samples("length", rate)
    power = spectrogram(clip.sound, n_fft=512, hop=128)
    heard = Heard(weights["audio"][0], (K // 2) / rate, 10 * np.log10(power.T + 1e-10), rate / 2)
    seen = Seen(weights["video"][0], 1 / clip.fps, clip.frames)
    said = {n: s.classes[int(s.probabilities_of(one)[0].argmax())] for n, s in systems.items()}
    title = (
        f"{clip.label}: the voice alone says {said['audio']}, the face {said['video']}, both {said['joined']}"
    )
    plots.save_figure(plot_attention(heard, seen, title), out / "attention.png")
    return {"true": clip.label, "said": said, "person": clip.subject}


def faces_figure(clips, people=4):
    """A sheet of faces: a row for each of some people, a column for each emotion."""
    from emolab.training.plots import new_figure

    names = sorted(set(clips.subjects))[:people]
    figure = new_figure(1.25 * len(clips.label_set), 1.3 * people + 0.2)
    axes = figure.subplots(people, len(clips.label_set), squeeze=False)
    for row, name in zip(axes, names):
        for axis, label in zip(row, clips.label_set):
            clip = clips.choose(label=label, subject=name)[0]
            axis.imshow(clip.frames[len(clip.frames) // 2], interpolation="bilinear")
            axis.set_xticks([])
            axis.set_yticks([])
            axis.spines[:].set_visible(False)
            if name == names[0]:
                axis.set_title(label, fontsize=10)
    return figure
