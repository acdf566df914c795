"""Build and split package URLs: a fast path for the common ones, packageurl-python for the odd ones.

Source: https://github.com/package-url/purl-spec. ``PackageURL.from_string`` takes some 12 to 40 µs a piece, which is
fine for one and seconds for two hundred thousand.
"""

from functools import lru_cache
from string import ascii_letters, digits
from typing import NamedTuple
from urllib.parse import quote, unquote

# Types whose names are case-insensitive, by the specification's list of known types.
_LOWERCASE = frozenset(
    {
        "pypi",
        "github",
        "bitbucket",
        "composer",
        "golang",
        "deb",
        "apk",
        "oci",
        "hex",
        "luarocks",
        "npm",
        "vscode-extension",
    }
)
# Types whose namespace is the distribution, which nobody says with the package's name.
_DISTRIBUTIONS = frozenset({"deb", "rpm", "apk", "alpm", "opkg"})
_SEPARATORS = {"maven": ":", "vscode-extension": ".", "ansible": "."}
_SAFE = "-._~:"
_SAFE_BYTES = (ascii_letters + digits + _SAFE).encode()
_PLAIN = _SAFE_BYTES + b"@"
_PLAIN_OR_PLUS = _PLAIN + b"+"


class Purl(NamedTuple):
    """The parts of a package URL that attribution looks at, unquoted."""

    type: str
    namespace: str
    """Without leading or trailing slash; empty where there is none."""
    name: str
    version: str | None

    @property
    def key(self) -> str:
        """``namespace/name`` or ``name``: what knowledge is indexed by, within a type."""
        return f"{self.namespace}/{self.name}" if self.namespace else self.name


def _is_safe(text: str) -> bool:
    """Tell whether a text stands in a package URL as it is: most do, and quoting takes ten times as long as looking."""
    return text.isascii() and not text.encode().translate(None, _SAFE_BYTES)


@lru_cache(maxsize=65536)
def _quoted(text: str) -> str:
    return quote(text, safe=_SAFE, errors="replace")  # a lone surrogate has no UTF-8


@lru_cache(maxsize=65536)
def _quoted_namespace(text: str) -> str:
    return "/".join(map(_quoted, text.split("/")))


def make(type_: str, namespace: str, name: str, version: str | None = None) -> str:
    """Return the canonical package URL.

    Args:
        type_: the purl type in lower case, such as ``npm`` or ``maven``.
        namespace: slash-separated, empty if there is none.
        name: the package's name.
        version: None if not known.
    """
    if type_ == "pypi":
        name = name.replace("_", "-").replace(".", "-")
    if type_ in _LOWERCASE and type_ != "npm":  # old npm names may have capitals
        namespace, name = namespace.lower(), name.lower()
    if not _is_safe(f"{name}{version}" if version else name):
        name, version = _quoted(name), _quoted(version) if version else None
    place = f"{type_}/{_quoted_namespace(namespace)}" if namespace else type_
    return f"pkg:{place}/{name}@{version}" if version else f"pkg:{place}/{name}"


def split(purl: str) -> Purl | None:
    """Return the parts of a package URL, or None if it is none.

    Qualifiers and subpath are dropped; the type is lowered; parts are unquoted.
    """
    parts = _spelled(purl)
    if parts is None:
        return None
    type_, namespace, name, version = parts
    if type_ == "pypi":
        name = name.lower().replace("_", "-").replace(".", "-")
    elif type_ in _LOWERCASE and type_ != "npm":
        namespace, name = namespace.lower(), name.lower()
    return Purl(type_, namespace, name, version)


