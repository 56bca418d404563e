"""Home: what the library holds, what waits, and whether its disks are there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from vidtui.catalogue.totals import Totals
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, size
from vidtui.jobs.check.findings import Kind
from vidtui.jobs.check.kinds import ISSUES
from vidtui.jobs.roots.reports import RootReport
from vidtui.text import printable, shorten
from vidtui.tui.bindings import key, key_of, styled_key
from vidtui.tui.formatting import MUTED, age, cells, clock, not_named, number, plural, role, state
from vidtui.tui.page import Keys, Page
from vidtui.tui.report_cache import ReportView
from vidtui.tui.threads import in_background

GAP = 3  # cells between the parts of a line on a root
NARROW, WIDE = (5, 5, 3), (5, 5)  # lines of the rows of boxes; a box may span two
BORDERS = 2  # lines of a box

RootRow = tuple[Content, str, str, str]


class Home(Page):
    """All of it comes from the catalogue; no disk is touched."""

    MODE = "home"
    LETTER = "h"
    LABEL = N_("Home")
    EXPLANATION = N_("Go to Home.")
    ABOUT = N_(
        "What your library holds, what waits for you, and when its disks were seen. Nothing "
        "here changes anything or wakes a disk; each box names the key that leads on."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "refresh", N_("Refresh"), N_("Count again.")),
    ]

    _grown = 0  # lines by which the last row of boxes is taller
    _reports: list[RootReport] | None = None
    _roots_problem: str | None = None

    def body(self) -> ComposeResult:
        yield Static(id="problem", classes="problem")
        yield Static(id="empty")
        with Grid(id="cards"):
            yield Card(_("Library"), id="library")
            yield Card(_("To identify"), id="groups")
            yield Card(_("Health"), id="health")
            yield Card(_("Import"), id="import")
        with VerticalScroll(id="roots", can_focus=False) as box:
            box.border_title = _("Disks")
            yield Static(id="root-lines")

    def resumed(self) -> None:
        """Load anew: the import may have got on."""
        self.load()

    def on_job_progressed(self) -> None:
        """Say how far import and check are."""
        self._show_import()
        self._show_health()

    def on_checked(self) -> None:
        """Show what the last check found."""
        self._show_health()

    def on_job_finished(self) -> None:
        """Count anew."""
        self.load()

    def action_refresh(self) -> None:
        self.load()

    def load(self) -> None:
        """Ask the catalogue, in threads."""
        services, settings = self.workspace.services, self.workspace.settings
        self.workspace.checking.look()
        self.workspace.count()
        in_background(
            self, lambda: services.reports(settings), self._take_reports, self._take_roots_problem
        )

    def on_counted(self) -> None:
        """Show what the library holds."""
        self.show_all()

    @property
    def _held(self) -> Totals:
        work = self.workspace
        return replace(work.totals or Totals(), broken_links=work.broken_links)

    def _take_reports(self, reports: list[RootReport]) -> None:
        self._reports, self._roots_problem = reports, None
        self._show_roots()

    def _take_roots_problem(self, error: VidtuiError) -> None:
        self._roots_problem = str(error)
        self._show_roots()

    def show_all(self) -> None:
        """Fill every box."""
        if not self.ready:
            return
        self.show_text("#problem", self.workspace.count_problem)
        totals = self._held
        is_sure = self.workspace.counted and not self.workspace.count_problem
        is_empty = is_sure and not (totals.files or totals.links)
        self.show_text("#empty", self._invitation() if is_empty else None)
        self.query_one("#cards").display = not is_empty
        self._show_counts(totals)
        self._show_health()
        self._show_import()
        self._show_roots()

    def _invitation(self) -> Content:
        return Content.assemble(
            (_("Your catalogue is empty."), "bold"),
            "\n\n",
            _("Press "),
            styled_key("go.import"),
            _(" to import your library: every file is registered, none is changed."),
        )

    def _show_counts(self, held: Totals) -> None:
        def count(value: int) -> str:
            return number(value) if self.workspace.counted else "…"

        library = [
            (_("Films"), count(held.films), ""),
            (_("Series"), count(held.series), ""),
            (_("Episodes"), count(held.episodes), ""),
            (_("Files"), count(held.files), ""),
            (_("Size"), size(held.size) if self.workspace.counted else "…", ""),
            (_("Extras"), count(held.extras), ""),
            (_("Links"), count(held.links), ""),
        ]
        if held.unknown:
            library.append((_("Type unknown"), count(held.unknown), WARNING))
        self.query_one("#library", Card).show_rows(library)
        groups = [
            (_("Queued"), count(held.queued), ""),
            (_("To be decided"), count(held.pending), WARNING if held.pending else ""),
            (_("Failed"), count(held.failed), ALARM if held.failed else ""),
        ]
        card = self.query_one("#groups", Card)
        card.show_rows(groups)
        card.lead((key_of("go.queue"), _("queue")), (key_of("go.pending"), _("decide")))

    def _show_health(self) -> None:
        if not self.ready:
            return
        work = self.workspace
        card, run = self.query_one("#health", Card), work.checking.runner.run
        held, now = self._held, work.services.now()
        most = _room(self._grid) + self._grown
        rows = health(work.checking.last, held, now, most)
        if run is not None and run.active:
            rows[0] = (_("Check under way"), f"{int(run.share * 100)} %", "bold $text-success")
        elif not (self.workspace.counted and work.checking.loaded):
            rows = [(_("Last check"), "…", "")]
        card.show_rows(rows)
        card.lead((key_of("go.check"), _("check")), (key_of("go.links"), _("links")))
        self.call_after_refresh(self._fit_health)

    @property
    def _grid(self) -> tuple[int, ...]:
        return WIDE if self.has_class("-wide") else NARROW

    def _fit_health(self) -> None:
        """Give the health the lines that nothing else needs."""
        if not self.ready or not self.query_one("#cards").display:
            return
        cards = self.query_one("#cards")
        disks = len(self.workspace.settings.roots) + BORDERS
        free = self.query_one(Keys).region.y - cards.region.y - sum(self._grid) - disks
        rows = len(health(self.workspace.checking.last, self._held, 0))
        grown = max(0, min(rows - _room(self._grid), free))
        if grown != self._grown:
            self._grow(grown)
            self._show_health()

    def _grow(self, by: int) -> None:
        self._grown = by
        *rows, last = self._grid
        self.query_one("#cards").styles.grid_rows = (*rows, last + by)

    def _show_import(self) -> None:
        if not self.ready:
            return
        run = self.workspace.imports.run
        last = self._held.last_import
        if last is not None:
            text = age(self.workspace.services.now() - last)
        else:
            text = _("none yet") if self.workspace.counted else "…"
        row = (_("Last import"), text, "")
        if run is not None and run.active:
            row = (_("Under way"), f"{int(run.share * 100)} %", "bold $text-success")
        card = self.query_one("#import", Card)
        card.show_rows([row])
        card.lead((key_of("go.import"), _("import")))

    def _show_roots(self) -> None:
        if not self.ready:
            return
        box = self.query_one("#roots", VerticalScroll)
        box.border_subtitle = Content.assemble((f"{key_of('go.settings')} ", "bold"), _("settings"))
        if self._roots_problem is not None:
            self.query_one("#root-lines", Static).update(
                Content.styled(self._roots_problem, "$text-error")
            )
            return
        width = box.content_size.width
        rows = self._root_rows("{state}, {seen}")
        if sum(_columns(rows)) - GAP > width:
            rows = self._root_rows("{state}, {time}")
        words, roles, _paths, counts = _columns(rows)
        # The path has what the others leave.
        room = max(10, width - words - roles - counts)
        lines = [
            Content.assemble(
                word.pad_right(words - len(word)),
                (name.ljust(roles), MUTED),
                cells(shorten(path, room), room),
                (held.rjust(counts), MUTED),
            )
            for word, name, path, held in rows
        ]
        self.query_one("#root-lines", Static).update(Content("\n").join(lines))

    def _root_rows(self, shape: str) -> list[RootRow]:
        """Return state, role, path and count of each root, the state as ``shape`` has it."""
        reports = {report.setting.path: report for report in self._reports or ()}
        now, rows = self.workspace.services.now(), []
        left = [one.setting for one in reports.values() if not one.is_named]
        for setting in (*self.workspace.settings.roots, *left):
            report = reports.get(setting.path)
            word = _state(report, now, shape)
            rows.append((word, role(setting.role), printable(setting.path), _held(report)))
        return rows

    def on_resize(self) -> None:
        self._grow(0)
        self.call_after_refresh(self._show_roots)
        self.call_after_refresh(self._show_health)


def _room(grid: tuple[int, ...]) -> int:
    """Return how many rows the health has in a grid of which it spans the last two."""
    return sum(grid[-2:]) - BORDERS


def _columns(rows: Sequence[RootRow]) -> list[int]:
    """Return how many cells each column takes, with the gap behind it."""
    return [max((len(row[at]) for row in rows), default=0) + GAP for at in range(4)]


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
_TITLES: dict[Kind, str] = {
    "silent_change": N_("Changed silently"),
    "ghost_entry": N_("Ghost entries"),
    "broken_link": N_("Broken links"),
    "loop_link": N_("Links in a circle"),
    "wrong_link": N_("Links to other works"),
    "folder_link": N_("Links to folders"),
    "changed_file": N_("Changed files"),
    "unreadable": N_("Unreadable"),
    "empty_file": N_("Empty files"),
    "orphan_file": N_("Orphan files"),
}


def health(
    checked: ReportView | None, held: Totals, now: float, most: int | None = None
) -> list[Row]:
    """Return when was checked and what was found, the worst first, in at most ``most`` rows.

    What only the catalogue knows stands there until a check has looked; of broken links there is
    one count in the whole app.
    """
    if checked is None:
        rows = [(_("Last check"), _("none yet"), "")]
        rows.append(_counted(_("Broken links"), held.broken_links))
        return [*rows, _counted(_("Missing files"), held.missing)] if held.missing else rows
    report = checked.report
    when = age(now - report.created)
    if checked.is_part:
        when = _("{age}, stopped").format(age=when)
    rows = [(_("Last check"), when, WARNING if checked.is_part else "")]
    if report.away:
        rows.append((_("Not looked at"), _roots(len(report.away)), WARNING))
    kinds = {**checked.kinds, "broken_link": held.broken_links, "loop_link": 0}
    found = [(kind, kinds[kind]) for kind in ISSUES if kinds.get(kind)]
    if not found:
        is_sure = not checked.is_part and not report.away
        rows.append((_("Problems"), _("none"), "bold $text-success" if is_sure else ""))
        return rows
    room = len(found) if most is None else most - len(rows)
    shown = found if len(found) <= room else found[: room - 1]
    rows += [_counted(_(_TITLES[kind]), count) for kind, count in shown]
    rest = sum(count for _kind, count in found[len(shown) :])
    if rest:
        rows.append((_("Other problems"), number(rest), WARNING))
    return rows


def _roots(count: int) -> str:
    return plural("{count} root", "{count} roots", count)


def _counted(name: str, count: int) -> Row:
    return name, number(count), ALARM if count else ""


Row = tuple[str, str, str]
WIDEST = 40  # cells between a name's beginning and its value's end


class Card(Widget):
    """A titled box; each row is a name, a value, and the value's style."""

    def __init__(self, title: str, *, id: str) -> None:  # noqa: A002 - Textual's name
        super().__init__(id=id)
        self.border_title = Content(title)
        self._rows: Sequence[Row] = ()

    def lead(self, *ways: tuple[str, str]) -> None:
        """Name the keys and the screens behind this, at the bottom of the box."""
        self.border_subtitle = Content(" · ").join(
            [Content.assemble((f"{key} ", "bold"), label) for key, label in ways]
        )

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows."""
        is_taller = len(rows) != len(self._rows)
        self._rows = rows
        self.refresh(layout=is_taller)

    def render(self) -> Content:
        """Return a line per row, the value at the right; a name gives way where both are long."""
        width = min(WIDEST, self.content_size.width)
        lines = []
        for name, value, style in self._rows:
            name = cells(name, min(cell_len(name), max(1, width - cell_len(value) - 1)))
            gap = max(1, width - cell_len(name) - cell_len(value))
            lines.append(
                Content.assemble((name, "$foreground 70%"), " " * gap, (value, style or "bold"))
            )
        return Content("\n").join([one.truncate(width, ellipsis=True) for one in lines])
