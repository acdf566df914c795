"""Environment files: ``.env`` and its variants: services by the names of variables, hosts, models; never a value."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._settings import Setting
from depscan.extractors.cloud._shell_variables import assignments
from depscan.model import Component, Level

_NAME = re.compile(r"[ \t]*+(?:export[ \t]++)?+([A-Za-z_]\w*+)[ \t]*+[=:]")
_SNIFF = re.compile(rb"(?m)^[ \t]*+(?:export[ \t]++)?+[A-Za-z_]\w*+[ \t]*+=(?!=)")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield what the assignments tell; those of an example only mention.

    Raises:
        ParseError: not text, or no assignment in it.
    """
    lines = source.lines()
    values = assignments(lines)
    scope, how = circumstances(source.path)
    found = False
    for number, line in enumerate(lines, 1):
        name = _NAME.match(line)
        if name:
            found = True
            setting = Setting(name[1], values.get(name[1], ""), number)
            yield from _settings.from_setting(source, setting, variable=True, scope=scope, how=how)
    if not found:
        if any(line.strip() and not line.lstrip().startswith("#") for line in lines):
            raise ParseError("not an environment file: no assignment")
        source.warn("nothing-declared", "no assignment", level=Level.NOTE)


EXTRACTOR = Extractor(
    name="dotenv",
    ecosystem="settings",
    patterns=(".env", ".env.*", "*.env", ".envrc", "env.example", "env.sample", "*.env.*", "env.d/*", "env.d/*/*"),
    sniff=lambda head: b"\0" not in head and bool(_SNIFF.search(head)),
    parse=parse,
    description="services by the names of variables, hosts of addresses and connection strings, models; never a value",
    spec_url="https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax",
    may_be_empty=True,
)
