"""``depscan diff``: what came, what went, what changed between two saved reports, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from depscan import saved
from depscan.assess.risk import assess
from depscan.cli.console import columns, write, write_json
from depscan.compare import Comparison, compare
from depscan.errors import ExitStatus
from depscan.knowledge.index import Knowledge
from depscan.knowledge.load import load_knowledge
from depscan.model import Interval
from depscan.redact import clean, disarm
from depscan.render import grid, words
from depscan.saved import SavedDependency, SavedReport


def run(old_path: str, new_path: str, *, format_: str, knowledge: Sequence[str]) -> int:
    """Compare two reports and print the differences.

    Raises:
        UsageError: one of them is no report.
    """
    old, new = saved.read_report(old_path), saved.read_report(new_path)
    known = load_knowledge(knowledge)
    found = compare(old, new, digest=known.stamp.digest, rescore=_rescore(known))
    if format_ == "json":
        write_json(_plain(found))
    else:
        write(disarm("\n".join(clean(line) for line in _lines(old, new, found)) + "\n"))
    return ExitStatus.OK


def _rescore(known: Knowledge) -> Any:
    def rescore(
        dependencies: Sequence[SavedDependency], home: str, date: str
    ) -> dict[str, tuple[Interval, str | None]]:
        restored = [saved.dependency(one) for one in dependencies]
        still = [one for one in restored if not one.product or one.product in known.product_ids]
        assessed = assess(still, known, home=home, date=date)
        return {a.dependency.id: (a.risk, a.control.country) for a in assessed}

    return rescore


def _lines(old: SavedReport, new: SavedReport, found: Comparison) -> Iterator[str]:
    yield (
        f"{old.target.date}, knowledge {old.knowledge.version} → {new.target.date}, knowledge {new.knowledge.version}"
        + ("" if old.knowledge.digest != new.knowledge.digest else " (the same)")
    )
    for remark in found.remarks:
        yield f"  {remark}"
    yield (
        f"{len(found.came)} came, {len(found.went)} went, {len(found.changed)} changed,"
        f" {words.plural(found.same, 'dependency', 'dependencies')} as before."
    )
    width = min(columns(None), 140)
    for title, side in (("Came", found.came), ("Went", found.went)):
        if side:
            yield ""
            yield f"{title} ({len(side)})"
            rows = [[_risk(one), one.name, _whose(one), _place(one)] for one, _ in side]
            rest = width - 16 - 6
            shares = [16, rest * 30 // 100, rest * 40 // 100, rest - rest * 30 // 100 - rest * 40 // 100]
            yield from grid.lines(["RISK", "DEPENDENCY", "WHOSE", "FIRST SEEN"], rows, shares)
    if found.changed:
        yield ""
        yield f"Changed ({len(found.changed)})"
        rest = width - 4
        shares = [rest * 25 // 100, rest * 50 // 100, rest - rest * 25 // 100 - rest * 50 // 100]
        changes = [[change.new.name, "; ".join(change.what), change.cause.value] for change in found.changed]
        yield from grid.lines(["DEPENDENCY", "WHAT", "WHY"], changes, shares)
    yield ""
    yield "Two reports, as they were saved: what neither could attribute or read is in no line."


def _risk(one: SavedDependency) -> str:
    return f"{words.score(one.risk.interval)} {one.risk.severity}"


def _whose(one: SavedDependency) -> str:
    path = one.control.path
    top = f" → {path[-1].name}" if len(path) > 1 else ""
    return f"{one.vendor.name}{top} ({one.control.country or 'not known'})"


def _place(one: SavedDependency) -> str:
    return words.place(one.evidence[0]) if one.evidence else ""


def _plain(found: Comparison) -> dict[str, Any]:
    return {
        "schema": "1.0",
        "came": [{"id": one.id, "risk": list(one.risk.score), "cause": cause.value} for one, cause in found.came],
        "went": [{"id": one.id, "risk": list(one.risk.score), "cause": cause.value} for one, cause in found.went],
        "changed": [
            {
                "id": change.new.id,
                "what": list(change.what),
                "cause": change.cause.value,
                "risk": {"old": list(change.old.risk.score), "new": list(change.new.risk.score)},
            }
            for change in found.changed
        ],
        "same": found.same,
        "remarks": list(found.remarks),
    }
