"""The texts of the Pending screen: showable, in the language in force."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from textual.content import Content

from vidtui.catalogue.group_details import Choice, Details, HeldEpisode, HeldFile
from vidtui.i18n import N_, _, decimal, ngettext, size
from vidtui.matching.evidence import evidence
from vidtui.matching.reasons import sentence
from vidtui.matching.resolve import LEAD
from vidtui.providers.base import Film, Hit, Series, Summary, summary
from vidtui.text import printable, shorten
from vidtui.tui.bindings import hint, styled_key
from vidtui.tui.formatting import MUTED, cells, dated, number, one_kind, wrapped
from vidtui.tui.pending.model import Heading, Line
from vidtui.tui.widgets import bar

SCORE_BAR = 8  # cells
SCORE = 4  # cells of the figures


def reason_text(reason: str) -> str:
    """Return a reason in the language in force."""
    return sentence(reason) if reason else _("waits for you")


def line(item: Line, width: int) -> Content:
    """Return a heading, or a group with its best score."""
    if isinstance(item, Heading):
        count = number(item.count)
        room = max(4, width - len(count) - 1)
        return Content.assemble(
            (cells(reason_text(item.reason), room), "bold $text-accent"), " ", (count, "bold")
        )
    score = decimal(item.score) if item.score is not None else "–"
    return Content.assemble(
        " ",
        cells(dated(item.title, item.year), max(4, width - SCORE - 2)),
        " ",
        (cells(score, SCORE, right=True), MUTED),
    )


def group_summary(held: Details, width: int) -> Content:
    """Return the files of a group and what their names say."""
    lines = file_lines(held, width)
    if len(held.files) > 1:
        lines[1] = Content.assemble(
            lines[1].truncate(max(10, width - 30), ellipsis=True),
            "  ",
            hint("pending.files", _("lists all of them")),
        )
    label = _("Name says: ")
    lines.append(Content.assemble((label, MUTED), name_says(held)).truncate(width, ellipsis=True))
    return Content("\n").join(lines)


def offered(held: Details | None) -> list[Choice]:
    """Return the proposals that a digit can take."""
    return [choice for choice in held.choices if not choice.rejected][:9] if held else []


def candidate(
    at: int, choice: Choice, is_chosen: bool, width: int, *, with_kind: bool = False
) -> Content:
    """Return a proposal in one line: its digit, score, title and year."""
    mark = "▸" if is_chosen else " "
    veto = "!" if choice.parts.get("vetoes") else " "
    kind = f"{one_kind(choice.ref.kind)}: " if with_kind else ""
    before = Content.assemble(
        (f"{mark}{at} ", "bold $text-accent"),
        bar(choice.score, SCORE_BAR, full="$warning" if veto.strip() else "$success"),
        (f" {decimal(choice.score)}", "bold"),
        (f"{veto} ", "bold $text-warning"),
    )
    title = f"{kind}{dated(choice.work.title, choice.work.year)}"
    room = max(4, width - before.cell_length)
    return Content.assemble(before, (cells(title, room), "bold" if is_chosen else ""))


def choice_details(choice: Choice, held: Details, width: int) -> Content:
    """Return what there is to know of a proposal, and what speaks for and against it."""
    lines = _work(choice.work, facts(choice.work, held.files))
    lines += [Content.assemble(("· ", MUTED), text) for text in evidence(choice.parts)]
    if choice.parts.get("vetoes"):
        lines.append(Content.styled(_("! never taken without you"), "$text-warning"))
    if choice.work.overview:
        lines += [Content(""), Content(printable(choice.work.overview))]
    return wrapped(lines, width)


def _work(work: Summary, known: str) -> list[Content]:
    lines = []
    if work.original_title and work.original_title != work.title:
        lines.append(
            Content.assemble((_("Original title: "), MUTED), printable(work.original_title))
        )
    if known:
        lines.append(Content(known))
    return lines


def none_offered(_width: int) -> Content:
    """Return what to do where there is no proposal."""
    return Content.assemble(
        (_("No proposal."), "bold"),
        "\n",
        _("Search by title with "),
        styled_key("pending.search"),
        _(", name its id or address with "),
        styled_key("pending.name"),
        _(", or say with "),
        styled_key("pending.ignore"),
        _(" that it is in no database."),
    )


def nothing_left() -> Content:
    """Return what an empty list says."""
    return Content.assemble(
        (_("Nothing waits for you."), "bold $text-success"),
        "\n\n",
        _("What TMDB has not been asked about yet stands on the Queue screen: "),
        styled_key("go.queue"),
        ".",
    )


def hit_line(hit: Hit, *, with_kind: bool, width: int) -> Content:
    """Return one result of a search."""
    kind = f"{one_kind(hit.ref.kind)}: " if with_kind else ""
    title = f"{kind}{dated(hit.title, hit.year)}"
    rest = printable(hit.original_title) if hit.original_title != hit.title else ""
    if hit.countries:
        rest = f"{rest}  {', '.join(map(printable, hit.countries[:3]))}".strip()
    return Content.assemble(title, ("  " + rest if rest else "", MUTED)).truncate(
        width, ellipsis=True
    )


def found(work: Film | Series, width: int) -> Content:
    """Return what an id or an address led to."""
    held = summary(work)
    lines = [
        Content.assemble(
            (dated(held.title, held.year), "bold"), (f"  {one_kind(work.ref.kind)}", MUTED)
        ),
        *_work(held, facts(held, ())),
    ]
    if held.overview:
        lines += [Content(""), Content(printable(held.overview))]
    return wrapped(lines, width)


def preview_line(held: Details, choice: Choice | None, width: int) -> Content:
    """Return what accepting a whole reason would make of one group."""
    name = dated(held.title, held.year)
    half = max(8, (width - 10) // 2)
    if choice is None:
        why = _("stays: nothing speaks for one answer") if held.choices else _("stays: no proposal")
        return Content.styled(f"– {cells(name, half)}   {why}", MUTED).truncate(
            width, ellipsis=True
        )
    answer = dated(choice.work.title, choice.work.year)
    return Content.assemble(
        ("✓ ", "$text-success"),
        cells(name, half),
        (" → ", MUTED),
        cells(answer, half),
        (f" {decimal(choice.score)}", "bold"),
    )


def acceptable(held: Details) -> Choice | None:
    """Return the first proposal, if nothing speaks against it and no other comes near."""
    first: Sequence[Choice] = offered(held)[:1]
    if not first or first[0].parts.get("vetoes"):
        return None
    near = [one for one in offered(held)[1:] if one.score > first[0].score - LEAD]
    return None if near else first[0]


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
    return printable(held.air_date or "?")


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
        head, next_line = printable(name), joined((total, minutes(runs), span(files), gone))
    else:
        folder = os.path.commonpath([os.path.dirname(file.path) for file in files])
        count = ngettext("{count} file", "{count} files", len(files))
        runs = 0 if span(files) else runs  # an episode's says nothing of a series
        held = (count.format(count=number(len(files))), total, minutes(runs), span(files), gone)
        head = joined(held)
        next_line = printable(os.path.relpath(first.path, folder)) + " …"
    return [
        Content.styled(shorten(head, width), "bold"),
        Content(shorten(next_line, width)),
        Content.styled(shorten(printable(folder), width), MUTED),
    ]


def name_says(details: Details) -> str:
    """Return the titles, year and ids that the names hold."""
    held = details.evidence
    titles = held.get("titles") or [details.title]
    parts = [" / ".join(printable(str(title)) for title in titles)]
    if details.year:
        parts.append(str(details.year))
    if held.get("country"):
        parts.append(printable(str(held["country"])))
    if held.get("edition"):
        parts.append(printable(str(held["edition"])))
    ids = held.get("ids") or {}
    parts += [
        f"{printable(str(name)).upper()} {printable(str(value))}" for name, value in ids.items()
    ]
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
            ", ".join(printable(name) for name in work.makers[:3]),
            ", ".join(printable(name) for name in work.countries[:4]),
            length,
            seasons,
        )
    )


def strangers(files: Sequence[HeldFile]) -> list[str]:
    """Return the episodes that the provider does not know."""
    return [episode(one) for file in files for one in file.episodes if not one.is_known]


_DECIDERS = {
    "id": N_("taken by its id"),
    "rule": N_("taken by the rules"),
    "person": N_("taken by you"),
}


def decided_by(choice: Choice) -> str:
    """Return who took an answer; nothing where that is not known."""
    return _(_DECIDERS[choice.chosen]) if choice.chosen in _DECIDERS else ""


def chosen(details: Details) -> Choice | None:
    """Return the proposal that the group is."""
    return next((choice for choice in details.choices if choice.chosen), None)
