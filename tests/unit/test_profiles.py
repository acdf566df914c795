"""Ownership tests, on invented vendors."""

import pytest
from msgspec import structs

from depscan.assess.profiles import BROKEN, HOLDS, NOT_KNOWN, PROFILES, holdings
from depscan.model import Ownership
from tests.small import knowledge


def verdicts(vendor, profile):
    found = knowledge().vendor(vendor) if isinstance(vendor, str) else vendor
    return [(finding.verdict, finding.because) for finding in PROFILES[profile].test(found, knowledge())]


def test_a_fund_from_abroad_breaks_the_cap():
    found = verdicts("bought-gmbh", "secnumcloud")

    assert found[1] == (BROKEN, "Bought ← US Fund 75 % (US)")
    assert found[2] == (BROKEN, "75 % by US Fund")


def test_a_seat_abroad_is_enough():
    assert verdicts("acme-cloud", "secnumcloud")[0] == (BROKEN, "a seat in US")


def test_who_discloses_nothing_is_not_known_and_never_holds():
    assert NOT_KNOWN in {verdict for verdict, _ in verdicts("mystery", "secnumcloud")[1:3]}
    assert HOLDS not in {verdict for verdict, _ in verdicts("mystery", "secnumcloud")[1:]}


@pytest.mark.parametrize(("share", "verdict"), [(24, HOLDS), (24.1, BROKEN), (None, NOT_KNOWN)])
def test_the_cap_for_one_owner_is_more_than_twenty_four(share, verdict):
    foreign = Ownership(vendor="us-fund", share=share)
    vendor = structs.replace(knowledge().vendor("euro-host"), owners=(foreign,))
    told = structs.replace(vendor, owners=(foreign, Ownership(vendor="licensed-cloud", share=75)))

    assert verdicts(told, "secnumcloud")[1][0] == verdict
    if verdict == HOLDS:
        assert verdicts(vendor, "secnumcloud")[1][0] == NOT_KNOWN, "somebody unnamed may hold the rest"


def test_what_others_hold_adds_up():
    owners = (Ownership(vendor="us-fund", share=20), Ownership(vendor="acme-parent", share=20))
    vendor = structs.replace(knowledge().vendor("euro-host"), owners=owners)

    assert verdicts(vendor, "secnumcloud")[2] == (BROKEN, "40 % by US Fund, Acme Parent")


def test_owners_that_have_left_do_not_count():
    vendor = structs.replace(
        knowledge().vendor("euro-host"), owners=(Ownership(vendor="us-fund", share=90, until="2020"),)
    )

    assert holdings(vendor, knowledge()) == []


def test_control_from_abroad_is_decisive_and_names_the_way():
    assert verdicts("bought-gmbh", "decisive-influence")[0] == (BROKEN, "Bought ← US Fund (US)")
    assert verdicts("euro-host", "decisive-influence")[0][0] == HOLDS
    assert verdicts("mystery", "decisive-influence")[0][0] == NOT_KNOWN


def test_owners_of_five_per_cent_are_listed_through_all_levels():
    ((verdict, because),) = verdicts("bought-gmbh", "cada")

    assert verdict == "listed"
    assert because == "Bought ← US Fund 75 %, US"


def test_half_is_caught_with_the_owner():
    assert verdicts("acme-cloud", "fifty-percent")[0] == ("caught with", "Acme Cloud ← Acme Parent 100 %: 100 %")
    assert verdicts("euro-host", "fifty-percent")[0][0] == "no one"


def test_shares_multiply_on_the_way():
    top = structs.replace(knowledge().vendor("euro-host"), owners=(Ownership(vendor="bought-gmbh", share=50),))
    found = {holding.owner.id: holding.share for holding in holdings(top, knowledge())}

    assert found["bought-gmbh"] == 50
    assert found["us-fund"] == pytest.approx(37.5)


def test_the_command_line_shows_a_profile_and_refuses_others(depscan):
    found = depscan("vendors", "show", "bought-gmbh", "--profile", "secnumcloud")
    other = depscan("vendors", "show", "bought-gmbh", "--profile", "nonsense")

    assert "does not hold" in found.stdout
    assert other.status == 2
    assert "secnumcloud" in other.stderr
