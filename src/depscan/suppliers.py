"""Compare who a document says supplies a component with who the catalogue says is behind it."""

from __future__ import annotations

from depscan.knowledge.index import Knowledge, normalised
from depscan.knowledge.names import Names
from depscan.model import Component, Confidence, How

_REPACKAGED = ("pkg:deb/", "pkg:rpm/", "pkg:apk/", "pkg:alpm/", "pkg:alpine/")
"""Whose supplier is the distribution."""


class Suppliers:
    """Says where the two disagree plainly; the same words are compared once."""

    def __init__(self, knowledge: Knowledge, names: Names) -> None:
        """Args: what is known, and how to find vendors by name."""
        self._knowledge = knowledge
        self._names = names
        self._known: dict[tuple[str, str, str | None], str | None] = {}

    def disagreement(self, component: Component, vendor_id: str) -> str | None:
        """Return what a document and the catalogue say differently, in a sentence; None where they may mean the same.

        Args:
            component: counts if an SBOM reports it; inventories name resellers.
            vendor_id: who is behind it by the catalogue.
        """
        supplier = component.supplier
        if not supplier or not any(seen.how is How.REPORTED for seen in component.evidence):
            return None
        if component.purl and component.purl.startswith(_REPACKAGED):
            return None
        key = (vendor_id, supplier, component.fact("supplier_country"))
        if key not in self._known:
            self._known[key] = self._compared(*key)
        return self._known[key]

    def _compared(self, vendor_id: str, supplier: str, country: str | None) -> str | None:
        country = country if country and len(country) == 2 else None
        found, confidence = self._names.vendor(supplier)
        chain = self._names.chain(vendor_id)
        if found and chain & self._names.chain(found):
            agree = country is None or country in self._countries(chain | self._names.chain(found))
        elif found and confidence > Confidence.LOW:
            agree = False
            country = country or self._knowledge.vendor(found).incorporated
        else:  # nobody that is known: the country alone can tell, unless the names begin alike
            agree = country is None or country in self._countries(chain) or self._begins_alike(supplier, chain)
        if agree:
            return None
        vendor = self._knowledge.vendor(vendor_id)
        place = f" ({country})" if country else ""
        seat = f" ({vendor.incorporated})" if vendor.incorporated else ""
        return f"the document names {supplier}{place} as supplier, the catalogue {vendor.name}{seat}"

    def _countries(self, vendor_ids: set[str]) -> set[str]:
        vendors = [self._knowledge.vendor(id_) for id_ in vendor_ids]
        seats = {place for vendor in vendors for place in (vendor.incorporated, vendor.headquarters) if place}
        return seats | {place for vendor in vendors for place in vendor.presence}

    def _begins_alike(self, supplier: str, vendor_ids: set[str]) -> bool:
        first = normalised(supplier).partition(" ")[0]
        vendors = [self._knowledge.vendor(id_) for id_ in vendor_ids]
        names = [name for vendor in vendors for name in (vendor.name, vendor.legal_name, *vendor.aliases) if name]
        return any(normalised(name).partition(" ")[0] == first for name in names)
