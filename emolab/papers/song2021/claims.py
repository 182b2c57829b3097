"""What song2021 states in numbers, each statement an audit that runs."""

from math import ceil, comb

from emolab.papers.arithmetic import agrees, compare, deviation, judged, ratio, total, whole_counts
from emolab.papers.claims import Audited, Claim
from emolab.papers.song2021 import tables
from emolab.papers.song2021.tables import (
    RAVDESS_ACTORS,
    RAVDESS_CLIPS,
    RAVDESS_SPEECH,
    TABLE_4_1,
    TABLE_4_2,
    TABLE_4_3,
    TABLE_4_4,
    TABLE_4_5,
    TABLE_4_6,
    TEXT,
)

FOLD = RAVDESS_SPEECH // tables.FOLDS  # clips of a fold
ACTORS = sum(RAVDESS_ACTORS.values())
BEST_VIDEO = max(row.accuracy for row in TABLE_4_1)  # without attention
BEST_AUDIO = max(row.accuracy for row in TABLE_4_3)
RESULTS = (TABLE_4_2, TABLE_4_4, TABLE_4_5)


def _speech_clips():
    return total(RAVDESS_CLIPS.values(), RAVDESS_SPEECH)


def _actors():
    each = RAVDESS_SPEECH / ACTORS
    said = total(RAVDESS_ACTORS.values(), 24)
    return said._replace(arithmetic=f"{said.arithmetic}; {RAVDESS_SPEECH} / {ACTORS} = {each:g} clips each")


def _files():
    clips = (tables.RAVDESS_SPEECH, tables.RAVDESS_SONG)
    computed = sum(clips) * 3
    line = f"({clips[0]} + {clips[1]}) x 3 = {computed}: sound, pictures and both, of speech and song"
    return compare(tables.RAVDESS_FILES, computed, 0, line)


def _picture_size():
    printed, released = (tables.RAVDESS_PICTURE[side] for side in ("printed", "released"))
    pixels = [width * height for width, height in (printed, released)]
    line = f"{pixels[0]:,} against {pixels[1]:,} pixels, {pixels[0] / pixels[1]:.2f} times as many"
    sizes = [f"{width} x {height}" for width, height in (printed, released)]
    return judged(printed == released, *sizes, line)


def _fer_images():
    printed, there = tables.FER2013_PRINTED, tables.FER2013_IMAGES
    line = f"{there:,} is {there / printed - 1:.0%} more, and rounds to {round(there, -4):,}"
    return judged(agrees(printed, there, -4), f"about {printed:,}", f"{there:,}", line)


def _every_fourth():
    before, after = tables.FRAME_RATES
    step = before / after
    return judged(
        step == round(step),
        f"{after} of {before}",
        f"every {step:g}th picture",
        f"{before} / {after} = {step:g}",
    )


def _window_length():
    lengths = {rate: 1000 * tables.WINDOW / rate for rate in (tables.RAVDESS_RATE, 22050, 16000)}
    line = ", ".join(f"{tables.WINDOW} / {rate} = {length:.1f} ms" for rate, length in lengths.items())
    verdict = "cannot be decided" if len(set(lengths.values())) > 1 else "holds"
    found_out = f"{min(lengths.values()):.1f} to {max(lengths.values()):.1f} ms"
    return Audited(verdict, f"{tables.WINDOW} samples", found_out, f"{line}; missing: the rate it is read at")


def _always_one_class():
    labels = [name for name, count in RAVDESS_CLIPS.items() for _ in range(count)]
    always = "happy"
    share = RAVDESS_CLIPS[always] / sum(RAVDESS_CLIPS.values())
    accuracy = sum(label == always for label in labels) / len(labels)
    line = f"always {always}: {RAVDESS_CLIPS[always]} / {len(labels)} right, its share and no more"
    return judged(accuracy > share, f"above {share:.2%}", f"{accuracy:.2%}", line)


def _axes():
    text, table = tables.TABLE_3_1_TRUTH
    example = [[3, 1], [2, 4]]
    sums = [sum(row) for row in example], [sum(column) for column in zip(*example)]
    line = (
        f"the rows of {example} sum to {sums[0]}, the columns to {sums[1]}: the sizes of the classes or not"
    )
    return judged(text == table, f"truth in the {text}", f"in the {table}", line)


def _fold_size():
    return ratio(RAVDESS_SPEECH, tables.FOLDS, FOLD, 0, percent=False)


