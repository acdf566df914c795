"""The compiled form of knowledge: look-ups by exact text or longest prefix, records decoded when asked for.

No look-up loops over rules: a pattern is found by its literal text, by the first characters of its prefix, or (hosts)
label by label from the right.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from copy import copy
from functools import cached_property, lru_cache
from struct import unpack_from
from typing import Any

import msgspec
from msgspec import Struct

from depscan.framework import Framework
from depscan.model import KnowledgeStamp, Law, Product, Publisher, Vendor
from depscan.syntax import lazy

BUCKET = 8
FORMAT = 16
"""Raised whenever the compiled form changes, so that an old cache is never read."""


class Rule(Struct, frozen=True, array_like=True, gc=False):
    """What a pattern belongs to."""

    kind: str
    """product, publisher or vendor."""
    id: str
    pattern: str


class Table(Struct, gc=False):
    """Patterns of one namespace."""

    exact: dict[str, int] = {}
    folders: dict[str, int] = {}
    """Prefixes that end with a slash, by far the most: a scope, a group, the owner of a repository."""
    within: dict[str, list[tuple[str, int]]] = {}
    """Folder → other prefixes inside it, longest first: ``github.com/pulumi/`` → ``github.com/pulumi/pulumi-aws``."""
    buckets: dict[str, list[tuple[str, int]]] = {}
    """First characters (at most ``BUCKET``) of any other prefix without a slash → prefixes, longest first."""
    sizes: tuple[int, ...] = ()
    """Lengths of the keys of ``buckets``, longest first."""
    suffixes: dict[str, int] = {}
    """For hosts: ``example.com`` stands for ``*.example.com``."""

    @property
    def size(self) -> int:
        """Number of patterns."""
        prefixes = (*self.within.values(), *self.buckets.values())
        return len(self.exact) + len(self.folders) + len(self.suffixes) + sum(map(len, prefixes))

    def find(self, key: str) -> int | None:
        """Return the number of the most specific rule: exact, else longest prefix, else longest host suffix."""
        found = self.exact.get(key)
        if found is not None:
            return found
        end = key.rfind("/") + 1
        while end > 0:  # from the innermost folder outwards: what is inside one is longer than the folder itself
            folder = key[:end]
            for prefix, rule in self.within.get(folder, ()):
                if key.startswith(prefix):
                    return rule
            found = self.folders.get(folder)
            if found is not None:
                return found
            end = key.rfind("/", 0, end - 1) + 1
        for size in self.sizes:
            for prefix, rule in self.buckets.get(key[:size], ()):
                if key.startswith(prefix):
                    return rule
        return self._by_label(key) if self.suffixes else None

    def _by_label(self, key: str) -> int | None:
        """For hosts: with any region in second place or none there, then without labels from the left."""
        found = self.exact.get(_any_region(key))
        if found is None:
            found = self.exact.get(key.replace(".", ".*.", 1))
        rest = key
        while found is None and "." in rest:
            rest = rest.partition(".")[2]
            found = self.suffixes.get(rest)
            if found is None:
                found = self.suffixes.get(_any_region(rest))
        return found


def _any_region(host: str) -> str:
    """``s3.eu-west-3.amazonaws.com`` → ``s3.*.amazonaws.com``."""
    first, _, rest = host.partition(".")
    return f"{first}.*.{rest.partition('.')[2]}"


class Scoring(Struct, frozen=True, gc=False):
    """Every number of the score; see ``rules/scoring.yaml``."""

    effects: dict[str, dict[str, tuple[float, float]]]
    triggers: dict[str, float]
    origin_effects: tuple[str, ...]
    use: dict[str, float]
    scope: dict[str, float]
    weights: dict[str, float]
    interface: dict[str, float]
    data_export: dict[str, float]
    licence: dict[str, float]
    substitutes: dict[str, float]
    depth_full_at: int
    contract: dict[str, float]
    notice_months: tuple[float, float]
    term_years: tuple[float, float]
    events: dict[str, float]
    events_years: dict[str, int]
    events_at_most: float
    larger: float
    smaller: float
    bands: dict[str, float]
    osi: frozenset[str]
    source_available: frozenset[str]
    areas: dict[str, frozenset[str]]


class Category(Struct, frozen=True, gc=False):
    """A category of products."""

    name: str
    name_fr: str


class Compiled(Struct, gc=False):
    """Everything, ready to be written as MessagePack."""

    format: int
    stamp: KnowledgeStamp
    rules: memoryview
    """Encoded one by one, one behind the other: forty thousand patterns, of which a scan meets a few hundred."""
    places: memoryview
    """Where each rule begins, and where the last one ends: unsigned 32-bit numbers, little-endian."""
    tables: dict[str, msgspec.Raw]
    vendors: dict[str, msgspec.Raw]
    products: dict[str, msgspec.Raw]
    publishers: dict[str, msgspec.Raw]
    frameworks: dict[str, msgspec.Raw]
    laws: tuple[Law, ...]
    scoring: Scoring
    categories: dict[str, Category]
    channels: dict[str, str]
    """``purl:npm``, ``image:docker.io`` or ``action`` → product id of the channel that serves it."""
    regions: msgspec.Raw
    """Vendor → region → country; decoded when a cloud resource names a region."""
    vendor_names: msgspec.Raw
    ambiguous: msgspec.Raw
    left_out: msgspec.Raw
    makers: msgspec.Raw
    """Names, as the properties of ``Knowledge`` tell them; decoded when somebody asks by name."""


class Knowledge:
    """What is known, as look-ups. Made by ``depscan.knowledge.load``."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self.stamp = compiled.stamp
        self.laws = compiled.laws
        self.scoring = compiled.scoring
        self.categories = compiled.categories
        self._tables: dict[str, Table | None] = {}
        self._vendors: dict[str, Vendor] = {}
        self._products: dict[str, Product] = {}
        self._publishers: dict[str, Publisher] = {}

    def table(self, namespace: str) -> Table | None:
        """Return the patterns of a namespace such as ``purl:npm``, ``image``, ``resource``, ``host``, ``name``."""
        if namespace not in self._tables:
            raw = self._compiled.tables.get(namespace)
            self._tables[namespace] = None if raw is None else _decode(raw, Table)
        return self._tables[namespace]

    def rule(self, number: int) -> Rule:
        """Return a rule by the number that a table gave."""
        begin, end = unpack_from("<2I", self._compiled.places, 4 * number)
        return msgspec.msgpack.decode(self._compiled.rules[begin:end], type=Rule)

    def match(self, namespace: str, key: str) -> Rule | None:
        """Return the most specific rule for a key, or None."""
        table = self.table(namespace)
        number = table.find(key) if table else None
        return None if number is None else self.rule(number)

    def channel(self, key: str) -> str | None:
        """Return the product id of the channel for ``purl:<type>``, ``image:<host>`` or ``action``."""
        return self._compiled.channels.get(key)

    def vendor_named(self, name: str) -> str | None:
        """Return the id of the vendor with that name or alias, however it is written."""
        return self.vendor_names.get(normalised(name))

    def country_of_region(self, vendor_id: str, region: str) -> str | None:
        """Return the country that a vendor's region or zone lies in; None if that is not known."""
        known = self._regions.get(vendor_id, {})
        name = plain_region(region)
        return known.get(name) or known.get(_ZONE.sub("", name))

    @cached_property
    def _regions(self) -> dict[str, dict[str, str]]:
        return msgspec.msgpack.decode(self._compiled.regions, type=dict[str, dict[str, str]])

    @cached_property
    def vendor_names(self) -> dict[str, str]:
        """Normalised name or alias → vendor id."""
        return msgspec.msgpack.decode(self._compiled.vendor_names, type=dict[str, str])

    @cached_property
    def ambiguous(self) -> dict[str, tuple[str, ...]]:
        """Normalised name that may mean several things → ids of the products it may mean."""
        return msgspec.msgpack.decode(self._compiled.ambiguous, type=dict[str, tuple[str, ...]])

    @cached_property
    def left_out(self) -> dict[str, str]:
        """Name of a vendor that was considered → why it is not in."""
        return msgspec.msgpack.decode(self._compiled.left_out, type=dict[str, str])

    @cached_property
    def makers(self) -> frozenset[str]:
        """Ids of vendors of products, and of who controls them."""
        return msgspec.msgpack.decode(self._compiled.makers, type=frozenset[str])

    def vendor(self, vendor_id: str) -> Vendor:
        """Return a vendor.

        Raises:
            KeyError: no such vendor.
        """
        if vendor_id not in self._vendors:
            self._vendors[vendor_id] = _decode(self._compiled.vendors[vendor_id], Vendor)
        return self._vendors[vendor_id]

    def product(self, product_id: str) -> Product:
        """Return a product or channel.

        Raises:
            KeyError: no such product.
        """
        if product_id not in self._products:
            self._products[product_id] = _decode(self._compiled.products[product_id], Product)
        return self._products[product_id]

    def has_vendor(self, vendor_id: str) -> bool:
        """Tell whether there is a vendor of that id."""
        return vendor_id in self._compiled.vendors

    def has_product(self, product_id: str) -> bool:
        """Tell whether there is a product of that id."""
        return product_id in self._compiled.products

    def supposing(self, product: Product) -> Knowledge:
        """Return the same knowledge with one product as it is supposed to be, in place of its record."""
        supposed = copy(self)
        supposed._products = self._products | {product.id: product}  # noqa: SLF001 - of its own kind
        return supposed

    def scored(self, scoring: Scoring) -> Knowledge:
        """Return the same knowledge with other numbers."""
        supposed = copy(self)
        supposed.scoring = scoring
        return supposed

    def publisher(self, publisher_id: str) -> Publisher:
        """Return a publisher.

        Raises:
            KeyError: no such publisher.
        """
        if publisher_id not in self._publishers:
            self._publishers[publisher_id] = _decode(self._compiled.publishers[publisher_id], Publisher)
        return self._publishers[publisher_id]

    def framework(self, framework_id: str) -> Framework:
        """Return a framework.

        Raises:
            KeyError: no such framework.
        """
        found: Framework = _decode(self._compiled.frameworks[framework_id], Framework)
        return found

    @property
    def framework_ids(self) -> list[str]:
        """All framework ids, sorted."""
        return sorted(self._compiled.frameworks)

    @property
    def vendor_ids(self) -> list[str]:
        """All vendor ids, sorted."""
        return sorted(self._compiled.vendors)

    @property
    def product_ids(self) -> list[str]:
        """All product ids, channels included, sorted."""
        return sorted(self._compiled.products)

    @property
    def pattern_counts(self) -> Counter[str]:
        """Number of patterns by what they match, such as purl, host or image."""
        counts: Counter[str] = Counter()
        for namespace in self._compiled.tables:
            table = self.table(namespace)
            if table is not None:
                counts[namespace.partition(":")[0]] += table.size
        return counts

    @property
    def rule_count(self) -> int:
        """Number of rules, one for each pattern."""
        return len(self._compiled.places) // 4 - 1

    @property
    def rules(self) -> list[Rule]:
        """All rules, one for each pattern."""
        return [self.rule(number) for number in range(self.rule_count)]


