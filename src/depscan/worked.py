"""Ten worked examples for docs/method.md: a file, what comes out of it, the arithmetic, and other numbers.

tests/unit/test_worked_examples.py holds the same ten, calculated by hand.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from msgspec import Struct, structs

from depscan.assess.risk import assess
from depscan.knowledge.index import Knowledge, Scoring
from depscan.knowledge.load import load_knowledge
from depscan.model import Assessment, Exposure, Factor, Interval, Use
from depscan.pipeline import scan
from depscan.render import words

DATE = "2026-11-21"
HOME = "EU"
_CHANGE = 0.2


class Example(Struct, frozen=True):
    """One file with one thing in it."""

    title: str
    file: str
    text: str
    row: str
    """Id of the row that is meant."""
    says: str
    """What the file says, in a few words."""


def _listed(title: str, product: str, vendor: str, row: str) -> Example:
    text = f"product,vendor\n{product},{vendor}\n"
    return Example(title, "inventory.csv", text, row, f"inventory: {product}, {vendor}")


def _resource(title: str, type_: str, row: str) -> Example:
    return Example(title, "main.tf", f'resource "{type_}" "it" {{}}\n', row, f"Terraform: `{type_}`")


def _package(title: str, name: str, row: str, says: str = "") -> Example:
    lock = {
        "lockfileVersion": 3,
        "packages": {"": {"dependencies": {name: "*"}}, f"node_modules/{name}": {"version": "1.0.0"}},
    }
    return Example(title, "package-lock.json", json.dumps(lock), row, says or f"npm lockfile: `{name}`, direct")


EXAMPLES = (
    _resource("DynamoDB", "aws_dynamodb_table", "amazon-dynamodb"),
    _listed("Microsoft 365", "Microsoft 365 E3", "Microsoft", "microsoft-365"),
    _listed("vSphere", "VMware vSphere Enterprise Plus", "VMware", "vmware-vsphere"),
    _resource("OVHcloud Object Storage", "ovh_cloud_project_storage", "ovhcloud-object-storage"),
    _listed("S3NS", "PREMI3NS", "S3NS", "s3ns"),
    _package("React", "react", "react-foundation-open-source-packages"),
    _package("npm", "react", "npm-registry", "npm lockfile: any package"),
    _package("Mistral API", "@mistralai/mistralai", "mistral-api"),
    Example(
        "Elastic, self-hosted",
        "compose.yml",
        "services:\n  search:\n    image: docker.elastic.co/elasticsearch/elasticsearch:8.19.0\n",
        "elasticsearch",
        "Compose: image `elasticsearch:8.19.0`",
    ),
    _listed("SaaS of unknown ownership", "AB Tasty", "AB Tasty", "ab-tasty"),
)


@cache
def worked() -> tuple[tuple[Example, Assessment], ...]:
    """Return each example with what a scan of its file gives."""
    return tuple((example, scanned(example, load_knowledge())) for example in EXAMPLES)


def scanned(example: Example, knowledge: Knowledge) -> Assessment:
    """Return what a scan of an example's file gives for its row."""
    with TemporaryDirectory() as folder:
        (Path(folder) / example.file).write_text(example.text, encoding="utf-8")
        report = scan([folder], today=DATE, knowledge=knowledge)
    return next(a for a in report.assessments if a.dependency.id == example.row)


# ---------------------------------------------------------------------------------------------------- the arithmetic


def arithmetic() -> str:
    """Return a table: what is found, exposure, lock-in and risk of each example, calculated."""
    scoring = load_knowledge().scoring
    rows = ["| example | found | exposure | lock-in | risk |", "| --- | --- | --- | --- | --- |"]
    for example, found in worked():
        dependency = found.dependency
        seen = f"{example.says}; use {dependency.use.value}, {dependency.scope.value}; {words.whose(found)}"
        cells = (example.title, seen, _exposure(found, scoring), _lock_in(found), _risk(found, scoring))
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows)


def _exposure(found: Assessment, scoring: Scoring) -> str:
    if found.unknown:
        use = scoring.use[found.dependency.use]
        worst = f"the worst law in force {found.exposure.high / use:.4g} × use {use:g}"
        return f"{'; '.join(found.unknown)}: {worst} = **{number(found.exposure)}**"
    decides = words.deciding(found)
    if decides is None:
        return "no foreign law of the catalogue reaches it: **0**"
    return f"{decides.law_name}, {words.EFFECT[decides.effect]}: {product_of(decides, found, scoring)}"


def product_of(exposure: Exposure, found: Assessment, scoring: Scoring) -> str:
    """Return severity × certainties = points."""
    use = scoring.use[found.dependency.use]
    trigger = scoring.triggers[exposure.trigger]
    severity = exposure.points.high / exposure.certainty / use
    return (
        f"{severity:.4g} × {exposure.trigger} {trigger:g} × law {exposure.certainty / trigger:.4g} × use {use:g}"
        f" = **{number(exposure.points)}**"
    )


