"""Reading a format beside its bare parser on the same bytes: the largest real file of each, as a ratio.

    python benchmarks/formats.py CORPUS [--only FORMAT…] [--markdown]

What a Python tool would take is the measure: ``json.loads`` for JSON, ``tomli`` for TOML, composing nodes with libyaml
for YAML (safe loading takes twice as long), ``ElementTree`` for XML. Any other text is split into lines, and one
regular expression is matched against each. Both sides run in turn and the best CPU times count; ours begins with
opening the file and ends with components whose texts are fit to be shown. A file of a format that CORPUS has none of,
or none of 100 KB, is made up here for the common ones.
"""

import argparse

# ruff: noqa: ISC004 - texts of several lines
import gc
import json
import re
import tempfile
import time
from pathlib import Path
from xml.etree import ElementTree

import tomli
import yaml

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats

LARGE = 100_000
GENERATED = 500_000
_LINE = re.compile(r'\s*("[^"]*"|[^\s:=]+)\s*[:=]?\s*(.*)')
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")


def lines(text):
    return [match.groups() for match in map(_LINE.match, text.splitlines()) if match]


def yaml_nodes(text):
    return list(yaml.compose_all(text, yaml.CSafeLoader))


PARSERS = {
    "json": json.loads,
    "jsonc": lambda text: json.loads(_TRAILING_COMMA.sub("", text)),
    "toml": tomli.loads,
    "yaml": yaml_nodes,
    "xml": lambda text: ElementTree.fromstring(text.encode("utf-8")),
    "lines": lines,
}


def parser_of(path, text):
    head = text[:200].lstrip("\ufeff \n\r\t")
    if path.endswith("bun.lock"):
        return "jsonc"
    if head.startswith(("{", "[{")):
        return "json"
    if head.startswith("<"):
        return "xml"
    if path.endswith((".toml", "uv.lock", "poetry.lock", "Cargo.lock", "pdm.lock")):
        return "toml"
    return "yaml" if path.endswith((".yaml", ".yml", "pubspec.lock", "pixi.lock")) or "__metadata:" in head else "lines"


# ------------------------------------------------------------------------------------------------- files made up here

