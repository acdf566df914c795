"""All extractors: the folder is the list."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from depscan.extractors.base import Extractor

FOLDERS = ("packages", "sboms", "cloud", "inventories")


@cache
def all_extractors() -> tuple[Extractor, ...]:
    """Return every extractor, sorted by name."""
    found: list[Extractor] = []
    for folder in FOLDERS:
        package = importlib.import_module(f"depscan.extractors.{folder}")
        for module in pkgutil.iter_modules(package.__path__):
            if not module.name.startswith("_"):
                found.append(importlib.import_module(f"{package.__name__}.{module.name}").EXTRACTOR)
    return tuple(sorted(found, key=lambda extractor: extractor.name))
