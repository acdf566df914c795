"""What bower.json and installed packages of Bower share: names and what stands where a version should."""

from __future__ import annotations

from depscan.extractors.packages import _npm


def read_spec(name: str, text: str) -> _npm.Spec:
    """Return what ``^1.0.0``, ``other#^1.0.0``, ``owner/name#v1`` or an address asks for."""
    text = text.strip()
    target, mark, wanted = text.partition("#")
    if text.startswith(_npm.LOCAL) or text in (".", ".."):
        return _npm.Spec(name, local=True)
    if "/" in target or ":" in target:
        facts = _npm.origin(target)
        found = dict(_npm.read_spec(name, wanted).facts) if wanted and not _npm.origin(wanted) else {}
        return _npm.Spec(name, _npm.read_spec(name, wanted).version, tuple(sorted({**found, **dict(facts)}.items())))
    if mark:  # another name of the registry
        spec = _npm.read_spec(target, wanted)
        return spec if target == name else spec._replace(facts=(("alias", name), *spec.facts))
    return _npm.read_spec(name, text)
