"""Progress on the error stream: a bar on a terminal, a line now and then elsewhere."""

import sys
import time

LINE_SECONDS = 5  # between two lines where there is no terminal


class Silent:
    """Shows nothing."""

    def batch(self, loss, accuracy):
        """A batch is done; loss and accuracy are the epoch's so far."""

    def epoch(self, epoch):
        """An epoch is done."""

    def close(self):
        """The training has ended, well or not."""


class Called(Silent):
    """Calls a function with each Epoch and the number of all epochs."""

    def __init__(self, function, epochs):
        self.function, self.epochs = function, epochs

    def epoch(self, epoch):
        """Hand the epoch on."""
        self.function(epoch, self.epochs)


class Bar(Silent):
    """A tqdm bar over all batches of all epochs, so that the time left is that of the whole training."""

    def __init__(self, title, epochs, batches, done):
        from tqdm import tqdm

        self.title, self.epochs, self.number = title, epochs, done
        self.bar = tqdm(
            desc=self._description(), total=epochs * batches, initial=done * batches, file=sys.stderr,
            dynamic_ncols=True,
            bar_format="{desc} |{bar}| {percentage:3.0f} % [{elapsed} gone, {remaining} left]{postfix}",
        )  # fmt: skip

    def _description(self):
        return f"{self.title}, epoch {min(self.number + 1, self.epochs)}/{self.epochs}"

    def batch(self, loss, accuracy):
        """Move on by a batch."""
        self.bar.set_postfix_str(f"loss {loss:.3f}, accuracy {accuracy:.1%}", refresh=False)
        self.bar.update()

    def epoch(self, epoch):
        """Show what the epoch gave."""
        self.number = epoch.epoch
        text = f"loss {epoch.loss:.3f}, accuracy {epoch.accuracy:.1%}"
        if epoch.validation_accuracy is not None:
            text += f", validation {epoch.validation_accuracy:.1%}"
        self.bar.set_postfix_str(text, refresh=False)
        self.bar.set_description_str(self._description(), refresh=False)
        self.bar.refresh()

    def close(self):
        """Leave the bar where it stands."""
        self.bar.close()


class Lines(Silent):
    """A line at most every few seconds, and one for the last epoch: for logs, which a bar would fill."""

    def __init__(self, title, epochs, done):
        self.title, self.epochs, self.done = title, epochs, done
        self.start = self.last = time.monotonic()

    def epoch(self, epoch):
        """Write the epoch's line if it is time."""
        now = time.monotonic()
        if epoch.epoch < self.epochs and now - self.last < LINE_SECONDS:
            return
        self.last = now
        left = (now - self.start) / (epoch.epoch - self.done) * (self.epochs - epoch.epoch)
        ahead = f"about {left:.0f} s left for {self.epochs - epoch.epoch} more" if left else "the last"
        sys.stderr.write(f"{self.title}, {epoch}; {ahead}\n")
        sys.stderr.flush()


def progress_of(wish, epochs, batches, done=0):
    """Return what shows the progress.

    wish      True: on the error stream; a text: the same under this title; False or None: nothing;
              a callable: it gets (Epoch, number of all epochs) after each epoch
    """
    if wish is None or wish is False:
        return Silent()
    if callable(wish):
        return Called(wish, epochs)
    title = wish if isinstance(wish, str) else "training"
    if sys.stderr is not None and sys.stderr.isatty():
        return Bar(title, epochs, batches, done)
    return Lines(title, epochs, done) if sys.stderr is not None else Silent()
