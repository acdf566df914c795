"""What always holds, whatever is scanned."""

import json

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.assess.portfolio import portfolio
from depscan.assess.risk import assess
from depscan.merge import merge
from depscan.model import Component, Interval, Inventory, Kind, Scope, Use
from depscan.render.json import render_bytes
from depscan.report import Report
from depscan.resolve import resolve
from tests.small import DATE, assessed, knowledge, npm, product, resource, seen

NAMES = [
    "@acme-sdk/client-db",
    "@acme-sdk/client-store",
    "@acme-sdk/other",
    "@acme/ui",
    "mystery-db",
    "left-pad",
    "nobody-knows",
    "good-lib",
]
COMPONENTS = st.one_of(
    st.builds(
        npm,
        st.sampled_from(NAMES),
        version=st.sampled_from(["1.0.0", "2.0.0", None]),
        scope=st.sampled_from(list(Scope)),
        direct=st.sampled_from([True, False, None]),
        evidence=st.builds(seen, st.sampled_from(["a/package-lock.json", "b.json"]), st.integers(1, 3)),
    ),
    st.builds(
        resource, st.sampled_from(["acme_db.a", "acme_bucket.b", "euro_bucket.c", "acme_queue.d", "other_thing.e"])
    ),
    st.builds(product, st.sampled_from(["Licensed Cloud", "Acme Store", "Unheard Of"])),
)
LISTS = st.lists(COMPONENTS, max_size=8)


def at_least(new: Interval, old: Interval) -> bool:
    return new.low >= old.low - 1e-9 and new.high >= old.high - 1e-9


@given(LISTS, COMPONENTS)
def test_adding_a_component_never_lowers_a_score(components, more):
    before = assessed(*merge(components))
    after = assessed(*merge([*components, more]))

    for id_, assessment in before.items():
        assert at_least(after[id_].risk, assessment.risk), id_
        assert at_least(after[id_].exposure, assessment.exposure), id_
        assert at_least(after[id_].lock_in, assessment.lock_in), id_


@given(LISTS, st.randoms(use_true_random=False))
def test_the_order_of_input_does_not_matter(components, random):
    shuffled = list(components)
    random.shuffle(shuffled)

    assert merge(components) == merge(shuffled)
    assert json.dumps(msgspec.to_builtins(assessed(*merge(components)))) == json.dumps(
        msgspec.to_builtins(assessed(*merge(shuffled)))
    )


@given(LISTS)
def test_merging_again_changes_nothing(components):
    once = merge(components)

    assert merge(once) == once
    assert merge([*once, *once]) == once


@given(LISTS, st.randoms(use_true_random=False))
def test_the_same_input_in_any_order_gives_the_same_bytes(components, random):
    shuffled = list(components)
    random.shuffle(shuffled)

    assert render_bytes(reported(components)) == render_bytes(reported(shuffled)) == render_bytes(reported(shuffled))


def reported(components):
    """Return the report that a scan of files with these components gives."""
    found = resolve(merge(components), knowledge())
    assessments = assess(found.dependencies, knowledge(), home="EU", date=DATE)
    return Report(
        tool_version="0",
        knowledge=knowledge().stamp,
        paths=(".",),
        home="EU",
        date=DATE,
        inventory=Inventory(components=found.components, diagnostics=(), files_seen=1, files_read=1, files_failed=0),
        attributions=found.attributions,
        assessments=assessments,
        portfolio=portfolio(assessments),
    )


@given(LISTS, LISTS)
def test_merging_two_scans_gives_the_maximum_for_each_dependency(one, other):
    """Of exposure and of scope; lock-in but for depth, which counts the services of both, is that of either.

    More than the maximum comes out where a package is direct in one and needed at run time in the other.
    """
    both = assessed(*merge([*one, *other]))
    parts = [assessed(*merge(one)), assessed(*merge(other))]

    assert set(both) == set(parts[0]) | set(parts[1])
    for id_, found in both.items():
        each = [part[id_] for part in parts if id_ in part]
        surer = certainty(found) / max(map(certainty, each))
        assert surer >= 1
        assert found.scope_weight >= max(a.scope_weight for a in each)
        for end in ("low", "high"):
            assert getattr(found.exposure, end) == pytest.approx(surer * max(getattr(a.exposure, end) for a in each))
        for assessment in each:
            assert at_least(found.risk, assessment.risk)
            assert at_least(found.lock_in, assessment.lock_in)
            assert without_depth(found) == without_depth(assessment)


def certainty(assessment):
    return knowledge().scoring.use[assessment.dependency.use]


def without_depth(assessment):
    return [factor for factor in assessment.factors if factor.factor != "depth"]


@given(LISTS)
def test_scores_are_between_0_and_100_and_ordered(components):
    for assessment in assessed(*merge(components)).values():
        for interval in (assessment.exposure, assessment.lock_in, assessment.risk):
            assert 0 <= interval.low <= interval.high <= 100


@given(LISTS, st.sampled_from(["EU", "US", "CH", "CA"]))
def test_home_moves_exposure_only(components, home):
    here, there = assessed(*merge(components)), assessed(*merge(components), home=home)

    assert {id_: a.lock_in for id_, a in here.items()} == {id_: a.lock_in for id_, a in there.items()}


@given(COMPONENTS)
def test_ids_do_not_depend_on_where_a_component_was_seen(component):
    elsewhere = msgspec.structs.replace(component, evidence=seen("elsewhere.json", 99))

    assert component.id == elsewhere.id


def test_unknown_is_never_better_than_the_worst_known():
    unknown = assessed(npm("mystery-db"))["mystery-db"]
    known = assessed(npm("@acme-sdk/client-db"))["acme-db"]

    assert unknown.exposure.high >= known.exposure.high


def test_a_community_package_is_a_class_of_its_own_and_no_dependency():
    assert set(assessed(npm("left-pad"))) == {"test-registry"}


def test_every_use_has_a_certainty():
    assert set(knowledge().scoring.use) == {use.value for use in Use}
    assert set(knowledge().scoring.scope) == {scope.value for scope in Scope}


def test_kinds_without_a_rule_are_unknown_and_do_not_break():
    for kind in Kind:
        assert assessed(Component(kind=kind, name="zzz", evidence=seen())) is not None