def _whole_actors():
    each = RAVDESS_SPEECH // ACTORS
    line = f"{FOLD} / {each} = {FOLD / each:g}: some actors must be in training and test"
    return judged(
        FOLD % each == 0, f"{tables.FOLDS} folds of {FOLD}", f"{FOLD / each:g} actors in each", line
    )


def _best_and_lowest():
    return whole_counts([rate for row in RESULTS for rate in (row.best, row.lowest)], FOLD)


def _mean_counts():
    return whole_counts([TABLE_4_2.mean, TABLE_4_5.mean], RAVDESS_SPEECH)


def _audio_mean_count():
    return whole_counts([TABLE_4_4.mean], RAVDESS_SPEECH)


def _spread(row, printed):
    best, lowest, mean = (round(rate / 100, 6) for rate in (row.best, row.lowest, row.mean))
    return deviation(printed, best, lowest, mean, tables.FOLDS, 2)


def _two_deviations():
    printed, table = TEXT["4.3, std"], TABLE_4_5.std
    return compare(printed, table, 2, f"the text prints {printed:.2f}, Table 4.5 {table:.2f}")


def _table_4_1_best():
    rows = [row for row in TABLE_4_1 if row.accuracy == BEST_VIDEO]
    one = len(rows) == 1 and (rows[0].layers, rows[0].units, rows[0].batch_norm) == (1, 512, True)
    return judged(
        one,
        "1 GRU of 512, 79",
        ", ".join(f"{r.layers} of {r.units}, {r.accuracy}" for r in rows),
        "largest of 8",
    )


def _table_4_3_best():
    rows = [row for row in TABLE_4_3 if row.accuracy == BEST_AUDIO]
    one = len(rows) == 1 and (rows[0].layers, rows[0].units, rows[0].batch_norm) == (3, 256, True)
    return judged(
        one,
        "3 GRU of 256, 80",
        ", ".join(f"{r.layers} of {r.units}, {r.accuracy}" for r in rows),
        "largest of 6",
    )


def _one_fold():
    """Text of 4.1: 53 % and 19 % of the fearful clips, which must be whole counts of as many clips."""
    shares = tables.FEARFUL.values()

    def gives(n, share):
        return any(agrees(share, 100 * k / n, 0) for k in range(n + 1))

    sizes = [n for n in range(1, FOLD + 1) if all(gives(n, share) for share in shares)]
    there, clips = RAVDESS_CLIPS["fearful"], RAVDESS_SPEECH
    ways = (comb(there, k) * comb(clips - there, FOLD - k) for k in range(sizes[0], FOLD + 1))
    chance = sum(ways) / comb(clips, FOLD)
    line = (
        f"the smallest class with both has {sizes[0]} clips; a random fold has {there * FOLD / clips:g}, "
        f"and so many with probability {chance:.4f}; missing: what the figure was tested on"
    )
    verdict = "holds" if sizes[0] <= ceil(there * FOLD / clips) else "cannot be decided"
    told = " and ".join(f"{share} %" for share in shares)
    return Audited(verdict, told, f"{sizes[0]} fearful clips or more", line)


def _attention_gain(before, row):
    change = row.mean - before
    best = row.best - before
    line = f"{row.mean} - {before} = {change:+.2f} by the mean; the best of the folds gains {best:+.2f}"
    return judged(change > 0, f"above {before}", f"{row.mean}", line)


def _batch_norm_gain():
    pairs = []
    for row in TABLE_4_3:
        other = row._replace(batch_norm=True)
        pairs += [
            (row, r)
            for r in TABLE_4_3
            if not row.batch_norm and r._replace(accuracy=0) == other._replace(accuracy=0)
        ]
    gains = [with_norm.accuracy - without.accuracy for without, with_norm in pairs]
    return judged(
        bool(gains) and min(gains) > 0, "higher with it", ", ".join(f"{g:+g}" for g in gains),
        "; ".join(f"{b.layers} x {b.units}: {b.accuracy} - {a.accuracy}" for a, b in pairs),
    )  # fmt: skip


def _said(key, value, digits=0, where="table"):
    return compare(TEXT[key], value, digits, f"text {TEXT[key]}, {where} {value}")


def _joined_best_row():
    printed = TABLE_4_6["song2021, both"]
    line = f"{printed} is neither the best of the folds, {TABLE_4_5.best}, nor the mean, {TABLE_4_5.mean}"
    return compare(printed, TABLE_4_5.best, 0, line)


