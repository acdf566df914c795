"""Ten worked examples, calculated by hand from rules/scoring.yaml and the facts of the catalogue on one day.

The numbers below were written down before the program was asked. Where a fact of the catalogue changes, a number here
changes with it, again by hand: that is what these tests are for.
"""

import re

import pytest

from depscan import worked
from depscan.knowledge.load import load_knowledge
from depscan.render import words

# (law, effect, trigger): severity of the effect for this delivery × certainty of the trigger × certainty of the law × certainty of use.
# factors: weight × value. Everything that is not listed is 0. The contract is not known from files: 0 to 5.
BY_HAND = {
    "DynamoDB": {
        # a resource is certain; a hosted service of a US company
        "exposure": {
            ("us-cloud-act", "D", "incorporated"): (90, 1, 1, 1, 90),
            ("us-sanctions", "S", "incorporated"): (80, 1, 1, 1, 80),
            ("us-ear", "X", "incorporated"): (60, 1, 1, 1, 60),
            ("us-fisa-orders", "D", "incorporated"): (90, 1, 0.6, 1, 54),
            ("us-all-writs", "B", "incorporated"): (75, 1, 0.2, 1, 15),
            ("gb-investigatory-powers", "D", "presence"): (90, 0.35, 1, 1, 31.5),
            ("ca-production-orders", "D", "presence"): (90, 0.35, 0.8, 1, 25.2),
        },
        "score": (90, 90),
        # three substitutes, Cassandra and PostgreSQL open source: 0; 30 + 10 + 20 = 60
        "factors": {"interface": 30, "data": 20 * 0.5, "licence": 20, "contract": (0, 5)},
        "lock_in": (60, 65),
        # 0.6 × 90 + 0.4 × 60 = 54 + 24; 0.6 × 90 + 0.4 × 65 = 54 + 26
        "risk": (78, 80),
        "band": "critical",
    },
    "Microsoft 365": {
        # an inventory line is likely: 0.9
        "exposure": {
            ("us-cloud-act", "D", "incorporated"): (90, 1, 1, 0.9, 81),
            ("us-sanctions", "S", "incorporated"): (80, 1, 1, 0.9, 72),
            ("gb-investigatory-powers", "B", "presence"): (75, 0.35, 1, 0.9, 23.625),
        },
        "score": (81, 81),
        # a standard with extensions 0.5; four substitutes, Nextcloud open source: 0
        "factors": {"interface": 30 * 0.5, "data": 20 * 0.5, "licence": 20, "contract": (0, 5)},
        "lock_in": (45, 50),
        # 48.6 + 18; 48.6 + 20
        "risk": (66.6, 68.6),
        "band": "high",
    },
    "vSphere": {
        # proprietary software: the CLOUD Act asks for a hosted service, sanctions and export control do not
        "exposure": {
            ("us-sanctions", "S", "incorporated"): (60, 1, 1, 0.9, 54),
            ("us-ear", "S", "incorporated"): (60, 1, 1, 0.9, 54),
            ("us-ear", "X", "incorporated"): (60, 1, 1, 0.9, 54),
            ("us-all-writs", "B", "incorporated"): (45, 1, 0.2, 0.9, 8.1),
        },
        "score": (54, 54),
        # bought on 2023-11-22, three years less a day ago: 3; bundles only since December 2023: 10; Proxmox is open source
        "factors": {
            "interface": 30, "data": 10, "licence": 20, "packaging": 10, "acquired": 3, "contract": (0, 5),
        },
        "lock_in": (73, 78),
        # 43.8 + 21.6; 46.8 + 21.6
        "risk": (65.4, 68.4),
        "band": "high",
    },
    "OVHcloud Object Storage": {
        # French control: home. Present in the United Kingdom, the United States, Canada, Australia, India, Singapore
        "exposure": {
            ("gb-investigatory-powers", "D", "presence"): (90, 0.35, 1, 1, 31.5),
            ("us-cloud-act", "D", "presence"): (90, 0.35, 1, 1, 31.5),
            ("ca-production-orders", "D", "presence"): (90, 0.35, 0.8, 1, 25.2),
        },
        "score": (31.5, 31.5),
        # a de-facto standard 0.25, whole export, open-source engine, Garage and Ceph
        "factors": {"interface": 30 * 0.25, "contract": (0, 5)},
        "lock_in": (7.5, 12.5),
        # 18.9 + 3; 18.9 + 5
        "risk": (21.9, 23.9),
        "band": "low",
    },
    "S3NS": {
        # Thales ← French State, Dassault Aviation (influence): home. Google's technology: origin 0.5, S and X only
        "exposure": {
            ("us-ear", "S", "origin"): (80, 0.5, 1, 0.9, 36),
            ("us-ear", "X", "origin"): (60, 0.5, 1, 0.9, 27),
        },
        "score": (36, 36),
        # Thales since June 2022, more than three years ago: nothing; OpenStack among four substitutes
        "factors": {"interface": 30, "data": 10, "licence": 20, "contract": (0, 5)},
        "lock_in": (60, 65),
        # 36 + 14.4; 39 + 14.4
        "risk": (50.4, 53.4),
        "band": "medium",
    },
    "React": {
        # a package is itself what is used: certain. Published code is outside the EAR: X is 0
        "exposure": {("us-sanctions", "S", "incorporated"): (5, 1, 1, 1, 5)},
        "score": (5, 5),
        "factors": {},
        "lock_in": (0, 0),
        "risk": (3, 3),
        "band": "minimal",
    },
    "npm": {
        # a lockfile: certain. What lies there is public: 30 of the range 30 to 60
        "exposure": {
            ("us-sanctions", "S", "incorporated"): (50, 1, 1, 1, 50),
            ("us-cloud-act", "D", "incorporated"): (30, 1, 1, 1, 30),
            ("us-sanctions", "X", "incorporated"): (30, 1, 1, 1, 30),
        },
        "score": (50, 50),
        # GitHub since April 2020: nothing; Forgejo among four substitutes
        "factors": {"interface": 7.5, "licence": 20, "contract": (0, 5)},
        "lock_in": (27.5, 32.5),
        # (30 + 11) × 0.7; (30 + 13) × 0.7
        "risk": (28.7, 30.1),
        "weight": 0.7,
        "band": "low",
    },
    "Mistral API": {
        # a client library: likely. French control; present in the United States and the United Kingdom
        "exposure": {
            ("gb-investigatory-powers", "D", "presence"): (90, 0.35, 1, 0.9, 28.35),
            ("us-cloud-act", "D", "presence"): (90, 0.35, 1, 0.9, 28.35),
            ("us-nsl", "D", "presence"): (90, 0.35, 0.6, 0.9, 17.01),
        },
        "score": (28.35, 28.35),
        # four substitutes, weights and services, none open source: 15 × 0.15
        "factors": {"interface": 7.5, "licence": 20, "substitutes": 2.25, "contract": (0, 5)},
        "lock_in": (29.75, 34.75),
        # 17.85 + 11.34; 20.85 + 11.34: lock-in is the larger one
        "risk": (29.19, 32.19),
        "band": "low",
    },
    "Elastic, self-hosted": {
        # Dutch company, home; no law that asks for presence concerns software that one runs oneself
        "exposure": {},
        "score": (0, 0),
        # of the licences AGPL is the freest: 0; away from Apache in 2021: 5; AGPL added in 2024 takes nothing; OpenSearch
        "factors": {"interface": 15, "relicensed": 5, "contract": (0, 5)},
        "lock_in": (20, 25),
        # 0.6 × 20 + 0; 0.6 × 25 + 0
        "risk": (12, 15),
        "band": "low",
    },
    "SaaS of unknown ownership": {
        # a French seat and unknown owners: from nothing to the worst law on hosted services, 90, × 0.9
        "exposure": {},
        "score": (0, 81),
        # two substitutes: 15 × 0.3; whether control changed lately is not known: 0 to 3
        "factors": {
            "interface": 30, "data": 10, "licence": 20, "substitutes": 4.5, "contract": (0, 5), "acquired": (0, 3),
        },
        "lock_in": (64.5, 72.5),
        # 0.6 × 64.5 + 0; 0.6 × 81 + 0.4 × 72.5 = 48.6 + 29
        "risk": (38.7, 77.6),
        "band": "high",
    },
}  # fmt: skip


