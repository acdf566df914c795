"""The nouns: what the stages hand to one another.

Values are immutable ``msgspec`` structs rather than frozen dataclasses: they are made by the hundred thousand, and a
frozen dataclass with its evidence takes 4.4 µs to make where a struct takes 0.9 µs. Nothing here imports depscan.

Which stage makes what: extractors make ``Component``; discover and extract make ``Diagnostic``; knowledge makes
``Vendor``, ``Product``, ``Law`` and friends; resolve makes ``Attribution`` and ``Dependency``; assess makes
``Exposure``, ``Factor`` and ``Assessment``; gate makes the ``Finding`` of
``finding.py``; pipeline makes the ``Report`` of ``report.py``.

Paths are relative to the target and POSIX; lines count from 1; countries are ISO 3166-1 alpha-2; dates are ISO 8601
and may stop at the month or the year.
"""

from __future__ import annotations

from enum import Enum, StrEnum
from typing import Self

from msgspec import Struct


class OrderedEnum(Enum):
    """An enum whose members compare by order of declaration, not by their text."""

    def _rank(self) -> int:
        return type(self)._member_names_.index(self.name)

    def __lt__(self, other: Self) -> bool:
        return self._rank() < other._rank()

    def __le__(self, other: Self) -> bool:
        return self._rank() <= other._rank()

    def __gt__(self, other: Self) -> bool:
        return self._rank() > other._rank()

    def __ge__(self, other: Self) -> bool:
        return self._rank() >= other._rank()


class Severity(OrderedEnum):
    """Band of a risk score."""

    MINIMAL = "minimal"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Confidence(OrderedEnum):
    """How sure an attribution or a fact is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Kind(StrEnum):
    """What sort of thing a component is; it decides how it is looked up."""

    PACKAGE = "package"
    IMAGE = "image"
    RESOURCE = "resource"
    ACTION = "action"
    ENDPOINT = "endpoint"
    CONFIG = "config"
    MODEL = "model"
    PRODUCT = "product"


class Delivery(StrEnum):
    """How one depends on a product; exposure is a function of it."""

    HOSTED_SERVICE = "hosted-service"
    PROPRIETARY_SOFTWARE = "proprietary-software"
    SOURCE_AVAILABLE = "source-available"
    OPEN_SOURCE = "open-source"
    DISTRIBUTION_CHANNEL = "distribution-channel"
    MODEL_WEIGHTS = "model-weights"


class Scope(StrEnum):
    """When a component is needed."""

    RUNTIME = "runtime"
    BUILD = "build"
    TEST = "test"
    DEVELOPMENT = "development"
    UNKNOWN = "unknown"


SCOPE_ORDER = (Scope.RUNTIME, Scope.UNKNOWN, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)
"""The heaviest first: needed at run time anywhere is needed at run time."""


class How(StrEnum):
    """How the evidence was obtained."""

    DECLARED = "declared"  # a manifest asks for it
    LOCKED = "locked"  # a lockfile pins it
    CONFIGURED = "configured"  # a deployment or configuration file uses it
    REFERENCED = "referenced"  # a file mentions it: dropped where nobody is known to be behind it
    REPORTED = "reported"  # an SBOM reports it
    LISTED = "listed"  # a person's inventory lists it


class Use(StrEnum):
    """How certain it is that the product behind a component is really used."""

    CERTAIN = "certain"
    LIKELY = "likely"
    POSSIBLE = "possible"


USE_ORDER = tuple(Use)
"""Of several certainties the first holds for all."""


# ---------------------------------------------------------------------------------------------- what was found


class Evidence(Struct, frozen=True, kw_only=True, gc=False):
    """One place where a component was seen."""

    path: str
    line: int | None = None
    pointer: str | None = None
    """Where inside a document without useful lines, such as ``components[12]``."""
    how: How = How.DECLARED
    found_by: str = ""
    excerpt: str | None = None
    """At most 200 characters, redacted."""


Facts = tuple[tuple[str, str], ...]
PERHAPS_OWN = "perhaps_own"
"""Fact of a host in a setting that may hold the application's own address: dropped where nobody is known behind it."""

