"""What emolab raises: a few names, each also the built-in error that Python users catch."""


class EmolabError(Exception):
    """The root of all errors that emolab raises on purpose."""


class ArgumentError(EmolabError, ValueError):
    """An argument or option has a value that the function cannot take."""


class ShapeError(EmolabError, ValueError):
    """Arrays do not fit together; the message names the argument and the axis."""


class DataError(EmolabError, ValueError):
    """Data were read, but cannot serve: no clip, one class only, NaN in a signal."""


class MissingModality(DataError):
    """A recording has no sound, no pictures, or no face in them, and just that was asked for."""


class FormatError(EmolabError, ValueError):
    """A file is not what its name or header claims; the message names it and the place in it."""


class FileError(EmolabError, OSError):
    """A file or folder is missing, or cannot be read or written."""


class MissingExtra(EmolabError, ImportError):
    """An optional package is needed; the message says how to install it."""


class NotFittedError(EmolabError, ValueError, AttributeError):
    """A model was asked to work before it was trained."""
