"""Package URLs: the fast reading says what the slow one says, and both what the reference implementation says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan import purl

_TYPES = st.sampled_from(["npm", "maven", "pypi", "golang", "deb", "oci", "NPM", "generic"])
_TEXT = st.text(alphabet="ab/@#?.-_~:A B+\\é2", max_size=14) | st.lists(
    st.sampled_from(["%2B", "%3A", "%40", "%2b", "%", "a", "1", "+", "@"])
).map("".join)


@given(type_=_TYPES, rest=_TEXT, version=_TEXT)
def test_the_fast_reading_says_what_the_slow_one_says(type_, rest, version):
    text = f"pkg:{type_}/{rest}@{version}"
    parts = purl._spelled(text)
    slow = (purl.make(*parts), parts.type, purl.display_name(parts), parts.version) if parts else None

    assert purl.identify(text) == slow


@pytest.mark.parametrize(
    ("given_", "canonical", "name"),
    [
        ("pkg:npm/%40angular/core@17.0.0", "pkg:npm/%40angular/core@17.0.0", "@angular/core"),
        ("pkg:npm/@angular/core@17.0.0", "pkg:npm/%40angular/core@17.0.0", "@angular/core"),
        ("pkg:npm/@angular/core", "pkg:npm/%40angular/core", "@angular/core"),
        ("pkg:npm/lodash", "pkg:npm/lodash", "lodash"),
        ("pkg:maven/org.x/y@1.0?type=jar#sub", "pkg:maven/org.x/y@1.0", "org.x:y"),
        ("pkg:pypi/Ruamel.YAML_x@1", "pkg:pypi/ruamel-yaml-x@1", "Ruamel.YAML_x"),
        (
            "pkg:golang/github.com/Azure/sdk@v1.0.0%2Bx",
            "pkg:golang/github.com/azure/sdk@v1.0.0%2Bx",
            "github.com/Azure/sdk",
        ),
        ("pkg:deb/debian/libc6@2.36-9%2Bdeb12u7?arch=amd64", "pkg:deb/debian/libc6@2.36-9%2Bdeb12u7", "libc6"),
        ("PKG:NPM/Foo@1", "pkg:npm/Foo@1", "Foo"),
        ("pkg://npm/foo@1", "pkg:npm/foo@1", "foo"),
    ],
)
def test_a_purl_is_made_canonical_and_its_name_shown_as_people_write_it(given_, canonical, name):
    known = purl.identify(given_)

    assert known is not None
    assert (known[0], known[2]) == (canonical, name)


@pytest.mark.parametrize("text", ["", "pkg:", "pkg:npm", "pkg:npm/", "npm/foo@1", "javascript:alert(1)", "@", "/@"])
def test_what_is_no_purl_is_none(text):
    assert purl.identify(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "pkg:npm/name@https://user:word@host.example",
        "pkg:npm/name@https://host.example/name-1.0.tgz",
        "pkg:npm/name@git+ssh://git@host.example/x",
    ],
)
def test_an_address_in_place_of_a_version_is_left_out(text):
    assert purl.split(text) == ("npm", "", "name", None)
    assert purl.identify(text) == ("pkg:npm/name", "npm", "name", None)
