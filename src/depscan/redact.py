"""Take credentials and control characters out of whatever will be shown or kept."""

import re
import unicodedata

from depscan.syntax.lazy import pattern

MAX_SHOWN = 200
HIDDEN = "***"

# ------------------------------------------------------------------------------------------------------ credentials

# An address may be percent-encoded, once or more often, as it is in the version of a package URL.
_AT = re.compile(r"@|%(?:25)*+40")
_AUTHORITY = re.compile(r"(://)([^\s/?#]++)")
_ENCODED_AUTHORITY = pattern(
    r"((?::|%(?:25)*+3[aA])(?:/|%(?:25)*+2[fF]){2})((?:(?!%(?:25)*+(?:2[fF]|3[fF]|23|20))[^\s/?#])++)"
)
_LONGEST_AUTHORITY = 300
"""No host is that long: what is cut off before its ``@`` may be a credential."""
_NO_SCHEME = pattern(r"(?:(?<=:/)|(?<=//))[^\s/?#:@]++:[^\s/?#@]++@")
# a password with a slash in it, which is not a port
_ODD_PASSWORD = pattern(r"(?<=://)[^\s/?#:@\[]{1,200}+:(?!\d{1,5}(?:[/?#\s]|\Z))[^\s@]{0,400}+@")
# user:password@host.example without anything before it; npm:name@1.0 and image:tag@sha256 are none
_WORD_AT_HOST = r"""[^\s/@"']{1,300}?(?:@|%(?:25)*+40)(?=[A-Za-z][\w.-]{0,250}\.[A-Za-z]{2})"""
_BARE_PASSWORD = pattern(rf":{_WORD_AT_HOST}")
_BARE_USER = pattern(rf"(?<![\w.%+-])[\w.%+-]{{1,100}}+:{_WORD_AT_HOST}")

_PARAMETER = pattern(
    r"""(?ix) (
        (?:token|secret|passw(?:or)?d|passphrase|pwd|(?:api|access|account|private)[_-]?key|auth|credentials?
          |signature|sig)
        ["']? \s{0,3} (?:= | %(?:25)*+3d | :(?=[\s"']) | (?<=passwd) : | (?<=password) :) \s{0,3}
    ) ("[^"]*+"? | '[^']*+'? | (?:(?!%(?:25)*+(?:26|23))[^\s&;\#,'"])++)"""
)
_ASSIGNS = ("=", "%3D", "%3d", "253D", "253d", ": ", ":'", ':"')
_PASSWORD = pattern("(?i)passw(?:or)?d:")
_BEARER = pattern(r"(?i)\b(bearer|basic)\s{1,3}[a-z0-9._~+/=-]{16,}+")
_SHAPES = {
    "ghp_ gho_ ghu_ ghs_ ghr_": r"gh[pousr]_[A-Za-z0-9]{16,}+",
    "github_pat_": r"github_pat_\w{20,}+",
    "glpat- gldt- glptt- glrt- glcbt-": r"gl(?:pat|dt|ptt|rt|cbt)-[\w-]{16,}+",
    "npm_": r"npm_[A-Za-z0-9]{20,}+",
    "pypi-": r"pypi-(?:AgE[\w-]{20,}+|[\w-]{60,}+)",
    "xox": r"xox[abeprs]-[A-Za-z0-9-]{10,}+",
    "KIA SIA": r"A(?:KIA|SIA)[A-Z0-9]{16}",
    "sk-": r"sk-(?<![\w-]sk-)(?:(?:proj|ant|svcacct|or-v1)-[\w-]{20,}+|[A-Za-z0-9]{20,}+)",
    "eyJ": r"eyJ[\w-]{8,4096}+\.[\w.-]{8,}+",
    "AIza": r"AIza[\w-]{30,}+",
    "ya29": r"ya29\.[\w-]{20,}+",
    "GOCSPX": r"GOCSPX-[\w-]{20,}+",
    "hvs. hvb.": r"hv[sb]\.[\w-]{20,}+",
    "dckr_": r"dckr_[op]at_[\w-]{20,}+",
    "_live_ _test_": r"[rs]k_(?:live|test)_[A-Za-z0-9]{16,}+",
    "_v1_": r"do[opr]_v1_[a-f0-9]{32,}+",
    "rubygems_": r"rubygems_[a-f0-9]{32,}+",
    "SG.": r"SG\.[\w-]{16,200}+\.[\w-]{16,}+",
    "atlasv1": r"atlasv1\.[\w-]{20,}+",
    "ATATT": r"ATATT3[\w=-]{20,}+",
    "services/": r"(?<=hooks\.slack\.com/services/)[\w/]++",
    "BEGIN": r"-----BEGIN [A-Z ]{0,20}PRIVATE KEY-----[^-]*+",
}
"""Each shape of a token by what it begins with, or holds: to search for that is much faster than the pattern."""
_TOKENS = pattern("|".join(_SHAPES.values()))
_MARKS = [(mark, shape) for marks, shape in _SHAPES.items() for mark in marks.split()]
_WITH_UNDERSCORE = [(mark, shape) for mark, shape in _MARKS if "_" in mark]
_WITH_CAPITALS = [(mark, shape) for mark, shape in _MARKS if "_" not in mark and not mark.islower()]
_OTHERS = [(mark, shape) for mark, shape in _MARKS if "_" not in mark and mark.islower()]
"""They are looked for only where there is an underscore, a capital."""