MADE = {
    "conda-explicit": (
        "explicit.txt",
        "@EXPLICIT\n",
        "https://conda.example/conda-forge/linux-64/package-{0}-1.{1}.0-h{0:07x}_0.conda#{0:032x}\n",
        "",
    ),
    "composer-json": (
        "composer.json",
        '{{"require": {{\n',
        '  "vendor{1}/package-{0}": "^1.{1}",\n',
        '  "php": "^8"}}}}',
    ),
    "cargo-toml": (
        "Cargo.toml",
        '[package]\nname = "shop"\nversion = "1.0.0"\n\n[dependencies]\n',
        'package-{0} = {{ version = "1.{1}", features = ["std"] }}\n',
        "",
    ),
    "deno-lock": (
        "deno.lock",
        '{{"version": "4", "npm": {{\n',
        '  "package-{0}@1.{1}.0": {{"integrity": "sha512-{0:064x}", "dependencies": ["package-{1}"]}},\n',
        '  "last@1.0.0": {{"integrity": "sha512-0"}}}}}}',
    ),
    "gemfile-lock": (
        "Gemfile.lock",
        "GEM\n  remote: https://gems.example/\n  specs:\n",
        "    package-{0} (1.{1}.0)\n      package-{1} (>= 1.0)\n",
        "\nPLATFORMS\n  ruby\n\nDEPENDENCIES\n  package-1\n  package-2 (~> 1.2)\n",
    ),
    "go-mod": (
        "go.mod",
        "module example.org/shop\n\ngo 1.22\n\nrequire (\n",
        "\tgithub.com/owner{1}/package-{0} v1.{1}.0 // indirect\n",
        ")\n",
    ),
    "gradle-lock": (
        "gradle.lockfile",
        "# This is a Gradle generated file for dependency locking.\n",
        "org.example.group{1}:package-{0}:1.{1}.0=compileClasspath,runtimeClasspath,testRuntimeClasspath\n",
        "empty=annotationProcessor\n",
    ),
    "gradle-versions": (
        "gradle/libs.versions.toml",
        "[libraries]\n",
        'package-{0} = {{ module = "org.example.group{1}:package-{0}", version = "1.{1}.0" }}\n',
        "",
    ),
    "maven-pom": (
        "pom.xml",
        "<project>\n  <groupId>org.example</groupId>\n  <artifactId>shop</artifactId>\n  <version>1</version>\n"
        "  <dependencies>\n",
        "    <dependency>\n      <groupId>org.example.group{1}</groupId>\n      <artifactId>package-{0}</artifactId>\n"
        "      <version>1.{1}.0</version>\n    </dependency>\n",
        "  </dependencies>\n</project>\n",
    ),
    "mix-lock": (
        "mix.lock",
        "%{{\n",
        '  "package_{0}": {{:hex, :package_{0}, "1.{1}.0", "{0:064x}", [:mix], [{{:package_{1}, "~> 1.0", [hex: '
        ':package_{1}, repo: "hexpm", optional: false]}}], "hexpm", "{0:064x}"}},\n',
        "}}\n",
    ),
    "nuget-csproj": (
        "shop.csproj",
        '<Project Sdk="Microsoft.NET.Sdk">\n  <ItemGroup>\n',
        '    <PackageReference Include="Group{1}.Package{0}" Version="1.{1}.0" />\n',
        "  </ItemGroup>\n</Project>\n",
    ),
    "nuget-packages-config": (
        "packages.config",
        "<packages>\n",
        '  <package id="Group{1}.Package{0}" version="1.{1}.0" targetFramework="net48" />\n',
        "</packages>\n",
    ),
    "package-json": (
        "package.json",
        '{{\n  "name": "shop",\n  "dependencies": {{\n',
        '    "@scope{1}/package-{0}": "^1.{1}.0",\n',
        '    "last": "^1.0.0"\n  }}\n}}\n',
    ),
    "pdm-lock": (
        "pdm.lock",
        '[metadata]\ngroups = ["default"]\nlock_version = "4.5.0"\n\n',
        '[[package]]\nname = "package-{0}"\nversion = "1.{1}.0"\nrequires_python = ">=3.8"\nsummary = "words"\n'
        'groups = ["default"]\nfiles = [\n    {{file = "package-{0}.whl", hash = "sha256:{0:064x}"}},\n]\n\n',
        "",
    ),
    "pipfile-lock": (
        "Pipfile.lock",
        '{{\n  "_meta": {{"pipfile-spec": 6}},\n  "default": {{\n',
        '    "package-{0}": {{\n      "hashes": ["sha256:{0:064x}"],\n      "index": "main",\n'
        '      "version": "==1.{1}.0"\n    }},\n',
        '    "last": {{"version": "==1.0"}}\n  }},\n  "develop": {{}}\n}}\n',
    ),
    "podfile-lock": (
        "Podfile.lock",
        "PODS:\n",
        "  - Package{0} (1.{1}.0):\n    - Package{1} (~> 1.0)\n",
        "\nDEPENDENCIES:\n  - Package1\n\nCOCOAPODS: 1.15.2\n",
    ),
    "python-pyproject": (
        "pyproject.toml",
        '[project]\nname = "shop"\nversion = "1"\ndependencies = [\n',
        '    "package-{0} >= 1.{1}",\n',
        "]\n",
    ),
    "renv-lock": (
        "renv.lock",
        '{{\n  "R": {{"Version": "4.3.1"}},\n  "Packages": {{\n',
        '    "package{0}": {{\n      "Package": "package{0}",\n      "Version": "1.{1}.0",\n'
        '      "Source": "Repository",\n      "Repository": "CRAN",\n      "Hash": "{0:032x}"\n    }},\n',
        '    "last": {{"Package": "last", "Version": "1.0", "Source": "Repository"}}\n  }}\n}}\n',
    ),
    "spdx-tag-value": (
        "shop.spdx",
        "SPDXVersion: SPDX-2.3\nDataLicense: CC0-1.0\nSPDXID: SPDXRef-DOCUMENT\nDocumentName: shop\n",
        "\nPackageName: package-{0}\nSPDXID: SPDXRef-{0}\nPackageVersion: 1.{1}.0\nPackageSupplier: NOASSERTION\n"
        "PackageDownloadLocation: NOASSERTION\nFilesAnalyzed: false\nPackageLicenseDeclared: MIT\n"
        "ExternalRef: PACKAGE-MANAGER purl pkg:npm/package-{0}@1.{1}.0\n",
        "",
    ),
    "swift-package-resolved": (
        "Package.resolved",
        '{{\n  "version": 2,\n  "pins": [\n',
        '    {{\n      "identity": "package-{0}",\n      "kind": "remoteSourceControl",\n'
        '      "location": "https://github.com/owner{1}/package-{0}.git",\n'
        '      "state": {{\n        "revision": "{0:040x}",\n        "version": "1.{1}.0"\n      }}\n    }},\n',
        '    {{"identity": "last", "kind": "remoteSourceControl", "location": "https://github.com/owner/last", '
        '"state": {{"version": "1.0.0"}}}}\n  ]\n}}\n',
    ),
}
"""Name of the file, its beginning, its repeated middle (number, a smaller number), its end."""


