"""Who asks for what in a CycloneDX document: which components the product itself depends on."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Raw

from depscan.extractors.sboms._cyclonedx_form import NOTHING, Bom, Entry, decoded, walk

_NO_DEPENDENCIES = frozenset({"file", "cryptographic-asset", "data"})
_FILE_OF_PRODUCT = b'"aquasecurity:trivy:Type"'
"""Trivy lists the lockfiles and executables that it looked into as applications."""
_BETWEEN = _NO_DEPENDENCIES | {"application"}


def own_references(bom: Bom) -> frozenset[str]:
    """Return the references of the product described and of its own parts."""
    root = bom.metadata.component if bom.metadata else None
    if root is None:
        return frozenset()
    found = {entry.ref for _, _, entry in walk(root.components, "components") if entry.ref}
    reference = root.ref or root.purl
    return frozenset(found | {reference} if reference else found)


def is_no_dependency(entry: Entry) -> bool:
    """Tell whether an entry is a thing of the product itself: a key, or without package URL a file, a lockfile read."""
    if entry.type == "application":
        return not entry.purl and entry.properties is not NOTHING and _FILE_OF_PRODUCT in bytes(entry.properties)
    return entry.type in _NO_DEPENDENCIES and (not entry.purl or entry.type == "cryptographic-asset")


def direct_references(bom: Bom, own: frozenset[str], entries: Sequence[Entry]) -> frozenset[str] | None:
    """Return the references that the product asks for, itself or through files of its own.

    Returns:
        None if the document does not tell, or tells of none of the components.
    """
    if not own or not bom.dependencies:
        return None
    between = {entry.ref for entry in entries if entry.type in _BETWEEN and entry.ref and is_no_dependency(entry)}
    edges: dict[str, list[Raw]] = {}
    for dependency in bom.dependencies:
        if dependency.ref and (dependency.ref in own or dependency.ref in between):
            edges.setdefault(dependency.ref, []).append(dependency.on)
    asked: set[str] = set()
    waiting, seen = list(own), set(own)
    while waiting:
        for said in edges.get(waiting.pop(), ()):
            for reference in decoded(bytes(said), list[str]) or ():
                if reference not in between and reference not in own:
                    asked.add(reference)
                elif reference not in seen:
                    seen.add(reference)
                    waiting.append(reference)
    return frozenset(asked) if any((entry.ref or entry.purl) in asked for entry in entries) else None
