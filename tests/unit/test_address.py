"""Hosts in values: exactly those, and never a user, a password or a path."""

import string
import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from depscan.syntax.address import addresses, bare_hosts


def hosts(text):
    return [place.host for place in addresses(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://api.company.example/v1?x=1#y", ["api.company.example"]),
        ("HTTPS://API.Company.Example:8443", ["api.company.example"]),
        ("https://user:secret@api.company.example/", ["api.company.example"]),
        ("https://user:se@cret@api.company.example/", ["api.company.example"]),
        ("https://user:se/cret@api.company.example/", ["api.company.example"]),
        ("https://cdn.company.example/@scope/package", ["cdn.company.example"]),
        ("https://cdn.company.example:8080/@scope/package", ["cdn.company.example"]),
        ("https://company.example?mail=a@other.example", ["company.example"]),
        ("smtp://me:pw@smtp.company.example:587?from=me@other.example", ["smtp.company.example"]),
        ("redis://:secret@cache.company.example:6379/0", ["cache.company.example"]),
        ("postgres://app:pa/ss?w#rd@db.company.example:5432/app", ["db.company.example"]),
        ("mongodb://u:p@a.example:27017,b.example:27017/db", ["a.example", "b.example"]),
        ("amqp://u:p@a.example,amqp://u:p@b.example", ["a.example", "b.example"]),
        ("jdbc:postgresql://db.company.example:5432/app", ["db.company.example"]),
        ("jdbc:oracle:thin:scott/tiger@db.company.example:1521:orcl", ["db.company.example"]),
        ("jdbc:oracle:thin:@//db.company.example:1521/orcl", ["db.company.example"]),
        ("jdbc:sqlserver://sql.company.example:1433;databaseName=x;password=y", ["sql.company.example"]),
        ("app:secret@tcp(mysql.company.example:3306)/shop", ["mysql.company.example"]),
        ("Server=tcp:sql.company.example,1433;User ID=a;Password=b", ["sql.company.example"]),
        ("host=db.company.example port=5432 password=x", ["db.company.example"]),
        ("Endpoint=sb://bus.servicebus.windows.net/;SharedAccessKey=abc=", ["bus.servicebus.windows.net"]),
        ("DefaultEndpointsProtocol=https;AccountName=shop;AccountKey=k==", ["shop.blob.core.windows.net"]),
        ("AccountName=shop;AccountKey=k==;EndpointSuffix=core.chinacloudapi.cn", ["shop.blob.core.chinacloudapi.cn"]),
        ("http://[2001:db8::1]:9000/x", ["[2001:db8::1]"]),
        ("http://10.0.0.5:9000", ["10.0.0.5"]),
        ("http://minio:9000", ["minio"]),
        ("https://${BUCKET}.s3.${REGION}.amazonaws.com/x", ["*.s3.*.amazonaws.com"]),
        ("https://{{ .Values.host }}/x", []),
        ("https://api.${DOMAIN}/x", []),
        ("https://api.company.${TLD}/x", []),
        ("http://localhost:${PORT}/x", ["localhost"]),
        ("https://hooks.company.example:443/services/T0/B0/secret", ["hooks.company.example"]),
        ("file:///etc/passwd sqlite:///x.db unix:///run/x.sock", []),
        ("no address: here", []),
        ("12:30:45", []),
        ("user:password", []),
        ("https://user:password", []),
        ("//company.example/x", []),
        ("", []),
    ],
)
def test_names_the_hosts_of_a_value(text, expected):
    assert hosts(text) == expected


