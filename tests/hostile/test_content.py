"""Content that is broken, over-deep, over-large or in disguise: one diagnostic that names the file, and no neighbour lost."""

import json
import time

import pytest

from depscan.merge import merge
from depscan.model import How
from depscan.syntax import limits
from tests.hostile.harness import seen
from tests.small import npm
from tests.small import seen as place

MANY = 100_000
DEEP = {
    "package-lock.json": ["[" * MANY, '{"packages":' + '{"":' * MANY, '{"a":[' * MANY],
    "bom.json": ['{"bomFormat":"CycloneDX","components":[' * 1 + '{"components":[' * 50_000],
    "x.spdx.json": ['{"spdxVersion":"SPDX-2.3","packages":' + "[" * MANY],
    "composer.lock": ['{"packages":' + "[" * MANY],
    "packages.lock.json": ['{"version":1,"dependencies":' + '{"a":' * MANY],
    "pnpm-lock.yaml": ["[" * MANY, "- " * MANY, "a: " + "{b: " * MANY, "\n".join(" " * n + "k:" for n in range(1100))],
    "compose.yaml": ["services: " + "[" * MANY, "? " * MANY],
    ".github/workflows/x.yml": ["jobs: " + "{a: " * MANY],
    "yarn.lock": ["__metadata:\n  version: 6\n" + "[" * MANY],
    "poetry.lock": ["a = " + "[" * MANY, "a = " + "{b = " * MANY, ".".join("a" * 60_000) + " = 1", "[" + ".".join("a" * 60_000) + "]"],
    "Cargo.lock": ["package = " + "[" * MANY],
    "pyproject.toml": ["[project]\ndependencies = " + "[" * MANY],
    "pom.xml": ["<project>" + "<a>" * MANY, "<a>" * MANY],
    "bom.xml": ['<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components>' + "<component><components>" * MANY],
    "x.csproj": ["<Project>" + "<ItemGroup>" * MANY],
    "main.tf": ["a = " + "[" * MANY, 'a = "' + "${" * MANY, "a " + "{ a " * MANY, "a = " + "(" * MANY],
    "main.tf.json": ['{"resource":' * MANY],
}  # fmt: skip


@pytest.mark.parametrize(("name", "content"), [(name, content) for name in DEEP for content in DEEP[name]])
def test_nesting_without_end_ends(tmp_path, name, content):
    started = time.monotonic()
    result = seen(tmp_path, {name: content})

    assert {*result.lost, *(path for path, _ in result.remarks)} == {name}
    assert time.monotonic() - started < 5


LAUGHS = "a: &a [x, x]\n" + "".join(
    f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]\n" for a, b in zip("abcdefghijklmnop", "bcdefghijklmnopq", strict=True)
)
MERGES = "a: &a {x: 1}\n" + "".join(
    f"{b}: &{b}\n  <<: [*{a}, *{a}]\n"
    for a, b in zip("abcdefghijklmnopqrstuvwxy", "bcdefghijklmnopqrstuvwxyz", strict=True)
)
LOOP = "a: &a\n  - *a\nb: &b {b: *b, <<: *b}\n"


@pytest.mark.parametrize("bomb", [LAUGHS, MERGES, LOOP, "x: &x " + "a" * 90_000 + "\ny: [" + "*x, " * 20_000 + "]\n"])
def test_aliases_cost_what_they_take_in_the_file(tmp_path, bomb):
    started = time.monotonic()
    files = {
        "compose.yaml": bomb + "services:\n  a: {image: nginx:1.25}\n  b: *a\n",
        "pnpm-lock.yaml": "lockfileVersion: '9.0'\n" + bomb + "packages: *b\nimporters: *b\n",
        ".github/workflows/x.yml": bomb + "jobs: {a: *b, c: {steps: *b}}\n",
    }
    seen(tmp_path, files)

    assert time.monotonic() - started < 5


