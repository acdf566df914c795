"""Take credentials and control characters out of whatever will be shown or kept."""

import re
import unicodedata

MAX_SHOWN = 200

_USERINFO = re.compile(r"(?<=://)[^/\s?#@]*(?::[^/\s?#]*)?@")
_SECRET_PARAMETER = re.compile(
    r"(?i)([?&;#\s,'\"]|^)((?:[a-z0-9_\-]{0,40}(?:token|secret|passw(?:or)?d|pwd|api[_\-]?key|access[_\-]?key|auth"
    r"|credential|signature|sig))\s{0,3}[=:]\s{0,3})[^\s&;#,'\"]{1,4096}"
)
_TOKEN_SHAPES = re.compile(
    r"\b(?:gh[pousr]_[A-Za-z0-9]{16,255}|github_pat_[A-Za-z0-9_]{20,255}|glpat-[A-Za-z0-9_\-]{16,255}"
    r"|xox[abeprs]-[A-Za-z0-9\-]{10,255}|A(?:KIA|SIA)[A-Z0-9]{16}|sk-[A-Za-z0-9_\-]{20,255}"
    r"|npm_[A-Za-z0-9]{20,255}|pypi-[A-Za-z0-9_\-]{20,4096}|eyJ[A-Za-z0-9_\-]{8,4096}\.[A-Za-z0-9_\-.]{8,8192})"
)
HIDDEN = "***"

# Invisible or direction-changing characters that ``str.isprintable`` lets through or that deserve a visible form.
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


def redact(text: str) -> str:
    """Return the text without credentials: URL user information, secret-looking parameters, known token shapes."""
    if "://" in text:
        text = _USERINFO.sub("", text)
    if "=" in text or ":" in text:
        text = _SECRET_PARAMETER.sub(rf"\1\2{HIDDEN}", text)
    return _TOKEN_SHAPES.sub(HIDDEN, text)


def clean(text: str) -> str:
    r"""Return the text with every control, bidi, zero-width and surrogate character as a visible ``\u{…}`` escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(f"\\u{{{ord(char):x}}}" if unicodedata.category(char) in _INVISIBLE else char for char in text)


def shown(text: str, limit: int = MAX_SHOWN) -> str:
    """Return the text fit to be shown: redacted, cleaned, at most ``limit`` characters."""
    text = clean(redact(text[: limit * 4]))
    return text if len(text) <= limit else text[: limit - 1] + "…"
