"""The page of the demonstration: one HTML file beside its pictures, no script, no network."""

from html import escape
from pathlib import Path

from emolab.core.files import write_text

STYLE = """
:root { color-scheme: light dark; --ink: #1c2430; --paper: #ffffff; --line: #d5dae1; --soft: #5b6675; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ee; --paper: #14181e; --line: #363e49; --soft: #a3adba; } }
body { font: 17px/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper);
  max-width: 62rem; margin: 0 auto; padding: 1.5rem 1rem 4rem; }
h1 { line-height: 1.2; } h2 { margin-top: 2.5rem; }
img { max-width: 100%; height: auto; background: #fff; border-radius: 6px; }
table { border-collapse: collapse; } th, td { padding: .35rem .9rem; border-bottom: 1px solid var(--line); }
td { text-align: right; font-variant-numeric: tabular-nums; } th { text-align: left; }
.three { display: grid; gap: 1rem; grid-template-columns: repeat(auto-fit, minmax(min(100%, 26rem), 1fr)); }
.soft { color: var(--soft); } figure { margin: 0; }
"""
ROWS = (("audio", "voice alone"), ("video", "face alone"), ("joined", "voice and face joined"))


def write_page(out, found, explained):
    """Write index.html for what `demonstrate` found."""
    results, corpus = found["results"], found["corpus"]
    rows = "\n".join(
        f"<tr><th>{name}</th>"
        + "".join(
            f"<td>{results[key][m]:.1%}</td>"
            for m in ("weighted_accuracy", "unweighted_accuracy", "macro_f1")
        )
        + "</tr>"
        for key, name in ROWS
    )
    confusions = "\n".join(
        f'<figure><a href="{key}_confusion.png"><img src="{key}_confusion.png" '
        f'alt="Confusion matrix, {name}"></a></figure>'
        for key, name in ROWS
    )
    said = explained["said"]
    page = f"""<!doctype html>
<html lang="en"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>emolab demo: voice, face, and both</title><style>{STYLE}</style></head><body>
<h1>Voice, face, and both</h1>
<p>{corpus["train_clips"]} clips of {corpus["train_people"]} synthetic people were learned from;
the figures are for {corpus["test_clips"]} clips of {corpus["test_people"]} others, whom no network has met.
Joining voice and face gains <strong>{found["gain_points"]:.1f} points</strong> over the better
of the two alone.</p>
<table><tr><th></th><th>accuracy</th><th>mean recall</th><th>macro F1</th></tr>
{rows}</table>
<h2>The people</h2>
<p>Drawn from action units, spoken by a glottal source through formants. In the voice, happy and surprised,
angry and fearful, sad and calm, neutral and disgust sound nearly alike; in the face, surprised and fearful,
angry and disgust, neutral and calm look nearly alike. Only both together tell all eight apart.</p>
<img src="faces.png" alt="Synthetic faces: a row a person, a column an emotion">
<h2>What is mistaken for what</h2>
<p>Rows are the truth, columns what the network says. Look for the pairs above.</p>
<div class="three">{confusions}</div>
<h2>Where the network looks and listens</h2>
<p>A clip of person {escape(explained["person"])} that is {escape(explained["true"])}. The voice alone says
{escape(said["audio"])}, the face alone {escape(said["video"])}, both together {escape(said["joined"])}. The
attention weights (song2021, equations 2.28 to 2.30) say which moments decide.</p>
<img src="attention.png" alt="Attention over time, above the spectrogram and the frames">
<h2>How it learned</h2>
<img src="curves.png" alt="Loss and accuracy over the epochs">
<p class="soft">Seed {found["seed"]}, difficulty {found["difficulty"]}, {found["seconds"]:.0f} s in all.
All figures are in
<a href="metrics.json">metrics.json</a>; the trained systems are audio.npz, video.npz and joined.npz:
<code>emolab predict joined.npz FILE.mp4</code>.</p>
</body></html>
"""
    write_text(Path(out) / "index.html", page)
