"""Credentials stand in many places of a tree and in no output; names that are made to deceive are shown as what they are."""

import json

import pytest

from depscan.model import Level
from tests.hostile.harness import CONTROL, Seen, plant

USER, WORD, TOKEN = "planteduser", "planted-swordfish", "ghp_" + "pL4nt3d" * 6
SECRETS = (WORD, TOKEN, "pL4nt3dpL4nt3d")
WITH_USER = f"{USER}:{WORD}@"
WITH_TOKEN = f"{TOKEN}@"
HOST = "git.torture.example"


def npm_lock(**package):
    return json.dumps({"lockfileVersion": 3, "packages": {"node_modules/a": {"version": "1.0.0"} | package}}, indent=1)


def purls(*purls):
    components = [{"type": "library", "name": f"c{n}", "version": "1", "purl": purl} for n, purl in enumerate(purls)]
    return json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "components": components}, indent=1)


FILES = {
    "package-lock.json": npm_lock(resolved=f"https://{WITH_USER}{HOST}/a.tgz?token={TOKEN}"),
    "1/package-lock.json": npm_lock(version=f"git+ssh://{WITH_TOKEN}{HOST}/a.git#main"),
    "2/package-lock.json": npm_lock(version=f"https://{HOST}/a.tgz?access_token={WORD}", resolved=f"git+https://{WITH_TOKEN}{HOST}/a"),
    "package.json": json.dumps({"dependencies": {
        "b": f"git+https://{WITH_USER}{HOST}/b.git", "c": f"https://{HOST}/c.tgz?token={WORD}", "d": f"//{WITH_USER}{HOST}/x",
        "e": f"npm:e@https://{WITH_TOKEN}{HOST}/", "f": f"{WITH_USER}{HOST}:o/r", "g": f"workspace:{TOKEN}", TOKEN: "1.0.0", "h": TOKEN}}),
    "yarn.lock": f'"a@https://{WITH_USER}{HOST}/a.tgz":\n  version "1.0.0"\n  resolved "https://{WITH_TOKEN}{HOST}/a.tgz#{TOKEN}"\n',
    "berry/yarn.lock": f'__metadata:\n  version: 6\n\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@https://{WITH_USER}{HOST}/a.tgz"\n',
    "pnpm-lock.yaml": f"lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      a:\n        specifier: https://{WITH_TOKEN}{HOST}/a\n        version: https://{WITH_USER}{HOST}/a.tgz\npackages:\n  a@https://{WITH_USER}{HOST}/a.tgz:\n    resolution: {{tarball: https://{WITH_USER}{HOST}/a.tgz}}\n    version: 1.0.0\nsnapshots:\n  a@https://{WITH_USER}{HOST}/a.tgz: {{}}\n",
    "requirements.txt": f"--index-url https://{WITH_USER}{HOST}/simple\n--extra-index-url=https://{WITH_TOKEN}{HOST}/\n-f https://{WITH_TOKEN}{HOST}/l\n"
                        f"a @ git+https://{WITH_USER}{HOST}/a@v1#egg=a\nb @ https://{WITH_TOKEN}{HOST}/b-1.0.whl\ngit+ssh://{WITH_USER}{HOST}/c.git#egg=c\n"
                        f"d==1.0 --config-settings token={TOKEN}\n-r https://{WITH_USER}{HOST}/r.txt\n{TOKEN}==1.0\ne=={TOKEN}\nf @ https://{WITH_USER}{HOST}/f.whl; bad ' {TOKEN}\n# -i https://{WITH_USER}{HOST}/\n",
    "poetry.lock": f'[[package]]\nname = "a"\nversion = "1.0"\n[package.source]\ntype = "git"\nurl = "https://{WITH_USER}{HOST}/a.git"\nreference = "{TOKEN}"\n',
    "uv.lock": f'version = 1\n[[package]]\nname = "a"\nversion = "1.0"\nsource = {{ registry = "https://{WITH_USER}{HOST}/simple" }}\n[[package]]\nname = "b"\nversion = "1.0"\nsource = {{ git = "https://{WITH_TOKEN}{HOST}/b?rev={TOKEN}" }}\n',
    "Pipfile.lock": json.dumps({"_meta": {"sources": [{"name": "p", "url": f"https://{WITH_USER}{HOST}/simple"}]}, "default": {"a": {"git": f"https://{WITH_TOKEN}{HOST}/a", "ref": TOKEN}, "b": {"version": "==1.0", "index": "p"}}}),
    "pyproject.toml": f'[project]\ndependencies = ["a @ https://{WITH_USER}{HOST}/a.whl"]\n[[tool.poetry.source]]\nname = "p"\nurl = "https://{WITH_TOKEN}{HOST}/"\n[tool.uv.sources]\nb = {{ git = "https://{WITH_USER}{HOST}/b" }}\n',
    "Cargo.lock": f'[[package]]\nname = "a"\nversion = "1.0.0"\nsource = "registry+https://{WITH_USER}{HOST}/index"\n[[package]]\nname = "b"\nversion = "1.0.0"\nsource = "git+https://{WITH_TOKEN}{HOST}/b?branch={TOKEN}#0"\n',
    "composer.lock": json.dumps({"packages": [{"name": "a/b", "version": "1.0", "dist": {"url": f"https://{WITH_TOKEN}{HOST}/z.zip"}, "source": {"url": f"https://{WITH_USER}{HOST}/b.git"}}]}),
    "Gemfile.lock": f"GIT\n  remote: https://{WITH_USER}{HOST}/a.git\n  revision: {TOKEN}\n  specs:\n    a (1.0)\n\nGEM\n  remote: https://{WITH_TOKEN}{HOST}/\n  specs:\n    b (1.0)\n",
    "go.mod": f"module x\nrequire {WITH_USER}{HOST}/a v1.0.0\nreplace b.example/b => https://{WITH_TOKEN}{HOST}/b v1.0.0\nrequire b.example/b v1.0.0\n",
    "pom.xml": f"<project><repositories><repository><url>https://{WITH_USER}{HOST}/m2</url></repository></repositories><properties><v>{TOKEN}</v></properties><dependencies><dependency><groupId>g</groupId><artifactId>a</artifactId><version>${{v}}</version></dependency><dependency><groupId>https://{WITH_USER}{HOST}</groupId><artifactId>b</artifactId></dependency></dependencies></project>",
    "x.csproj": f'<Project Sdk="S/1.0"><ItemGroup><PackageReference Include="A" Version="{TOKEN}"/><PackageReference Include="https://{WITH_USER}{HOST}/B" Version="1"/></ItemGroup></Project>',
    "packages.lock.json": json.dumps({"version": 1, "dependencies": {"net8.0": {"A": {"type": "Direct", "resolved": TOKEN}, f"https://{WITH_USER}{HOST}/": {"type": "Direct", "resolved": "1.0"}}}}),
    "Dockerfile": f"# syntax=https://{WITH_USER}{HOST}/x\nARG TOKEN={TOKEN}\nARG R=https://{WITH_USER}{HOST}\nFROM {WITH_USER}{HOST}/a:1.0\nFROM $R/b:1\nFROM {HOST}/c:$TOKEN\nFROM docker://{WITH_USER}{HOST}/d:1\nCOPY --from={WITH_TOKEN}{HOST}/e:1 a b\nENV PASSWORD={WORD}\n",
    "compose.yaml": f"services:\n  a: {{image: 'https://{WITH_USER}{HOST}/a:1'}}\n  b: {{image: '{HOST}/b:${{TAG:-{TOKEN}}}', environment: {{PASSWORD: {WORD}}}}}\n  c: {{image: '{WITH_USER}{HOST}/c'}}\n  d: {{build: 'https://{WITH_TOKEN}{HOST}/d.git'}}\n",
    "main.tf": f'provider "aws" {{\n  access_key = "AKIA{"Q" * 16}"\n  secret_key = "{WORD}"\n  endpoints {{ s3 = "https://{WITH_USER}{HOST}" }}\n}}\nmodule "a" {{ source = "git::https://{WITH_USER}{HOST}/a.git?ref={TOKEN}" }}\nmodule "b" {{ source = "https://{WITH_TOKEN}{HOST}/b.zip" }}\nresource "aws_s3_bucket" "{TOKEN}" {{ region = "{TOKEN}" }}\nterraform {{\n  backend "http" {{ address = "https://{WITH_USER}{HOST}/state" }}\n}}\n',
    "x.tf.json": json.dumps({"module": {"a": {"source": f"git::https://{WITH_USER}{HOST}/a.git"}}, "provider": {"x": {"endpoint": f"https://{WITH_TOKEN}{HOST}"}}, "resource": {"aws_s3_bucket": {TOKEN: {"region": TOKEN}}}}),
    ".github/workflows/x.yml": f"jobs:\n  a:\n    runs-on: {TOKEN}\n    container: {{image: '{WITH_USER}{HOST}/a', credentials: {{username: u, password: {WORD}}}}}\n    env: {{TOKEN: {TOKEN}}}\n    steps:\n      - uses: https://{WITH_USER}{HOST}/a/b@{TOKEN}\n      - uses: docker://{WITH_USER}{HOST}/a:1\n      - run: curl https://{WITH_USER}{HOST}\n",
    "bom.json": purls(
        f"pkg:npm/x@https%3A%2F%2F{USER}%3A{WORD}%40{HOST}", f"pkg:npm/x@https:%2F%2F{USER}:{WORD}%40{HOST}%2Fa.tgz", f"pkg:npm/x@https%253A%252F%252F{USER}%253A{WORD}%2540{HOST}",
        f"pkg:npm/x@1?download_url=https://{WITH_USER}{HOST}", f"pkg:npm/x@1?vcs_url=git%2Bhttps://{WITH_TOKEN}{HOST}", f"pkg:github/o/r@{TOKEN}", f"pkg:generic/{TOKEN}@1", f"pkg:npm/x@https://{WITH_USER}{HOST}", f"pkg:golang/{WITH_USER}{HOST}/a@v1",
        f"https://{WITH_USER}{HOST}", f"pkg:npm/x@1%3Ftoken%3D{WORD}", f"pkg:npm/x@1#https://{WITH_TOKEN}{HOST}"),
    "bom.xml": f'<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><components><component type="library"><supplier><name>https://{WITH_USER}{HOST}</name><url>https://{WITH_TOKEN}{HOST}</url></supplier><name>https://{WITH_USER}{HOST}/a</name><version>{TOKEN}</version><licenses><license><name>token={WORD}</name></license></licenses><externalReferences><reference type="vcs"><url>https://{WITH_TOKEN}{HOST}</url></reference></externalReferences></component></components></bom>',
    "x.spdx.json": json.dumps({"spdxVersion": "SPDX-2.3", "name": f"https://{WITH_USER}{HOST}", "documentNamespace": f"https://{WITH_USER}{HOST}/d", "packages": [{"SPDXID": "SPDXRef-a", "name": f"git+https://{WITH_TOKEN}{HOST}/a", "versionInfo": f"password={WORD}", "downloadLocation": f"git+https://{WITH_USER}{HOST}/a@{TOKEN}", "supplier": f"Organization: https://{WITH_USER}{HOST}", "licenseConcluded": f"https://{WITH_TOKEN}{HOST}"}]}),
    "x.spdx": f"SPDXVersion: SPDX-2.3\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: {TOKEN}\nPackageName: git+https://{WITH_TOKEN}{HOST}/a\nPackageVersion: password={WORD}\nPackageSupplier: Organization: https://{WITH_USER}{HOST}\nPackageDownloadLocation: https://{WITH_USER}{HOST}/a.tgz?token={TOKEN}\nExternalRef: PACKAGE-MANAGER purl pkg:npm/a@https://{WITH_USER}{HOST}/a.tgz\n<text>{TOKEN}\n",
    "x.spdx.yaml": f"spdxVersion: SPDX-2.3\npackages:\n- name: https://{WITH_USER}{HOST}/a\n  versionInfo: token={TOKEN}\n  downloadLocation: git+https://{WITH_TOKEN}{HOST}/a.git@{TOKEN}\n  licenseDeclared: secret={WORD}\n",
    "x.spdx.xml": f"<Document><spdxVersion>SPDX-2.3</spdxVersion><packages><name>https://{WITH_USER}{HOST}/a</name><versionInfo>{TOKEN}</versionInfo><downloadLocation>https://{WITH_USER}{HOST}/a.zip</downloadLocation></packages></Document>",
    "x.spdx.rdf": f'<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><Package rdf:about="https://{WITH_USER}{HOST}/#a"><name>https://{WITH_USER}{HOST}/a</name><versionInfo>{TOKEN}</versionInfo><licenseConcluded rdf:resource="https://{WITH_TOKEN}{HOST}/token={TOKEN}"/></Package></rdf:RDF>',
    "x.spdx3.json": json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{"type": "software_Package", "spdxId": f"https://{WITH_USER}{HOST}/a", "name": f"https://{WITH_USER}{HOST}/a", "software_packageVersion": TOKEN, "software_downloadLocation": f"https://{WITH_TOKEN}{HOST}/a.tgz", "suppliedBy": {"type": "Organization", "name": f"https://{WITH_USER}{HOST}"}}]}),
    "x.syft.json": json.dumps({"artifacts": [{"id": TOKEN, "name": f"https://{WITH_USER}{HOST}/a", "version": f"token={TOKEN}", "licenses": [f"secret={WORD}"]}], "descriptor": {"name": "syft"}}),
    "osv-scanner.json": json.dumps({"results": [{"packages": [{"package": {"name": f"https://{WITH_USER}{HOST}/a", "commit": TOKEN}}]}]}),
    "x.att.json": json.dumps({"_type": "https://in-toto.io/Statement/v1", "predicateType": f"https://{WITH_TOKEN}{HOST}/t", "predicate": json.loads(purls(f"pkg:npm/a@https://{WITH_USER}{HOST}/a.tgz", f"pkg:npm/{TOKEN}@1"))}),
    "software.csv": f"product;vendor;url;annual cost\nThing {TOKEN};https://{WITH_USER}{HOST};https://{WITH_TOKEN}{HOST};12\nOther;Maker;password = {WORD};x{TOKEN}\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FILES)
