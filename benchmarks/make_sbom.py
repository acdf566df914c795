"""Write a large SBOM of made-up packages: the same bytes for the same arguments.

    python benchmarks/make_sbom.py COMPONENTS FILE [--form minified|pretty|xml|spdx] [--flat]

A component has what generators commonly give: reference, group, name, version, hash, licence, package URL. Every tenth
is a direct dependency, each depends on two others; ``--flat`` leaves the graph out.
"""

import argparse
import json
import random
from collections.abc import Iterator
from html import escape
from typing import Any, TextIO

_TYPES = (*["npm"] * 6, *["maven"] * 3, "pypi", "golang", "deb", "nuget", "cargo")
_LICENCES = ("MIT", "Apache-2.0", "BSD-3-Clause", "ISC", "MIT OR Apache-2.0")
_ROOT = "shop@1.0.0"


def made_up(count: int, seed: int = 1) -> Iterator[dict[str, Any]]:
    """Yield components as CycloneDX JSON has them."""
    random_ = random.Random(seed)
    for number in range(count):
        type_ = random_.choice(_TYPES)
        name, version = f"package-{number:06d}", f"{number % 20}.{number % 7}.{number % 13}"
        group = {
            "npm": f"@scope{number % 50}" if number % 3 == 0 else "",
            "maven": f"org.example.group{number % 200}",
            "golang": f"github.com/owner{number % 300}",
            "deb": "debian",
        }.get(type_, "")
        place = f"{group.replace('@', '%40')}/" if group else ""
        purl = f"pkg:{type_}/{place}{name}@{version}" + ("?arch=amd64&distro=debian-12" if type_ == "deb" else "")
        licence = random_.choice(_LICENCES)
        yield {
            "type": "library",
            "bom-ref": purl,
            **({"group": group} if group else {}),
            "name": name,
            "version": version,
            "hashes": [{"alg": "SHA-256", "content": f"{random_.getrandbits(256):064x}"}],
            "licenses": [{"expression": licence} if " " in licence else {"license": {"id": licence}}],
            "purl": purl,
        }


def edges(references: list[str], seed: int = 2) -> Iterator[tuple[str, list[str]]]:
    """Yield who depends on whom, the product first."""
    random_ = random.Random(seed)
    yield _ROOT, references[::10]
    for number, reference in enumerate(references):
        yield reference, sorted({references[random_.randrange(number + 1)] for _ in range(2)})


def _write_json(out: TextIO, count: int, *, indent: int | None, flat: bool) -> None:
    components = list(made_up(count))
    graph = () if flat else edges([component["bom-ref"] for component in components])
    document = {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "tools": {"components": [{"type": "application", "name": "make-sbom", "version": "1"}]},
            "component": {"type": "application", "bom-ref": _ROOT, "name": "shop", "version": "1.0.0"},
        },
        "components": components,
        "dependencies": [{"ref": reference, "dependsOn": on} for reference, on in graph],
    }
    json.dump(document, out, indent=indent, separators=(",", ": ") if indent else (",", ":"))


def _write_xml(out: TextIO, count: int, *, flat: bool) -> None:
    references = []
    out.write(f"""<?xml version="1.0" encoding="UTF-8"?>
<bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">
  <metadata>
    <component type="application" bom-ref="{_ROOT}"><name>shop</name></component>
  </metadata>
  <components>
""")
    for component in made_up(count):
        references.append(component["bom-ref"])
        choice, purl = component["licenses"][0], escape(component["purl"])
        licence = choice.get("expression")
        wrapped = (
            f"<expression>{licence}</expression>"
            if licence
            else f"<license><id>{choice['license']['id']}</id></license>"
        )
        members = "\n".join(
            f"      <{key}>{component[key]}</{key}>" for key in ("group", "name", "version") if key in component
        )
        out.write(f"""    <component type="library" bom-ref="{purl}">
{members}
      <hashes>
        <hash alg="SHA-256">{component["hashes"][0]["content"]}</hash>
      </hashes>
      <licenses>
        {wrapped}
      </licenses>
      <purl>{purl}</purl>
    </component>
""")
    out.write("  </components>\n  <dependencies>\n")
    for reference, on in () if flat else edges(references):
        inner = "".join(f'<dependency ref="{escape(target)}"/>' for target in on)
        out.write(f'    <dependency ref="{escape(reference)}">{inner}</dependency>\n')
    out.write("  </dependencies>\n</bom>\n")


def _write_spdx(out: TextIO, count: int, *, flat: bool) -> None:
    packages, ids = [], {_ROOT: "SPDXRef-Root"}
    for number, component in enumerate(made_up(count)):
        ids[component["bom-ref"]] = f"SPDXRef-Package-{number}"
        choice, purl = component["licenses"][0], component["purl"]
        packages.append(
            {
                "SPDXID": f"SPDXRef-Package-{number}",
                "name": component["name"],
                "versionInfo": component["version"],
                "supplier": "NOASSERTION",
                "downloadLocation": "NOASSERTION",
                "filesAnalyzed": False,
                "licenseConcluded": "NOASSERTION",
                "licenseDeclared": choice.get("expression") or choice["license"]["id"],
                "externalRefs": [
                    {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": purl}
                ],
            }
        )
    graph = () if flat else edges(list(ids)[1:])
    root = {"SPDXID": "SPDXRef-Root", "name": "shop", "versionInfo": "1.0.0", "downloadLocation": "NOASSERTION"}
    relationships = [("SPDXRef-DOCUMENT", "DESCRIBES", "SPDXRef-Root")]
    relationships += [(ids[asker], "DEPENDS_ON", ids[asked]) for asker, on in graph for asked in on]
    document = {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": "shop",
        "creationInfo": {"created": "2026-01-01T00:00:00Z", "creators": ["Tool: make-sbom"]},
        "packages": [root, *packages],
        "relationships": [
            {"spdxElementId": one, "relationshipType": type_, "relatedSpdxElement": other}
            for one, type_, other in relationships
        ],
    }
    json.dump(document, out, indent=2)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("count", type=int, metavar="COMPONENTS")
    parser.add_argument("file", metavar="FILE")
    parser.add_argument("--form", choices=("minified", "pretty", "xml", "spdx"), default="minified")
    parser.add_argument("--flat", action="store_true", help="no dependency graph")
    given = parser.parse_args()
    with open(given.file, "w", encoding="utf-8") as file:
        if given.form == "xml":
            _write_xml(file, given.count, flat=given.flat)
        elif given.form == "spdx":
            _write_spdx(file, given.count, flat=given.flat)
        else:
            _write_json(file, given.count, indent=2 if given.form == "pretty" else None, flat=given.flat)
