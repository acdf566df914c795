"""AWS Elastic Beanstalk: options, resources and downloads of ``.ebextensions``, and where ``eb`` deploys to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _cloudformation, _settings
from depscan.extractors.cloud._cloudformation_properties import service
from depscan.extractors.cloud._cloudformation_regions import REGION
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, Level, Scope
from depscan.syntax.yaml import Map, Seq

_ENVIRONMENT = "AWS::ElasticBeanstalk::Environment"
_VARIABLES = "aws:elasticbeanstalk:application:environment"
_KEYS = frozenset(
    {
        "option_settings", "Resources", "packages", "sources", "files", "commands", "container_commands", "services",
        "users", "groups", "Outputs", "Parameters", "Mappings", "Conditions",
    }
)  # fmt: skip


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield Elastic Beanstalk with its region, what variables tell, and the resources beside it.

    Raises:
        ParseError: neither YAML nor JSON, or of no known form.
    """
    document, error = _cloudformation.read(source)
    if isinstance(document, Map) and isinstance(document.get("global"), Map):
        yield from _project(source, document["global"])
    elif isinstance(document, Map) and _KEYS & document.keys():
        yield from _extension(source, document)
    elif document is None and not error:
        source.warn("nothing-declared", "nothing but comments", level=Level.NOTE)
    else:
        raise error or ParseError("not of Elastic Beanstalk: none of its sections")
    if error:
        raise error


def _project(source: SourceFile, settings: Map) -> Iterator[Component]:
    region = settings.get("default_region")
    known = region if isinstance(region, str) and REGION.fullmatch(region) else None
    yield service(source, "AWS::ElasticBeanstalk::Application", settings.line, region=known)


def _extension(source: SourceFile, document: Map) -> Iterator[Component]:
    line = min(line for key, line in document.lines.items() if key in _KEYS)
    yield service(source, _ENVIRONMENT, line)
    for setting in _options(document.get("option_settings")):
        yield from _settings.from_setting(source, setting, variable=True)
    yield from _cloudformation.Template(source, document).resources()
    for key in ("sources", "files"):
        section: Any = document.get(key)
        for name, value in section.items() if isinstance(section, Map) else ():
            address = value.get("source") if isinstance(value, Map) else value
            at = value.lines.get("source") if isinstance(value, Map) else section.lines.get(name)
            if isinstance(address, str) and "://" in address:
                setting = Setting(f"{key}.url", address, at)
                yield from _settings.from_setting(source, setting, scope=Scope.BUILD)


def _options(options: Any) -> Iterator[Setting]:
    """Yield the environment variables among options, in either of the two forms that options have."""
    if isinstance(options, Map):
        variables: Any = options.get(_VARIABLES)
        for name, value in variables.items() if isinstance(variables, Map) else ():
            yield Setting(name, value if isinstance(value, str) else "", variables.lines.get(name))
    for option in options if isinstance(options, Seq) else ():
        if isinstance(option, Map) and option.get("namespace", _VARIABLES) == _VARIABLES:
            variable, given = option.get("option_name"), option.get("value")
            if isinstance(variable, str):
                yield Setting(variable, given if isinstance(given, str) else "", option.lines["option_name"])


_SNIFF = re.compile(
    rb"^[\"']?(?:option_settings|container_commands|commands|packages|files|sources|services|Resources|global)"
    rb"[\"']?[ \t]*+:"
    rb"|\A\s*+\{\s*+\"(?:option_settings|container_commands|files|Resources)\"",
    re.MULTILINE,
)

EXTRACTOR = Extractor(
    name="elastic-beanstalk",
    ecosystem="paas",
    patterns=(".ebextensions/*.config", ".elasticbeanstalk/config.yml"),
    sniff=lambda head: bool(_SNIFF.search(head)),
    parse=parse,
    description="environment variables among the options, resources of CloudFormation, downloads; region",
    spec_url="https://docs.aws.amazon.com/elasticbeanstalk/latest/dg/ebextensions.html",
    may_be_empty=True,
)