def test_credentials_in_a_file_reach_no_output(tmp_path, name):
    result = Seen(plant(tmp_path, {name: FILES[name]})).check(*SECRETS)

    assert name not in result.lost, "nothing was tested"


@pytest.mark.parametrize("name", FILES)
def test_credentials_in_a_broken_file_reach_no_diagnostic(tmp_path, name):
    text = FILES[name]
    for number, broken in enumerate(
        (
            text[: len(text) // 2],
            text[1:],
            text.replace('"', "'"),
            text.replace("\n", ""),
            text + text,
        )
    ):
        Seen(plant(tmp_path / str(number), {name: broken})).check(*SECRETS)


BADGES = ["\x1b[31mred\x1b[0m", "\x1b]8;;https://h.example\x07link\x1b]8;;\x07", "a\r::stop-commands::x", "a\n::error file=x::y", "a\n##vso[task.setvariable]b", "x ::error::y ::warning::z ##[error]w",
          "\u202egnp.exe", "zero\u200bwidth", "tag\U000e0041", "\x9b31m", "\x85next", "\u2028line", "\ud800", "[/bold][red]x[/]", "[link=https://h.example]x[/link]", "<script>alert(1)</script>", "|a|b|", "=HYPERLINK(1)",
          "@everyone", "\x07\x08\x7f", "e\u0301" * 40, "\u3164", "a" * 5000, "::", "##[", "  ::error::x", "%0a::error::x", "\x1b", "${jndi:ldap://h.example}", "{{7*7}}", "%s%n", "../../etc/passwd", "C:\\x", "\0"]  # fmt: skip


JSON_KINDS = {
    "package-lock.json": '{"lockfileVersion": 3, "packages": {"node_modules/§": {"version": "§", "resolved": "§"}, "node_modules/b": {"name": "§", "version": "§"}}}',
    "package.json": '{"dependencies": {"§": "§"}}',
    "composer.lock": '{"packages": [{"name": "§", "version": "§"}]}',
    "compose.yaml": '{"services": {"§": {"image": "§"}}}',
    ".github/workflows/x.yml": '{"jobs": {"§": {"runs-on": "§", "steps": [{"uses": "§"}]}}}',
    "x.tf.json": '{"resource": {"§": {"§": {"region": "§"}}}, "module": {"§": {"source": "§"}}}',
    "bom.json": '{"bomFormat":"CycloneDX","specVersion":"§","components":[{"type":"library","name":"§","version":"§","group":"§","purl":"pkg:npm/§","supplier":{"name":"§"},"licenses":[{"license":{"name":"§"}}]}],"services":[{"name":"§","endpoints":["§"]}]}',
    "x.spdx.json": '{"spdxVersion":"SPDX-2.3","packages":[{"SPDXID":"§","name":"§","versionInfo":"§","supplier":"Organization: §","externalRefs":[{"referenceType":"purl","referenceLocator":"pkg:npm/a@§"}]}]}',
    "x.spdx3.json": '{"@graph":[{"type":"software_Package","spdxId":"§","name":"§","software_packageVersion":"§","suppliedBy":{"type":"Organization","name":"§"},"software_packageUrl":"pkg:npm/a@§"}]}',
    "x.syft.json": '{"descriptor":{"name":"syft"},"artifacts":[{"id":"§","name":"§","version":"§","licenses":["§"]}],"distro":{"name":"§","versionID":"§"}}',
    "osv-scanner.json": '{"results":[{"packages":[{"package":{"name":"§","version":"§","ecosystem":"npm"},"licenses":["§"]}]}]}',
    "x.att.json": '{"predicateType":"§","predicate":{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"name":"§","version":"§"}]}}',
}
TEXT_KINDS = {
    "poetry.lock": "[[package]]\nname = '§'\nversion = '§'\n",
    "requirements.txt": "§==1.0\na==§\nb[§]==1.0 ; §\n",
    "Dockerfile": "FROM §\nFROM h.example/§:§\n",
    "software.csv": "product;vendor;annual cost\n§;§;§\n",
    "main.tf": 'resource "§" "§" {\n region = "§"\n}\nmodule "x" {\n source = "§"\n}\n',
    "pom.xml": "<project><dependencies><dependency><groupId>§</groupId><artifactId>§</artifactId><version>§</version></dependency></dependencies></project>",
    "yarn.lock": '"§@^1":\n  version "§"\n',
    "go.mod": "module x\nrequire § §\n",
    "Gemfile.lock": "GEM\n  specs:\n    § (§)\n",
    "x.spdx": "SPDXVersion: SPDX-2.3\nPackageName: §\nPackageVersion: §\nPackageSupplier: Organization: §\n",
    "x.spdx.yaml": "spdxVersion: SPDX-2.3\npackages:\n- name: '§'\n  versionInfo: '§'\n",
    "x.spdx.xml": "<Document><spdxVersion>SPDX-2.3</spdxVersion><packages><name>§</name><versionInfo>§</versionInfo></packages></Document>",
}


def named(kind, text):
    """Return a file of a kind in which every name, version and so on is the text."""
    if kind in JSON_KINDS:
        return JSON_KINDS[kind].replace("§", json.dumps(text)[1:-1])
    return TEXT_KINDS[kind].replace("§", text)


@pytest.mark.parametrize("kind", [*JSON_KINDS, *TEXT_KINDS])
def test_names_that_deceive_are_shown_as_what_they_are(tmp_path, kind):
    plant(tmp_path, {f"{number}/{kind}": named(kind, badge) for number, badge in enumerate(BADGES)})
    result = Seen(tmp_path).check()

    for diagnostic in result.report.inventory.diagnostics:
        assert len(diagnostic.message) <= 200
    for component in result.report.inventory.components:
        for text in (component.name, component.version or "", component.supplier or "", component.purl or ""):
            assert len(text) <= 600
            assert not CONTROL.search(text)


def test_control_characters_hidden_in_package_urls_do_not_come_alive(tmp_path):
    found = [
        "pkg:npm/%1b%5b31mred",
        "pkg:npm/x@1%0a::error::y",
        "pkg:npm/%0d%0a%3A%3Aerror%3A%3A",
        "pkg:npm/a%00b",
        "pkg:npm/%e2%80%aebidi",
        "pkg:npm/%ed%a0%80",
        "pkg:npm/%ff",
        "pkg:npm/%25%31%62",
    ]
    result = Seen(plant(tmp_path, {"bom.json": purls(*found)})).check()

    assert len(result.components) == len(found) + 1
    assert all(d.level is not Level.ERROR for d in result.report.inventory.diagnostics)
