"""What a text refers to: a purl, a host, an image, a resource type … as (namespace of the index, key).

Used wherever a person or a rule names something: self-tests of rules, ``depscan explain``, ``depscan rules test``.
"""

from __future__ import annotations

from depscan import purl
from depscan.knowledge.index import normalised

PREFIXES = ("image", "resource", "action", "name", "env", "file", "model", "host", "kubernetes", "setting")
_REGION_LABELS = 3
"""A host with any region in second place has a domain of two labels behind it: ``s3.*.amazonaws.com``."""
_CASELESS_TYPES = frozenset({"nuget", "githubactions", "docker", "terraform"})


def package_key(purl_text: str) -> tuple[str, str]:
    """Return (type, key) of a canonical purl: what stands between type and version, as written, quoted.

    Nothing is parsed or unquoted: the index keeps its patterns in the same form, and this runs for every package.
    """
    slash = purl_text.find("/")
    type_ = purl_text[4:slash]
    at = purl_text.rfind("@", slash)
    key = purl_text[slash + 1 : at] if at > 0 else purl_text[slash + 1 :]
    return (type_, key.lower()) if type_ in _CASELESS_TYPES else (type_, key)


def host_of(text: str) -> str:
    """Return the host of a URL, a ``host:port`` or a host, lowered, without user information."""
    rest = text.partition("://")[2] or text
    for separator in "/?#":
        rest = rest.partition(separator)[0]
    rest = rest.rpartition("@")[2]
    if rest.startswith("["):
        return rest.partition("]")[0] + "]"
    return rest.partition(":")[0].rstrip(".").lower()


def parse(text: str) -> tuple[str, str] | None:
    """Return (namespace, key), or None if the text has no form that tells what it is.

    Forms: ``pkg:type/…``, a URL, or a prefix such as ``image:``, ``resource:``, ``action:``, ``name:``, ``host:``.
    """
    if text.startswith("pkg:"):
        canonical = purl.canonical(text)
        if canonical is None:
            return None
        type_, key = package_key(canonical)
        return f"purl:{type_}", key
    if "://" in text:
        return "host", host_of(text)
    prefix, colon, rest = text.partition(":")
    if colon and prefix in PREFIXES and rest:
        return prefix, _key(prefix, rest)
    return None


def pattern(namespace: str, text: str) -> tuple[str, str] | None:
    """Return (namespace, pattern) as the index keeps a pattern of a rule, or None if it is not one.

    A trailing ``*`` matches any rest; for hosts and Kubernetes groups a leading ``*.`` any subdomain; in hosts a second
    label ``*`` any region (``s3.*.amazonaws.com``); nowhere else is ``*`` allowed.
    """
    star = "*" if text.endswith("*") and namespace != "host" else ""
    literal = text[: len(text) - len(star)]
    if namespace == "host":
        literal = literal.removeprefix("*.")
        labels = literal.split(".")
        if len(labels) > _REGION_LABELS and labels[1] == "*":
            del labels[1]
        if "*" in "".join(labels) or len(labels) == 1 or "/" in literal:
            return None
        return "host", ("*." if text.startswith("*.") else "") + literal.lower()
    if namespace == "kubernetes":
        literal = literal.removeprefix("*.")
        return None if "*" in literal else (namespace, ("*." if text.startswith("*.") else "") + literal.lower() + star)
    if "*" in literal:
        return None
    if namespace == "purl":
        return _purl_pattern(literal, star)
    if namespace == "name" and star:
        return None
    if namespace == "image" and "." not in literal.partition("/")[0]:
        return None
    return namespace, _key(namespace, literal) + star


def publisher_pattern(ecosystem: str, text: str) -> tuple[str, str] | None:
    """Return (namespace, pattern) for an entry of ``publishers/<ecosystem>.yaml``, or None if it is not one."""
    if ecosystem in ("image", "action", "kubernetes"):
        return pattern(ecosystem, text)
    star = "*" if text.endswith("*") else ""
    return _purl_pattern(f"pkg:{ecosystem}/{text[: len(text) - len(star)]}", star)


def _key(namespace: str, text: str) -> str:
    if namespace == "name":
        return normalised(text)
    if namespace in ("host", "image", "action", "model", "resource", "kubernetes"):
        return text.lower()
    return text


def _purl_pattern(literal: str, star: str) -> tuple[str, str] | None:
    """A prefix may end at ``type/`` or ``namespace/``, which is not a whole purl: give it a name to parse, then cut."""
    marker = "zzzz"
    parts = purl.split(literal + marker if star else literal)
    if parts is None or parts.version:
        return None
    type_, key = package_key(purl.make(parts.type, parts.namespace, parts.name))
    if star:
        key = key.removesuffix(marker) + "*"
        if key == "*":
            return None
    return f"purl:{type_}", key
