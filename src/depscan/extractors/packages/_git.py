"""Repositories and archives as packages: what an address of a forge or of a download names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from depscan.extractors.base import SourceFile
from depscan.extractors.packages._origins import host, repository
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy

_FORGES = {"github.com": "github", "bitbucket.org": "bitbucket"}
_ALIASES = {
    "www.github.com": "github.com", "ssh.github.com": "github.com", "codeload.github.com": "github.com",
    "raw.githubusercontent.com": "github.com", "api.github.com": "github.com", "www.gitlab.com": "gitlab.com",
    "altssh.gitlab.com": "gitlab.com", "altssh.bitbucket.org": "bitbucket.org",
}  # fmt: skip
_MOVING = frozenset({"", "HEAD", "main", "master", "trunk", "develop", "devel", "dev", "development", "next", "stable"})
_ENDINGS = (
    ".xcframework.zip", ".artifactbundle.zip",
    ".tar.gz", ".tar.bz2", ".tar.xz", ".tar.zst", ".tar.lz", ".tgz", ".tbz2", ".txz", ".tar", ".zip", ".7z", ".gz",
)  # fmt: skip
_VERSION = lazy.pattern(r"[-_]v?(?=\d)")
_LONGEST_NAME = 200


class Place(NamedTuple):
    """A repository, or an archive that no repository is known of, as the parts of a package URL."""

    type: str
    namespace: str
    name: str
    version: str | None = None
    facts: Facts = ()

    def at(self, revision: str | None) -> Place:
        """Return it at a tag or commit; a branch that moves on is a fact, not a version."""
        if not revision:
            return self
        if revision.removeprefix("origin/") in _MOVING or revision.startswith("refs/heads/"):
            branch = revision.removeprefix("refs/heads/").removeprefix("origin/")
            return self._replace(version=None, facts=tuple(sorted({*self.facts, ("branch", branch)})))
        return self._replace(version=revision.removeprefix("refs/tags/"))


def at_repository(address: object) -> Place | None:
    """Return the repository that an address names; None for folders of this machine and anything else."""
    where = repository(address)
    if not where:
        return None
    forge, _, path = where.partition("/")
    forge = _ALIASES.get(forge, forge)
    parts = [part for part in path.split("/") if part]
    if forge in _FORGES:
        if len(parts) < 2:
            return None
        return _of_forge(forge, parts[0], parts[1])
    if not parts:
        return None
    path = "/".join(parts)
    facts = (("registry", forge), ("repository", f"{forge}/{path}"))
    return Place("git", "/".join([forge, *parts[:-1]]), parts[-1], None, facts)


def at_archive(address: object) -> Place | None:
    """Return what a download's address names: the repository and tag at a forge, else the file by its name."""
    where = repository(address)
    name = host(address)
    if not where or not name:
        return None
    forge = _ALIASES.get(name, name)
    parts = [part for part in where.split("/")[1:] if part]
    if forge in _FORGES and len(parts) > 2:
        return _of_forge(forge, parts[0], parts[1]).at(_tag(name, parts[2:]))
    if "-" in parts[2:-1]:  # gitlab: group/project/-/archive/tag/file
        cut = parts.index("-", 2)
        place = at_repository(f"https://{forge}/{'/'.join(parts[:cut])}")
        return place.at(_stem(parts[cut + 2])) if place and len(parts) > cut + 2 else place
    file = _stem(parts[-1]) if parts else ""
    if not file or len(file) > _LONGEST_NAME:
        return None
    split = _VERSION.search(file, 1)
    bare, version = (file[: split.start()], file[split.end() :]) if split else (file, None)
    return Place("generic", "", bare, version, (("registry", forge),))


def component(
    source: SourceFile,
    place: Place,
    *,
    line: int | None,
    how: How,
    scope: Scope = Scope.UNKNOWN,
    direct: bool | None = True,
    facts: Iterable[tuple[str, str]] = (),
) -> Component:
    """Return what stands at a place as a component."""
    return source.package(
        place.type,
        place.name,
        place.version,
        namespace=place.namespace,
        line=line,
        how=how,
        scope=scope,
        direct=direct,
        facts=tuple(sorted({*place.facts, *facts})),
    )


def _of_forge(forge: str, owner: str, name: str) -> Place:
    name = name.removesuffix(".git")
    known: tuple[tuple[str, str], ...] = () if forge == "github.com" else (("registry", forge),)
    return Place(_FORGES[forge], owner, name, None, (*known, ("repository", f"{forge}/{owner}/{name}")))


def _tag(name: str, rest: list[str]) -> str | None:
    """Return the tag, branch or commit of an archive, a released file or a raw one."""
    if name == "raw.githubusercontent.com" or rest[0] in ("raw", "blob"):
        rest = rest[rest[0] in ("raw", "blob") :]
        tag = "/".join(rest[:3]) if rest[:1] == ["refs"] else rest[0] if rest else ""
    elif rest[0] == "releases" and rest[1:2] == ["download"] and len(rest) > 3:
        tag = rest[2]
    elif rest[0] in ("archive", "get", "tar.gz", "zip", "tarball", "zipball", "legacy.tar.gz"):
        tag = _stem("/".join(rest[1:4] if rest[1:2] == ["refs"] else rest[1:2]))
    else:
        return None
    return tag.removeprefix("refs/tags/") or None


def _stem(file: str) -> str:
    return next((file.removesuffix(ending) for ending in _ENDINGS if file.lower().endswith(ending)), file)
