"""Kinds of findings and single findings in words: showable, in the language in force."""

from __future__ import annotations

import os
from collections.abc import Mapping

from vidtui.i18n import N_, NN_, _, counting, ngettext, size
from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.lookalikes import beside
from vidtui.text import local_time, show

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
_KINDS: Mapping[Kind, tuple[str, str]] = {
    "silent_change": NN_("{n} file changed silently", "{n} files changed silently"),
    "ghost_entry": NN_("{n} ghost entry", "{n} ghost entries"),
    "broken_link": NN_("{n} broken link", "{n} broken links"),
    "loop_link": NN_("{n} link in a circle", "{n} links in a circle"),
    "wrong_link": NN_("{n} link to another work", "{n} links to other works"),
    "folder_link": NN_("{n} video link to a folder", "{n} video links to folders"),
    "changed_file": NN_("{n} changed file", "{n} changed files"),
    "unreadable": NN_("{n} unreadable path", "{n} unreadable paths"),
    "empty_file": NN_("{n} empty file", "{n} empty files"),
    "orphan_file": NN_("{n} orphan file", "{n} orphan files"),
    "duplicate": NN_("{n} possible duplicate", "{n} possible duplicates"),
    "shared_target": NN_("{n} further link to one file", "{n} further links to one file"),
    "link_chain": NN_("{n} chain of links", "{n} chains of links"),
    "case_collision": NN_("{n} name alike but for case", "{n} names alike but for case"),
    "unicode_twin": NN_(
        "{n} name alike but for its accents' form", "{n} names alike but for their accents' form"
    ),
    "growing_file": NN_("{n} growing file", "{n} growing files"),
    "unlinked_file": NN_("{n} file without a link", "{n} files without a link"),
    "unknown_episode": NN_("{n} file without a known episode", "{n} files without a known episode"),
    "pending_group": NN_("{n} film or series to decide", "{n} films and series to decide"),
    "failed_group": NN_("{n} failed film or series", "{n} failed films and series"),
}
_MEANINGS: Mapping[Kind, str | tuple[str, str]] = {
    "silent_change": N_("the disk may be failing: other bytes, same size and date"),
    "ghost_entry": N_("in the catalogue, not on disk"),
    "broken_link": NN_("it shows nothing", "they show nothing"),
    "loop_link": NN_("it leads back to itself", "they lead back to themselves"),
    "wrong_link": NN_(
        "it shows another film or episode than before, or than its name says",
        "they show another film or episode than before, or than their names say",
    ),
    "folder_link": NN_(
        "it is named like a video and shows a folder",
        "they are named like a video and show a folder",
    ),
    "changed_file": NN_(
        "other content than when it was imported", "other content than when they were imported"
    ),
    "unreadable": N_("nobody can say what is there; it is not called missing"),
    "empty_file": NN_("it holds nothing", "they hold nothing"),
    "orphan_file": N_("on disk, not in the catalogue"),
    "duplicate": N_("same size, same beginning and end"),
    "shared_target": N_("one file appears twice in the media centre"),
    "link_chain": N_("a link that shows a link"),
    "case_collision": N_("one name for clients that ignore case"),
    "unicode_twin": N_("they look the same and are two"),
    "growing_file": N_("still being written; left for the next time"),
    "unlinked_file": NN_(
        "the media centre does not show it", "the media centre does not show them"
    ),
    "unknown_episode": NN_(
        "its series is known, TMDB has no such episode",
        "their series are known, TMDB has no such episodes",
    ),
    "pending_group": NN_("it waits for you", "they wait for you"),
    "failed_group": N_("TMDB was asked in vain"),
}
_NOW: Mapping[str, str] = {
    "link": N_("a link is there now, which is not followed"),
    "folder": N_("a folder is there now"),
    "other": N_("no ordinary file is there now"),
    "behind": N_("it lies behind a link now, which is not followed"),
}


def counted(kind: Kind, count: int) -> str:
    """Return how many findings of a kind there are."""
    return ngettext(*_KINDS[kind], count).format(n=count)


def title(kind: Kind) -> str:
    """Return the name of a kind, as a heading has it."""
    text = ngettext(*_KINDS[kind], 2).format(n="").strip()
    return text[:1].upper() + text[1:]


def meaning(kind: Kind, count: int) -> str:
    """Return what findings of a kind are, in a few words."""
    return counting(_MEANINGS[kind], count)


def name(finding: Finding) -> str:
    """Return what a finding is about: a path below its root, or a title."""
    if finding.root:
        return show(finding.path) or show(finding.root)
    title, year = finding.facts.get("title", ""), finding.facts.get("year")
    return f"{title} ({year})" if year else str(title)


def evidence(finding: Finding) -> str:
    """Return in one line what was seen, empty where the kind says all.

    A report that others made may lack facts, or hold others: then it is empty too.
    """
    try:
        return _evidence(finding)
    except (KeyError, ValueError, OverflowError):
        return ""


def _evidence(finding: Finding) -> str:
    facts = finding.facts
    match finding.kind:
        case "silent_change" if "verified_at" not in facts:
            return _("{size}, another beginning or end than when it was imported").format(
                size=size(int(facts["size"]))
            )
        case "silent_change":
            return _("{size}, read whole the last time on {date}").format(
                size=size(int(facts["size"])), date=_date(int(facts["verified_at"]))
            )
        case "ghost_entry" if facts["moved"]:
            return _("{size}; a new file has this size: it may have moved").format(
                size=size(int(facts["size"]))
            )
        case "ghost_entry" | "orphan_file" | "growing_file":
            return size(int(facts["size"]))
        case "changed_file" if facts.get("now"):
            return _(_NOW[str(facts["now"])])
        case "changed_file" if facts["before"] == facts["size"]:
            return _("{size} as before, other bytes, another date").format(
                size=size(int(facts["size"]))
            )
        case "changed_file":
            return _("{before} before, {now} now").format(
                before=size(int(facts["before"])), now=size(int(facts["size"]))
            )
        case "broken_link" | "loop_link" | "wrong_link" | "folder_link":
            return _("{problem}: {text}").format(**facts)
        case "unreadable":
            return str(facts["reason"])
        case "duplicate" | "shared_target":
            differs = beside(finding.absolute, finding.detail)
            return _("as {other}").format(**facts) + differs
        case "case_collision" | "unicode_twin":
            differs = beside(os.path.basename(finding.path), os.path.basename(finding.detail))
            return _("beside {other}").format(**facts) + differs
        case "link_chain":
            return _("{hops} links").format(**facts)
        case "unlinked_file":
            return str(facts["title"])
        case "unknown_episode" if facts["episodes"]:
            return _("{title}: {episodes}").format(**facts)
        case "unknown_episode":
            return _("{title}: the name says no episode").format(**facts)
        case _:
            return ""


def _date(seconds: int) -> str:
    return local_time(seconds, "%Y-%m-%d") if seconds else _("an unknown day")
