"""Manifests and lockfiles of JavaScript runtimes, Dart and version managers, as a scan sees them together."""

import json

import pytest


def found(depscan, folder, *arguments):
    """Return what a scan reports: (purl, direct, scope) of each component, and the diagnostics."""
    report = json.loads(depscan("scan", folder, "-f", "json", *arguments).stdout)
    return (
        {(c["purl"].removeprefix("pkg:"), c.get("direct"), c["scope"]) for c in report["components"]},
        report["diagnostics"],
    )


def write(folder, **files):
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_text(content if isinstance(content, str) else json.dumps(content, indent=2))


def test_pubspec_lock_takes_in_what_pubspec_yaml_declares(depscan, tmp_path):
    write(
        tmp_path,
        pubspec__yaml="name: app\ndependencies:\n  http: ^1.0.0\n  flutter:\n    sdk: flutter\n",
        pubspec__lock=(
            "packages:\n"
            "  flutter:\n    dependency: direct main\n    description: flutter\n    source: sdk\n    version: 0.0.0\n"
            "  http:\n    dependency: direct main\n    source: hosted\n    version: 1.2.0\n"
            "  meta:\n    dependency: transitive\n    source: hosted\n    version: 1.9.1\n"
        ),
    )

    assert found(depscan, tmp_path)[0] == {
        ("pub/flutter", True, "runtime"),
        ("pub/http@1.2.0", True, "runtime"),
        ("pub/meta@1.9.1", False, "unknown"),
    }


def test_deno_lock_takes_in_what_deno_json_declares(depscan, tmp_path):
    write(
        tmp_path,
        deno__json={"imports": {"@std/path": "jsr:@std/path@^1", "chalk": "npm:chalk@^5"}},
        deno__lock={
            "version": "5",
            "specifiers": {"jsr:@std/path@^1": "1.0.8", "npm:chalk@^5": "5.3.0"},
            "jsr": {"@std/path@1.0.8": {"integrity": "a"}},
            "npm": {"chalk@5.3.0": {"integrity": "b"}, "ms@2.1.3": {"integrity": "c"}},
            "workspace": {"dependencies": ["jsr:@std/path@^1", "npm:chalk@^5"]},
        },
    )

    assert found(depscan, tmp_path)[0] == {
        ("jsr/%40std/path@1.0.8", True, "unknown"),
        ("npm/chalk@5.3.0", True, "unknown"),
        ("npm/ms@2.1.3", False, "unknown"),
    }


def test_bun_lock_takes_in_what_package_json_declares(depscan, tmp_path):
    write(
        tmp_path,
        package__json={"dependencies": {"debug": "^4"}, "devDependencies": {"semver": "^7"}},
        bun__lock={
            "lockfileVersion": 1,
            "workspaces": {"": {"dependencies": {"debug": "^4"}, "devDependencies": {"semver": "^7"}}},
            "packages": {
                "debug": ["debug@4.4.3", "", {"dependencies": {"ms": "^2.1.3"}}, "x"],
                "ms": ["ms@2.1.3", "", {}, "x"],
                "semver": ["semver@7.5.4", "", {}, "x"],
            },
        },
    )

    assert found(depscan, tmp_path)[0] == {
        ("npm/debug@4.4.3", True, "runtime"),
        ("npm/ms@2.1.3", False, "runtime"),
        ("npm/semver@7.5.4", True, "development"),
    }


def test_mise_lock_takes_in_what_mise_toml_declares(depscan, tmp_path):
    write(
        tmp_path,
        mise__toml='[tools]\nnode = "22"\njava = "temurin-21"\n',
        mise__lock='[[tools.node]]\nversion = "22.3.0"\n\n[[tools.java]]\nversion = "temurin-21.0.2+13.0.LTS"\n',
    )

    assert found(depscan, tmp_path)[0] == {
        ("generic/node@22.3.0", True, "unknown"),
        ("generic/temurin@21.0.2%2B13.0.LTS", True, "unknown"),
    }


@pytest.mark.parametrize("installed", [True, False])
def test_what_is_installed_is_read_when_it_is_asked_for(depscan, tmp_path, installed):
    write(tmp_path, package__json={"dependencies": {"debug": "^4"}})
    for name, version in (("debug", "4.4.3"), ("ms", "2.1.3")):
        folder = tmp_path / "node_modules" / name
        folder.mkdir(parents=True)
        write(folder, package__json={"name": name, "version": version, "dependencies": {"never": "^1"}})

    assert found(depscan, tmp_path, *(["--installed"] if installed else []))[0] == (
        {("npm/debug@4.4.3", True, "runtime"), ("npm/ms@2.1.3", False, "unknown")}
        if installed
        else {("npm/debug", True, "runtime")}
    )


def test_the_lockfile_of_rush_covers_the_projects_beside_its_folder(depscan, tmp_path):
    web, rush = tmp_path / "apps" / "web", tmp_path / "common" / "config" / "rush"
    web.mkdir(parents=True)
    rush.mkdir(parents=True)
    (web / "package.json").write_text('{"dependencies": {"debug": "^4"}}')
    (rush / "pnpm-lock.yaml").write_text(
        "lockfileVersion: '9.0'\n\nimporters:\n\n  ../../../apps/web:\n    dependencies:\n      debug:\n"
        "        specifier: ^4\n        version: 4.4.3\n\npackages:\n\n  debug@4.4.3:\n"
        "    resolution: {integrity: x}\n\nsnapshots:\n\n  debug@4.4.3: {}\n"
    )

    assert found(depscan, tmp_path)[0] == {("npm/debug@4.4.3", True, "runtime")}


def test_a_runtime_alone_is_a_component_and_no_missing_lockfile(depscan, tmp_path):
    write(tmp_path, __nvmrc="20\n")

    components, diagnostics = found(depscan, tmp_path)
    assert components == {("generic/node", True, "unknown")}
    assert diagnostics == []
    assert "transitive" not in depscan("scan", tmp_path).stdout
