"""Bytes to text: byte order marks, UTF-8, and what is left."""

from depscan.errors import ParseError

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)


def to_text(data: bytes) -> tuple[str, str | None]:
    """Return the text and a remark if the bytes were not plain UTF-8.

    Raises:
        ParseError: the bytes are binary or break their own byte order mark's encoding.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            try:
                return data[len(bom) :].decode(encoding), None
            except UnicodeDecodeError as error:
                raise ParseError(f"starts as {encoding} but is not") from error
    if b"\0" in data:
        raise ParseError("binary file")
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        return data.decode("latin-1"), f"not valid UTF-8 at line {line}; read as Latin-1"


def to_utf8(data: bytes) -> bytes:
    """Return the bytes as UTF-8 without byte order mark, for readers that want bytes.

    Raises:
        ParseError: as ``to_text``.
    """
    if data[:4].startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")):
        return to_text(data)[0].encode("utf-8", "surrogatepass")
    return data