def _lock_in(found: Assessment) -> str:
    counted = [factor for factor in found.factors if factor.points.high > 0]
    if not counted:
        return "every factor 0: **0**"
    return f"{' + '.join(_term(factor) for factor in counted)} = **{number(found.lock_in)}**"


def _term(factor: Factor) -> str:
    return f"{factor.factor} {number(factor.points)}"


def _risk(found: Assessment, scoring: Scoring) -> str:
    ends = sorted((found.exposure.high, found.lock_in.high), reverse=True)
    scope = f" × {found.dependency.scope.value} {found.scope_weight:g}" if found.scope_weight != 1 else ""
    upper = f"{scoring.larger:g} × {ends[0]:.4g} + {scoring.smaller:g} × {ends[1]:.4g}"
    upper = f"({upper}){scope}" if scope else upper
    low = f"; lower end {found.risk.low:.4g}" if found.risk.low != found.risk.high else ""
    return f"{upper} = **{found.risk.high:.4g}**{low}; {found.severity.value}"


def number(interval: Interval) -> str:
    """Return one number, or both ends where they differ."""
    low, high = f"{interval.low:.4g}", f"{interval.high:.4g}"
    return high if low == high else f"{low}–{high}"


# --------------------------------------------------------------------------------------------------- other numbers


def sensitivity() -> str:
    """Return a table: the risk of each example where one number is a fifth lower and a fifth higher."""
    known = load_knowledge()
    titles = [example.title for example, _ in worked()]
    rows = [f"| changed by 20 % | {' | '.join(titles)} |", f"| --- |{' --- |' * len(titles)}"]
    rows.append(f"| nothing | {' | '.join(f'{found.risk.high:.0f}' for _, found in worked())} |")
    for name, change in CHANGES.items():
        low, high = (_risks(known.scored(change(known.scoring, 1 + sign * _CHANGE))) for sign in (-1, 1))
        cells = [_range(found.risk.high, *ends) for (_, found), *ends in zip(worked(), low, high, strict=True)]
        rows.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(rows)


def _range(usual: float, *ends: float) -> str:
    """Return both, or a dot where neither moves a whole point."""
    shown = [f"{end:.0f}" for end in ends]
    return "·" if set(shown) == {f"{usual:.0f}"} else " … ".join(shown)


def _risks(knowledge: Knowledge) -> list[float]:
    return [assess([found.dependency], knowledge, home=HOME, date=DATE)[0].risk.high for _, found in worked()]


def _severity(effect: str) -> Callable[[Scoring, float], Scoring]:
    def change(scoring: Scoring, factor: float) -> Scoring:
        changed = {
            delivery: (min(100.0, low * factor), min(100.0, high * factor))
            for delivery, (low, high) in scoring.effects[effect].items()
        }
        return structs.replace(scoring, effects=scoring.effects | {effect: changed})

    return change


def _trigger(*names: str) -> Callable[[Scoring, float], Scoring]:
    def change(scoring: Scoring, factor: float) -> Scoring:
        changed = {name: min(1.0, scoring.triggers[name] * factor) for name in names}
        return structs.replace(scoring, triggers=scoring.triggers | changed)

    return change


def _likely(scoring: Scoring, factor: float) -> Scoring:
    changed = min(1.0, scoring.use[Use.LIKELY] * factor)
    return structs.replace(scoring, use=scoring.use | {Use.LIKELY.value: changed})


def _weight(name: str) -> Callable[[Scoring, float], Scoring]:
    def change(scoring: Scoring, factor: float) -> Scoring:
        return structs.replace(scoring, weights=scoring.weights | {name: scoring.weights[name] * factor})

    return change


def _events(scoring: Scoring, factor: float) -> Scoring:
    events = {kind: points * factor for kind, points in scoring.events.items()}
    return structs.replace(scoring, events=events, events_at_most=scoring.events_at_most * factor)


def _larger(scoring: Scoring, factor: float) -> Scoring:
    return structs.replace(scoring, larger=scoring.larger * factor, smaller=1 - scoring.larger * factor)


def _build(scoring: Scoring, factor: float) -> Scoring:
    return structs.replace(scoring, scope=scoring.scope | {"build": scoring.scope["build"] * factor})


CHANGES: dict[str, Callable[[Scoring, float], Scoring]] = {
    "severity of data access (D)": _severity("D"),
    "severity of a stop (S)": _severity("S"),
    "severity of export restriction (X)": _severity("X"),
    "certainty: registered, controlled": _trigger("incorporated", "controlled"),
    "certainty: presence": _trigger("presence"),
    "certainty: origin of technology": _trigger("origin"),
    "certainty of likely use": _likely,
    "weight of the interface": _weight("interface"),
    "weight of the data": _weight("data"),
    "weight of the licence": _weight("licence"),
    "weight of substitutes": _weight("substitutes"),
    "weight of the contract": _weight("contract"),
    "points of events": _events,
    "share of the larger score (0.6)": _larger,
    "weight of build and CI": _build,
}
"""One number, or a few of one kind, each; certainties stay at most 1 and severities at most 100."""
