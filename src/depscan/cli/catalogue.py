"""``vendors``, ``rules``, ``formats``, ``db``: what is known and what is read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from depscan.assess.control import standing
from depscan.cli.console import columns, write
from depscan.cli.explain import clean_lines
from depscan.errors import ExitStatus, UsageError
from depscan.extractors.registry import all_extractors
from depscan.knowledge import subject
from depscan.knowledge.index import Knowledge, normalised
from depscan.knowledge.load import load_knowledge
from depscan.model import Product, Vendor
from depscan.render import grid, words


def vendors(search: str | None, country: str | None, *, knowledge: Sequence[str]) -> int:
    """List vendors, or show the one with that id."""
    known = load_knowledge(knowledge)
    if search in known.vendor_ids and not country:
        from depscan.cli import explain

        return explain.run(search, (), home="EU", knowledge=knowledge)
    rows = []
    for vendor_id in known.vendor_ids:
        vendor = known.vendor(vendor_id)
        control = standing(vendor, known).control
        ultimate = control.country or ("–" if control.known else "unknown")
        if (search and not _mentions(vendor, search)) or (country and ultimate.upper() != country.upper()):
            continue
        top = control.path[-1].name if len(control.path) > 1 else ""
        rows.append([vendor.id, vendor.name, vendor.kind, vendor.incorporated or "–", ultimate, top])
    if not rows:
        raise UsageError(f"no vendor {search or ''} {f'controlled from {country}' if country else ''}".strip())
    _print_rows(["ID", "NAME", "KIND", "SEAT", "CONTROL", "ULTIMATE OWNER"], rows)
    return ExitStatus.OK


def _mentions(vendor: Vendor, search: str) -> bool:
    wanted = normalised(search)
    return any(
        wanted in normalised(text) for text in (vendor.id, vendor.name, vendor.legal_name or "", *vendor.aliases)
    )


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
    _print_rows(["ID", "NAME", "CATEGORY", "DELIVERY", "VENDOR"], rows)
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
        found = known.match(*place)
        lines.append(f"{text}: " + (f"{found.kind} {found.id}, by {found.pattern}" if found else "no rule matches"))
    write(clean_lines(lines))
    return ExitStatus.OK


def formats() -> int:
    """List formats with their file names."""
    rows = []
    for extractor in all_extractors():
        names = ", ".join(extractor.patterns + extractor.sniffed_patterns)
        rows.append([extractor.name, extractor.ecosystem, names, extractor.description])
    _print_rows(["FORMAT", "ECOSYSTEM", "FILES", "WHAT IS UNDERSTOOD"], rows)
    return ExitStatus.OK


def stats(*, knowledge: Sequence[str]) -> int:
    """Count what is known, by what matters."""
    known = load_knowledge(knowledge)
    stamp = known.stamp
    everyone = [known.vendor(id_) for id_ in known.vendor_ids]
    products = [known.product(id_) for id_ in known.product_ids]
    controls = Counter(standing(vendor, known).control.country or "none or unknown" for vendor in everyone)
    kinds = Counter(vendor.kind for vendor in everyone)
    confidences = Counter(vendor.confidence.value for vendor in everyone)
    deliveries = Counter(words.DELIVERY[product.delivery] for product in products)
    categories = Counter(product.category for product in products)
    sourced = sum(1 for vendor in everyone if vendor.sources)
    lines = [
        f"Knowledge {stamp.version}, {stamp.digest}",
        f"Checked between {stamp.oldest_check} and {stamp.newest_check}",
        f"Vendors: {len(everyone)}, {sourced} with a source; by confidence: {_counted(confidences)}",
        f"  by country of control: {_counted(controls)}",
        f"  by kind: {_counted(kinds)}",
        f"Products and channels: {len(products)}; by delivery: {_counted(deliveries)}",
        f"  by category: {_counted(categories)}",
        f"Patterns: {len(known.rules)}",
        f"Laws: {len(known.laws)}: {', '.join(law.id for law in known.laws)}",
    ]
    width = min(columns(None), 120)
    write(clean_lines([part for line in lines for part in _hang(line, width)]))
    return ExitStatus.OK


def _hang(line: str, width: int) -> list[str]:
    indent = " " * (len(line) - len(line.lstrip()))
    first, *rest = grid.wrap(line.lstrip(), width - len(indent) - 4)
    return [indent + first, *(f"{indent}    {more}" for more in rest)]


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{key} {count}" for key, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def _print_rows(header: list[str], rows: list[list[str]]) -> None:
    """Print a table as wide as its contents, at most as wide as the terminal; the last column takes what is left."""
    total = columns(None)
    widths = [min(max(len(row[i]) for row in [header, *rows]), 40) for i in range(len(header))]
    widths[-1] = max(20, min(widths[-1] * 3, total - sum(widths[:-1]) - 2 * (len(widths) - 1)))
    while sum(widths) + 2 * (len(widths) - 1) > total and max(widths) > 12:
        widths[widths.index(max(widths))] -= 1
    write(clean_lines(list(grid.lines(header, rows, widths))))
