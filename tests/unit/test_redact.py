"""No credential and no control character gets past, and nothing harmless is taken out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from depscan.redact import HIDDEN, MAX_SHOWN, clean, is_plain, neutral, redact, shown

SECRET = "hunter2hunter2hunter2"
TOKENS = [
    "ghp_" + "a1B2" * 9,
    "github_pat_" + "a1B2" * 9,
    "glpat-" + "x" * 20,
    "npm_" + "a1B2" * 9,
    "pypi-AgEIcHlwaS5vcmc" + "a1B2" * 9,
    "xoxb-" + "1" * 20,
    "AKIA" + "Q" * 16,
    "sk-ant-" + "a1-B2" * 9,
    "eyJhbGciOiJIUzI1NiJ9.eyJ4IjoxfQ.c2ln",
    "hvs." + "a1B2" * 9,
    "dckr_pat_" + "a1B2" * 9,
]


@pytest.mark.parametrize(
    "text",
    [
        f"https://user:{SECRET}@host.example/x",
        f"https://{SECRET}@host.example",
        f"git+ssh://git:{SECRET}@host.example/x.git",
        f"https://user:a/{SECRET}@host.example/x",
        f"https://user:a\n{SECRET}@host.example/x",
        f"//user:{SECRET}@host.example/x",
        f"https:/user:{SECRET}@host.example/x",
        f"pkg:npm/x@https%3A%2F%2Fuser%3A{SECRET}%40host.example",
        f"pkg:npm/x@https:%2F%2Fuser:{SECRET}%40host.example%2Fx.tgz",
        f"pkg:npm/x@https%253A%252F%252Fuser%253A{SECRET}%2540host.example",
        f"https://host.example/x?a=1&access_token={SECRET}&b=2",
        f"https%3A%2F%2Fhost.example%2Fx%3Ftoken%3D{SECRET}%26b%3D2",
        f"https://host.example/x#api-key={SECRET}",
        f"//host.example/:_authToken={SECRET}",
        f"user:{SECRET}@host.example/x",
        f"pkg:golang/user:{SECRET}%40host.example/x@v1.0.0",
        f'password = "correct horse {SECRET}"',
        f'"clientSecret": "{SECRET}"',
        f"db_password:{SECRET}",
        f"AccountName=a;AccountKey={SECRET}==;EndpointSuffix=x",
        f"Authorization: Bearer {SECRET}",
        f"https://hooks.slack.com/services/T0/B0/{SECRET}",
        f"-----BEGIN RSA PRIVATE KEY-----\n{SECRET}\n-----END RSA PRIVATE KEY-----",
        f"https://{'x' * 700}{SECRET}",
    ],
)
def test_credentials_are_taken_out(text):
    assert SECRET not in neutral(text)
    assert SECRET not in shown(text, 2000)


@pytest.mark.parametrize("token", TOKENS)
@pytest.mark.parametrize("around", ["{}", "x-{}-y", "v1+{}", "https://h.example/{}/x", "\x1b {}"])
def test_known_tokens_are_hidden_wherever_they_stand(token, around):
    if token.startswith(("sk-", "AKIA")) and around == "x-{}-y":
        return  # these are told from words by what stands before

    assert token not in neutral(around.format(token))


def test_a_credential_that_a_cut_leaves_without_its_end_is_not_shown():
    assert SECRET not in shown(f"https://user:{SECRET}{'x' * 5000}@host.example")


@pytest.mark.parametrize(
    "text",
    [
        "https://host.example:8080/a@1.0",
        "https://host.example/@scope/name",
        "git@host.example:owner/name",
        "npm:name@1.0.0-beta.rc",
        "alpine:3.19@sha256:0123456789abcdef",
        "pkg:maven/org.example/name@1.0",
        "org.example:name@jar",
        "pkg:npm/%40scope/name@1.0.0%2Bbuild.1",
        "pkg:maven/oauth/oauth@1.0",
        "oauth:oauth",
        "com.example.auth:auth-core",
        "author = Bob",
        "design=flat",
        "task-force-abcdefghijklmnopqrstuvwxyz",
        "not valid TOML: expected a value",
        "aws_secretsmanager_secret.database",
        "aws_key_pair.token",
        "python=3.12",
        "pypi-attestation-models",
    ],
)
def test_what_is_no_credential_stays(text):
    assert neutral(text) == text


@pytest.mark.parametrize(
    "text",
    ["\x1b[31m", "\r", "\x85", "\u202e", "\u200b", "\ufeff", "\u2028", "\U000e0041", "\ud800", "\u3164", "\ufe0f"],
)
def test_what_cannot_be_seen_becomes_an_escape_that_can(text):
    escaped = clean(f"a{text}b")

    assert text not in escaped
    assert escaped.startswith("a\\u{")
    escaped.encode("utf-8")


@given(st.text(st.sampled_from("ab:/@%2Ff3A40=?&#\n \x1b\u202e_-.tokenpasswrd") | st.characters(), max_size=200))
def test_neutralising_ends_leaves_nothing_invisible_and_agrees_with_the_quick_look(text):
    result = shown(text)

    assert len(result) <= MAX_SHOWN
    assert clean(result) == result
    assert is_plain(text) <= (neutral(text) == text)


@given(st.from_regex(r"\A[a-z]{2,8}://[a-z0-9:@%!$&'()*+,;=.-]{1,60}@h\.example/[a-z]{0,5}\Z"))
def test_user_information_never_survives(address):
    assert "@" not in redact(address)


def test_long_hostile_texts_take_no_time():
    for piece in (
        "://a:",
        "%25",
        "a:",
        ":a@",
        "a:b@",
        "token=",
        "password:",
        "-----BEGIN ",
        "//a:b",
        "eyJ",
        "sk-",
        "%3A%2F%2F",
    ):
        assert len(redact(piece * 20_000)) >= 0
    assert HIDDEN in redact("token=x")
