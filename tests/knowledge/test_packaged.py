"""The knowledge that ships: it compiles, claims nothing neutral, and comes out where it should."""

import csv
import os
from functools import cache
from pathlib import Path

import pytest
from msgspec import structs

from depscan.assess.risk import assess
from depscan.errors import KnowledgeError
from depscan.knowledge import subject
from depscan.knowledge.compile import compile_folders
from depscan.knowledge.index import normalised
from depscan.knowledge.load import decode
from depscan.knowledge.names import Names
from depscan.model import Confidence, Delivery, Dependency, Scope, Severity, Use
from depscan.resolve import as_if_used

ROOT = Path(__file__).parents[2]
NEUTRAL = [line for line in (Path(__file__).parent / "neutral.txt").read_text().splitlines() if line and line[0] != "#"]
DATE = "2026-11-21"


@cache
def compiled():
    """Compile once, also where it fails: every test would do it again."""
    try:
        return compile_folders([ROOT]), None
    except KnowledgeError as error:
        return b"", error


@cache
def shipped():
    data, error = compiled()
    if error:
        pytest.fail(str(error))
    return decode(data)


def assessed(product_id, **how):
    (found,) = assess([as_if_used(shipped().product(product_id), **how)], shipped(), home="EU", date=DATE)
    return found


def test_no_product_claims_what_is_neutral():
    assert len(NEUTRAL) >= 3000
    claimed = {text: shipped().match(*subject.parse(text)) for text in NEUTRAL}

    assert {text: rule.id for text, rule in claimed.items() if rule and rule.kind == "product"} == {}


def test_no_neutral_word_is_taken_for_a_product_name():
    names = Names(shipped())
    said = [text.removeprefix("name:") for text in NEUTRAL if text.startswith("name:")]
    found = {name: names.product(name) for name in said}

    assert {name: match.product for name, match in found.items() if match and match.product} == {}


# What the model expects with default settings: a product, how it is used, the bands that are right.
EXPECTED = [
    ("amazon-dynamodb", {}, "critical"),
    ("azure-cosmos-db", {}, "critical"),
    ("azure-sql", {}, "critical"),
    ("microsoft-365", {}, "high critical"),
    ("microsoft-365", {"use": Use.LIKELY}, "high critical"),
    ("azure-openai", {}, "high"),
    ("vmware-vsphere", {}, "high"),
    ("vmware-vsphere", {"use": Use.LIKELY}, "high"),
    ("sendgrid", {"use": Use.LIKELY}, "high"),
    ("github-actions", {"scope": Scope.BUILD}, "medium high"),
    ("elasticsearch", {}, "low medium"),
    ("ovhcloud-object-storage", {}, "low"),
    ("scaleway-managed-postgresql", {}, "minimal low"),
    ("proxmox-ve", {}, "minimal low"),
    ("xcp-ng", {}, "minimal low"),
    ("kubernetes", {}, "minimal"),
    ("bleu", {}, "medium"),
    ("s3ns", {}, "medium"),
]


@pytest.mark.parametrize(
    ("product", "how", "bands"), EXPECTED, ids=["-".join((row[0], *map(str, row[1].values()))) for row in EXPECTED]
)
def test_a_product_is_in_the_band_it_belongs_to(product, how, bands):
    assert assessed(product, **how).severity.value in bands.split()


def test_github_actions_with_private_code_is_medium_or_high():
    private = structs.replace(shipped().product("github-actions"), private_content=True)
    known = shipped().supposing(private)
    (found,) = assess([as_if_used(private)], known, home="EU", date=DATE)

    assert found.exposures[0].effect == "D"
    assert found.severity in (Severity.MEDIUM, Severity.HIGH)


def test_react_is_minimal():
    rule = shipped().match("purl:npm", "react")

    assert rule is not None
    assert rule.kind == "publisher"
    vendor = shipped().publisher(rule.id).vendor
    react = Dependency(
        id="x",
        name="x",
        category="",
        delivery=Delivery.OPEN_SOURCE,
        vendor=vendor,
        use=Use.CERTAIN,
        scope=Scope.RUNTIME,
    )
    (found,) = assess([react], shipped(), home="EU", date=DATE)
    assert found.severity is Severity.MINIMAL


