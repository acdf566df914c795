"""What the Python formats share: requirements by PEP 508, where they come from, what a file or group is for.

``packaging`` reads the same grammar but recurses over markers, and is needed for nothing else; the tests ask it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

from depscan.errors import ParseError
from depscan.extractors.packages._origins import host, repository
from depscan.model import Facts, Scope
from depscan.syntax import lazy

T = TypeVar("T")

_NAME = lazy.pattern(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?(?![A-Za-z0-9._-])")
_LONGEST_NAME = 200
_EXTRAS = lazy.pattern(r"\[[A-Za-z0-9._,\s-]*\]")
_CLAUSE = lazy.pattern(r"(===|==|~=|!=|<=|>=|<|>)\s*([A-Za-z0-9._*+!-]+)")
_COMPARISON = lazy.pattern(r"[=<>!~]|\bin\b")
_SEPARATORS = lazy.pattern(r"[-_.]+")
_WORD = lazy.pattern(r"[a-z0-9]+")
_VCS = ("git+", "hg+", "svn+", "bzr+")
_ARCHIVES = (".whl", ".zip", ".tar.gz", ".tar.bz2", ".tar.xz", ".tgz")
_PRIVATE = ("corp", "home", "internal", "intranet", "invalid", "lan", "local", "localdomain", "private", "test")

_WORDS = {
    Scope.BUILD: "build ci packaging release",
    Scope.TEST: "e2e pytest test testing tests tox",
    Scope.DEVELOPMENT: "check checks debug dev devel develop development doc docs documentation format lint linter"
    " linters linting local mypy nox notebook notebooks style tooling tools typecheck types typing",
}
FIRST_TOLD = (Scope.RUNTIME, Scope.BUILD, Scope.TEST, Scope.DEVELOPMENT)
"""What something is for that is there for several reasons: the weightiest, then the most specific."""
_SCOPES = {word: scope for scope, words in _WORDS.items() for word in words.split()}


class Requirement(NamedTuple):
    """One requirement as a manifest writes it."""

    name: str
    """Empty where nothing but an address is given."""
    extras: tuple[str, ...] = ()
    constraint: str = ""
    """The version specifiers, without spaces."""
    marker: str = ""
    url: str = ""

    @property
    def version(self) -> str | None:
        """The only version that will do, if there is one."""
        for clause in self.constraint.split(","):
            if clause.startswith("==") and not clause.endswith("*"):
                return clause.lstrip("=")
        return None


def read_requirement(text: str) -> Requirement:
    """Return a requirement by PEP 508, in time linear to its length; markers are taken as they are.

    Raises:
        ParseError: it is none.
    """
    text = text.strip()
    name = _NAME.match(text)
    if not name or name.end() > _LONGEST_NAME:
        raise ParseError("not a requirement: no name")
    rest = text[name.end() :].lstrip()
    extras = _EXTRAS.match(rest)
    if extras:
        rest = rest[extras.end() :].lstrip()
    if rest.startswith("@"):
        url, _, marker = rest[1:].strip().replace("\t", " ").partition(" ")
        marker = marker.strip()
        if not url or (marker and not marker.startswith(";")):
            raise ParseError("not a requirement: no address after @")
        constraint, marker = "", marker[1:].strip()
    else:
        url = ""
        specifiers, _, marker = rest.partition(";")
        constraint, marker = _constraint(specifiers.strip()), marker.strip()
    if marker and not _COMPARISON.search(marker):
        raise ParseError("not a requirement: malformed marker")
    return Requirement(name.group(), extras_of(extras.group()) if extras else (), constraint, marker, url)


def _constraint(text: str) -> str:
    if text.startswith("(") and text.endswith(")"):
        text = text[1:-1]
    clauses = [_CLAUSE.fullmatch(clause.strip()) for clause in text.split(",") if clause.strip()]
    if not all(clauses):
        raise ParseError("not a requirement: malformed version")
    return ",".join(clause[1] + clause[2] for clause in clauses if clause)


def extras_of(text: str) -> tuple[str, ...]:
    """Return the extras of ``[one,two]``."""
    return tuple(extra.strip() for extra in text.strip("[]").split(",") if extra.strip())


def read_address(url: str) -> Requirement:
    """Return the requirement that is nothing but an address: named by ``#egg=``, else by the archive's file name."""
    address, _, fragment = url.partition("#")
    marker = ""
    if " ;" in fragment or " ;" in address:
        url, _, marker = url.partition(" ;")
        address, _, fragment = url.partition("#")
    for field in fragment.split("&"):
        key, _, value = field.partition("=")
        if key == "egg":
            egg = _NAME.match(value.strip())
            return Requirement(egg.group() if egg else "", (), "", marker.strip(), url.strip())
    name, version = _from_archive(address.partition("?")[0].strip())
    return Requirement(name, (), f"=={version}" if version else "", marker.strip(), url.strip())


