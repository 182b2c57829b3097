"""The sandbox: tests hold an answer that lives in a process of its own, under limits."""

import contextlib
import os
import select
import struct
import sys
import time

from emolab.core.errors import ArgumentError
from emolab.teach.answer import Answer, AnswerGone
from emolab.teach.sandbox.bubblewrap import find_bwrap
from emolab.teach.sandbox.room import Room
from emolab.teach.sandbox.wire import LARGEST

MEMORY = 1 << 30
PRINTED = 1 << 20  # bytes that a test's process may print
SHOWN = 4000  # of which so many are kept
SEGMENTATION, XCPU = 11, 24


class Sandbox:
    """Where answers are run: `with box.room() as room`, then `room.answer(seconds)` for each test.

    bwrap     False leaves bwrap out; None uses it where it is installed and works
    memory    bytes that a test's process may take beside Python and NumPy
    notes     after the first room: what could not be enforced on this machine, in words
    Errors    ArgumentError where there is no Linux: nothing could be enforced
    """

    def __init__(self, bwrap=None, memory=MEMORY):
        if not sys.platform.startswith("linux"):
            raise ArgumentError(
                "answers of others are run on Linux only: elsewhere nothing would hold them in"
            )
        self.bwrap, why = ("", "bwrap is left out") if bwrap is False else find_bwrap()
        self.why, self.memory, self.notes = why, memory, ()

    @contextlib.contextmanager
    def room(self):
        """Yield a runner for the tests of one answer; its server and folder are gone afterwards."""
        room = Room(self.bwrap, self.memory)
        try:
            room.start()
            self.notes = not_enforced(self.bwrap, self.why, room.enforced)
            yield _Runner(room, self.notes)
        finally:
            room.close()


def not_enforced(bwrap, why, enforced):
    """Return what this machine does not hold answers to, in sentences."""
    if bwrap:
        return ()
    reads = "every user may read" if enforced["user"] else "you may read, other students' among them"
    notes = [f"{why}, so this is not enforced: answers can read files that {reads}"]
    if not enforced["network"]:
        notes.append("not enforced: answers can reach the network")
    if not enforced["alone"]:
        notes.append("not enforced: answers can end other processes of yours")
    if not enforced["user"] and os.getuid() == 0:
        notes.append("not enforced: answers run as root, and can start processes")
    return tuple(notes)


class _Runner:
    """Gives each test its answer, in a process forked for it."""

    def __init__(self, room, notes):
        self.room_, self.notes = room, notes

    @contextlib.contextmanager
    def answer(self, seconds):
        """Yield an Answer and a function that tells what its process printed."""
        test = _Test(self.room_, seconds)
        try:
            yield Answer(test.exchange), lambda: test.printed.decode("utf-8", "replace")
        finally:
            test.close()


class _Test:
    """The channel to one test's process, and the clock that runs for it."""

    def __init__(self, room, seconds):
        self.room, self.seconds = room, seconds
        self.printed, self.bytes_printed = b"", 0
        self.channel, self.output = room.begin(seconds)
        self.wall = 1.5 * seconds + 2  # a little more than it may compute: a machine has others to serve
        self.until = time.monotonic() + self.wall
        self.over = None  # why there is no process any more

    def exchange(self, raw):
        """Send a message and return the next one; strictly in turn."""
        if self.over is not None:
            raise self.over
        message, at = memoryview(struct.pack("<Q", len(raw)) + raw), 0
        got, size = bytearray(), None
        self.channel.setblocking(False)
        while size is None or len(got) < size + 8:
            writing = [self.channel] if at < len(message) else []
            readable, writable = self._wait(writing)
            try:
                if writable:
                    at += self.channel.send(message[at : at + (1 << 18)])
                if self.channel in readable:
                    part = self.channel.recv(1 << 18)
                    if not part:
                        raise self._ended()
                    got += part
            except BlockingIOError:
                continue
            except OSError:
                raise self._ended() from None
            if size is None and len(got) >= 8:
                (size,) = struct.unpack("<Q", got[:8])
                if size > LARGEST + 4096:
                    raise self._stop(f"what the answer returns has more than {LARGEST >> 20} MiB")
        if len(got) > size + 8 or at < len(message):
            raise self._stop("the answer's process spoke out of turn")
        return bytes(got[8:])

    def _wait(self, writing):
        left = self.until - time.monotonic()
        ready = ([], [], [])
        if left > 0:
            reading = [self.channel, *([] if self.output is None else [self.output])]
            ready = select.select(reading, writing, [], left)
        if not any(ready):
            raise self._stop(f"it has come to no end after {self.wall:.0f} s", "slow")
        if self.output in ready[0]:
            self._read_output()
        return ready[0], ready[1]

    def _read_output(self):
        part = b""
        with contextlib.suppress(BlockingIOError):
            part = os.read(self.output, 1 << 18)
        if not part:
            return
        self.printed = (self.printed + part)[:SHOWN]
        self.bytes_printed += len(part)
        if self.bytes_printed > PRINTED:
            raise self._stop(f"it prints more than {PRINTED >> 20} MiB")

    def _stop(self, said, status="broke"):
        self.over = AnswerGone(said, status)
        self.room.end()
        return self.over

    def _ended(self):
        """Ask the server how the process ended, and say it."""
        status = self.room.end()
        signal, code = status.get("signal", 0), status.get("code", 0)
        if status.get("cpu", 0) > self.seconds - 0.5 and signal or signal == XCPU:
            self.over = AnswerGone(f"it computes for more than {self.seconds:.0f} s", "slow")
        elif not status:
            self.over = AnswerGone("it ended the server that runs it")
        elif signal == SEGMENTATION:
            self.over = AnswerGone("it crashed Python (segmentation fault)")
        elif signal:
            self.over = AnswerGone(f"its process was ended by signal {signal}")
        else:
            self.over = AnswerGone(f"it ended its process (status {code}) in place of returning a value")
        return self.over

    def close(self):
        """End the process, and take what it still had to print."""
        self.channel.close()
        if self.over is None:
            self.room.end()
        if self.bytes_printed < SHOWN:
            with contextlib.suppress(AnswerGone, OSError):
                self._read_output_at_end()
        os.close(self.output)

    def _read_output_at_end(self):
        part = os.read(self.output, SHOWN)
        self.printed = (self.printed + part)[:SHOWN]
