"""Nix expressions: inputs of flakes that nothing has locked, and what ``fetch…`` functions fetch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.extractors.base import Extractor, SourceFile
from depscan.extractors.packages import _git
from depscan.model import Component, How, Level, Scope
from depscan.syntax import lazy

# texts end with the file at the latest; every alternative takes what follows its first character
_TOKEN = lazy.pattern(
    r"(?P<comment>\#[^\n]*+|/\*(?:[^*]|\*(?!/))*+(?:\*/)?+)"
    r"|(?P<text>\"(?:[^\"\\]|\\[\s\S])*+\"?+|''(?:[^']|'(?!')|''['$\\])*+(?:'')?+)"
    r"|(?P<channel><[\w./-]++>)|(?P<address>(?:https?|git|ssh)://[^\s;\"')}\]]++)"
    r"|(?P<word>[A-Za-z_][\w'-]*+(?:\.[A-Za-z_\"][\w'-]*+\"?+)*+)|(?P<mark>[={};()\[\]:,])|(?P<other>[^\s])"
)
_GITHUB = {"fetchFromGitHub": "github.com", "fetchFromGitLab": "gitlab.com", "fetchFromBitbucket": "bitbucket.org",
           "fetchFromSourcehut": "git.sr.ht", "fetchFromGitea": "", "fetchFromForgejo": "", "fetchFromCodeberg":
           "codeberg.org", "fetchFromGitiles": ""}  # fmt: skip
_ADDRESSES = frozenset({"fetchurl", "fetchzip", "fetchTarball", "fetchtarball", "fetchpatch", "fetchpatch2"})
_REPOSITORIES = frozenset({"fetchgit", "fetchGit", "fetchhg", "fetchMercurial", "fetchTree"})
_SHORT = {"github": "github.com", "gitlab": "gitlab.com", "sourcehut": "git.sr.ht"}
_INPUT = lazy.pattern(r"inputs\.(?:[\w'-]++|\"[^\"]{1,80}+\")\.url")
_TAG = lazy.pattern(r"[0-9a-f]{40}|v?\d[\w.+-]*+|refs/.*+")
_MOST_TOKENS = 80
_NIXPKGS = re.compile(rb"\bstdenv\b|\bnixpkgs\b|\bpkgs\b|\bfetch[A-Z]\w+|\binputs\b|\bmkShell\b|\{[^}]*\}[ \t\r\n]*:")


class _Token(NamedTuple):
    kind: str
    text: str
    line: int


def parse(source: SourceFile) -> Iterator[Component]:
    """Yield the repositories and archives that an expression fetches; of a locked flake the lock speaks.

    Raises:
        ParseError: binary or unreadable.
    """
    tokens = list(_tokens(source.text()))
    if source.name == "flake.nix" and source.sibling("flake.lock") is None:
        yield from _inputs(source, tokens)
    for position, token in enumerate(tokens):
        if token.kind == "word":
            name = token.text.rpartition(".")[2]
            if name in _GITHUB or name in _ADDRESSES or name in _REPOSITORIES:
                yield from _fetched(source, name, tokens, position)
        elif token.kind == "channel" and token.text == "<nixpkgs>":
            place = _git.Place("github", "nixos", "nixpkgs", None, (("type", "channel"),))
            yield _component(source, place, token.line)


def _tokens(text: str) -> Iterator[_Token]:
    line = at = 0
    for match in _TOKEN.finditer(text):
        kind, piece = match.lastgroup or "", match[0]
        if kind == "comment":
            continue
        line += text.count("\n", at, match.start())
        at = match.start()
        if kind == "text":
            piece = piece.strip('"') if piece.startswith('"') else piece.strip("'")
        yield _Token("text" if kind == "address" else kind, piece, line + 1)


def _inputs(source: SourceFile, tokens: list[_Token]) -> Iterator[Component]:
    """Yield the inputs of a flake: ``inputs.x.url = "…"``, ``inputs = { x.url = "…"; y = { url = "…"; }; }``."""
    depth, inside = 0, False
    for position, token in enumerate(tokens):
        if token.text == "{" and token.kind == "mark":
            before = [known.text for known in tokens[max(0, position - 2) : position]]
            if not inside and before == ["inputs", "="]:
                inside, depth = True, 0
            depth += inside
        elif token.text == "}" and token.kind == "mark" and inside:
            depth -= 1
            inside = depth > 0
        elif token.kind == "word" and position + 2 < len(tokens):
            named = inside and (token.text == "url" or token.text.endswith(".url"))
            value = tokens[position + 2]
            if (named or _INPUT.fullmatch(token.text)) and tokens[position + 1].text == "=" and value.kind == "text":
                yield from _reference(source, value)


def _reference(source: SourceFile, value: _Token) -> Iterator[Component]:
    """Yield what a reference of a flake names: ``github:owner/repo/branch``, ``git+https://…``, an archive."""
    text = value.text.partition("?")[0]
    scheme, _, rest = text.partition(":")
    place = None
    if scheme in _SHORT and "${" not in rest:
        owner, _, behind = rest.partition("/")
        repository, _, revision = behind.partition("/")
        if repository:
            place = _git.at_repository(f"https://{_SHORT[scheme]}/{owner}/{repository}")
            place = place.at(_revision(revision)) if place else None
    elif scheme.startswith("git+"):
        place = _git.at_repository(text.removeprefix("git+"))
    elif scheme in ("https", "http", "tarball+https"):
        place = _git.at_archive(text.removeprefix("tarball+"))
    elif scheme in ("path", "file") or text.startswith((".", "/")):
        return
    elif text and ":" not in text and "/" not in text:  # an entry of the registry of flakes
        place = _git.Place("github", "nixos", "nixpkgs") if text == "nixpkgs" else None
    if place is None:
        source.warn("incomplete-entry", "an input whose reference is not understood", line=value.line, level=Level.NOTE)
    else:
        yield _component(source, place, value.line)


