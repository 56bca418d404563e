"""``vidtui stats``: what the library holds, counted, with bars on a terminal."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from vidtui.batch.output import Output
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import Exit
from vidtui.i18n import N_, _, ngettext, size
from vidtui.library import statistics
from vidtui.library.index import Index
from vidtui.library.select import Selector, understood
from vidtui.library.statistics import GROUPS, Statistics, Tally
from vidtui.settings.model import Settings
from vidtui.text import printable, shorten

PRESENT = "-is:missing"
MOST_SHOWN = 12  # values of a group: a person looks at the largest
_TITLES: Mapping[str, str] = {
    "kind": N_("By kind"),
    "decade": N_("By decade"),
    "genre": N_("By genre"),
    "quality": N_("By picture"),
    "hdr": N_("High dynamic range"),
    "video": N_("By coding of the picture"),
    "sound": N_("By coding of the sound"),
    "audio": N_("By language of the sound"),
    "subtitles": N_("By language of the subtitles"),
    "container": N_("By container"),
    "root": N_("By root"),
}
_KINDS: Mapping[str, str] = {
    "film": N_("films"),
    "series": N_("series"),
    "unknown": N_("type unknown"),
    "extra": N_("extras"),
}
_EIGHTHS = " ▏▎▍▌▋▊▉█"


def run_stats(settings: Settings, query: str, *, as_json: bool) -> Exit:
    """Count what fits a query and is on disk.

    Raises:
        UsageProblem: the query cannot be.
        CatalogueProblem: the catalogue cannot be used.
    """
    understood(query)
    catalogue = open_catalogue(settings.database)
    with catalogue.session():
        index = Index(catalogue)
        there = set(Selector(index).files(PRESENT))
        places = [place for place in Selector(index).files(query) if place in there]
        found = statistics.counted(index, places)
    document = {
        "command": "stats",
        "query": printable(query),
        **_tally(found.total),
        "probed": found.probed,
        "runtime": round(found.runtime, 1),
        "by": {
            group: [
                {"name": name, **_tally(tally)}
                for name, tally in statistics.ordered(group, found.by[group])
            ]
            for group in GROUPS
        },
    }
    width = shutil.get_terminal_size().columns if sys.stdout.isatty() else 0
    return Output(as_json=as_json).report(document, _lines(found, width), Exit.OK)


def _tally(tally: Tally) -> dict[str, Any]:
    return {"works": len(tally.works), "files": tally.files, "size": tally.size}


def _lines(found: Statistics, width: int) -> Iterator[str]:
    total = found.total
    yield ", ".join(
        (
            ngettext("{n} film or series", "{n} films and series", len(total.works)).format(
                n=len(total.works)
            ),
            ngettext("{n} file", "{n} files", total.files).format(n=total.files),
            size(total.size),
            _("{hours} h").format(hours=round(found.runtime / 60)),
        )
    )
    if found.probed < total.files:
        left = total.files - found.probed
        yield ngettext(
            "{n} file without technical facts: vidtui probe",
            "{n} files without technical facts: vidtui probe",
            left,
        ).format(n=left)
    for group in GROUPS:
        values = list(statistics.ordered(group, found.by[group]))
        if values:
            yield ""
            yield _(_TITLES[group])
            yield from _group_lines(group, values, width)


def _group_lines(group: str, values: list[tuple[str, Tally]], width: int) -> Iterator[str]:
    shown = values if group in ("decade", "quality") else values[:MOST_SHOWN]
    names = [_(_KINDS[name]) if group == "kind" and name in _KINDS else name for name, _t in shown]
    room = max(map(len, names)) if group == "root" else min(max(map(len, names)), 40)
    most = max(tally.files for _name, tally in shown)
    for name, (_value, tally) in zip(names, shown, strict=True):
        figures = f"{tally.files:>7} {size(tally.size):>12}"
        line = f"  {shorten(name, room):{room}} {figures}"
        bar = _bar(tally.files / most, width - len(line) - 3)
        yield f"{line}  {bar}".rstrip()
    if len(values) > len(shown):
        more = len(values) - len(shown)
        yield "  " + ngettext("… and {n} more", "… and {n} more", more).format(n=more)


def _bar(share: float, width: int) -> str:
    """Return a bar of eighths of cells; none where there is no room."""
    eighths = round(share * max(0, min(width, 40)) * 8)
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
