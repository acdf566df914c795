"""How the attestations begin that wrap an SBOM, so that nobody takes them for the SBOM itself."""

from __future__ import annotations

import re

_STATEMENT = re.compile(
    rb'"_type"\s{0,20}:\s{0,20}"https:\\?/\\?/in-toto\.io\\?/Statement|"predicateType"\s{0,20}:\s{0,20}"'
)
_ENVELOPE = re.compile(rb'"dsseEnvelope"\s{0,20}:|"payloadType"\s{0,20}:\s{0,20}"application\\?/vnd\.in-toto')
_PAYLOAD_FIRST = re.compile(
    rb'\A\s{0,20}\{\s{0,20}"payload"\s{0,20}:\s{0,20}"e[wy]'
)  # what an object begins with in base64
_BUNDLE = re.compile(rb'"mediaType"\s{0,20}:\s{0,20}"application/vnd\.dev\.sigstore\.bundle')


def is_attestation(head: bytes) -> bool:
    """Tell whether a document begins as a statement, an envelope, or a bundle does."""
    text = head.replace(b"\0", b"")  # without what UTF-16 puts between
    if text.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")[:1] not in (b"{", b"["):
        return False
    return any(pattern.search(text) for pattern in (_STATEMENT, _ENVELOPE, _PAYLOAD_FIRST, _BUNDLE))
