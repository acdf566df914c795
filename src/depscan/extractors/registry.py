"""All extractors: the folder is the list.

Importing thirty modules to read three kinds of files would be felt, so a wheel carries a catalogue of names and
patterns made from them, and a format's module is imported when a file may be of it. A checkout has no catalogue: there
the modules themselves are asked.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from depscan.extractors.base import Extractor

FOLDERS = ("packages", "sboms", "cloud", "systems", "inventories")
CATALOGUE = Path(__file__).resolve().parent.parent / "_data" / "formats.json"


class Format(Struct, frozen=True, gc=False):
    """What has to be known of a format before one of its files is met."""

    name: str
    module: str
    patterns: tuple[str, ...]
    sniffed_patterns: tuple[str, ...]
    installed: bool = False
    mentions: bool = False
    last: bool = False

    def load(self) -> Extractor:
        """Import the format's module and return its extractor."""
        extractor: Extractor = importlib.import_module(self.module).EXTRACTOR
        return extractor


@cache
def all_extractors() -> tuple[Extractor, ...]:
    """Return every extractor, sorted by name."""
    return tuple(format_.load() for format_ in listed())


@cache
def all_formats() -> tuple[Format, ...]:
    """Return what is known of every format without reading its module, if a catalogue is there; sorted by name."""
    try:
        return tuple(msgspec.json.decode(CATALOGUE.read_bytes(), type=list[Format]))
    except (OSError, msgspec.DecodeError):
        return listed()


@cache
def listed() -> tuple[Format, ...]:
    """Return the formats by asking every module of the folders, sorted by name."""
    found: list[Format] = []
    for folder in FOLDERS:
        package = importlib.import_module(f"depscan.extractors.{folder}")
        for module in pkgutil.iter_modules(package.__path__):
            if not module.name.startswith("_"):
                path = f"{package.__name__}.{module.name}"
                extractor: Extractor = importlib.import_module(path).EXTRACTOR
                found.append(
                    Format(
                        name=extractor.name,
                        module=path,
                        patterns=extractor.patterns,
                        sniffed_patterns=extractor.sniffed_patterns,
                        installed=extractor.installed,
                        mentions=extractor.mentions,
                        last=extractor.last,
                    )
                )
    return tuple(sorted(found, key=lambda format_: format_.name))


def catalogue() -> bytes:
    """Return the catalogue that a wheel carries."""
    return msgspec.json.encode(listed())
