"""The folder of an autograder for Gradescope: setup.sh, run_autograder, emolab itself and the exercises."""

import os
import shutil
from pathlib import Path

import emolab
from emolab.core.errors import FileError
from emolab.core.files import write_text
from emolab.teach.bank import exercise

PYTHONS = "python3.14 python3.13 python3.12 python3.11"
PACKAGES = "numpy scipy numba matplotlib tqdm pillow threadpoolctl"
SETUP = f"""\
#!/usr/bin/env bash
# Runs once, as root, when Gradescope makes the image: a Python that is new enough, and what emolab needs.
set -euo pipefail
apt-get update
apt-get install -y bubblewrap || echo "bwrap is not there: answers are held in by limits alone"
python=
for name in {PYTHONS}; do
  if "$name" -c "import venv, ensurepip" 2> /dev/null; then python=$name; break; fi
done
if [ -z "$python" ]; then
  apt-get install -y python3.11 python3.11-venv || apt-get install -y python3 python3-venv
  python=$(command -v python3.11 || command -v python3)
fi
if ! "$python" -c "import sys; sys.exit(sys.version_info < (3, 11))"; then
  echo "Python 3.11 is needed: choose a newer image"
  exit 1
fi
"$python" -m venv /autograder/venv
/autograder/venv/bin/pip install {PACKAGES}
"""
RUN = """\
#!/usr/bin/env bash
# Runs for each submission; Gradescope reads results/results.json.
root=${{AUTOGRADER_ROOT:-/autograder}}
python=$root/venv/bin/python
[ -x "$python" ] || python=python3
mkdir -p "$root/results"
export PYTHONPATH=$root/source PYTHONDONTWRITEBYTECODE=1 EMOLAB_BACKEND=numpy
cd "$root"
"$python" -m emolab.teach.grading.gradescope "$root/submission" "$root/results/results.json" {names}
"""


def write_autograder(names, out, bank=None):
    """Write the folder whose content is zipped for Gradescope; returns the files at its top.

    names     of the exercises
    Errors    ArgumentError for an unknown exercise; FileError where `out` holds something already
    """
    out = Path(out)
    chosen = [exercise(name, bank) for name in dict.fromkeys(names)]
    if out.exists() and any(out.iterdir()):
        raise FileError(f"{out} holds files already; name a new folder")
    package = Path(emolab.__file__).resolve().parent
    left_out = shutil.ignore_patterns("__pycache__", "*.pyc", "weights", "bank", "book")
    try:
        shutil.copytree(package, out / "emolab", ignore=left_out)
        for one in chosen:
            shutil.copytree(one.folder, out / "emolab" / "teach" / "bank" / one.topic / one.name,
                            ignore=shutil.ignore_patterns("__pycache__"))  # fmt: skip
    except OSError as error:
        raise FileError(f"cannot write {out}: {error}") from error
    write_text(out / "setup.sh", SETUP)
    write_text(out / "run_autograder", RUN.format(names=" ".join(one.name for one in chosen)))
    for name in ("setup.sh", "run_autograder"):
        os.chmod(out / name, 0o755)
    return [out / "setup.sh", out / "run_autograder", out / "emolab"]
