"""The command line that puts a fork server into namespaces of its own, where bwrap is installed."""

import functools
import os
import shutil
import subprocess
import sys
from pathlib import Path

SITE, CODE, OWN = "/lab/site", "/lab/code", "/lab/own"
LINKS = ("/bin", "/lib", "/lib32", "/lib64", "/libx32", "/sbin")
NEEDED = ("/etc/ld.so.cache", "/etc/alternatives")


@functools.cache
def find_bwrap():
    """Return (path of a bwrap that works here, ""), or ("", why there is none)."""
    path = shutil.which("bwrap")
    if path is None:
        return "", "bwrap is not installed (apt install bubblewrap)"
    try:
        tried = subprocess.run(
            [path, *namespaces(), "--ro-bind", "/", "/", "--proc", "/proc", "--dev", "/dev", "true"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return "", f"bwrap does not run here ({error})"
    if tried.returncode:
        return "", f"bwrap cannot make its namespaces here ({tried.stderr.strip()[:120]})"
    return path, ""


def namespaces():
    """Return the options that cut off network, processes, and all rights but that of becoming nobody."""
    if os.getuid():
        return ["--unshare-all", "--cap-drop", "ALL", "--die-with-parent", "--new-session"]
    kinds = ("pid", "net", "ipc", "uts")  # root keeps its user namespace, so that it can become another user
    caps = ("CAP_SETUID", "CAP_SETGID")
    return [
        *(f"--unshare-{kind}" for kind in kinds), "--unshare-cgroup-try", "--cap-drop", "ALL",
        *(word for cap in caps for word in ("--cap-add", cap)), "--die-with-parent", "--new-session",
    ]  # fmt: skip


def wrapped(bwrap, numpy_folder, code, own):
    """Return the words that go before the command: Python, NumPy and the sandbox's own files, nothing else.

    numpy_folder  where NumPy lies, with numpy.libs beside it where there is one
    code          the folder of the fork server's files
    own           the private folder, the only one that may be written
    """
    base = str(Path(sys.base_prefix).resolve())
    words = [bwrap, *namespaces(), "--clearenv", "--ro-bind", "/usr", "/usr"]
    for link in LINKS:
        if os.path.islink(link):
            words += ["--symlink", os.readlink(link), link]
        elif os.path.isdir(link):
            words += ["--ro-bind", link, link]
    for path in NEEDED:
        words += ["--ro-bind-try", path, path]
    if not base.startswith("/usr"):
        words += ["--ro-bind", base, base]
    for folder in packages(base):
        words += ["--tmpfs", folder]
    words += ["--proc", "/proc", "--dev", "/dev", "--dir", SITE]
    for folder in (numpy_folder, numpy_folder.with_name("numpy.libs")):
        if folder.is_dir():
            words += ["--ro-bind", str(folder), f"{SITE}/{folder.name}"]
    return [*words, "--ro-bind", str(code), CODE, "--bind", str(own), OWN, "--chdir", OWN]


def packages(base):
    """Return the folders of installed packages that would come along with Python: they are covered."""
    found = {str(Path(path).resolve()) for path in sys.path if path and os.path.isdir(path)}
    found |= {str(path) for path in Path("/usr/lib/python3").glob("dist-packages")}
    found |= {str(path) for path in Path(base).glob("lib/python3*/*-packages")}
    found |= {str(path) for path in Path("/usr/local/lib").glob("python3*/*-packages")}
    return sorted(
        path for path in found
        if path.endswith("-packages") and (path.startswith("/usr/") or path.startswith(base + "/"))
    )  # fmt: skip
