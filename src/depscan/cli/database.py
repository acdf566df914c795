"""``db``: how much is known, is it sound, how old is it, what changed, and what to check again."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date as Date  # noqa: N812 - a type
from datetime import timedelta
from pathlib import Path

import msgspec

from depscan.assess.changes import Changes, compare
from depscan.assess.control import standing
from depscan.cli.catalogue import print_rows
from depscan.cli.console import write
from depscan.cli.explain import clean_lines, wrapped
from depscan.errors import ExitStatus, KnowledgeError, UsageError
from depscan.knowledge import locate
from depscan.knowledge.compile import compile_folders
from depscan.knowledge.index import Knowledge
from depscan.knowledge.load import decode, load_knowledge
from depscan.knowledge.remarks import remarks
from depscan.model import Citation, Product, Vendor
from depscan.pipeline import current_date
from depscan.render import words

_UNITS = {"d": 1, "w": 7, "m": 30.4375, "y": 365.25}


def stats(*, knowledge: Sequence[str]) -> int:
    """Count what is known, by what matters."""
    known = load_knowledge(knowledge)
    stamp = known.stamp
    everyone = [known.vendor(id_) for id_ in known.vendor_ids]
    products = [known.product(id_) for id_ in known.product_ids]
    controls = Counter(_country(vendor, known) for vendor in everyone)
    kinds = Counter(vendor.kind for vendor in everyone)
    deliveries = Counter(words.DELIVERY[product.delivery] for product in products)
    categories = Counter(product.category for product in products)
    sources = [source for _, _, _, found in _sourced(known) for source in found]
    ages = Counter(source.checked[:7] for source in sources)
    jurisdictions = len({law.country for law in known.laws})
    statuses = _counted(Counter(law.status for law in known.laws))
    lines = [
        f"Knowledge {stamp.version}, {stamp.digest}",
        f"Sources: {len(sources)}, checked between {stamp.oldest_check} and {stamp.newest_check}",
        f"  by month of the check: {', '.join(f'{month} {count}' for month, count in sorted(ages.items()))}",
        f"Vendors: {len(everyone)}, {_with_source(everyone)}; by confidence: {_confidence(everyone)}",
        f"  by country of control: {_counted(controls)}",
        f"  by kind: {_counted(kinds)}",
        f"Products and channels: {len(products)}, {_with_source(products)}; by confidence: {_confidence(products)}",
        f"  by delivery: {_counted(deliveries)}",
        f"  by category: {_counted(categories)}",
        f"Patterns: {known.rule_count}; by what they match: {_counted(known.pattern_counts)}",
        f"Names that may mean several things: {len(known.ambiguous)}; vendors left out: {len(known.left_out)}",
        f"Laws: {len(known.laws)} of {jurisdictions} jurisdictions; {statuses}",
        f"  {', '.join(law.id for law in known.laws)}",
    ]
    write(clean_lines(wrapped(lines)))
    return ExitStatus.OK


def _country(vendor: Vendor, known: Knowledge) -> str:
    control = standing(vendor, known).control
    return control.country or ("nobody" if control.known else "unknown")


def _with_source(records: Sequence[Vendor] | Sequence[Product]) -> str:
    return f"{100 * sum(1 for record in records if record.sources) / max(1, len(records)):.0f} % with a source"


def _confidence(records: Sequence[Vendor] | Sequence[Product]) -> str:
    return _counted(Counter(record.confidence.value for record in records))


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{key} {count}" for key, count in sorted(counter.items(), key=lambda item: (-item[1], item[0])))


def verify(*, strict: bool, knowledge: Sequence[str]) -> int:
    """Compile, which checks everything that must hold, then remark on the rest.

    Raises:
        KnowledgeError: something does not validate, or with ``strict`` there is any remark.
    """
    folders = [locate.base_folder(), *(locate.extra_folder(folder) for folder in knowledge)]
    known = decode(compile_folders(folders))
    assert known is not None
    found = remarks(folders, current_date())
    shown = [f"{_shortened(remark.place)}: {remark.says}" for remark in found]
    stamp = known.stamp
    counts = f"{stamp.vendors} vendors, {stamp.products} products, {known.rule_count} patterns, {stamp.laws} laws"
    end = f"{counts}: all valid, every self-test passes; {words.plural(len(found), 'remark')}"
    write(clean_lines([*shown, end]))
    if strict and found:
        raise KnowledgeError(f"{words.plural(len(found), 'remark')}, and --strict was given")
    return ExitStatus.OK


def _shortened(place: str) -> str:
    """A path below the current folder is told from there."""
    path, _, line = place.rpartition(":")
    try:
        return f"{Path(path).relative_to(Path.cwd())}:{line}"
    except ValueError:
        return place


def stale(older_than: str, *, knowledge: Sequence[str]) -> int:
    """List what nobody has looked at for long."""
    known = load_knowledge(knowledge)
    limit = _before(older_than)
    rows = []
    for kind, id_, name, sources in _sourced(known):
        newest = max((source.checked for source in sources), default="never")
        if newest == "never" or newest < limit:
            rows.append([newest, kind, id_, name])
    if not rows:
        write(f"Every record has been checked since {limit}.\n")
        return ExitStatus.OK
    rows.sort(key=lambda row: ("" if row[0] == "never" else row[0], row[1], row[2]))
    print_rows(["CHECKED", "RECORD", "ID", "NAME"], rows)
    write(f"{words.plural(len(rows), 'record')} not checked since {limit}.\n")
    return ExitStatus.FINDINGS


def _before(age: str) -> str:
    """Return the day that is so long ago, ISO 8601."""
    number, unit = age[:-1], age[-1:].lower()
    if not number.isdecimal() or unit not in _UNITS or len(number) > 4:
        raise UsageError(f"--older-than {age}: give a number and a unit: 90d, 26w, 12m, 2y")
    try:
        day = Date.fromisoformat(current_date()) - timedelta(days=round(int(number) * _UNITS[unit]))
    except OverflowError as error:
        raise UsageError(f"--older-than {age}: before the calendar begins") from error
    return day.isoformat()


def _sourced(known: Knowledge) -> Iterator[tuple[str, str, str, Sequence[Citation]]]:
    """Every record that cites: (kind, id, name, its sources and those of its owners and events)."""
    for id_ in known.vendor_ids:
        vendor = known.vendor(id_)
        inner = [*(o.source for o in vendor.owners), *(event.source for event in vendor.history)]
        yield "vendor", id_, vendor.name, [*vendor.sources, *(source for source in inner if source)]
    for id_ in known.product_ids:
        product = known.product(id_)
        yield "product", id_, product.name, [*product.sources, *(e.source for e in product.events if e.source)]
    for law in known.laws:
        yield "law", law.id, law.name, law.sources


def diff(old: str, new: str | None, *, json_output: bool, home: str) -> int:
    """Say what changed between two states of knowledge."""
    before, after = _of_folder(old), _of_folder(new) if new else load_knowledge()
    changes = compare(before, after, home=home.upper(), date=current_date())
    if json_output:
        write(msgspec.json.format(msgspec.json.encode(changes), indent=1) + b"\n")
    else:
        write(clean_lines(wrapped(list(_told(changes, before, after)))))
    return ExitStatus.OK


def _of_folder(folder: str) -> Knowledge:
    known = decode(compile_folders([locate.extra_folder(folder)]))
    assert known is not None
    return known


_HEADINGS = {
    "control": "Ultimate control changed",
    "owners": "Owners changed",
    "seat": "Seats moved",
    "vendor": "Products that changed hands",
    "licence": "Licences changed",
    "delivery": "Ways of delivery changed",
    "technology": "Origin of technology changed",
    "event": "Events",
    "law": "Laws changed",
    "added": "Added",
    "removed": "Removed",
}


def _told(changes: Changes, before: Knowledge, after: Knowledge) -> Iterator[str]:
    was, now = (f"{known.stamp.version} ({known.stamp.digest[:15]})" for known in (before, after))
    yield f"From {was} to {now}"
    for kind, heading in _HEADINGS.items():
        found = [change for change in changes.changes if change.kind == kind]
        if found:
            yield f"{heading}: {len(found)}"
        if kind in ("added", "removed"):
            for what in ("vendor", "product"):
                ids = [change.subject for change in found if change.says.startswith(what)]
                if ids:
                    yield f"  {words.plural(len(ids), what)}: {', '.join(ids)}"
        else:
            yield from (f"  {change.name} ({change.subject}): {change.says}" for change in found)
    if changes.moves:
        yield f"Scores that move, as if used for certain: {len(changes.moves)}"
    for move in changes.moves:
        pairs = [f"{low:g}" if low == high else f"{low:g}–{high:g}" for low, high in (move.before, move.after)]
        yield f"  {move.name} ({move.product}): {pairs[0]} {move.severity_before} → {pairs[1]} {move.severity_after}"
    if not changes.changes and not changes.moves:
        yield "Nothing changed."


def sample(vendors: int, products: int, seed: int, *, knowledge: Sequence[str]) -> int:
    """Print records drawn at random, with what there is to check in each."""
    known = load_knowledge(knowledge)
    draw = random.Random(seed)  # noqa: S311 - to be repeatable is the point
    drawn_vendors = draw.sample(known.vendor_ids, min(vendors, len(known.vendor_ids)))
    drawn_products = draw.sample(known.product_ids, min(products, len(known.product_ids)))
    lines = [line for id_ in sorted(drawn_vendors) for line in _vendor_facts(known.vendor(id_), known)]
    lines += [line for id_ in sorted(drawn_products) for line in _product_facts(known.product(id_), known)]
    write(clean_lines(lines))
    return ExitStatus.OK


def _vendor_facts(vendor: Vendor, known: Knowledge) -> Iterator[str]:
    legal = vendor.legal_name or "legal name not known"
    seat = f"registered {vendor.incorporated or 'not known'}, managed from {vendor.headquarters or 'not known'}"
    yield f"vendor {vendor.id}: {vendor.name}; {legal}; {vendor.kind}; {seat}; confidence {vendor.confidence.value}"
    presence = " ".join(vendor.presence) or "–"
    yield f"  control {_country(vendor, known)}; ownership {vendor.ownership}; presence {presence}"
    for owner in vendor.owners:
        role = "control" if owner.control else "influence" if owner.influence else "holding"
        dates = f" since {owner.since or '?'}" + (f" until {owner.until}" if owner.until else "")
        yield f"  owner {owner.vendor}: {owner.share or '?'} %, {role}{dates}{_of(owner.source)}"
    for event in vendor.history:
        yield f"  {event.date} {event.kind}: {event.says}{_of(event.source)}"
    for source in vendor.sources:
        yield f"  source{_of(source)}"


def _product_facts(product: Product, known: Knowledge) -> Iterator[str]:
    vendor = known.vendor(product.vendor)
    interface = product.interface.kind if product.interface else "not known"
    yield (
        f"product {product.id}: {product.name}; {vendor.name} ({_country(vendor, known)}); {product.category};"
        f" {product.delivery.value}; licence {product.licence}; interface {interface}; export {product.data_export};"
        f" confidence {product.confidence.value}"
    )
    patterns = [rule.pattern for rule in known.rules if rule.kind == "product" and rule.id == product.id]
    yield f"  patterns: {', '.join(patterns)}"
    for alternative in product.alternatives or ():
        yield f"  alternative {alternative.product or alternative.name}, {alternative.effort}: {alternative.because}"
    for event in product.events:
        yield f"  {event.date} {event.kind}: {event.says}{_of(event.source)}"
    for source in product.sources:
        yield f"  source{_of(source)}"


def _of(source: Citation | None) -> str:
    return f" [{source.url}, {source.checked}: {source.says}]" if source else " [no source]"
