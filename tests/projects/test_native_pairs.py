"""Manifests and lockfiles of Swift, CocoaPods, Elixir, Erlang, Gleam, Conan and Haskell: each package once."""

import json

import pytest

LEFT = "0123456789abcdef0123456789abcdef01234567"

PAIRS = {
    "Swift": {
        "Package.swift": 'import PackageDescription\nlet package = Package(name: "app", dependencies: [\n'
        '  .package(url: "https://github.com/vapor/vapor.git", from: "4.0.0")\n])\n',
        "Package.resolved": json.dumps(
            {
                "pins": [
                    {
                        "identity": name,
                        "kind": "remoteSourceControl",
                        "location": f"https://github.com/{owner}/{name}",
                        "state": {"revision": LEFT, "version": "4.92.0"},
                    }
                    for owner, name in (("vapor", "vapor"), ("apple", "swift-nio"))
                ],
                "version": 2,
            }
        ),
        "expected": {
            ("github.com/apple/swift-nio", "4.92.0", False, "unknown"),
            ("github.com/vapor/vapor", "4.92.0", True, "unknown"),
        },
    },
    "CocoaPods": {
        "Podfile": "target 'App' do\n  pod 'Firebase/Auth', '10.0'\n  target 'AppTests' do\n    pod 'OCMock'\n  end\nend\n",
        "Podfile.lock": "PODS:\n  - Firebase/Auth (10.0.0):\n    - FirebaseAuth\n  - FirebaseAuth (10.0.0)\n"
        "  - OCMock (3.9.1)\n\nDEPENDENCIES:\n  - Firebase/Auth (= 10.0)\n  - OCMock\n",
        "expected": {
            ("Firebase", "10.0.0", True, "runtime"),
            ("FirebaseAuth", "10.0.0", False, "unknown"),
            ("OCMock", "3.9.1", True, "test"),
        },
    },
    "Mix": {
        "mix.exs": "defmodule App do\n  use Mix.Project\n  defp deps do\n"
        '    [{:plug, "~> 1.14"}, {:credo, "~> 1.7", only: :dev}]\n  end\nend\n',
        "mix.lock": '%{\n  "bunt": {:hex, :bunt, "1.0.0", "", [:mix], [], "hexpm", ""},\n'
        '  "credo": {:hex, :credo, "1.7.10", "", [:mix], [{:bunt, "~> 1.0", [hex: :bunt]}], "hexpm", ""},\n'
        '  "plug": {:hex, :plug, "1.16.1", "", [:mix], [], "hexpm", ""},\n}\n',
        "expected": {
            ("bunt", "1.0.0", False, "development"),
            ("credo", "1.7.10", True, "development"),
            ("plug", "1.16.1", True, "runtime"),
        },
    },
    "Rebar": {
        "rebar.config": '{deps, [{cowboy, "2.12.0"}]}.\n{profiles, [{test, [{deps, [meck]}]}]}.\n',
        "rebar.lock": '{"1.2.0",\n[{<<"cowboy">>,{pkg,<<"cowboy">>,<<"2.12.0">>},0},\n'
        ' {<<"cowlib">>,{pkg,<<"cowlib">>,<<"2.13.0">>},1}]}.\n',
        "expected": {
            ("cowboy", "2.12.0", True, "runtime"),
            ("cowlib", "2.13.0", False, "unknown"),
            ("meck", None, True, "test"),  # Rebar locks what is needed at run time only
        },
    },
    "Gleam": {
        "gleam.toml": 'name = "app"\n[dependencies]\nwisp = ">= 1.0.0"\n[dev-dependencies]\ngleeunit = ">= 1.0.0"\n',
        "manifest.toml": "packages = [\n"
        + "".join(
            f'  {{ name = "{name}", version = "1.2.0", build_tools = ["gleam"], requirements = [{more}], source = "hex" }},\n'
            for name, more in {"gleeunit": "", "mist": "", "wisp": '"mist"'}.items()
        )
        + '] \n[requirements]\ngleeunit = { version = ">= 1.0.0" }\nwisp = { version = ">= 1.0.0" }\n',
        "expected": {
            ("gleeunit", "1.2.0", True, "development"),
            ("mist", "1.2.0", False, "runtime"),
            ("wisp", "1.2.0", True, "runtime"),
        },
    },
    "Conan": {
        "conanfile.txt": "[requires]\nboost/[>=1.80]\n[tool_requires]\ncmake/3.28.1\n",
        "conan.lock": '{"version": "0.5", "requires": ["zlib/1.3.1#aa", "boost/1.83.0#bb"], '
        '"build_requires": ["cmake/3.28.1#cc"]}',
        "expected": {
            ("boost", "1.83.0", True, "runtime"),
            ("cmake", "3.28.1", True, "build"),
            ("zlib", "1.3.1", False, "runtime"),
        },
    },
    "Cabal": {
        "app.cabal": "cabal-version: 2.4\nname: app\nlibrary\n  build-depends: aeson >=2\n"
        "test-suite spec\n  build-depends: app, hspec\n",
        "cabal.project.freeze": "constraints: any.aeson ==2.2.3.0,\n             any.hspec ==2.11.9,\n"
        "             any.text ==2.0.2\n",
        "expected": {
            ("aeson", "2.2.3.0", True, "runtime"),
            ("hspec", "2.11.9", True, "test"),
            ("text", "2.0.2", False, "unknown"),
        },
    },
}


@pytest.mark.parametrize("tool", PAIRS)
def test_a_manifest_and_its_lockfile_are_one(depscan, tmp_path, tool):
    for name, content in PAIRS[tool].items():
        if name != "expected":
            (tmp_path / name).write_text(content)

    report = json.loads(depscan("scan", tmp_path, "-f", "json").stdout)
    found = {(c["name"], c["version"], c["direct"], c["scope"]) for c in report["components"]}

    assert found == PAIRS[tool]["expected"]
    assert [d for d in report["diagnostics"] if d["code"] != "no-lockfile"] == []
