"""Hosts in the values of settings: addresses, connection strings, bucket URIs, ARNs; never a user, a password, a path.

Everything is linear in the text and looks at its first few thousand characters only.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from depscan.syntax import lazy

LONGEST = 4_000
"""Characters of a value that are looked at: no address is longer."""
_MOST = 50
"""Hosts told of one value."""


class Address(NamedTuple):
    """A host that a value names."""

    host: str
    """Lowered, without port; ``*`` where a placeholder stands for a label."""
    region: str | None = None
    """Region that an ARN tells."""
    bucket: bool = False
    """Named by the protocol of a store (``s3://…``), which another host may speak, too."""


# a store's own scheme says whose protocol it is, not always whose host
_STORES = {
    "s3": "s3.amazonaws.com", "s3a": "s3.amazonaws.com", "s3n": "s3.amazonaws.com", "gs": "storage.googleapis.com",
    "gcs": "storage.googleapis.com", "az": "blob.core.windows.net", "azblob": "blob.core.windows.net",
    "b2": "backblazeb2.com", "r2": "r2.cloudflarestorage.com", "oss": "oss.aliyuncs.com",
    "awskms": "kms.amazonaws.com", "gcpkms": "cloudkms.googleapis.com", "awssqs": "sqs.amazonaws.com",
    "awssns": "sns.amazonaws.com", "sqs": "sqs.amazonaws.com", "gcppubsub": "pubsub.googleapis.com",
    "dynamodb": "dynamodb.amazonaws.com", "firestore": "firestore.googleapis.com",
}  # fmt: skip
_OWN_SCHEMES = frozenset({"file", "unix", "data", "sqlite", "sqlite3", "classpath", "about", "chrome", "jar", "npm"})
_WEB = frozenset({"http", "https", "ws", "wss", "git", "git+https", "ssh", "git+ssh", "oci", "docker"})
_SUFFIXES = {
    "aws": "amazonaws.com",
    "aws-us-gov": "amazonaws.com",
    "aws-cn": "amazonaws.com.cn",
    "aws-eusc": "amazonaws.eu",
}

_SCHEME = lazy.pattern(r"([A-Za-z][A-Za-z0-9+.-]{1,30}+)://([^\s\"'`<>|\\^]{1,800}+)")
_NEXT = lazy.pattern(r"[,;](?=[A-Za-z][A-Za-z0-9+.-]{1,30}+://)")
_QUERY = lazy.pattern(r"\?[\w.\[\]-]{1,60}+=[^?]*+$")
_PORT = lazy.pattern(r"(?:[\d*]{0,5}+|\d{1,5}-\d{1,5})")
_ORACLE = lazy.pattern(r"(?i)\bjdbc:oracle:thin:[^\s@]{0,200}+@(?://)?([a-z0-9.*_-]{1,253}+):\d")
_ARN = lazy.pattern(r"\barn:(aws(?:-[a-z]{2,4}){0,2}):([a-z0-9-]{2,40}+):([a-z0-9-]{0,30}+):")
_PAIR = lazy.pattern(
    r"(?i)\b(?:server|data source|host|hostname|endpoint|accountendpoint|blobendpoint|network address"
    r"|bootstrap\.servers)[ \t]?=[ \t]?(?:tcp:)?([^;,\s\"']{1,260}+)"
)
_ACCOUNT = lazy.pattern(r"(?i)\bAccountName=([a-z0-9]{3,24}+)\b")
_ENDPOINT_SUFFIX = lazy.pattern(r"(?i)\bEndpointSuffix=([a-z0-9.-]{4,80}+)")
_PROTOCOL_HOST = lazy.pattern(r"@(?:tcp|tcp4|tcp6)\(([^)\s]{1,260}+)\)")
_PLACEHOLDER = lazy.pattern(
    r"\$\{\{[^}]{0,200}+\}\}|\$\{[^}]{0,200}+\}|\$\([^)]{0,200}+\)|\{\{[^}]{0,200}+\}\}|\{%[^%]{0,200}+%\}|<%[^%]{0,200}+%>"
    r"|#\{[^}]{0,200}+\}|\{[\w.]{0,80}+\}|%[sdv]|%\([\w.]{1,60}+\)s|\$[A-Za-z_]\w{0,80}+|__\w{1,60}?__"
)
_HOST = lazy.pattern(r"(?:[a-z0-9_*](?:[a-z0-9_*-]{0,61}+)\.)*+[a-z0-9*][a-z0-9_*-]{0,62}+\.?+")
_BARE = lazy.pattern(r"(?i)(?:[a-z0-9_*][a-z0-9_*-]{0,62}+\.)+[a-z][a-z0-9-]{1,62}+\.?+(?::\d{1,5}+)?+(?:/\S*+)?+")
_IPV6 = lazy.pattern(r"\[[0-9a-f:.%]{2,60}\]")
_BRACKETS = lazy.pattern(r"^\[([A-Za-z][\w.-]{3,250})\]")
_NUMBERS = lazy.pattern(r"\d{1,3}(?:\.\d{1,3}){3}(?::\d{1,5}+)?+")


def addresses(text: str) -> list[Address]:
    """Return the hosts that a value names by an address, an ARN or a connection string, in order, each once."""
    if len(text) > LONGEST:
        text = text[:LONGEST]
    if "=" not in text and ":" not in text:
        return []
    text = _NEXT.sub(" ", _PLACEHOLDER.sub("*", text))
    found: dict[Address, None] = {}
    for address in _all(text):
        found.setdefault(address)
        if len(found) == _MOST:
            break
    return list(found)


def _all(text: str) -> Iterator[Address]:
    if "://" in text:
        for match in _SCHEME.finditer(text):
            yield from _of_scheme(match[1].lower(), match[2])
    if "arn:" in text:
        for match in _ARN.finditer(text):
            partition, service, region = match[1], match[2], match[3]
            suffix = _SUFFIXES.get(partition)
            if suffix and service != "aws":
                place = f"{region}." if region and service not in ("s3", "iam") else ""
                # a bucket's name is told so in the policies of whoever speaks the protocol: MinIO, Ceph, OVHcloud
                yield Address(f"{service}.{place}{suffix}", region or None, bucket=service == "s3" and not region)
    if "=" in text:
        yield from _pairs(text)
    if "jdbc:oracle" in text:
        for match in _ORACLE.finditer(text):
            yield from _hosts(match[1])
    if "@tcp" in text:
        for match in _PROTOCOL_HOST.finditer(text):
            yield from _hosts(match[1])


def _of_scheme(scheme: str, rest: str) -> Iterator[Address]:
    if scheme in _OWN_SCHEMES:
        return
    if scheme in _STORES and "@" not in rest:
        yield Address(_STORES[scheme], bucket=True)
        return
    if "@" in rest:
        rest = _without_user(scheme, rest)
    for end in "/?#;)]}" if not rest.startswith("[") else "/?#;":
        rest = rest.partition(end)[0]
    yield from _hosts(rest)


def _without_user(scheme: str, rest: str) -> str:
    """Return what stands behind scheme, user and password; a password may hold a slash, a question mark, another at."""
    if scheme in _WEB:
        authority, slash, path = rest.partition("/")
        if "@" not in authority:
            name, colon, port = authority.partition(":")
            if colon and not _PORT.fullmatch(port.partition("?")[0].partition("#")[0]):
                return path.rpartition("@")[2]
            return "" if colon and "." not in name and name != "localhost" else authority  # a user, perhaps
        before, mark, _ = authority.partition("?")
        if mark and "@" not in before and ":" not in before:  # https://host?mail=a@b
            return before
        return authority.rpartition("@")[2] + slash
    query = _QUERY.search(rest)
    if query and "@" in rest[: query.start()]:  # smtp://user:password@host?from=somebody@elsewhere
        rest = rest[: query.start()]
    return rest.rpartition("@")[2]


def _pairs(text: str) -> Iterator[Address]:
    account = _ACCOUNT.search(text)
    if account:
        suffix = _ENDPOINT_SUFFIX.search(text)
        yield Address(f"{account[1].lower()}.blob.{suffix[1].lower() if suffix else 'core.windows.net'}")
    if ";" in text or " " in text:
        for match in _PAIR.finditer(text):
            if "://" not in match[1]:
                yield from _hosts(match[1])


def _hosts(authority: str) -> Iterator[Address]:
    """Yield the hosts of an authority; several, as of a cluster, stand with commas between them."""
    for part in authority.rpartition("@")[2].split(","):
        host = _host(part)
        if host:
            yield Address(host)


def _host(text: str) -> str | None:
    name = text.strip().lower()
    if name.startswith("["):
        return name.partition("]")[0] + "]" if "]" in name and _IPV6.match(name) else None
    name, _, port = name.partition(":")
    if not _PORT.fullmatch(port):  # rather a user and a password
        return None
    if not name or len(name) > 253 or not _HOST.fullmatch(name):
        return None
    labels = name.rstrip(".").split(".")
    if "*" in "".join(labels[-2:]) or (len(labels) > 1 and not labels[-1].isdigit() and not labels[-1][0].isalpha()):
        return None  # a placeholder stands for what would tell whose it is
    return ".".join("*" if "*" in label else label for label in labels)


def bare_hosts(text: str) -> list[Address]:
    """Return the hosts of a value that is nothing but a host, or a list of them, perhaps with ports."""
    if len(text) > LONGEST:
        return []
    text = _PLACEHOLDER.sub("*", text.strip())
    found: dict[Address, None] = {}
    for part in text.replace(",", " ").replace(";", " ").split()[:_MOST]:
        if found and "=" in part:  # options behind the hosts, a password among them
            break
        part = _BRACKETS.sub(r"\1", part)  # noqa: PLW2901 - Postfix: [relay.company.example]:587
        if not _BARE.fullmatch(part) and not _NUMBERS.fullmatch(part):
            return []
        host = _host(part.partition("/")[0])
        if host is None:
            return []
        found[Address(host)] = None
    return list(found)
