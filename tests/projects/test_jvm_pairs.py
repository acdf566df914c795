"""A build script for the JVM or Bazel and the lockfile of its tool are one."""

import json

import pytest

from depscan.discover import Walk, discover
from depscan.extract import extract
from depscan.extractors.registry import all_formats
from depscan.merge import merge

PAIRS = {
    "Gradle": (
        {
            "build.gradle": "dependencies {\n implementation 'org.acme:a'\n testImplementation 'org.acme:t:1.0'\n}\n",
            "gradle.lockfile": "org.acme:a:2.0=compileClasspath,runtimeClasspath\n"
            "org.acme:b:3.0=runtimeClasspath\norg.acme:t:1.0=testRuntimeClasspath\n",
        },
        {
            ("org.acme:a", "2.0", True, "runtime"),
            ("org.acme:b", "3.0", False, "runtime"),
            ("org.acme:t", "1.0", True, "test"),
        },
    ),
    "Gradle with a catalog": (
        {
            "gradle/libs.versions.toml": '[libraries]\na = { module = "org.acme:a" }\nt = "org.acme:t:1.0"\n',
            "settings.gradle": "include 'app'\n",
            "app/build.gradle": "dependencies {\n implementation libs.a\n testImplementation libs.t\n}\n",
            "gradle.lockfile": "org.acme:a:2.0=runtimeClasspath\norg.acme:b:3.0=runtimeClasspath\n",
        },
        {
            ("org.acme:a", "2.0", True, "runtime"),
            ("org.acme:b", "3.0", False, "runtime"),
            ("org.acme:t", "1.0", True, "test"),
        },
    ),
    "sbt": (
        {
            "build.sbt": 'scalaVersion := "3.7.0"\nlibraryDependencies += "org.acme" %% "a" % "1.+"\n',
            "build.sbt.lock": json.dumps(
                {
                    "lockVersion": 1,
                    "dependencies": [
                        {"org": "org.acme", "name": "a_3", "version": "1.5", "configurations": ["compile"]},
                        {"org": "org.acme", "name": "b_3", "version": "2.0", "configurations": ["test"]},
                    ],
                }
            ),
        },
        {("org.acme:a_3", "1.5", True, "runtime"), ("org.acme:b_3", "2.0", False, "test")},
    ),
    "Bazel": (
        {
            "MODULE.bazel": 'bazel_dep(name = "rules_cc", version = "0.1.0")\n'
            'maven.install(artifacts = ["org.acme:a:1.0"])\n',
            "MODULE.bazel.lock": json.dumps(
                {
                    "lockFileVersion": 18,
                    "registryFileHashes": {
                        f"https://bcr.bazel.build/modules/{module}/source.json": "x"
                        for module in ("rules_cc/0.1.0", "platforms/1.0")
                    },
                }
            ),
            "maven_install.json": json.dumps(
                {
                    "__INPUT_ARTIFACTS_HASH": 1,
                    "artifacts": {"org.acme:a": {"version": "1.0"}, "org.acme:b": {"version": "2.0"}},
                }
            ),
        },
        {
            ("rules_cc", "0.1.0", True, "build"),
            ("platforms", "1.0", False, "build"),
            ("org.acme:a", "1.0", True, "runtime"),
            ("org.acme:b", "2.0", False, "unknown"),
        },
    ),
}


@pytest.mark.parametrize(("files", "expected"), PAIRS.values(), ids=PAIRS.keys())
def test_each_package_once_with_what_both_tell(tmp_path, files, expected):
    for name, text in files.items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
    found = merge(extract(discover([str(tmp_path)], Walk()), all_formats()).components)

    assert {(c.name, c.version, c.direct, c.scope.value) for c in found} == expected