@pytest.fixture(params=worked.EXAMPLES, ids=lambda example: example.title)
def example(request):
    return request.param, BY_HAND[request.param.title], dict(worked.worked())[request.param]


def ends(value):
    return value if isinstance(value, tuple) else (value, value)


def test_there_are_ten():
    assert [each.title for each in worked.EXAMPLES] == list(BY_HAND)
    assert len(BY_HAND) == 10


def test_the_arithmetic_by_hand_is_right():
    for hand in BY_HAND.values():
        for severity, trigger, law, use, points in hand["exposure"].values():
            assert severity * trigger * law * use == pytest.approx(points)
        for end in (0, 1):
            assert sum(ends(points)[end] for points in hand["factors"].values()) == pytest.approx(hand["lock_in"][end])
            one, other = sorted((hand["score"][end], hand["lock_in"][end]))
            assert (0.6 * other + 0.4 * one) * hand.get("weight", 1) == pytest.approx(hand["risk"][end])


def test_every_law_weighs_what_it_does_by_hand(example):
    _, hand, found = example
    reached = {(e.law, e.effect, e.trigger): e.points for e in found.exposures}

    for key, (*_, points) in hand["exposure"].items():
        assert (reached[key].low, reached[key].high) == pytest.approx((points, points)), key
    assert (found.exposure.low, found.exposure.high) == pytest.approx(hand["score"])
    most = max((points for *_, points in hand["exposure"].values()), default=0)
    assert found.unknown or most == pytest.approx(found.exposure.high)