def redact(text: str) -> str:
    """Return the text without credentials: URL user information, secret-looking parameters, known token shapes."""
    if "//" in text or ":/" in text:
        text = _ODD_PASSWORD.sub("", _NO_SCHEME.sub("", _AUTHORITY.sub(_without_user, text)))
    if "%" in text and ("//" in text or "%2F" in text or "%2f" in text or "%25" in text):
        text = _ENCODED_AUTHORITY.sub(_without_user, text)
    if ("@" in text or "%" in text) and _BARE_PASSWORD.search(text):
        text = _BARE_USER.sub("", text)
    if _may_assign(text):
        text = _PARAMETER.sub(rf"\1{HIDDEN}", text)
    if "earer " in text or "asic " in text:
        text = _BEARER.sub(rf"\1 {HIDDEN}", text)
    return _TOKENS.sub(HIDDEN, text) if _holds_token(text) else text


def _may_assign(text: str) -> bool:
    """Tell whether there is any sign that a value may follow, as in most texts there is not."""
    for sign in _ASSIGNS:
        if sign in text:
            return True
    return ("assw" in text or "ASSW" in text) and _PASSWORD.search(text) is not None


def _holds_token(text: str) -> bool:
    """Tell whether there is a token: most texts hold no mark of any, and some that do are called ``flask-…``.

    The single shapes are compiled when the first such text is met.
    """
    for mark, shape in _OTHERS:
        if mark in text and re.search(shape, text):
            return True
    if "_" in text:
        for mark, shape in _WITH_UNDERSCORE:
            if mark in text and re.search(shape, text):
                return True
    if not text.islower():
        for mark, shape in _WITH_CAPITALS:
            if mark in text and re.search(shape, text):
                return True
    return False


def _without_user(match: re.Match[str]) -> str:
    *users, host = _AT.split(match[2])
    if not users and len(host) > _LONGEST_AUTHORITY:
        return match[1] + HIDDEN
    return match[1] + host


def is_plain(text: str) -> bool:
    """Tell quickly whether there is nothing in a text to take out or to make visible."""
    return text.isascii() and text.isprintable() and redact(text) == text


# ----------------------------------------------------------------------------------------------- control characters

# Invisible or direction-changing characters that ``str.isprintable`` lets through or that deserve a visible form.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Letters, marks and symbols without any ink: fillers, joiners, variation selectors.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")


def clean(text: str) -> str:
    r"""Return the text with every control, bidi, zero-width and surrogate character as a visible ``\u{…}`` escape."""
    if text.isascii() and text.isprintable():
        return text
    text = _BLANK.sub(lambda match: _escaped(match[0]), text)
    return "".join(_escaped(char) if unicodedata.category(char) in _INVISIBLE else char for char in text)


_ORDER = re.compile(r"(?m)^((?:[ \t]|\x1b\[[0-9;]*m)*+)(?:(:)(?=:)|(#)(?=#(?:\[|vso\[|teamcity\[)))")


def disarm(text: str) -> str:
    """Return lines of which none begins like an order to a CI service: ``::error::``, ``##vso[…]``."""
    return _ORDER.sub(lambda match: match[1] + _escaped(match[2] or match[3]), text)


def _escaped(char: str) -> str:
    return f"\\u{{{ord(char):x}}}"


def shown(text: str, limit: int = MAX_SHOWN) -> str:
    """Return the text fit to be shown: cleaned, redacted, at most ``limit`` characters."""
    text = neutral(text[: limit * 4])
    return text if len(text) <= limit else text[: limit - 1] + "…"


def neutral(text: str) -> str:
    """Return the text cleaned and redacted: in this order, since a line break may stand in a credential."""
    return redact(clean(text))
