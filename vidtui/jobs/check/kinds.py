"""The kinds of findings: one registry, from which report, tree, Home and documents derive.

Texts are marked here and translated where they are shown. A new kind is an entry here and the
stage that finds it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from vidtui.i18n import N_, NN_, _, counting, ngettext, size
from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.wording import beside
from vidtui.text import local_time, printable

_NOW: Mapping[str, str] = {
    "link": N_("a link is there now, which is not followed"),
    "folder": N_("a folder is there now"),
    "other": N_("no ordinary file is there now"),
    "behind": N_("it lies behind a link now, which is not followed"),
}


def _nothing(_finding: Finding) -> str:
    return ""


def _text(shape: str) -> Callable[[Finding], str]:
    """Return what tells the facts of a finding in their places."""
    return lambda finding: _(shape).format(**finding.facts)


@dataclass(frozen=True, slots=True)
class KindSpec:
    """One kind of finding, by the ``name`` that JSON and the command line have for it.

    ``title`` counts findings, ``meaning`` says in a few words what they are, for one and for many
    where that differs; ``evidence`` says in one line what was seen, empty where the kind says all.
    What ``is_problem`` needs attention; the rest is merely worth knowing. ``is_seen_alone``: it
    can be judged although another root is away. ``is_reviewed``: the Links screen repairs it.
    ``takes_paths``: the command that helps ends with a path, and takes several. ``for_all``: the
    word that stands before the path, and the words in place of it that help all at once (an import
    without a path is one of all roots).
    """

    name: Kind
    title: tuple[str, str]
    meaning: str | tuple[str, str]
    evidence: Callable[[Finding], str] = _nothing
    is_problem: bool = True
    is_seen_alone: bool = False
    is_reviewed: bool = False
    takes_paths: bool = False
    for_all: tuple[str, str] = ("", "")


def _size(finding: Finding) -> str:
    return size(int(finding.facts["size"]))


def _bytes_changed(finding: Finding) -> str:
    if "verified_at" not in finding.facts:
        text = _("{size}, another beginning or end than when it was imported")
        return text.format(size=_size(finding))
    seconds = int(finding.facts["verified_at"])
    date = local_time(seconds, "%Y-%m-%d") if seconds else _("an unknown day")
    return _("{size}, read whole the last time on {date}").format(size=_size(finding), date=date)


def _size_or_moved(finding: Finding) -> str:
    if not finding.facts["moved"]:
        return _size(finding)
    text = _("{size}; a new file has this size: it may have moved")
    return text.format(size=_size(finding))


def _moved(finding: Finding) -> str:
    count = int(finding.facts["count"])
    if count == 1:
        return _("was {old}").format(old=finding.facts["old"])
    text = ngettext("{n} file, was in {old}", "{n} files, were in {old}", count)
    return text.format(n=count, old=finding.facts["old"])


def _content_changed(finding: Finding) -> str:
    facts = finding.facts
    if facts.get("now"):
        return _(_NOW[str(facts["now"])])
    if facts["before"] == facts["size"]:
        return _("{size} as before, other bytes, another date").format(size=_size(finding))
    before = size(int(facts["before"]))
    return _("{before} before, {now} now").format(before=before, now=_size(finding))


_CONTAINERS: Mapping[str, str] = {
    "truncated": N_("it is shorter than its own header says"),
    "unreadable": N_("it is no video that can be read"),
    "crashes": N_("it brought down what read it"),
}


def _container(finding: Finding) -> str:
    return _(_CONTAINERS.get(str(finding.facts["problem"]), str(finding.facts["problem"])))


def _same_as(finding: Finding) -> str:
    differs = beside(finding.absolute, finding.detail)
    return _("as {other}").format(**finding.facts) + differs


def _duplicate(finding: Finding) -> str:
    # A report of an earlier version does not say what it takes.
    room = f"{_size(finding)}, " if "size" in finding.facts else ""
    return room + _same_as(finding)


def _beside(finding: Finding) -> str:
    differs = beside(os.path.basename(finding.path), os.path.basename(finding.detail))
    return _("beside {other}").format(**finding.facts) + differs


def _large(finding: Finding) -> str:
    count = int(finding.facts["count"])
    text = ngettext("{n} entry; {split} is split", "{n} entries; {split} is split", count)
    return text.format(n=count, split=finding.facts["split"])


def _title(finding: Finding) -> str:
    return str(finding.facts["title"])


def _unlinked(finding: Finding) -> str:
    link = finding.facts.get("awaited_by")
    if not link:
        return _title(finding)
    return _("a broken link should show it: {link}").format(link=link)


def _episodes(finding: Finding) -> str:
    if finding.facts["episodes"]:
        return _("{title}: {episodes}").format(**finding.facts)
    return _("{title}: the name says no episode").format(**finding.facts)


_SPECS = (
    KindSpec(
        "silent_change",
        NN_("{n} file changed silently", "{n} files changed silently"),
        N_("the disk may be failing: other bytes, same size and date"),
        evidence=_bytes_changed,
        is_seen_alone=True,
        takes_paths=True,
    ),
    KindSpec(
        "ghost_entry",
        NN_("{n} ghost entry", "{n} ghost entries"),
        N_("in the catalogue, not on disk"),
        evidence=_size_or_moved,
        is_seen_alone=True,
        takes_paths=True,
        for_all=(" forget", " --all-ghosts --dry-run"),
    ),
    KindSpec(
        "broken_link",
        NN_("{n} broken link", "{n} broken links"),
        NN_("it shows nothing", "they show nothing"),
        evidence=_text(N_("{problem}: {text}")),
        is_reviewed=True,
    ),
    KindSpec(
        "loop_link",
        NN_("{n} link in a circle", "{n} links in a circle"),
        NN_("it leads back to itself", "they lead back to themselves"),
        evidence=_text(N_("{problem}: {text}")),
        is_reviewed=True,
    ),
    KindSpec(
        "wrong_link",
        NN_("{n} link to another work", "{n} links to other works"),
        NN_(
            "it shows another film or episode than before, or than its name says",
            "they show another film or episode than before, or than their names say",
        ),
        evidence=_text(N_("{problem}: {text}")),
        is_reviewed=True,
    ),
    KindSpec(
        "folder_link",
        NN_("{n} video link to a folder", "{n} video links to folders"),
        NN_(
            "it is named like a video and shows a folder",
            "they are named like a video and show a folder",
        ),
        evidence=_text(N_("{problem}: {text}")),
        is_reviewed=True,
    ),
    KindSpec(
        "changed_file",
        NN_("{n} changed file", "{n} changed files"),
        NN_(
            "other content than when it was imported", "other content than when they were imported"
        ),
        evidence=_content_changed,
        is_seen_alone=True,
        takes_paths=True,
        for_all=(" import", ""),
    ),
    KindSpec(
        "unreadable",
        NN_("{n} unreadable path", "{n} unreadable paths"),
        N_("nobody can say what is there; it is not called missing"),
        evidence=_text("{reason}"),
        takes_paths=True,
    ),
    KindSpec(
        "empty_file",
        NN_("{n} empty file", "{n} empty files"),
        NN_("it holds nothing", "they hold nothing"),
        is_seen_alone=True,
        takes_paths=True,
    ),
    KindSpec(
        "broken_container",
        NN_("{n} broken video", "{n} broken videos"),
        NN_("it was cut off or damaged", "they were cut off or damaged"),
        evidence=_container,
        is_seen_alone=True,
    ),
    KindSpec(
        "orphan_file",
        NN_("{n} orphan file", "{n} orphan files"),
        N_("on disk, not in the catalogue"),
        evidence=_size,
        is_seen_alone=True,
        takes_paths=True,
        for_all=(" import", ""),
    ),
    KindSpec(
        "moved_file",
        NN_("{n} moved file or folder", "{n} moved files or folders"),
        NN_(
            "it only lies elsewhere; an import notes that",
            "they only lie elsewhere; an import notes that",
        ),
        evidence=_moved,
        is_problem=False,
    ),
    KindSpec(
        "duplicate",
        NN_("{n} possible duplicate", "{n} possible duplicates"),
        N_("same size, same beginning and end; each takes its room"),
        evidence=_duplicate,
        is_problem=False,
    ),
    KindSpec(
        "shared_target",
        NN_("{n} further link to one file", "{n} further links to one file"),
        N_("one file appears twice in the media centre"),
        evidence=_same_as,
        is_problem=False,
    ),
    KindSpec(
        "misplaced_link",
        NN_("{n} link in another work's folder", "{n} links in other works' folders"),
        NN_(
            "it shows what it should, its folder is another film's or series'",
            "they show what they should, their folders are other films' or series'",
        ),
        evidence=_text(N_("{title}, in the folder {folder}")),
        is_problem=False,
    ),
    KindSpec(
        "large_folder",
        NN_("{n} large folder of links", "{n} large folders of links"),
        N_("others of this tree are split into ranges"),
        evidence=_large,
        is_problem=False,
    ),
    KindSpec(
        "link_chain",
        NN_("{n} chain of links", "{n} chains of links"),
        N_("a link that shows a link"),
        evidence=_text(N_("{hops} links")),
        is_problem=False,
    ),
    KindSpec(
        "case_collision",
        NN_("{n} name alike but for case", "{n} names alike but for case"),
        N_("one name for clients that ignore case"),
        evidence=_beside,
        is_problem=False,
        is_seen_alone=True,
    ),
    KindSpec(
        "unicode_twin",
        NN_(
            "{n} name alike but for its accents' form",
            "{n} names alike but for their accents' form",
        ),
        N_("they look the same and are two"),
        evidence=_beside,
        is_problem=False,
        is_seen_alone=True,
    ),
    KindSpec(
        "growing_file",
        NN_("{n} growing file", "{n} growing files"),
        N_("still being written; left for the next time"),
        evidence=_size,
        is_problem=False,
        is_seen_alone=True,
    ),
    KindSpec(
        "unlinked_file",
        NN_("{n} file without a link", "{n} files without a link"),
        NN_("the media centre does not show it", "the media centre does not show them"),
        evidence=_unlinked,
        is_problem=False,
    ),
    KindSpec(
        "unknown_episode",
        NN_("{n} file without a known episode", "{n} files without a known episode"),
        NN_(
            "its series is known, TMDB has no such episode",
            "their series are known, TMDB has no such episodes",
        ),
        evidence=_episodes,
        is_problem=False,
    ),
    KindSpec(
        "pending_group",
        NN_("{n} film or series to decide", "{n} films and series to decide"),
        NN_("it waits for you", "they wait for you"),
        is_problem=False,
    ),
    KindSpec(
        "failed_group",
        NN_("{n} failed film or series", "{n} failed films and series"),
        N_("TMDB was asked in vain"),
        is_problem=False,
    ),
)
KINDS: Mapping[Kind, KindSpec] = {spec.name: spec for spec in _SPECS}
"""By name all kinds, the worst first."""
ISSUES: tuple[Kind, ...] = tuple(name for name, spec in KINDS.items() if spec.is_problem)
"""What needs attention, the worst first."""
INFORMATION: tuple[Kind, ...] = tuple(name for name, spec in KINDS.items() if not spec.is_problem)
"""What is merely worth knowing; it never makes an exit code."""


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