def test_every_factor_is_what_it_is_by_hand(example):
    _, hand, found = example
    given = sorted((f.points.low, f.points.high) for f in found.factors if f.points.high)
    by_hand = sorted(ends(points) for points in hand["factors"].values())

    assert [low for low, _ in given] == pytest.approx([low for low, _ in by_hand])
    assert [high for _, high in given] == pytest.approx([high for _, high in by_hand])
    assert (found.lock_in.low, found.lock_in.high) == pytest.approx(hand["lock_in"])


def test_the_risk_is_what_it_is_by_hand(example):
    _, hand, found = example

    assert found.scope_weight == hand.get("weight", 1)
    assert (found.risk.low, found.risk.high) == pytest.approx(hand["risk"])
    assert found.severity.value == hand["band"]


def test_scan_and_explain_print_the_same(example, tmp_path, depscan):
    asked, hand, found = example
    (tmp_path / asked.file).write_text(asked.text)
    table = depscan("scan", tmp_path, "-f", "table", real=True).stdout
    explained = depscan("explain", asked.row, tmp_path, real=True).stdout

    score = words.score(found.risk)
    assert re.search(rf"^ *(\d+ +)?{score} +{hand['band']} ", table, re.MULTILINE) or found.severity.value == "minimal"
    assert f"Risk {score} ({hand['band']})" in explained
    assert f"Exposure {words.score(found.exposure)}" in explained
    assert f"Lock-in {words.score(found.lock_in)}" in explained


def test_a_saas_that_nobody_knows_is_not_counted_as_safe(tmp_path, depscan):
    (tmp_path / "inventory.csv").write_text("product,vendor\nZorbly Cloud,Zorbly Ltd\n")
    said = depscan("scan", tmp_path, "-f", "table", real=True).stdout

    assert "0 % attributed" in said
    assert "Zorbly Cloud" in said
    assert "what is unknown is not safe" in " ".join(said.split())


def test_the_scoring_is_the_one_that_was_calculated_with():
    scoring = load_knowledge().scoring

    assert (scoring.larger, scoring.smaller) == (0.6, 0.4)
    assert scoring.weights == {
        "interface": 30, "data": 20, "licence": 20, "substitutes": 15, "depth": 10, "contract": 5,
    }  # fmt: skip
    assert scoring.bands == {"critical": 80, "high": 60, "medium": 35, "low": 15}
