"""Look-ups: the most specific pattern wins, look-alikes do not match."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.knowledge import subject
from depscan.knowledge.index import normalised, prefix_table
from tests.small import knowledge


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("pkg:npm/%40acme-sdk/client-store@3.1.0", "acme-store"),
        ("pkg:npm/@acme-sdk/client-store", "acme-store"),
        ("pkg:npm/%40acme-sdk/anything-else", "acme"),
        ("pkg:npm/acme-sdk", None),
        ("pkg:pypi/Acme_Client", "acme"),
        ("resource:acme_bucket", "acme-store"),
        ("resource:acme_bucket_policy", "acme-store"),
        ("resource:acme_bucketeer", "acme"),
        ("https://user:secret@x.store.acme-cloud.com:8443/y?z", "acme-store"),
        ("https://acme-cloud.com.evil.example/", None),
        ("https://evilacme-cloud.com/", None),
        ("host:eu.acme-cloud.com", "acme"),
        ("image:docker.io/library/open-pg", "open-pg"),
        ("name:ACME STORE", "acme-store"),
        ("name:Acme Store Premium", None),
    ],
)
def test_the_most_specific_pattern_wins(text, expected):
    rule = knowledge().match(*subject.parse(text))

    assert (rule.id if rule else None) == expected


@pytest.mark.parametrize("text", ["requests", "foo:bar", "pkg:", "pkg:npm", ""])
def test_a_text_that_does_not_say_what_it_is_is_not_guessed(text):
    assert subject.parse(text) is None


def test_names_are_compared_without_case_accents_and_punctuation():
    assert normalised("Éditions  d'ACME, S.A.") == normalised("editions d acme s a")


def test_a_vendor_is_found_by_the_name_on_a_purchase_order():
    assert knowledge().vendor_named("Acme Cloud Ireland Ltd.") == "acme-cloud"
    assert knowledge().vendor_named("Nobody Inc") is None


@pytest.mark.parametrize(
    ("namespace", "text"),
    [
        ("purl", "pkg:npm/*"),
        ("host", "*"),
        ("host", "com"),
        ("host", "s3.*.com"),
        ("host", "s3.eu.*.example.com"),
        ("host", "*.*.example.com"),
        ("host", "s*.eu.example.com"),
        ("resource", "a*b"),
        ("name", "Acme*"),
        ("image", "postgres"),
    ],
)
def test_a_pattern_that_matches_everything_or_nothing_is_none(namespace, text):
    assert subject.pattern(namespace, text) is None


KEYS = st.text(alphabet="ab/-", max_size=12)


@given(st.dictionaries(KEYS.filter(bool).map(lambda key: f"{key}*") | KEYS, st.integers(0, 99), max_size=12), KEYS)
def test_a_table_finds_what_trying_every_pattern_would(patterns, key):
    if key in patterns:
        expected = patterns[key]
    else:
        fitting = [p for p in patterns if p.endswith("*") and key.startswith(p[:-1])]
        expected = patterns[max(fitting, key=len)] if fitting else None

    assert prefix_table(patterns).find(key) == expected


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("s3.eu-west-3.cloud.example.com", 1), ("s3.cloud.example.com", 2), ("b.s3.eu-west-3.cloud.example.com", 3),
        ("a.b.s3.xx.cloud.example.com", 3), ("s4.eu-west-3.cloud.example.com", 4), ("s3.eu.west.cloud.example.com", 4),
        ("s3.eu-west-3.cloud.example.com.evil.test", None), ("cloud.example.com", None), ("s3", None), ("", None),
        ("q.eu-west-3.cloud.example.com", 5), ("q.cloud.example.com", 5), ("x.q.cloud.example.com", 4),
    ],
)  # fmt: skip
def test_a_second_label_may_be_any_region_or_none(host, expected):
    patterns = ["s3.*.cloud.example.com", "s3.cloud.example.com", "*.s3.*.cloud.example.com"]
    patterns += ["*.cloud.example.com", "q.*.cloud.example.com"]
    table = prefix_table(
        {subject.pattern("host", text)[1]: number for number, text in enumerate(patterns, 1)}, hosts=True
    )

    assert table.find(host) == expected
