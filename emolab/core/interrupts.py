"""Ctrl-C that is not lost: a library may swallow the exception that the signal raised in its midst."""

import signal
import threading


class Interrupts:
    """Remember a Ctrl-C while the block runs, so that `check` raises it again where it was swallowed.

    Note      only in the main thread, where Python receives signals, and only where nobody else handles them
    """

    def __init__(self):
        self.came = False
        self._before = None

    def __enter__(self):
        main = threading.current_thread() is threading.main_thread()
        if main and signal.getsignal(signal.SIGINT) is signal.default_int_handler:
            self._before = signal.signal(signal.SIGINT, self._remember)
        return self

    def __exit__(self, *error):
        if self._before is not None:
            signal.signal(signal.SIGINT, self._before)

    def _remember(self, number, frame):
        self.came = True
        raise KeyboardInterrupt

    def check(self):
        """Raise KeyboardInterrupt where one came and was swallowed."""
        if self.came:
            raise KeyboardInterrupt
