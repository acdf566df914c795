"""Waivers next to lines: ``depscan: allow WHAT until=YYYY-MM-DD reason="…"`` behind the comment sign of a language."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from depscan.errors import ParseError
from depscan.finding import Waiver
from depscan.redact import shown
from depscan.syntax.decode import to_text

_MARK = b"depscan:"
_WIDE = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
"""How text begins of which each letter takes several bytes."""
_FOUND = re.compile(rb"depscan:[ \t]{1,8}+allow(?![\w-])")
_MARKER = re.compile(r"depscan:[ \t]{1,8}+allow(?![\w-])")
_PART = re.compile(
    r"""(?P<key>[a-z-]{1,20})=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|(?P<bare>[^\s"'=]+))(?=\s|$|\*|-->)"""
)
_END = re.compile(r"\s*+(?:\*/|-->|\*\)|[#;%]|//|$)")
_WHAT = re.compile(r"[^\s=\"']{1,200}+(?=\s|$)")
_KEYS = ("until", "reason", "by", "rule")
_LONGEST = 2_000
_MOST = 1_000
"""In one file."""

_HASH = ("#",)
_SLASHES = ("//", "/*")
_SIGNS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("json", "jsonc", "json5", "code-workspace"), _SLASHES),
    **dict.fromkeys(
        (
            "bicep", "bicepparam", "c", "cc", "cjs", "cpp", "cs", "cts", "cue", "dart", "go", "gradle", "groovy", "h",
            "hpp", "java", "js", "jsx", "kt", "kts", "less", "mill", "mjs", "mod", "mts", "pkl", "proto", "rs", "sbt",
            "sc", "scala", "scss", "sum", "swift", "ts", "tsx", "work", "zig",
        ),
        _SLASHES,
    ),
    **dict.fromkeys(("hcl", "jsonnet", "libsonnet", "nix", "nomad", "php", "tf", "tfvars", "tofu"), ("#", *_SLASHES)),
    **dict.fromkeys(("cfg", "cnf", "ini", "npmrc", "editorconfig", "desktop"), ("#", ";")),
    **dict.fromkeys(("conf", "config"), ("#", ";", "//", "<!--")),
    **dict.fromkeys(("clj", "cljc", "cljs", "edn", "el", "lisp", "scm"), (";",)),
    **dict.fromkeys(("adb", "cabal", "elm", "hs", "lua", "rockspec"), ("--",)),
    "sql": ("--", "/*", "#"),
    **dict.fromkeys(("erl", "hrl", "app", "src", "tex", "pro"), ("%",)),
    **dict.fromkeys(
        (
            "csproj", "deps", "fsproj", "htm", "html", "markdown", "md", "nuspec", "plist", "pom", "proj", "props",
            "rdf", "resx", "sqlproj", "svg", "targets", "vbproj", "vue", "wixproj", "xml", "xsd",
        ),
        ("<!--",),
    ),
    "css": ("/*",),
    **dict.fromkeys(("fs", "fsi", "fsx"), ("//", "(*")),
    **dict.fromkeys(("ml", "mli", "mll", "mly", "pas"), ("(*",)),
    **dict.fromkeys(("bat", "cmd"), ("REM", "::")),
    **dict.fromkeys(("bas", "vb", "vbs"), ("'", "REM")),
    **dict.fromkeys(("asm", "s"), (";", "#")),
    **dict.fromkeys(("csv", "tsv"), ()),
}  # fmt: skip
"""Comment signs by the last part of a file's name; all others have ``#``."""
_BY_NAME = {
    "jenkinsfile": _SLASHES,
    "go.mod": ("//",),
    "package.resolved": _SLASHES,
    "podfile": _HASH,
    "dune": (";",),
    "dune-project": (";",),
    "rebar.config": ("%",),
    "nuget.config": ("<!--",),
    "web.config": ("<!--",),
    "app.config": ("<!--",),
    "packages.config": ("<!--",),
}
_BLOCKS = {"/*": "*/", "<!--": "-->", "(*": "*)"}
_SCALAR = re.compile(r"(?:[:\-]|^)[ \t]+(?:[!&]\S+[ \t]+)*[|>][-+0-9]{0,2}[ \t]*(?:#.*)?$")
_GENERATED = re.compile(r"(?i)lock|sbom|bom\.|spdx|cdx|cyclonedx")


class Marked(Struct, frozen=True, kw_only=True):
    """What the markers of one file say."""

    waivers: tuple[Waiver, ...] = ()
    malformed: tuple[tuple[int, str], ...] = ()
    """(line, what is wrong)."""
    outside: tuple[int, ...] = ()
    """Lines of markers that stand in no comment: anybody may have written them, they waive nothing."""


