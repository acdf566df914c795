"""Image references and the variables in their place."""

import pytest

from depscan.extractors.cloud._images import parse_reference, purpose
from depscan.extractors.cloud._shell_variables import assignments, substitute
from depscan.model import Scope

DIGEST = "sha256:" + "0123456789abcdef" * 4


@pytest.mark.parametrize(
    ("text", "name", "tag", "purl"),
    [
        ("python", "docker.io/library/python", None, "pkg:docker/library/python"),
        ("python:3.12", "docker.io/library/python", "3.12", "pkg:docker/library/python@3.12"),
        ("bitnami/redis:7", "docker.io/bitnami/redis", "7", "pkg:docker/bitnami/redis@7"),
        ("index.docker.io/nginx", "docker.io/library/nginx", None, "pkg:docker/library/nginx"),
        ("ghcr.io/Org/Img:V1", "ghcr.io/org/img", "V1", "pkg:docker/ghcr.io/org/img@V1"),
        ("localhost/x", "localhost/x", None, "pkg:docker/localhost/x"),
        ("host:5000/a/b:1", "host:5000/a/b", "1", "pkg:docker/host:5000/a/b@1"),
        ("docker://alpine:3", "docker.io/library/alpine", "3", "pkg:docker/library/alpine@3"),
        ("nginx:${TAG:-1}", "docker.io/library/nginx", None, "pkg:docker/library/nginx"),
        ("nginx:{{ version }}", "docker.io/library/nginx", None, "pkg:docker/library/nginx"),
        ("nginx@sha256:$X", "docker.io/library/nginx", None, "pkg:docker/library/nginx"),
    ],
)
def test_references_are_fully_qualified(text, name, tag, purl):
    image = parse_reference(text)

    assert (image.name, image.tag, image.purl) == (name, tag, purl)


def test_a_digest_is_kept_beside_the_tag():
    assert parse_reference(f"quay.io/a/b:1@{DIGEST}") == ("quay.io", "a/b", "1", DIGEST)


@pytest.mark.parametrize(
    "text",
    ["", "$IMAGE", "${REG}/a:1", "{{ .Values.image }}:1", "<registry>/a", "a b", "a//b", "-a", "https://u:p@h/a", "a:b c",
     "a@sha256:beef"],
)  # fmt: skip
def test_what_names_no_repository_is_none(text):
    assert parse_reference(text) is None


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("$A/${A}", "1/1"),
        ("${B:-x}${C:-y}${C-z}", "xy"),
        ("${B:?needed}", "${B:?needed}"),
        ("${A:+set}${B:+set}", "set"),
        ("${B:-${D:-${A}}}", "1"),
        ("$$A $ ${A#x} ${A", "$A $ ${A#x} 1"),
    ],
)
def test_variables_give_way_to_what_is_known(text, result):
    assert substitute(text, {"A": "1", "C": ""}) == result


def test_growing_without_end_is_refused():
    assert substitute("$A" * 1000, {"A": "x" * 1000}) == "$A" * 1000


def test_environment_files_may_use_what_stands_above():
    lines = ["# no", "A=1 # one", "export B=${A}2", "C='$A'", 'D="$B #3"', "E", "F="]

    assert assignments(lines) == {"A": "1", "B": "12", "C": "$A", "D": "12 #3", "F": ""}


@pytest.mark.parametrize(
    ("name", "scope"),
    [
        ("compose.e2e.yml", Scope.TEST),
        ("Dockerfile.dev", Scope.DEVELOPMENT),
        ("compose.prod.yml", None),
        ("device", None),
    ],
)
def test_names_tell_what_files_are_for(name, scope):
    assert purpose(name) == scope