ENTITIES = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True))
    + "]>"
)
CHAIN = "<!DOCTYPE x [<!ENTITY e0 'x'>" + "".join(f"<!ENTITY e{n + 1} '&e{n};'>" for n in range(50_000)) + "]>"
DOCTYPES = [
    ENTITIES,
    CHAIN,
    '<!DOCTYPE x [<!ENTITY j SYSTEM "file:///etc/hostname">]>',
    '<!DOCTYPE x SYSTEM "http://host.example/x.dtd">',
    '<!DOCTYPE x PUBLIC "-//X" "http://host.example/x.dtd">',
    '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://host.example/p"> %p;]>',
]  # fmt: skip


@pytest.mark.parametrize("doctype", DOCTYPES)
def test_document_types_are_refused_before_anything_is_expanded(tmp_path, doctype):
    files = {
        "pom.xml": f"{doctype}<project><artifactId>&j;</artifactId></project>",
        "x.csproj": f"{doctype}<Project>&j;</Project>",
        "bom.xml": f'{doctype}<bom xmlns="http://cyclonedx.org/schema/bom/1.5">&j;</bom>',
    }
    result = seen(tmp_path, files)

    assert result.lost == dict.fromkeys(files, "document type declarations are refused")


POM = "<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>1.0</version></dependency></dependencies></project>"


@pytest.mark.parametrize(
    "content",
    [
        "<!DOCTYPE project>" + POM,
        '<?xml version="1.0" encoding="utf-16"?>' + POM,
        ('<?xml version="1.0" encoding="utf-16"?>' + POM).encode("utf-16"),
        ('<?xml version="1.0" encoding="iso-8859-1"?><!-- \xe9 -->' + POM).encode("latin-1"),
        ("\ufeff" + POM).encode(),
    ],
)  # fmt: skip
def test_odd_but_honest_xml_is_read(tmp_path, content):
    result = seen(tmp_path, {"pom.xml": content})

    assert ("g:a", "1.0") in result.components
    assert not result.lost


NUMBER = "9" * 5000


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("package-lock.json", f'{{"lockfileVersion":{NUMBER},"packages":{{"node_modules/a":{{"version":{NUMBER}}}}}}}'),
        ("package-lock.json", '{"lockfileVersion":1e999,"packages":{"node_modules/a":{"version":-1e-999}}}'),
        ("bom.json", f'{{"bomFormat":"CycloneDX","specVersion":{NUMBER},"components":[{{"name":"a","version":{NUMBER}}}]}}'),
        ("bom.json", '{"bomFormat":"CycloneDX","specVersion":NaN,"components":[{"name":"a","version":Infinity}]}'),
        ("poetry.lock", f"[[package]]\nname = {NUMBER}\nversion = 1979-13-99\n"),
        ("compose.yaml", f"services: {{a: {{image: {NUMBER}}}, b: {{image: 0x{NUMBER}}}}}"),
        ("requirements.txt", f"a=={NUMBER}\nb=={NUMBER}!1\nc==1.{NUMBER}.dev{NUMBER}\n"),
        ("go.mod", f"module x\ngo {NUMBER}\nrequire a.example/b v{NUMBER}\n"),
        ("pom.xml", f"<project><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>{NUMBER}</version></dependency></dependencies></project>"),
        ("software.csv", f"product;vendor;annual cost\nThing;Maker;{NUMBER}\nOther;Maker;1e999\n"),
        ("main.tf", f'resource "aws_x" "y" {{ count = {NUMBER} }}'),
    ],
)  # fmt: skip
def test_numbers_beyond_all_measure_are_no_surprise(tmp_path, name, content):
    for message in seen(tmp_path, {name: content}).lost.values():
        assert message


