"""A probe in words, for both front ends: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.probe.run import ProbeCounts, ProbeStarted

STAGES: Mapping[str, str] = {"probe": N_("Technical facts")}


def announcement(started: ProbeStarted) -> str:
    """Return how many files are to be opened."""
    count = started.waiting
    if not count:
        return _("Every file has its technical facts.")
    return ngettext("{n} file to open", "{n} files to open", count).format(n=count)


def summary(counts: ProbeCounts) -> str:
    """Return the summary that every probe ends with."""
    parts = [
        (ngettext("{n} file read", "{n} files read", counts.probed), counts.probed, True),
        (ngettext("{n} broken", "{n} broken", counts.broken), counts.broken, False),
        (
            ngettext(
                "{n} changed since the last import",
                "{n} changed since the last import",
                counts.changed,
            ),
            counts.changed,
            False,
        ),
        (ngettext("{n} error", "{n} errors", counts.errors), counts.errors, False),
        (ngettext("{n} left", "{n} left", counts.left), counts.left, False),
    ]
    return ", ".join(text.format(n=count) for text, count, always in parts if count or always)
