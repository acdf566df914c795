"""Name what a file is when it is not what its name says."""

import re

from depscan.errors import ParseError

_CONFLICT = (b"<<<<<<< ", b"\n=======", b"\n>>>>>>> ")
_BLANK = b" \t\r\n\xef\xbb\xbf\xff\xfe"
"""Spaces and byte order marks."""
_REPORT = re.compile(rb'\{\s*"schema":\s*"[\d.]+",\s*"tool":\s*\{\s*"name":\s*"depscan"')


def refuse_impostors(data: bytes) -> None:
    """Check for content that no format can be.

    Raises:
        ParseError: empty file, merge conflict, Git LFS pointer, HTML page, a report of depscan.
    """
    if not data[:4096].lstrip(_BLANK) and not data.lstrip(_BLANK):
        raise ParseError("empty file")
    head = data[:512].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"version https://git-lfs"):
        raise ParseError("Git LFS pointer, not the file itself")
    if head[:15].lower().startswith((b"<!doctype html", b"<html")):
        raise ParseError("an HTML page")
    if _REPORT.match(head):
        raise ParseError("a report of depscan: name its file to explain, whatif, assess or diff")
    start = 0 if data.startswith(_CONFLICT[0]) else data.find(b"\n" + _CONFLICT[0])
    if start >= 0 and data.find(_CONFLICT[1], start) > 0 and data.find(_CONFLICT[2], start) > 0:
        line = data.count(b"\n", 0, start + 1) + 1
        raise ParseError("merge conflict markers", line=line)
