"""TOML through tomli, behind a linear scan that refuses what would cost minutes."""

from __future__ import annotations

from typing import Any

from depscan.errors import ParseError
from depscan.syntax import limits
from depscan.syntax.decode import to_text


def read(data: bytes) -> dict[str, Any]:
    """Decode a TOML document.

    Raises:
        ParseError: invalid, or with keys or brackets nested beyond the limits.
    """
    import tomli

    text, _ = to_text(data)
    _refuse_costly(text)
    try:
        return tomli.loads(text)
    except tomli.TOMLDecodeError as error:
        raise ParseError(f"not valid TOML: {error.msg}", line=error.lineno) from error
    except RecursionError as error:
        raise ParseError("nested too deeply") from error
    except (ValueError, OverflowError) as error:
        raise ParseError("not valid TOML: a value out of range") from error


def _refuse_costly(text: str) -> None:
    """A 40 KB dotted key costs tomllib minutes and gigabytes; a number of thousands of digits, a bare ValueError."""
    depth = 0
    for number, line in enumerate(text.splitlines(), 1):
        if line.count(".") > limits.TOML_KEY_PARTS:
            key = line.partition("=")[0]
            if key.count(".") > limits.TOML_KEY_PARTS:
                raise ParseError(f"a key of more than {limits.TOML_KEY_PARTS} parts", line=number)
        if "[" in line or "]" in line or "{" in line or "}" in line:
            run = line.count("[") + line.count("{")
            depth += run - line.count("]") - line.count("}")
            if run > 10_000 or depth > limits.TOML_DEPTH:
                raise ParseError("nested too deeply", line=number)
            depth = max(depth, 0)
