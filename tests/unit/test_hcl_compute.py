"""What HCL expressions of literals come to, and what stays unknown."""

import pytest

from depscan.syntax.hcl_compute import Computer
from depscan.syntax.hcl_expression import OPAQUE, Opaque, Reference

KNOWN = {("var", "region"): "eu-west-3", ("var", "on"): True, ("local", "map"): {"a": "1", "b": "2"}}


def compute(text):
    computer = Computer(resolve)

    return computer.compute(Opaque(text))


def resolve(value):
    if isinstance(value, Reference):
        found = KNOWN.get(value.parts[:2], OPAQUE)
        for part in value.parts[2:]:
            found = found.get(part, OPAQUE) if isinstance(found, dict) else OPAQUE
        return found
    return value


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('var.on ? "a" : "b"', "a"),
        ('!var.on ? "a" : "b"', "b"),
        ('var.region == "eu-west-3" && var.on ? 1 : 0', "1"),
        ("false && var.unknown", False),
        ("var.unknown && true", OPAQUE),
        ("true || var.unknown", True),
        ('var.unknown ? "same" : "same"', "same"),
        ('var.unknown ? "a" : "b"', OPAQUE),
        ("(2 > 1) == true", True),
        ('local.map["a"]', "1"),
        ("lookup(local.map, upper(\"A\"), 'x')", OPAQUE),
        ('lookup(local.map, "c", "default")', "default"),
        ('merge(local.map, { c = "3" }).c', "3"),
        ('join("-", concat(["a"], split(",", "b,c")))', "a-b-c"),
        ('format("%s-%d%%", var.region, 1)', "eu-west-3-1%"),
        ('length(toset(["a", "a", "b"]))', "2"),
        ("element(keys(local.map), 3)", "b"),
        ('try({ a = 1 }.b, "next")', "next"),
        ('try(var.unknown.b, "next")', OPAQUE),
        ('file("secret.txt")', OPAQUE),
        ("timestamp()", OPAQUE),
        ("1 +", OPAQUE),
        ("a ? b", OPAQUE),
        ("f(", OPAQUE),
        ("(" * 500 + "1" + ")" * 500, OPAQUE),
        ("!" * 1500 + "true", True),
        ('"' + "a" * 3000 + '"', OPAQUE),
    ],
)
def test_an_expression_comes_to(text, expected):
    assert compute(text) == expected


def test_what_doubles_at_each_step_is_given_up():
    text = '"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"'
    for _ in range(8):
        text = f"join({text}, [{text}, {text}])"

    assert compute(text) == OPAQUE
