"""``vendors``, ``rules``, ``formats``: what is known and what is read."""

from __future__ import annotations

from collections.abc import Sequence

from depscan.assess.control import standing
from depscan.cli.console import columns, write
from depscan.cli.explain import clean_lines
from depscan.errors import ExitStatus, UsageError
from depscan.extractors.registry import all_extractors
from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge, normalised
from depscan.knowledge.load import load_knowledge
from depscan.knowledge.names import Names
from depscan.model import Product, Vendor
from depscan.render import grid, words


def vendors(search: str | None, country: str | None, kind: str | None, *, knowledge: Sequence[str]) -> int:
    """List vendors, all or those that are searched for."""
    known = load_knowledge(knowledge)
    wanted = known.vendor_ids
    if search:
        near = [id_ for id_ in wanted if _mentions(known.vendor(id_), search)]
        meant = Names(known).vendor(search)[0]
        wanted = near or ([meant] if meant else list(Names(known).vendors_like(search)))
    rows = []
    for vendor_id in wanted:
        vendor = known.vendor(vendor_id)
        control = standing(vendor, known).control
        ultimate = control.country or ("–" if control.known else "unknown")
        if (country and ultimate.upper() != country.upper()) or (kind and vendor.kind != kind):
            continue
        top = control.path[-1].name if len(control.path) > 1 else ""
        rows.append([vendor.id, vendor.name, vendor.kind, vendor.incorporated or "–", ultimate, top])
    left_out = [f"{name}: left out, {why}" for name, why in known.left_out.items() if search and _in(search, name)]
    if not rows and not left_out:
        raise UsageError(f"no vendor {search or ''} {f'controlled from {country}' if country else ''}".strip())
    if rows:
        print_rows(["ID", "NAME", "KIND", "SEAT", "CONTROL", "ULTIMATE OWNER"], rows)
    if left_out:
        write(clean_lines(left_out))
    return ExitStatus.OK


def _mentions(vendor: Vendor, search: str) -> bool:
    texts = (vendor.id, vendor.name, vendor.legal_name or "", *vendor.aliases)
    return any(_in(search, text) for text in texts) or search.lower() in vendor.domains


def _in(search: str, text: str) -> bool:
    return normalised(search) in normalised(text)


def rules(search: str | None, category: str | None, *, knowledge: Sequence[str]) -> int:
    """List products."""
    known = load_knowledge(knowledge)
    if category and category not in known.categories:
        raise UsageError(f"--category {category}: not one of {', '.join(sorted(known.categories))}")
    rows = []
    for product_id in known.product_ids:
        product = known.product(product_id)
        if category and product.category != category:
            continue
        if search and normalised(search) not in normalised(f"{product.id} {product.name}"):
            continue
        rows.append([product.id, product.name, product.category, words.DELIVERY[product.delivery], product.vendor])
    if not rows:
        raise UsageError("no such product")
    print_rows(["ID", "NAME", "CATEGORY", "DELIVERY", "VENDOR"], rows)
    return ExitStatus.OK


def rule(product_id: str, *, knowledge: Sequence[str]) -> int:
    """Show one product's patterns and facts."""
    known = load_knowledge(knowledge)
    if product_id not in known.product_ids:
        raise UsageError(f"{product_id}: no such product; `depscan rules list` lists them")
    product = known.product(product_id)
    lines = [
        f"{product.name} ({product.id})",
        f"  vendor {product.vendor}; category {product.category}; {words.DELIVERY[product.delivery]}",
        *_facts(product, known),
        "Patterns",
        *(f"  {rule.pattern}" for rule in known.rules if rule.kind == "product" and rule.id == product_id),
        "Sources",
        *(f"  {source.says} [{source.url}, checked {source.checked}]" for source in product.sources),
    ]
    write(clean_lines(lines))
    return ExitStatus.OK


def _facts(product: Product, known: Knowledge) -> list[str]:
    interface = product.interface.kind if product.interface else "not known"
    if product.interface and product.interface.standard:
        interface += f" ({product.interface.standard})"
    licence, export = product.licence or "not known", product.data_export or "not known"
    lines = [f"  licence {licence}; interface {interface}; data export {export}"]
    lines += [f"  {event.date} {event.kind}: {event.says}" for event in product.events]
    for alternative in product.alternatives or ():
        name = alternative.name or known.product(alternative.product or "").name
        lines.append(f"  alternative {name}, effort {alternative.effort}: {alternative.because}")
    return lines


def test(texts: Sequence[str], *, knowledge: Sequence[str]) -> int:
    """Say what each text matches."""
    known = load_knowledge(knowledge)
    lines = []
    for text in texts:
        place = subject.parse(text)
        if place is None:
            raise UsageError(f"{text}: say what it is: pkg:…, a URL, image:…, resource:…, action:…, name:…, host:…")
        lines.append(f"{text}: {_claimant(place, text, known)}")
    write(clean_lines(lines))
    return ExitStatus.OK


def _claimant(place: tuple[str, str], text: str, known: Knowledge) -> str:
    found = known.match(*place)
    if found:
        return f"{found.kind} {found.id}, by {found.pattern}"
    if place[0] == "name":
        named = Names(known).product(text.removeprefix("name:"))
        if named:
            meant = named.product or " or ".join(named.candidates)
            return f"product {meant}, confidence {named.confidence.value}: {named.because}"
    return "no rule matches"


def formats() -> int:
    """List formats with their file names."""
    rows = []
    for extractor in all_extractors():
        names = ", ".join(extractor.patterns + extractor.sniffed_patterns)
        rows.append([extractor.name, extractor.ecosystem, names, extractor.description])
    print_rows(["FORMAT", "ECOSYSTEM", "FILES", "WHAT IS UNDERSTOOD"], rows)
    return ExitStatus.OK


def print_rows(header: list[str], rows: list[list[str]]) -> None:
    """Print a table as wide as its contents, at most as wide as the terminal; the last column takes what is left."""
    total = columns(None)
    widths = [min(max(len(row[i]) for row in [header, *rows]), 40) for i in range(len(header))]
    widths[-1] = max(20, min(widths[-1] * 3, total - sum(widths[:-1]) - 2 * (len(widths) - 1)))
    while sum(widths) + 2 * (len(widths) - 1) > total and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    write(clean_lines(list(grid.lines(header, rows, widths))))
