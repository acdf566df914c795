"""Shell scripts as commands of words with lines: one linear pass; nothing is expanded, nothing is executed."""

from __future__ import annotations

import re
from typing import NamedTuple

from depscan.syntax import lazy

LARGEST = 256 * 1024
"""Characters of one script that are looked at."""
_DEEPEST = 20
"""Substitutions within substitutions."""

_CODE = lazy.pattern(
    r"""
      (?P<skip>\\\n|\\\r\n)
    | (?P<escaped>\\.)
    | (?P<single>'[^']*+')
    | (?P<quote>")
    | (?P<expression>\$\{\{[^{}]*+\}\}|\$\{[^{}\n]*+\}|<<[ ]*+(?:pipeline|parameters|matrix)\.[^<>\n]*+>>)
    | (?P<open>\$\((?!\()|\$?\(\(?|`)
    | (?P<close>\)\)?)
    | (?P<heredoc><<-?[ \t]*+(?P<mark>"[^"\n]*+"|'[^'\n]*+'|\\?[\w.-]++))
    | (?P<redirect>[0-9&]?+[<>][<>&|]?[ \t]*+(?:&?[0-9-](?=\s|$))?)
    | (?P<end>\n|&&|\|\||;;|[;|&])
    | (?P<blank>[ \t\r\f\v]++)
    | (?P<plain>[^\s\\'"$`()<>;|&]++|.)
    """,
    re.VERBOSE | re.DOTALL,
)
_QUOTED = lazy.pattern(
    r"(?P<escaped>\\.)|(?P<quote>\")|(?P<open>\$\((?!\()|`)|(?P<plain>(?:\$\{\{[^{}]*+\}\}|[^\\\"$`]|\$(?!\())++|.)",
    re.DOTALL,
)


class Command(NamedTuple):
    """One simple command."""

    words: list[str]
    """The program and its arguments without quotes; variables and expressions as they are written."""
    line: int
    """Counted from 1."""
    piped: bool
    """Does its output go on to another command?"""


def commands(text: str) -> list[Command]:
    """Return the simple commands of a script, those of substitutions too; comments and here-documents are left out."""
    return _Reader(text[:LARGEST]).read()


class _Open:
    """A command in the making."""

    __slots__ = ("line", "quoted", "target", "word", "words")

    def __init__(self) -> None:
        self.words: list[str] = []
        self.word: list[str] | None = None
        """Its pieces: joined once, however many there are."""
        self.line = 0
        self.quoted = False
        self.target = False
        """Is the next word where output goes?"""


class _Reader:
    def __init__(self, text: str) -> None:
        self._text = text
        self._line = 1
        self._stack = [_Open()]
        self._marks: list[str] = []
        self._found: list[Command] = []

    def read(self) -> list[Command]:
        """Return the commands in the order of their ends."""
        text, position, length = self._text, 0, len(self._text)
        while position < length:
            now = self._stack[-1]
            if not now.quoted and text[position] == "#" and now.word is None:
                end = text.find("\n", position)
                position = length if end < 0 else end
                continue
            match = (_QUOTED if now.quoted else _CODE).match(text, position)
            if match is None:  # cannot be: both end with any character
                break
            position = match.end()
            kind, piece = match.lastgroup or "plain", match[0]
            if kind == "mark":
                kind = "heredoc"
            self._take(kind, piece, match)
            self._line += piece.count("\n")
            if kind == "end" and piece == "\n" and self._marks:
                position = self._behind_documents(position)
        while self._stack:
            self._finish()
            self._stack.pop()
        return self._found

    def _take(self, kind: str, piece: str, match: re.Match[str]) -> None:
        now = self._stack[-1]
        if kind in ("plain", "expression"):
            self._more(piece)
        elif kind == "single":
            self._more(piece[1:-1])
        elif kind == "escaped":
            self._more(piece if piece == "\\n" else piece[1:])
        elif kind == "quote":
            self._more("")
            now.quoted = not now.quoted
        elif kind == "open":
            self._open(piece)
        elif kind == "close":
            self._finish()
            if len(self._stack) > 1:
                self._stack.pop()
        elif kind == "heredoc":
            self._marks.append(match["mark"].strip("\"'\\"))
        elif kind == "redirect":
            self._end_word()
            now.target = not piece.rstrip()[-1:].isdigit() and not piece.endswith("-")
        elif kind == "blank":
            self._end_word()
        elif kind == "end":
            self._finish(piped=piece == "|")

    def _more(self, piece: str) -> None:
        now = self._stack[-1]
        if now.word is None:
            now.word = []
            now.line = now.line or self._line
        now.word.append(piece)

    def _open(self, piece: str) -> None:
        """A substitution is a command of its own; to the word around it, it is something unknown."""
        now = self._stack[-1]
        if piece == "`" and len(self._stack) > 1 and not now.quoted:
            self._finish()
            self._stack.pop()
            return
        if piece in ("$(", "`"):
            self._more("$")
        if len(self._stack) < _DEEPEST:
            self._stack.append(_Open())

    def _end_word(self) -> None:
        now = self._stack[-1]
        if now.word is not None:
            if not now.target:
                now.words.append("".join(now.word))
            now.word, now.target = None, False

    def _finish(self, *, piped: bool = False) -> None:
        self._end_word()
        now = self._stack[-1]
        if now.words:
            self._found.append(Command(now.words, now.line, piped))
        now.words, now.line, now.target = [], 0, False

    def _behind_documents(self, position: int) -> int:
        """Return where the script goes on behind here-documents."""
        for mark in self._marks:
            while position < len(self._text):
                end = self._text.find("\n", position)
                end = len(self._text) if end < 0 else end
                line = self._text[position:end].strip()
                position = min(end + 1, len(self._text))
                self._line += 1
                if line == mark:
                    break
        self._marks = []
        return position
