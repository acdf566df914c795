"""A manifest and the lockfile of its tool are one: each package once, with what both tell."""

import json

import pytest

HASH = "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="

PAIRS = {
    "Cargo": {
        "Cargo.toml": '[package]\nname = "app"\n[dependencies]\nserde = "1"\n[dev-dependencies]\nmockall = "0.12"\n',
        "Cargo.lock": "version = 4\n"
        + "".join(
            f'[[package]]\nname = "{name}"\nversion = "1.0.0"\n{more}'
            for name, more in {
                "app": 'dependencies = ["mockall", "serde"]\n',
                "fragile": 'source = "registry+https://github.com/rust-lang/crates.io-index"\n',
                "mockall": 'source = "registry+https://github.com/rust-lang/crates.io-index"\n'
                'dependencies = ["fragile"]\n',
                "serde": 'source = "registry+https://github.com/rust-lang/crates.io-index"\n',
            }.items()
        ),
        "expected": {
            ("fragile", "1.0.0", False, "development"),
            ("mockall", "1.0.0", True, "development"),
            ("serde", "1.0.0", True, "runtime"),
        },
    },
    "Bundler": {
        "Gemfile": 'gem "rails", "7.1"\ngem "rspec", group: :test\n',
        "Gemfile.lock": "GEM\n  remote: https://rubygems.org/\n  specs:\n    diff-lcs (1.5)\n    rails (7.1)\n"
        "    rspec (3.13)\n      diff-lcs\n\nDEPENDENCIES\n  rails (= 7.1)\n  rspec\n",
        "expected": {
            ("diff-lcs", "1.5", False, "test"),
            ("rails", "7.1", True, "runtime"),
            ("rspec", "3.13", True, "test"),
        },
    },
    "Composer": {
        "composer.json": '{"require": {"Symfony/Console": "6.4.1"}, "require-dev": {"phpunit/phpunit": "^11"}}',
        "composer.lock": '{"packages": [{"name": "symfony/console", "version": "v6.4.1"}, {"name": "psr/log", '
        '"version": "3.0.0"}], "packages-dev": [{"name": "phpunit/phpunit", "version": "11.2.0"}]}',
        "expected": {
            ("phpunit/phpunit", "11.2.0", True, "development"),
            ("psr/log", "3.0.0", False, "runtime"),
            ("symfony/console", "v6.4.1", True, "runtime"),
        },
    },
    "NuGet": {
        "App.csproj": '<Project Sdk="Microsoft.NET.Sdk"><ItemGroup><PackageReference Include="serilog" '
        'Version="4.*"/></ItemGroup></Project>',
        "obj/project.assets.json": '{"targets": {"net8.0": {"Serilog/4.0.0": {"dependencies": {"Polly": "8.0.0"}}}}, '
        '"libraries": {"Serilog/4.0.0": {"type": "package"}, "Polly/8.0.0": {"type": "package"}}, '
        '"project": {"frameworks": {"net8.0": {"dependencies": {"Serilog": {}}}}}}',
        "expected": {("Polly", "8.0.0", False, "runtime"), ("Serilog", "4.0.0", True, "runtime")},
    },
    "Paket": {
        "paket.dependencies": "nuget Serilog 4.0.0\ngroup Test\n  nuget Expecto\n",
        "paket.lock": "NUGET\n  remote: https://api.nuget.org/v3/index.json\n    Serilog (4.0)\n\nGROUP Test\n"
        "NUGET\n  remote: https://api.nuget.org/v3/index.json\n    Expecto (10.2.1)\n    Mono.Cecil (0.11.5)\n",
        "expected": {
            ("Expecto", "10.2.1", True, "test"),
            ("Mono.Cecil", "0.11.5", False, "test"),
            ("Serilog", "4.0", True, "unknown"),
        },
    },
    "Go": {
        "go.mod": "module acme.example/app\n\ngo 1.16\n\nrequire github.com/pkg/errors v0.9.1\n",
        "go.sum": f"github.com/pkg/errors v0.9.1 {HASH}\ngolang.org/x/sys v0.1.0 {HASH}\n",
        "vendor/modules.txt": "# github.com/pkg/errors v0.9.1\n## explicit\ngithub.com/pkg/errors\n",
        "expected": {
            ("github.com/pkg/errors", "v0.9.1", True, "unknown"),
            ("golang.org/x/sys", "v0.1.0", False, "unknown"),
        },
    },
    "dep": {
        "Gopkg.toml": '[[constraint]]\nname = "github.com/pkg/errors"\nversion = "0.8.0"\n',
        "Gopkg.lock": '[[projects]]\nname = "github.com/pkg/errors"\nversion = "v0.8.0"\n'
        '[[projects]]\nname = "golang.org/x/sys"\nrevision = "abc"\n',
        "expected": {
            ("github.com/pkg/errors", "v0.8.0", True, "unknown"),
            ("golang.org/x/sys", "abc", False, "unknown"),
        },
    },
    "Helm": {
        "Chart.yaml": "apiVersion: v2\nname: shop\ndependencies:\n"
        "  - {name: redis, version: ~20.3, repository: 'https://charts.acme.example/stable'}\n",
        "Chart.lock": "dependencies:\n- name: redis\n  repository: https://charts.acme.example/stable\n  version: 20.3.1\n"
        "digest: sha256:00\n",
        "expected": {
            ("charts.acme.example/stable/redis", "20.3.1", True, "runtime"),
            ("file:Chart.yaml", None, True, "unknown"),
        },
    },
}


@pytest.mark.parametrize("tool", PAIRS)
def test_each_package_is_told_once_with_what_both_files_know(depscan, tmp_path, tool):
    for name, content in PAIRS[tool].items():
        if name != "expected":
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(content)
    report = json.loads(depscan("scan", tmp_path, "-f", "json").stdout)
    found = {(c["name"], c["version"], c["direct"], c["scope"]) for c in report["components"]}

    assert found == PAIRS[tool]["expected"]
    assert report["diagnostics"] == []