def is_day(text: str) -> bool:
    """Tell whether a text is a day, ISO 8601."""
    from datetime import date

    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def may_hold(data: bytes) -> bool:
    """Tell quickly whether there is any marker in the content of a file."""
    if _MARK in data and _FOUND.search(data):
        return True
    return data.startswith(_WIDE) and (b"d\0e\0p\0s\0c\0a\0n\0:" in data or b"\0d\0e\0p\0s\0c\0a\0n\0:" in data)


def read(data: bytes, path: str) -> Marked:
    """Return what the markers in a file say.

    Args:
        data: the content, unpacked.
        path: as evidence shows it; its name tells the language.
    """
    try:
        text = to_text(data)[0]
    except ParseError:
        return Marked()
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    signs = signs_of(path)
    waivers: list[Waiver] = []
    malformed: list[tuple[int, str]] = []
    outside: list[int] = []
    found: dict[int, int] = {}
    for number, line in enumerate(lines):
        if "depscan:" in line and (match := _MARKER.search(line[:_LONGEST])):
            found[number] = match.start()
            if len(found) == _MOST:
                break
    in_texts = _in_texts(lines, found, path) if found else set()
    for number, position in found.items():
        if number in in_texts or not _in_comment(lines, number, position, signs):
            outside.append(number + 1)
            continue
        rest = lines[number][position:_LONGEST].partition("allow")[2].lstrip(" \t")
        try:
            waivers.append(_waiver(rest, path, number + 1, _covered(lines, number, position, signs)))
        except ParseError as error:
            malformed.append((number + 1, str(error)))
    return Marked(waivers=tuple(waivers), malformed=tuple(malformed), outside=tuple(outside))


def signs_of(path: str) -> tuple[str, ...]:
    """Return the comment signs of a file by its name; the ending of a compressed one does not count."""
    name = path.rpartition("/")[2].lower()
    for ending in (".gz", ".zst", ".zstd"):
        name = name.removesuffix(ending)
    return _BY_NAME.get(name) or _SIGNS.get(name.rpartition(".")[2], _HASH)


# ---------------------------------------------------------------------------------------------------- in a comment?


def _in_comment(lines: Sequence[str], number: int, position: int, signs: Sequence[str]) -> bool:
    before = lines[number][:position]
    start = _comment_start(before, signs)
    if start is None:
        return _in_block(lines, number, before, signs)
    sign = next(sign for sign in signs if _is_at(before, start, sign))
    return sign not in _BLOCKS or _BLOCKS[sign] not in before[start:]


def _comment_start(before: str, signs: Sequence[str]) -> int | None:
    """Return where a comment begins, outside of quoted texts; None if none does."""
    quote = ""
    position = 0
    while position < len(before):
        character = before[position]
        if quote:
            if character == "\\" and quote != "'":
                position += 1
            elif character == quote:
                quote = ""
        elif any(_is_at(before, position, sign) for sign in signs):
            return position
        elif character in '"`' or (character == "'" and not before[position - 1 : position].isalnum()):
            quote = character
        position += 1
    return None


def _is_at(text: str, position: int, sign: str) -> bool:
    """Tell whether a sign stands there; ``#`` in an address and a word that ends in REM are none."""
    before = text[position - 1 : position] if position else ""
    if sign == "REM":
        return text[position : position + 4].upper() == "REM " and not before.strip()
    if not text.startswith(sign, position):
        return False
    return (
        not before
        or before.isspace()
        or (sign == "#" and before in ",;()[]{}")
        or (sign in ("//", "/*", "<!--", "(*", ";", "'", "%") and before != ":")
    )


def _in_block(lines: Sequence[str], number: int, before: str, signs: Sequence[str]) -> bool:
    """Tell whether a line begins inside of a comment over several lines."""
    if before.strip(" \t*-#"):
        return False
    for above in range(number - 1, max(-1, number - 200), -1):
        line = lines[above][:_LONGEST]
        for sign, end in _BLOCKS.items():
            if sign in signs:
                begin = line.rfind(sign)
                if line.rfind(end) > begin:
                    return False
                if begin >= 0:
                    start = _comment_start(line[: begin + len(sign)], signs)
                    return start is not None
    return False