PARTIAL = "partial"
"""Fact of a setting that is completed where no file tells: what it speaks is certain, where is not."""


class Component(Struct, frozen=True, kw_only=True, gc=False):
    """One thing depended on, as a file names it."""

    kind: Kind
    name: str
    """As people write it in that ecosystem: ``@scope/name``, ``group:artifact``, ``docker.io/library/postgres``,
    ``aws_s3_bucket.logs`` (Terraform type before the first dot), ``actions/checkout``, a host, a product name."""
    version: str | None = None
    purl: str | None = None
    """Package URL, canonical, with version; None where the ecosystem has none."""
    scope: Scope = Scope.UNKNOWN
    direct: bool | None = None
    """True: asked for by this project; False: comes along; None: the format does not tell."""
    supplier: str | None = None
    """Supplier's name as an SBOM or an inventory gives it."""
    region: str | None = None
    """Region literal of a cloud resource, such as ``eu-west-3``."""
    endpoint: str | None = None
    """Host that the component is pointed at, where configuration overrides the default."""
    facts: Facts = ()
    """Format-specific facts as sorted pairs, such as ``("annual_cost", "12000 EUR")`` or ``("registry", host)``."""
    evidence: tuple[Evidence, ...] = ()

    @property
    def id(self) -> str:
        """Digest of what the component is, independent of where it was seen: 16 hexadecimal digits."""
        import hashlib

        identity = f"{self.kind}\0{self.purl or self.name}\0{self.version or ''}"
        return hashlib.blake2b(identity.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()

    def fact(self, key: str) -> str | None:
        """Return the fact of that name, or None."""
        for name, value in self.facts:
            if name == key:
                return value
        return None


class Level(StrEnum):
    """How bad a diagnostic is: an error lost a file (or its rest), a warning lost a detail."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class Diagnostic(Struct, frozen=True, kw_only=True, gc=False):
    """Something that could not be read or understood, kept in every output."""

    level: Level
    code: str
    """Stable and kebab-case, such as ``invalid-syntax``, ``too-large``, ``merge-conflict``."""
    message: str
    path: str
    line: int | None = None
    found_by: str = ""


BETWEEN_CONTRACTS = "; "
"""Stands between facts of several contracts for one product."""
NOT_TOLD = "not told"
"""Stands for what the inventory says of one of them and not of this one."""

BAD_WAIVER = "waiver"
"""Code of the diagnostic for a waiver that is malformed and waives nothing."""

NO_LOCKFILE = "no-lockfile"
"""Code of the diagnostic for a manifest without a lockfile."""


class Inventory(Struct, frozen=True, kw_only=True, gc=False):
    """All that reading the targets gave, merged and sorted."""

    components: tuple[Component, ...]
    diagnostics: tuple[Diagnostic, ...]
    files_seen: int
    files_read: int
    files_failed: int
    skipped_folders: tuple[str, ...] = ()


# ------------------------------------------------------------------------------------------------ what is known


class Citation(Struct, frozen=True, kw_only=True, gc=False):
    """Where a fact was read."""

    url: str
    checked: str
    says: str


class Ownership(Struct, frozen=True, kw_only=True, gc=False):
    """One owner of a vendor."""

    vendor: str
    share: float | None = None
    """Percent of capital or votes; None where undisclosed."""
    control: bool = False
    influence: bool = False
    """Decisive influence below a majority."""
    kind: str | None = None
    since: str | None = None
    until: str | None = None
    source: Citation | None = None


class TechnologyOrigin(Struct, frozen=True, kw_only=True, gc=False):
    """Foreign technology that a vendor's or a product's service is built on under licence."""

    country: str
    vendor: str | None = None
    because: str
    source: Citation | None = None


class Event(Struct, frozen=True, kw_only=True, gc=False):
    """A dated event that bears on lock-in or control."""

    date: str
    kind: str
    says: str
    source: Citation | None = None


class Vendor(Struct, frozen=True, kw_only=True, gc=False):
    """A legal entity, foundation, association or community that is behind products or packages."""

    id: str
    name: str
    legal_name: str | None = None
    kind: str = "company"
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    incorporated: str | None = None
    headquarters: str | None = None
    presence: tuple[str, ...] = ()
    """Other countries where a subsidiary or staff can be served with an order."""
    ownership: str = "unknown"
    """owned, listed, private, members, state or unknown."""
    owners: tuple[Ownership, ...] = ()
    technology_origin: tuple[TechnologyOrigin, ...] = ()
    history: tuple[Event, ...] = ()
    confidence: Confidence = Confidence.HIGH
    note: str | None = None
    sources: tuple[Citation, ...] = ()


class Interface(Struct, frozen=True, kw_only=True, gc=False):
    """How replaceable the interface of a product is."""

    kind: str
    """open-standard, de-facto, extended or proprietary."""
    standard: str | None = None
    implementations: tuple[str, ...] = ()


class Alternative(Struct, frozen=True, kw_only=True, gc=False):
    """Something one could move to."""

    product: str | None = None
    name: str | None = None
    effort: str
    """low, medium or high."""
    because: str


class Serves(Struct, frozen=True, kw_only=True, gc=False):
    """What a distribution channel hands out when nothing says otherwise."""

    purl: tuple[str, ...] = ()
    image: tuple[str, ...] = ()
    action: bool = False


class Earlier(Struct, frozen=True, kw_only=True, gc=False):
    """Versions of a product from before a change of licence: another way of depending."""

    before: str
    """The first version that is no longer meant."""
    product: str
    """Id of the product that stands for the earlier ones."""


class Product(Struct, frozen=True, kw_only=True, gc=False):
    """Something a vendor offers, with what lock-in and exposure need to know."""

    id: str
    name: str
    vendor: str
    category: str
    delivery: Delivery
    licence: str | None = None
    """SPDX expression of the software that does the work, or ``proprietary``."""
    interface: Interface | None = None
    data_export: str | None = None
    """standard, proprietary or none."""
    alternatives: tuple[Alternative, ...] | None = None
    """None: not researched; empty: none is known."""
    technology_origin: tuple[TechnologyOrigin, ...] = ()
    events: tuple[Event, ...] = ()
    serves: Serves | None = None
    private_content: bool | None = None
    """For a channel: does one keep private code or images there? None: files do not tell."""
    earlier: Earlier | None = None
    confidence: Confidence = Confidence.HIGH
    note: str | None = None
    sources: tuple[Citation, ...] = ()


class Publisher(Struct, frozen=True, kw_only=True, gc=False):
    """Who stewards a set of packages of one ecosystem."""

    id: str
    """``<ecosystem>/<vendor>``, with ``/<delivery>`` where that is not open source."""
    vendor: str
    ecosystem: str
    delivery: Delivery = Delivery.OPEN_SOURCE
    because: str | None = None
    source: Citation | None = None


class Law(Struct, frozen=True, kw_only=True, gc=False):
    """One law with extraterritorial reach."""

    id: str
    name: str
    country: str
    effects: tuple[str, ...]
    triggers: tuple[str, ...]
    deliveries: tuple[Delivery, ...]
    categories: tuple[str, ...] = ()
    """Only products of these categories; empty: of all."""
    outside: tuple[str, ...] = ()
    """Countries of the area named by ``country`` in which the law does not hold."""
    certainty: float = 1.0
    """How certain it is that whoever offers such a product is among those the law addresses."""
    status: str
    valid_from: str | None = None
    valid_to: str | None = None
    citation: str
    summary: str
    note: str | None = None
    confidence: Confidence = Confidence.HIGH
    sources: tuple[Citation, ...] = ()


class KnowledgeStamp(Struct, frozen=True, kw_only=True, gc=False):
    """Which knowledge an answer rests on."""

    version: str
    digest: str
    vendors: int
    products: int
    laws: int
    oldest_check: str
    newest_check: str


# --------------------------------------------------------------------------------------------- what is concluded


class AttributionClass(StrEnum):
    """What a component was attributed to."""

    PRODUCT = "product"
    VENDOR = "vendor"
    FOUNDATION = "foundation"
    COMMUNITY = "community"
    OWN = "own"
    """A host of one's own, by its name or address: nobody else is depended on."""
    UNKNOWN = "unknown"


class Attribution(Struct, frozen=True, kw_only=True, gc=False):
    """Why a component is taken to be of a product, a vendor, a foundation, the community, or of nobody known."""

    cls: AttributionClass
    vendor: str | None = None
    product: str | None = None
    rule: str | None = None
    """Id of the rule that matched."""
    pattern: str | None = None
    """The pattern of that rule that matched, as written."""
    confidence: Confidence = Confidence.LOW
    because: str
    candidates: tuple[str, ...] = ()
    """Ids of the products that a name may mean, where it does not say which."""
    delivery: Delivery | None = None
    """Where the licence of a package says more than the rule for all of a publisher's."""


class Interval(Struct, frozen=True, kw_only=True, gc=False):
    """A score that may depend on what is not known; equal ends where all is known."""

    low: float
    high: float

    def times(self, factor: float) -> Interval:
        """Return the interval scaled by a certainty or weight."""
        return Interval(low=self.low * factor, high=self.high * factor)


class Dependency(Struct, frozen=True, kw_only=True, gc=False):
    """What one row of the table is: a product, or a vendor's open-source packages, with all that evidences it."""

    id: str
    name: str
    category: str
    delivery: Delivery
    vendor: str
    product: str | None = None
    licence: str | None = None
    """SPDX expression of the software that does the work, or ``proprietary``, by the catalogue."""
    candidates: tuple[str, ...] = ()
    """Ids of the products it may be, where a name does not say which; ``delivery`` is then the most exposed one's."""
    use: Use
    scope: Scope
    regions: tuple[str, ...] = ()
    locations: tuple[tuple[str, int], ...] = ()
    """(country or ``unknown``, number of cloud resources there), by what their regions say: not who controls them."""
    environments: tuple[str, ...] = ()
    """Where the names of files tell: development, example, production, staging, test."""
    components: int = 0
    """Number of components that evidence it."""
    evidence: tuple[tuple[Component, Evidence], ...] = ()
    """(what, where it was seen), best evidence first, the first few hundred."""
    evidence_count: int = 0
    because: str = ""
    """What the attribution rests on, for the strongest evidence."""
    confidence: Confidence = Confidence.HIGH
    """Of the surest attribution."""
    annual_cost: tuple[tuple[str, float], ...] = ()
    """(currency, sum) from an inventory."""
    contract: Facts = ()
    """Contract facts from an inventory."""
    remarks: tuple[str, ...] = ()
    """Where a document contradicts the catalogue on who supplies it."""


class ControlStep(Struct, frozen=True, kw_only=True, gc=False):
    """One step of the path from a vendor to whoever ultimately controls it."""

    vendor: str
    name: str
    country: str | None
    share: float | None = None
    since: str | None = None
    relation: str = ""
    """How this one relates to the step before: owner, decisive influence, or empty for the first."""
    source: Citation | None = None


class Control(Struct, frozen=True, kw_only=True, gc=False):
    """Who ultimately controls a vendor."""

    country: str | None
    certainty: float
    path: tuple[ControlStep, ...]
    known: bool


class Exposure(Struct, frozen=True, kw_only=True, gc=False):
    """One law that reaches a dependency, with one effect."""

    law: str
    law_name: str
    effect: str
    trigger: str
    country: str
    points: Interval
    certainty: float
    status: str
    applies: bool
    """False for a law that is lapsed, repealed, suspended or proposed at the date: listed, scores nothing."""
    because: str
    citation: str


class Factor(Struct, frozen=True, kw_only=True, gc=False):
    """One part of the lock-in score."""

    factor: str
    points: Interval
    weight: float
    because: str
    source: str | None = None


class Assessment(Struct, frozen=True, kw_only=True, gc=False):
    """Everything computed about one dependency."""

    dependency: Dependency
    vendor_name: str
    control: Control
    exposure: Interval
    exposures: tuple[Exposure, ...]
    """Sorted, the one that decides first."""
    lock_in: Interval
    factors: tuple[Factor, ...]
    risk: Interval
    scope_weight: float
    severity: Severity
    alternatives: tuple[tuple[Alternative, str, str | None], ...] = ()
    """(alternative, its name, its country of control or None)."""
    unknown: tuple[str, ...] = ()
    """What is not known about exposure, a sentence each; its upper end takes the worst for it."""
