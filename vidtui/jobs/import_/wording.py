"""An import in words, for both front ends: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import fields

from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.import_.run import ImportCounts
from vidtui.jobs.wording import strays_line

STAGES: Mapping[str, str] = {
    "scan": N_("scan"),
    "samples": N_("samples"),
    "names": N_("names"),
    "links": N_("links"),
}
STAGE_TITLES: Mapping[str, str] = {
    "scan": N_("Scan"),
    "samples": N_("Samples"),
    "names": N_("Names"),
    "links": N_("Links"),
}


def errors_text(count: int) -> str:
    """Return how many errors there were, empty for none."""
    return ngettext("{n} error", "{n} errors", count).format(n=count) if count else ""


def headline(counts: ImportCounts) -> str:
    """Return the summary that every import ends with."""
    parts = (
        ngettext("{n} imported", "{n} imported", counts.imported).format(n=counts.imported),
        ngettext("{n} ignored", "{n} ignored", counts.ignored).format(n=counts.ignored),
        ngettext("{n} error", "{n} errors", counts.errors).format(n=counts.errors),
    )
    return ", ".join(parts)


def details(counts: ImportCounts) -> list[str]:
    """Return a line for each further count that is not zero."""
    texts = {
        "moved": ngettext("{n} moved", "{n} moved", counts.moved),
        "duplicates": ngettext(
            "{n} possible duplicate (same size, same beginning and end)",
            "{n} possible duplicates (same size, same beginning and end)",
            counts.duplicates,
        ),
        "changed": ngettext("{n} with new content", "{n} with new content", counts.changed),
        "still_changing": ngettext(
            "{n} still changing, left for the next run",
            "{n} still changing, left for the next run",
            counts.still_changing,
        ),
        "back": ngettext("{n} there again", "{n} there again", counts.back),
        "missing": ngettext("{n} no longer there", "{n} no longer there", counts.missing),
        "extras": ngettext("{n} extra", "{n} extras", counts.extras),
        "unknown": ngettext(
            "{n} of unknown type: neither below a film nor a series folder",
            "{n} of unknown type: neither below a film nor a series folder",
            counts.unknown,
        ),
        "films": ngettext("{n} new film", "{n} new films", counts.films),
        "series": ngettext("{n} new series", "{n} new series", counts.series),
        "links": ngettext("{n} link", "{n} links", counts.links),
        "broken_links": ngettext("{n} broken link", "{n} broken links", counts.broken_links),
        "away": ngettext(
            "{n} away, where what vanishes comes back",
            "{n} away, where what vanishes comes back",
            counts.away,
        ),
        "asked_again": ngettext(
            "{n} answer is asked about again: vidtui pending",
            "{n} answers are asked about again: vidtui pending",
            counts.asked_again,
        ),
        "packs": ngettext(
            "{n} file that holds several works waits: vidtui pending",
            "{n} files that hold several works wait: vidtui pending",
            counts.packs,
        ),
        "strays": strays_line(counts.strays),
    }
    return [
        "  " + texts[name].format(n=getattr(counts, name))
        for name in (item.name for item in fields(counts))
        if name in texts and getattr(counts, name)
    ]


def summary(counts: ImportCounts, number: Callable[[int], str]) -> str:
    """Return the same for the screens, its figures as ``number`` writes them."""
    parts = (
        ngettext("{count} imported", "{count} imported", counts.imported).format(
            count=number(counts.imported)
        ),
        ngettext("{count} ignored", "{count} ignored", counts.ignored).format(
            count=number(counts.ignored)
        ),
        ngettext("{count} error", "{count} errors", counts.errors).format(
            count=number(counts.errors)
        ),
    )
    return ", ".join(parts)


def named_counts(counts: ImportCounts) -> list[tuple[str, int]]:
    """Return each count that is not zero, named, but the three of the summary always."""
    first = [
        (ngettext("imported", "imported", counts.imported), counts.imported),
        (ngettext("ignored", "ignored", counts.ignored), counts.ignored),
        (ngettext("error", "errors", counts.errors), counts.errors),
    ]
    rest = [
        (ngettext("moved", "moved", counts.moved), counts.moved),
        (ngettext("changed", "changed", counts.changed), counts.changed),
        (ngettext("back again", "back again", counts.back), counts.back),
        (ngettext("missing", "missing", counts.missing), counts.missing),
        (ngettext("duplicate", "duplicates", counts.duplicates), counts.duplicates),
        (_("still changing"), counts.still_changing),
        (ngettext("extra", "extras", counts.extras), counts.extras),
        (_("type unknown"), counts.unknown),
        (ngettext("new film", "new films", counts.films), counts.films),
        (ngettext("new series", "new series", counts.series), counts.series),
        (ngettext("link", "links", counts.links), counts.links),
        (ngettext("broken link", "broken links", counts.broken_links), counts.broken_links),
        (_("away"), counts.away),
        (_("asked about again"), counts.asked_again),
        (ngettext("file of several works", "files of several works", counts.packs), counts.packs),
        (_("without a known episode"), counts.strays),
    ]
    return first + [(name, count) for name, count in rest if count]
