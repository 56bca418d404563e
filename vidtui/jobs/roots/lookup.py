"""Finds roots in the catalogue, or says which it knows; sessions are the caller's."""

from __future__ import annotations

from vidtui.catalogue import roots
from vidtui.catalogue.roots import KnownRoot
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.text import printable


def required(path: bytes) -> KnownRoot:
    """Return the root at a path.

    Raises:
        UsageProblem: the catalogue knows none there.
    """
    root = roots.known(path)
    if root is None:
        raise unknown(path)
    return root


def unknown(path: bytes) -> UsageProblem:
    """Say that the catalogue knows no root at a path, and which it knows."""
    names = ", ".join(printable(known.path) for known in roots.everything()) or "-"
    return UsageProblem(
        _("{path}: the catalogue knows no such root; it knows: {names}").format(
            path=printable(path), names=names
        )
    )
