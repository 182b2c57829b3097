"""Earlier runs: a line a row in one CSV file, and a table that holds a run against an older one."""

import csv
import json
import subprocess
from datetime import datetime
from pathlib import Path

import numpy as np

from benchmarks.table import amount

FIELDS = ("date", "commit", "processor", "threads", "quick", "row", "seconds", "ratio", "roofline")
NOISE = 0.1  # a median that moves by less is not told as slower or faster


def commit():
    """Return the commit that is measured, with a + where files differ from it, or "unknown"."""
    here = Path(__file__).parent
    try:
        said = subprocess.run(
            ["git", "describe", "--always", "--dirty=+", "--abbrev=10"], cwd=here, capture_output=True,
            text=True,
        )  # fmt: skip
    except OSError:  # no git
        return "unknown"
    return said.stdout.strip() or "unknown"


def remember(found, path):
    """Add what a run found to the history, a line for each row that was timed."""
    about, new = found["machine"], not Path(path).exists()
    with open(path, "a", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        if new:
            out.writerow(FIELDS)
        for row in found["rows"]:
            if row["own"] is not None:
                ratio = f"{row['ratio']:.3f}" if row.get("ratio") else ""
                share = f"{row['share']:.3f}" if row.get("share") else ""
                out.writerow((
                    f"{datetime.now():%Y-%m-%d %H:%M}", about["commit"], about["processor"], about["threads"],
                    int(found["quick"]), row["name"], f"{row['own']:.6g}", ratio, share,
                ))  # fmt: skip


def read_run(path):
    """Read the JSON of an earlier run.

    Errors    ValueError, which says what is wrong, for a file that is none
    """
    try:
        found = json.loads(Path(path).read_text(encoding="utf-8"))
        return {row["name"]: row for row in found["rows"]}, found["machine"]
    except OSError as error:
        raise ValueError(f"{path}: {error.strerror}") from error
    except (KeyError, TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"{path} holds no run of the benchmarks ({error})") from error


def compared(rows, about, old_rows, old_about):
    """Return lines that hold each row against its older self.

    A row is called slower or faster where its median moved by more than a tenth and the middle halves of both
    runs' samples lie apart.
    """
    lines = []
    for key in ("processor", "threads", "cores"):
        if about.get(key) != old_about.get(key):
            lines.append(f"NOT COMPARABLE: {key} was {old_about.get(key)}, is {about.get(key)}")
    lines.append(f"against commit {old_about.get('commit', 'unknown')}:")
    counts = {"slower": 0, "faster": 0, "same": 0}
    for row in rows:
        old = old_rows.get(row["name"])
        if row["own"] is None or old is None or old["own"] is None:
            continue
        verdict = _verdict(np.array(row["seconds"]["emolab"]), np.array(old["seconds"]["emolab"]))
        counts[verdict] += 1
        change = f"{row['own'] / old['own'] - 1:+.0%}"
        mark = "" if verdict == "same" else "  " + verdict.upper()
        both = f"{amount(old, old['own']):>9} -> {amount(row, row['own']):>9}"
        lines.append(f"  {row['name']:<26}{both}  {change:>6}{mark}")
    lines.append(", ".join(f"{count} {name}" for name, count in counts.items()))
    return lines


def _verdict(new, old):
    moved = np.median(new) / np.median(old) - 1
    if moved > NOISE and np.quantile(new, 0.25) > np.quantile(old, 0.75):
        return "slower"
    if moved < -NOISE and np.quantile(new, 0.75) < np.quantile(old, 0.25):
        return "faster"
    return "same"
