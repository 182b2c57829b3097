"""Rows of faces on FER2013, and of liu2026's latency."""

import os
import platform

import emolab
from emolab.papers.liu2026.tables import TABLE_3
from emolab.papers.reproduce.face_job import EDGE_TO_EDGE, measure_shipped, shipped_weights, train_road
from emolab.papers.reproduce.job import Job
from emolab.papers.reproduce.latency_job import EPOCHS, TRAINED_ON, VOLUMES, latency
from emolab.papers.reproduce.printed import differs, printed_text
from emolab.papers.reproduce.row import Row, summary
from emolab.papers.reproduce.sources import fingerprint

PROTOCOL = "learned from FER2013's Training, measured on its PublicTest"


def fer2013_rows(paper, asked):
    """Yield the network that ships with emolab, and zhu2022's road to faces."""
    if paper != "zhu2022":
        return
    missing, path = asked.sources.missing("fer2013", "video"), shipped_weights()
    jobs = roads = ()
    if missing is None:
        clips = asked.sources.clips("fer2013", "video")
        data = asked.fingerprint("fer2013", clips, fingerprint)
        roads = tuple(_road(paper, asked, clips, data, seed) for seed in asked.seeds[:1])
        if path is not None:
            jobs = (_shipped(path, clips, data),)
    lacking = missing
    if lacking is None and path is None:
        lacking = "no face network ships with this copy of emolab: tools/train_face_network.py trains it"
    yield Row(
        "fer2013", None, "face, FER2013, the network that ships with emolab", "none printed",
        f"{PROTOCOL}, each picture with its mirror image", "none of the papers' networks", jobs, _accuracy,
        lacking,
    )  # fmt: skip
    also = ("in the paper FER2013 is what the network learns first, not what it is measured on",)
    yield Row(
        "fer2013", paper, "face, FER2013", printed_text(paper, "video"), PROTOCOL,
        differs(paper, "video", "FER2013", PROTOCOL, preset=asked.preset, also=also), roads, _accuracy,
        missing,
    )  # fmt: skip


def _shipped(path, clips, data):
    from emolab.core.cache import key_of

    settings = {"weights": key_of(path.read_bytes())}
    return Job("fer2013-shipped", settings, data, lambda folder, show: measure_shipped(path, clips, show))


def _road(paper, asked, clips, data, seed):
    changes = {**EDGE_TO_EDGE, **asked.changes_of(paper)}
    settings = {
        "paper": paper, "seed": seed, "preset": asked.preset, **asked.settings_of(paper, "video", changes)
    }  # fmt: skip

    def work(folder, show):
        return train_road(asked.system(paper), clips, seed, asked.preset, changes, folder, show)

    return Job(f"fer2013-video-{paper}-seed{seed}", settings, data, work)


def _accuracy(results):
    values = [100 * value for result in results for value in result["values"]["accuracy"]]
    more = (
        f"mean recall {100 * results[0]['more']['unweighted']:.1f} %; {results[0]['more']['clips']} pictures"
    )
    return summary(values, "%", "seed", f"{more}; {results[0]['more']['note']}")


def latency_rows(paper, asked):
    """Yield a row for each volume of Table 3."""
    if paper != "liu2026":
        return
    volumes = asked.volumes or VOLUMES
    changes = asked.changes_of(paper)
    settings = {
        "volumes": list(volumes), "preset": asked.preset, "trained on": TRAINED_ON, "seed": asked.seeds[0],
        **asked.settings_of(paper, "joined", {**EPOCHS, **changes}),
    }  # fmt: skip

    def work(folder, show):
        return latency(
            asked.system(paper), asked.seeds[0], asked.preset, changes, folder, show, volumes=volumes
        )

    machine = f"{platform.machine()}, {os.cpu_count()} cores, {emolab.threads()} threads, {emolab.backend()}"
    job = Job("latency-liu2026", settings, f"synthetic, {machine}", work)
    for volume in volumes:
        delays = {place: table.get(volume) for place, table in TABLE_3.items()}
        printed = ", ".join(
            f"{d.proposed} ms ({place}; LSTM {d.lstm})" for place, d in delays.items() if d is not None
        )
        yield Row(
            "latency", paper, f"latency, data volume {volume}",
            f"{printed} (Table 3)" if printed else "none printed",
            "features and judgement of so many synthetic clips, decoded before; a clip's share",
            f"the paper names neither the unit of its data volume nor what is timed; {machine}; "
            f"preset {asked.preset}", (job,), _Latency(str(volume)),
        )  # fmt: skip


class _Latency:
    """Milliseconds a clip at one volume."""

    def __init__(self, volume):
        self.volume = volume

    def __call__(self, results):
        seconds = results[0]["more"]["seconds"][self.volume]
        more = (
            f"features {seconds['features']:.2f} s, judging {seconds['judging']:.2f} s, in all "
            f"{seconds['total']:.2f} s; by the LSTM of the comparison "
            f"{1000 * seconds['total by LSTM'] / int(self.volume):.1f} ms a clip"
        )
        return summary(
            [1000 * results[0]["values"][self.volume][0]], "ms", f"run of {self.volume} clips", more
        )
