"""The packages that pages need beside the core."""

import importlib

from emolab.core.errors import MissingExtra


def needed(module, extra="report", who="pages need"):
    """Return a module of an extra.

    Errors    MissingExtra where it is not installed, beginning with who needs it
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtra(f"{who} {package}: pip install 'emolab[{extra}]'") from error
