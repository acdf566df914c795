"""Properties files of Java: Spring, Quarkus, Micronaut, Kafka, and whatever else takes them."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._lines_of_settings import entries
from depscan.model import Component, Scope
from depscan.syntax import lazy

_TRANSLATED = lazy.pattern(
    r"(?i)(?:messages|labels|strings|bundle|i18n|locale|translation)\w*|\w+_[a-z]{2}(?:_[A-Z]{2})?"
)
_PROFILES = {"%dev": Scope.DEVELOPMENT, "%test": Scope.TEST}
"""What Quarkus puts before a key that holds in one of its profiles."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services, variables and models that the settings name; texts for people are left out.

    Raises:
        ParseError: not text.
    """
    scope, how = circumstances(source.path)
    if "-wrapper." in source.name:  # what Gradle and Maven fetch themselves from
        scope = Scope.BUILD
    lines = source.lines()
    if _TRANSLATED.fullmatch(source.name.removesuffix(".properties")):
        return
    for setting in entries(lines, sections=False, remarks="#!"):
        profile, dot, rest = setting.key.partition(".")
        own = _PROFILES.get(profile, scope)
        plain = setting._replace(key=rest) if dot and profile.startswith("%") else setting
        yield from _settings.from_setting(source, plain, scope=own, how=how)


EXTRACTOR = Extractor(
    name="settings-properties",
    ecosystem="settings",
    patterns=("*.properties",),
    last=True,
    parse=parse,
    description="Spring, Quarkus, Micronaut, Kafka and others: hosts, credentials' names, models, by profile",
    spec_url="https://docs.oracle.com/en/java/javase/21/docs/api/java.base/java/util/Properties.html",
    may_be_empty=True,
)
