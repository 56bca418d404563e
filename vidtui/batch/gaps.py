"""``vidtui gaps``: what is missing, or not as it could be."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from vidtui.batch.output import Output
from vidtui.batch.stats import PRESENT
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit, UsageProblem
from vidtui.i18n import N_, NN_, _, ngettext
from vidtui.jobs.json_documents import Streamed
from vidtui.library import entries, gaps
from vidtui.library.gaps import Absent, Gap, Kind, Wishes
from vidtui.library.index import Index
from vidtui.library.select import Selector, understood
from vidtui.library.vocabulary import language
from vidtui.settings.model import Settings
from vidtui.text import json_path, local_time, printable

MOST_SHOWN = 8  # absent episodes or films of a work in text
_TITLES: Mapping[Kind, tuple[str, str]] = {
    "episodes": NN_("{n} series lacks episodes", "{n} series lack episodes"),
    "collection": NN_("{n} incomplete collection", "{n} incomplete collections"),
    "versions": NN_("{n} film with several versions", "{n} films with several versions"),
    "language": NN_("{n} file in no language of yours", "{n} files in no language of yours"),
    "resolution": NN_("{n} file of low resolution", "{n} files of low resolution"),
    "container": NN_("{n} broken video", "{n} broken videos"),
}
_PROBLEMS: Mapping[str, str] = {
    "truncated": N_("it is shorter than its own header says"),
    "unreadable": N_("it is no video that can be read"),
    "crashes": N_("it brought down what read it"),
}


def run_gaps(
    settings: Settings, query: str, kinds: Sequence[Kind], lines: int, *, as_json: bool
) -> Exit:
    """Tell the gaps of what fits a query and is on disk.

    Raises:
        UsageProblem: the query cannot be.
        CatalogueProblem: the catalogue cannot be used.
    """
    understood(query)
    for name in (*settings.audio_languages, *settings.subtitle_languages):
        if language(name) is None:
            raise UsageProblem(_("{name}: no language that is known").format(name=printable(name)))
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        index = Index(catalogue)
        selector = Selector(index)
        present = selector.files(PRESENT)
        there = set(present)
        places = [place for place in selector.files(query) if place in there]
        wishes = Wishes(settings.audio_languages, settings.subtitle_languages, lines)
        today = time.strftime("%Y-%m-%d")
        told = list(gaps.found(index, places, present, wishes, kinds, today))
        unknown = gaps.unknown_collections(index, places) if "collection" in kinds else 0
        counts = Counter(gap.kind for gap in told)
        document = {
            "command": "gaps",
            "query": printable(query),
            "audio": list(settings.audio_languages),
            "subtitles": list(settings.subtitle_languages),
            "lines": lines,
            "collections_unknown": unknown,
            "counts": {kind: counts[kind] for kind in kinds},
            "gaps": Streamed(lambda: map(_document, told)),
        }
        return Output(as_json=as_json).report(
            document, _lines(told, kinds, settings, unknown), Exit.OK
        )


def _document(gap: Gap) -> dict[str, Any]:
    return {
        "kind": gap.kind,
        "title": printable(gap.title),
        "year": gap.year,
        "ids": [*map(printable, gap.ids)],
        "owned": gap.owned,
        "of": gap.of,
        "unplaced": gap.unplaced,
        "absent": [
            {
                "season": one.season,
                "number": one.number,
                "title": None if one.title is None else printable(one.title),
                "date": None if one.date is None else printable(one.date),
                "id": None if one.id is None else printable(one.id),
            }
            for one in gap.absent
        ],
        "files": [{"id": entry.id, **json_path(entry.absolute)} for entry in entries.of(gap.files)],
        "detail": printable(gap.detail),
        "fetched_at": gap.fetched_at,
    }


def _lines(
    told: Sequence[Gap], kinds: Sequence[Kind], settings: Settings, unknown: int
) -> Iterator[str]:
    for kind, some in groupby(told, lambda gap: gap.kind):
        held = list(some)
        yield ngettext(*_TITLES[kind], len(held)).format(n=len(held))
        for gap in held:
            yield from _gap_lines(gap)
        yield ""
    if not told:
        yield _("No gaps.")
    if unknown:
        text = ngettext(
            "the films of {n} collection are not known yet: vidtui enrich",
            "the films of {n} collections are not known yet: vidtui enrich",
            unknown,
        )
        yield f"! {text.format(n=unknown)}"
    if "language" in kinds and not settings.audio_languages:
        text = _('which languages you understand is not set: audio_languages = ["fr"]')
        yield f"! {text}"


def _gap_lines(gap: Gap) -> Iterator[str]:
    title = printable(f"{gap.title} ({gap.year})" if gap.year is not None else gap.title)
    if gap.kind in ("episodes", "collection"):
        text = "  " + _("{title}: {owned} of {of}, as of {day}")
        day = local_time(gap.fetched_at or 0, "%Y-%m-%d")
        yield text.format(title=title, owned=gap.owned, of=gap.of, day=day)
        shown = _codes(gap.absent) if gap.kind == "episodes" else list(map(_film, gap.absent))
        yield "    " + ", ".join(shown[:MOST_SHOWN])
        if len(shown) > MOST_SHOWN:
            more = len(shown) - MOST_SHOWN
            yield "    " + ngettext("… and {n} more", "… and {n} more", more).format(n=more)
        if gap.unplaced:
            text = ngettext(
                "{n} file of it is counted otherwise than there, and may be one of these",
                "{n} files of it are counted otherwise than there, and may be some of these",
                gap.unplaced,
            )
            yield f"    ! {text.format(n=gap.unplaced)}"
        return
    detail = _(_PROBLEMS[gap.detail]) if gap.detail in _PROBLEMS else printable(gap.detail)
    yield f"  {title}: {detail}" if detail else f"  {title}"
    for entry in entries.of(gap.files):
        yield f"    {printable(entry.absolute)}"


def _codes(absent: Sequence[Absent]) -> list[str]:
    """Return absent episodes in short: ``S01E02-E05, S03E01``."""
    spans: list[list[Absent]] = []
    for one in absent:
        if spans and _follows(one, spans[-1][-1]):
            spans[-1].append(one)
        else:
            spans.append([one])
    return [_code(span[0], span[-1]) for span in spans]


def _follows(one: Absent, last: Absent) -> bool:
    return one.season == last.season and one.number == (last.number or 0) + 1


def _code(first: Absent, last: Absent) -> str:
    code = f"S{first.season or 0:02d}E{first.number or 0:02d}"
    return code if last is first else f"{code}-E{last.number or 0:02d}"


def _film(one: Absent) -> str:
    return printable(f"{one.title} ({one.date[:4]})" if one.date else one.title or "?")
