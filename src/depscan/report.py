"""The answer of one scan, as renderers and programs get it: assessments, the whole picture, what it rests on."""

from __future__ import annotations

from msgspec import Struct

from depscan.finding import Finding, PolicyRule, Waiver
from depscan.model import Assessment, Attribution, AttributionClass, Inventory, KnowledgeStamp


class Share(Struct, frozen=True, kw_only=True, gc=False):
    """One slice of a portfolio."""

    key: str
    name: str
    count: int
    share: float
    """0..1 of the dependencies counted."""
    risk: float
    """Sum of the upper ends of the risks."""
    spend: tuple[tuple[str, float], ...] = ()


class SinglePoint(Struct, frozen=True, kw_only=True, gc=False):
    """Something that much rests on and that has no second."""

    kind: str
    """category, channel or group."""
    key: str
    name: str
    because: str


class Portfolio(Struct, frozen=True, kw_only=True, gc=False):
    """The whole picture over hosted services, proprietary software, source-available software and channels."""

    counted: int
    by_country: tuple[Share, ...]
    by_group: tuple[Share, ...]
    hhi: float
    """Herfindahl-Hirschman index over groups, 0..10000."""
    spend: tuple[tuple[str, float], ...] = ()
    by_location: tuple[tuple[str, int], ...] = ()
    """(country or ``unknown``, number of cloud resources of hosted services there), most first."""
    by_law: tuple[Share, ...] = ()
    """How many each law reaches that binds; one dependency may count for several."""
    by_effect: tuple[Share, ...] = ()
    """The same by effect: D, B, S, X, V, L."""
    hhi_risk: float = 0.0
    """The index over groups by risk."""
    hhi_spend: tuple[tuple[str, float], ...] = ()
    """(currency, index over groups by annual spend)."""
    elsewhere: tuple[tuple[str, str, int], ...] = ()
    """(country where data lies, country of control, number of resources), where the two differ or are not known."""
    channels: tuple[str, ...] = ()
    """Ids of the dependencies that are distribution channels, riskiest first."""
    single_points: tuple[SinglePoint, ...] = ()


class Coverage(Struct, frozen=True, kw_only=True, gc=False):
    """How complete a scan was."""

    components: int
    attributed: int
    """Components of which it is known who is behind them, the community included."""
    unread: int
    """Files that could not be read."""
    unlocked: int
    """Manifests of which no lockfile pins anything."""

    @property
    def unknown(self) -> int:
        """Number of components of which nobody is known to be behind."""
        return self.components - self.attributed


class Report(Struct, frozen=True, kw_only=True, gc=False):
    """The answer of one scan."""

    tool_version: str
    knowledge: KnowledgeStamp
    paths: tuple[str, ...]
    home: str
    date: str
    inventory: Inventory
    attributions: tuple[Attribution, ...]
    """One for each component of the inventory, in the same order."""
    assessments: tuple[Assessment, ...]
    portfolio: Portfolio
    findings: tuple[Finding, ...] = ()
    """All that rules object to, what is known or waived included."""
    rules: tuple[PolicyRule, ...] = ()
    """Those in force, with or without findings."""
    waivers: tuple[Waiver, ...] = ()
    """All that were met, used or not."""
    baseline: str | None = None
    """File of the baseline that findings were compared with."""
    settings: str | None = None
    """Settings file that was used, relative to the target."""
    eased: tuple[str, ...] = ()
    """What the settings file takes away from the scan or the rules, a sentence each."""
    base: str = ""
    """Folder that paths are relative to, as seen from the root of its repository; empty where it is the root."""

    @property
    def failing(self) -> tuple[Finding, ...]:
        """The findings that make a pipeline fail."""
        return tuple(finding for finding in self.findings if finding.fails)

    @property
    def attributed(self) -> int:
        """Number of components whose class is other than unknown."""
        return sum(1 for a in self.attributions if a.cls is not AttributionClass.UNKNOWN)

    @property
    def unattributed_spend(self) -> tuple[tuple[str, float], ...]:
        """(currency, annual cost) of inventory lines of which nobody is known to be behind them."""
        sums: dict[str, float] = {}
        for component, attribution in zip(self.inventory.components, self.attributions, strict=True):
            if (
                attribution.cls is AttributionClass.UNKNOWN
                and component.facts
                and (cost := component.fact("annual_cost"))
            ):
                currency = component.fact("currency") or ""
                sums[currency] = sums.get(currency, 0.0) + float(cost)
        return tuple(sorted(sums.items()))

    @property
    def coverage(self) -> float:
        """Share of components attributed, 0..1; 1 where there is none."""
        total = len(self.attributions)
        return self.attributed / total if total else 1.0
