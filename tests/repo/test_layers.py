"""Imports point down, and every module says what it is."""

import ast
from pathlib import Path

import pytest

SOURCE = Path(__file__).parents[2] / "src" / "depscan"
LAYERS = [
    ("__main__", "__init__"),
    ("reference", "method", "worked"),
    ("cli",),
    ("pipeline",),
    ("render", "gate", "compare", "saved", "answers"),
    ("assess",),
    ("resolve", "redirects", "attribute", "suppliers"),
    ("online", "knowledge"),
    ("merge",),
    ("extract", "neutralise"),
    ("discover", "images", "layers", "packed", "found", "confine"),
    ("extractors",),
    ("syntax", "purl", "redact", "environments"),
    ("report", "framework"),
    ("finding",),
    ("model",),
    ("errors", "_version"),
]
MODULES = sorted(SOURCE.rglob("*.py"))


def layer(name):
    for number, names in enumerate(LAYERS):
        if name in names:
            return number
    raise AssertionError(f"{name} is in no layer")


def imports(module):
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "depscan":
            parts = node.module.split(".")
            names = [parts[1]] if len(parts) > 1 else [alias.name for alias in node.names]
            for name in names:
                yield node.lineno, name


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(SOURCE).as_posix())
def test_imports_point_down(module):
    own = layer(module.relative_to(SOURCE).parts[0].removesuffix(".py"))
    for line, name in imports(module):
        assert layer(name) >= own, f"line {line} imports {name} from a layer above"


def test_render_needs_nothing_but_a_report():
    allowed = {"model", "finding", "report", "errors", "redact", "render"}
    for module in (SOURCE / "render").glob("*.py"):
        assert {name for _, name in imports(module)} <= allowed, module.name


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(SOURCE).as_posix())
def test_a_module_is_short_and_says_what_it_is(module):
    text = module.read_text(encoding="utf-8")

    assert ast.get_docstring(ast.parse(text)), "no docstring"
    longer = {"model.py": 600}  # the nouns: a long list of small things
    assert text.count("\n") <= longer.get(module.name, 420), "too long: split it"


@pytest.mark.parametrize("module", MODULES, ids=lambda m: m.relative_to(SOURCE).as_posix())
def test_nothing_dangerous_is_called(module):
    """Nothing is executed, nothing foreign is constructed; only the blessed modules open files."""
    banned = {
        "eval",
        "exec",
        "compile",
        "__import__",
        "system",
        "popen",
        "Popen",
        "load_all",
        "unsafe_load",
        "full_load",
    }
    openers = {
        "main.py",
        "discover.py",
        "console.py",
        "read.py",
        "compile.py",
        "load.py",
        "saved.py",
        "answers.py",
        "baseline.py",
    }
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")
            owner = getattr(getattr(function, "value", None), "id", "")
            if name in banned and owner != "re" and name != "compile":
                raise AssertionError(f"line {node.lineno} calls {name}")
            if isinstance(function, ast.Name) and name in ("eval", "exec", "compile", "__import__"):
                raise AssertionError(f"line {node.lineno} calls {name}")
            if name == "open" and isinstance(function, ast.Name):
                assert module.name in openers, f"line {node.lineno} opens a file"
        if isinstance(node, ast.Import | ast.ImportFrom):
            names = {alias.name for alias in node.names} | {getattr(node, "module", None) or ""}
            assert not names & {"subprocess", "socket", "pickle", "marshal", "ctypes", "urllib.request", "http.client"}
