"""The gradient cases, one file a family of layers; every module in this folder is loaded."""

import importlib
import pkgutil

for _module in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{_module.name}")
