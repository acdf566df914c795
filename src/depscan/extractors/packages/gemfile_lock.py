"""Gemfile.lock and gems.locked: the gems Bundler pinned."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from depscan.errors import ParseError
from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import gemfile
from depscan.extractors.packages._origins import host, repository
from depscan.extractors.packages._reach import reach
from depscan.model import Component, Facts, How, Scope

# Bundler's own: https://github.com/rubygems/rubygems/blob/master/bundler/lib/bundler/lockfile_parser.rb
_SPEC = re.compile(r"    ([^\s(!][^\s(]*) \(([^-)]*)(?:-([^)]*))?\)\s*")
_NAME = re.compile(r"[^\s(!]+")
_SOURCES = frozenset({"GEM", "GIT", "PATH", "PLUGIN SOURCE"})
_SECTIONS = _SOURCES | {"PLATFORMS", "DEPENDENCIES", "CHECKSUMS", "RUBY VERSION", "BUNDLED WITH"}
_DEFAULT_REGISTRIES = frozenset({"rubygems.org", "index.rubygems.org"})
_SNIFF = re.compile(rb"^(?:GEM|GIT|PATH|PLUGIN SOURCE)\r?\n  remote: ", re.MULTILINE)


@dataclass(slots=True)
class _Section:
    """One source and the gems that come from it."""

    kind: str
    remotes: list[str] = field(default_factory=list)
    type: str = ""
    gems: list[tuple[str, str, int]] = field(default_factory=list)
    needs: dict[str, list[str]] = field(default_factory=dict)
    """What each gem brings along."""

    def facts(self) -> Facts:
        """Return where the gems come from, unless that is the default registry alone."""
        if self.kind == "GIT":
            return tuple(("repository", place) for remote in self.remotes[:1] if (place := repository(remote)))
        found = sorted({name for remote in self.remotes if (name := host(remote))})
        facts = [("type", self.type)] if self.type else []
        if len(found) > 1:  # until Bundler 2.2 a section could have several; which one served a gem is not told
            facts.append(("registries", ", ".join(found)))
        elif found and found[0] not in _DEFAULT_REGISTRIES:
            facts.append(("registry", found[0]))
        return tuple(sorted(facts))


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield each gem once whatever the number of its platforms; gems of the tree (``PATH``) are left out.

    Raises:
        ParseError: unreadable, or not a Bundler lockfile.
    """
    sections, asked_for = _read(source)
    scopes = _scopes(source, sections, asked_for)
    emitted: set[tuple[str, str]] = set()
    for section in sections:
        if section.kind == "PATH":
            continue
        facts = section.facts()
        for name, version, line in section.gems:
            if (name, version) in emitted:
                continue
            emitted.add((name, version))
            yield source.package(
                "gem",
                name,
                version or None,
                line=line,
                how=How.LOCKED,
                scope=scopes.get(name, Scope.UNKNOWN),
                direct=name in asked_for if asked_for is not None else None,
                facts=facts,
            )


def _read(source: SourceFile) -> tuple[list[_Section], set[str] | None]:
    """Return the sections and the names asked for by the Gemfile or by a gemspec of the tree, if the file tells."""
    sections: list[_Section] = []
    asked_for: set[str] | None = None
    by_ours: set[str] = set()
    malformed: list[int] = []
    heading, section = "", None
    for number, line in enumerate(source.lines(), 1):
        if line and not line[0].isspace():
            heading = line.rstrip()
            if heading in _SOURCES:
                section = _Section(heading)
                sections.append(section)
            elif heading == "DEPENDENCIES":
                asked_for = asked_for or set()
            elif heading not in _SECTIONS and not sections:
                raise ParseError("not a Bundler lockfile", line=number)
        elif heading == "DEPENDENCIES" and asked_for is not None:
            name = _NAME.match(line.strip())
            if name:
                asked_for.add(name[0])
        elif section and heading in _SOURCES:
            if not _take(section, line, number, by_ours):
                malformed.append(number)
    if malformed:
        source.warn("incomplete-entry", f"lines that are no gem with a version: {len(malformed)}", line=malformed[0])
    if not sections and asked_for is None:
        raise ParseError("not a Bundler lockfile")
    if asked_for is None and heading in _SOURCES:
        source.warn("incomplete-file", "ends before its section DEPENDENCIES: not all of a lockfile")
    return sections, None if asked_for is None else asked_for | by_ours


def _take(section: _Section, line: str, number: int, by_ours: set[str]) -> bool:
    """Take one line of a source's section; False for what should be a gem and is not."""
    if line.startswith("  remote: "):
        section.remotes.append(line[10:].strip())
    elif line.startswith("  type: "):
        section.type = line[8:].strip()
    elif found := _SPEC.fullmatch(line):
        section.gems.append((found[1], found[2].strip(), number))
    elif line.startswith("      "):
        name = _NAME.match(line.strip())
        if name and section.kind == "PATH":
            by_ours.add(name[0])
        if name and section.gems:
            section.needs.setdefault(section.gems[-1][0], []).append(name[0])
    else:
        return not line.startswith("    ")
    return True


def _scopes(source: SourceFile, sections: list[_Section], asked_for: set[str] | None) -> dict[str, Scope]:
    """Return when gems are needed, by the groups of the Gemfile beside; empty where there is none."""
    manifest = source.sibling(_manifest_name(source.name))
    if manifest is None or asked_for is None:
        return {}
    try:
        told = gemfile.scopes(manifest)
    except ParseError as error:
        source.warn("unreadable-include", f"cannot read the Gemfile: {error}")
        return {}
    needs: dict[str, list[str]] = {}
    by_scope: dict[Scope, list[str]] = {}
    for section in sections:
        for name, brought in section.needs.items():
            needs.setdefault(name, []).extend(brought)
    for name in sorted(asked_for):
        by_scope.setdefault(told.get(name, Scope.UNKNOWN), []).append(name)
    return reach(by_scope, lambda name: needs.get(name, ()))


def _manifest_name(lockfile: str) -> str:
    return "gems.rb" if lockfile == "gems.locked" else lockfile.removesuffix(".lock")


def _sniff(head: bytes) -> bool:
    return _SNIFF.search(head) is not None


EXTRACTOR = Extractor(
    name="gemfile-lock",
    ecosystem="gem",
    patterns=("Gemfile*.lock", "*.gemfile.lock", "gems.locked"),
    sniff=_sniff,
    parse=parse,
    description="registries, git sources, plugin sources, platforms; direct or transitive",
    spec_url="https://bundler.io/man/gemfile.5.html",
)
