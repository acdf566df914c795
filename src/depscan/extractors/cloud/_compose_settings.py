"""What the settings of a Compose service tell: variables, log drivers, volume drivers, certificates, build caches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.extractors.base import SourceFile
from depscan.extractors.cloud._build_cache import cache
from depscan.extractors.cloud._images import images
from depscan.extractors.cloud._settings import Setting, from_setting
from depscan.extractors.cloud._shell_variables import assignments
from depscan.model import Component, How, Kind, Level, Scope
from depscan.syntax import yaml

_LOG_DRIVERS = {"awslogs": "aws_cloudwatch_log_group", "gcplogs": "google_logging_log", "splunk": "splunk_log"}
"""Drivers that write to a service of their own; those of the others' options name a host."""
_ACME = "acme-v02.api.letsencrypt.org"
"""Where Traefik gets certificates from if not told otherwise."""
_ADDRESS = ("addr=", "share=")
_SERVICES = ("environment", "env_file", "logging", "command", "labels")
_OPTIONS = 2_000


class ServiceSettings:
    """Reads the settings of services, each object once, however many aliases lead to it."""

    def __init__(self, source: SourceFile, resolve: Any) -> None:
        self._source = source
        self._resolve = resolve
        self._seen: set[int] = set()

    def of(self, service: yaml.Map, scope: Scope) -> Iterator[Component]:
        """Yield what a service's variables, log driver, command, labels and build arguments tell."""
        readers = (self._variables, self._files, self._logging, self._options, self._options)
        for key, reader in zip(_SERVICES, readers, strict=True):
            value = service.get(key)
            if value is None or (not isinstance(value, str) and self._is_known(value)):
                continue
            yield from reader(value, service.lines.get(key), scope)
        build = service.get("build")
        if isinstance(build, yaml.Map) and not self._is_known(build):
            yield from self._build(build)

    def top_level(self, document: yaml.Map, scope: Scope) -> Iterator[Component]:
        """Yield what volumes and secrets at the top of the file tell."""
        volumes = document.get("volumes")
        for volume in volumes.values() if isinstance(volumes, yaml.Map) else ():
            if isinstance(volume, yaml.Map) and not self._is_known(volume):
                yield from self._volume(volume, scope)
        for section in ("secrets", "configs"):
            entries = document.get(section)
            if not isinstance(entries, yaml.Map):
                continue
            for name, entry in entries.items():
                variable = entry.get("environment") if isinstance(entry, yaml.Map) else None
                named = variable if isinstance(variable, str) else name.upper().replace("-", "_")
                yield from self._setting(named, "", entries.lines.get(name), scope, variable=True)

    def _is_known(self, value: object) -> bool:
        known = id(value) in self._seen
        self._seen.add(id(value))
        return known

    def _setting(
        self, key: str, value: str, line: int | None, scope: Scope, *, variable: bool = False
    ) -> Iterator[Component]:
        setting = Setting(key, self._resolve(value), line)
        yield from from_setting(self._source, setting, variable=variable, scope=scope)

    def _variables(self, value: object, line: int | None, scope: Scope) -> Iterator[Component]:
        for key, text, at in pairs(value, line):
            yield from self._setting(key, text, at, scope, variable=True)

    def _files(self, value: object, line: int | None, scope: Scope) -> Iterator[Component]:
        """Yield what environment files tell whose names do not say that they are ones."""
        for item in value if isinstance(value, yaml.Seq) else [value]:
            name = item.get("path") if isinstance(item, yaml.Map) else item
            if not isinstance(name, str) or "$" in name or _is_dotenv(name):
                continue
            key = ("compose-env", f"{self._source.folder}/{name}")
            if key in self._source.memo:
                continue
            self._source.memo[key] = True
            beside = self._source.sibling(name)
            if beside is None:
                self._source.warn("not-followed", "an environment file that is not there", line=line, level=Level.NOTE)
                continue
            lines = beside.lines()
            values = assignments(lines)
            for number, text in enumerate(lines, 1):
                variable = text.partition("=")[0].strip().removeprefix("export ").strip()
                if variable in values:
                    setting = Setting(variable, values[variable], number)
                    yield from from_setting(beside, setting, variable=True, scope=scope)

    def _logging(self, value: object, line: int | None, scope: Scope) -> Iterator[Component]:
        driver = value.get("driver") if isinstance(value, yaml.Map) else None
        if not isinstance(value, yaml.Map) or not isinstance(driver, str):
            return
        options = value.get("options")
        if driver in _LOG_DRIVERS:
            region = options.get("awslogs-region") if isinstance(options, yaml.Map) else None
            region = self._resolve(region) if isinstance(region, str) else ""
            yield Component(
                kind=Kind.RESOURCE,
                name=f"{_LOG_DRIVERS[driver]}.logging",
                scope=scope,
                region=region if region and "$" not in region else None,
                facts=(("driver", driver),),
                evidence=self._source.seen(value.lines.get("driver", line), how=How.CONFIGURED),
            )
        elif "/" in driver:
            yield from images(self._source, driver, line=line, scope=scope, facts=(("type", "plugin"),))
        for key, text, at in pairs(options, line):
            yield from self._setting(key, text, at, scope)

    def _options(self, value: object, line: int | None, scope: Scope) -> Iterator[Component]:
        """Yield what ``--key=value`` of a command and ``key=value`` of labels tell."""
        words = _words(value, line)
        for key, text, at in words:
            yield from self._setting(key.lstrip("-"), text, at, scope)
        resolvers = [(key.lower(), at) for key, _, at in words if "certificatesresolvers." in key.lower()]
        acme = next((at for key, at in resolvers if ".acme." in key), None)
        if acme is not None and not any(key.endswith(".caserver") for key, _ in resolvers):
            yield Component(
                kind=Kind.ENDPOINT,
                name=_ACME,
                scope=scope,
                direct=True,
                evidence=self._source.seen(acme, how=How.CONFIGURED),
            )

    def _build(self, build: yaml.Map) -> Iterator[Component]:
        for key, text, at in pairs(build.get("args"), build.lines.get("args")):
            yield from self._setting(key, text, at, Scope.BUILD, variable=True)
        for key in ("cache_from", "cache_to"):
            entries = build.get(key)
            if not isinstance(entries, yaml.Seq):
                continue
            for entry, at in zip(entries, entries.lines, strict=True):
                if isinstance(entry, str):
                    yield from cache(self._source, self._resolve(entry), at)

    def _volume(self, volume: yaml.Map, scope: Scope) -> Iterator[Component]:
        driver = volume.get("driver")
        if isinstance(driver, str) and "/" in driver:
            line = volume.lines["driver"]
            yield from images(self._source, self._resolve(driver), line=line, scope=scope, facts=(("type", "plugin"),))
        for key, text, at in pairs(volume.get("driver_opts"), volume.line):
            for part in text.split(","):
                name, _, host = part.partition("=")
                if key == "o" and f"{name}=" in _ADDRESS:
                    yield from self._setting("address", host, at, scope)
            if key != "o":
                yield from self._setting(key, text, at, scope)


def pairs(value: object, line: int | None) -> Iterator[tuple[str, str, int | None]]:
    """Yield key, value and line of what Compose lets one write as a mapping or as a list of ``KEY=value``."""
    if isinstance(value, yaml.Map):
        for key, text in value.items():
            if text is None or isinstance(text, str):
                yield key, text or "", value.lines.get(key, line)
    elif isinstance(value, yaml.Seq):
        for number, item in enumerate(value):
            if isinstance(item, str):
                key, _, text = item.partition("=")
                yield key, text, value.lines[number]


def _words(value: object, line: int | None) -> list[tuple[str, str, int | None]]:
    """Return the options of a command line, as text or as a list, or labels."""
    if isinstance(value, str):
        value_words = value[:_OPTIONS].split()
        return [(*word.partition("=")[::2], line) for word in value_words if word.startswith("--") and "=" in word]
    return list(pairs(value, line))


def _is_dotenv(name: str) -> bool:
    """Tell whether an environment file is read for itself, by its name."""
    name = name.rpartition("/")[2]
    return name in (".env", ".envrc") or name.startswith(".env.") or name.endswith(".env") or ".env." in name
