"""Where knowledge is: packaged in the wheel, beside the source in a checkout, or in a folder the user names."""

from __future__ import annotations

import os
from pathlib import Path

from depscan.errors import KnowledgeError

_PACKAGE = Path(__file__).resolve().parent.parent
PACKAGED = _PACKAGE / "_data"
COMPILED_NAME = "knowledge.msgpack"


def base_folder() -> Path:
    """Return the folder that holds ``vendors.yaml`` and ``rules/``.

    Raises:
        KnowledgeError: there is none, which only a broken installation can bring about.
    """
    checkout = _PACKAGE.parent.parent  # src/depscan/ → the checkout, in an editable install
    for folder in (PACKAGED, checkout):
        if (folder / "vendors.yaml").is_file() and (folder / "rules").is_dir():
            return folder
    raise KnowledgeError(f"{_PACKAGE}: no vendors.yaml and rules/ beside or above; is the installation complete?")


def extra_folder(folder: str) -> Path:
    """Return a user's folder of additions, checked to be one.

    Raises:
        KnowledgeError: it holds neither ``vendors.yaml`` nor ``rules/``.
    """
    path = Path(folder)
    if not (path / "vendors.yaml").is_file() and not (path / "rules").is_dir():
        raise KnowledgeError(f"{folder}: neither vendors.yaml nor rules/ in this folder")
    return path


def cache_folder() -> Path | None:
    """Return where compiled knowledge of checkouts and user folders is kept; None for users without a home."""
    base = os.environ.get("XDG_CACHE_HOME") or ""
    if not os.path.isabs(base):  # the specification has relative ones ignored
        base = os.path.join(os.path.expanduser("~"), ".cache")
    return Path(base) / "sovereign-depscan" if os.path.isabs(base) else None
