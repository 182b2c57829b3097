"""A crew of threads that shares out the pieces of a job; the caller works with them.

The standard library's pool makes a lock, a queue entry and a wake-up for each piece, and lets the caller
sleep meanwhile: 100 us a job, which a small layer does not take itself. Here a job is one shared iterator.
Whoever is free takes the next piece from it, the caller too, so that a thread that the system holds up
leaves its share to the others.
"""

import threading
from queue import SimpleQueue


class Crew:
    """`helpers` threads beside the caller's; they wait without work, and end with `dismiss`."""

    def __init__(self, helpers, prepare):
        self.helpers = helpers
        self._jobs = SimpleQueue()
        for i in range(helpers):
            thread = threading.Thread(target=self._serve, args=(prepare,), name=f"emolab_{i}", daemon=True)
            thread.start()

    def _serve(self, prepare):
        prepare()
        while (job := self._jobs.get()) is not None:
            job.help()
            del job  # or its arrays would live until the next one

    def run(self, function, parts):
        """Return [function(*part) for part in parts], worked at by all."""
        job = _Job(function, parts)
        for _ in range(min(self.helpers, len(parts) - 1)):
            self._jobs.put(job)
        return job.finish()

    def dismiss(self):
        """Let the threads end, each after what it is at."""
        for _ in range(self.helpers):
            self._jobs.put(None)


class _Job:
    """Pieces to be done. Without locks: `next`, `append` and `put` are whole steps of the interpreter."""

    def __init__(self, function, parts):
        self.function, self.parts = function, parts
        self.left = iter(range(len(parts)))
        self.helpers = []  # one entry for each that has come, before it takes a piece
        self.results = [None] * len(parts)
        self.errors = {}
        self.news = SimpleQueue()

    def _take(self):
        for i in self.left:
            try:
                self.results[i] = self.function(*self.parts[i])
            except BaseException as error:
                self.errors[i] = error
                for _ in self.left:  # no piece is begun after one that failed
                    pass

    def help(self):
        self.helpers.append(None)
        self._take()
        self.news.put(None)

    def finish(self):
        try:
            self._take()
        finally:
            for _ in self.left:  # where a Ctrl-C came between two pieces
                pass
            # whoever comes later finds no piece: after this no array is written to any more
            gone = 0
            while gone < len(self.helpers):
                self.news.get()
                gone += 1
        if self.errors:
            raise self.errors[min(self.errors)]
        return self.results
