"""Travis CI: what scripts reach, variables, where it deploys to, whom it notifies."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.cloud._commands import from_script
from depscan.extractors.cloud._providers import host_of
from depscan.model import Component, Facts
from depscan.syntax import yaml

_PHASES = (
    "before_install", "install", "before_script", "script", "after_success", "after_failure", "before_cache",
    "before_deploy", "after_deploy", "after_script",
)  # fmt: skip


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Travis CI, hosts and packages of scripts, deployments, names of variables.

    Raises:
        ParseError: not YAML, or not a mapping.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map):
        raise ParseError("not a configuration of Travis CI: not a mapping")
    yield _ci.service(source, "file:.travis.yml", document.line, facts=_machines(document))
    for key, item in _ci.maps(document):
        for phase in _PHASES:
            yield from _ci.script(source, item.get(phase), item.lines.get(phase))
        for name in ("env", "global", "matrix", "jobs"):
            if name == "env" or key == "env":
                yield from _environment(source, item.get(name), item.lines.get(name))
        if key == "deploy" and isinstance(item.get("provider"), str):
            yield from _deployment(source, item)
        if key in ("notifications", "webhooks"):
            for name in ("webhooks", "urls"):
                for text in _texts(item.get(name)):
                    yield from _ci.setting(source, "webhook.url", text, item.lines.get(name), variable=False)
        if key == "notifications" and item.get("slack"):
            yield _ci.endpoint(source, "hooks.slack.com", item.lines["slack"])


def _texts(value: object) -> list[str]:
    found = value if isinstance(value, yaml.Seq) else [value]
    return [text for text in found if isinstance(text, str)]


def _environment(source: SourceFile, value: object, line: int | None) -> Iterator[Component]:
    """Yield what variables tell, of which one text may assign several; encrypted ones are passed over."""
    lines = value.lines if isinstance(value, yaml.Seq) else [line]
    found = value if isinstance(value, yaml.Seq) else [value]
    for item, at in zip(found, lines, strict=False):
        if isinstance(item, str) and "=" in item:
            yield from from_script(source, item, at)
    if isinstance(value, yaml.Map):
        plain = {"global", "matrix", "jobs", "secure"}
        for name, text in value.items():
            if name not in plain:
                yield from _ci.setting(source, name, text if isinstance(text, str) else "", value.lines.get(name))


def _deployment(source: SourceFile, item: yaml.Map) -> Iterator[Component]:
    host = host_of(item["provider"])
    region = item.get("region")
    if host:
        literal = region if isinstance(region, str) and "$" not in region else None
        other = item.get("endpoint")
        if isinstance(other, str):  # a store of another company, or one's own
            yield from _ci.setting(source, "endpoint", other, item.lines["endpoint"], variable=False)
        else:
            yield _ci.endpoint(source, host, item.lines["provider"], region=literal)


def _machines(document: yaml.Map) -> Facts:
    names = [text for key in ("os", "dist", "arch") for text in _texts(document.get(key))]
    return _ci.runner_facts(names)


EXTRACTOR = Extractor(
    name="travis",
    ecosystem="ci",
    patterns=(".travis.yml", ".travis.yaml"),
    parse=parse,
    description="what scripts reach, variables, deployments, notifications",
    spec_url="https://docs.travis-ci.com/user/customizing-the-build/",
)
