"""Build hook: what the wheel carries ready made, so that starting is fast: knowledge, list of formats, help texts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):
    """Adds ``knowledge.msgpack``, ``formats.json``, ``help.txt``; knowledge that does not validate stops the build."""

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
            "formats.json": catalogue(),
            "help.txt": help_texts().encode(),
        }
        for name, data in made.items():
            target = root / "build" / name
            target.parent.mkdir(exist_ok=True)
            target.write_bytes(data)
            build_data["force_include"][str(target)] = f"depscan/_data/{name}"
