"""The nouns of the gate: what a policy objects to, and what a project has decided to live with."""

from __future__ import annotations

from enum import StrEnum

from msgspec import Struct

from depscan.model import Severity


class State(StrEnum):
    """What a finding means for the exit status."""

    NEW = "new"
    """Fails."""
    WORSE = "worse"
    """Known to the baseline, and more severe than there: fails."""
    KNOWN = "known"
    """In the baseline: does not fail."""
    WAIVED = "waived"
    """Somebody has decided to live with it until a day: does not fail."""


FAILING = (State.NEW, State.WORSE)


class PolicyRule(Struct, frozen=True, kw_only=True, gc=False):
    """One rule that findings come from."""

    id: str
    says: str
    """What it objects to, in one sentence."""
    help: str = ""
    """Why, and what to do; the project's own words where its settings have some."""
    place: str = ""
    """Where it is written, such as ``depscan.toml:12`` or ``--fail-on``."""


class Finding(Struct, frozen=True, kw_only=True, gc=False):
    """Something that a rule objects to."""

    rule: str
    dependency: str | None
    """Id of a dependency; None for the scan as a whole, such as too low a coverage."""
    severity: Severity
    message: str
    path: str | None = None
    """The most telling place; None where there is none."""
    line: int | None = None
    fingerprint: str
    """32 hexadecimal digits of rule and dependency (or component): no place is in it, so that moving lines or folders
    changes none."""
    state: State = State.NEW
    waiver: str | None = None
    """Place of the waiver that covers it, such as ``infra/main.tf:12``."""
    component: str | None = None
    """Where it is about a component of which nobody is known to be behind it: its package URL or name, no version."""

    @property
    def fails(self) -> bool:
        """Whether it makes the pipeline fail."""
        return self.state in FAILING


class WaiverState(StrEnum):
    """What became of a waiver."""

    USED = "used"
    UNUSED = "unused"
    EXPIRED = "expired"


class Waiver(Struct, frozen=True, kw_only=True, gc=False):
    """A decision to live with something until a day."""

    what: str
    """Id of a dependency, product, vendor or rule, or the fingerprint of a finding."""
    until: str
    """The last day on which it holds, ISO 8601."""
    reason: str
    path: str
    """File that it is written in."""
    line: int | None = None
    by: str | None = None
    """Who answers for it."""
    rule: str | None = None
    """Only findings of this rule; None: of all."""
    inline: bool = False
    """Written next to a line of a scanned file, and only for what is seen at that line."""
    covers: int | None = None
    """Of one written next to a line: that line; its own one if something stands on it, else the next that says more."""
    state: WaiverState = WaiverState.UNUSED

    @property
    def place(self) -> str:
        """``path:line``."""
        return f"{self.path}:{self.line}" if self.line else self.path
