"""conanfile.txt: the C and C++ packages that a project asks Conan for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _conan
from depscan.model import Component, How, Scope

_SECTIONS = {
    "requires": Scope.RUNTIME,
    "build_requires": Scope.BUILD,
    "tool_requires": Scope.BUILD,
    "test_requires": Scope.TEST,
}
_OTHERS = frozenset({"generators", "options", "imports", "layout", "settings", "conf", "env", "buildenv", "runenv"})
_SNIFF = re.compile(rb"^\[(?:requires|build_requires|tool_requires)\][ \t]*\r?$", re.MULTILINE)


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what each section asks for.

    Raises:
        ParseError: no section is of Conan.
    """
    section = ""
    known = False
    for number, raw in enumerate(source.lines(), 1):
        line = raw.partition(" #")[0].strip()
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            section = line.strip("[]").strip()
            known = known or section in _SECTIONS or section in _OTHERS
        elif section in _SECTIONS:
            reference = _conan.read(line)
            if reference is None:
                source.warn("incomplete-entry", "a line that is not a reference", line=number)
                continue
            yield _conan.package(
                source, reference, line=number, how=How.DECLARED, scope=_SECTIONS[section], direct=True
            )
    if not known:
        raise ParseError("not a conanfile.txt: no section of Conan")


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None and b"[full_requires]" not in head


EXTRACTOR = Extractor(
    name="conanfile-txt",
    ecosystem="conan",
    patterns=("conanfile.txt", "conanfile_*.txt"),
    sniff=_sniff,
    parse=parse,
    description="all sections of requirements; versions, ranges, user and channel",
    spec_url="https://docs.conan.io/2/reference/conanfile_txt.html",
)
