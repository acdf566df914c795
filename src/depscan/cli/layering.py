"""Lay the command line over the settings file of the project, and that over the defaults."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Any

from msgspec import Struct, structs

from depscan.cli.basis import checked_home
from depscan.cli.console import note
from depscan.errors import KnowledgeError, UsageError
from depscan.gate.settings import DEFAULTS, Settings
from depscan.gate.settings_file import Loaded, SettingsFile, find, named
from depscan.knowledge.index import Knowledge
from depscan.model import Severity
from depscan.redact import shown


class Given(Struct, frozen=True, kw_only=True):
    """What the command line says; None where it says nothing."""

    config: str | None = None
    no_config: bool = False
    fail_on: str | None = None
    home: str | None = None
    exclude: tuple[str, ...] = ()
    include_dev: bool | None = None
    installed: bool | None = None
    source: bool | None = None
    min_coverage: float | None = None
    strict: bool | None = None
    knowledge: tuple[str, ...] = ()
    baseline: str | None = None
    no_waivers: bool = False


class Layered(Struct, frozen=True, kw_only=True):
    """What holds, command line over file over defaults."""

    settings: Settings
    knowledge: Knowledge
    min_coverage: float | None
    strict: bool
    file: SettingsFile | None

    @property
    def told(self) -> str:
        """Where the settings are from, for ``--verbose``."""
        return f"settings {shown(self.file.found.label)}" if self.file else "no settings file"

    def with_baseline(self, path: str | None) -> Settings:
        """Return the settings with the baseline of the command line, or that of the file.

        Raises:
            UsageError: it cannot be read or is none.
            KnowledgeError: the settings file names one that is not there.
        """
        from depscan.gate import baseline

        if path is not None:
            name = os.path.basename(path) if os.path.isabs(path) else path
            return structs.replace(self.settings, baseline=baseline.read(path), baseline_name=shown(name))
        found = self.file.baseline() if self.file else None
        if found is None:
            return self.settings
        name, data = found
        return structs.replace(self.settings, baseline=baseline.parse(data, name), baseline_name=name)


def layered(given: Given, targets: Sequence[str], load: Callable[..., Knowledge]) -> Layered:
    """Return the settings for these targets, and the knowledge that they ask for.

    Args:
        given: the command line. Its globs and folders of knowledge come to those of the file, anything else replaces.
        targets: what will be scanned.
        load: loads knowledge.

    Raises:
        UsageError: an option that cannot be.
        KnowledgeError: knowledge or settings are invalid; the message starts with file and line.
    """
    file = _file(given, targets)
    own = file.knowledge if file else ()
    known = _loaded(file, given, load)
    loaded = file.checked(known, targets) if file else Loaded(settings=DEFAULTS)
    over = {
        "home": checked_home(given.home, known.scoring.areas) if given.home is not None else None,
        "include_dev": given.include_dev,
        "installed": given.installed,
        "source": given.source,
        "fail_on": Severity(given.fail_on) if given.fail_on else None,
    }
    changes: dict[str, Any] = {name: value for name, value in over.items() if value is not None}
    if given.no_waivers:
        changes |= {"waivers": (), "inline_waivers": False}
    return Layered(
        settings=structs.replace(loaded.settings, exclude=given.exclude, knowledge=(*own, *given.knowledge), **changes),
        knowledge=known,
        min_coverage=loaded.min_coverage if given.min_coverage is None else given.min_coverage,
        strict=loaded.strict if given.strict is None else given.strict,
        file=file,
    )


def _file(given: Given, targets: Sequence[str]) -> SettingsFile | None:
    if given.config is not None and given.no_config:
        raise UsageError("--config and --no-config exclude one another")
    if given.no_config:
        return None
    found = named(given.config) if given.config is not None else find(targets)
    return SettingsFile(found) if found else None


def _loaded(file: SettingsFile | None, given: Given, load: Callable[..., Knowledge]) -> Knowledge:
    """Nothing that a file in a scanned tree asks for is written, not even to the cache."""
    own = file.knowledge if file else ()
    keep = not own or (file is not None and file.found.boundary is None)
    try:
        return load((*own, *given.knowledge), on_compile=lambda: note("compiling knowledge …"), keep=keep)
    except KnowledgeError as error:
        if file is None or not own:
            raise
        raise KnowledgeError(f"{error}\n(knowledge that {shown(file.found.label)} asks for is part of it)") from error