VALUES = [None, True, 0, -1.5, "", "text", [], {}, [None], {"": None}, [[["x"]]], {"name": {"name": []}}]
SHAPES = {
    "package.json": lambda v: {"name": v, "dependencies": v, "devDependencies": {"a": v}, "overrides": v, "workspaces": v},
    "package-lock.json": lambda v: {"lockfileVersion": v, "packages": {"": v, "node_modules/a": v, "node_modules/b": {"version": v, "resolved": v, "dev": v}}, "dependencies": {"a": v, "c": {"version": v, "requires": v, "dependencies": v}}},
    "composer.lock": lambda v: {"packages": [v, {"name": v, "version": v, "dist": v, "source": v}], "packages-dev": v},
    "Pipfile.lock": lambda v: {"_meta": {"sources": v}, "default": {"a": v, "b": {"version": v, "index": v}}, "develop": v},
    "packages.lock.json": lambda v: {"version": v, "dependencies": {"net8.0": {"a": v, "b": {"type": v, "resolved": v}}, "x": v}},
    "bom.json": lambda v: {"bomFormat": "CycloneDX", "specVersion": v, "metadata": v, "components": [v, {"name": v, "purl": v, "licenses": [v], "supplier": v, "properties": [v], "components": v}], "services": v, "dependencies": [v, {"ref": v, "dependsOn": v}]},
    "x.spdx.json": lambda v: {"spdxVersion": "SPDX-2.3", "name": v, "packages": [v, {"name": v, "SPDXID": v, "externalRefs": [v, {"referenceLocator": v}], "supplier": v}], "relationships": [v, {"spdxElementId": v}]},
    "x.tf.json": lambda v: {"resource": {"aws_x": {"y": v, "z": [v]}, "b": v}, "provider": v, "module": {"m": {"source": v}}, "terraform": v},
    "compose.yaml": lambda v: {"services": {"a": v, "b": {"image": v, "build": v, "x": v}, "c": {"image": "nginx", "build": {"additional_contexts": v}}}, "models": v},
    ".github/workflows/x.yml": lambda v: {"jobs": {"a": v, "b": {"runs-on": v, "uses": v, "container": v, "services": v, "steps": [v, {"uses": v}]}}},
    "pnpm-lock.yaml": lambda v: {"lockfileVersion": v, "importers": {".": v, "a": {"dependencies": {"x": v}}}, "packages": {"a@1": v, "b": {"resolution": v}}, "snapshots": v},
}  # fmt: skip


@pytest.mark.parametrize("name", SHAPES)
def test_fields_of_every_wrong_type_are_no_surprise(tmp_path, name):
    """JSON is YAML, so one way of writing serves both."""
    for number, value in enumerate(VALUES):
        folder = tmp_path / str(number)
        result = seen(folder, {name: json.dumps(SHAPES[name](value)), f"root/{name}": json.dumps(value)})

        told = {*result.lost, *(path for path, _ in result.remarks)}
        assert f"root/{name}" in told or isinstance(value, dict), value


LOCK = '{"lockfileVersion": 3, "packages": {"node_modules/found": {"version": "1.0.0"}}}'
REQUIREMENTS = "found==1.0.0\n"
COMPOSE = "services:\n  a:\n    image: registry.example/found:1.0.0\n"


@pytest.mark.parametrize(
    "encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"]
)
@pytest.mark.parametrize(
    ("name", "text"), [("package-lock.json", LOCK), ("requirements.txt", REQUIREMENTS), ("compose.yaml", COMPOSE)]
)
def test_encodings_are_read_or_told(tmp_path, name, text, encoding):
    marked = text if encoding in ("utf-8-sig", "utf-16", "utf-32") else "\ufeff" + text
    result = seen(tmp_path, {name: marked.encode(encoding)})

    assert any("found" in component and version == "1.0.0" for component, version in result.components)
    assert not result.lost


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037", "utf-7"])
@pytest.mark.parametrize(
    ("name", "text"), [("package-lock.json", LOCK), ("requirements.txt", REQUIREMENTS), ("compose.yaml", COMPOSE)]
)
def test_encodings_that_nothing_tells_are_not_silently_empty(tmp_path, name, text, encoding):
    result = seen(tmp_path, {name: text.encode(encoding)})

    assert result.lost or result.remarks or any("found" in component for component, _ in result.components)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("requirements.txt", "# \xe9t\xe9\nfound==1.0.0\n"),
        ("compose.yaml", "# \xe9t\xe9\n" + COMPOSE),
        (".github/workflows/x.yml", "# \xe9\njobs: {a: {steps: [{uses: o/found@v1}]}}"),
    ],
)
def test_latin_1_is_read_and_told(tmp_path, name, text):
    result = seen(tmp_path, {name: text.encode("latin-1")})

    assert any("found" in component for component, _ in result.components)
    assert [path for path, message in result.remarks if "not valid UTF-8" in message] == [name]


