"""stack.yaml: the packages that Stack is asked for besides those of a snapshot."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git, _haskell
from depscan.model import Component, How
from depscan.syntax import yaml

_SNAPSHOT = re.compile(rb"^(?:resolver|snapshot)[ \t]*+:", re.MULTILINE)
_OTHERS = re.compile(rb"^(?:packages|extra-deps|flags|ghc-options|nix|docker|system-ghc)[ \t]*+:", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the extra packages; those in folders are the project itself.

    Raises:
        ParseError: not YAML, or not a project of Stack.
    """
    document = yaml.read(source.text())
    if not isinstance(document, yaml.Map) or not document.keys() & {"resolver", "snapshot", "extra-deps", "packages"}:
        raise ParseError("not a stack.yaml: neither a snapshot nor packages")
    extra = document.get("extra-deps")
    if extra is not None and not isinstance(extra, yaml.Seq):
        source.warn("wrong-type", "extra-deps is not a list", line=document.lines.get("extra-deps"))
    for entry, line in zip(extra, extra.lines, strict=True) if isinstance(extra, yaml.Seq) else ():
        found: Component | None = None
        if isinstance(entry, str):
            pinned = _haskell.pinned(entry)
            if pinned:
                found = _haskell.package(source, *pinned, line=line, how=How.DECLARED)
            elif "://" not in entry:
                continue  # a folder
            elif place := _git.at_archive(entry):
                found = _git.component(source, place, line=line, how=How.DECLARED)
        elif isinstance(entry, yaml.Map):
            found = _haskell.elsewhere(source, entry, line=line, how=How.DECLARED)
        if found:
            yield found
        else:
            source.warn("incomplete-entry", "a package that is not understood", line=line)


def _sniff(head: bytes) -> bool:
    return _SNAPSHOT.search(head) is not None and _OTHERS.search(head) is not None and b"pantry-tree" not in head


EXTRACTOR = Extractor(
    name="stack-yaml",
    ecosystem="hackage",
    patterns=(),
    sniffed_patterns=("stack.yaml", "stack-*.yaml", "stack.yml"),
    sniff=_sniff,
    parse=parse,
    description="extra packages of Hackage, repositories and archives; packages of the snapshot stand in the manifests",
    spec_url="https://docs.haskellstack.org/en/stable/configure/yaml/",
)
