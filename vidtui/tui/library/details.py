"""All that is known of a work, or of an episode of it, as text: showable."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from textual.content import Content

from vidtui.catalogue.group_details import Choice, Details
from vidtui.disk.media_facts import MediaFacts
from vidtui.i18n import N_, _, decimal, size, titled
from vidtui.library import suspects
from vidtui.library.about import About, Event, Happened
from vidtui.library.entries import Entry, EntryWork
from vidtui.matching.evidence import evidence
from vidtui.matching.reasons import sentence
from vidtui.text import local_time, printable
from vidtui.tui.formatting import (
    MUTED,
    Labelled,
    dated,
    group_state,
    number,
    one_kind,
    plural,
    table,
)
from vidtui.tui.library.model import EpisodeItem, Item, SeasonItem
from vidtui.tui.library.view import code, owning_text, season_name
from vidtui.tui.pending.view import chosen, decided_by, joined, minutes, name_says

ACTORS = 8
_HAPPENED: Mapping[Happened, str] = {
    "added": N_("first met"),
    "moved": N_("moved from {path}"),
    "fetched": N_("asked about at TMDB"),
    "accept": N_("you said what it is"),
    "reject": N_("you said that no answer was right"),
    "ignore": N_("you said that it is in no database"),
    "reopen": N_("you said that it was not this one"),
    "confirm": N_("you confirmed the answer"),
}
_PROBLEMS = {
    "truncated": N_("it is shorter than its own header says"),
    "unreadable": N_("no container that is known"),
    "crashes": N_("what reads it ended"),
    "too-slow": N_("reading it took too long"),
}


def all_of(about: About, item: Item, width: int) -> Content:
    """Return all there is to know of an item in ``width`` cells, what one looks for first."""
    parts = [_head(about, item)]
    entry = next(iter(about.files), None)
    rows = list(_facts(entry.work, about)) if entry is not None and entry.work else []
    if not isinstance(item, EpisodeItem):
        rows += _against(about)
    if rows:
        parts.append(table(rows, width))
    parts += list(_files(about, width))
    history = [_event(one) for one in about.events]
    if history:
        parts.append(Content.styled(_("What became of it"), "bold"))
        parts += history
    return Content("\n").join(parts)


def _head(about: About, item: Item) -> Content:
    entry = next(iter(about.files), None)
    group = about.group
    title = dated(entry.title, entry.year) if entry else dated(group.title, group.year) if group \
        else "–"  # fmt: skip
    kind = one_kind(entry.kind if entry else "")
    word, style = group_state(group.state) if group else ("", "")
    head = Content.assemble((title, "bold"), (f"  {kind}  ", MUTED), (word, style))
    if isinstance(item, SeasonItem):
        return Content.assemble(head, "\n", (season_name(item.season), "bold"))
    if isinstance(item, EpisodeItem):
        one = item.episode
        said = joined((printable(one.title or ""), printable(one.date or ""), owning_text(one)))
        return Content.assemble(head, "\n", (code(one), "bold"), "  ", said)
    return head


def _facts(work: EntryWork, about: About) -> Iterator[Labelled]:
    def names(values: Sequence[str], most: int = 6) -> str:
        shown = ", ".join(printable(one) for one in dict.fromkeys(values[:most]))
        return shown + (" …" if len(values) > most else "")

    original = work.original_title if work.original_title != work.title else None
    rows = (
        (_("Original title"), printable(original or "")),
        (_("Rating"), _rating(work)),
        (_("Genre"), names(work.genres)),
        (_("By"), names(work.directors)),
        (_("With"), names(work.actors, ACTORS)),
        (
            _("From"),
            joined((names(work.countries), printable(work.language or ""), minutes(work.runtime))),
        ),
        (_("Collection"), printable(work.collection or "")),
    )
    yield from ((label, text) for label, text in rows if text)
    ids = (f"{printable(name).upper()} {printable(id_)}" for name, id_ in work.ids.items())
    yield _("Ids"), joined(ids)
    if overview := _overview(about.group):
        yield _("Overview"), overview


def _rating(work: EntryWork) -> str:
    if not work.rating:
        return ""
    votes = plural("{n} vote", "{n} votes", int(work.votes or 0))
    return joined((decimal(work.rating, 1), votes if work.votes else ""))


def _overview(group: Details | None) -> str:
    held: Any = (group.answer or {}).get("overview") if group is not None else None
    if held is None:
        return ""
    return printable(str(held[0])) if isinstance(held, list | tuple) and held else ""


def _against(about: About) -> Iterator[Labelled]:
    """Yield why each group is what it is taken for, and what speaks against that."""
    for group in about.groups:
        one = chosen(group)
        if group.state == "pending" and group.error:
            yield _("Reason"), sentence(group.error)
        elif one is not None and group.state == "enriched":
            held = next((file for file in about.files if file.group == group.id), None)
            yield from _answer(one, held)
        yield _("Name says"), name_says(group)


def _answer(one: Choice, held: Entry | None) -> Iterator[Labelled]:
    by = decided_by(one)
    doubt = held.doubt if held is not None else suspects.doubts(one.parts)
    if one.chosen != "person" and doubt:
        text = joined((by, _("something speaks against it")))
        yield _("Answer"), Content.styled(text, "$text-warning")
        for said in (*evidence(one.parts), *_runs(held, one.parts)):
            yield "", said
    else:
        yield _("Answer"), joined((by, *evidence(one.parts)[:2]))


def _runs(entry: Entry | None, parts: Mapping[str, Any]) -> Iterator[str]:
    work = entry.work.runtime if entry is not None and entry.work is not None else None
    runs = entry.runtime if entry is not None else None
    if "runtime" not in parts and suspects.with_runtime(0, runs, work):
        yield _("{minutes} min; the file runs {file} min").format(
            minutes=round(work or 0), file=round(runs or 0)
        )


def _files(about: About, width: int) -> Iterator[Content]:
    if not about.files:
        return
    count = plural("{n} file", "{n} files", about.count)
    yield Content.styled(count, "bold")
    for entry in about.files:
        folder, name = os.path.split(entry.absolute)
        yield Content.assemble(("· ", "$text-accent"), printable(name))
        for said in filter(None, (technical(entry), printable(folder), *_state(entry))):
            yield from _wrapped(said, width, ("  ", ""))
        for link in entry.links:
            is_ok = link.state == "ok"
            mark = ("  ✓ ", "$text-success") if is_ok else ("  ✗ ", "$text-error")
            yield from _wrapped(printable(link.path), width, mark)
    rest = about.count - len(about.files)
    if rest > 0:
        yield Content.styled(plural("{n} more", "{n} more", rest), MUTED)


def _wrapped(text: str, width: int, mark: tuple[str, str]) -> Iterator[Content]:
    """Yield a text in muted lines, the first behind a mark, the others indented."""
    for part in Content(text).wrap(max(10, width - 4)):
        yield Content.assemble(mark, part.stylize(MUTED))
        mark = ("    ", "")


def _state(entry: Entry) -> Iterator[str]:
    if entry.missing_since is not None:
        yield _("not on disk since {day}").format(day=local_time(entry.missing_since, "%Y-%m-%d"))
    elif entry.away_since is not None:
        yield _("not met since {day}").format(day=local_time(entry.away_since, "%Y-%m-%d"))
    if entry.facts is not None and entry.facts.problem is not None:
        problem = entry.facts.problem
        yield titled(_("Broken"), _(_PROBLEMS.get(problem, problem)))


def technical(entry: Entry) -> str:
    """Return in one line how a file is packed, shown and spoken, as far as that was read."""
    facts = entry.facts
    if facts is None:
        unread = "" if entry.runtime else _("no technical facts yet")
        return joined((size(entry.size), minutes(entry.runtime), unread))
    audio = ", ".join(
        " ".join(filter(None, (one.language, one.codec, one.channels))) for one in facts.audio
    )
    subtitles = ", ".join(facts.subtitle_languages)
    return joined(
        (
            printable(_picture(facts)),
            printable(audio),
            titled(_("subtitles"), printable(subtitles)) if subtitles else "",
            printable(facts.container or ""),
            minutes(facts.runtime),
            size(entry.size),
            printable(entry.edition or ""),
            _("part {n}").format(n=number(entry.part)) if entry.part is not None else "",
        )
    )


def _picture(facts: MediaFacts) -> str:
    parts = (
        f"{facts.lines}p" if facts.lines else "",
        *facts.hdr,
        facts.video_codec or "",
        _("{n} bit").format(n=facts.bit_depth) if facts.bit_depth else "",
    )
    return " ".join(filter(None, parts))


def _event(event: Event) -> Content:
    text = _(_HAPPENED[event.what])
    if event.path is not None:
        text = text.format(path=printable(event.path))
    if event.undone:
        text = joined((text, _("taken back")))
    return Content.assemble((local_time(event.at), MUTED), "  ", text)
