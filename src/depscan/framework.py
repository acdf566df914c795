"""The nouns of sovereignty frameworks: what one asks, and what a dependency may at best still reach in it."""

from __future__ import annotations

from msgspec import Struct

from depscan.model import Citation, Confidence, Delivery


class Rung(Struct, frozen=True, kw_only=True, gc=False):
    """One level of a framework that has levels, such as SEAL-2."""

    level: int
    name: str
    says: str = ""
    """What it stands for, in depscan's words."""


class WeightSet(Struct, frozen=True, kw_only=True, gc=False):
    """One official set of weights; a framework with two is assessed with one, which is named."""

    id: str
    name: str
    values: dict[str, float]
    """Group id → percent; they add up to 100."""
    source: Citation


class Group(Struct, frozen=True, kw_only=True, gc=False):
    """An objective, domain, pillar or chapter."""

    id: str
    name: str


class Criterion(Struct, frozen=True, kw_only=True, gc=False):
    """One thing that a framework asks."""

    id: str
    """As the framework writes it."""
    group: str
    name: str = ""
    """In a few words of depscan's own; empty where the framework's licence allows no adaptation."""
    asks: str = ""
    """In depscan's words."""
    tier: str = ""
    """The variant or level it belongs to, such as ``C1`` or ``UA-3``."""
    link: str | None = None
    probes: tuple[str, ...] = ()
    """Names of what is looked up in the dependencies; see ``assess/probes.py``."""
    deliveries: tuple[Delivery, ...] = ()
    """Only dependencies delivered so; empty: whatever each probe looks at."""
    categories: tuple[str, ...] = ()
    """Only products of these categories; empty: of all."""
    area: str | None = None
    """Where it is about another area than the framework, such as one country."""
    material: bool = False
    """It asks that something be known or managed: what is found is material for the answer, and contradicts nothing."""
    limit: float | None = None
    """A share, 0..1, for probes that compare one."""
    not_from_files: str = ""
    """What no scan can tell."""
    question: str = ""
    """What a person has to answer; empty where the scan is all there is."""
    points: float | None = None
    """Most points, where the framework gives points."""


class Ceiling(Struct, frozen=True, kw_only=True, gc=False):
    """The best level of a group that is left with a dependency of some sort: depscan's reading, with its reason.

    All conditions that are given must hold.
    """

    group: str
    level: int
    because: str
    deliveries: tuple[Delivery, ...] = ()
    categories: tuple[str, ...] = ()
    reaches: tuple[str, ...] = ()
    """A country outside the area is connected through one of these: incorporated, headquartered, controlled,
    influence, presence, origin."""
    effects: tuple[str, ...] = ()
    """A law of a country outside the area binds with one of these effects; with ``reaches``, of that country."""
    interfaces: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()
    """osi, source-available or proprietary."""
    exports: tuple[str, ...] = ()
    located: str | None = None
    """``outside``: a resource lies outside the area."""


class Framework(Struct, frozen=True, kw_only=True, gc=False):
    """A catalogue of criteria for sovereignty."""

    id: str
    name: str
    version: str
    publisher: str
    date: str
    status: str
    """in-use, proposed or withdrawn."""
    area: str
    """Whose sovereignty it is about: an area of ``scoring.yaml`` or a country."""
    text: str
    """paraphrased, or ids-only where the licence of the text allows no adaptation."""
    licence: str = ""
    summary: str
    confidence: Confidence = Confidence.HIGH
    note: str | None = None
    sources: tuple[Citation, ...] = ()
    groups: tuple[Group, ...]
    rungs: tuple[Rung, ...] = ()
    weights: tuple[WeightSet, ...] = ()
    criteria: tuple[Criterion, ...]
    ceilings: tuple[Ceiling, ...] = ()
    supply_list: str | None = None
    """The criterion that asks for a list of components with their suppliers and countries, if one does."""
