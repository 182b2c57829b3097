"""A training that is broken off in one of its networks, resumed, and held against an unbroken one."""

import numpy as np
import pytest

from emolab.training import Interrupted, fit


def whole_state(system):
    """Return every array that a system's file would keep."""
    return {f"{n}/{k}": v for n, part in system.parts().items() for k, v in part.state_dict().items()}


def goes_on_alike(learn, places, stop_in, folder, monkeypatch):
    """Break a training off after one of two epochs, resume it, and compare with an unbroken one.

    learn     callable: learn(folder, resume) -> whole_state(system)
    places    modules that call `fit`
    stop_in   the name of the folder of the network in which it stops; "broken" is the system's own
    Returns   whether each fit of the resumed training had a checkpoint to go on from, a list
    """
    broken = folder / "broken"
    resumed = []

    def stopping(model, *data, **settings):
        def stop(epoch, epochs):
            raise KeyboardInterrupt

        changes = {"progress": stop} if settings["folder"].name == stop_in else {}
        return fit(model, *data, **{**settings, **changes})

    def noting(model, *data, **settings):
        resumed.append(settings["resume"])
        return fit(model, *data, **settings)

    for place in places:
        monkeypatch.setattr(place, "fit", stopping)
    with pytest.raises(Interrupted, match="after 1 of 2 epochs.*resume"):
        learn(broken, False)
    for place in places:
        monkeypatch.setattr(place, "fit", noting)
    gone_on = learn(broken, True)
    for place in places:
        monkeypatch.setattr(place, "fit", fit)
    whole = learn(folder / "whole", False)
    assert gone_on.keys() == whole.keys() and all(np.array_equal(gone_on[k], whole[k]) for k in whole)
    return resumed
