"""Whether a package on a Debian system comes from the distribution: its database does not tell, its maintainer does."""

from __future__ import annotations

from depscan.extractors.systems._distribution import Distribution
from depscan.syntax import lazy

_FAMILY = ("debian", "ubuntu", "canonical")
_WORD = lazy.pattern(r"[a-z0-9]++")
_ROLES = frozenset(
    {
        "admin", "build", "builds", "contact", "dev", "developers", "devops", "engineering", "feedback", "hello",
        "help", "info", "linux", "maintainers", "noreply", "opensource", "ops", "package", "packages", "packaging",
        "release", "releases", "releng", "sales", "security", "support", "team",
    }
)  # fmt: skip
"""Of an address that is no person's."""
_ORGANISATIONS = frozenset(
    {
        "ab", "ag", "authors", "bv", "co", "company", "corp", "corporation", "engineering", "foundation", "gmbh", "inc",
        "labs", "limited", "llc", "ltd", "packages", "packaging", "release", "sa", "sas", "software", "support", "team",
        "technologies",
    }
)  # fmt: skip


def is_of_distribution(maintainer: str, system: Distribution) -> bool:
    """Tell whether the maintainer is of the distribution or a person; what an organisation makes comes from elsewhere.

    Persons who maintain packages of a distribution write from any address; companies that ship packages of their own
    sign as a company, a team or a role.
    """
    name, _, address = maintainer.lower().partition("<")
    local, at, domain = address.rstrip("> ").rpartition("@")
    family = {*_FAMILY, system.id, *system.like} - {""}
    if not maintainer or any(word in domain or word in name for word in family):
        return True
    if not at and address:  # a web page in place of an address
        return False
    words = set(_WORD.findall(name))
    if words & _ORGANISATIONS or set(_WORD.findall(local.partition("+")[0])) & _ROLES:
        return False
    return len(words) > 1  # persons have two names


def organisation(maintainer: str) -> str | None:
    """Return a maintainer's name without the address."""
    return maintainer.partition("<")[0].strip() or None
