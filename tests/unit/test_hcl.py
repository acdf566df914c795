"""HCL blocks and expressions."""

import time

import pytest

from depscan.syntax import hcl
from depscan.syntax.hcl_expression import OPAQUE, Reference, Template, evaluate, template

REGION = Reference(("var", "region"))


@pytest.mark.parametrize(
    ("expression", "value"),
    [
        ('"text"', "text"),
        ('"a\\"b\\n\\u00e9\\ud800 $${x} %%{y} $5"', 'a"b\né\ufffd ${x} %{y} $5'),
        ("1.10", "1.10"),
        ("-3e10", "-3e10"),
        ("true", True),
        ("null", None),
        ("var.region", REGION),
        ('local.a["b c"][0].d', Reference(("local", "a", "b c", "0", "d"))),
        ('"${var.region}"', REGION),
        ('"${~ var.region ~}"', REGION),
        ('"eu-${var.region}-1"', Template(("eu-", REGION, "-1"))),
        ('"${upper("x")}-${var.region}"', Template((OPAQUE, "-", REGION))),
        ('"%{ if true }x%{ endif }"', Template((None, "x", None))),
        ("<<EOF\n a\n  b\nEOF\n", " a\n  b\n"),
        ("<<-EOF\n    a\n      ${var.region}\n  EOF", Template(("a\n  ", REGION, "\n"))),
        ("[]", []),
        ('[1, "two", var.region, [true], # three\n{ a = 1 }]', ["1", "two", REGION, [True], {"a": "1"}]),
        ('{ a = 1, "b" : 2\n c = f(1, 2)\n (var.k) = 4, d = [5] }', {"a": "1", "b": "2", "c": OPAQUE, "d": ["5"]}),
        ("[1, 2][0]", OPAQUE),
        ("[[1, 2][0], 3]", [OPAQUE, "3"]),
        ("{ a = { b = 1 }.b\n c = 2 }", {"a": OPAQUE, "c": "2"}),
        ("[for x in y : x]", OPAQUE),
        ("{ for k, v in y : k => v }", OPAQUE),
        ('var.x == 1 ? "a" : "b"', OPAQUE),
        ('lower("A")', OPAQUE),
        ('provider::time::parse("x")', OPAQUE),
        ("", OPAQUE),
        ("[1, 2", OPAQUE),
        ('"unfinished', OPAQUE),
        ("[" * 300 + "]" * 300, OPAQUE),
    ],
)
def test_expressions_say_what_can_be_told_without_running_them(expression, value):
    assert evaluate(expression) == value


def test_a_template_of_a_json_file_has_no_escapes():
    assert template("c:\\temp ${var.region}") == Template(("c:\\temp ", REGION))
    assert template("no $${x}") == "no ${x}"


def test_blocks_know_type_labels_and_lines():
    root, error = hcl.read('# c\nresource "a" b {\n  x = 1 /* y\n = */ z = [\n 2 ]\n  inner { q = <<E\n}\nE\n  }\n}\n')
    block = root.blocks[0]

    assert error is None
    assert (block.type, block.labels, block.line) == ("resource", ("a", "b"), 2)
    assert {name: attribute.line for name, attribute in block.attributes.items()} == {"x": 3, "z": 4}
    assert block.get("z") == ["2"]
    assert [(b.type, b.line, b.get("q")) for b in block.blocks] == [("inner", 6, "}\n")]


@pytest.mark.parametrize(
    ("broken", "line", "reason"),
    [
        ('a {\n x = "y\n}\nb {}\n', 2, "a string without end"),
        ("a {\n x = [1, }\n}\nb {}\n", 2, "brackets that do not match"),
        ("a {\n x = 1 }}\nb {}\n", 2, "a brace that closes nothing"),
        ("a {\n ! \n}\nb {}\n", 2, "neither an argument nor a block"),
        ("a {}\nb {\n", 3, "the block of line 2 is not closed"),
        ("a {}\nb {\n x = (\n", 4, "an expression without end"),
        ("a {}\nb {\n x = <<E\n", 4, "a heredoc without end"),
        ("a {}\nb {\n /* \n", 4, "a comment without end"),
        ("a {}\nb {\n x = 1 + /* \n", 4, "a comment without end"),
        ("a {}\nb {\n" + "c {" * 300, 3, "nested too deeply"),
        ("a {}\nb {\n x = " + "(" * 300, 3, "nested too deeply"),
    ],
)
def test_an_error_has_its_line_and_costs_one_block(broken, line, reason):
    root, error = hcl.read(broken)

    assert [block.type for block in root.blocks[:2]] == ["a", "b"]
    assert (error.line, str(error)) == (line, f"not valid HCL: {reason}")


def test_find_gives_only_the_blocks_asked_for_with_their_lines():
    text = 'provider "a" {}\nvariable "x" {\n default = 1\n}\n  locals { y = 2 }\nvariables "no" {}\n'
    found = list(hcl.find(text, hcl.headers("variable", "locals", "provider")))

    assert [(b.type, b.labels, b.line) for b in found] == [
        ("provider", ("a",), 1),
        ("variable", ("x",), 2),
        ("locals", (), 5),
    ]
    assert found[1].get("default") == "1"


@pytest.mark.parametrize(
    "piece",
    ['"', '"${', "/*", "a=<<A\n", "[", "a {\n", '"x" ', "a{}\n*", "a=b.c[", "$${", 'a = "${f("${', "a {\n}\n$\n"],
)
def test_hostile_text_takes_time_in_proportion(piece):
    def seconds(text):
        start = time.process_time()
        hcl.read(text)
        evaluate(text)
        return time.process_time() - start

    count = 60_000 // len(piece)

    assert seconds(piece * count) < 1.0
