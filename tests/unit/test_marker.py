"""Waivers next to lines: in the comments of every language, nowhere else, and complete or not at all."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.syntax import marker

SAYS = 'depscan: allow acme-db until=2027-03-01 reason="moving in spring"'


def read(text, path="main.tf"):
    return marker.read(text.encode(), path)


@pytest.mark.parametrize(
    ("path", "line"),
    [
        ("main.tf", f"# {SAYS}"),
        ("main.tf", f"// {SAYS}"),
        ("main.tf", f"/* {SAYS} */"),
        ("main.tf", f'resource "acme_db" "x" {{ # {SAYS}'),
        ("requirements.txt", f"acme==1.0  # {SAYS}"),
        ("pyproject.toml", f'  "acme",# {SAYS}'),
        ("ci.yml", f"- uses: acme/action@v1 # {SAYS}"),
        ("Dockerfile", f"# {SAYS}"),
        ("pyproject.toml", f"acme = '1'  # {SAYS}"),
        (".env", f"# {SAYS}"),
        ("package.json5", f"// {SAYS}"),
        ("go.mod", f"require acme.example/db v1.0.0 // {SAYS}"),
        ("build.gradle", f"implementation 'com.acme:db:1' // {SAYS}"),
        ("Jenkinsfile", f"// {SAYS}"),
        ("pom.xml", f"<dependency> <!-- {SAYS} -->"),
        ("App.csproj", f"<!-- {SAYS} -->"),
        ("app.cabal", f"-- {SAYS}"),
        ("x.rockspec", f"-- {SAYS}"),
        ("settings.ini", f"; {SAYS}"),
        ("project.clj", f"; {SAYS}"),
        ("rebar.config", f"% {SAYS}"),
        ("x.opam", f"# {SAYS}"),
        ("x.ml", f"(* {SAYS} *)"),
        ("build.cmd", f"REM {SAYS}"),
        ("Module.vb", f"' {SAYS}"),
        ("sbom.yaml.gz", f"# {SAYS}"),
        ("image.tar!/app/Dockerfile", f"# {SAYS}"),
    ],
)
def test_every_language_has_its_comments(path, line):
    marked = read(f"first\n{line}\nlast\n", path)

    assert [(w.what, w.until, w.reason, w.path, w.line) for w in marked.waivers] == [
        ("acme-db", "2027-03-01", "moving in spring", path, 2)
    ]
    assert marked.malformed == marked.outside == ()


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("package.json", f'{{"description": "# {SAYS[:15]} x until=2027-03-01 reason=\'y\'"}}'),
        ("main.tf", f"description = '# {SAYS}'"),
        ("main.tf", f'description = "# {SAYS.replace(chr(34), chr(39))}"'),
        ("main.py", f"// {SAYS}"),
        ("main.tf", SAYS),
        ("page.yml", f"https://example.com/x#{SAYS}"),
        ("pom.xml", f"<description>{SAYS}</description>"),
        ("pom.xml", f"<x><![CDATA[ <!-- {SAYS} --> ]]></x>"),
        ("pom.xml", f"<!-- over --> {SAYS}"),
        ("main.tf", f"/* over */ {SAYS}"),
        ("list.csv", f"# {SAYS}"),
        ("pnpm-lock.yaml", f"a:\n  deprecated: |-\n    gone\n    # {SAYS}\n  version: 1"),
        ("pyproject.toml", f'description = """\n# {SAYS}\n"""'),
    ],
)
def test_what_is_no_comment_waives_nothing_and_is_told(path, text):
    marked = read(text, path)

    assert marked.waivers == ()
    assert len(marked.outside) == 1


def test_commands_in_a_block_of_a_pipeline_have_comments():
    assert read(f"steps:\n  - run: |\n      # {SAYS}\n      acme db create\n", "ci.yml").waivers[0].covers == 4