DISGUISES = {
    "empty file": ["", " \n\t\n", "\ufeff"],
    "merge conflict markers": ["{\n<<<<<<< HEAD\n=======\n>>>>>>> x\n}\n", "<<<<<<< HEAD\r\na\r\n=======\r\nb\r\n>>>>>>> x\r\n"],
    "Git LFS pointer, not the file itself": ["version https://git-lfs.example/spec/v1\noid sha256:0\nsize 1\n"],
    "an HTML page": ["<!DOCTYPE html><title>404</title>", "\n <HTML><body>"],
    "a report of depscan: name its file to explain, whatif, assess or diff": ['{\n "schema": "1.0", "tool": {"name": "depscan", "version": "1"}, "environments": {}}'],
}  # fmt: skip
NAMES = ["package-lock.json", "package.json", "yarn.lock", "pnpm-lock.yaml", "poetry.lock", "uv.lock", "Cargo.lock", "Pipfile.lock", "composer.lock",
         "Gemfile.lock", "go.mod", "pom.xml", "x.csproj", "packages.lock.json", "requirements.txt", "pyproject.toml", "Dockerfile", "compose.yaml",
         "main.tf", ".github/workflows/x.yml", "bom.json", "bom.xml", "x.spdx.json"]  # fmt: skip
MAY_BE_EMPTY = {"requirements.txt", "pyproject.toml", "main.tf"}


@pytest.mark.parametrize("reason", DISGUISES)
def test_files_that_are_something_else_are_told_by_what_they_are(tmp_path, reason):
    for number, content in enumerate(DISGUISES[reason]):
        result = seen(tmp_path / str(number), dict.fromkeys(NAMES, content))
        expected = set(NAMES) - (MAY_BE_EMPTY if reason == "empty file" else set())

        assert {path: message for path, message in result.lost.items() if path in expected} == dict.fromkeys(
            expected, reason
        )


BINARIES = [
    b"\0" * 100,
    b"\x7fELF\x02\x01\x01" + b"\0" * 100,
    b"PK\x03\x04\x14\0\0\0\x08\0",
    b"\x1f\x8b\x08\0\0\0\0\0\0\xff",
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    bytes(range(256)) * 10,
]


@pytest.mark.parametrize("content", BINARIES)
def test_binaries_under_the_name_of_a_manifest_cost_one_diagnostic_each(tmp_path, content):
    result = seen(tmp_path, dict.fromkeys(NAMES, content))

    silent = set(NAMES) - set(result.lost) - {path for path, _ in result.remarks}
    assert not silent


def test_what_came_before_an_error_stays(tmp_path):
    result = seen(tmp_path, {
        "compose.yaml": COMPOSE + "--- ]\n",
        "main.tf": 'resource "aws_s3_bucket" "found" {}\n\nresource "x" {\n  a = "\n}\n',
        "bom.xml": '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><name>found</name><version>1</version></component><comp',
    })  # fmt: skip

    assert set(result.lost) == {"compose.yaml", "main.tf", "bom.xml"}
    assert {name for name, _ in result.components} >= {"registry.example/found", "aws_s3_bucket.found", "found"}


def test_a_flood_of_warnings_is_counted(tmp_path):
    bad = "".join(f"=={n}\n" for n in range(5000))
    result = seen(tmp_path, {"requirements.txt": "here==1.0\nmore\n" * 5000 + bad})

    assert len(result.remarks) <= limits.WARNINGS_OF_A_KIND + 1
    assert ("requirements.txt", "4,980 more of this kind") in result.remarks


