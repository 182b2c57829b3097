"""Networks as they ship with the library: a file's header says how to build one, its arrays fill it."""

from pathlib import Path

from emolab.core.errors import FormatError
from emolab.core.files import load_arrays
from emolab.models.weights import load_weights

WEIGHTS = Path(__file__).parent / "weights"


def network_of(path, Network, whose, *, wanted):
    """Return a network in eval mode, built and filled from a file that `save_weights` wrote.

    Network   its class
    whose     who uses it, as an error names it
    wanted    settings that the file's header must have
    Errors    FileError for a missing file; FormatError for weights of another network
    """
    settings = load_arrays(path)[1].get("settings")
    if not isinstance(settings, dict) or any(settings.get(k) != v for k, v in wanted.items()):
        told = ", ".join(f"{k} {v}" for k, v in wanted.items())
        raise FormatError(f"{path} is no {whose}'s: its header names no {Network.__name__} of {told}")
    try:
        network = Network(**settings, rng=0)
    except (TypeError, ValueError, MemoryError) as error:  # a header that was changed
        raise FormatError(f"{path}: its header describes no {Network.__name__} ({error})") from error
    load_weights(network, path)
    return network.eval()
