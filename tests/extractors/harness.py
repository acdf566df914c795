"""Runs one extractor over a fixture folder, exactly as a scan would."""

import os
from pathlib import Path

import msgspec

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.model import Component

HERE = Path(__file__).parent


def run(extractor, folder):
    """Return (components, diagnostics) of a folder as plain data, in the order found."""
    found = discover([os.fspath(folder)], Walk(), installed=extractor.installed)
    files = (f for f in found if f.path != "expected.json")
    result = extract(files, [extractor], installed=extractor.installed, source=extractor.mentions)
    return [plain(c) for c in result.components], [
        {k: v for k, v in msgspec.to_builtins(d).items() if v not in (None, "")} for d in result.diagnostics
    ]


def plain(component: Component):
    """Return a component as a dictionary of what is not default, its place as ``path:line how``."""
    built = msgspec.to_builtins(component)
    data = {k: v for k, v in built.items() if v is not None and k not in ("evidence", "facts")}
    if component.facts:
        data["facts"] = dict(component.facts)
    places = []
    for seen in component.evidence:
        where = (
            f"{seen.path}:{seen.line}" if seen.line else f"{seen.path}#{seen.pointer}" if seen.pointer else seen.path
        )
        places.append(f"{where} {seen.how.value}" + (f" | {seen.excerpt}" if seen.excerpt else ""))
    return data | {"seen": places}
