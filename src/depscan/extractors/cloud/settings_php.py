"""Settings in PHP, read as text: ``'key' => 'value'`` of Nextcloud, Laravel, Symfony, ``define`` of WordPress."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.cloud import _settings
from depscan.extractors.cloud._documents import circumstances
from depscan.extractors.cloud._settings import Setting
from depscan.model import Component, How
from depscan.syntax import lazy

_QUOTED = r"(?:'(?:[^'\\\n]|\\.)*+'|\"(?:[^\"\\\n]|\\.)*+\")"
_TOKEN = lazy.pattern(
    r"(?P<remark>//[^\n]*+|\#(?!\[)[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)"
    rf"|\bdefine\(\s*+(?P<constant>{_QUOTED})\s*+,\s*+(?P<is>{_QUOTED}|getenv(?:_docker)?\(\s*+{_QUOTED})?+"
    rf"|(?:\b(?:env|getenv|getenv_docker)\(|\$_(?:ENV|SERVER)\[)\s*+(?P<asked>{_QUOTED})(?:\s*+,\s*+(?P<default>{_QUOTED}))?+[)\]]?+"
    rf"|\$(?P<variable>[A-Za-z_]\w{{0,60}}+(?:\[{_QUOTED}\])*+)\s*+=(?=\s*+['\"])"
    rf"|(?P<text>{_QUOTED})|(?P<mark>=>|array\(|[\[\](),;])"
)
_SKELETON = lazy.pattern(r"(?:^|/)config/(?:broadcasting|cache|queue|mail|filesystems|logging|session|database)\.php$")
_SKELETON_VARIABLES = tuple(
    f"env({q}{n}_" for q in "'\"" for n in ("MAILGUN", "POSTMARK", "AWS", "RESEND", "SLACK_BOT")
)
"""What Laravel's own ``services.php`` asks for, used or not."""
_LONGEST = 2 * 1024 * 1024


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield hosts, services and variables that the settings name; nothing is executed.

    Raises:
        ParseError: not text.
    """
    scope, how = circumstances(source.path)
    skeleton = is_skeleton(source.path)
    for setting, is_default in _entries(source.text()[:_LONGEST]):
        if setting.value.startswith(_SKELETON_VARIABLES) or (
            skeleton and (is_default or setting.value.startswith("env("))
        ):
            continue
        own = How.REFERENCED if is_default else how
        yield from _settings.from_setting(source, setting, scope=scope, how=own)


def is_skeleton(path: str) -> bool:
    """Tell whether a file is one that every application of Laravel has, listing all services that could be used."""
    return _SKELETON.search(path) is not None


def _entries(text: str) -> Iterator[tuple[Setting, bool]]:
    """Yield settings, each with whether it holds only where a variable is not set."""
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
            value = f"getenv({value.partition('(')[2].strip()})" if asked else _text(value)
            yield Setting(_text(match["constant"]), value, line), False
        elif match["asked"]:
            name = ".".join((*sections, key))
            yield Setting(name or "value", f"env({match['asked']})", line), False
            if match["default"] and key:
                yield Setting(name, _text(match["default"]), line), True
        elif kind == "variable":
            key = re.sub(r"[^A-Za-z0-9_]+", ".", match["variable"]).strip(".")
        elif kind == "text":
            last = _text(match["text"])
            if key:
                yield Setting(".".join((*sections, key))[-400:], last, line), False
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
