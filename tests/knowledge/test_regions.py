"""Which country the region of a cloud lies in: by vendor, since the same name means other places elsewhere."""

from pathlib import Path

import pytest
import yaml

from depscan.knowledge.index import plain_region
from tests.knowledge.test_packaged import shipped

ROOT = Path(__file__).parents[2]

PLACES = """
amazon-web-services eu-west-1 IE
amazon-web-services eu-west-2 GB
amazon-web-services eu-west-3 FR
amazon-web-services eu-west-3a FR
amazon-web-services EU-WEST-3 FR
amazon-web-services eu-central-1b DE
amazon-web-services eu-central-1-ham-1a DE
amazon-web-services eu-north-1-cph-1a DK
amazon-web-services us-gov-west-1 US
amazon-web-services us-east-1-bos-1a -
amazon-web-services cn-northwest-1 CN
aws-european-sovereign-cloud eusc-de-east-1a DE
amazon-web-services eu-west-9 -
amazon-web-services global -
microsoft westeurope NL
microsoft West_Europe NL
microsoft France_Central FR
microsoft North_Europe IE
microsoft norwayeast NO
microsoft usgovvirginia US
microsoft global -
microsoft europe -
google europe-west9 FR
google europe-west9-b FR
google europe-west1-d BE
google europe-southwest1 ES
google us-central1-a US
google EU -
google eur3 -
ovhcloud GRA FR
ovhcloud GRA11 FR
ovhcloud gra7 FR
ovhcloud EU-WEST-PAR FR
ovhcloud eu-west-par-a FR
ovhcloud UK1 GB
ovhcloud WAW1 PL
ovhcloud CA-EAST-TOR-A CA
ovhcloud GRA99 -
scaleway fr-par-1 FR
scaleway nl-ams NL
scaleway eu-west-3 -
outscale eu-west-2a FR
outscale cloudgouv-eu-west-1b FR
outscale eu-west-3 -
wasabi eu-central-1 NL
alibaba eu-west-1 GB
hetzner fsn1-dc14 DE
hetzner hel1 FI
hetzner eu-central -
exoscale ch-gva-2 CH
stackit eu01-1 DE
t-systems eu-de-01 DE
orange eu-west-0b FR
oracle eu-marseille-1 FR
linode eu-west GB
linode eu-central-1 DE
mongodb EU_WEST_3 FR
mongodb WESTERN_EUROPE BE
aiven aws-eu-west-3 FR
aiven google-europe-west9 FR
aiven eu-west-3 -
elastic azure-francecentral FR
confluent francecentral FR
scalingo osc-secnum-fr1 FR
vercel cdg1 FR
fly-io cdg FR
fly-io CDG FR
heroku eu -
upsun fr-4 FR
clever-cloud par FR
digitalocean fra1 DE
acme-cloud eu-west-3 -
"""


@pytest.mark.parametrize(("vendor", "region", "country"), [line.split() for line in PLACES.split("\n") if line])
def test_a_region_lies_in_a_country_or_it_is_not_known(vendor, region, country):
    found = shipped().country_of_region(vendor, region.replace("_", " ") if vendor == "microsoft" else region)

    assert (found or "-") == country


def test_no_region_is_given_twice_to_a_vendor():
    tree = yaml.compose((ROOT / "rules" / "regions.yaml").read_text(), Loader=yaml.CSafeLoader)
    for record in tree.value:
        (regions,) = (value for key, value in record.value if key.value == "regions")
        names = [plain_region(key.value) for key, _ in regions.value]
        assert len(names) == len(set(names)), sorted(name for name in names if names.count(name) > 1)


def test_every_list_of_regions_names_its_source():
    for record in yaml.load((ROOT / "rules" / "regions.yaml").read_text(), Loader=yaml.CSafeLoader):
        assert record["source"].startswith("https://")
        assert "(checked 20" in record["source"]
