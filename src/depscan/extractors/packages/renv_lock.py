"""renv.lock: what renv pinned for a project in R."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._pyproject import at, table
from depscan.extractors.packages._python import facts
from depscan.extractors.packages._r import COMES_WITH_R, is_default
from depscan.model import Component, Facts, How
from depscan.syntax import json

_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org"}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the packages from repositories; those installed from a folder and those that come with R are left out.

    Raises:
        ParseError: not JSON, or not a renv.lock.
    """
    document = json.read_any(source.bytes())
    packages = document.get("Packages") if isinstance(document, dict) else None
    if not isinstance(packages, dict):
        raise ParseError("not a renv.lock: no Packages")
    places = _repositories(document)
    finder = json.Finder(source.bytes())
    finder.line_of(b'"Packages"')
    for key, entry in packages.items():
        line = finder.line_of(f'"{key}":'.encode("utf-8", "surrogatepass"))
        name = at(entry, "Package") or key
        if not isinstance(entry, dict) or not isinstance(name, str) or not name:
            source.warn("incomplete-entry", "an entry is not a package", line=line)
            continue
        if name in COMES_WITH_R or _is_local(entry):
            continue
        version = entry.get("Version")
        yield source.package(
            "cran",
            name,
            version if isinstance(version, str) else None,
            line=line,
            how=How.LOCKED,
            facts=_facts(entry, places),
        )


def _repositories(document: dict[str, Any]) -> dict[str, str]:
    """Return the addresses of the repositories by their names."""
    entries = table(document, "R").get("Repositories")
    if isinstance(entries, dict):  # as old versions wrote them
        entries = [{"Name": name, "URL": url} for name, url in entries.items()]
    found: dict[str, str] = {}
    for entry in entries if isinstance(entries, list) else ():
        name, url = at(entry, "Name"), at(entry, "URL")
        if isinstance(name, str) and isinstance(url, str):
            found[name] = url
    return found


def _text(entry: dict[str, Any], key: str) -> str:
    value = entry.get(key)
    return value if isinstance(value, str) else ""


def _is_local(entry: dict[str, Any]) -> bool:
    url = _text(entry, "RemoteUrl")
    local = _text(entry, "RemoteType") == "local" or _text(entry, "Source").lower() in ("local", "filesystem")
    return local and (not url or host(url) is None)


def _facts(entry: dict[str, Any], places: dict[str, str]) -> Facts:
    kind = _text(entry, "RemoteType").lower()
    own = _text(entry, "Source").lower()
    kind = kind if kind not in ("", "standard", "repository") else own
    if kind in _FORGES:
        server = _text(entry, "RemoteHost").removeprefix("api.").partition("/")[0] or _FORGES[kind]
        path = "/".join(filter(None, [_text(entry, "RemoteUsername"), _text(entry, "RemoteRepo")]))
        return facts(repository=repository(f"https://{server}/{path}"))
    if kind in ("git", "git2r", "xgit", "url"):
        return facts(repository=repository(_text(entry, "RemoteUrl")))
    if own == "bioconductor":
        return facts(registry="bioconductor.org")
    name = _text(entry, "Repository")
    found = host(places.get(name) or name)  # RSPM and the like may stand with their address
    return facts(registry=None if found is None or is_default(found) else found)


EXTRACTOR = Extractor(
    name="renv-lock",
    ecosystem="cran",
    patterns=("renv.lock",),
    sniff=lambda head: b'"Repositories"' in head and b'"R"' in head,
    parse=parse,
    description="repositories by name or address, Bioconductor, packages from forges",
    spec_url="https://rstudio.github.io/renv/articles/lockfile.html",
)
