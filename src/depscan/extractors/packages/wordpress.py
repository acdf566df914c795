"""wp-content: the plugins and themes of a WordPress site."""

from __future__ import annotations

import re
from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host
from depscan.model import Component, How, Scope

# WordPress itself looks for these names anywhere in the first 8 KiB:
# https://developer.wordpress.org/reference/functions/get_file_data/
_BEGINNING = 8192
_START = r"^(?:[ \t]{0,9}<\?php)?[ \t/*#@]{0,40}"
_HEADER = re.compile(
    rf"(?i){_START}(Plugin Name|Theme Name|Version|License|Update URI|Template):[ \t]*+(.*)$", re.MULTILINE
)
_NAMES = {"Plugin Name": "wpackagist-plugin", "Theme Name": "wpackagist-theme"}
"""As Composer calls them, which is how rules know them: https://wpackagist.org"""
_DIRECTORY = "wordpress.org"
_SNIFFED = re.compile(rf"(?i){_START}(?:Plugin|Theme) Name:".encode(), re.MULTILINE)
_EXACT = re.compile(r"\d[\w.+-]{0,80}")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the plugin or theme whose header the file has, by the name of its folder."""
    text = source.text()[:_BEGINNING].replace("\r\n", "\n").replace("\r", "\n")
    found: dict[str, tuple[str, int]] = {}
    for match in _HEADER.finditer(text):
        value = match[2].partition("*/")[0].partition("?>")[0].strip()
        found.setdefault(match[1].title(), (value, text.count("\n", 0, match.start()) + 1))
    kind = next((key for key in _NAMES if found.get(key, ("", 0))[0]), None)
    if kind is None or found.get("Template", ("", 0))[0]:  # a child theme is what the site adds of its own
        return
    title, line = found[kind]
    version = found.get("Version", ("", 0))[0]
    facts = {"title": title}
    licence, elsewhere = found.get("License", ("", 0))[0], host(found.get("Update Uri", ("", 0))[0])
    if licence:
        facts["licence"] = licence
    facts["registry"] = elsewhere or _DIRECTORY
    yield source.package(
        "composer",
        _slug(source),
        version if _EXACT.fullmatch(version) else None,
        namespace=_NAMES[kind],
        line=line,
        how=How.LOCKED,
        scope=Scope.RUNTIME,
        direct=True,
        facts=tuple(sorted(facts.items())),
    )


def _slug(source: SourceFile) -> str:
    """Return the name that a plugin or theme has in the directory of WordPress: its folder's, or its only file's."""
    folder = source.folder.rpartition("/")[2]
    return folder if folder not in ("", "plugins", "themes") else source.name.removesuffix(".php")


EXTRACTOR = Extractor(
    name="wordpress",
    ecosystem="composer",
    patterns=(),
    sniffed_patterns=(
        "wp-content/plugins/*/*.php",
        "wp-content/plugins/*.php",
        "wp-content/themes/*/style.css",
        "web/app/plugins/*/*.php",
        "web/app/themes/*/style.css",
    ),
    parse=parse,
    description="plugins and themes of a site by their headers",
    spec_url="https://developer.wordpress.org/plugins/plugin-basics/header-requirements/",
    sniff=lambda head: _SNIFFED.search(head) is not None,
)