def _decode(raw: msgspec.Raw, type_: type[Any]) -> Any:
    return msgspec.msgpack.decode(raw, type=type_)


_ZONE = lazy.pattern(r"(?<=[0-9])[a-z]\Z|-[a-z0-9]\Z")
"""What a zone has behind the name of its region: ``eu-west-3a``, ``europe-west9-b``, ``fr-par-1``."""


def plain_region(region: str) -> str:
    """Return a region as the index keeps it: ``West Europe`` → ``westeurope``."""
    return "".join(region.lower().split())


@lru_cache(maxsize=4096)
def normalised(name: str) -> str:
    """Return a product or vendor name without case, accents and punctuation, words separated by one space."""
    decomposed = unicodedata.normalize("NFKD", name.casefold())
    kept = "".join(
        character if character.isalnum() else " " for character in decomposed if not unicodedata.combining(character)
    )
    return " ".join(kept.split())


def prefix_table(patterns: dict[str, int], *, hosts: bool = False) -> Table:
    """Build a table from patterns: exact, with a trailing ``*``, or (hosts) with a leading ``*.``."""
    exact: dict[str, int] = {}
    folders: dict[str, int] = {}
    within: dict[str, list[tuple[str, int]]] = {}
    buckets: dict[str, list[tuple[str, int]]] = {}
    suffixes: dict[str, int] = {}
    for pattern, rule in patterns.items():
        prefix = pattern[:-1]
        folder = prefix[: prefix.rfind("/") + 1]
        if hosts and pattern.startswith("*."):
            suffixes[pattern[2:]] = rule
        elif not pattern.endswith("*"):
            exact[pattern] = rule
        elif prefix == folder:
            folders[folder] = rule
        elif folder:
            within.setdefault(folder, []).append((prefix, rule))
        else:
            buckets.setdefault(prefix[:BUCKET], []).append((prefix, rule))
    for found in (*within.values(), *buckets.values()):
        found.sort(key=lambda entry: (-len(entry[0]), entry[0]))
    sizes = tuple(sorted({len(key) for key in buckets}, reverse=True))
    return Table(exact=exact, folders=folders, within=within, buckets=buckets, sizes=sizes, suffixes=suffixes)
