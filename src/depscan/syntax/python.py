"""Python as a syntax tree: parsed, never run."""

from __future__ import annotations

import ast
import warnings

from depscan.errors import ParseError

_LARGEST = 2_000_000


def read(text: str, *, largest: int = _LARGEST) -> ast.Module:
    """Return the syntax tree of a script.

    Raises:
        ParseError: not valid Python 3, nested too deeply, or far larger than what people write.
    """
    if len(text) > largest:
        raise ParseError(f"a script of more than {largest:,} characters")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # on odd escapes and the like
            return ast.parse(text)
    except SyntaxError as error:
        raise ParseError("not valid Python 3", line=error.lineno) from error
    except (RecursionError, MemoryError) as error:  # the parser's own limits
        raise ParseError("nested too deeply") from error
    except (ValueError, UnicodeError) as error:
        raise ParseError("not valid Python 3") from error
