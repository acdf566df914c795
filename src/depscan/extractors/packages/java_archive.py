"""jar, war, ear and other archives of Java: what they are, what was shaded into them, and the archives they hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages._gradle import pairs
from depscan.model import Component, How, Level, Scope
from depscan.syntax import archive, lazy, limits
from depscan.syntax.decode import to_text

_ENDINGS = (".jar", ".war", ".ear", ".par", ".sar", ".nar", ".jpi", ".hpi", ".kar", ".far", ".lpkg", ".aar")
_LIBRARIES = (
    "BOOT-INF/lib/",
    "WEB-INF/lib/",
    "WEB-INF/lib-provided/",
    "APP-INF/lib/",
    "META-INF/bundled-dependencies/",
)
_OUTPUT = lazy.pattern(r"(?:^|/)(?:target|build/libs|out/artifacts)/(?:[^/]+/)?[^/]+$")
_NAME = lazy.pattern(r"(.+?)[-_](v?\d[\w.+-]*)")
_GROUP = lazy.pattern(r"[A-Za-z_][\w-]*(?:\.[A-Za-z_][\w-]*)+")
_BESIDE = ("-sources", "-javadoc", "-tests")
_SMALL = 1024 * 1024


class _Found(NamedTuple):
    group: str
    name: str
    version: str | None
    by: str | None
    """What it was told by, where that is less certain than Maven's own properties."""


class _Archive(NamedTuple):
    data: bytes
    name: str
    """File name."""
    place: str
    """Where in the outermost archive; empty for that itself."""
    depth: int


class _Budget:
    """What all the archives in one may unpack to, together."""

    def __init__(self) -> None:
        self.bytes = limits.UNPACKED_BYTES
        self.entries = limits.ARCHIVE_ENTRIES

    def take(self, *, size: int = 0, entries: int = 0) -> None:
        self.bytes -= size
        self.entries -= entries
        if self.bytes < 0 or self.entries < 0:
            raise ParseError("the archives in it unpack to too much")


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the library that an archive is, those shaded into it, and those of the archives it holds.

    Raises:
        ParseError: not a ZIP archive, damaged, or unpacking to too much.
    """
    budget = _Budget()
    found = False
    chain = [_walk(source, _Archive(source.bytes(), source.name, "", 0), budget)]
    while chain:  # one archive of each depth is open at a time
        try:
            step = next(chain[-1], None)
        except ParseError as error:
            if len(chain) == 1 or budget.bytes < 0 or budget.entries < 0:
                raise
            source.warn("unreadable-member", f"an archive in it: {error}")
            step = None
        if step is None:
            chain.pop()
        elif isinstance(step, Component):
            found = True
            yield step
        else:
            chain.append(_walk(source, step, budget))
    if not found and not source.name.rpartition(".")[0].endswith(_BESIDE):
        source.warn("nothing-declared", "nothing in it tells what it is", level=Level.NOTE)


def _walk(source: SourceFile, outer: _Archive, budget: _Budget) -> Iterator[Component | _Archive]:
    """Yield what one archive is and contains, and the archives in it."""
    members = archive.Members(outer.data)
    names = members.names()
    budget.take(entries=len(names))
    inner = [name for name in names if name.endswith(_ENDINGS)]
    own_output = outer.depth == 0 and bool(inner) and _OUTPUT.search(source.path) is not None
    scope = Scope.RUNTIME if outer.place.startswith(_LIBRARIES) else Scope.UNKNOWN
    stem = outer.name.rpartition(".")[0]
    if not stem.endswith(_BESIDE):
        place = None if outer.place else _of_repository(source.path)
        nameless = bool(outer.place) and outer.name == "classes.jar"
        for found in _identify(source, members, names, stem, place, nameless=nameless):
            if own_output and found.by != "shaded":
                continue  # the project itself
            yield source.package(
                "maven",
                found.name,
                found.version,
                namespace=found.group,
                line=None,
                how=How.LOCKED,
                scope=scope,
                pointer=outer.place or None,
                facts=pairs({"identified_by": found.by}),
            )
    for name in inner:
        inside = f"{outer.place}!/{name}" if outer.place else name
        if outer.depth + 1 >= limits.ARCHIVE_DEPTH:
            raise ParseError(f"archives in archives, more than {limits.ARCHIVE_DEPTH} deep, are left out")
        try:
            data = members.read(name)
        except ParseError as error:
            source.warn("unreadable-member", f"a file in it: {error}")
            budget.take(size=limits.FILE_BYTES)
            continue
        budget.take(size=len(data))
        yield _Archive(data, name.rpartition("/")[2], inside, outer.depth + 1)


def _identify(
    source: SourceFile, members: archive.Members, names: list[str], stem: str, place: _Found | None, *, nameless: bool
) -> Iterator[_Found]:
    """Yield what Maven's properties say: one for the archive, more if others were shaded into it; else a guess."""
    prefix, ending = "META-INF/maven/", "/pom.properties"
    found: list[_Found] = []
    for name in names:
        if name.startswith(prefix) and name.endswith(ending) and name.count("/") == 4:
            properties = _properties(_text(source, members, name))
            group, artifact = (properties.get(key, "") for key in ("groupId", "artifactId"))
            if group and artifact and "${" not in group + artifact:
                version = properties.get("version")
                found.append(_Found(group, artifact, version if version and "${" not in version else None, None))
    main = next((one for one in found if stem == one.name or stem.startswith(f"{one.name}-{one.version or ''}")), None)
    if main is None and len(found) == 1 and stem.startswith(found[0].name):
        main = found[0]
    if main is None and not nameless:
        guess = place or _guess(source, members, names, stem)
        if guess and not any(one.name == guess.name for one in found):
            yield guess
        elif len(found) == 1:
            main = found[0]
    for one in found:
        yield one if one is main else one._replace(by="shaded")


