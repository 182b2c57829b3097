"""What is frozen when: a fine-tuning that frees a network from its last layers down."""

from dataclasses import dataclass

from emolab.core.errors import ArgumentError
from emolab.nn import BatchNorm


@dataclass(frozen=True)
class FreezeSchedule:
    """Which parts of a network are trained from which epoch on; all others are frozen.

    stages    {epoch, from 1: paths of the parts that are trained from then on}; a path is a module's or a
              parameter's ("head", "blocks.4"), "" the whole network. The first stage starts at epoch 1.
    Formula   trained(e) = what lies below the paths of the last stage that starts at or before e
    Example   fit(..., freeze=FreezeSchedule({1: ("head.layers.6",), 4: ("head",), 8: ("blocks.4", "head")}))
    Errors    ArgumentError where no stage starts at epoch 1, a stage names nothing, or (in use) names a path
              that the network has not
    Note      Batch normalisation whose parameters are all frozen runs on its running statistics, so that
              these stay as they are, too. A pure function of the epoch: a resumed training needs no state.
    """

    stages: dict

    def __post_init__(self):
        epochs = list(self.stages) if isinstance(self.stages, dict) else []
        if (
            not all(isinstance(e, int) and not isinstance(e, bool) and e >= 1 for e in epochs)
            or 1 not in epochs
        ):
            raise ArgumentError(
                f"FreezeSchedule: stages must be {{epoch: paths}} with whole epochs, the first of them 1; "
                f"they are {self.stages!r}"
            )
        stages = {}
        for epoch in sorted(epochs):
            paths = self.stages[epoch]
            paths = (paths,) if isinstance(paths, str) else tuple(paths)
            if not paths:
                raise ArgumentError(f"FreezeSchedule: from epoch {epoch} on nothing would be trained")
            stages[epoch] = paths
        object.__setattr__(self, "stages", stages)

    def paths(self, epoch):
        """Return the paths that are trained in an epoch, counted from 1."""
        return self.stages[max(start for start in self.stages if start <= epoch)]

    def __call__(self, model, epoch):
        """Freeze and free the model's parameters for an epoch; returns {path: whether it is trained}."""
        parameters = model.parameters()
        for path in (path for paths in self.stages.values() for path in paths):  # all, before hours are spent
            if not any(_below(name, path) for name in parameters):
                raise ArgumentError(
                    f"FreezeSchedule: {type(model).__name__} has no parameter below {path!r}; its parts are "
                    f"{', '.join(dict.fromkeys(name.rpartition('.')[0] for name in parameters))}"
                )
        paths = self.paths(epoch)
        for name, parameter in parameters.items():
            parameter.trainable = any(_below(name, path) for path in paths)
        for _, module in model.modules():
            if isinstance(module, BatchNorm) and not (module.gamma.trainable or module.beta.trainable):
                module.training = False
        return {name: parameter.trainable for name, parameter in parameters.items()}

    def __str__(self):
        """One line a stage."""
        named = (", ".join(path or "everything" for path in paths) for paths in self.stages.values())
        return "\n".join(f"from epoch {epoch}: {parts}" for epoch, parts in zip(self.stages, named))


def _below(name, path):
    return path in ("", name) or name.startswith(f"{path}.")
