"""SPDX documents to components, whatever their notation: https://spdx.github.io/spdx-spec/v2.3/."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from depscan import purl as purls
from depscan.extractors.base import SourceFile
from depscan.extractors.sboms._facts import RANGE_SIGNS, both, is_range, licence, named, origin
from depscan.extractors.sboms._identity import SPECIAL, Identity, identified, image
from depscan.extractors.sboms._spdx_form import Document, LinedPackage, Package
from depscan.extractors.sboms._spdx_graph import FORGE, graph_of, is_no_dependency
from depscan.model import Component, Evidence, Facts, How, Kind, Level, Scope
from depscan.purl import identify, versioned

_KNOWN_VERSIONS = frozenset(f"SPDX-{version}" for version in ("1.0", "1.1", "1.2", "2.0", "2.1", "2.2", "2.3", "3.0"))
_PRODUCTS = frozenset({"APPLICATION", "OPERATING-SYSTEM", "OPERATING_SYSTEM", "DEVICE", "FIRMWARE"})
_NOT_SAID = frozenset({"NOASSERTION", "NONE", ""})
_ECOSYSTEMS = {
    "actions": "githubactions", "composer": "composer", "go": "golang", "maven": "maven", "npm": "npm",
    "nuget": "nuget", "pip": "pypi", "pub": "pub", "rubygems": "gem", "rust": "cargo", "swift": "swift",
}  # fmt: skip
"""How GitHub's export names packages whose exact version it does not know, to which it gives no package URL."""

_Remarks = tuple[str | None, str | None, str | None, str | None]
"""Supplier, originator, licence concluded, licence declared: what many packages share."""


@dataclass(slots=True, kw_only=True)
class Reading:
    """Turns a document into components, remembering what many of them share."""

    source: SourceFile
    document: Document
    line_of: Callable[[Package], int | None]
    """Line of a package, asked for in document order; None where the document has no lines."""
    unusable: int = 0
    """Packages that are no objects, or have no name."""
    _left_out: int = 0
    _malformed: int = 0
    _by_forge: bool = False
    _remarks: dict[_Remarks, tuple[str | None, Facts]] = field(default_factory=dict)

    def components(self) -> Iterator[Component]:
        """Yield the packages besides those that the document describes; at the end, say what was left out."""
        if self.document.version not in _KNOWN_VERSIONS:
            self.source.warn("unknown-version", "not a version of SPDX that depscan knows; read as if it were")
        creators = (self.document.creation and self.document.creation.creators) or ()
        self._by_forge = any(FORGE in creator for creator in creators)
        self._check_references()
        yield from self._packages()
        self._report()

    def _check_references(self) -> None:
        references = [package.id for package in self.document.packages or () if package.id]
        doubled = len(references) - len(set(references))
        if doubled:
            self.source.warn("duplicate-reference", f"packages with the SPDXID of another: {doubled}")

    def _packages(self) -> Iterator[Component]:
        """Loop over what may be a hundred thousand: locals, one call for each thing that is not cached."""
        line_of, remarks_of, path, found_by = (
            self.line_of,
            self._remarks.get,
            self.source.shown_path,
            self.source.found_by,
        )
        own, direct, scopes = graph_of(self.document)
        for index, package in enumerate(self.document.packages or ()):
            reference = package.id
            if reference in own:
                continue
            text = _purl(package)
            known = identify(text) if text else None
            version = package.version or (known[3] if known else None)
            ranged = version and (version[0] in RANGE_SIGNS or "*" in version or version in _NOT_SAID)
            purl: str | None
            facts: Facts = ()
            if known and not ranged and known[1] not in SPECIAL:
                purl, _, name, own_version = known
                kind, purl = Kind.PACKAGE, purl if own_version or not version else versioned(purl, version)
            else:
                what = self._odd(package, text)
                if what is None:
                    continue
                kind, name, version, purl, facts = what
            said = (package.supplier, package.originator, package.concluded, package.declared)
            supplier, licences = remarks_of(said) or self._remember(said)
            facts = both(facts, licences) if facts else licences
            if package.download and package.download not in _NOT_SAID:
                facts = both(facts, origin(package.download))
            line = line_of(package)
            yield Component(
                kind=kind,
                name=name,
                version=version,
                purl=purl,
                scope=scopes.get(reference, Scope.UNKNOWN) if reference else Scope.UNKNOWN,
                direct=reference in direct if reference and direct is not None else None,
                supplier=supplier,
                facts=facts,
                evidence=(
                    Evidence(
                        path=path,
                        line=line,
                        pointer=None if line else f"packages[{index}]",
                        how=How.REPORTED,
                        found_by=found_by,
                    ),
                ),
            )

    def _odd(self, package: Package, text: str | None) -> Identity | None:
        """Return what a package is that has no plain package URL and exact version; None if no dependency."""
        version = None if (package.version or "").upper() in _NOT_SAID else package.version
        facts: Facts = ()
        if text:
            what = identified(text, version)
            if what:
                return what
            self._malformed += 1
        if is_no_dependency(package):
            self._left_out += 1
            return None
        name = package.name
        if not name or name.upper() in _NOT_SAID:
            self.unusable += 1
            return None
        ecosystem, colon, rest = name.partition(":")
        if self._by_forge and colon and rest and ecosystem in _ECOSYSTEMS:
            type_ = _ECOSYSTEMS[ecosystem]
            namespace, _, last = rest.replace(":", "/").rpartition("/")
            return identified(purls.make(type_, namespace, last), version)
        if package.purpose == "CONTAINER":
            return image(name, version)
        if version and is_range(version):
            facts = (("constraint", version),)
            version = None
        kind = Kind.PRODUCT if package.purpose in _PRODUCTS else Kind.PACKAGE
        return Identity(Kind.MODEL if package.purpose == "MODEL" else kind, name, version, None, facts)

    def _remember(self, said: _Remarks) -> tuple[str | None, Facts]:
        supplier, originator, concluded, declared = said
        known = licence([concluded]) or licence([declared])
        remarks: tuple[str | None, Facts] = (
            named(supplier) or named(originator),
            (("licence", known),) if known else (),
        )
        if len(self._remarks) < 10_000:
            self._remarks[said] = remarks
        return remarks

    def _report(self) -> None:
        warn = self.source.warn
        if self.unusable:
            warn("incomplete-entry", f"packages left out because they are no objects or have no name: {self.unusable}")
        if self._malformed:
            warn("malformed-purl", f"packages whose package URL is none: {self._malformed}")
        if self._left_out:
            warn("left-out", f"files left out, which are no dependencies: {self._left_out}", level=Level.NOTE)
        if not self.document.packages:
            warn("no-components", "the document lists no packages", level=Level.NOTE)


def line_of(package: Package) -> int | None:
    """Return the line of a package that knows it."""
    return package.line or None if isinstance(package, LinedPackage) else None


def _purl(package: Package) -> str | None:
    for reference in package.references or ():
        if reference.type == "purl" or (reference.type or "").endswith("/purl"):
            return reference.locator
    return None
