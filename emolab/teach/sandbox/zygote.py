"""The fork server: it imports NumPy once, and forks a process for each test of one answer.

It runs without emolab: `python -I -S zygote.py SETTINGS`, its socket to the grader as standard input. It runs
no line of an answer itself. A request is {"seconds": ...} with two descriptors, the test's channel and its
output; it answers {"signal", "code", "cpu"} when the test's process has ended. A message meanwhile ends it.
"""

import json
import os
import select
import signal
import socket
import struct
import sys

PRELOADED = ("fft", "linalg", "random", "polynomial", "ma", "lib.stride_tricks")

OWN = ("confine", "limits", "imports", "servant")
PYTHON = (
    "resource",
    "encodings.ascii",
    "encodings.latin_1",
    "traceback",
)  # later the files may be out of reach


def load(site):
    """Import NumPy and what an answer may import, from where the grader has them."""
    import importlib

    sys.path[:0] = [site, os.path.dirname(os.path.abspath(__file__))]
    for name in ("numpy", *(f"numpy.{name}" for name in PRELOADED), *OWN, *PYTHON):
        importlib.import_module(name)
    for name in sys.modules["imports"].ALLOWED:
        importlib.import_module(name)
    sys.path.remove(site)


def main():
    """Serve the grader until its socket closes."""
    settings = json.loads(sys.argv[1])
    load(settings["site"])
    import confine

    control = socket.socket(fileno=0)
    hello = confine.confine(settings["uid"], settings["outside"])
    alone = hello["alone"]
    control.send(json.dumps(hello).encode())
    while True:
        request, handles, _, _ = socket.recv_fds(control, 4096, 2)
        if not request:
            return
        if len(handles) < 2:  # the end of a test that has ended by itself
            continue
        child = os.fork()
        if child == 0:
            try:
                serve(*handles, json.loads(request)["seconds"], settings["memory"])
            finally:
                os._exit(1)
        for handle in handles:
            os.close(handle)
        watch = os.pidfd_open(child)
        ready, _, _ = select.select([control, watch], [], [])
        os.close(watch)
        asked = watch not in ready
        if asked:
            os.kill(child, signal.SIGKILL)
            gone = not control.recv(4096)
        _, status, used = os.wait4(child, 0)
        confine.end_others(alone)
        if asked and gone:
            return
        said = {
            "signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0,
            "code": os.WEXITSTATUS(status) if os.WIFEXITED(status) else 0,
            "cpu": used.ru_utime + used.ru_stime,
        }
        control.send(json.dumps(said).encode())


def serve(channel, output, seconds, memory):
    """Be the process of one test: answer requests until the channel closes."""
    from limits import apply_limits
    from servant import Servant

    quiet = os.open(os.devnull, os.O_RDONLY)
    channel = os.dup(channel) if channel < 4 else channel
    for handle, place in ((quiet, 0), (output, 1), (output, 2), (channel, 3)):
        os.dup2(handle, place)
    os.closerange(4, 4096)
    apply_limits(seconds, memory)
    sys.stdout = open(1, "w", buffering=1, errors="replace", closefd=False)
    sys.stderr = open(2, "w", buffering=1, errors="replace", closefd=False)
    sys.argv = ["answer"]

    def exchange(raw):
        write_whole(3, struct.pack("<Q", len(raw)) + raw)
        return read_whole(3, struct.unpack("<Q", read_whole(3, 8))[0])

    servant = Servant(exchange)
    reply = b""
    while True:
        if reply:
            write_whole(3, struct.pack("<Q", len(reply)) + reply)
        reply = servant.serve(read_whole(3, struct.unpack("<Q", read_whole(3, 8))[0]))


def read_whole(handle, size):
    """Return so many bytes; the process ends where the channel does."""
    parts = []
    while size:
        part = os.read(handle, min(size, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_whole(handle, raw):
    """Write all the bytes."""
    raw = memoryview(raw)
    while raw:
        raw = raw[os.write(handle, raw) :]


if __name__ == "__main__":
    main()
