"""Ctrl-C is not lost where a library swallows it, and the handler is put back."""

import signal
import threading

import numpy as np
import pytest

from emolab.core.interrupts import Interrupts
from emolab.training import Interrupted, fit
from tests.training.killed_run import Small


@pytest.fixture(autouse=True)
def python_s_own_handler():
    """A run in the background inherits that SIGINT is ignored."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_swallowed_interrupt_is_raised_again():
    with Interrupts() as interrupts:
        interrupts.check()
        try:
            signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass
        with pytest.raises(KeyboardInterrupt):
            interrupts.check()
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_another_handler_and_another_thread_are_left_alone():
    own = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with Interrupts():
            assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, own)
    errors = []

    def work():
        try:
            with Interrupts() as interrupts:
                interrupts.check()
        except ValueError as error:
            errors.append(error)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert not errors


def test_a_training_ends_although_a_library_swallowed_the_ctrl_c():
    steps = []

    def swallow(inputs, rng):
        steps.append(1)
        try:
            if len(steps) == 3:
                signal.raise_signal(signal.SIGINT)
        except KeyboardInterrupt:
            pass
        return inputs

    rng = np.random.default_rng(0)
    clips = [rng.standard_normal((4, 5)) for _ in range(20)]
    with pytest.raises(Interrupted, match="interrupted after"):
        fit(Small(1), clips, np.arange(20) % 3, epochs=50, batch_size=10, progress=False, augment=swallow)
    assert len(steps) == 3
