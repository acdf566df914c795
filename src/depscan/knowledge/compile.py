"""Check all records together and build the index.

What is refused, with file and line: unknown references, owner cycles, rules that can match nothing, one pattern claimed
by two rules, self-tests that fail, missing scoring or categories.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any

import msgspec

from depscan.errors import KnowledgeError
from depscan.framework import Framework
from depscan.knowledge import schema, schema_scoring, subject
from depscan.knowledge.index import (
    FORMAT,
    Category,
    Compiled,
    Knowledge,
    Rule,
    Scoring,
    normalised,
    plain_region,
    prefix_table,
)
from depscan.knowledge.read import Origin, Records, read_folders, refuse
from depscan.model import KnowledgeStamp, Law, Product, Publisher, Vendor

COMMUNITY = "community"


def compile_folders(folders: list[Path]) -> bytes:
    """Return the compiled knowledge of the folders, the later overriding the earlier by id.

    Raises:
        KnowledgeError: anything that does not validate, with file and line.
    """
    records = read_folders(folders)
    refuse(records.problems)
    compiled = _Compiler(records).compile(digest_of(folders))
    return msgspec.msgpack.Encoder(order="deterministic").encode(compiled)


def digest_of(folders: list[Path]) -> str:
    """Return the SHA-256 over names and contents of all knowledge files."""
    digest = hashlib.sha256()
    for folder in folders:
        for file in knowledge_files(folder):
            digest.update(file.relative_to(folder).as_posix().encode())
            digest.update(hashlib.sha256(file.read_bytes()).digest())
    return f"sha256:{digest.hexdigest()}"


def knowledge_files(folder: Path) -> list[Path]:
    """Return the files of a knowledge folder, sorted."""
    files = sorted((folder / "rules").glob("**/*.yaml"))
    vendors = folder / "vendors.yaml"
    return [vendors, *files] if vendors.is_file() else files


class _Compiler:
    def __init__(self, records: Records) -> None:
        self._records = records
        self._problems: list[str] = []
        self._rules: list[Rule] = []
        self._patterns: dict[str, dict[str, int]] = {}
        self._origins: list[Origin] = []

    def compile(self, digest: str) -> Compiled:
        records = self._records
        if records.scoring is None or not records.version or not records.categories:
            raise KnowledgeError("rules/: scoring.yaml, version.yaml and categories.yaml are needed")
        self._check_references()
        self._check_owner_cycles()
        refuse(self._problems)
        self._add_patterns()
        refuse(self._problems)
        rules = [msgspec.msgpack.encode(rule) for rule in self._rules]
        compiled = Compiled(
            format=FORMAT,
            stamp=self._stamp(digest),
            rules=memoryview(b"".join(rules)),
            places=memoryview(struct.pack(f"<{len(rules) + 1}I", 0, *accumulate(map(len, rules)))),
            tables=self._tables(),
            vendors={id_: _raw(record, Vendor) for id_, (record, _) in records.vendors.items()},
            products=self._products(),
            publishers=self._publishers(),
            frameworks={id_: _raw(record, Framework) for id_, (record, _) in sorted(records.frameworks.items())},
            laws=tuple(_noun(record, Law) for _, (record, _) in sorted(records.laws.items())),
            scoring=_scoring(records.scoring),
            categories={c.id: Category(name=c.name, name_fr=c.name_fr) for c in records.categories.values()},
            channels=self._channels(),
            regions=_packed(self._regions()),
            vendor_names=_packed(self._vendor_names()),
            ambiguous=_packed(self._ambiguous_names()),
            makers=_packed(self._makers()),
            left_out=_packed({name: record.because for name, (record, _) in records.left_out.items()}),
        )
        self._run_self_tests(Knowledge(compiled))
        refuse(self._problems)
        return compiled

    def _problem(self, origin: Origin, message: str) -> None:
        self._problems.append(f"{origin}: {message}")

    def _check_references(self) -> None:
        records = self._records
        for vendor, origin in records.vendors.values():
            owners = [owner.vendor for owner in vendor.owners]
            origins = [technology.vendor for technology in vendor.technology_origin if technology.vendor]
            for reference in owners + origins:
                self._check_vendor(reference, origin)
        for product, origin in records.products.values():
            self._check_vendor(product.vendor, origin)
            if product.category not in records.categories:
                self._problem(origin, f"unknown category {product.category!r}")
            for alternative in product.alternatives or []:
                if alternative.product and alternative.product not in records.products:
                    self._problem(origin, f"unknown product {alternative.product!r} among the alternatives")
        for law, origin in records.laws.values():
            for category in law.categories:
                if category not in records.categories:
                    self._problem(origin, f"unknown category {category!r}")
        for framework, origin in records.frameworks.values():
            areas = records.scoring.areas if records.scoring else {}
            for area in {framework.area, *(c.area for c in framework.criteria if c.area)}:
                if area not in areas and not (len(area) == 2 and area.isupper()):
                    self._problem(origin, f"unknown area {area!r}")
            categories = {name for criterion in framework.criteria for name in criterion.categories}
            for category in categories | {name for ceiling in framework.ceilings for name in ceiling.categories}:
                if category not in records.categories:
                    self._problem(origin, f"unknown category {category!r}")
        for publishers in records.publishers.values():
            for publisher, origin in publishers:
                if publisher.vendor != COMMUNITY:
                    self._check_vendor(publisher.vendor, origin)

    def _check_vendor(self, id_: str, origin: Origin) -> None:
        if id_ in self._records.vendors:
            return
        import difflib

        near = difflib.get_close_matches(id_, self._records.vendors, n=1)
        self._problem(origin, f"unknown vendor {id_!r}" + (f"; did you mean {near[0]!r}?" if near else ""))

    def _check_owner_cycles(self) -> None:
        done: set[str] = set()
        for start in self._records.vendors:
            path: list[str] = []
            stack = [(start, 0)]
            while stack:
                vendor_id, depth = stack.pop()
                del path[depth:]
                if vendor_id in path:
                    self._problem(self._records.vendors[start][1], f"owner cycle: {' → '.join([*path, vendor_id])}")
                    break
                if vendor_id in done or vendor_id not in self._records.vendors:
                    continue
                path.append(vendor_id)
                owners = self._records.vendors[vendor_id][0].owners
                stack.extend((owner.vendor, len(path)) for owner in owners)
            done.add(start)

    def _add_patterns(self) -> None:
        for product, origin in self._records.products.values():
            for namespace in schema.MatchRecord.model_fields:
                if namespace == "ambiguous":
                    continue
                for text in getattr(product.match, namespace):
                    place = subject.pattern(namespace, text)
                    self._add_pattern(place, Rule("product", product.id, text), origin, namespace)
        for ecosystem, publishers in self._records.publishers.items():
            for publisher, origin in publishers:
                for text in publisher.match:
                    place = subject.publisher_pattern(ecosystem, text)
                    self._add_pattern(
                        place, Rule("publisher", _publisher_id(ecosystem, publisher), text), origin, ecosystem
                    )

    def _add_pattern(self, place: tuple[str, str] | None, rule: Rule, origin: Origin, namespace: str) -> None:
        if place is None:
            self._problem(origin, f"{rule.pattern!r} is not a pattern for {namespace}, or one that matches everything")
            return
        table = self._patterns.setdefault(place[0], {})
        known = table.get(place[1])
        if known is not None and (self._rules[known].kind, self._rules[known].id) != (rule.kind, rule.id):
            other, where = self._rules[known], self._origins[known]
            self._problem(origin, f"{rule.id} and {other.id} ({where}) both claim {rule.pattern!r}")
            return
        if known is None:
            table[place[1]] = len(self._rules)
            self._rules.append(rule)
            self._origins.append(origin)

    def _tables(self) -> dict[str, msgspec.Raw]:
        """Each encoded for itself: a scan decodes those of the ecosystems it meets."""
        encode = msgspec.msgpack.Encoder(order="deterministic").encode
        suffixed = ("host", "kubernetes")
        tables = {name: prefix_table(found, hosts=name in suffixed) for name, found in sorted(self._patterns.items())}
        return {name: msgspec.Raw(encode(table)) for name, table in tables.items()}

    def _products(self) -> dict[str, msgspec.Raw]:
        """Every product and, where a licence changed, a second one that stands for its earlier versions."""
        products: dict[str, msgspec.Raw] = {}
        for id_, (record, _) in self._records.products.items():
            plain = _plain(record)
            earlier = plain.pop("earlier", None)
            if earlier:
                before = earlier["before"]
                other = f"{id_}-before-{before.replace('.', '-')}"
                changes = {"id": other, "name": f"{record.name} before {before}", "events": []}
                changes |= {"delivery": earlier["delivery"], "licence": earlier["licence"]}
                products[other] = _encoded(plain | changes, Product)
                plain["earlier"] = {"before": before, "product": other}
            products[id_] = _encoded(plain, Product)
        return products

    def _publishers(self) -> dict[str, msgspec.Raw]:
        publishers = {}
        for ecosystem, entries in self._records.publishers.items():
            for record, _ in entries:
                id_ = _publisher_id(ecosystem, record)
                plain = record.model_dump(exclude_none=True, exclude={"match"})
                publishers[id_] = _encoded(plain | {"id": id_, "ecosystem": ecosystem}, Publisher)
        return publishers

    def _channels(self) -> dict[str, str]:
        channels: dict[str, str] = {}
        for product, origin in self._records.products.values():
            if not product.serves:
                continue
            keys = [f"purl:{type_}" for type_ in product.serves.purl]
            keys += [f"image:{host}" for host in product.serves.image]
            keys += ["action"] if product.serves.action else []
            for key in keys:
                if channels.setdefault(key, product.id) != product.id:
                    self._problem(origin, f"{product.id} and {channels[key]} both serve {key}")
        return channels

    def _regions(self) -> dict[str, dict[str, str]]:
        """Vendor → region as the index keeps it → country; a later folder adds to an earlier one."""
        known: dict[str, dict[str, str]] = {}
        files: dict[tuple[str, str], str] = {}
        for record, origin in self._records.regions:
            for prefix, vendor in _names_of_regions(record):
                if vendor not in self._records.vendors:
                    self._problem(origin, f"unknown vendor {vendor!r}")
                of_vendor = known.setdefault(vendor, {})
                for region, country in record.regions.items():
                    key = plain_region(prefix + region)
                    if of_vendor.get(key, country) != country and files[vendor, key] == origin.file:
                        self._problem(origin, f"{region!r} of {vendor} lies in {country} and {of_vendor[key]}")
                    of_vendor[key] = country
                    files[vendor, key] = origin.file
        return known

    def _vendor_names(self) -> dict[str, str]:
        names: dict[str, str] = {}
        for vendor, origin in self._records.vendors.values():
            for name in {vendor.name, vendor.legal_name or vendor.name, *vendor.aliases}:
                key = normalised(name)
                if names.setdefault(key, vendor.id) != vendor.id:
                    self._problem(origin, f"{vendor.id} and {names[key]} are both named {name!r}")
        return names

    def _ambiguous_names(self) -> dict[str, tuple[str, ...]]:
        """Names that several products may be meant by; one that a product claims alone is not ambiguous."""
        candidates: dict[str, set[str]] = {}
        claimed = self._patterns.get("name", {})
        for product, origin in self._records.products.values():
            for name in product.match.ambiguous:
                key = normalised(name)
                if key in claimed:
                    owner = self._rules[claimed[key]].id
                    self._problem(origin, f"{product.id} says {name!r} is ambiguous, but {owner} claims it alone")
                candidates.setdefault(key, set()).add(product.id)
        return {key: tuple(sorted(ids)) for key, ids in sorted(candidates.items())}

    def _makers(self) -> list[str]:
        waiting = [product.vendor for product, _ in self._records.products.values()]
        found: set[str] = set()
        while waiting:
            vendor = waiting.pop()
            if vendor not in found:
                found.add(vendor)
                owners = self._records.vendors[vendor][0].owners
                waiting += [owner.vendor for owner in owners if owner.control and owner.until is None]
        return sorted(found)

    def _stamp(self, digest: str) -> KnowledgeStamp:
        records = self._records
        checks: list[str] = []
        for kept in (records.vendors, records.products, records.laws):
            checks += [source.checked for record, _ in kept.values() for source in record.sources]
        return KnowledgeStamp(
            version=records.version,
            digest=digest,
            vendors=len(records.vendors),
            products=len(records.products),
            laws=len(records.laws),
            oldest_check=min(checks, default=""),
            newest_check=max(checks, default=""),
        )

    def _run_self_tests(self, knowledge: Knowledge) -> None:
        for product, origin in self._records.products.values():
            for text in product.tests.match:
                if self._claimant(knowledge, text, origin) != product.id:
                    found = self._claimant(knowledge, text, origin)
                    self._problem(origin, f"{product.id} should match {text!r}, but {found or 'nothing'} does")
            for text in product.tests.no_match:
                if self._claimant(knowledge, text, origin) == product.id:
                    self._problem(origin, f"{product.id} should not match {text!r}")

    def _claimant(self, knowledge: Knowledge, text: str, origin: Origin) -> str | None:
        place = subject.parse(text)
        if place is None:
            self._problem(origin, f"{text!r} does not say what it is: pkg:…, a URL, image:…, resource:…, name:…")
            return None
        rule = knowledge.match(*place)
        return rule.id if rule and rule.kind == "product" else None


def _names_of_regions(record: schema.RegionsRecord) -> Iterator[tuple[str, str]]:
    """Yield what vendors put before the names of regions, which is nothing for most, and the vendors."""
    for vendor in record.vendors:
        yield "", vendor
    for prefix, vendors in record.prefixed.items():
        for vendor in vendors:
            yield prefix, vendor


def _packed(names: dict[str, Any] | list[str]) -> msgspec.Raw:
    return msgspec.Raw(msgspec.msgpack.Encoder(order="deterministic").encode(names))


def _publisher_id(ecosystem: str, record: schema.PublisherRecord) -> str:
    """A vendor may publish both open-source and other packages in one ecosystem."""
    return f"{ecosystem}/{record.vendor}" + ("" if record.delivery == "open-source" else f"/{record.delivery}")


def _plain(record: schema.Record) -> dict[str, Any]:
    return record.model_dump(exclude_none=True, exclude={"match", "tests"})


def _noun(record: schema.Record, type_: type[Any]) -> Any:
    return msgspec.convert(_plain(record), type=type_)


def _encoded(plain: dict[str, Any], type_: type[Any]) -> msgspec.Raw:
    """Write only what is not default: a record is read by the thousand and shown by the dozen."""
    value = msgspec.convert(plain, type=type_)
    defaults = {
        field.name: field.default for field in msgspec.structs.fields(type_) if field.default is not msgspec.NODEFAULT
    }
    builtins = msgspec.to_builtins(value)
    kept = {key: item for key, item in builtins.items() if key not in defaults or getattr(value, key) != defaults[key]}
    return msgspec.Raw(msgspec.msgpack.encode(kept))


def _raw(record: schema.Record, type_: type[Any]) -> msgspec.Raw:
    return _encoded(_plain(record), type_)


def _range(value: float | list[float]) -> tuple[float, float]:
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


def _scoring(record: schema_scoring.ScoringRecord) -> Scoring:
    lock_in = record.lock_in
    return Scoring(
        effects={e: {d: _range(points) for d, points in row.items()} for e, row in record.effects.items()},
        triggers={str(name): value for name, value in record.triggers.items()},
        origin_effects=tuple(record.origin_effects),
        use={str(name): value for name, value in record.use.items()},
        scope={str(name): value for name, value in record.scope.items()},
        weights={str(name): value for name, value in lock_in.weights.items()},
        interface={str(name): value for name, value in lock_in.interface.items()},
        data_export={str(name): value for name, value in lock_in.data_export.items()},
        licence={str(name): value for name, value in lock_in.licence.items()},
        substitutes={str(name): value for name, value in lock_in.substitutes.items()},
        depth_full_at=lock_in.depth_full_at,
        contract={str(name): value for name, value in lock_in.contract.parts.items()},
        notice_months=_range(lock_in.contract.notice_months),
        term_years=_range(lock_in.contract.term_years),
        events={str(name): value for name, value in lock_in.events.items()},
        events_years={str(name): years for name, years in lock_in.events_years.items()},
        events_at_most=lock_in.events_at_most,
        larger=record.risk["larger"],
        smaller=record.risk["smaller"],
        bands={str(name): value for name, value in record.bands.items()},
        osi=frozenset(record.licences["osi"]),
        source_available=frozenset(record.licences["source-available"]),
        areas={name: frozenset(countries) for name, countries in record.areas.items()},
    )
