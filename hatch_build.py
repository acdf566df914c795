"""Build hook: compile ``vendors.yaml`` and ``rules/`` into the index that the wheel carries."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CompileKnowledge(BuildHookInterface):
    """Adds ``depscan/_data/knowledge.msgpack`` to the wheel; knowledge that does not validate stops the build."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Compile before the files are collected; an editable install compiles when it is used."""
        if version == "editable":
            return
        root = Path(self.root)
        sys.path.insert(0, str(root / "src"))
        from depscan.knowledge.compile import compile_folders

        target = root / "build" / "knowledge.msgpack"
        target.parent.mkdir(exist_ok=True)
        target.write_bytes(compile_folders([root]))
        build_data["force_include"][str(target)] = "depscan/_data/knowledge.msgpack"
