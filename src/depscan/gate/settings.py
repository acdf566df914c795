"""What a scan is told, with defaults that are useful at once."""

from __future__ import annotations

from msgspec import Struct

from depscan.model import Severity


class Settings(Struct, frozen=True, kw_only=True):
    """Options of a scan; nothing here is read from the scanned tree."""

    home: str = "EU"
    """The reader's legal area: an area of ``rules/scoring.yaml`` or an ISO 3166-1 alpha-2 country code."""
    exclude: tuple[str, ...] = ()
    """Globs matched against relative paths and against each name in them."""
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


DEFAULTS = Settings()
