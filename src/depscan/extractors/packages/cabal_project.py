"""cabal.project.freeze and cabal.project: what Cabal pinned, and repositories that packages are taken from."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git, _haskell
from depscan.model import Component, How
from depscan.syntax import lazy

_CONSTRAINT = lazy.pattern(
    r"(?<![\w.-])(?:any\.|setup\.)?+([A-Za-z0-9]++(?:-[A-Za-z0-9]++)*+)[ \t]*+==[ \t]*+(\d++(?:\.\d++)*+)"
)
_FIELD = lazy.pattern(r"([ \t]*+)([A-Za-z][\w-]*+)[ \t]*+:(?!:)(.*+)")
_KNOWN = frozenset(
    {
        "packages", "optional-packages", "extra-packages", "constraints", "with-compiler", "index-state", "tests",
        "active-repositories", "allow-newer", "package", "source-repository-package", "jobs", "optimization",
        "documentation", "benchmarks", "flags", "import", "repository", "preferences", "program-options",
    }
)  # fmt: skip
_SNIFF = re.compile(rb"^constraints:[^\n]*+(?:\n[ \t][^\n]*+)*?any\.", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the versions that a freeze file pins and the repositories of ``source-repository-package``.

    Raises:
        ParseError: no field or stanza is of Cabal.
    """
    freeze = source.name.endswith(".freeze")
    field = ""
    stanza: dict[str, str] = {}
    known, stanza_line = False, 0
    for number, raw in enumerate(source.lines(), 1):
        line = raw.rstrip()
        if not line.strip() or line.lstrip().startswith("--"):
            continue
        match = _FIELD.fullmatch(line)
        if not line[0].isspace():
            yield from _repository(source, stanza, stanza_line)
            stanza, stanza_line = {}, 0
            known = known or (match[2].lower() if match else line.split()[0].lower()) in _KNOWN
            if line.split()[0] == "source-repository-package":
                stanza_line = number
        if match and (not match[1] or stanza_line):
            field = match[2].lower()
            line = match[3]
            if stanza_line:
                stanza[field] = line.strip()
        if field == "constraints" and freeze:
            for name, version in _CONSTRAINT.findall(line):
                yield _haskell.package(source, name, version, line=number, how=How.LOCKED)
    yield from _repository(source, stanza, stanza_line)
    if not known:
        raise ParseError("not a project of Cabal: no field is known")


def _repository(source: SourceFile, stanza: dict[str, str], line: int) -> Iterator[Component]:
    if not line:
        return
    place = _git.at_repository(stanza.get("location"))
    if place is None:
        source.warn("incomplete-entry", "a repository whose address is not understood", line=line)
        return
    place = place.at(stanza.get("tag") or stanza.get("branch"))
    yield _git.component(source, place, line=line, how=How.DECLARED)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="cabal-project",
    ecosystem="hackage",
    patterns=("cabal.project.freeze", "cabal.project", "cabal*.project.freeze", "cabal*.project"),
    sniff=_sniff,
    parse=parse,
    description="pinned versions of the freeze file; repositories that packages are taken from",
    spec_url="https://cabal.readthedocs.io/en/stable/cabal-project-description-file.html",
)
