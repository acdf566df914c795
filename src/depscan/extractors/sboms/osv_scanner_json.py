"""Results of osv-scanner, and the list of packages of the same form that it takes: ``osv-scanner.json``."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import msgspec
from msgspec import Raw, Struct

from depscan import purl as purls
from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import repository
from depscan.extractors.sboms._cyclonedx_form import NOTHING
from depscan.extractors.sboms._facts import licence
from depscan.extractors.sboms._identity import SPECIAL
from depscan.extractors.sboms._salvage import salvaged, typed_or_plain
from depscan.model import Component, Facts, How, Kind, Level, Scope

_TYPES = {
    "Bitnami": "bitnami", "ConanCenter": "conan", "CRAN": "cran", "crates.io": "cargo", "GHC": "ghc",
    "GitHub Actions": "githubactions", "Go": "golang", "Hackage": "hackage", "Hex": "hex", "Maven": "maven",
    "npm": "npm", "NuGet": "nuget", "Packagist": "composer", "Pub": "pub", "PyPI": "pypi", "RubyGems": "gem",
    "SwiftURL": "swift",
}  # fmt: skip
_SYSTEMS = {
    "AlmaLinux": "rpm/almalinux", "Alpaquita": "apk/alpaquita", "Alpine": "apk/alpine", "Chainguard": "apk/chainguard",
    "Debian": "deb/debian", "Mageia": "rpm/mageia", "MinimOS": "apk/minimos", "openEuler": "rpm/openeuler",
    "openSUSE": "rpm/opensuse", "Red Hat": "rpm/redhat", "Rocky Linux": "rpm/rocky-linux", "SUSE": "rpm/suse",
    "Ubuntu": "deb/ubuntu", "Wolfi": "apk/wolfi",
}  # fmt: skip
"""Ecosystems of https://ossf.github.io/osv-schema/ as types of package URLs; systems with who distributes them."""
_DEVELOPMENT = frozenset({"dev", "develop", "development", "build"})
_OPENING = re.compile(rb'"package"\s{0,50}:\s{0,200}\{\s{0,200}"name"\s{0,50}:\s{0,50}"([^"\\]{1,500})"')


class Package(Struct, gc=False):
    """A package, or a commit of a repository."""

    name: str | None = None
    version: str | None = None
    ecosystem: str | None = None
    commit: str | None = None


class Entry(Struct, gc=False):
    """A package with what is known about it."""

    package: Package | None = None
    groups: list[str] | None = msgspec.field(name="dependency_groups", default=None)
    licenses: list[str] | None = None
    vulnerabilities: Raw = NOTHING


class Result(Struct, gc=False):
    """What one file of the scan gave."""

    packages: list[Entry] | None = None


class Document(Struct, gc=False):
    """A document, as far as it is of interest."""

    results: list[Result] | None = None


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages.

    Raises:
        ParseError: not JSON, or not of osv-scanner.
    """
    data, document, value = typed_or_plain(source, Document)
    lost = 0
    if document is None:
        if not isinstance(value, dict) or not isinstance(value.get("results"), list):
            raise ParseError("not a result of osv-scanner: no list of results")
        document, losses = salvaged(value, Document)
        lost = losses[Entry] + losses[Result]
    if document.results is None:
        raise ParseError("not a result of osv-scanner: no list of results")
    line_of = _lines(data)
    vulnerable_only, any_found = True, False
    for number, result in enumerate(document.results):
        for index, entry in enumerate(result.packages or ()):
            package = entry.package
            if package is None or not (package.name or package.commit):
                lost += 1
                continue
            any_found = True
            vulnerable_only = vulnerable_only and entry.vulnerabilities is not NOTHING
            line = line_of(package.name or "")
            yield _component(source, entry, package, line, f"results[{number}].packages[{index}]")
    if lost:
        source.warn("incomplete-entry", f"entries left out because they are no objects or have no name: {lost}")
    if any_found and vulnerable_only:
        message = "lists packages with vulnerabilities only, as osv-scanner does without --all-packages"
        source.warn("incomplete-list", message)
    elif not any_found:
        source.warn("no-components", "the document lists no packages", level=Level.NOTE)


def _component(source: SourceFile, entry: Entry, package: Package, line: int | None, pointer: str) -> Component:
    name, version, purl = _identity(package)
    known = licence(entry.licenses or ())
    facts: Facts = (("licence", known),) if known else ()
    if package.commit and package.name and not purl:
        facts = (*facts, ("repository", repository(package.name) or package.name))
    groups = entry.groups or []
    development = bool(groups) and all(group.lower() in _DEVELOPMENT for group in groups)
    type_ = purl.partition(":")[2].partition("/")[0] if purl else ""
    return Component(
        kind=SPECIAL.get(type_, Kind.PACKAGE),
        name=name,
        version=version,
        purl=purl,
        scope=Scope.DEVELOPMENT if development else Scope.UNKNOWN,
        facts=facts,
        evidence=source.seen(line, how=How.REPORTED, pointer=None if line else pointer),
    )


def _identity(package: Package) -> tuple[str, str | None, str | None]:
    """Return name, version and package URL; an ecosystem may name a release after a colon."""
    name = package.name or "a commit"
    version = package.version or package.commit or None
    ecosystem = (package.ecosystem or "").partition(":")[0]
    if ecosystem in _SYSTEMS:
        type_, _, distributor = _SYSTEMS[ecosystem].partition("/")
        return name, version, purls.make(type_, distributor, name, version)
    if ecosystem not in _TYPES or not package.name:
        return name, version, None
    type_ = _TYPES[ecosystem]
    namespace, _, last = (name.replace(":", "/") if type_ == "maven" else name).rpartition("/")
    if not last:
        return name, version, None
    if type_ == "swift":
        namespace, last = namespace.partition("://")[2] or namespace, last.removesuffix(".git")
    made = purls.make(type_, namespace, last, version)
    return purls.display_name(purls.Purl(type_, namespace, last, version)), version, made


def _lines(data: bytes) -> Callable[[str], int | None]:
    """Return what tells the line of the next package of a name; vulnerabilities name packages in another form."""
    if data.count(b"\n", 0, 1_000_000) < 2:
        return lambda _: None
    lines: dict[str, list[int]] = {}
    line, counted = 1, 0
    for match in _OPENING.finditer(data):
        line += data.count(b"\n", counted, match.start(1))
        counted = match.start(1)
        lines.setdefault(match[1].decode("utf-8", "replace"), []).append(line)
    following = {name: iter(found) for name, found in lines.items()}
    return lambda name: next(following.get(name, iter(())), None)


def _sniff(head: bytes) -> bool:
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] != b"{" or b'"results"' not in text:
        return False
    return _OPENING.search(text) is not None and b'"ecosystem"' in text


EXTRACTOR = Extractor(
    name="osv-scanner-json",
    ecosystem="sbom",
    patterns=("osv-scanner.json", "osv-scanner-results.json", "osv-results.json", "*.osv-scanner.json"),
    sniffed_patterns=("*.json",),
    sniff=_sniff,
    parse=parse,
    description="results with --all-packages, and osv-scanner's own list of packages: licences, development groups",
    spec_url="https://google.github.io/osv-scanner/output/",
)
