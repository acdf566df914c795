"""HCL as tree-sitter's grammar sees it: the same blocks, labels, arguments and lines in every fixture."""

from pathlib import Path

import pytest

from depscan.syntax import hcl

tree_sitter = pytest.importorskip(
    "tree_sitter", reason="the oracle, tree-sitter with tree-sitter-hcl, is not installed"
)
tree_sitter_hcl = pytest.importorskip("tree_sitter_hcl", reason="the oracle, tree-sitter-hcl, is not installed")

FIXTURES = Path(__file__).parent.parent / "extractors" / "terraform"


def seen_by_us(block):
    """Return arguments with their lines, and blocks, in the order of their lines."""
    found = [(attribute.line, name) for name, attribute in block.attributes.items()]
    found += [(nested.line, nested.type, nested.labels, seen_by_us(nested)) for nested in block.blocks]
    return sorted(found, key=lambda entry: entry[:2])


def seen_by_the_oracle(body):
    found = []
    for child in body.children if body else ():
        line = child.start_point.row + 1
        if child.type == "attribute":
            found.append((line, child.children[0].text.decode()))
        elif child.type == "block":
            names = [c for c in child.children if c.type in ("identifier", "string_lit")]
            labels = tuple(name.text.decode().strip('"') for name in names[1:])
            inner = next((c for c in child.children if c.type == "body"), None)
            found.append((line, names[0].text.decode(), labels, seen_by_the_oracle(inner)))
    return sorted(found, key=lambda entry: entry[:2])


def compared(text):
    """Return what both see; None for what the oracle's grammar does not take."""
    parser = tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))
    root = parser.parse(text.encode()).root_node
    if root.has_error:
        return None
    body = next((child for child in root.children if child.type == "body"), None)
    return seen_by_the_oracle(body), seen_by_us(hcl.read(text)[0])


def test_we_see_what_the_oracle_sees():
    files = [path for path in sorted(FIXTURES.rglob("*")) if path.suffix in (".tf", ".tofu", ".tfvars")]
    results = {path: compared(path.read_text(encoding="utf-8")) for path in files}
    differing = [path.name for path, both in results.items() if both and both[0] != both[1]]

    assert differing == []
    assert sum(both is not None for both in results.values()) >= 5
