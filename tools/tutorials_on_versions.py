"""Run all tutorials on the oldest and on the newest dependencies that setup.cfg allows.

    python tools/tutorials_on_versions.py [--folder runs/versions] [oldest] [newest] [--tutorials 1 2 ...]

Makes a virtual environment for each, installs emolab there as `pip install .` does, and runs every tutorial
with `emolab tutorial run`. The status is 1 where one breaks off. Needs pip's index, and minutes for each.
"""

import argparse
import configparser
import os
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def oldest():
    """Return what pip is asked for: each dependency's least version, with any last number."""
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    lines = config["options"]["install_requires"].split()
    return [f"{line.replace('>=', '==')}.*" for line in lines]


def make(folder, pins):
    """Make an environment with emolab in it; returns its Python."""
    venv.create(folder, with_pip=True, clear=True)
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    subprocess.run([python, "-m", "pip", "install", "-q", *pins], check=True)
    subprocess.run([python, "-m", "pip", "install", "-q", *pins, str(ROOT)], check=True)
    return python


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument(
        "which", nargs="*", default=["oldest", "newest"], help="oldest, newest (default: both)"
    )
    parser.add_argument("--folder", type=Path, default=ROOT / "runs" / "versions")
    parser.add_argument("--tutorials", nargs="+", help="numbers (default: all)")
    arguments = parser.parse_args()
    numbers = arguments.tutorials or sorted(p.name[:2] for p in (ROOT / "tutorials").glob("[0-9][0-9]_*.py"))
    failed = []
    for which in arguments.which:
        folder = arguments.folder.resolve() / which
        python = make(folder, {"oldest": oldest(), "newest": []}[which])
        environment = {
            **os.environ, "EMOLAB_CACHE": str(folder / "cache"), "NUMBA_CACHE_DIR": str(folder / "numba"),
            "MPLBACKEND": "Agg",
        }  # fmt: skip
        for number in numbers:
            command = [python, "-m", "emolab", "tutorial", "run", number]
            done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
            last = (done.stdout if done.returncode == 0 else done.stderr).strip().splitlines()
            how = "ran" if done.returncode == 0 else "BROKE OFF"
            print(f"{which} {number}: {how}; {last[-1] if last else ''}", flush=True)
            failed += [f"{which} {number}"] if done.returncode else []
    if failed:
        print(f"broke off: {', '.join(failed)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
