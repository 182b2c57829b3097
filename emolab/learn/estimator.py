"""What all learners share: settings in, learned attributes that end in _, and a state that can be saved."""

import inspect

import numpy as np

from emolab.core.errors import ArgumentError, FormatError, NotFittedError


class Estimator:
    """Base of everything with fit; settings are the constructor's arguments, kept under their names.

    What `fit` learns ends in _; reading it before `fit` is a NotFittedError.
    """

    def __getattr__(self, name):
        if name.endswith("_") and not name.startswith("_"):
            kind = type(self).__name__
            raise NotFittedError(f"{kind} has no {name}: call {kind}.fit first, or load a state")
        raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")

    def __repr__(self):
        settings = ", ".join(f"{name}={value!r}" for name, value in self.get_params().items())
        return f"{type(self).__name__}({settings})"

    def get_params(self, deep=True):
        """Return the settings by name; `deep` is there for scikit-learn's tools and changes nothing."""
        names = list(inspect.signature(type(self).__init__).parameters)[1:]
        return {name: getattr(self, name) for name in names}

    def set_params(self, **settings):
        """Change settings; returns self. They count from the next `fit` on.

        Errors    ArgumentError for a name that is no setting
        """
        known = self.get_params()
        for name, value in settings.items():
            if name not in known:
                raise ArgumentError(
                    f"{type(self).__name__} has no setting {name!r}; its settings are {', '.join(known)}"
                )
            setattr(self, name, value)
        return self

    def state_dict(self):
        """Return what was learned, {name: array}, ready for `core.files.save_arrays`.

        Errors    NotFittedError before `fit`
        """
        state = {name: np.asarray(value) for name, value in vars(self).items() if name.endswith("_")}
        if not state:
            raise NotFittedError(
                f"{type(self).__name__}.state_dict: there is nothing to save; call fit first"
            )
        return state

    def load_state_dict(self, state):
        """Take over what another of the same kind and settings learned; returns self.

        Errors    FormatError where a name is none that this kind learns
        """
        odd = sorted(name for name in state if name not in self.LEARNED)
        missing = sorted(name for name in self.LEARNED if name not in state and name not in self.OPTIONAL)
        if odd or missing:
            what = f"holds {odd[0]}, which it does not learn" if odd else f"lacks {missing[0]}"
            raise FormatError(f"{type(self).__name__}.load_state_dict: the state {what}")
        for name, value in state.items():
            value = np.asarray(value)
            setattr(self, name, value.item() if value.ndim == 0 else value)
        return self

    LEARNED = ()  # the names that fit sets
    OPTIONAL = ()  # those of them that only some settings set