def test_a_licensed_cloud_lies_between_its_licensor_and_a_home_grown_one():
    for licensed in ("bleu", "s3ns"):
        for licensor in ("azure", "google-cloud"):
            assert assessed("scaleway").risk.high < assessed(licensed).risk.low
            assert assessed(licensed).risk.high < assessed(licensor).risk.low


# Who ultimately controls the systems that people ask about first.
CONTROL = {
    "microsoft-365": "US", "azure": "US", "microsoft-teams": "US", "github": "US", "aws": "US", "google-cloud": "US",
    "google-workspace": "US", "vmware-vsphere": "US", "ibm-cloud": "US", "webflow": "US", "elementor": "IL", "silex": "FR",
    "proxmox-ve": "AT", "xcp-ng": "FR", "opendesk": "DE", "bigbluebutton": "CA", "hugging-face-hub": "US", "mistral-api": "FR",
    "twake": "FR", "twake-mail": "FR", "clever-cloud": "FR", "bleu": "FR", "s3ns": "FR", "ovhcloud": "FR", "scaleway": "FR",
    "outscale": "FR", "nextcloud": "DE", "aws-european-sovereign-cloud": "US", "contabo": "US", "exoscale": "MX",
}  # fmt: skip


@pytest.mark.parametrize("product", CONTROL)
def test_control_is_where_it_is(product):
    assert assessed(product).control.country == CONTROL[product]


def test_the_vendors_named_in_every_discussion_are_known_by_name():
    for name in ("SCIAM", "LINAGORA", "Red Hat", "Broadcom", "Microsoft Ireland Operations Ltd", "HashiCorp"):
        assert shipped().vendor_named(name), name


def test_red_hat_hashicorp_and_confluent_lead_to_ibm():
    for vendor in ("red-hat", "hashicorp", "confluent"):
        owners = {owner.vendor for owner in shipped().vendor(vendor).owners if owner.control}
        assert owners == {"ibm"}


def test_presence_of_ovhcloud_in_canada_is_shown_as_possible():
    laws = {e.law: e.trigger for e in assessed("ovhcloud").exposures}

    assert laws["ca-production-orders"] == "presence"


def test_every_vendor_has_a_source_or_says_that_confidence_is_low():
    known = shipped()
    for vendor_id in known.vendor_ids:
        vendor = known.vendor(vendor_id)
        assert vendor.sources or vendor.confidence is Confidence.LOW, vendor_id


def test_every_alternative_of_a_hosted_service_is_another_product():
    known = shipped()
    for product_id in known.product_ids:
        for alternative in known.product(product_id).alternatives or ():
            assert alternative.product != product_id


def test_the_knowledge_is_as_large_as_promised():
    stamp = shipped().stamp

    assert stamp.vendors >= 150
    assert stamp.products >= 250
    assert stamp.laws >= 15


def test_section_702_is_not_shown_as_binding():
    exposures = [e for e in assessed("aws").exposures if e.law == "us-fisa-702"]

    assert exposures
    assert not any(e.applies for e in exposures)


def test_every_vendor_of_the_list_to_start_from_is_decided():
    """In, under a name or alias, or left out with a reason; skipped where the list is not at hand."""
    place = os.environ.get("VENDOR_LIST")
    if not place:
        pytest.skip("VENDOR_LIST does not name a list of vendors to start from")
    with open(place, encoding="utf-8", newline="") as file:
        wanted = [row["name"] for row in csv.DictReader(file)]
    left_out = {normalised(name) for name in shipped().left_out}
    open_ones = [name for name in wanted if not any(_decided(part, left_out) for part in _parts(name))]

    assert not open_ones


def _parts(name):
    """A list writes "Atos / Eviden" and "Twilio (Segment, SendGrid)": any of the names will do."""
    plain = name.replace("(", "/").replace(")", "").replace("+", "/")
    return [name, *(part.strip() for part in plain.split("/") if part.strip())]


def _decided(name, left_out):
    """As a supplier: "Box" is Box, Inc. there, while an application called Box need not be theirs."""
    found, sure = Names(shipped()).vendor(name)
    return (found is not None and sure is not Confidence.LOW) or normalised(name) in left_out
