"""Settings in PHP, read as text: ``'key' => 'value'`` of Nextcloud, Laravel, Symfony, ``define`` of WordPress."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component
from depscan.syntax import lazy

_QUOTED = r"(?:'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\")"
_TOKEN = lazy.pattern(
    r"(?P<remark>//[^\n]*+|\#(?!\[)[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)"
    rf"|\bdefine\(\s*+(?P<constant>{_QUOTED})\s*+,\s*+(?P<is>{_QUOTED}|getenv(?:_docker)?\(\s*+{_QUOTED})?+"
    rf"|(?:\b(?:env|getenv|getenv_docker)\(|\$_(?:ENV|SERVER)\[)\s*+(?P<asked>{_QUOTED})(?:\s*+,\s*+(?P<default>{_QUOTED}))?+[)\]]?+"
    rf"|\$(?P<variable>[A-Za-z_]\w{{0,60}}+(?:\[{_QUOTED}\])*+)\s*+=(?=\s*+['\"])"
    rf"|(?P<text>{_QUOTED})|(?P<mark>=>|array\(|[\[\](),;])"
)
_LONGEST = 2 * 1024 * 1024


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services and variables that the settings name; nothing is executed.

    Raises:
        ParseError: not text.
    """
    scope, how = circumstances(source.path)
    for setting in _entries(source.text()[:_LONGEST]):
        yield from _settings.from_setting(source, setting, scope=scope, how=how)


def _entries(text: str) -> Iterator[Setting]:
    sections: list[str] = []
    key = last = ""
    line, position = 1, 0
    for match in _TOKEN.finditer(text):
        line += text.count("\n", position, match.start())
        position = match.start()
        kind = match.lastgroup
        if match["constant"]:
            value = match["is"] or ""
            asked = value.startswith("getenv")
            yield Setting(
                _text(match["constant"]), f"getenv({value.partition('(')[2].strip()})" if asked else _text(value), line
            )
        elif match["asked"]:
            name = ".".join((*sections, key))
            yield Setting(name or "value", f"env({match['asked']})", line)
            if match["default"] and key:
                yield Setting(name, _text(match["default"]), line)
        elif kind == "variable":
            key = re.sub(r"[^A-Za-z0-9_]+", ".", match["variable"]).strip(".")
        elif kind == "text":
            last = _text(match["text"])
            if key:
                yield Setting(".".join((*sections, key))[-400:], last, line)
        elif kind == "mark":
            mark = match["mark"]
            if mark == "=>":
                key = last
            elif mark in ("[", "(", "array("):
                sections.append(key if mark != "(" else "")
                key = ""
            elif mark in ("]", ")") and sections:
                sections.pop()
                key = ""
            else:
                key = ""


def _text(quoted: str) -> str:
    return quoted[1:-1]


EXTRACTOR = Extractor(
    name="settings-php",
    ecosystem="settings",
    patterns=("config.php", "wp-config*.php", "config/*.php", "*.config.php", "parameters.php", "settings.php",
              "LocalSettings.php", "localconf.php", "config.*.php", "config.inc.php"),
    last=True,
    parse=parse,
    description="Nextcloud, Laravel, WordPress and others, read as text: hosts, services by variables and constants",
    spec_url="https://docs.nextcloud.com/server/latest/admin_manual/configuration_server/config_sample_php_parameters.html",
    may_be_empty=True,
)  # fmt: skip