def _same_column():
    rows = {"audio": TABLE_4_4, "video": TABLE_4_2, "both": TABLE_4_5}
    kinds = {}
    for name, row in rows.items():
        printed = TABLE_4_6[f"song2021, {name}"]
        kinds[name] = [kind for kind in ("mean", "best") if round(getattr(row, kind)) == printed]
    told = ", ".join(
        f"{name} {TABLE_4_6[f'song2021, {name}']}: {' or '.join(kind) or 'neither'}"
        for name, kind in kinds.items()
    )
    return judged(
        all(kind == ["best"] for kind in kinds.values()),
        "best of the folds",
        told,
        "rounded to whole percent",
    )


def _four_figures():
    named = {
        "abstract": TEXT["abstract, both"], "4.3": TEXT["4.3, highest in Table 4.6"],
        "Table 4.5": TABLE_4_5.mean, "best fold": TABLE_4_5.best,
    }  # fmt: skip
    same = len({round(value) for value in named.values()}) == 1
    told = ", ".join(f"{name} {value}" for name, value in named.items())
    return judged(same, "one accuracy of both", told, f"{min(named.values())} to {max(named.values())}")


def _over_people(kind):
    own, people = TABLE_4_6[f"song2021, {kind}"], TABLE_4_6[f"human volunteers, {kind}"]
    line = f"{own} - {people} = {own - people:+}; the first is the best of ten folds"
    return judged(own > people, f"above {people}", str(own), line)


def _fusion_gain():
    change = TABLE_4_5.lowest - max(TABLE_4_2.best, TABLE_4_4.best)
    line = f"lowest {TABLE_4_5.lowest} - best single {max(TABLE_4_2.best, TABLE_4_4.best)} = {change:+.2f}"
    return judged(change > 0, "both better than either", f"{change:+.2f}", line)


def _people_in_test():
    """What strangers would give cannot be had from random folds."""
    each = RAVDESS_SPEECH // ACTORS
    unseen = 1.0
    for k in range(each - 1):  # that no other clip of a tested clip's actor is in the training part
        unseen *= max(0, FOLD - 1 - k) / (RAVDESS_SPEECH - 1 - k)
    strangers = unseen * RAVDESS_SPEECH
    verdict = "holds" if strangers >= 1 else "cannot be decided"
    line = f"of {RAVDESS_SPEECH} tested clips {strangers:.0e} are of strangers; missing: folds by actor"
    return Audited(verdict, f"{TABLE_4_5.mean} on random folds", "no figure for strangers", line)


