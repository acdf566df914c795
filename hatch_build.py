"""Build hook: what the wheel carries ready made, so that starting is fast: knowledge, list of formats, help texts.

The files that knowledge is made from travel in one archive: three thousand small files take three times the space.
"""

from __future__ import annotations

import io
import sys
import tarfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):
    """Adds ``knowledge.msgpack``, ``knowledge.tar.xz``, ``formats.json``, ``help.txt``; invalid knowledge stops it."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected; an editable install compiles when it is used."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from depscan.extractors.registry import catalogue
        from depscan.knowledge.compile import compile_folders
        from depscan.reference import help_texts

        made = {
            "knowledge.msgpack": compile_folders([root]),
            "knowledge.tar.xz": _packed(root),
            "formats.json": catalogue(),
            "help.txt": help_texts().encode(),
        }
        for name, data in made.items():
            target = root / "build" / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(data)
            build_data["force_include"][str(target)] = f"depscan/_data/{name}"


def _packed(root: Path) -> bytes:
    """Return ``vendors.yaml`` and ``rules/`` as an archive, the same bytes for the same files."""
    target = io.BytesIO()
    with tarfile.open(fileobj=target, mode="w:xz") as archive:
        for path in [root / "vendors.yaml", *sorted((root / "rules").rglob("*.yaml"))]:
            entry = tarfile.TarInfo(path.relative_to(root).as_posix())
            data = path.read_bytes()
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))
    return target.getvalue()