def _in_texts(lines: Sequence[str], markers: dict[int, int], path: str) -> set[int]:
    """Return which lines are, where their marker stands, part of a text over several lines, maybe somebody else's.

    Commands in a block of YAML are one's own, and have comments; in lockfiles and bills of materials blocks hold what
    the authors of packages wrote.

    Args:
        lines: of the file.
        markers: number of a line → where its marker begins.
        path: its name tells the language.
    """
    name = path.rpartition("/")[2].lower()
    if name.endswith((".toml", ".py")) or name in ("uv.lock", "poetry.lock", "pdm.lock", "cargo.lock"):
        return _in_quotes(lines, markers)
    if name.endswith((".xml", ".props", ".targets", "proj", ".config")):
        return _in_cdata(lines, markers)
    if name.endswith((".yaml", ".yml", ".lock")) and _GENERATED.search(name):
        return _in_scalars(lines, markers)
    return set()


def _in_quotes(lines: Sequence[str], markers: dict[int, int]) -> set[int]:
    found: set[int] = set()
    double = single = 0
    for number in range(max(markers) + 1):
        line = lines[number]
        if number in markers:
            before = line[: markers[number]]
            if (double + before.count('"""')) % 2 or (single + before.count("'''")) % 2:
                found.add(number)
        double += line.count('"""')
        single += line.count("'''")
    return found


def _in_cdata(lines: Sequence[str], markers: dict[int, int]) -> set[int]:
    found: set[int] = set()
    inside = False
    for number in range(max(markers) + 1):
        line = lines[number]
        if number in markers and _is_cdata_open(line[: markers[number]], inside):
            found.add(number)
        inside = _is_cdata_open(line, inside)
    return found


def _is_cdata_open(text: str, inside: bool) -> bool:  # noqa: FBT001 - a state that goes from line to line
    begin, end = text.rfind("<![CDATA["), text.rfind("]]>")
    return inside if begin == end else begin > end


def _in_scalars(lines: Sequence[str], markers: dict[int, int]) -> set[int]:
    found: set[int] = set()
    above: list[tuple[int, bool]] = []
    """Depth of each line that encloses the present one, and whether one of them begins a block of text."""
    for number in range(max(markers) + 1):
        line = lines[number]
        if not line.strip():
            continue
        depth = _depth(line)
        while above and above[-1][0] >= depth:
            above.pop()
        inside = bool(above) and above[-1][1]
        if inside and number in markers:
            found.add(number)
        above.append((depth, inside or _SCALAR.search(line) is not None))
    return found


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# ------------------------------------------------------------------------------------------------- what it says, where


def _covered(lines: Sequence[str], number: int, position: int, signs: Sequence[str]) -> int:
    """Return the line that a marker is for: its own, or, where it stands alone, the next one that is no comment."""
    start = _comment_start(lines[number][:position], signs)
    if start is not None and lines[number][:start].strip():
        return number + 1
    for below in range(number + 1, min(len(lines), number + 100)):
        line = lines[below][:_LONGEST].strip()
        alone = any(_is_at(line, 0, sign) for sign in signs) or line in _BLOCKS.values()
        if start is None:  # in a block, of which each line may begin with a star
            alone = alone or line.startswith("*") or _MARKER.search(line) is not None
        if not line:
            break
        if not alone:
            return below + 1
    return number + 1


def _waiver(rest: str, path: str, line: int, covers: int) -> Waiver:
    """Read what stands behind ``allow``.

    Raises:
        ParseError: something is missing or wrong; it says what.
    """
    what = _WHAT.match(rest)
    if what is None or what[0].startswith(("*/", "-->")):
        raise ParseError("says not what is allowed")
    values = dict(_values(rest, what.end()))
    reason, until = values.get("reason", "").strip(), values.get("until", "")
    if not reason:
        raise ParseError("has no reason")
    if not until:
        raise ParseError("has no date: until=YYYY-MM-DD")
    if not is_day(until):
        raise ParseError(f"until={shown(until, 40)} is no day such as 2027-03-01")
    return Waiver(
        what=shown(what[0]),
        until=until,
        reason=shown(reason),
        path=path,
        line=line,
        by=shown(values["by"]) if values.get("by") else None,
        rule=shown(values["rule"]) if values.get("rule") else None,
        inline=True,
        covers=covers,
    )


def _values(rest: str, position: int) -> Iterator[tuple[str, str]]:
    met: set[str] = set()
    while not _END.match(rest, position):
        begin = position + len(rest[position:]) - len(rest[position:].lstrip())
        part = _PART.match(rest, begin)
        if part is None:
            raise ParseError(f"has something that is not understood: {shown(rest[begin:], 40)}")
        key = part["key"]
        if key not in _KEYS:
            raise ParseError(f"has the unknown key {key}; there are {', '.join(_KEYS)}")
        if key in met:
            raise ParseError(f"has {key} twice")
        met.add(key)
        yield key, next(value for value in (part["double"], part["single"], part["bare"]) if value is not None)
        position = part.end()
