"""The grader's side of a fork server: it starts one, gives it tests, and leaves nothing behind."""

import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from emolab.core.errors import ArgumentError
from emolab.teach.answer import AnswerGone
from emolab.teach.sandbox.bubblewrap import CODE, OWN, SITE, wrapped
from emolab.teach.sandbox.confine import process_namespace

HERE = Path(__file__).parent
START = 60.0  # seconds for Python and NumPy to load, on a busy machine
UIDS = range(30_000, 60_000)  # where no distribution has its own users


class Room:
    """One answer's fork server, with its private folder."""

    def __init__(self, bwrap, memory):
        self.bwrap, self.memory = bwrap, memory
        self.process = self.control = None
        self.uid = free_uid() if os.getuid() == 0 else None
        self.folder = Path(tempfile.mkdtemp(prefix="emolab-answer-"))
        if self.uid is not None:
            os.chown(self.folder, self.uid, 0)
            os.chmod(self.folder, 0o710)  # root without its rights, in bwrap, must get in too
        self.enforced = {}

    def start(self):
        """Start the fork server, where none runs."""
        if self.process is not None and self.process.poll() is None:
            return
        self.stop()
        numpy_folder = Path(np.__file__).resolve().parent
        settings = {
            "room": self.folder.name, "uid": self.uid, "memory": self.memory,
            "outside": process_namespace() if self.bwrap else None,
            "site": SITE if self.bwrap else str(numpy_folder.parent),
        }  # fmt: skip
        words = wrapped(self.bwrap, numpy_folder, HERE, self.folder) if self.bwrap else []
        file = f"{CODE}/zygote.py" if self.bwrap else str(HERE / "zygote.py")
        python = str(Path(sys.executable).resolve())
        command = [*words, *environment(OWN if self.bwrap else str(self.folder))]
        command += [python, "-I", "-S", "-B", file, json.dumps(settings)]
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.control = ours
        with theirs, tempfile.TemporaryFile() as said:
            self.process = subprocess.Popen(
                command, stdin=theirs, stdout=said, stderr=said, cwd=self.folder, start_new_session=True,
                env={}, close_fds=True,
            )  # fmt: skip
            theirs.close()
            ours.settimeout(START)
            try:
                hello = ours.recv(4096)
            except (TimeoutError, OSError):
                hello = b""
            if not hello:
                self.stop()
                said.seek(0)
                words = said.read()[-300:].decode("utf-8", "replace").strip()
                raise ArgumentError(f"the sandbox does not start here: {words or 'no word of why'}")
        self.enforced = json.loads(hello)

    def begin(self, seconds):
        """Start the process of a test; return its channel and the pipe of what it prints."""
        for attempt in range(2):
            self.start()
            ours, theirs = socket.socketpair()
            reading, writing = os.pipe()
            try:
                message = json.dumps({"seconds": seconds}).encode()
                socket.send_fds(self.control, [message], [theirs.fileno(), writing])
                break
            except OSError:  # an answer's process has ended the server after its test: a new one
                ours.close()
                os.close(reading)
                self.stop()
                if attempt:
                    raise AnswerGone("the answer ended the grader's server") from None
            finally:
                theirs.close()
                os.close(writing)
        os.set_blocking(reading, False)
        return ours, reading

    def end(self, grace=10.0):
        """End the test's process, where it has not; return how it ended, {} where the server is gone too."""
        try:
            self.control.send(b"end")
            self.control.settimeout(grace)
            status = json.loads(self.control.recv(4096) or b"{}")
        except (OSError, ValueError):
            status = {}
        if not status:
            self.stop()
        return status

    def stop(self):
        """End the server and everything that stems from it."""
        if self.control is not None:
            self.control.close()
            self.control = None
        if self.process is not None:
            for kill in (lambda: os.killpg(self.process.pid, signal.SIGKILL), self.process.kill):
                try:
                    kill()
                except (ProcessLookupError, PermissionError):
                    continue
            self.process.wait()
            self.process = None
            if self.uid is not None:
                end_user(self.uid)

    def close(self):
        """Stop, and remove the private folder."""
        self.stop()
        for place, folders, _ in os.walk(self.folder):
            for name in folders:
                if not os.path.islink(os.path.join(place, name)):
                    os.chmod(os.path.join(place, name), 0o700)
        shutil.rmtree(self.folder, ignore_errors=True)


def environment(home):
    """Return the words that run a command with a bare environment, one thread for each library."""
    values = {"HOME": home, "TMPDIR": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
    values |= {f"{name}_NUM_THREADS": "1" for name in ("OPENBLAS", "OMP", "MKL", "NUMEXPR", "VECLIB")}
    if "LD_LIBRARY_PATH" in os.environ:
        values["LD_LIBRARY_PATH"] = os.environ["LD_LIBRARY_PATH"]
    return ["/usr/bin/env", "-i", *(f"{name}={value}" for name, value in values.items())]


def free_uid():
    """Return a user's number that nobody has and no process runs as."""
    taken = {uid for uid, _ in processes()}
    import pwd

    taken |= {entry.pw_uid for entry in pwd.getpwall()}
    draw = random.Random(os.urandom(8))
    return next(uid for uid in iter(lambda: draw.choice(UIDS), None) if uid not in taken)


def processes():
    """Yield (user, process) of all processes."""
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                yield os.stat(f"/proc/{name}").st_uid, int(name)
                with open(
                    f"/proc/{name}/status"
                ) as file:  # a process that may not be looked into shows as root's
                    line = next(line for line in file if line.startswith("Uid:"))
                yield int(line.split()[1]), int(name)
            except (OSError, StopIteration):
                continue


def end_user(uid, seconds=5.0):
    """End all processes of a user; return whether none is left."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = {pid for owner, pid in processes() if owner == uid and not zombie(pid)}
        if not found:
            return True
        for pid in found:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
    return False


def zombie(pid):
    """Whether a process has ended and only waits to be buried."""
    try:
        with open(f"/proc/{pid}/stat") as file:
            return file.read().rpartition(")")[2].split()[0] == "Z"
    except OSError:
        return True