def _from_archive(address: str) -> tuple[str, str]:
    """Wheels are ``name-version-…``; source archives ``name-version``, where names may have dashes too."""
    file = address.rpartition("/")[2]
    suffix = next((suffix for suffix in _ARCHIVES if file.lower().endswith(suffix)), "")
    name, dash, version = file.removesuffix(suffix).partition("-")
    if suffix != ".whl":
        name, dash, version = file[: len(file) - len(suffix)].rpartition("-")
    version = version.partition("-")[0]
    if not suffix or not dash or not version[:1].isdigit() or not _NAME.fullmatch(name):
        return "", ""
    return name, version


def is_local(address: str) -> bool:
    """Tell whether an address names a file or folder of this machine: something of the project's own."""
    plain = _without_vcs(address)
    if plain.lower().startswith("file:"):
        return True
    return "://" not in plain and not ("@" in plain.partition(":")[0] and host(plain))


def origin(address: str) -> str | None:
    """Return ``host/path`` of the repository or archive at an address; None if it has none."""
    plain = _without_vcs(address).partition("#")[0]
    if plain != address.partition("#")[0]:
        # the revision stands behind the path: git+https://host/path@revision
        head, mark, rest = plain.partition("://")
        authority, slash, path = rest.partition("/") if mark else plain.partition(":")
        path = path.rpartition("@")[0] if "@" in path else path
        plain = f"{head}://{authority}{slash}{path}" if mark else f"{authority}{slash}{path}"
    return repository(plain)


def _without_vcs(address: str) -> str:
    for prefix in _VCS:
        if address.lower().startswith(prefix):
            return address[len(prefix) :]
    return address


def registry(address: object) -> str | None:
    """Return the host of a package index; None for the public one, whose host begins with its ecosystem's name."""
    return _registry(address) if isinstance(address, str) else None


@lru_cache(maxsize=256)
def _registry(address: str) -> str | None:
    name = host(address)
    if name is None or name == "pypi.python.org" or name.rpartition(".")[0] == "files.pythonhosted":
        return None
    first, _, domain = name.partition(".")
    public = first == "pypi" and domain and "." not in domain and domain not in _PRIVATE
    return None if public else name


def normal(name: str) -> str:
    """Return the name in the form in which names are compared (PEP 503)."""
    return _SEPARATORS.sub("-", name).lower()


def scope_of(name: str) -> Scope | None:
    """Return what a file, group or extra of that name is for, if its name tells."""
    return next((_SCOPES[word] for word in _WORD.findall(name.lower()) if word in _SCOPES), None)


def facts(**values: str | None) -> Facts:
    """Return the facts that have a value, sorted."""
    return tuple(sorted((key, value) for key, value in values.items() if value))


def spread(edges: Mapping[str, Sequence[str]], roots: Iterable[tuple[T, Iterable[str]]]) -> dict[str, T]:
    """Label everything that can be reached with the label of the first roots that lead to it."""
    labels: dict[str, T] = {}
    for label, names in roots:
        stack = list(names)
        while stack:
            node = stack.pop()
            if node not in labels:
                labels[node] = label
                stack.extend(edges.get(node, ()))
    return labels
