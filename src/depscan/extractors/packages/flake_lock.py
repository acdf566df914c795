"""flake.lock, version 4 to 7: the inputs that Nix pinned."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.extractors.packages._origins import host, repository
from depscan.model import Component, How
from depscan.syntax import json

_KNOWN_VERSIONS = (4, 5, 6, 7)
_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "sourcehut": "git.sr.ht"}


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the locked inputs, those of other inputs included; inputs of a path are the project itself.

    Raises:
        ParseError: not JSON, or not a flake.lock.
    """
    document = json.read_any(source.bytes())
    nodes = document.get("nodes") if isinstance(document, dict) else None
    if not isinstance(nodes, dict):
        raise ParseError("not a flake.lock: no nodes")
    if document.get("version") not in _KNOWN_VERSIONS:
        source.warn("unknown-version", "not a version that depscan knows; read as far as understood")
    top = document.get("root")
    direct = _inputs(nodes.get(top)) if isinstance(top, str) else None
    finder = json.Finder(source.bytes())
    for key, node in nodes.items():
        line = finder.line_of(b'"%b": {' % key.encode("utf-8", "replace"))
        if key == top:
            continue
        place = _place(node.get("locked")) if isinstance(node, dict) else None
        if place is None:
            if not isinstance(node, dict) or not _is_local(node.get("locked")):
                source.warn("incomplete-entry", "an input that is not locked, or of a kind not known", line=line)
            continue
        facts = {**dict(place.facts), **_asked_for(node.get("original"))}
        yield source.package(
            place.type,
            place.name,
            place.version,
            namespace=place.namespace,
            line=line,
            how=How.LOCKED,
            direct=key in direct if direct is not None else None,
            facts=tuple(sorted(facts.items())),
        )


def _inputs(root: Any) -> set[str]:
    """Return the nodes that the project itself names; one that follows another's input is a list."""
    inputs = root.get("inputs") if isinstance(root, dict) else None
    return {key for key in inputs.values() if isinstance(key, str)} if isinstance(inputs, dict) else set()


def _place(locked: Any) -> _git.Place | None:
    """Return what a lock names: a repository at a commit, or a file by its address."""
    if not isinstance(locked, dict):
        return None
    kind, revision = locked.get("type"), locked.get("rev")
    address = locked.get("url")
    if isinstance(kind, str) and kind in _FORGES:
        forge, owner, repo = locked.get("host", _FORGES[kind]), locked.get("owner"), locked.get("repo")
        if not isinstance(owner, str) or not isinstance(repo, str):
            return None
        address = f"https://{forge}/{unquote(owner)}/{repo}"  # group%2Fsubgroup
    elif kind in ("tarball", "file"):
        return _of_archive(address, revision)
    elif kind not in ("git", "hg"):
        return None
    place = _git.at_repository(address.removeprefix("git+") if isinstance(address, str) else None)
    return place.at(revision if isinstance(revision, str) else None) if place else None


def _of_archive(address: Any, revision: Any) -> _git.Place | None:
    pinned = revision if isinstance(revision, str) else None
    where = repository(address) or ""
    name, *path = where.split("/")
    if name.endswith(".nixos.org") and path[-1:] == ["nixexprs.tar.xz"]:  # a channel is a branch of nixpkgs
        return _git.Place("github", "nixos", "nixpkgs", pinned, (("registry", name),))
    if name.endswith("flakehub.com") and len(path) > 3 and path[0] == "f":
        owner, repo, *version = path[2:] if path[1] == "pinned" else path[1:]
        return _git.Place("github", owner, repo, pinned or "".join(version[:1]) or None, (("registry", name),))
    place = _git.at_archive(address)
    return place._replace(version=place.version or pinned) if place else None


def _is_local(locked: Any) -> bool:
    if not isinstance(locked, dict):
        return False
    address = locked.get("url")
    return locked.get("type") == "path" or (isinstance(address, str) and not repository(address) and not host(address))


def _asked_for(original: Any) -> dict[str, str]:
    """Return the branch or tag that the input follows."""
    wanted = original.get("ref") if isinstance(original, dict) else None
    return {"constraint": wanted} if isinstance(wanted, str) and wanted else {}


def _sniff(head: bytes) -> bool:
    return b'"nodes"' in head and b'"narHash"' in head and b'"locked"' in head


EXTRACTOR = Extractor(
    name="flake-lock",
    ecosystem="nix",
    patterns=("flake.lock",),
    parse=parse,
    description="inputs at their commits; GitHub, GitLab, SourceHut, git, tarballs; direct or transitive",
    spec_url="https://nix.dev/manual/nix/latest/command-ref/new-cli/nix3-flake#lock-files",
    sniff=_sniff,
)