def _of_repository(path: str) -> _Found | None:
    """Return what the folders say in a local repository of Maven or in Gradle's cache."""
    gradle = path.partition("modules-2/files-2.1/")[2].split("/")
    if len(gradle) == 5:
        return _Found(gradle[0], gradle[1], gradle[2], "path")
    for root in (".m2/repository/", "maven2/"):
        _, found, rest = f"/{path}".rpartition(f"/{root}")
        *folders, artifact, version, file = rest.split("/") if rest.count("/") > 2 else ("", "", "", "")
        if found and artifact and file.startswith(f"{artifact}-{version}"):
            return _Found(".".join(folders), artifact, version, "path")
    return None


def _guess(source: SourceFile, members: archive.Members, names: list[str], stem: str) -> _Found | None:
    """Return what the manifest and the file's name make likely."""
    manifest = _manifest(_text(source, members, "META-INF/MANIFEST.MF")) if "META-INF/MANIFEST.MF" in names else {}
    match = _NAME.fullmatch(stem)
    name, version = (match[1], match[2]) if match else (stem, None)
    if manifest.get("group-id") and manifest.get("short-name"):  # a plugin of Jenkins
        return _Found(manifest["group-id"], manifest["short-name"], manifest.get("plugin-version"), "manifest")
    poms = [path.split("/") for path in names if path.startswith("META-INF/maven/") and path.endswith("/pom.xml")]
    for parts in poms:
        if len(parts) == 5 and (parts[3] == name or len(poms) == 1):
            return _Found(parts[2], parts[3], version or _version(manifest), "manifest")
    group = _group(manifest, name)
    said = _version(manifest)
    version = said if said and version and version.startswith(f"{said}-") else version or said
    if not group and not version:
        return None
    return _Found(group, name, version, "manifest" if group else "file-name")


def _version(manifest: dict[str, str]) -> str | None:
    for key in ("implementation-version", "bundle-version", "specification-version"):
        if manifest.get(key, "")[:1].isdigit():
            return manifest[key]
    return None


def _group(manifest: dict[str, str], name: str) -> str:
    """Return the group by what vendors write into manifests: the symbolic name often is group and artifact."""
    vendor = manifest.get("implementation-vendor-id", "")
    if _GROUP.fullmatch(vendor):
        return vendor
    for key in ("bundle-symbolicname", "automatic-module-name", "implementation-title"):
        symbolic = manifest.get(key, "").partition(";")[0].strip()
        if _GROUP.fullmatch(symbolic):
            group, _, last = symbolic.rpartition(".")
            labels = group.count(".") + 1
            # org.mockito.mockito-core is of org.mockito, ch.qos.logback.core of ch.qos.logback; com.sun.jna tells less
            if name.endswith(last) and (labels > 2 or (labels == 2 and group.rpartition(".")[2] in name)):
                return group
            return symbolic
    return ""


def _text(source: SourceFile, members: archive.Members, name: str) -> str:
    try:
        return to_text(members.read(name, _SMALL))[0]
    except ParseError as error:
        source.warn("unreadable-member", f"a file that tells what it is: {error}")
        return ""


def _properties(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in text.splitlines():
        key, sign, value = line.partition("=")
        if sign and not key.startswith(("#", "!")):
            found[key.strip()] = value.strip()
    return found


def _manifest(text: str) -> dict[str, str]:
    """Return the main section, keys in lower case; long lines go on after a blank."""
    pieces: dict[str, list[str]] = {}
    key = ""
    for line in text.splitlines():
        if not line.strip():
            break
        if line.startswith(" "):
            if key:
                pieces[key].append(line[1:])
            continue
        name, _, value = line.partition(":")
        key = name.strip().lower()
        pieces[key] = [value.strip()]
    return {key: "".join(values) for key, values in pieces.items()}


def _sniff(head: bytes) -> bool:
    return archive.is_zip(head) and b"META-INF/" in head[:200]


EXTRACTOR = Extractor(
    name="java-archive",
    ecosystem="maven",
    patterns=tuple(f"*{ending}" for ending in _ENDINGS),
    sniff=_sniff,
    parse=parse,
    description="Maven's properties, also of what is shaded, else manifest or file name; archives in archives",
    spec_url="https://docs.oracle.com/en/java/javase/21/docs/specs/jar/jar.html",
    installed=True,
)
