"""What rules object to: every condition, allowances, coverage, and settings that contradict themselves."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import structs

from depscan.assess.risk import assess
from depscan.errors import KnowledgeError
from depscan.finding import State, Waiver, WaiverState
from depscan.gate.conditions import fits
from depscan.gate.policy import Facts, fingerprint, gate
from depscan.gate.settings import Allow, Known, Rule, Settings, When
from depscan.model import Confidence, Delivery, Evidence, How, Scope, Severity, Use
from depscan.resolve import resolve
from tests.small import DATE, knowledge, npm, product, resource


def at(path, line=1, how=How.CONFIGURED):
    return (Evidence(path=path, line=line, how=how, found_by="test"),)


COMPONENTS = (
    npm("@acme-sdk/client-db", scope=Scope.DEVELOPMENT),
    npm("left-pad"),
    npm("nobody-knows"),
    npm("mystery-db"),
    resource("acme_bucket.logs", region="eu-1", evidence=at("prod/main.tf", 3)),
    resource("acme_bucket.test", evidence=at("test/main.tf", 3)),
    resource("euro_bucket.x", evidence=at("prod/main.tf", 9)),
    product("Acme Store", evidence=at("inventory.csv", 2, How.LISTED)),
)


def facts(components=COMPONENTS, *, home="EU", date=DATE, waivers=()):
    found = resolve(components, knowledge())
    return Facts(
        assessments=assess(found.dependencies, knowledge(), home=home, date=date),
        known=knowledge(),
        date=date,
        components=found.components,
        attributions=found.attributions,
        waivers=waivers,
    )


def objected(when, **more):
    settings = Settings(rules=(Rule(id="r", when=when, place="depscan.toml:1"),), **more)
    return {finding.dependency: finding for finding in gate(facts(), settings).findings}


EVERYTHING = {"acme-db", "acme-store", "euro-store", "mystery-db", "test-registry"}


@pytest.mark.parametrize(
    ("when", "ids", "says"),
    [
        (When(severity=Severity.HIGH), {"acme-store", "mystery-db"}, "risk ("),
        (When(exposure=85), {"acme-store"}, "exposure "),
        (When(lock_in=60), {"acme-db", "mystery-db"}, "lock-in 0–"),
        (When(control=("US",)), {"acme-db", "acme-store", "test-registry"}, "controlled from US: Acme Cloud (US)"),
        (When(control=("unknown",)), {"mystery-db"}, "who controls it is not known"),
        (When(control=("EU",)), {"euro-store"}, "controlled from FR"),
        (When(allow_control=("EU",)), EVERYTHING - {"euro-store"}, "not from EU"),
        (When(allow_control=("EU", "unknown")), EVERYTHING - {"euro-store", "mystery-db"}, ""),
        (When(law=("ca-order",)), {"euro-store"}, "by Production Orders (CA)"),
        (When(effect=("S",)), {"acme-db", "acme-store", "test-registry"}, "stop of service by Export Rules (US)"),
        (When(law=("us-access",), effect=("D",), category=("database-relational",)), {"acme-db"}, "data access by"),
        (When(delivery=(Delivery.DISTRIBUTION_CHANNEL,)), {"test-registry"}, "channel"),
        (When(vendor=("acme-parent",)), {"acme-db", "acme-store", "test-registry"}, "of Acme Cloud → Acme Parent (US)"),
        (When(vendor=("acme-parent",), allow_product=("acme-db",)), {"acme-store", "test-registry"}, ""),
        (When(allow_vendor=("acme-parent", "mystery")), {"euro-store"}, "of Euro Host (FR)"),
        (When(product=("acme-db",)), {"acme-db"}, ""),
        (When(category=("object-storage",)), {"acme-store", "euro-store"}, "category Object storage"),
        (When(located=("unknown",)), {"acme-db", "acme-store", "euro-store", "mystery-db"}, "where no file tells"),
        (When(allow_located=("US",), product=("acme-store",)), {"acme-store"}, "not in US"),
        (When(scope=(Scope.DEVELOPMENT,)), {"acme-db"}, "needed at development time"),
        (When(use=Use.CERTAIN, category=("object-storage",)), {"acme-store", "euro-store"}, "use certain"),
        (When(use=Use.LIKELY, product=("acme-db",)), set(), ""),
        (When(confidence=Confidence.HIGH, product=("acme-store",)), {"acme-store"}, "with high confidence"),
        (When(environment=("production",)), {"acme-store", "euro-store"}, "in files for production"),
        (When(path=("prod/*",), control=("US",)), {"acme-store"}, "in 1 file of prod/*"),
        (When(path=("*.csv",)), {"acme-store"}, ""),
    ],
)
def test_each_condition_finds_what_it_names_and_says_why(when, ids, says):
    found = objected(when)

    assert set(found) == ids
    for finding in found.values():
        assert finding.state is State.NEW
        assert finding.fingerprint == fingerprint("r", finding.dependency)
        assert "\n" not in finding.message
        assert finding.message.endswith(" [r]")
    assert not ids or any(says in finding.message for finding in found.values())


@pytest.mark.parametrize(
    ("pattern", "path", "expected"),
    [
        ("infra/", "infra/a/b.tf", True),
        ("infra", "infra/a/b.tf", True),
        ("./infra/*", "infra/b.tf", True),
        ("infra/*.tf", "infra/b.tf", True),
        ("**/prod/**", "prod/b.tf", True),
        ("**/prod/**", "a/prod/b.tf", True),
        ("*.tf", "a/b.tf", True),
        ("infra", "old/infra/b.tf", True),
        ("a/infra", "b/a/infra/b.tf", False),
        ("infra/", "infrastructure/b.tf", False),
    ],
)
def test_globs_name_paths_folders_and_files(pattern, path, expected):
    assert fits(path, (pattern,)) is expected


def test_the_place_is_one_that_the_rule_is_about():
    assert objected(When(path=("test/",)))["acme-store"].path == "test/main.tf"
    assert objected(When(environment=("production",)))["acme-store"].path == "prod/main.tf"


def test_of_some_places_only_what_is_seen_there_counts():
    """The bucket of production lies in eu-1, of which the catalogue does not know where that is; no region elsewhere."""
    here = objected(When(path=("inventory.csv",), located=("unknown",)))

    assert here["acme-store"].message.startswith("Acme Store: no file tells where its data lies")
    assert "1 resource where" in objected(When(path=("prod/",), located=("unknown",)))["acme-store"].message


def test_fail_on_is_a_rule_with_its_own_name():
    gated = gate(facts(), Settings(fail_on=Severity.HIGH))

    assert [rule.id for rule in gated.rules] == ["fail-on-high"]
    assert gated.rules[0].says == "Objects to dependencies of high risk or worse."
    assert {finding.dependency for finding in gated.findings} == {"acme-store", "mystery-db"}
    assert gated.findings[0].message.startswith("Mystery DB is of critical risk (0–90): exposure ")


def test_rules_in_force_say_what_they_object_to():
    rules = (
        Rule(id="a", when=When(allow_control=("EU", "CH"), category=("object-storage",)), help="why", place="x:3"),
        Rule(id="b", coverage_below=90),
        Rule(id="c", unattributed=True),
    )
    told = gate(facts(()), Settings(rules=rules)).rules

    assert [rule.says for rule in told] == [
        "Objects to dependencies not controlled from EU or CH, of the category object-storage.",
        "Objects to fewer than 90 % of the components attributed.",
        "Objects to components of which nobody is known to be behind them.",
    ]
    assert (told[0].help, told[0].place) == ("why", "x:3")


def test_coverage_is_of_the_scan_as_a_whole():
    settings = Settings(rules=(Rule(id="c", coverage_below=90),))
    (finding,) = gate(facts(), settings).findings

    assert (finding.dependency, finding.path, finding.fingerprint) == (None, None, fingerprint("c"))
    assert finding.message.startswith("87.5 % of 8 components attributed, fewer than 90 %")
    assert gate(facts(), Settings(rules=(Rule(id="c", coverage_below=87.5),))).findings == ()
    assert gate(facts(()), settings).findings == ()


def test_what_is_unknown_is_one_finding_each_whatever_its_version():
    settings = Settings(rules=(Rule(id="u", unattributed=True),))
    first = gate(facts(), settings).findings
    later = gate(facts((npm("nobody-knows", "2.0.0"), npm("nobody-else"))), settings).findings

    assert [f.component for f in first] == ["pkg:npm/nobody-knows"]
    assert {f.component: f.fingerprint for f in later}["pkg:npm/nobody-knows"] == first[0].fingerprint
    assert (first[0].path, first[0].line) == ("package-lock.json", 1)
    allowed = structs.replace(settings, allow=(Allow(when=When(product=("nobody-else",)), reason="ours"),))
    assert [f.component for f in gate(facts((npm("nobody-else"), npm("x-y-z"))), allowed).findings] == ["pkg:npm/x-y-z"]


def test_an_allowance_takes_away_what_it_names():
    assert set(objected(When(control=("US",)), allow=(Allow(when=When(product=("acme-db",)), reason="x"),))) == {
        "acme-store",
        "test-registry",
    }
    other = Allow(when=When(product=("acme-db",)), reason="x", rules=("fail-on-low",))
    assert "acme-db" in objected(When(control=("US",)), allow=(other,))


def test_an_allowance_for_a_path_leaves_the_other_places():
    allow = (Allow(when=When(path=("prod/", "*.csv")), reason="x"),)
    found = objected(When(control=("US",)), allow=allow)["acme-store"]

    assert found.path == "test/main.tf"
    allow = (Allow(when=When(path=("prod/", "*.csv", "test/")), reason="x"),)
    assert "acme-store" not in objected(When(control=("US",)), allow=allow)


def test_an_allowance_for_paths_does_not_reach_places_that_were_not_kept():
    many = tuple(resource(f"acme_bucket.b{n:03}", evidence=at("prod/main.tf", n + 1)) for n in range(201))
    settings = Settings(
        rules=(Rule(id="r", when=When(control=("US",))),), allow=(Allow(when=When(path=("prod/",)), reason="x"),)
    )
    assert [f.dependency for f in gate(facts(many), settings).findings] == ["acme-store"]


RULE = Rule(id="r", when=When(control=("US",)), place="depscan.toml:4")


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        ({"rules": (RULE, structs.replace(RULE, place="depscan.toml:9"))}, "depscan.toml:9: a second rule 'r'; the first is at depscan.toml:4"),
        ({"rules": (structs.replace(RULE, id="fail-on-high"),)}, "depscan.toml:4: no rule can be called 'fail-on-high'"),
        ({"rules": (Rule(id="r", when=When(control=("US",), allow_control=("EU",))),)}, "has both control and allow-control"),
        ({"rules": (Rule(id="r", when=When(located=("US",), allow_located=("EU",))),)}, "has both located and allow-located"),
        ({"rules": (Rule(id="r"),)}, "has no condition"),
        ({"rules": (Rule(id="r", when=When(vendor=("acme-cloud",), allow_vendor=("acme-cloud",))),)}, "can never fire: allow-vendor"),
        ({"rules": (Rule(id="r", when=When(exposure=101)),)}, "can never fire: exposure goes from 0 to 100"),
        ({"rules": (Rule(id="r", when=When(law=("us-acess",))),)}, "names the law 'us-acess', which there is not"),
        ({"rules": (Rule(id="r", when=When(law=("ca-order",), effect=("S",))),)}, "none of its laws has one of its effects"),
        ({"rules": (Rule(id="r", when=When(effect=("SX",))),)}, "names the effect 'SX'"),
        ({"rules": (Rule(id="r", when=When(vendor=("nobody",))),)}, "names the vendor 'nobody'"),
        ({"rules": (Rule(id="r", when=When(category=("databases",))),)}, "names the category 'databases'"),
        ({"rules": (Rule(id="r", when=When(control=("Europe",))),)}, "names the area or country 'Europe'"),
        ({"rules": (Rule(id="r", when=When(environment=("prod",))),)}, "names the environment 'prod'"),
        ({"rules": (Rule(id="r", when=When(control=("US",)), coverage_below=90),)}, "make two rules of it"),
        ({"rules": (Rule(id="r", coverage_below=0),)}, "can never fire: coverage"),
        ({"rules": (Rule(id="r", when=When(scope=(Scope.TEST,))),), "include_dev": False}, "can never fire: what only development"),
        ({"allow": (Allow(when=When(), reason="x", place="t:7"),)}, "t:7: an allowance without a condition"),
        ({"allow": (Allow(when=When(exposure=0), reason="x"),)}, "an allowance without a condition that leaves"),
        ({"allow": (Allow(when=When(use=Use.POSSIBLE, path=("*",)), reason="x"),)}, "an allowance without a condition"),
        ({"allow": (Allow(when=When(confidence=Confidence.LOW), reason="x"),)}, "an allowance without a condition"),
        ({"allow": (Allow(when=When(severity=Severity.MINIMAL), reason="x"),)}, "an allowance without a condition"),
        ({"allow": (Allow(when=When(control=("US",)), reason=" "),)}, "without a reason"),
        ({"allow": (Allow(when=When(vendor=("nobody",)), reason="x"),)}, "names the vendor 'nobody'"),
        ({"allow": (Allow(when=When(vendor=("mystery",)), reason="x", rules=("q",)),)}, "the rule 'q' objects to, which there is not"),
        (
            {"rules": (RULE,), "allow": (Allow(when=When(control=("US", "CN")), reason="x", place="depscan.toml:9"),)},
            "depscan.toml:9: takes away everything that the rule 'r' at depscan.toml:4 names",
        ),
        (
            {"rules": (Rule(id="r", when=When(allow_control=("EU",), severity=Severity.HIGH)),),
             "allow": (Allow(when=When(allow_control=("DE", "FR"), severity=Severity.LOW), reason="x"),)},
            "takes away everything",
        ),
        ({"fail_on": Severity.HIGH, "allow": (Allow(when=When(severity=Severity.LOW), reason="x"),)}, "that the rule 'fail-on-high' names"),
        ({"waivers": (Waiver(what="x", until="2027-01-01", reason="y", path="d", line=3, rule="q"),)}, "d:3: a waiver for the rule 'q'"),
        ({"waivers": (Waiver(what="x", until="2027-01-01", reason="", path="d", line=3),)}, "d:3: a waiver without a reason"),
        ({"waivers": (Waiver(what="x", until="2027-13-01", reason="y", path="d", line=3),)}, "d:3: until is '2027-13-01'"),
    ],
)  # fmt: skip
def test_settings_that_contradict_themselves_are_errors_that_name_the_places(settings, says):
    with pytest.raises(KnowledgeError, match=re.escape(says)):
        gate(facts(()), Settings(**settings))


def test_a_smaller_allowance_is_no_contradiction():
    for when in (When(product=("acme-db",)), When(control=("US",), severity=Severity.LOW), When(control=("CN",))):
        gate(facts(()), Settings(rules=(RULE,), allow=(Allow(when=when, reason="x"),)))


# ------------------------------------------------------------------------------------------------ baseline, waivers


def known(findings, severity=None):
    return tuple(Known(fingerprint=f.fingerprint, severity=severity or f.severity) for f in findings)


def test_what_a_baseline_knows_does_not_fail_unless_it_is_worse():
    settings = Settings(fail_on=Severity.LOW)
    first = gate(facts(), settings).findings

    again = gate(facts(), structs.replace(settings, baseline=known(first))).findings
    assert {finding.state for finding in again} == {State.KNOWN}
    worse = gate(facts(), structs.replace(settings, baseline=known(first, Severity.LOW))).findings
    assert {f.state for f in worse if f.severity > Severity.LOW} == {State.WORSE}
    assert "; worse than in the baseline, where it is low" in worse[0].message
    assert not any(
        f.fails for f in gate(facts(), structs.replace(settings, baseline=known(first, Severity.CRITICAL))).findings
    )


def waiver(what, until="2026-12-31", **more):
    return Waiver(what=what, until=until, reason="because", path="depscan.toml", line=5, **more)


@pytest.mark.parametrize("what", ["acme-store", "acme-cloud", "no-us", fingerprint("no-us", "acme-store")])
def test_a_waiver_names_a_dependency_a_vendor_a_rule_or_a_finding(what):
    settings = Settings(rules=(Rule(id="no-us", when=When(product=("acme-store",))),), waivers=(waiver(what),))
    gated = gate(facts(), settings)

    assert [(f.state, f.waiver) for f in gated.findings] == [(State.WAIVED, "depscan.toml:5")]
    assert [w.state for w in gated.waivers] == [WaiverState.USED]


@pytest.mark.parametrize(
    ("date", "state"), [("2026-12-30", State.WAIVED), ("2026-12-31", State.WAIVED), ("2027-01-01", State.NEW)]
)
def test_the_last_day_of_a_waiver_counts(date, state):
    settings = Settings(rules=(Rule(id="no-us", when=When(product=("acme-store",))),), waivers=(waiver("acme-store"),))
    gated = gate(facts(date=date), settings)

    assert gated.findings[0].state is state
    if state is State.NEW:
        assert gated.findings[0].message.endswith("; its waiver at depscan.toml:5 ended on 2026-12-31")
        assert gated.waivers[0].state is WaiverState.EXPIRED


def test_a_waiver_for_one_rule_leaves_the_others():
    rules = (Rule(id="a", when=When(product=("acme-store",))), Rule(id="b", when=When(product=("acme-store",))))
    gated = gate(facts(), Settings(rules=rules, waivers=(waiver("acme-store", rule="a"), waiver("gone"))))

    assert {f.rule: f.state for f in gated.findings} == {"a": State.WAIVED, "b": State.NEW}
    assert {w.what: w.state for w in gated.waivers} == {"acme-store": WaiverState.USED, "gone": WaiverState.UNUSED}


def inline(path, line, what="acme-store", **more):
    return Waiver(
        what=what, reason="x", path=path, line=line, **({"until": "2027-01-01", "inline": True, "covers": line} | more)
    )


def test_waivers_next_to_lines_do_not_reach_places_that_were_not_kept():
    many = tuple(resource(f"acme_bucket.b{n:03}", evidence=at("prod/main.tf", n + 1)) for n in range(201))
    settings = Settings(rules=(Rule(id="r", when=When(product=("acme-store",))),))
    found = gate(facts(many, waivers=[inline("prod/main.tf", n + 1) for n in range(201)]), settings)
    assert found.findings[0].fails
    assert found.findings[0].message.endswith("; 200 of its 201 places waived")


def test_a_waiver_next_to_a_line_is_for_that_place_and_a_finding_needs_all_of_them():
    settings = Settings(rules=(Rule(id="r", when=When(product=("acme-store",))),))
    places = [("prod/main.tf", 3), ("test/main.tf", 3), ("inventory.csv", 2)]
    some = gate(facts(waivers=[inline(*place) for place in places[:2]]), settings)
    assert some.findings[0].state is State.NEW
    assert (some.findings[0].path, some.findings[0].line) == places[2]
    assert some.findings[0].message.endswith("; 2 of its 3 places waived")
    every = gate(facts(waivers=[inline(*place) for place in places]), settings)
    assert every.findings[0].state is State.WAIVED
    assert {w.state for w in every.waivers} == {WaiverState.USED}
    late = gate(facts(waivers=[inline(*place) for place in places], date="2027-01-02"), settings)
    assert late.findings[0].fails
    other = gate(facts(waivers=[inline(*place, what="acme-db") for place in places]), settings)
    assert {w.state for w in other.waivers} == {WaiverState.UNUSED}
    assert (
        gate(facts(waivers=[inline(*p) for p in places]), structs.replace(settings, inline_waivers=False)).waivers == ()
    )


# ------------------------------------------------------------------------------------------------------- properties

NAMES = ("severity", "control", "allow_control", "category", "vendor", "scope", "path", "environment", "product")
VALUES = {
    "severity": st.sampled_from(list(Severity)),
    "control": st.sampled_from([("US",), ("EU",), ("unknown", "US")]),
    "category": st.sampled_from([("object-storage",), ("database-relational", "object-storage")]),
    "vendor": st.sampled_from([("acme-parent",), ("mystery", "euro-host")]),
    "scope": st.sampled_from([(Scope.RUNTIME,), (Scope.DEVELOPMENT, Scope.BUILD)]),
    "path": st.sampled_from([("prod/",), ("*.tf",), ("package-lock.json",)]),
    "environment": st.sampled_from([("production",), ("test",)]),
    "product": st.sampled_from([("acme-store",), ("acme-db", "mystery-db")]),
}
WHENS = st.fixed_dictionaries({}, optional=VALUES).filter(bool).map(lambda given: When(**given))
RULES = st.lists(WHENS, min_size=1, max_size=3).map(
    lambda whens: (*(Rule(id=f"r{n}", when=when) for n, when in enumerate(whens)), Rule(id="u", unattributed=True))
)
ALLOWS = st.lists(st.builds(Allow, when=WHENS, reason=st.just("x")), max_size=2).map(tuple)
WAIVERS = st.lists(
    st.builds(
        Waiver,
        what=st.sampled_from(["acme-store", "acme-cloud", "r0", "pkg:npm/nobody-knows", "none"]),
        until=st.sampled_from(["2026-01-01", "2026-11-21", "2030-01-01"]),
        reason=st.just("x"),
        path=st.sampled_from(["prod/main.tf", "package-lock.json"]),
        line=st.sampled_from([1, 3]),
        inline=st.booleans(),
    ),
    max_size=3,
).map(tuple)


def failing(settings, waivers=(), components=COMPONENTS):
    return {f.fingerprint for f in gate(facts(components, waivers=waivers), settings).findings if f.fails}


@given(RULES, ALLOWS, WAIVERS)
def test_allowing_and_waiving_never_adds_a_finding_that_fails(rules, allows, waivers):
    plain = failing(Settings(rules=rules, fail_on=Severity.MEDIUM))
    try:
        allowed = failing(Settings(rules=rules, fail_on=Severity.MEDIUM, allow=allows))
    except KnowledgeError:
        allowed = set()
    whole = tuple(w for w in waivers if not w.inline)

    assert allowed <= plain
    assert (
        failing(Settings(rules=rules, fail_on=Severity.MEDIUM, waivers=whole), [w for w in waivers if w.inline])
        <= plain
    )


@given(RULES, WAIVERS, st.permutations(COMPONENTS))
def test_neither_the_order_of_what_is_found_nor_a_baseline_of_the_same_scan_changes_the_answer(rules, waivers, mixed):
    settings = Settings(rules=rules, fail_on=Severity.MEDIUM, waivers=tuple(w for w in waivers if not w.inline))
    near = [w for w in waivers if w.inline]
    first = gate(facts(waivers=near), settings)

    assert gate(facts(tuple(mixed), waivers=near[::-1]), settings) == first
    assert failing(structs.replace(settings, baseline=known(first.findings)), near) == set()
