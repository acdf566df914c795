"""conaninfo.txt: what a package in Conan's cache, or in a build folder, was built with."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _conan
from depscan.model import Component, How, Scope

_SECTIONS = ("full_requires", "requires")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the requirements, with whole versions where the file has them.

    Raises:
        ParseError: no section is of Conan.
    """
    sections: dict[str, list[tuple[int, str]]] = {}
    section = ""
    for number, raw in enumerate(source.lines(), 1):
        line = raw.strip()
        if line.startswith("["):
            section = line.strip("[]")
            sections[section] = []
        elif line and section:
            sections[section].append((number, line))
    if not sections.keys() & {"requires", "full_requires", "settings", "options"}:
        raise ParseError("not a conaninfo.txt: no section of Conan")
    chosen = next((sections[name] for name in _SECTIONS if sections.get(name)), [])
    for number, line in chosen:
        reference = _conan.read(line)
        if reference is None:
            source.warn("incomplete-entry", "a line that is not a reference", line=number)
            continue
        yield _conan.package(source, reference, line=number, how=How.LOCKED, scope=Scope.UNKNOWN, direct=None)


def _sniff(head: bytes) -> bool:
    return b"[full_requires]" in head or (b"[settings]" in head and b"[requires]" in head and b"[options]" in head)


EXTRACTOR = Extractor(
    name="conaninfo",
    ecosystem="conan",
    patterns=("conaninfo.txt",),
    sniff=_sniff,
    parse=parse,
    description="requirements of a built package, whole versions where they are told",
    spec_url="https://docs.conan.io/1/reference/config_files/conaninfo_txt.html",
    installed=True,
)
