"""AppVeyor: what scripts reach, variables, feeds, where it deploys to, whom it notifies."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._providers import host_of
from depscan.model import Component
from depscan.syntax import yaml

_PHASES = (
    "init", "install", "before_build", "build_script", "after_build", "before_test", "test_script", "after_test",
    "before_package", "after_package", "before_deploy", "deploy_script", "after_deploy", "on_success", "on_failure",
    "on_finish",
)  # fmt: skip
_SHELLS = ("cmd", "ps", "pwsh", "sh")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield AppVeyor, hosts and packages of scripts, deployments, names of variables.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map):
        raise ParseError("not a configuration of AppVeyor: not a mapping")
    asked = document.get("image")
    names = [name for name in (asked if isinstance(asked, yaml.Seq) else [asked]) if isinstance(name, str)]
    yield _ci.service(source, "file:appveyor.yml", document.line, facts=_ci.runner_facts(names))
    for key, item in _ci.maps(document):
        for phase in _PHASES:
            yield from _phase(source, item.get(phase), item.lines.get(phase))
        yield from _variables(source, item.get("environment"))
        if isinstance(item.get("provider"), str) and key in ("deploy", "notifications"):
            yield from _reached(source, item, key)


def _phase(source: SourceFile, value: object, line: int | None) -> Iterator[Component]:
    yield from _ci.script(source, value, line)
    for item in value if isinstance(value, yaml.Seq) else ():
        for shell in _SHELLS if isinstance(item, yaml.Map) else ():
            yield from _ci.script(source, item.get(shell), item.lines.get(shell))


def _variables(source: SourceFile, value: object) -> Iterator[Component]:
    """Yield what variables tell: plain ones, those of ``global``, and those of each job of ``matrix``."""
    if isinstance(value, yaml.Map):
        for name in value:
            if name in ("matrix", "global"):
                yield from _ci.variables(source, value[name])
        plain = yaml.Map(value.line)
        plain.update({name: text for name, text in value.items() if name not in ("matrix", "global")})
        plain.lines.update(value.lines)
        yield from _ci.variables(source, plain)


def _reached(source: SourceFile, item: yaml.Map, key: str) -> Iterator[Component]:
    """Yield where packages are published, or who is told of a build."""
    name = item["provider"]
    host = host_of(name) if key == "deploy" else {"slack": "hooks.slack.com"}.get(name.lower())
    if name.lower() == "nuget" and not isinstance(item.get("server"), str):
        host = "api.nuget.org"
    if host:
        yield _ci.endpoint(source, host, item.lines["provider"])
    for setting in ("server", "url", "symbol_server"):
        if isinstance(item.get(setting), str):
            yield from _ci.setting(source, f"deploy.{setting}", item[setting], item.lines[setting], variable=False)


EXTRACTOR = Extractor(
    name="appveyor",
    ecosystem="ci",
    patterns=("appveyor.yml", ".appveyor.yml", "appveyor.yaml", ".appveyor.yaml"),
    parse=parse,
    description="what scripts reach, variables, deployments, feeds, notifications",
    spec_url="https://www.appveyor.com/docs/appveyor-yml/",
)
