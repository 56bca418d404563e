"""Kinds of findings and single findings in words: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.i18n import N_, counting, ngettext
from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.check.kinds import KINDS
from vidtui.text import printable

STAGES: Mapping[str, str] = {
    "storage": N_("files"),
    "links": N_("links"),
    "catalogue": N_("catalogue"),
    "hashes": N_("whole files"),
}
STAGE_TITLES: Mapping[str, str] = {
    "storage": N_("Looking at the storage"),
    "links": N_("Looking at the links"),
    "catalogue": N_("Asking the catalogue"),
    "hashes": N_("Reading whole files"),
}


def counted(kind: Kind, count: int) -> str:
    """Return how many findings of a kind there are."""
    return ngettext(*KINDS[kind].title, count).format(n=count)


def title(kind: Kind) -> str:
    """Return the name of a kind, as a heading has it."""
    text = ngettext(*KINDS[kind].title, 2).format(n="").strip()
    return text[:1].upper() + text[1:]


def meaning(kind: Kind, count: int) -> str:
    """Return what findings of a kind are, in a few words."""
    return counting(KINDS[kind].meaning, count)


def name(finding: Finding) -> str:
    """Return what a finding is about: a path below its root, or a title."""
    if finding.root:
        return printable(finding.path) or printable(finding.root)
    title, year = finding.facts.get("title", ""), finding.facts.get("year")
    return f"{title} ({year})" if year else str(title)


def evidence(finding: Finding) -> str:
    """Return in one line what was seen, empty where the kind says all.

    A report that others made may lack facts, or hold others: then it is empty too.
    """
    try:
        return KINDS[finding.kind].evidence(finding)
    except (KeyError, ValueError, OverflowError):
        return ""
