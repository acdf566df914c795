"""Podfile.lock: the pods that CocoaPods pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _cocoapods
from depscan.extractors.packages._origins import host, repository
from depscan.model import Component, Facts, How, Scope
from depscan.syntax import lazy

_POD = lazy.pattern(r"  - ([^\s(][^(]*?) \(([^()]*+)\):?+")
_OPTION = lazy.pattern(r"    :([a-z_]++): (.*+)")
_SNIFF = re.compile(rb"^PODS:(?: \[\])?[ \t]*\r?$", re.MULTILINE)


@dataclass(slots=True)
class _Lock:
    """A lockfile, section by section."""

    pods: dict[str, tuple[str, int]] = field(default_factory=dict)
    asked_for: set[str] | None = None
    repositories: dict[str, str] = field(default_factory=dict)
    sources: dict[str, dict[str, str]] = field(default_factory=dict)
    malformed: list[int] = field(default_factory=list)
    seen: bool = False


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each pod once whatever the number of its subspecs; pods in folders are left out.

    Raises:
        ParseError: not a lockfile of CocoaPods.
    """
    lock = _read(source)
    if not lock.seen:
        raise ParseError("not a Podfile.lock: no list of pods")
    if lock.malformed:
        message = f"lines that are no pod with a version: {len(lock.malformed)}"
        source.warn("incomplete-entry", message, line=lock.malformed[0])
    for name, (version, line) in lock.pods.items():
        options = lock.sources.get(name, {})
        if "path" in options:
            continue  # of the project, or of a package that another ecosystem's lockfile tells
        yield source.package(
            "cocoapods",
            name,
            version or None,
            line=line,
            how=How.LOCKED,
            scope=Scope.UNKNOWN,  # the targets stand in the Podfile only
            direct=name in lock.asked_for if lock.asked_for is not None else None,
            facts=_origin(lock, name, options),
        )


def _read(source: SourceFile) -> _Lock:
    lock = _Lock()
    section = entry = ""
    for number, raw in enumerate(source.lines(), 1):
        line = raw.rstrip().replace('"', "")  # what YAML would take for something else is quoted
        if line and not line[0].isspace():
            section = line.partition(":")[0]
            lock.seen = lock.seen or section == "PODS"
            if section == "DEPENDENCIES":
                lock.asked_for = set()
        elif section == "PODS":
            _take_pod(lock, line, number)
        elif section == "DEPENDENCIES" and lock.asked_for is not None:
            lock.asked_for.add(_cocoapods.bare(line[4:].partition(" (")[0]))
        elif section in ("SPEC REPOS", "EXTERNAL SOURCES", "CHECKOUT OPTIONS"):
            if line.startswith("  ") and line[2:3].strip() and line.endswith(":"):
                entry = line[2:-1]
            elif section == "SPEC REPOS" and line.startswith("    - "):
                lock.repositories[_cocoapods.bare(line[6:])] = entry
            elif option := _OPTION.fullmatch(line):
                lock.sources.setdefault(_cocoapods.bare(entry), {})[option[1]] = option[2]
    return lock


def _take_pod(lock: _Lock, line: str, number: int) -> None:
    if not line.startswith("  - "):
        return  # what a pod needs
    pod = _POD.fullmatch(line)
    name = _cocoapods.bare(pod[1]) if pod else ""
    if pod and name:
        lock.pods.setdefault(name, (pod[2].strip(), number))
    else:
        lock.malformed.append(number)


def _origin(lock: _Lock, name: str, options: dict[str, str]) -> Facts:
    """Return where a pod comes from, unless that is the public list of specifications."""
    facts: list[tuple[str, str | None]] = []
    if "git" in options:
        facts += [("repository", repository(options["git"])), ("commit", options.get("commit"))]
    elif "http" in options:
        facts.append(("registry", host(options["http"])))
    elif "podspec" in options:
        facts += [("type", "podspec"), ("registry", host(options["podspec"]))]
    else:
        facts.append(("registry", _cocoapods.registry(lock.repositories.get(name, "trunk"))))
    return tuple(sorted((key, value) for key, value in facts if value))


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="podfile-lock",
    ecosystem="cocoapods",
    patterns=("Podfile.lock",),
    sniff=_sniff,
    parse=parse,
    description="pods with their subspecs united, direct or transitive, Git, HTTP and own lists of specifications",
    spec_url="https://guides.cocoapods.org/using/using-cocoapods.html#what-is-podfilelock",
)
