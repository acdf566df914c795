"""Where a package comes from: hosts and repositories out of addresses, without anything that could be a credential."""

from __future__ import annotations

import re

_HOST = re.compile(r"[\w-]+(?:\.[\w-]+)*")


def host(address: object) -> str | None:
    """Return the host of a URL or of ``user@host:path``; None for local paths and anything else."""
    parts = _split(address)
    return parts[0] if parts else None


def repository(address: object) -> str | None:
    """Return ``host/path`` of a repository's address, without scheme, user, port, query and ``.git``."""
    parts = _split(address)
    if not parts:
        return None
    name, path = parts
    path = path.partition("?")[0].partition("#")[0].strip("/").removesuffix(".git")
    return f"{name}/{path}" if path else name


def _split(address: object) -> tuple[str, str] | None:
    if not isinstance(address, str) or len(address) > 2000:
        return None
    scheme, mark, rest = address.strip().partition("://")
    if mark:
        authority, _, path = rest.partition("/")
        authority = re.split(r"[?#]", authority, maxsplit=1)[0]
    else:  # git's short form: user@host:path
        authority, colon, path = address.strip().partition(":")
        if not colon or "@" not in authority or "/" in authority:
            return None
    name = authority.rpartition("@")[2].partition(":")[0].lower()
    if scheme == "file" or not _HOST.fullmatch(name):
        return None
    return name, path
