"""Dependabot: a service of GitHub, and the registries that it is told of."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _ci
from depscan.extractors.packages._origins import host
from depscan.model import Component
from depscan.syntax import yaml

_DEFAULTS = {"docker-registry": "docker.io", "hex-organization": "hex.pm", "terraform-registry": "app.terraform.io"}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield GitHub, whose service it is, the hosts of registries, and names of secrets.

    Raises:
        ParseError: not YAML, or no configuration of Dependabot.
    """
    document = _ci.document(source)
    if not isinstance(document, yaml.Map) or not {"updates", "update_configs", "registries"} & set(document):
        raise ParseError("not a configuration of Dependabot: no updates")
    asked = document.get("updates") or document.get("update_configs")
    kinds = [
        entry.get("package-ecosystem") or entry.get("package_manager")
        for entry in (asked if isinstance(asked, yaml.Seq) else ())
        if isinstance(entry, yaml.Map)
    ]
    told = sorted({kind for kind in kinds if isinstance(kind, str)})
    facts = (("ecosystems", ", ".join(told[: _ci.MANY])),) if told else ()
    yield _ci.service(source, "file:dependabot.yml", document.line, facts=facts)
    registries = document.get("registries")
    for entry in registries.values() if isinstance(registries, yaml.Map) else ():
        if isinstance(entry, yaml.Map):
            yield from _registry(source, entry)


def _registry(source: SourceFile, entry: yaml.Map) -> Iterator[Component]:
    address, kind = entry.get("url") or entry.get("registry"), entry.get("type")
    line = entry.lines.get("url") or entry.lines.get("registry") or entry.line
    name = None
    if isinstance(address, str):
        name = host(address if "://" in address else f"https://{address}")
    elif isinstance(kind, str):
        name = _DEFAULTS.get(kind)
    if name:
        yield _ci.endpoint(source, name, line)
    for key in ("token", "password", "username", "key"):
        if isinstance(entry.get(key), str):
            yield from _ci.secrets(source, entry[key], entry.lines[key])


EXTRACTOR = Extractor(
    name="dependabot",
    ecosystem="ci",
    patterns=(".github/dependabot.yml", ".github/dependabot.yaml", ".dependabot/config.yml"),
    parse=parse,
    description="hosts of private registries, names of secrets, what is updated",
    spec_url="https://docs.github.com/en/code-security/dependabot/working-with-dependabot/dependabot-options-reference",
)
