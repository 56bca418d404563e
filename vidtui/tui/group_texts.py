"""What is known of one group in words: its files, what their names say, what a work is."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from textual.content import Content

from vidtui.catalogue.pending import Choice, Details, HeldEpisode, HeldFile
from vidtui.i18n import _, ngettext, size
from vidtui.metadata.works import Summary
from vidtui.text import shorten, show
from vidtui.tui.words import number

MUTED = "$foreground 60%"


def minutes(value: float | None) -> str:
    """Return a running time, empty where it is not known."""
    return _("{minutes} min").format(minutes=round(value)) if value else ""


def joined(parts: Iterable[str]) -> str:
    """Return what is not empty, with dots between."""
    return " · ".join(part for part in parts if part)


def episode(held: HeldEpisode) -> str:
    """Return an episode as its file's name says it: S05E11, a bare number, or a date."""
    if held.season is not None and held.number is not None:
        return f"S{held.season:02d}E{held.number:02d}"
    if held.number is not None:
        return f"E{held.number:02d}"
    return show(held.air_date or "?")


def span(files: Sequence[HeldFile]) -> str:
    """Return from which episode to which the files go; empty for films."""
    held = [one for file in files for one in file.episodes]
    if not held:
        return ""
    first = min(held, key=_order)
    last = max(held, key=_order)
    return episode(first) if first == last else f"{episode(first)} – {episode(last)}"


def _order(held: HeldEpisode) -> tuple[int, int, str]:
    return (held.season or 0, held.number or 0, held.air_date or "")


def file_lines(details: Details, width: int) -> list[Content]:
    """Return the name of the file, or how many there are; their size and folder."""
    files = details.files
    if not files:
        return [Content.styled(_("No file: it is gone."), MUTED)]
    total = size(sum(file.size for file in files))
    runs = max((file.runtime or 0 for file in files), default=0)
    first = files[0]
    gone = ngettext("missing", "missing", 1) if first.is_missing else ""
    if len(files) == 1:
        folder, name = os.path.split(first.path)
        head, next_line = show(name), joined((total, minutes(runs), span(files), gone))
    else:
        folder = os.path.commonpath([os.path.dirname(file.path) for file in files])
        count = ngettext("{count} file", "{count} files", len(files))
        runs = 0 if span(files) else runs  # an episode's says nothing of a series
        held = (count.format(count=number(len(files))), total, minutes(runs), span(files), gone)
        head = joined(held)
        next_line = show(os.path.relpath(first.path, folder)) + " …"
    return [
        Content.styled(shorten(head, width), "bold"),
        Content(shorten(next_line, width)),
        Content.styled(shorten(show(folder), width), MUTED),
    ]


def name_says(details: Details) -> str:
    """Return the titles, year and ids that the names hold."""
    held = details.evidence
    titles = held.get("titles") or [details.title]
    parts = [" / ".join(show(str(title)) for title in titles)]
    if details.year:
        parts.append(str(details.year))
    if held.get("country"):
        parts.append(show(str(held["country"])))
    if held.get("edition"):
        parts.append(show(str(held["edition"])))
    ids = held.get("ids") or {}
    parts += [f"{show(str(name)).upper()} {show(str(value))}" for name, value in ids.items()]
    return joined(parts)


def facts(work: Summary, files: Sequence[HeldFile]) -> str:
    """Return maker, countries, running time beside the file's own, and seasons of a work."""
    runs = max((file.runtime or 0 for file in files), default=0)
    length = minutes(work.runtime)
    if length and runs:
        length = _("{minutes}, file {file}").format(minutes=length, file=minutes(runs))
    seasons = ""
    if work.seasons is not None:
        text = ngettext("{count} season", "{count} seasons", work.seasons)
        seasons = text.format(count=number(work.seasons))
    return joined(
        (
            ", ".join(show(name) for name in work.makers[:3]),
            ", ".join(show(name) for name in work.countries[:4]),
            length,
            seasons,
        )
    )


def strangers(files: Sequence[HeldFile]) -> list[str]:
    """Return the episodes that the provider does not know."""
    return [episode(one) for file in files for one in file.episodes if not one.is_known]


def chosen(details: Details) -> Choice | None:
    """Return the proposal that the group is."""
    return next((choice for choice in details.choices if choice.chosen), None)