CLAIMS = (
    Claim("Abstract", "video 78", "holds", lambda: _said("abstract, video", TABLE_4_2.mean)),
    Claim("Abstract", "audio 77", "holds", lambda: _said("abstract, audio", TABLE_4_4.mean)),
    Claim("Abstract", "both 92", "does not hold", lambda: _said("abstract, both", TABLE_4_5.mean),
          "beside means of 78 and 77 it should be 91"),
    Claim("Section 3.2.1", "FER2013 has about 30,000 images", "does not hold", _fer_images, "35,887"),
    Claim("Section 3.2.3", "RAVDESS speech: 96 and 7 times 192 clips are 1,440", "holds", _speech_clips),
    Claim("Section 3.2.3", "24 actors, 12 of each sex", "holds", _actors),
    Claim("Section 3.2.3", "the release has 7,356 files", "holds", _files, "only the speech is used"),
    Claim("Section 3.2.3", "pictures of 1920 x 1080", "does not hold", _picture_size,
          "the release is 1280 x 720"),
    Claim("Section 3.3.1", "ten folds of 1,440 clips have 144 each", "holds", _fold_size),
    Claim("Section 3.3.1", "folds of 144 can be made of whole actors", "does not hold", _whole_actors,
          "the folds are random over the actors: what is measured is not accuracy on strangers"),
    Claim("Section 3.3.1", "accuracy on people unseen", "cannot be decided", _people_in_test,
          "the random folds have each actor in training and test"),
    Claim("Section 3.4.2", "30 to 7.5 pictures a second takes every fourth", "holds", _every_fourth),
    Claim("Section 3.4.3", "how long a window of 4,096 samples is", "cannot be decided", _window_length,
          "85.3 ms if the sound stays at 48 kHz, the default"),
    Claim("Section 3.5.1", "always naming a class of n % gives more than n %", "does not hold",
          _always_one_class, "it gives n %"),
    Claim("Table 3.1", "the truth stands where the text has it", "does not hold", _axes,
          "the text puts the truth in the rows, the table's head puts it above"),
    Claim("Table 4.1", "one GRU of 512 with normalisation is best, 79", "holds", _table_4_1_best),
    Claim("Table 4.2", "its deviation .03 fits its range", "holds",
          lambda: _spread(TABLE_4_2, TABLE_4_2.std)),
    Claim("Section 4.1", "attention obtains 83", "holds",
          lambda: _said("4.1, with attention", TABLE_4_2.best),
          "as the best of ten folds"),
    Claim("Section 4.1", "fearful 53 right and 19 for disgust are shares of one fold", "cannot be decided",
          _one_fold, "the matrix without attention seems to be of more clips than the one with it"),
    Claim("Section 4.1", "attention raises the video's accuracy", "does not hold",
          lambda: _attention_gain(BEST_VIDEO, TABLE_4_2), "the mean falls from 79 to 78.19"),
    Claim("Table 4.3", "three GRU of 256 with normalisation are best, 80", "holds", _table_4_3_best),
    Claim("Table 4.3", "normalisation raises the audio's accuracy", "holds", _batch_norm_gain),
    Claim("Table 4.4", "its deviation .04 fits its range", "holds",
          lambda: _spread(TABLE_4_4, TABLE_4_4.std)),
    Claim("Table 4.4", "its mean is a whole count of 1,440", "does not hold", _audio_mean_count,
          "1102 / 1440 = 76.5278: cut, not rounded, or a mean of rounded folds"),
    Claim("Section 4.2", "text and table agree on the mean, 76", "does not hold",
          lambda: _said("4.2, mean", TABLE_4_4.mean), "cut, not rounded; the abstract has 77"),
    Claim("Section 4.2", "text and table agree on the best, 81", "holds",
          lambda: _said("4.2, best", TABLE_4_4.best)),
    Claim("Section 4.2", "text and table agree on the lowest, 69", "holds",
          lambda: _said("4.2, lowest", TABLE_4_4.lowest)),
    Claim("Section 4.2", "attention raises the audio's accuracy", "does not hold",
          lambda: _attention_gain(BEST_AUDIO, TABLE_4_4), "the mean falls from 80 to 76.52"),
    Claim("Tables 4.2, 4.4, 4.5", "each best and lowest is a whole count of 144", "holds", _best_and_lowest,
          "so each is one fold's"),
    Claim("Tables 4.2, 4.5", "both means are whole counts of 1,440", "holds", _mean_counts),
    Claim("Table 4.5", "its deviation .02 fits its range", "holds",
          lambda: _spread(TABLE_4_5, TABLE_4_5.std)),
    Claim("Section 4.3", "the text's deviation .04 fits the range of Table 4.5", "does not hold",
          lambda: _spread(TABLE_4_5, TEXT["4.3, std"]), "at most .0346 is possible"),
    Claim("Section 4.3", "text and table agree on the deviation", "does not hold", _two_deviations),
    Claim("Section 4.3", "text and table agree on the mean, 92", "does not hold",
          lambda: _said("4.3, mean", TABLE_4_5.mean)),
    Claim("Section 4.3", "text and table agree on the best, 94", "holds",
          lambda: _said("4.3, best", TABLE_4_5.best)),
    Claim("Section 4.3", "text and table agree on the lowest, 88", "holds",
          lambda: _said("4.3, lowest", TABLE_4_5.lowest)),
    Claim("Section 4.3", "text and Table 4.6 agree on both, 91", "does not hold",
          lambda: _said("4.3, highest in Table 4.6", TABLE_4_6["song2021, both"])),
    Claim("Section 4.3", "both together beat either alone", "holds", _fusion_gain,
          "even the lowest fold does"),
    Claim("Table 4.6", "both, 92, is the best of the ten folds", "does not hold", _joined_best_row),
    Claim("Table 4.6", "its three rows are all the best of ten folds", "does not hold", _same_column,
          "audio and video are, both is not"),
    Claim("Table 4.6", "voice above human volunteers", "holds", lambda: _over_people("audio")),
    Claim("Table 4.6", "face above human volunteers", "holds", lambda: _over_people("video")),
    Claim("Abstract, 4.3, Table 4.5", "one figure for both: 92, 91, 91.25, 94.44", "does not hold",
          _four_figures),
)  # fmt: skip
