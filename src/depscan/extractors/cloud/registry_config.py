"""Where package managers fetch from, as their own settings say: each registry or mirror is a channel of its own."""

from __future__ import annotations

from collections.abc import Iterator

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._channels import channel
from depscan.model import Component, How
from depscan.syntax import address, lazy

_KEY = lazy.pattern(r"[ \t]*+[\"'{,:-]*+[ \t]*+(@?[\w./:@-]{1,200}?)[\"']?[ \t]*+(?:[=: ](?!//))")
_CREDENTIALS = lazy.pattern(r"[ \t]*+(?:credentials|host)[ \t]++\"([\w.-]{1,253}+)\"")
_REMARK = lazy.pattern(r"[ \t]++#.*+$")
_NOT = ("proxy", "noproxy", "repository", "docs", "homepage", "funding", "cafile", "certfile", "message", "plugin")
"""Beginnings and ends of keys whose addresses are nowhere that packages come from."""
_LONGEST = 8_000
_DEFAULTS = {
    (".npmrc", "registry"): "NPM_CONFIG_REGISTRY",
    (".yarnrc", "registry"): "NPM_CONFIG_REGISTRY",
    (".yarnrc.yml", "npmregistryserver"): "NPM_CONFIG_REGISTRY",
    ("bunfig.toml", "registry"): "NPM_CONFIG_REGISTRY",
    ("pip.conf", "index-url"): "PIP_INDEX_URL",
    ("pip.ini", "index-url"): "PIP_INDEX_URL",
    ("uv.toml", "index-url"): "PIP_INDEX_URL",
}
"""(file, key in small letters) → the variable by which the rules know the setting."""


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each registry, index or mirror by its host, once; tokens and proxies are not looked at.

    Raises:
        ParseError: not text.
    """
    seen: set[str] = set()
    for number, line in enumerate(source.lines(), 1):
        if len(line) > _LONGEST or line.lstrip()[:1] in ("#", ";") or line.lstrip().startswith("//"):
            continue
        for host in _hosts(_REMARK.sub("", line)):
            if host not in seen:
                seen.add(host)
                yield channel(source, host, number, how=How.CONFIGURED, setting=_in_place_of(source.name, line))


def _in_place_of(file: str, line: str) -> str | None:
    """Return the variable that would say the same, where a line names what takes the place of the default registry."""
    key = _KEY.match(line)
    name = key[1].lower() if key else ""
    if name.startswith("bundle_mirror"):
        return "RUBYGEMS_HOST"
    return _DEFAULTS.get((file, name))


def _hosts(line: str) -> Iterator[str]:
    credentials = _CREDENTIALS.match(line)
    if credentials and "." in credentials[1]:  # .terraformrc
        yield credentials[1].lower()
    key = _KEY.match(line)
    name = key[1].lower() if key else ""
    if "proxy" in name or name.endswith(_NOT) or name in ("http", "https"):
        return
    if name.startswith("bundle_"):  # the key is an address, too
        line = line.partition(": ")[2]
    for place in address.addresses(line):
        yield place.host


EXTRACTOR = Extractor(
    name="registry-config",
    ecosystem="settings",
    patterns=(
        ".npmrc", ".yarnrc", ".yarnrc.yml", "pip.conf", "pip.ini", ".pip/pip.conf", ".pypirc", "uv.toml", "bunfig.toml",
        ".cargo/config.toml", ".cargo/config", ".condarc", "condarc", ".mambarc", ".bundle/config", ".gemrc",
        ".terraformrc", "terraform.rc", ".tofurc", "registries.conf", "Rprofile.site", ".Rprofile",
    ),
    may_be_empty=True,
    parse=parse,
    description="npm, Yarn, pip, uv, Bun, Cargo, conda, Bundler, R, Terraform: registries, mirrors, indexes",
    spec_url="https://docs.npmjs.com/cli/configuring-npm/npmrc",
)  # fmt: skip
