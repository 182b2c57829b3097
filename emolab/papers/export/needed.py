"""The packages that pages need beside the core."""

import importlib

from emolab.core.errors import MissingExtra


def needed(module):
    """Return a module of the extra `report`.

    Errors    MissingExtra where it is not installed
    """
    try:
        return importlib.import_module(module)
    except ImportError as error:
        package = module.partition(".")[0]
        raise MissingExtra(f"pages need {package}: pip install 'emolab[report]'") from error
