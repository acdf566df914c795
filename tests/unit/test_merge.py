"""Manifests and lockfiles together."""

import pytest
from msgspec.structs import replace

from depscan.merge import merge, without_lockfile
from depscan.model import How, Scope
from tests.small import npm, product, resource, seen


def declared(name, path, **more):
    return npm(name, version=None, evidence=seen(path, 3, How.DECLARED), **more)


def locked(name, version, path, **more):
    return npm(name, version=version, evidence=seen(path, 9), **({"direct": None, "scope": Scope.UNKNOWN} | more))


def shape(components):
    return {(c.name, c.version, c.direct, c.scope.value, tuple(e.path for e in c.evidence)) for c in components}


def test_a_declaration_is_folded_into_the_lockfile_above_it():
    found = merge(
        [declared("a", "web/package.json"), locked("a", "1.0.0", "yarn.lock"), locked("b", "2.0.0", "yarn.lock")]
    )

    assert shape(found) == {
        ("a", "1.0.0", True, "runtime", ("web/package.json", "yarn.lock")),
        ("b", "2.0.0", False, "unknown", ("yarn.lock",)),
    }


def test_each_declaration_goes_to_its_own_lockfile():
    found = merge(
        [
            declared("a", "x/package.json"),
            declared("a", "y/package.json", scope=Scope.DEVELOPMENT),
            locked("a", "1.0.0", "x/yarn.lock"),
            locked("a", "2.0.0", "y/yarn.lock"),
        ]
    )

    assert shape(found) == {
        ("a", "1.0.0", True, "runtime", ("x/package.json", "x/yarn.lock")),
        ("a", "2.0.0", True, "development", ("y/package.json", "y/yarn.lock")),
    }


def test_a_declaration_without_a_lockfile_stands():
    found = merge([declared("a", "x/package.json"), locked("a", "1.0.0", "y/yarn.lock")])

    assert ("a", None, True, "runtime", ("x/package.json",)) in shape(found)
    assert ("a", "1.0.0", None, "unknown", ("y/yarn.lock",)) in shape(found)


def test_an_exact_declaration_tells_its_lockfile_the_scope_but_another_file_does_not_make_it_lighter():
    pinned = npm("a", "1.0.0", evidence=seen("package.json", 3, How.DECLARED), scope=Scope.DEVELOPMENT)
    found = merge([pinned, locked("a", "1.0.0", "yarn.lock")])
    assert [(c.scope, c.direct) for c in found] == [(Scope.DEVELOPMENT, True)]

    elsewhere = merge([locked("a", "1.0.0", "x/one.lock"), locked("a", "1.0.0", "y/two.lock", scope=Scope.TEST)])
    assert [c.scope for c in elsewhere] == [Scope.UNKNOWN]


def test_what_a_lockfile_tells_itself_is_not_overruled():
    found = merge([declared("a", "package.json"), locked("b", "1.0.0", "package-lock.json", direct=True)])

    assert {c.name: c.direct for c in found}["b"] is True


def test_two_lines_of_an_inventory_are_two_contracts():
    one = product("Suite", facts=(("annual_cost", "100"),), evidence=seen("i.csv", 2, How.LISTED))
    two = product("Suite", facts=(("annual_cost", "200"),), evidence=seen("i.csv", 3, How.LISTED))

    assert [c.fact("annual_cost") for c in merge([two, one])] == ["100", "200"]
    assert merge(merge([two, one])) == merge([one, two])


def test_the_same_client_at_two_endpoints_is_two_components():
    found = merge([npm("a", endpoint="one.example"), npm("a", endpoint="two.example")])

    assert len(found) == 2


def test_the_same_resource_in_two_regions_is_two_components():
    found = merge(
        [resource("acme_bucket.b", region="eu-1"), resource("acme_bucket.b", region="us-1"), resource("acme_bucket.b")]
    )

    assert [c.region for c in found] == [None, "eu-1", "us-1"]


def test_a_lockfile_in_a_folder_of_its_tool_speaks_for_the_folder_above():
    for path in ("app/obj/project.assets.json", "app/vendor/modules.txt", "app/vendor/composer/installed.json"):
        found = merge([declared("a", "app/manifest"), locked("a", "1.0.0", path), locked("b", "2.0.0", path)])

        assert shape(found) == {
            ("a", "1.0.0", True, "runtime", ("app/manifest", path)),
            ("b", "2.0.0", False, "unknown", (path,)),
        }


def test_what_a_manifest_itself_calls_transitive_stays_transitive():
    indirect = npm("a", "1.0.0", evidence=seen("go.mod", 3, How.DECLARED), direct=False)
    found = merge([indirect, locked("a", "1.0.0", "vendor/modules.txt")])

    assert [(c.direct, len(c.evidence)) for c in found] == [(False, 2)]


@pytest.mark.parametrize(
    ("manifest", "place"),
    [
        ("package.json", "node_modules/a/package.json"),
        ("shop/bower.json", "shop/bower_components/a/.bower.json"),
        ("apps/web/package.json", "common/config/rush/pnpm-lock.yaml"),
    ],
)
def test_what_is_installed_and_the_lockfile_of_rush_speak_for_the_folder_above(manifest, place):
    found = merge([declared("a", manifest), locked("a", "1.0.0", place), locked("b", "1.0.0", place)])

    assert [(c.name, c.version, c.direct) for c in found] == [("a", "1.0.0", True), ("b", "1.0.0", False)]


def test_a_runtime_pulls_in_nothing_that_a_lockfile_could_tell():
    node = replace(declared("node", ".nvmrc"), purl="pkg:generic/node")

    assert without_lockfile(merge([node])) == {}
    assert without_lockfile(merge([declared("a", "package.json")])) == {"package.json": 1}
