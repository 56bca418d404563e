"""Kinds of findings in words, as the Check screen has them."""

from __future__ import annotations

from vidtui.i18n import _, ngettext
from vidtui.jobs.check import words
from vidtui.jobs.check.findings import Kind
from vidtui.tui.words import number


def counted(kind: Kind, count: int) -> str:
    """Return how many findings of a kind there are, the thousands of the number apart."""
    return words.counted(kind, count).replace(str(count), number(count), 1)


def problems(count: int) -> str:
    """Return how many problems there are."""
    return ngettext("{n} problem", "{n} problems", count).format(n=number(count))


def worth_knowing(count: int) -> str:
    """Return how many findings there are that are no problems."""
    return _("Worth knowing: {n}").format(n=number(count))