def _spelled(purl: str) -> Purl | None:
    """Return the parts, unquoted, with the capitals that were given."""
    if not purl.startswith("pkg:") and purl[:4].lower() != "pkg:":
        return None
    rest = purl[4:].lstrip("/")
    if "#" in rest:
        rest = rest.partition("#")[0]
    if "?" in rest:
        rest = rest.partition("?")[0]
    if "://" in rest:  # an address in place of a version that should have been quoted; it may hold credentials
        rest = rest.partition("://")[0].rpartition("@")[0]
    path, at, version = rest.rpartition("@")
    # an unescaped scope, as in pkg:npm/@scope/name, is wrong but common
    if not at or "/" in version:
        path, version = rest, ""
    type_, slash, path = path.partition("/")
    path = path.strip("/")
    if not slash or not path or not type_ or "@" in type_ or ":" in type_:  # as in pkg://user:password@npm/name
        return None
    namespace, _, name = path.rpartition("/")
    if "%" in path:
        namespace, name = unquote(namespace), unquote(name)
    if "%" in version:
        version = unquote(version)
    return Purl(type_.lower(), namespace, name, version or None) if name else None


def versioned(purl: str, version: str) -> str:
    """Return a canonical package URL that has no version with one."""
    return f"{purl}@{_quoted(version)}"


def canonical(purl: str) -> str | None:
    """Return the purl in canonical form without qualifiers and subpath, or None if it is none."""
    known = identify(purl)
    return known[0] if known else None


def identify(purl: str) -> tuple[str, str, str, str | None] | None:
    """Return what a foreign purl says, in about 1 µs where neither name nor version is odd.

    Returns:
        The canonical purl without qualifiers and subpath, its type, the name as people write it (with the capitals
        that were given), the version; None if it is no purl.
    """
    bare = purl.partition("?")[0] if "?" in purl else purl
    prefix, _, tail = bare.rpartition("/")
    known = _prefixes[prefix] if prefix in _prefixes else _learn(prefix)
    if known is not None and tail.isascii():
        quoted = "%" in tail or "+" in tail
        if quoted:  # by far the most frequent: 1.2.3%2Bincompatible, 1%3A2.36-9%2Bdeb12u7
            tail = tail.replace("%2B", "+").replace("%3A", ":")
        name, at, version = tail.partition("@")
        if (
            name
            and (version and "@" not in version if at else True)
            and not tail.encode().translate(None, _PLAIN_OR_PLUS if quoted else _PLAIN)
        ):
            type_, canonical_prefix, shown_prefix, lower = known
            shown = shown_prefix + name
            if lower:
                name = name.lower()
                if type_ == "pypi":
                    name = name.replace("_", "-").replace(".", "-")
            elif canonical_prefix is None and not quoted:
                return bare, type_, shown, version or None
            made = f"{canonical_prefix or prefix}/{name}{at}{version}"
            return made.replace("+", "%2B") if quoted else made, type_, shown, version or None
    parts = _spelled(purl)
    return (make(*parts), parts.type, display_name(parts), parts.version) if parts else None


_Prefix = tuple[str, str | None, str, bool]
_prefixes: dict[str, _Prefix | None] = {}  # lru_cache takes twice as long to find what it knows


def _learn(prefix: str) -> _Prefix | None:
    """Return what stands before names: type, canonical form (None: as given), shown form, whether names are lowered."""
    if len(_prefixes) >= 65536:
        _prefixes.clear()
    parts = None if "#" in prefix or "@" in prefix else _spelled(f"{prefix}/x")
    known = None
    if parts is not None and parts.name == "x":
        canonical_prefix = make(parts.type, parts.namespace, "x").removesuffix("/x")
        as_given = None if canonical_prefix == prefix else canonical_prefix
        known = (parts.type, as_given, display_name(parts)[:-1], parts.type in _LOWERCASE - {"npm"})
    _prefixes[prefix] = known
    return known


def display_name(parts: Purl) -> str:
    """Return the name as people of that ecosystem write it."""
    return shown_name(parts.type, parts.namespace, parts.name)


def shown_name(type_: str, namespace: str, name: str) -> str:
    """Return the name as people of that ecosystem write it."""
    if not namespace or type_ in _DISTRIBUTIONS:
        return name
    return f"{namespace}{_SEPARATORS.get(type_, '/')}{name}"
