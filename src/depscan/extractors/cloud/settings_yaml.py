"""Settings in YAML: Spring, Quarkus, Symfony, Rails, collectors and monitors, LiteLLM, and whatever is so named."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances, from_document
from depscan.model import Component, Level
from depscan.syntax import template, yaml


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services, variables and models that the settings name; of an example, as mentioned only.

    Raises:
        ParseError: not YAML, even where it is taken as a template.
    """
    scope, how = circumstances(source.path)
    text = source.text()
    if template.is_template(text):
        source.warn("template", "a template, read as far as it can be", level=Level.NOTE)
        yield from _settings.variables(source, text, scope=scope)
        text = template.plain(text)
    found = False
    for document in yaml.read_documents(text):
        if isinstance(document, dict | list):
            found = True
            yield from from_document(source, document, scope=scope, how=how)
        elif document is not None:
            raise ParseError("no settings: neither a mapping nor a list")
    if not found:
        source.warn("nothing-declared", "no setting", level=Level.NOTE)


EXTRACTOR = Extractor(
    name="settings-yaml",
    ecosystem="settings",
    patterns=(
        "application*.yml", "application*.yaml", "bootstrap*.yml", "bootstrap*.yaml", "config/*.yml", "config/*.yaml",
        "config/packages/*.yaml", "config/packages/*/*.yaml", "config*.yml", "config*.yaml", "*.config.yaml",
        "settings*.yml", "settings*.yaml", "*-settings.yml", "*-settings.yaml", "parameters*.yml", "parameters*.yaml",
        "*-config.yml", "*-config.yaml", "*_config.yml", "*_config.yaml", "prometheus*.yml", "prometheus*.yaml",
        "alertmanager*.yml", "alertmanager*.yaml", "otel*.yml", "otel*.yaml", "*collector*.yml", "*collector*.yaml",
        "loki*.yml", "loki*.yaml", "promtail*.yml", "promtail*.yaml", "tempo*.yml", "tempo*.yaml", "mimir*.yaml",
        "elasticsearch.yml", "kibana.yml", "logstash.yml", "filebeat*.yml", "metricbeat*.yml", "fluent-bit*.yaml",
        "vector.yaml", "traefik*.yml", "traefik*.yaml", "homeserver*.yaml", "litellm*.yml", "litellm*.yaml",
        ".aider.conf.yml", "conf/*.yml", "conf/*.yaml", "*.settings.yaml", "datasources/*.yml", "datasources/*.yaml",
    ),
    last=True,
    parse=parse,
    description="Spring, Quarkus, Symfony, Rails, monitoring and AI settings: hosts, credentials' names, models",
    spec_url="https://docs.spring.io/spring-boot/reference/features/external-config.html",
    may_be_empty=True,
)  # fmt: skip