@pytest.mark.parametrize(
    ("text", "host", "region"),
    [
        ("arn:aws:sqs:eu-west-1:123456789012:orders", "sqs.eu-west-1.amazonaws.com", "eu-west-1"),
        ("arn:aws:s3:::bucket/path", "s3.amazonaws.com", None),
        ("arn:aws-cn:sns:cn-north-1:1:topic", "sns.cn-north-1.amazonaws.com.cn", "cn-north-1"),
        ("arn:aws-us-gov:iam::1:role/x", "iam.amazonaws.com", None),
        ("barn:aws:sqs:eu-west-1:1:x", None, None),
        ("arn:minio:sqs::1:webhook", None, None),
    ],
)
def test_an_arn_tells_service_and_region(text, host, region):
    assert [(p.host, p.region) for p in addresses(text)] == ([(host, region)] if host else [])


@pytest.mark.parametrize(
    ("text", "host"),
    [
        ("s3://bucket/x", "s3.amazonaws.com"),
        ("gs://bucket", "storage.googleapis.com"),
        ("arn:aws:s3:::bucket/*", "s3.amazonaws.com"),
    ],
)
def test_the_protocol_of_a_store_is_told_as_such(text, host):
    assert [(p.host, p.bucket) for p in addresses(text)] == [(host, True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("smtp.company.example", ["smtp.company.example"]),
        (" smtp.company.example:587 ", ["smtp.company.example"]),
        ("a.example:9092,b.example:9092", ["a.example", "b.example"]),
        ("a.example b.example", ["a.example", "b.example"]),
        ("10.0.0.1:6379", ["10.0.0.1"]),
        ("api.company.example/v1", ["api.company.example"]),
        ("${NAME}.redis.cache.windows.net", ["*.redis.cache.windows.net"]),
        ("company.example and more", []),
        ("1.2", []),
        ("v1.2.3", []),
        ("minio", []),
        ("true", []),
        ("someone@company.example", []),
        ("", []),
    ],
)
def test_a_value_may_be_nothing_but_hosts(text, expected):
    assert [place.host for place in bare_hosts(text)] == expected


def test_a_look_alike_stays_one():
    assert hosts("https://api.openai.com.evil.example/v1") == ["api.openai.com.evil.example"]
    assert hosts("https://api.openai.com@evil.example/v1") == ["evil.example"]
    assert hosts("https://evil.example/api.openai.com") == ["evil.example"]


PASSWORD = st.text(alphabet=string.ascii_letters + string.digits + "!$%&*+-_./:;=,~()", min_size=8, max_size=40).filter(
    lambda text: sum(c.isalnum() for c in text) >= 6
)
FORMS = [
    "postgres://app:{}@db.company.example:5432/shop?sslmode=require",
    "https://app:{}@api.company.example/v1",
    "https://app:{}@api.company.example",
    "amqps://app:{}@mq.company.example/vhost",
    "app:{}@tcp(mysql.company.example:3306)/shop",
    "mongodb+srv://app:{}@cluster.company.example/?w=majority",
    "redis://:{}@cache.company.example:6379",
]


@given(password=PASSWORD, form=st.sampled_from(FORMS))
@example(password="a/b@c.d/e", form=FORMS[0])
@example(password="12/34abcdef", form=FORMS[1])
def test_a_password_is_never_part_of_a_host(password, form):
    told = "".join(hosts(form.format(password)))

    assert password.lower() not in told
    assert set(hosts(form.format(password))) <= {
        f"{name}.company.example" for name in ("db", "api", "mq", "mysql", "cluster", "cache")
    }


@given(st.text(max_size=300))
def test_any_text_gives_plain_hosts(text):
    for place in (*addresses(text), *bare_hosts(text)):
        assert place.host == place.host.lower()
        assert not set(place.host) & set("@/?#\\ ,\"'")


@pytest.mark.parametrize(
    "piece", ["http://", "a://b,", "${", "{{", "arn:aws:", "@tcp(", "a.", "*.", "host=", "jdbc:oracle:thin:@"]
)
def test_a_megabyte_costs_nothing(piece):
    text = piece * (1_000_000 // len(piece))
    before = time.process_time()
    addresses(text)
    bare_hosts(text)

    assert time.process_time() - before < 1
