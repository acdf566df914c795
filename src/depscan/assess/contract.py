"""The contract factor of lock-in: what an inventory tells of notice, term, renewal, reversibility and price.

Each part is read from what people write, in English or French; a part that nobody tells, or that cannot be read, is
open from best to worst. Two contracts for one product count by the worse of them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date

from depscan.knowledge.index import Scoring
from depscan.model import BETWEEN_CONTRACTS, Dependency, Interval
from depscan.syntax import lazy

_DURATION = lazy.pattern(
    r"([0-9]{1,4}(?:[.,][0-9])?)[ -]?(d|days?|j|jours?|w|weeks?|semaines?|m|mo|months?|mois|y|years?|ans?|annees?)\b",
    re.IGNORECASE,
)
_MONTHS = {"d": 1 / 30, "j": 1 / 30, "w": 7 / 30, "s": 7 / 30, "m": 1.0, "y": 12.0, "a": 12.0}
"""By the first letter of the unit."""
_UNTOLD = "not known from files"
_NO = frozenset({"no", "n", "non", "false", "faux", "0", "none", "aucune", "aucun", "never", "jamais", "sans"})
_YES = frozenset({"yes", "y", "oui", "o", "true", "vrai", "1", "x", "automatic", "automatique", "tacite"})


def contract(dependency: Dependency, on: str, scoring: Scoring) -> tuple[Interval, str]:
    """Return how binding the contract is, 0 to 1, and why.

    Args:
        dependency: with the facts of its inventory lines.
        on: the day the answer is for, ISO 8601.
        scoring: weights of the parts and their bands.
    """
    if not dependency.contract:
        return Interval(low=0.0, high=sum(scoring.contract.values())), _UNTOLD
    facts = dict(dependency.contract)
    low = high = 0.0
    told: list[str] = []
    missing: list[str] = []
    for part, reader in _READERS.items():
        weight = scoring.contract.get(part, 0.0)
        key = "contract_end" if part == "term" else part
        values = [reader(text, on, scoring) for text in facts.get(key, "").split(BETWEEN_CONTRACTS) if text]
        known = [value for value in values if value is not None]
        high += weight * (max(known) if known and None not in values else 1.0)
        if known:
            low += weight * max(known)
            told.append(f"{_NAMES[part]} {facts[key]}")
        else:
            missing.append(_NAMES[part])
    if not told:
        return Interval(low=low, high=high), _UNTOLD
    because = f"by the inventory: {', '.join(told)}" + (f"; not known: {', '.join(missing)}" if missing else "")
    return Interval(low=low, high=high), because


def _notice(text: str, _on: str, scoring: Scoring) -> float | None:
    found = _DURATION.search(text)
    if found is None:
        return None
    months = float(found[1].replace(",", ".")) * _MONTHS[found[2][0].lower()]
    return _band(months, scoring.notice_months)


def _term(text: str, on: str, scoring: Scoring) -> float | None:
    try:
        left = date.fromisoformat(text) - date.fromisoformat(on)
    except ValueError:
        return None
    return _band(max(left.days, 0) / 365.25, scoring.term_years)


def _band(value: float, limits: tuple[float, float]) -> float:
    """Nothing up to the first limit, half up to the second, all beyond."""
    return 0.0 if value <= limits[0] else 0.5 if value <= limits[1] else 1.0


def _binding(text: str, _on: str, _scoring: Scoring) -> float | None:
    """A clause that binds if it is there."""
    word = text.strip().casefold()
    return 0.0 if word in _NO else 1.0 if word in _YES else None


def _protecting(text: str, _on: str, _scoring: Scoring) -> float | None:
    """A clause that protects if it is there; whoever names its article or percentage says that it is."""
    word = text.strip().casefold()
    return 1.0 if word in _NO else 0.0 if word in _YES or any(map(str.isdigit, word)) else None


_READERS: dict[str, Callable[[str, str, Scoring], float | None]] = {
    "notice": _notice,
    "term": _term,
    "tacit_renewal": _binding,
    "reversibility": _protecting,
    "price_cap": _protecting,
}
_NAMES = {
    "notice": "notice",
    "term": "end",
    "tacit_renewal": "tacit renewal",
    "reversibility": "reversibility",
    "price_cap": "price cap",
}
