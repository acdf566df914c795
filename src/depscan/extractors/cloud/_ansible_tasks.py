"""The parts of a task of Ansible: its module, its arguments, the items of its loop, the containers it describes."""

from __future__ import annotations

from typing import Any

from depscan.syntax import lazy
from depscan.syntax.yaml import Map, Seq

_TASK_WORDS = frozenset(
    {
        "action", "any_errors_fatal", "args", "async", "become", "become_exe", "become_flags", "become_method",
        "become_user", "changed_when", "check_mode", "collections", "connection", "debugger", "delay",
        "delegate_facts", "delegate_to", "diff", "environment", "failed_when", "first_available_file", "ignore_errors",
        "ignore_unreachable", "listen", "local_action", "loop", "loop_control", "module_defaults", "name", "no_log",
        "notify", "poll", "port", "register", "remote_user", "retries", "run_once", "sudo", "tags", "throttle",
        "timeout", "until", "vars", "when", "block", "rescue", "always", "?",
    }
)  # fmt: skip
_LOOP_ITEMS = lazy.pattern(r"\{\{[ \t]*+item[ \t]*+\}\}")
_PAIR = lazy.pattern(r"(\w{1,60}+)=(\"[^\"]{0,2000}+\"|'[^']{0,2000}+'|\S{1,2000}+)")
_NODES = 100_000


def module(task: Map) -> tuple[str, Any, int | None]:
    """Return the module of a task, its arguments as they stand, and its line."""
    for key in ("action", "local_action"):
        value = task.get(key)
        if isinstance(value, str):
            name, _, rest = value.partition(" ")
            return name, rest, task.lines.get(key)
        if isinstance(value, Map) and isinstance(value.get("module"), str):
            return value["module"], value, task.lines.get(key)
    for key, value in task.items():
        if key not in _TASK_WORDS and not key.startswith("with_"):
            return key, value, task.lines.get(key)
    return "", None, None


def arguments(value: Any, more: Any) -> Map:
    """Return the arguments: a mapping, or the old ``key=value key=value``."""
    found = Map(getattr(value, "line", 1))
    for part in (value, more):
        if isinstance(part, Map):
            found.update(part)
            found.lines.update(part.lines)
        elif isinstance(part, str) and "=" in part:
            found.update({match[1]: match[2].strip("\"'") for match in _PAIR.finditer(part[:10_000])})
    return found


def texts(value: Any, line: int | None, task: Map) -> list[tuple[str, int | None]]:
    """Return the texts of an argument; where it stands for the items of a loop, those."""
    if isinstance(value, str) and _LOOP_ITEMS.search(value):
        items = task.get("loop", task.get("with_items"))
        if isinstance(items, Seq):
            found = zip(items, items.lines, strict=False)
            return [(item.join(_LOOP_ITEMS.split(value)), at) for item, at in found if isinstance(item, str)]
    if isinstance(value, Seq):
        return [(item, at) for item, at in zip(value, value.lines, strict=False) if isinstance(item, str)]
    return [(value, line)] if isinstance(value, str) else []


def containers(definition: Any) -> list[Map]:
    """Return the containers of an object of Kubernetes that a task puts up."""
    found: list[Map] = []
    seen: set[int] = set()
    stack = [definition]
    while stack and len(seen) < _NODES:
        item = stack.pop()
        if not isinstance(item, Map | Seq) or id(item) in seen:
            continue
        seen.add(id(item))
        for key, value in item.items() if isinstance(item, Map) else enumerate(item):
            if key in ("containers", "initContainers") and isinstance(value, Seq):
                found += [entry for entry in value if isinstance(entry, Map) and isinstance(entry.get("image"), str)]
            else:
                stack.append(value)
    return found
