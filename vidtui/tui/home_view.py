"""The texts of Home: its health, and a line for each disk; showable."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial
from typing import NamedTuple

from rich.cells import cell_len
from textual.content import Content

from vidtui.catalogue.totals import Totals
from vidtui.i18n import _, size
from vidtui.jobs.check.findings import Kind
from vidtui.jobs.check.kinds import ISSUES, title
from vidtui.jobs.roots.reports import RootReport
from vidtui.settings.model import RootSetting
from vidtui.text import printable, shorten
from vidtui.tui.cards import Row, space_bar
from vidtui.tui.formatting import MUTED, age, cells, clock, not_named, number, plural, role, state
from vidtui.tui.report_cache import ReportView

GAP = 3  # cells between the parts of a line on a disk
BAR, WIDE_BAR = 10, 24  # cells of the bar of a disk
WIDE_FROM = 140  # cells from which on it is the wide one
LEAST_PATH = 16  # cells that the bar leaves to the path


class Told(NamedTuple):
    """What is told of a disk, a column each."""

    state: Content
    role: str
    path: str
    held: str
    free: str
    report: RootReport | None


def disk_lines(
    roots: Iterable[RootSetting], reports: Sequence[RootReport], now: float, width: int
) -> tuple[Content, bool]:
    """Return a line for each disk in ``width`` cells, and whether they have bars."""
    known = {report.setting.path: report for report in reports}
    all_roots = [*roots, *(one.setting for one in reports if not one.is_named)]
    told = partial(_all_told, [(root, known.get(root.path)) for root in all_roots], now)
    rows = told("{state}, {seen}")
    if sum(_widths(rows)[:4]) - GAP + BAR * any(row.free for row in rows) > width:
        rows = told("{state}, {time}")
    words, roles, _paths, counts, _free = widths = _widths(rows)
    bar, free, room = _columns(widths, width)
    lines = [
        Content.assemble(
            row.state.pad_right(words - row.state.cell_length),
            (cells(row.role, roles), MUTED),
            cells(shorten(row.path, room - GAP), room),
            _bar(row.report, bar),
            (cells(row.free, free, right=True), MUTED),
            (cells(row.held, counts if bar else counts - GAP, right=True), MUTED),
        )
        for row in rows
    ]
    return Content("\n").join(lines), bool(bar)


def _columns(widths: Sequence[int], width: int) -> tuple[int, int, int]:
    """Return the cells of a disk's bar, of what is free on it in words, and of its path.

    The path has what the others leave; the bar gives way to it, and says in words what is free
    only where there is room for that too.
    """
    words, roles, paths, counts, free = widths
    bar = BAR if width < WIDE_FROM else WIDE_BAR
    room = width - words - roles - counts - bar
    if free <= GAP or room < min(paths, LEAST_PATH):
        return 0, 0, max(10, room + bar + GAP)
    if room - free < paths:
        free = 0
    return bar, free, max(10, min(room - free, paths))


def _all_told(
    roots: Iterable[tuple[RootSetting, RootReport | None]], now: float, shape: str
) -> list[Told]:
    return [_told(setting, report, now, shape) for setting, report in roots]


def _told(setting: RootSetting, report: RootReport | None, now: float, shape: str) -> Told:
    """Return what there is to tell of a disk, its state as ``shape`` has it."""
    word, path = _state(report, now, shape), printable(setting.path)
    return Told(word, role(setting.role), path, _held(report), _free(report), report)


def _widths(rows: Sequence[Told]) -> list[int]:
    """Return how many cells each column takes, with a gap."""
    texts = [(row.state.plain, row.role, row.path, row.held, row.free) for row in rows]
    return [max((cell_len(row[at]) for row in texts), default=0) + GAP for at in range(5)]


def _bar(report: RootReport | None, width: int) -> Content:
    """Return how a disk is used, as far as that is known; that of links is not the library's."""
    if not width or report is None or report.space is None or report.setting.role != "storage":
        return Content(" " * width)
    return space_bar(report.size, report.space, width)


def _free(report: RootReport | None) -> str:
    if report is None or report.space is None or report.setting.role != "storage":
        return ""
    return _("{size} free").format(size=size(report.space.free))


def _state(report: RootReport | None, now: float, shape: str) -> Content:
    """Return the state of a root, and when it was seen so."""
    if report is None:
        return Content.styled("◌ …", MUTED)
    if not report.is_named:
        return not_named()
    word = state(report.state.state if report.state else None)
    if report.seen_at is None:
        return word
    when = clock(report.seen_at, now)
    rest = shape.format(state="", seen=_("seen {when}").format(when=when), time=when)
    return Content.assemble(word, (rest, MUTED))


def _held(report: RootReport | None) -> str:
    if report is None:
        return ""
    if report.setting.role == "links":
        return plural("{count} link", "{count} links", report.count)
    return plural("{count} file", "{count} files", report.count)


WARNING, ALARM = "bold $text-warning", "bold $text-error"


def health(
    checked: ReportView | None, held: Totals, now: float, most: int | None = None
) -> list[Row]:
    """Return when was checked and what was found, the worst first, in at most ``most`` rows.

    What only the catalogue knows stands there until a check has looked; of broken links there is
    one count in the whole app.
    """
    if checked is None:
        return _unchecked(held)
    report = checked.report
    rows = [_checked_at(checked, now)]
    if report.away:
        rows.append((_("Not looked at"), _roots(len(report.away)), WARNING))
    kinds = {**checked.kinds, "broken_link": held.broken_links, "loop_link": 0}
    found = [(kind, kinds[kind]) for kind in ISSUES if kinds.get(kind)]
    if not found:
        is_sure = not checked.is_part and not report.away
        rows.append((_("Problems"), _("none"), "bold $text-success" if is_sure else ""))
        return rows
    return rows + _worst(found, len(found) if most is None else most - len(rows))


def _unchecked(held: Totals) -> list[Row]:
    rows: list[Row] = [(_("Last check"), _("none yet"), "")]
    rows.append(_counted(_("Broken links"), held.broken_links))
    return [*rows, _counted(_("Missing files"), held.missing)] if held.missing else rows


def _checked_at(checked: ReportView, now: float) -> Row:
    when = age(now - checked.report.created)
    if checked.is_part:
        return _("Last check"), _("{age}, stopped").format(age=when), WARNING
    return _("Last check"), when, ""


def _worst(found: Sequence[tuple[Kind, int]], room: int) -> list[Row]:
    """Return what was found in so many rows, the rest of it in the last one."""
    shown = found if len(found) <= room else found[: room - 1]
    rows = [_counted(title(kind), count) for kind, count in shown]
    rest = sum(count for _kind, count in found[len(shown) :])
    if rest:
        rows.append((_("Other problems"), number(rest), WARNING))
    return rows


def _roots(count: int) -> str:
    return plural("{count} root", "{count} roots", count)


def _counted(name: str, count: int) -> Row:
    return name, number(count), ALARM if count else ""
