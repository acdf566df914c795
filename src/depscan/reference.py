"""The generated parts of the documents: formats, options, exit statuses, figures of the knowledge.

``python -m depscan.reference --write README.md docs/method.md`` replaces what is between ``<!-- begin: NAME -->`` and
``<!-- end: NAME -->``; a test holds that rewriting changes nothing. The same in ``.pre-commit-hooks.yaml``, where the
marks are comments of YAML.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path

from depscan import method, worked
from depscan.errors import EXIT_STATUS_MEANINGS
from depscan.extractors.registry import all_extractors, listed


def formats() -> str:
    """Return the table of formats."""
    rows = ["| format | files | what is understood |", "| --- | --- | --- |"]
    for extractor in all_extractors():
        names = ", ".join(f"`{name}`" for name in extractor.patterns)
        if extractor.sniffed_patterns:
            sniffed = ", ".join(f"`{name}`" for name in extractor.sniffed_patterns)
            names = f"{names}; by content {sniffed}" if names else f"by content {sniffed}"
        rows.append(f"| [{extractor.name}]({extractor.spec_url}) | {names} | {extractor.description} |")
    return "\n".join(rows)


def exit_statuses() -> str:
    """Return the table of exit statuses."""
    rows = ["| status | meaning |", "| --- | --- |"]
    return "\n".join([*rows, *(f"| {int(status)} | {text} |" for status, text in EXIT_STATUS_MEANINGS.items())])


def options() -> str:
    """Return ``depscan scan --help`` as a code block."""
    return f"```text\n{help_of('scan').strip()}\n```"


def help_of(command: str) -> str:
    """Return what ``depscan COMMAND --help`` prints on a terminal of 80 columns or more."""
    import os

    from depscan.cli.app import call

    kept = os.environ.get("COLUMNS")
    os.environ["COLUMNS"] = "80"
    text = io.StringIO()
    try:
        with redirect_stdout(text):
            call([*command.split(), "--help"])
    finally:
        os.environ.pop("COLUMNS")
        if kept is not None:
            os.environ["COLUMNS"] = kept
    return text.getvalue()


def help_texts() -> str:
    """Return the help of every command, as a wheel carries it: the command, its text, a form feed."""
    from depscan.cli.app import commands

    return "\f".join(f"{command}\n{help_of(command)}" for command in ["", *commands()])


def figures() -> str:
    """Return how much is known."""
    from depscan.knowledge.load import load_knowledge

    known = load_knowledge()
    products = [known.product(id_) for id_ in known.product_ids]
    channels = sum(1 for product in products if product.serves)
    stamp = known.stamp
    return (
        f"{stamp.vendors} vendors, {len(products)} products (of which {channels} distribution channels),"
        f" {known.rule_count:,} patterns and {stamp.laws} laws, checked between {stamp.oldest_check} and"
        f" {stamp.newest_check}."
    )


def dependency_files() -> str:
    """Return, as a value of YAML, the regular expression of the files whose change may change what a scan finds.

    Left out are what builds leave behind, and names that programs and their source code have as well: every commit
    has some of those.
    """
    formats = [format_ for format_ in listed() if not format_.installed and not format_.mentions]
    code = {pattern for format_ in listed() if format_.mentions for pattern in format_.patterns}
    patterns = {pattern for format_ in formats for pattern in format_.patterns}
    patterns |= {pattern for format_ in formats for pattern in format_.sniffed_patterns} - code - {"*"}
    patterns |= {"depscan.toml"}
    endings = sorted(pattern[1:] for pattern in patterns if re.fullmatch(r"\*\.[\w.-]+", pattern))
    shortest = [ending for ending in endings if not any(ending != e and ending.endswith(e) for e in endings)]
    rest = sorted(pattern for pattern in patterns if not pattern.endswith(tuple(shortest)))
    lines = [f"[^/]*({'|'.join(map(re.escape, shortest))})", *map(_expression, rest)]
    return "\n".join(["files: |-", "  (?x)(^|/)(", "    " + "|\n    ".join(lines), "  )$"])


def _expression(glob: str) -> str:
    """Return a glob of a format as a regular expression; no star of it reaches over a folder."""
    parts = re.split(r"(\*|\?|\[[^]]*\])", glob)
    kinds = {"*": "[^/]*", "?": "[^/]"}
    return "".join(kinds.get(part, part if part.startswith("[") else re.escape(part)) for part in parts)


COMMENTED: dict[str, Callable[[], str]] = {"files of dependencies": dependency_files}
"""Parts of YAML files, by the name between ``# begin: NAME`` and ``# end: NAME``."""

BLOCKS: dict[str, Callable[[], str]] = {
    "method uses": method.uses,
    "method effects": method.effects,
    "method triggers": method.triggers,
    "method laws": method.laws,
    "method lock-in": method.lock_in,
    "method events": method.events,
    "method risk": method.risk,
    "method scopes": method.scopes,
    "method examples": worked.arithmetic,
    "method sensitivity": worked.sensitivity,
    "formats": formats,
    "exit statuses": exit_statuses,
    "scan --help": options,
    "figures": figures,
}


def rewritten(text: str) -> str:
    """Return a document with every generated block made anew.

    Raises:
        ValueError: a block is opened and not closed.
    """
    for name, make in BLOCKS.items():
        begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
        if begin not in text:
            continue
        before, _, rest = text.partition(begin)
        _, found, after = rest.partition(end)
        if not found:
            raise ValueError(f"{begin} without {end}")
        text = f"{before}{begin}\n{make()}\n{end}{after}"
    for name, make in COMMENTED.items():
        block = re.search(rf"^( *)# begin: {name}\n.*?^ *# end: {name}$", text, re.MULTILINE | re.DOTALL)
        if block:
            lines = [f"# begin: {name}", *make().split("\n"), f"# end: {name}"]
            text = text[: block.start()] + "\n".join(block[1] + line for line in lines) + text[block.end() :]
    return text


if __name__ == "__main__":
    if sys.argv[1:2] != ["--write"] or len(sys.argv) < 3:
        raise SystemExit("usage: python -m depscan.reference --write FILE…")
    for name in sys.argv[2:]:
        path = Path(name)
        path.write_text(rewritten(path.read_text(encoding="utf-8")), encoding="utf-8")
