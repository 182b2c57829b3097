"""The rows as one table for a reader."""

HEAD = ("work", "size", "emolab", "roofline", "peer", "", "ratio (quartiles)", "target", "")


def table(rows):
    """Return the table's lines; what a row has to say follows below, numbered."""
    notes, lines = [], [HEAD]
    for row in rows:
        mark = ""
        if row["said"]:
            if row["said"] not in notes:
                notes.append(row["said"])
            mark = f" [{notes.index(row['said']) + 1}]"
        lines.append(_cells(row, mark))
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    text = ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]
    text.insert(1, "  ".join("-" * width for width in widths))
    return text + [f"[{i}] {note}" for i, note in enumerate(notes, 1)]


def _cells(row, mark):
    own = amount(row, row["own"]) if row["own"] is not None else row["state"]
    peer, peer_time, ratio = "-", "", "-"
    if row["peer"] is not None:
        low, high = row["spread"]
        peer, peer_time = row["peer"], amount(row, row["peer_seconds"])
        ratio = f"{row['ratio']:.2f} ({low:.2f}-{high:.2f})"
    met = {True: "met", False: "not met", None: ""}[row["met"]]
    if met and row["target"].startswith("adds"):
        met += f": {row['measured']:+.3f} s"
    if row["own"] is not None and row["state"] != "done":
        met = row["state"]
    roof = row.get("roofline") or "-"
    return row["work"], row["size"], own, roof, peer, peer_time, ratio, row["target"] or "-", met + mark


def amount(row, value):
    """Return what a row measures, seconds or bytes, with its unit."""
    return f"{value / 1e6:.0f} MB" if row.get("unit") == "B" else duration(value)


def duration(seconds):
    """Return a duration with three digits and its unit: 1.23 s, 45.6 ms, 789 us."""
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("us", 1e-6)):
        if seconds >= size or unit == "us":
            value = seconds / size
            digits = 0 if value >= 100 else 1 if value >= 10 else 2
            return f"{value:.{digits}f} {unit}"
