"""What the formats of CPAN share: modules as components, the distributions that hold them, what they are for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec

from depscan.extractors.base import SourceFile
from depscan.extractors.packages._python import facts
from depscan.model import Component, How, Scope
from depscan.syntax import lazy

_MODULE = lazy.pattern(r"[A-Za-z_]\w*(?:(?:::|')\w+)*")
_COMES_WITH_PERL = frozenset(
    {
        "attributes", "base", "bigint", "bignum", "bigrat", "blib", "builtin", "bytes", "charnames", "constant",
        "deprecate", "diagnostics", "encoding", "feature", "fields", "filetest", "if", "integer", "less", "lib",
        "locale", "mro", "ok", "open", "overload", "overloading", "parent", "perl", "re", "sigtrap", "sort", "strict",
        "subs", "threads", "utf8", "vars", "version", "vmsish", "warnings",
    }
)  # fmt: skip
PHASES = {
    "runtime": Scope.RUNTIME,
    "configure": Scope.BUILD,
    "build": Scope.BUILD,
    "test": Scope.TEST,
    "develop": Scope.DEVELOPMENT,
}
"""What CPAN::Meta::Spec has dependencies for."""
OPTIONAL = ("recommends", "suggests")

_DISTRIBUTION = lazy.pattern(r"  (\S+)")
_ENDING = lazy.pattern(r"(.+)-(v?[\d.]\S*)")
_PROVIDED = lazy.pattern(r"      (\S+) .*")


def module(
    source: SourceFile,
    name: str,
    bounds: str,
    line: int | None,
    scope: Scope,
    *,
    optional: bool = False,
    repository: str | None = None,
    distributions: Mapping[str, str] | None = None,
) -> Component | None:
    """Return a module that is asked for; None for Perl itself and its pragmas, and with a warning for what is none.

    Args:
        source: the file.
        name: the module.
        bounds: as CPAN writes them: ``0``, ``1.5``, ``>= 1.5, < 2``, ``== 1.5``.
        line: where.
        scope: what it is for.
        optional: recommended or suggested.
        repository: where it comes from, if not from CPAN.
        distributions: which distribution holds a module; one that is not told bears the module's name, with dashes.
    """
    if name in _COMES_WITH_PERL:
        return None
    if not _MODULE.fullmatch(name):
        source.warn("invalid-requirement", "not the name of a module", line=line)
        return None
    bounds = ",".join("".join(bound.split()) for bound in bounds.split(",") if bound.strip())
    exact = bounds[2:] if bounds.startswith("==") and "," not in bounds else None
    if bounds and bounds[0] not in "<>=!":
        bounds = f">={bounds}" if bounds.strip("0.v") else ""
    made = source.package(
        "cpan",
        (distributions or {}).get(name) or name.replace("::", "-").replace("'", "-"),
        exact,
        line=line,
        how=How.DECLARED,
        scope=scope,
        direct=True,
        facts=facts(
            constraint=None if exact else bounds,
            optional="true" if optional else None,
            repository=repository,
        ),
    )
    return msgspec.structs.replace(made, name=name)


class Distribution(NamedTuple):
    """An entry of a cpanfile.snapshot."""

    name: str
    version: str | None
    line: int
    modules: list[str]


def distributions(lines: Iterable[str]) -> Iterator[Distribution]:
    """Yield the entries of a cpanfile.snapshot."""
    last: Distribution | None = None
    provides = False
    for number, line in enumerate(lines, 1):
        text = line.rstrip()
        if match := _DISTRIBUTION.fullmatch(text):
            if last:
                yield last
            ending = _ENDING.fullmatch(match[1])
            name, version = (ending[1], ending[2]) if ending else (match[1], None)
            last, provides = Distribution(name, version, number, []), False
        elif text.startswith("    ") and text[4:5] != " ":
            provides = text == "    provides:"
        elif provides and last and (provided := _PROVIDED.fullmatch(text)):
            last.modules.append(provided[1])
    if last:
        yield last
