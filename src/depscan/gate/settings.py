"""What a scan is told, with defaults that are useful at once."""

from __future__ import annotations

from msgspec import Struct

from depscan.finding import Waiver
from depscan.model import Confidence, Delivery, Scope, Severity, Use


class When(Struct, frozen=True, kw_only=True):
    """Conditions on a dependency; all that are given must hold."""

    severity: Severity | None = None
    """This band of risk or a worse one."""
    exposure: float | None = None
    """At least so much, by the upper end."""
    lock_in: float | None = None
    control: tuple[str, ...] = ()
    """Ultimately controlled from one of these countries or areas; ``unknown`` where nobody knows."""
    allow_control: tuple[str, ...] = ()
    """Not controlled from one of these: what is not known is not allowed. Nobody's (a community's) is."""
    law: tuple[str, ...] = ()
    """One of these laws binds."""
    effect: tuple[str, ...] = ()
    """A law of another area binds with one of these effects: D, B, S, X, V, L."""
    delivery: tuple[Delivery, ...] = ()
    vendor: tuple[str, ...] = ()
    """One of these vendors, or one that they control."""
    allow_vendor: tuple[str, ...] = ()
    product: tuple[str, ...] = ()
    """Ids of dependencies."""
    allow_product: tuple[str, ...] = ()
    category: tuple[str, ...] = ()
    located: tuple[str, ...] = ()
    """A cloud resource lies in one of these countries or areas; ``unknown`` where no file tells."""
    allow_located: tuple[str, ...] = ()
    scope: tuple[Scope, ...] = ()
    use: Use | None = None
    """At least as certain."""
    confidence: Confidence | None = None
    """The attribution is at least so sure."""
    environment: tuple[str, ...] = ()
    """Seen in a file for one of these environments."""
    path: tuple[str, ...] = ()
    """Seen in a file whose path matches one of these globs; only such places count."""


class Rule(Struct, frozen=True, kw_only=True):
    """What a project objects to."""

    id: str
    when: When = When()
    coverage_below: float | None = None
    """Instead of conditions on dependencies: percent of components attributed."""
    unattributed: bool = False
    """Instead: any component of which nobody is known to be behind it."""
    help: str = ""
    place: str = ""


class Allow(Struct, frozen=True, kw_only=True):
    """What no rule, or none of those named, objects to."""

    when: When
    reason: str
    rules: tuple[str, ...] = ()
    place: str = ""


class Known(Struct, frozen=True, kw_only=True):
    """One finding of a baseline."""

    fingerprint: str
    severity: Severity
    rule: str = ""
    dependency: str | None = None
    component: str | None = None


class Settings(Struct, frozen=True, kw_only=True):
    """Options of a scan: those of the command line, and of a settings file where one is used."""

    home: str = "EU"
    """The reader's legal area: an area of ``rules/scoring.yaml`` or an ISO 3166-1 alpha-2 country code."""
    exclude: tuple[str, ...] = ()
    """Globs matched against relative paths and against each name in them."""
    exclude_by_target: tuple[tuple[str, ...], ...] = ()
    """More of them for each target, in order: those of a settings file, whose globs are relative to its own folder."""
    leave_out: tuple[str, ...] = ()
    """Files that are no part of the targets, such as the report of the last scan: absolute, links resolved."""
    include_dev: bool = True
    """Count what only development and tests need."""
    installed: bool = False
    """Read what builds and installations left behind, too: archives, ``node_modules``, ``site-packages``."""
    source: bool = False
    """Read source code, too, for the services that it mentions."""
    knowledge: tuple[str, ...] = ()
    """Folders that extend or override the packaged knowledge by id."""
    fail_on: Severity | None = None
    """Dependencies of this severity or worse become findings; None: reporting is not gating."""
    rules: tuple[Rule, ...] = ()
    """Of the project, beside ``fail_on``."""
    allow: tuple[Allow, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    """Of the settings file; those next to lines are found while reading."""
    inline_waivers: bool = True
    """Heed waivers next to lines of scanned files."""
    baseline: tuple[Known, ...] | None = None
    baseline_name: str | None = None
    file: str | None = None
    """The settings file that some of this is from, as it is shown: relative to the target."""


DEFAULTS = Settings()
