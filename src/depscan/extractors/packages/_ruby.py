"""Ruby without running it: the statements of a Gemfile or a gemspec and the literal arguments of their calls."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from depscan.extractors.packages._origins import repository

# Literals end with their line, and are bounded: what a stray quote swallows is one line, not the file.
_TOKEN = re.compile(
    r"""(?mx)
      (?P<block> ^=begin\b )
    | (?P<comment> \#[^\n]*+ )
    | (?P<end> ^__END__\s*? $ )
    | (?P<line> \n )
    | (?P<single> '(?:[^'\\\n]|\\.){0,1000}+' )
    | (?P<double> "(?:[^"\\\n]|\\.){0,1000}+" )
    | (?P<percent> %[qQwWiI]?
        (?: <[^>\n]{0,500}+> | \[[^\]\n]{0,500}+\] | \([^)\n]{0,500}+\) | \{[^}\n]{0,500}+\} | \|[^|\n]{0,500}+\| ) )
    | (?P<regex> %r(?: \{[^}\n]{0,500}+\} | \([^)\n]{0,500}+\) | \|[^|\n]{0,500}+\| | ![^!\n]{0,500}+! ) )
    | (?P<heredoc> <<[~-]?(?P<quote>["'`]?)(?P<tag>[A-Z_][A-Z0-9_]*+)(?P=quote) )
    | (?P<label> [A-Za-z_]\w*+[?!]?:(?!:) )
    | (?P<symbol> :(?: [A-Za-z_]\w*+[?!=]? | "(?:[^"\\\n]){0,500}+" | '(?:[^'\\\n]){0,500}+' ) )
    | (?P<name> [A-Za-z_]\w*+[?!]? )
    | (?P<mark> => | :: | && | \|\| | [^\s\w] )
    | (?P<number> \d[\w.]*+ )
    """
)
_NAME = re.compile(r"[A-Za-z0-9_][\w.-]{0,199}")
_EXACT = re.compile(r"(?:=\s*)?(\d[0-9A-Za-z.]*)")
_OPENING, _CLOSING = "([{", ")]}"
_BEFORE_HASH = frozenset("(,[{=|") | {"=>", "&&", "||"}
_MODIFIERS = frozenset({"if", "unless", "while", "until", "do", "rescue", "and", "or", "then", "end"})
_OPENERS = frozenset({"if", "unless", "case", "begin", "while", "until", "for", "def", "class", "module"})
_LOOPS = frozenset({"while", "until", "for"})
_FORGES = {"github": "github.com", "gitlab": "gitlab.com", "bitbucket": "bitbucket.org", "gist": "gist.github.com"}


class Token(NamedTuple):
    """A piece of Ruby: a name, a literal, or a mark."""

    kind: str
    """``name``, ``text``, ``words``, ``symbol``, ``label``, ``mark`` or ``number``."""
    text: str
    """Without quotes, colons and interpolation; empty for a text that only running tells."""
    line: int

    def is_mark(self, *texts: str) -> bool:
        """Tell whether it is one of these marks."""
        return self.kind == "mark" and self.text in texts

    @property
    def ends_arguments(self) -> bool:
        """Whether the arguments of a call without brackets end before it."""
        return self.kind == "name" and self.text in _MODIFIERS


Statement = list[Token]
Value = str | list[str] | None
"""A literal text or symbol, a list of them, or what only running tells."""


class Call(NamedTuple):
    """The arguments of a call, as far as they are literals."""

    positional: list[Value]
    named: dict[str, Value]


def statements(text: str) -> Iterator[Statement]:
    """Yield the statements; ``do`` and the brace of a block end one, as do a line's end outside of brackets and ``;``.

    A closing brace of a block is a statement ``end``.
    """
    current: Statement = []
    brackets: list[str] = []
    heredocs = _Heredocs(text)
    line, position = 1, 0
    while match := _TOKEN.search(text, position):
        line += text.count("\n", position, match.start())
        kind, piece = match.lastgroup or "", match.group()
        position = match.end()
        if kind == "end":
            break
        if kind == "block":  # a comment
            end = text.find("\n=end", position)
            position = len(text) if end < 0 else end + len("\n=end")
            line += text.count("\n", match.start(), position)
            continue
        if kind == "line":
            position = heredocs.after(position)
        ends = kind == "line" and not _goes_on(current, brackets)
        if match["heredoc"]:
            heredocs.open.append(match["tag"])
            kind, piece = "heredoc", '"#{}"'
        if piece == "{" and current and not _is_hash(current[-1]):
            brackets.append("block")
            current.append(Token("name", "do", line))
            ends = True
        elif piece == "}" and brackets[-1:] == ["block"]:
            brackets.pop()
            if current:
                yield current
            current, ends = [Token("name", "end", line)], True
        elif kind not in ("line", "comment"):
            if kind == "mark" and piece in _OPENING:
                brackets.append(piece)
            elif kind == "mark" and piece in _CLOSING and brackets:
                brackets.pop()
            current.append(_token(kind, piece, line))
            ends = ends or (piece in ("do", ";") and kind in ("name", "mark"))
        if ends and current:
            yield _without_parameters(current)
            current = []
        line += text.count("\n", match.start(), position)
    if current:
        yield _without_parameters(current)


class _Heredocs:
    """Steps over the lines of heredocs; where many of them never end, nothing is taken for one any more."""

    MISSES = 50

    def __init__(self, text: str) -> None:
        self.open: list[str] = []
        self._text = text
        self._misses = 0

    def after(self, position: int) -> int:
        """Return where the text goes on after the heredocs that the line before has opened."""
        for tag in self.open if self._misses < self.MISSES else ():
            found = re.compile(rf"(?m)^[ \t]*+{tag}[ \t\r]*+$").search(self._text, position)
            if found:
                position = found.end()
            else:
                self._misses += 1
        self.open.clear()
        return position


def _goes_on(current: Statement, brackets: list[str]) -> bool:
    if brackets and brackets[-1] != "block":
        return True
    return (
        bool(current)
        and current[-1].kind in ("mark", "label")
        and current[-1].text not in (")", "]", "}", "|", "?", "!")
    )


def _is_hash(before: Token) -> bool:
    return before.kind == "label" or before.is_mark(*_BEFORE_HASH)


def _token(kind: str, piece: str, line: int) -> Token:
    if kind in ("single", "double", "heredoc"):
        return Token("text", "" if kind != "single" and "#{" in piece else piece[1:-1], line)
    if kind == "percent":
        body = piece[piece.index(piece[-1].translate(str.maketrans(">])}", "<[({"))) + 1 : -1]
        words = piece[1] in "wWiI"
        return Token("words" if words else "text", "" if "#{" in body else body, line)
    if kind == "symbol":
        return Token("symbol", piece[1:].strip("\"'"), line)
    if kind == "label":
        return Token("label", piece[:-1], line)
    return Token("number" if kind == "regex" else kind, piece, line)


def _without_parameters(statement: Statement) -> Statement:
    """Return a statement without the parameters of the block that it begins: ``|name, version|``."""
    if statement[0].text != "|" or statement[0].kind != "mark":
        return statement
    for position, token in enumerate(statement[1:], 1):
        if token.text == "|" and token.kind == "mark":
            return statement[position + 1 :] or statement[:1]
    return statement


def nesting(statement: Statement) -> int:
    """Return by how many blocks a statement goes deeper (or, negative, comes back)."""
    depth = 0
    loop = statement[0].kind == "name" and statement[0].text in _LOOPS
    before: Token | None = None
    for token in statement:
        if token.kind == "name" and not (before and before.text in (".", "&.")):
            if token.text == "end":
                depth -= 1
            elif token.text == "do":
                depth += not loop
            elif token.text in _OPENERS:
                depth += before is None or (before.kind == "mark" and before.text in ("=", "(", "<<"))
        before = token
    return depth


def call(statement: Statement, start: int) -> Call:
    """Return the arguments that follow the name of a call at ``start``."""
    found = Call([], {})
    position = start + 1
    if position < len(statement) and statement[position].text == "(":
        position += 1
    while position < len(statement):
        token = statement[position]
        if token.is_mark(")", ";") or token.ends_arguments:
            break
        if token.is_mark(",", "{", "}"):
            position += 1
            continue
        name = None
        if token.kind == "label":
            name, position = token.text, position + 1
        elif position + 1 < len(statement) and statement[position + 1].text == "=>":
            name, position = token.text, position + 2
        value, position = _value(statement, position)
        if name is None:
            found.positional.append(value)
        else:
            found.named[name] = value
    return found


def _value(statement: Statement, position: int) -> tuple[Value, int]:
    """Return a value and where the next argument begins; what is more than a literal is None."""
    if position >= len(statement):
        return None, position
    first = statement[position]
    value: Value = None
    end = position + 1
    if first.kind in ("text", "symbol"):
        value = first.text or None
    elif first.kind == "words":
        value = first.text.split()
    elif first.text == "[" and first.kind == "mark":
        items: list[str] = []
        while end < len(statement) and statement[end].text != "]":
            if statement[end].kind in ("text", "symbol"):
                items.append(statement[end].text)
            end += 1
        value, end = [item for item in items if item], end + 1
    depth = 0
    while end < len(statement):
        token = statement[end]
        depth += token.is_mark(*_OPENING) - token.is_mark(*_CLOSING)
        if depth < 0 or (depth == 0 and (token.is_mark(",", ";") or token.ends_arguments)):
            break
        if not token.is_mark(".") and (token.kind, token.text) != ("name", "freeze"):
            value = None
        end += 1
    return value, end


def texts(value: Value) -> list[str]:
    """Return the literals of a value."""
    return value if isinstance(value, list) else [value] if value else []


def is_name(value: Value) -> bool:
    """Tell whether a value can be the name of a gem."""
    return isinstance(value, str) and _NAME.fullmatch(value) is not None


def requirement(values: list[Value]) -> tuple[str | None, str | None]:
    """Return the exact version and the constraint of a gem's requirements; of the two at most one."""
    wanted = [text.strip() for value in values for text in texts(value) if text.strip()]
    exact = _EXACT.fullmatch(wanted[0]) if len(wanted) == 1 else None
    if exact:
        return exact[1], None
    return None, ", ".join(wanted) or None


def git_repository(named: dict[str, Value]) -> str | None:
    """Return the repository that options or the arguments of a block name."""
    address = named.get("git")
    if isinstance(address, str):
        return repository(address) or (repository(f"https://{address}") if address.count("/") > 1 else None)
    for key, host in _FORGES.items():
        path = named.get(key)
        if isinstance(path, str) and key != "gist" and not path.startswith("http"):
            return f"{host}/{path if '/' in path else f'{path}/{path}'}".removesuffix(".git")
        if isinstance(path, str):
            return repository(path) or f"{host}/{path}"
    return None


def is_installed_copy(path: str) -> bool:
    """Tell whether a file lies where Bundler or RubyGems installs."""
    return "/vendor/bundle/" in f"/{path}" or "/specifications/" in f"/{path}"
