"""Kinds of findings in words, as the Check screen has them."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.check import words
from vidtui.jobs.check.findings import Kind
from vidtui.tui.words import number

# The end of a line may be cut off: what matters stands first.
_MEANINGS: Mapping[Kind, str] = {
    "silent_change": N_("the disk may be failing: other bytes, same size and date"),
}


def counted(kind: Kind, count: int) -> str:
    """Return how many findings of a kind there are, the thousands of the number apart."""
    return words.counted(kind, count).replace(str(count), number(count), 1)


def meaning(kind: Kind) -> str:
    """Return what a kind is, in a few words."""
    return _(_MEANINGS[kind]) if kind in _MEANINGS else words.meaning(kind)


def problems(count: int) -> str:
    """Return how many problems there are."""
    return ngettext("{n} problem", "{n} problems", count).format(n=number(count))


def worth_knowing(count: int) -> str:
    """Return how many findings there are that are no problems."""
    return _("Worth knowing: {n}").format(n=number(count))
