"""Settings line by line, ``key = value``: INI files, .cfg, .conf, .cnf, Postfix, PHP, Grafana, Gitea, Odoo."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._lines_of_settings import entries
from depscan.model import Component

_SNIFF = re.compile(rb"(?m)^[ \t]*+[A-Za-z_][\w.-]*+[ \t]*+=[ \t]*+\S|(?i:^[ \t]*+\[(?:output|input|service)\])")
_OTHERS = re.compile(rb"(?m)^[ \t]*+(?:server|upstream|location|http|events)\b[^\n=]*+\{|^[ \t]*+<VirtualHost\b")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services, variables and models that the settings name; of an example, as mentioned only.

    Raises:
        ParseError: not text.
    """
    scope, how = circumstances(source.path)
    for setting in entries(source.lines()):
        yield from _settings.from_setting(source, setting, scope=scope, how=how)


def _sniff(head: bytes) -> bool:
    return b"\0" not in head and bool(_SNIFF.search(head)) and not _OTHERS.search(head)


EXTRACTOR = Extractor(
    name="settings-ini",
    ecosystem="settings",
    patterns=("*.ini", "*.cnf", "main.cf"),
    sniffed_patterns=("*.cfg", "*.conf", "*.ini.*", "*.conf.*"),
    sniff=_sniff,
    last=True,
    parse=parse,
    description="INI files, .cfg, .conf, .cnf, Postfix, php.ini: hosts, relays, names of credentials, models",
    spec_url="https://docs.python.org/3/library/configparser.html#supported-ini-file-structure",
    may_be_empty=True,
)