def test_more_components_than_anybody_has_are_cut_off_and_told(tmp_path, monkeypatch):
    monkeypatch.setattr(limits, "COMPONENTS", 100)
    result = seen(tmp_path, {"requirements.txt": "".join(f"p{n}==1.0\n" for n in range(101))})
    whole = seen(tmp_path / "whole", {"requirements.txt": "".join(f"p{n}==1.0\n" for n in range(100))})

    assert result.lost == {"requirements.txt": "more than 100 components; the rest is left out"}
    assert len(result.components) == 101
    assert not whole.lost


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("requirements.txt", "a" * 3_000_000 + "==1.0\n"),
        ("requirements.txt", "a==1 ; " + "(" * 200_000 + "\n"),
        ("requirements.txt", "a[" + "b," * 200_000 + "]==1\n"),
        ("requirements.txt", "a==1 \\\n" * 100_000),
        ("requirements.txt", "-r requirements.txt\n" * 20_000),
        ("yarn.lock", '"' + "a@1, " * 200_000 + '":\n  version "1"\n'),
        ("Dockerfile", "FROM a" + " \\\n" * 100_000),
        ("Dockerfile", "FROM x AS a\n" * 5000 + "COPY --from=b c d\n" * 5000),
        ("Dockerfile", "ARG A=${A:-" * 20_000 + "\nFROM $A\n"),
        ("compose.yaml", "services: {a: {image: '" + "${A:-" * 50_000 + "'}}"),
        ("main.tf", 'a = "' + "$${" * 300_000 + '"\n'),
        ("main.tf", "a = <<E\n" * 20_000),
        ("main.tf", "/*" * 300_000),
        ("main.tf", "a = true ? 1 : " * 50_000),
        ("poetry.lock", "a = '''" * 100_000),
        ("Gemfile.lock", "GEM\n  specs:\n" + "    a (1)\n      b (" * 50_000),
        ("go.mod", "require (" * 100_000),
        ("pom.xml", "<project><properties>" + "".join(f"<p{n}>${{p{n + 1}}}${{p{n + 1}}}</p{n}>" for n in range(60)) + "</properties><dependencies><dependency><groupId>${p0}</groupId><artifactId>a</artifactId></dependency></dependencies></project>"),
        ("x.csproj", "<Project><PropertyGroup>" + "".join(f"<P{n}>$(P{n + 1})$(P{n + 1})</P{n}>" for n in range(60)) + '</PropertyGroup><ItemGroup><PackageReference Include="$(P0)"/></ItemGroup></Project>'),
        ("bom.json", '{"bomFormat":"CycloneDX","dependencies":[' + ",".join(f'{{"ref":"{n}","dependsOn":["{n + 1}a","{n + 1}b"]}},{{"ref":"{n}a","dependsOn":["{n}"]}},{{"ref":"{n}b","dependsOn":["{n}"]}}' for n in range(2000)) + '],"components":[{"name":"x","bom-ref":"0"}]}'),
        ("package-lock.json", '{"lockfileVersion":1,"dependencies":{"a":' + '{"version":"1","requires":{"a":"1"},"dependencies":{"a":' * 300 + '{"version":"1"}' + "}}" * 300 + "}}"),
        ("software.csv", '"' * 500_001 + ";a\n"),
        ("software.csv", "product;vendor\n" + ";" * 500_000),
    ],
)  # fmt: skip
def test_work_grows_with_the_file_and_no_faster(tmp_path, name, content):
    started = time.monotonic()
    seen(tmp_path, {name: content})

    assert time.monotonic() - started < 5


def test_each_of_thousands_of_manifests_finds_its_own_lockfile_without_looking_at_all(tmp_path):
    components = []
    for number in range(4000):
        folder = f"p{number}"
        components.append(npm("dep", None, evidence=place(f"{folder}/package.json", how=How.DECLARED)))
        components.append(npm("dep", "1.0.0", direct=None, evidence=place(f"{folder}/package-lock.json")))
    started = time.monotonic()
    (merged,) = merge(components)

    assert len(merged.evidence) == 8000
    assert merged.direct is True
    assert time.monotonic() - started < 3
