"""stack.yaml.lock: the packages that Stack pinned besides those of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _haskell
from depscan.model import Component, How
from depscan.syntax import yaml

_SNIFF = re.compile(rb"^snapshots:[\s\S]*?pantry-tree:|pantry-tree:[\s\S]*?^snapshots:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages; what a snapshot holds is not in the file.

    Raises:
        ParseError: not YAML, or not a lockfile of Stack.
    """
    document = yaml.read(source.text())
    packages = document.get("packages") if isinstance(document, yaml.Map) else None
    if not isinstance(packages, yaml.Seq):
        raise ParseError("not a stack.yaml.lock: no list of packages")
    for entry, line in zip(packages, packages.lines, strict=True):
        completed = entry.get("completed") if isinstance(entry, yaml.Map) else None
        found = None
        if isinstance(completed, yaml.Map):
            hackage = completed.get("hackage")
            pinned = _haskell.pinned(hackage) if isinstance(hackage, str) else None
            if pinned:
                found = _haskell.package(source, *pinned, line=line, how=How.LOCKED)
            else:
                found = _haskell.elsewhere(source, completed, line=line, how=How.LOCKED)
        if found:
            yield found
        else:
            source.warn("incomplete-entry", "a package that is not understood", line=line)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="stack-lock",
    ecosystem="hackage",
    patterns=("stack.yaml.lock", "stack*.yaml.lock"),
    sniff=_sniff,
    parse=parse,
    description="packages of Hackage, repositories and archives that are not of the snapshot",
    spec_url="https://docs.haskellstack.org/en/stable/topics/lock_files/",
)