def make_up(folder):
    """Write the files and return their paths by format."""
    for name, (path, beginning, middle, end) in MADE.items():
        place = folder / name / path
        place.parent.mkdir(parents=True)
        count = GENERATED // len(middle.format(1000, 50))
        body = "".join(middle.format(number, number % 97) for number in range(count))
        place.write_text(beginning.format() + body + end.format(), encoding="utf-8")


# ------------------------------------------------------------------------------------------------------- measuring


def largest_files(folder, only):
    """Return the largest file of each format with its content; what yields no component does not count."""
    largest = {}
    for file in discover([folder], Walk(), installed=True):
        found = extract([file], all_formats(), installed=True)
        readers = {seen.found_by for component in found.components for seen in component.evidence}
        readers &= set(only) or readers
        data = file.read(file.path) if readers else None
        for reader in readers if data else ():
            if len(data) > len(largest.get(reader, (None, b""))[1]):
                largest[reader] = (file, data)
    return largest


def compared(first, second):
    """Return the best CPU seconds of both, run in turn for half a second and at least five times."""
    best = [float("inf"), float("inf")]
    begun, rounds = time.perf_counter(), 0
    while rounds < 5 or (time.perf_counter() - begun < 0.4 and rounds < 200):
        for which, function in enumerate((first, second)):
            start = time.process_time()
            function()
            best[which] = min(best[which], time.process_time() - start)
            gc.collect(0)
        rounds += 1
    return best


def measure(reader, file, data):
    """Return a row: components, parser, milliseconds of ours and of the parser; None for what is not text."""
    formats = [format_ for format_ in all_formats() if format_.name == reader]
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    name = parser_of(file.path, text)
    try:
        PARSERS[name](text)
    except Exception:  # noqa: BLE001 - real files that the bare parser refuses
        name = "lines"
    found = len(extract([file], formats, installed=True).components)
    ours, bare = compared(lambda: extract([file], formats, installed=True), lambda: PARSERS[name](text))
    return found, name, ours * 1000, bare * 1000


def report(largest, made_up, *, markdown):
    if markdown:
        print("| format | bytes | components | parser | depscan ms | parser ms | ratio |")
        print("| --- | ---: | ---: | --- | ---: | ---: | ---: |")
    for reader, (file, data) in sorted(largest.items()):
        row = measure(reader, file, data)
        if row is None:
            continue
        found, parser, ours, bare = row
        title = f"{reader}{' (made up)' if made_up else ''}"
        if markdown:
            print(f"| {title} | {len(data):,} | {found:,} | {parser} | {ours:.2f} | {bare:.2f} | {ours / bare:.1f} |")
        else:
            sizes = f"{title:34} {len(data):>10,} bytes {found:6,} components"
            print(f"{sizes}  {ours:8.2f} ms  {parser:5} {bare:8.2f} ms  ratio {ours / bare:6.2f}", flush=True)


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("corpus")
    arguments.add_argument("--only", nargs="*", default=())
    arguments.add_argument("--markdown", action="store_true")
    given = arguments.parse_args()
    gc.disable()
    real = largest_files(given.corpus, given.only)
    with tempfile.TemporaryDirectory() as scratch:
        make_up(Path(scratch))
        made = largest_files(scratch, given.only)
        large = {reader for reader, (_, data) in real.items() if len(data) >= LARGE}
        report(real, made_up=False, markdown=given.markdown)
        report({r: found for r, found in made.items() if r not in large}, made_up=True, markdown=given.markdown)
