"""What a licence means for whoever depends on the software: open source, source-available or proprietary."""

from __future__ import annotations

import re

from depscan.knowledge.index import Scoring

_ORDER = ("osi", "source-available", "proprietary")
_PROPRIETARY = frozenset({
    "all rights reserved", "commercial", "commercial license", "licenseref-commercial", "licenseref-proprietary",
    "other/proprietary license", "proprietary", "proprietary license", "unlicensed",
})  # fmt: skip
"""As package registries and SBOM tools write it; npm's word is the last."""


def licence_class(licence: str, scoring: Scoring) -> str | None:
    """Return osi, source-available or proprietary; of a choice (OR) the freest; None if it is not classified."""
    classes = []
    for choice in re.split(r"\s+OR\s+", licence.replace("(", " ").replace(")", " ").strip()):
        parts = [re.split(r"\s+WITH\s+", part)[0].strip() for part in re.split(r"\s+AND\s+", choice)]
        ranks = [_rank(part, scoring) for part in parts]
        if None not in ranks:
            classes.append(max(rank for rank in ranks if rank is not None))
    return _ORDER[min(classes)] if classes else None


def _rank(licence: str, scoring: Scoring) -> int | None:
    if licence in scoring.osi:
        return 0
    if licence in scoring.source_available:
        return 1
    return 2 if licence.lower() in _PROPRIETARY else None
