"""XML to a small tree with lines: every document type declaration is refused before any entity is expanded."""

from __future__ import annotations

from collections.abc import Iterator
from xml.parsers import expat

from depscan.errors import ParseError
from depscan.syntax import lazy, limits

# a text in memory is UTF-16 in some languages, and so it says when it is written to a file in another encoding
_UTF_16 = lazy.pattern(r"""(?i)<\?xml[^>]{0,100}?encoding=["']utf-16["']""")


class Element:
    """One element: local name without namespace, attributes without namespace, text, children, line."""

    __slots__ = ("attributes", "children", "line", "name", "text")

    def __init__(self, name: str, attributes: dict[str, str], line: int) -> None:
        self.name = name
        self.attributes = attributes
        self.line = line
        self.text = ""
        self.children: list[Element] = []

    def child(self, name: str) -> Element | None:
        """Return the first child of that local name."""
        for child in self.children:
            if child.name == name:
                return child
        return None

    def all(self, *path: str) -> Iterator[Element]:
        """Yield the elements at the end of a path of local names, in document order."""
        if not path:
            yield self
            return
        for child in self.children:
            if child.name == path[0]:
                yield from child.all(*path[1:])

    def value(self, *path: str) -> str | None:
        """Return the stripped text at the end of a path, or None where it is absent or empty."""
        # by far the most common path has one step
        found = self.child(path[0]) if len(path) == 1 else next(self.all(*path), None)
        return found.text.strip() or None if found else None


def parser(beginning: bytes = b"") -> expat.XMLParserType:
    """Return an expat parser that gives names as ``namespace}local`` and refuses document type declarations.

    A declaration that declares nothing, as old files have it, passes.

    Args:
        beginning: of the document, for those that claim to be UTF-16 and are not.
    """
    made = expat.ParserCreate("utf-8" if _UTF_16.match(beginning[:200].decode("latin-1")) else None, "}")
    made.buffer_text = True

    def judge(_name: str, system: str | None, public: str | None, declares: int) -> None:
        if system or public or declares:
            raise ParseError("document type declarations are refused", line=made.CurrentLineNumber)

    made.StartDoctypeDeclHandler = judge
    return made


def run(prepared: expat.XMLParserType, data: bytes) -> None:
    """Parse a whole document with the handlers of a parser of ``parser()``.

    Raises:
        ParseError: not well-formed, of an unknown encoding, with a DOCTYPE, or as the handlers say.
    """
    try:
        prepared.Parse(data, True)  # noqa: FBT003 - expat knows no keywords
    except expat.ExpatError as error:
        raise ParseError(f"not well-formed XML: {expat.ErrorString(error.code)}", line=error.lineno) from error
    except (LookupError, ValueError, UnicodeError) as error:
        raise ParseError("not readable as XML: unknown encoding or invalid characters") from error


def read(data: bytes) -> Element:
    """Parse a document into its root element.

    Raises:
        ParseError: not well-formed, too deep, too large, of an unknown encoding, or with a DOCTYPE.
    """
    prepared = parser(data)
    root: list[Element] = []
    stack: list[Element] = []
    count = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if len(stack) >= limits.DEPTH * 50:
            raise ParseError("nested too deeply", line=prepared.CurrentLineNumber)
        if count > limits.XML_ELEMENTS:
            raise ParseError("too many elements", line=prepared.CurrentLineNumber)
        local = name.rpartition("}")[2]
        plain = {key.rpartition("}")[2]: value for key, value in attributes.items()} if attributes else attributes
        element = Element(local, plain, prepared.CurrentLineNumber)
        (stack[-1].children if stack else root).append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def text(data: str) -> None:
        # what depscan looks for is short; gluing megabytes together piece by piece would be quadratic
        if stack and len(stack[-1].text) < limits.XML_TEXT:
            stack[-1].text += data

    prepared.StartElementHandler = start
    prepared.EndElementHandler = end
    prepared.CharacterDataHandler = text
    run(prepared, data)
    if not root:
        raise ParseError("no XML element")
    return root[0]