@pytest.mark.parametrize(
    ("rest", "says"),
    [
        ("", "says not what is allowed"),
        ("acme-db until=2027-03-01", "has no reason"),
        ('acme-db until=2027-03-01 reason=""', "has no reason"),
        ('acme-db reason="x"', "has no date"),
        ('acme-db until=soon reason="x"', "until=soon is no day"),
        ('acme-db until=2027-02-30 reason="x"', "until=2027-02-30 is no day"),
        ('acme-db until=20270301 reason="x"', "until=20270301 is no day"),
        ('acme-db until=2027-03-01 reason="x" for=ever', "unknown key for"),
        ('acme-db until=2027-03-01 reason="x" until=2028-03-01', "has until twice"),
        ("acme-db until=2027-03-01 reason=because of x", "not understood: of x"),
        ('acme-db until=2027-03-01 reason="x', "not understood"),
    ],
)
def test_a_malformed_one_waives_nothing_and_says_why(rest, says):
    marked = read(f"a\n# depscan: allow {rest}\n")

    assert marked.waivers == ()
    ((line, problem),) = marked.malformed
    assert line == 2
    assert says in problem


def test_it_may_name_who_answers_for_it_and_one_rule():
    (waiver,) = read(f"# {SAYS} by='platform team' rule=no-us # tflint-ignore: x").waivers

    assert (waiver.by, waiver.rule, waiver.inline) == ("platform team", "no-us", True)


@pytest.mark.parametrize(
    ("text", "covers"),
    [
        (f"x\n# {SAYS}\ny\n", 3),
        (f"x # {SAYS}\ny\n", 1),
        (f"# {SAYS}\n# more\n# {SAYS}\ny\n", 4),
        (f"# {SAYS}\n\ny\n", 1),
        (f"/*\n * {SAYS}\n */\ny\n", 4),
        (f"/* {SAYS} */\ny\n", 2),
    ],
)
def test_it_is_for_its_own_line_or_alone_for_the_next(text, covers):
    assert read(text).waivers[0].covers == covers


def test_credentials_and_control_characters_in_a_reason_are_not_kept():
    token = "ghp_" + "a" * 36
    (waiver,) = read(f'# depscan: allow x until=2027-03-01 reason="{token} \x1b[2J"').waivers

    assert token not in waiver.reason
    assert "\x1b" not in waiver.reason


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be"])
def test_other_encodings_are_searched_too(encoding):
    data = f"\ufeff# {SAYS}\n".encode(encoding) if encoding == "utf-16-be" else f"# {SAYS}\n".encode(encoding)

    assert marker.may_hold(data)
    assert len(marker.read(data, "a.yml").waivers) == 1


def test_properties_of_an_sbom_that_are_named_alike_are_no_markers():
    assert not marker.may_hold(b'{"name": "depscan:control", "value": "depscan: allowed"}')


@given(st.text(max_size=300), st.sampled_from(["a.tf", "a.yml", "a.xml", "a.json", "a.lock", "x", "go.mod"]))
def test_nothing_that_a_file_holds_breaks_the_reading(text, path):
    marker.read(f"{text}\n# depscan: allow {text}\n{text}".encode("utf-8", "surrogatepass"), path)


@pytest.mark.parametrize("path", ["a.tf", "x-lock.yaml", "uv.lock", "pom.xml", "a.json"])
@pytest.mark.parametrize(
    "text",
    [
        f"# {SAYS}\n" * 20_000,
        "/*\n" + " depscan: allow x\n" * 20_000,
        "a: |\n" + "  b\n" * 50_000 + "  # depscan: allow x\n" * 2_000,
        "<!-- \n" * 50_000 + "<!-- depscan: allow x -->\n" * 2_000,
        "# depscan: allow " + "a=" * 1_000_000,
        '"' * 1_000_000 + "# depscan: allow x",
    ],
)
def test_hostile_files_take_no_long_time(path, text):
    begin = time.process_time()
    marker.read(text.encode(), path)

    assert time.process_time() - begin < 3
