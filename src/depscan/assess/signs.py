"""What probes of a framework look at, and the signs that they give."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from msgspec import Struct

from depscan.framework import Criterion
from depscan.knowledge.index import Knowledge
from depscan.report import Coverage, Portfolio


class Weight(StrEnum):
    """What a sign means for a criterion."""

    SUPPORTS = "supports"
    CONTRADICTS = "contradicts"
    NOTED = "noted"
    UNKNOWN = "unknown"


class Sign(Struct, frozen=True):
    """What a probe says."""

    weight: Weight
    says: str
    """A few words; the same for all dependencies of which the same is so."""
    dependency: str | None = None
    """Id; None: about the whole picture."""
    probe: str = ""


class Situation(NamedTuple):
    """What probes may look at."""

    criterion: Criterion
    area: frozenset[str]
    """Countries whose sovereignty is asked about."""
    knowledge: Knowledge
    date: str
    picture: Portfolio
    coverage: Coverage


Said = Iterator[tuple[Weight, str]]
"""What a probe says: its weight, and a few words."""
