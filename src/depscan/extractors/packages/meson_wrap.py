"""subprojects/*.wrap: what Meson downloads where the system does not have it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, How
from depscan.syntax import lazy

_KINDS = frozenset({"wrap-file", "wrap-git", "wrap-hg", "wrap-svn"})
_ENTRY = lazy.pattern(r"([A-Za-z_]\w*+)[ \t]*+[=:][ \t]*+(.*+)")
_VERSION = lazy.pattern(r"[-_]v?(?=\d)")
_SNIFF = re.compile(rb"^\[wrap-(?:file|git|hg|svn|redirect)\]", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the archive or repository that is downloaded; a redirection to another wrap file yields nothing.

    Raises:
        ParseError: not a wrap file.
    """
    kind, header = "", 0
    values: dict[str, str] = {}
    section = ""
    for number, raw in enumerate(source.lines(), 1):
        line = raw.strip()
        if line.startswith("["):
            section = line.strip("[]").strip()
            if section.startswith("wrap-") and not kind:
                kind, header = section, number
        elif section == kind and (entry := _ENTRY.fullmatch(line)):
            values.setdefault(entry[1], entry[2].strip())
    if not kind:
        raise ParseError("not a wrap file: no section of Meson")
    if kind not in _KINDS:
        return
    place = _archive(source, values) if kind == "wrap-file" else _repository(values)
    if place:
        yield _git.component(source, place, line=header, how=How.DECLARED)
    elif values.get("source_url") or values.get("url"):
        source.warn("incomplete-entry", "a download whose address is not understood", line=header)


def _repository(values: dict[str, str]) -> _git.Place | None:
    place = _git.at_repository(values.get("url", ""))
    return place.at(values.get("revision")) if place else None


def _archive(source: SourceFile, values: dict[str, str]) -> _git.Place | None:
    place = _git.at_archive(values.get("source_url", ""))
    if place is None or place.type != "generic":
        return place
    # the file's name may be anything; the wrap's own name and folder are chosen by people
    folder = values.get("directory", "")
    split = _VERSION.search(folder, 1)
    version = folder[split.end() :] if split else place.version
    return place._replace(name=source.name.removesuffix(".wrap"), version=version)


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="meson-wrap",
    ecosystem="meson",
    patterns=("subprojects/*.wrap",),
    sniffed_patterns=("*.wrap",),
    sniff=_sniff,
    parse=parse,
    description="archives and repositories of subprojects with their versions",
    spec_url="https://mesonbuild.com/Wrap-dependency-system-manual.html",
)
