"""SBOMs in one notation and another, typed or not, shallow or deep: the same components, and only bad entries lost."""

import copy
import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.errors import ParseError
from depscan.extractors.base import SourceFile
from depscan.extractors.sboms import (
    cyclonedx_json,
    cyclonedx_protobuf,
    cyclonedx_xml,
    spdx3_json,
    spdx_json,
    spdx_rdf,
    spdx_tag_value,
    spdx_xml,
    spdx_yaml,
)
from depscan.extractors.sboms._facts import licence, named, origin, published, supposed
from depscan.extractors.sboms._identity import identified, image
from tests.extractors.harness import HERE

CYCLONEDX = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "metadata": {
        "component": {"type": "application", "bom-ref": "app", "name": "app", "components": [{"name": "own"}]}
    },
    "components": [
        {
            "type": "library",
            "bom-ref": f"ref-{name}",
            "group": "@example",
            "name": name,
            "version": "1.0.0",
            "purl": f"pkg:npm/%40example/{name}@1.0.0",
            "scope": "required",
            "supplier": {"name": "Example GmbH", "address": {"country": "DE"}},
            "licenses": [{"license": {"id": "MIT"}}, {"expression": "ISC"}],
            "properties": [{"name": "cdx:npm:package:development", "value": "true"}],
            "components": [{"type": "library", "name": f"within-{name}"}],
        }
        for name in ("a", "b", "c")
    ],
    "services": [{"name": "s", "endpoints": ["https://s.example"], "provider": {"name": "Example GmbH"}}],
    "dependencies": [{"ref": "app", "dependsOn": ["ref-a"]}, {"ref": "ref-a", "dependsOn": ["ref-b"]}],
}
SPDX = {
    "spdxVersion": "SPDX-2.3",
    "SPDXID": "SPDXRef-DOCUMENT",
    "creationInfo": {"creators": ["Tool: by-hand"]},
    "packages": [
        {
            "SPDXID": f"SPDXRef-{name}",
            "name": name,
            "versionInfo": "1.0.0",
            "supplier": "Organization: Example GmbH",
            "licenseConcluded": "MIT",
            "primaryPackagePurpose": "LIBRARY",
            "externalRefs": [{"referenceType": "purl", "referenceLocator": f"pkg:npm/{name}@1.0.0"}],
        }
        for name in ("app", "a", "b", "c")
    ],
    "relationships": [
        {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES", "relatedSpdxElement": "SPDXRef-app"},
        {"spdxElementId": "SPDXRef-app", "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "SPDXRef-a"},
    ],
}


def _components(module, document, *, places=True):
    data = document if isinstance(document, bytes) else json.dumps(document, indent=1).encode()
    source = SourceFile(path="x", shown_path="x", found_by="x", read=lambda _: None, diagnostics=[], _bytes=data)
    found = list(module.parse(source))
    return found if places else [msgspec.structs.replace(component, evidence=()) for component in found]


@pytest.mark.parametrize(
    ("module", "document", "key"), [(cyclonedx_json, CYCLONEDX, "components"), (spdx_json, SPDX, "packages")]
)
def test_one_entry_of_the_wrong_type_changes_nothing_about_the_others(module, document, key):
    damaged = copy.deepcopy(document)
    damaged[key].append(7)

    assert _components(module, damaged, places=False) == _components(module, document, places=False)


_WRONG = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text(max_size=3)
    | st.just([])
    | st.just({})
    | st.just([[{}]])
)


def _nodes(value, place=()):
    yield place
    children = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, child in children:
        yield from _nodes(child, (*place, key))


@pytest.mark.parametrize(
    ("module", "document", "key"), [(cyclonedx_json, CYCLONEDX, "components"), (spdx_json, SPDX, "packages")]
)
@given(data=st.data())
def test_a_wrong_type_anywhere_costs_one_entry_at_most(module, document, key, data):
    place = data.draw(st.sampled_from([node for node in _nodes(document) if node]))
    damaged = copy.deepcopy(document)
    target = damaged
    for step in place[:-1]:
        target = target[step]
    target[place[-1]] = data.draw(_WRONG)
    try:
        found = _components(module, damaged)
    except ParseError:
        assert place[0] in ("bomFormat", "specVersion", "spdxVersion", "SPDXID")
        return

    if place[0] == key and len(place) > 1:
        others = {"a", "b", "c"} - {document[key][place[1]]["name"]}
        assert others <= {component.name.rpartition("/")[2] for component in found}


def _xml(document):
    def component(entry):
        supplier = entry.get("supplier")
        licences = "".join(
            f"<expression>{choice['expression']}</expression>"
            if "expression" in choice
            else f"<license><id>{choice['license']['id']}</id></license>"
            for choice in entry.get("licenses", ())
        )
        return (
            f'<component type="{entry.get("type", "library")}"' + (f' bom-ref="{entry["bom-ref"]}"' if "bom-ref" in entry else "") + ">"
            + (f"<supplier><name>{supplier['name']}</name><address><country>{supplier['address']['country']}</country></address></supplier>" if supplier else "")
            + "".join(f"<{key}>{entry[key]}</{key}>" for key in ("group", "name", "version", "scope", "purl") if key in entry)
            + (f"<licenses>{licences}</licenses>" if licences else "")
            + "<properties>" + "".join(f'<property name="{p["name"]}">{p["value"]}</property>' for p in entry.get("properties", ())) + "</properties>"
            + "<components>" + "".join(map(component, entry.get("components", ()))) + "</components></component>"
        )  # fmt: skip

    services = "".join(
        f"<service><provider><name>{s['provider']['name']}</name></provider><name>{s['name']}</name>"
        f"<endpoints>{''.join(f'<endpoint>{e}</endpoint>' for e in s['endpoints'])}</endpoints></service>"
        for s in document["services"]
    )
    edges = "".join(
        f'<dependency ref="{d["ref"]}">'
        + "".join(f'<dependency ref="{on}"/>' for on in d["dependsOn"])
        + "</dependency>"
        for d in document["dependencies"]
    )
    return (
        '<bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata>' + component(document["metadata"]["component"]) + "</metadata><components>"
        + "".join(map(component, document["components"])) + f"</components><services>{services}</services><dependencies>{edges}</dependencies></bom>"
    ).encode()  # fmt: skip


def _varint(number):
    return bytes([number]) if number < 128 else bytes([number & 127 | 128]) + _varint(number >> 7)


def _protobuf(value, message):
    """Encode by the very table that is read by: its numbers are checked by documents that others made."""
    encoded = b""
    for number, field in message.items():
        items = value.get(field.key, []) if field.key else []
        for item in items if isinstance(items, list) else [items]:
            if field.words:
                encoded += _varint(number << 3) + _varint(field.words.index(item))
            else:
                data = item.encode() if field.message is None else _protobuf(item, field.message)
                encoded += _varint(number << 3 | 2) + _varint(len(data)) + data
    return encoded


def test_json_xml_and_protobuf_say_the_same():
    found = _components(cyclonedx_json, CYCLONEDX, places=False)
    edges = [
        {"ref": d["ref"], "dependencies": [{"ref": on} for on in d["dependsOn"]]} for d in CYCLONEDX["dependencies"]
    ]
    protobuf = _protobuf({**CYCLONEDX, "dependencies": edges}, cyclonedx_protobuf._BOM)

    assert len(found) == 7
    assert _components(cyclonedx_xml, _xml(CYCLONEDX), places=False) == found
    assert _components(cyclonedx_protobuf, protobuf, places=False) == found


def _tag_value(document):
    lines = [f"SPDXVersion: {document['spdxVersion']}", f"SPDXID: {document['SPDXID']}"]
    lines += [f"Creator: {creator}" for creator in document["creationInfo"]["creators"]]
    for package in document["packages"]:
        lines += [
            f"PackageName: {package['name']}",
            f"SPDXID: {package['SPDXID']}",
            f"PackageVersion: {package['versionInfo']}",
            f"PackageSupplier: {package['supplier']}",
            f"PackageLicenseConcluded: {package['licenseConcluded']}",
            f"PrimaryPackagePurpose: {package['primaryPackagePurpose']}",
            *(f"ExternalRef: PACKAGE-MANAGER purl {ref['referenceLocator']}" for ref in package["externalRefs"]),
        ]
    for edge in document["relationships"]:
        lines.append(f"Relationship: {edge['spdxElementId']} {edge['relationshipType']} {edge['relatedSpdxElement']}")
    return "\n".join(lines).encode()


def _spdx_xml(document):
    def element(name, value):
        if isinstance(value, list):
            return "".join(element(name, item) for item in value)
        inner = "".join(element(*item) for item in value.items()) if isinstance(value, dict) else value
        return f"<{name}>{inner}</{name}>"

    return element("Document", document).encode()


def _spdx_rdf(document):
    def relations(of):
        return "".join(
            f'<relationship><Relationship><relationshipType rdf:resource="#relationshipType_{kind}"/>'
            f'<relatedSpdxElement rdf:resource="{edge["relatedSpdxElement"]}"/></Relationship></relationship>'
            for edge in document["relationships"]
            for kind in [{"DESCRIBES": "describes", "DEPENDS_ON": "dependsOn"}[edge["relationshipType"]]]
            if edge["spdxElementId"] == of
        )

    packages = "\n".join(
        f'<Package rdf:about="{package["SPDXID"]}"><name>{package["name"]}</name><versionInfo>1.0.0</versionInfo>'
        f'<supplier>{package["supplier"]}</supplier><licenseConcluded rdf:resource="http://spdx.org/licenses/MIT"/>'
        '<externalRef><ExternalRef><referenceType rdf:resource="http://spdx.org/rdf/references/purl"/>'
        f"<referenceLocator>{package['externalRefs'][0]['referenceLocator']}</referenceLocator></ExternalRef></externalRef>"
        f"{relations(package['SPDXID'])}</Package>"
        for package in document["packages"]
    )
    return (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">'
        f'<SpdxDocument rdf:about="{document["SPDXID"]}"><specVersion>SPDX-2.3</specVersion>{relations(document["SPDXID"])}'
        f"</SpdxDocument>{packages}</rdf:RDF>"
    ).encode()


def _spdx3(document):
    types = {"DESCRIBES": "describes", "DEPENDS_ON": "dependsOn"}
    elements = [
        {"type": "SpdxDocument", "spdxId": document["SPDXID"]},
        {"type": "Organization", "spdxId": "urn:supplier", "name": "Example GmbH"},
        {"type": "simplelicensing_LicenseExpression", "spdxId": "urn:mit", "simplelicensing_licenseExpression": "MIT"},
    ]
    for package in document["packages"]:
        elements.append(
            {
                "type": "software_Package",
                "spdxId": package["SPDXID"],
                "name": package["name"],
                "software_packageVersion": package["versionInfo"],
                "software_packageUrl": package["externalRefs"][0]["referenceLocator"],
                "suppliedBy": "urn:supplier",
            }
        )
        elements.append({"from": package["SPDXID"], "relationshipType": "hasConcludedLicense", "to": ["urn:mit"]})
    for edge in document["relationships"]:
        to = [edge["relatedSpdxElement"]]
        elements.append({"from": edge["spdxElementId"], "relationshipType": types[edge["relationshipType"]], "to": to})
    return json.dumps({"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": elements}).encode()


@pytest.mark.parametrize(
    ("module", "written"),
    [
        (spdx_tag_value, _tag_value),
        (spdx_yaml, lambda document: json.dumps(document).encode()),
        (spdx_xml, _spdx_xml),
        (spdx_rdf, _spdx_rdf),
        (spdx3_json, _spdx3),
    ],
    ids=lambda value: getattr(value, "__name__", "").rpartition(".")[2],
)
def test_every_notation_of_spdx_says_the_same(module, written):
    found = _components(spdx_json, SPDX, places=False)

    assert len(found) == 3
    assert _components(module, written(SPDX), places=False) == found


@pytest.mark.parametrize(
    ("address", "facts"),
    [
        ("https://npm.registry.example/left/-/left-1.0.0.tgz", (("registry", "npm.registry.example"),)),
        ("https://user:secret@files.example/a.whl?token=secret", (("registry", "files.example"),)),
        ("https://crates.example/api/v1/crates/a/1.0/download", (("registry", "crates.example"),)),
        ("https://api.forge.example/repos/a/b/zipball/0123", (("registry", "api.forge.example"),)),
        ("git+https://forge.example/a/b.git@v1.0#sub", (("repository", "forge.example/a/b"),)),
        ("https://forge.example/a/b.git", (("repository", "forge.example/a/b"),)),
        ("https://forge.example/a/b", ()),
        ("https://product.example", ()),
        ("NOASSERTION", ()),
        ("file:///home/somebody/a.tgz", ()),
        (None, ()),
    ],
)
def test_only_an_address_of_a_file_names_a_registry(address, facts):
    assert origin(address) == facts


def test_source_documentation_and_support_of_a_component_accuse_nobody():
    kinds = ("vcs", "website", "documentation", "issue-tracker", "support", "chat", "build-system", "other")
    document = copy.deepcopy(CYCLONEDX)
    for entry in document["components"]:
        entry["externalReferences"] = [{"type": kind, "url": f"https://{kind}.example/a.zip"} for kind in kinds]

    assert _components(cyclonedx_json, document, places=False) == _components(cyclonedx_json, CYCLONEDX, places=False)


def test_a_licence_of_licences_costs_no_more_than_it_is_long():
    sets = "".join(
        f'<ConjunctiveLicenseSet rdf:nodeID="s{level}">'
        + f'<member rdf:nodeID="s{level + 1}"/>' * 20
        + "</ConjunctiveLicenseSet>"
        for level in range(200)
    )
    data = (
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#">'
        f'<Package rdf:about="a"><name>a</name><licenseConcluded rdf:nodeID="s0"/></Package>{sets}</rdf:RDF>'
    ).encode()

    assert [component.name for component in _components(spdx_rdf, data)] == ["a"]


def test_aliases_that_multiply_references_are_refused():
    references = "[" + ",".join(["{referenceType: x}"] * 500) + "]"
    packages = "".join(f"- {{name: p{number}, externalRefs: *r}}\n" for number in range(2000))
    data = f"spdxVersion: SPDX-2.3\nx: &r {references}\npackages:\n{packages}".encode()

    with pytest.raises(ParseError, match="repeated too often"):
        _components(spdx_yaml, data)


def test_protobuf_within_protobuf_beyond_the_limits_is_an_error_and_no_crash():
    data = b""
    for _ in range(12_000):
        data = b"\xaa\x01" + _varint(len(data)) + data

    with pytest.raises(ParseError, match="nested too deeply"):
        _components(cyclonedx_protobuf, b"\n\x031.6*" + _varint(len(data)) + data)


@pytest.mark.parametrize("case", sorted((HERE / "cyclonedx_json").glob("*/expected.json")), ids=lambda p: p.parent.name)
def test_the_line_of_a_component_holds_its_name_or_package_url(case):
    for component in json.loads(case.read_text(encoding="utf-8"))["components"]:
        path, _, rest = component["seen"][0].partition(":")
        if not rest or component["kind"] == "image" or "encod" in case.parent.name or "utf16" in case.parent.name:
            continue
        text = (case.parent / path).read_bytes().decode("latin-1" if "latin1" in case.parent.name else "utf-8-sig")
        line = text.splitlines()[int(rest.partition(" ")[0]) - 1].replace("\\/", "/")
        last = component["name"].replace(":", "/").rpartition("/")[2]

        assert last in line or component.get("facts", {}).get("service", "") in line


def _nested(levels):
    opening = "".join(f'{{"name":"n{level}","components":[' for level in range(levels))
    return ('{"bomFormat":"CycloneDX","specVersion":"1.5","components":[' + opening + "]}" * levels + "]}").encode()


def test_components_within_components_are_found_three_thousand_deep():
    found = _components(cyclonedx_json, _nested(3000))

    assert [component.name for component in found] == [f"n{level}" for level in range(3000)]
    assert max(len(component.evidence[0].pointer or "") for component in found) < 300


def test_nesting_beyond_the_limits_is_an_error_and_no_crash():
    with pytest.raises(ParseError, match="nested too deeply"):
        _components(cyclonedx_json, _nested(15_000))
    deep = b'<bom xmlns="http://cyclonedx.org/schema/bom/1.5">' + b"<components><component>" * 20_000
    with pytest.raises(ParseError, match="nested too deeply"):
        _components(cyclonedx_xml, deep)


@pytest.mark.parametrize(
    ("text", "as_supplier", "as_publisher", "as_author"),
    [
        ("Example GmbH", "Example GmbH", "Example GmbH", "Example GmbH"),
        ("Red Hat", "Red Hat", "Red Hat", None),
        ("Jane Doe", "Jane Doe", "Jane Doe", None),
        ("Jane Doe <jane@doe.example>", "Jane Doe", None, None),
        ("Organization: Example (legal@example.com)", "Example", None, None),
        ("Person: Jane Doe (jane@doe.example)", None, None, None),
        ("NOASSERTION", None, None, None),
        ("jane@doe.example", None, None, None),
        (" ", None, None, None),
        (None, None, None, None),
    ],
)
def test_names_of_persons_are_not_kept(text, as_supplier, as_publisher, as_author):
    assert (named(text), published(text), supposed(text)) == (as_supplier, as_publisher, as_author)


def test_several_licences_are_one_expression():
    assert licence(["MIT", None, "NONE", "ISC OR 0BSD", "MIT"]) == "MIT AND (ISC OR 0BSD)"


def test_images_are_named_in_full_whatever_names_them():
    assert image("postgres:16").name == "docker.io/library/postgres"
    known = identified("pkg:oci/debian@sha256%3Aabc?repository_url=docker.io/library/debian&tag=bookworm", None)

    assert known is not None
    assert (known.name, known.version) == ("docker.io/library/debian", "bookworm")