def _revision(text: str) -> str | None:
    """Return a tag or commit as it is, a branch (``nixos-24.05``) as one."""
    return text if not text or _TAG.fullmatch(text) else f"refs/heads/{text}"


def _fetched(source: SourceFile, name: str, tokens: list[_Token], position: int) -> Iterator[Component]:
    """Yield what one call fetches, as far as its arguments are literals."""
    following = tokens[position + 1 : position + 1 + _MOST_TOKENS]
    line = tokens[position].line
    if following and following[0].kind == "text":
        arguments = {"url": following[0].text}
    else:
        arguments = _arguments(following)
    if not arguments:
        return
    revision = next((arguments[key] for key in ("rev", "tag", "ref") if "${" not in arguments.get(key, "${")), None)
    place = None
    if name in _GITHUB:
        forge = arguments.get("domain") or arguments.get("githubBase") or _GITHUB[name]
        owner, repository = arguments.get("owner", "").removeprefix("~"), arguments.get("repo", "")
        if forge and owner and repository:
            place = _git.at_repository(f"https://{forge}/{owner}/{repository}")
    elif name in _REPOSITORIES:
        place = _git.at_repository(arguments.get("url"))
    else:
        place = _git.at_archive(arguments.get("url")) if "mirror://" not in arguments.get("url", "") else None
    if place is None or "$" in f"{place.namespace}{place.name}":
        source.warn("unresolved-source", "a source whose address is not literal", line=line, level=Level.NOTE)
        return
    version = place.version if place.version and "$" not in place.version else None
    place = place._replace(version=version)
    yield _component(source, place if version else place.at(revision), line)


def _arguments(following: list[_Token]) -> dict[str, str]:
    """Return the literal texts of the set that a call is given."""
    found: dict[str, str] = {}
    depth = 0
    for position, token in enumerate(following):
        if token.kind == "mark" and token.text in "{([":
            depth += 1
        elif token.kind == "mark" and token.text in "})]":
            depth -= 1
            if depth <= 0:
                break
        elif depth == 0 and token.text not in ("rec", "finalAttrs:") and position > 1:
            break
        elif token.kind == "word" and depth >= 1 and position + 2 < len(following):
            value = following[position + 2]
            if following[position + 1].text == "=" and value.kind == "text":
                found.setdefault(token.text, value.text)
    return found


def _component(source: SourceFile, place: _git.Place, line: int) -> Component:
    return _git.component(source, place, line=line, how=How.DECLARED, scope=Scope.UNKNOWN)


def _sniff(head: bytes) -> bool:
    return _NIXPKGS.search(head) is not None


EXTRACTOR = Extractor(
    name="nix-expression",
    ecosystem="nix",
    patterns=("flake.nix", "shell.nix", "default.nix", "*.nix"),
    parse=parse,
    description="inputs of flakes without a lock; GitHub, GitLab, git, archives that fetch functions name; nixpkgs",
    spec_url="https://nixos.org/manual/nixpkgs/stable/#chap-pkgs-fetchers",
    may_be_empty=True,
)
