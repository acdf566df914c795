"""What every SBOM format says in its own way: who supplies, under which licence, which exact version."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from depscan.extractors.packages._origins import host, repository
from depscan.model import Facts

_NOT_SAID = frozenset({"", "NOASSERTION", "NONE", "N/A", "UNKNOWN"})
_MAIL = re.compile(r"[(<][^()<>]*@[^()<>]*[)>]|\(\s*\)")
_ORGANISATION = frozenset({
    "ab", "ag", "alliance", "association", "authors", "b.v", "bv", "co", "committee", "community", "company",
    "consortium", "contributors", "corp", "corporation", "developers", "e.v", "ev", "foundation", "gmbh", "group",
    "inc", "incorporated", "institute", "kg", "kgaa", "l.p", "limited", "llc", "llp", "ltd", "maintainers", "nv",
    "oy", "packagers", "packaging", "plc", "project", "s.a", "s.a.s", "s.p.a", "s.r.l", "sa", "sarl", "sas", "se",
    "society", "software", "spa", "srl", "team", "technologies", "university",
})  # fmt: skip
"""Last words of organisations' names; persons' names end otherwise."""


def named(text: str | None) -> str | None:
    """Return the organisation of a field that is meant for organisations; None for persons and for nothing said.

    Understands SPDX's ``Organization: X (mail)`` wherever it stands, since converters carry it into CycloneDX.
    """
    if not text:
        return None
    kind, colon, rest = text.partition(":")
    if colon and kind.strip().lower() in ("person", "tool"):
        return None
    if colon and kind.strip().lower() == "organization":
        text = rest
    name = " ".join(_MAIL.sub(" ", text[:1000]).split())
    return None if name.upper() in _NOT_SAID or "@" in name else name


def supposed(text: str | None) -> str | None:
    """Return the organisation of a field that names persons more often than organisations, such as an author.

    A name counts if it ends like an organisation's or is one word with several capitals: nobody's name is kept.
    """
    name = named(text)
    if not name or name.startswith("Person"):
        return None
    words = name.split()
    last = words[-1].rstrip(".").lower()
    if last in _ORGANISATION and "," not in " ".join(words[:-1]).rstrip(","):
        return name
    return name if len(words) == 1 and sum(map(str.isupper, name)) > 1 else None


def published(text: str | None) -> str | None:
    """Return the organisation of a publisher: as it stands, but with a mail address it is mostly a maintainer."""
    return supposed(text) if text and "@" in text else named(text)


def licence(choices: Iterable[str | None]) -> str | None:
    """Return one SPDX expression of several licences, which all have to be assumed to apply; None if none is said."""
    said = [text for choice in choices if choice and (text := choice.strip()).upper() not in _NOT_SAID]
    said = list(dict.fromkeys(said))
    if len(said) < 2:
        return said[0] if said else None
    return " AND ".join(f"({text})" if " OR " in text else text for text in said)


_VERSION_CONTROL = ("git", "hg+", "svn+", "bzr+", "ssh")
_COMMON = (".tgz", ".jar", ".whl", ".tar.gz", ".zip")
_DOWNLOAD = re.compile(
    r"(?i)\.(?:tgz|tbz2?|txz|tar(?:\.\w{1,4})?|gz|bz2|xz|zst|7z|zip|jar|war|ear|aar|pom|mod|whl|egg|gem|s?nupkg|crate|conda"
    r"|u?deb|rpm|apk|phar|vsix|exe|msi|dmg|pkg)(?:\?|\Z)|/(?:zip|tar)ball/|/tar\.gz/|(?:/|\A)download\Z"
)


def origin(address: str | None) -> Facts:
    """Return where something was downloaded from: the host, or the repository where that is version control.

    An address counts if it is one of a file: tools put home pages there, too, which say nothing about downloads.
    """
    scheme, mark, rest = (address or "")[:2000].strip().partition("://")
    if not mark:
        return ()
    authority, _, path = rest.partition("#")[0].partition("/")
    scheme = scheme.lower()
    if scheme.startswith(_VERSION_CONTROL) or path.partition("?")[0].endswith(".git"):
        place = repository(f"ssh://{authority}/{path.partition('@')[0]}")
        return (("repository", place),) if place else ()
    if scheme in ("https", "http", "ftp") and (path.endswith(_COMMON) or _DOWNLOAD.search(path)):
        return _registry(authority)
    return ()


@lru_cache(maxsize=4096)
def _registry(authority: str) -> Facts:
    name = host(f"https://{authority}")
    return (("registry", name),) if name else ()


@lru_cache(maxsize=4096)
def both(some: Facts, others: Facts) -> Facts:
    """Return the facts of both, sorted; the same value for the same facts, since thousands share them."""
    return tuple(sorted({*some, *others}))


RANGE_SIGNS = "^~<>=![(*"
"""What a version never starts with."""


def is_range(version: str) -> bool:
    """Tell whether what stands for a version asks for a range of them: ``^1.2``, ``>= 1, < 2``, ``4.*``, ``[1,2)``."""
    return version[:1] in RANGE_SIGNS or "*" in version
