"""Home: what the library holds, what waits, and whether its disks are there."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Grid, Horizontal
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.totals import Totals
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, size
from vidtui.jobs.roots.reports import RootReport
from vidtui.tui.bindings import key, styled_key
from vidtui.tui.cards import Box, Card, Disks, Graph, space_legend
from vidtui.tui.formatting import age, number
from vidtui.tui.home_view import ALARM, WARNING, disk_lines, health
from vidtui.tui.keys_line import Keys
from vidtui.tui.next_step import NextStep, next_step
from vidtui.tui.page import Page
from vidtui.tui.services import Overview
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import StaticText

NARROW, WIDE = (5, 5, 3), (5, 5)  # lines of the rows of boxes; a box may span two
BORDERS = 2  # lines of a box


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
        key("enter", "open", N_("Open"), N_("Go where the highlighted box leads."),
            when=lambda page: isinstance(page.focused, Box)),
        key("r", "refresh", N_("Refresh"), N_("Count again.")),
        key("down,j,right,l", "app.focus_next", N_("Next box"), N_("Highlight the next box."),
            show=False, id="next"),
        key("up,k,left,h", "app.focus_previous", N_("Box before"), N_("Highlight the box before."),
            show=False, id="before"),
    ]  # fmt: skip

    _grown = 0  # lines by which the last row of boxes is taller
    _reports: list[RootReport] | None = None
    _roots_problem: str | None = None
    _overview: Overview | None = None

    def body(self) -> ComposeResult:
        yield StaticText(id="problem", classes="problem")
        yield StaticText(id="empty")
        with Grid(id="cards"):
            yield Card(_("Library"), id="library")
            yield Card(_("To identify"), id="groups")
            yield Card(_("Health"), id="health")
            yield Card(_("Import"), id="import")
        with Disks(id="roots") as box:
            box.border_title = _("Disks")
            yield StaticText(id="root-lines")
        with Horizontal(id="graphs"):
            yield Graph(_("Problems over time"), id="past")
            yield Graph(_("Films by decade"), id="decades")
            yield Graph(_("Films by picture"), id="pictures")

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
        in_background(
            self, lambda: services.overview(settings), self._take_overview, lambda _error: None
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

    def _take_overview(self, overview: Overview) -> None:
        self._overview = overview
        self._show_graphs()

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
        self._show_graphs()
        self._show_next()

    def _show_next(self) -> None:
        """Say what is useful next, unless the invitation of an empty catalogue does."""
        work = self.workspace
        step = next_step(work, self.MODE)
        is_idle = not (work.is_busy or work.is_looking)
        is_empty = bool(self.query_one("#empty").display)
        is_well = work.counted and not work.count_problem and work.checking.loaded and is_idle
        shown = None if is_empty else step
        self.query_one(NextStep).show(shown, is_well=is_well and not is_empty)

    def _show_graphs(self) -> None:
        if not self.ready or (held := self._overview) is None:
            return
        past, decades, pictures = (
            self.query_one(f"#{name}", Graph) for name in ("past", "decades", "pictures")
        )
        past.show_past([count for _at, count in held.problems] if len(held.problems) > 1 else ())
        decades.show_bars((_("{year}s").format(year=year), count) for year, count in held.decades)
        pictures.show_bars((f"{lines}p", count) for lines, count in held.pictures)
        self.call_after_refresh(self._fit_graphs)

    def _fit_graphs(self) -> None:
        """Show the graphs where there is room for all their lines below the disks."""
        if not self.ready:
            return
        row = self.query_one("#graphs")
        end = self.query_one(Keys).region.y - bool(self.query_one(NextStep).display)
        free = (
            end - self.query_one("#roots").region.bottom if self.query_one("#cards").display else 0
        )
        graphs = list(self.query(Graph))
        for one in graphs:
            one.fit(free)
        row.display = any(one.display for one in graphs)

    def action_open(self) -> None:
        """Go where the highlighted box leads."""
        if isinstance(self.focused, Box):
            self.focused.follow()

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
        card = self.query_one("#library", Card)
        card.show_rows(library)
        card.lead(*[(one.mode, _("look")) for one in self.workspace.tabs if one.mode == "library"])
        card.can_focus = bool(card.leads)
        groups = [
            (_("Queued"), count(held.queued), ""),
            (_("To be decided"), count(held.pending), WARNING if held.pending else ""),
            (_("Failed"), count(held.failed), ALARM if held.failed else ""),
        ]
        card = self.query_one("#groups", Card)
        card.show_rows(groups)
        card.lead(("queue", _("queue")), ("pending", _("decide")))

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
        card.lead(("check", _("check")), ("links", _("links")))
        self.call_after_refresh(self._fit_health)

    @property
    def _grid(self) -> tuple[int, ...]:
        return WIDE if self.has_class("-wide") else NARROW

    def _fit_health(self) -> None:
        """Give the health the lines that nothing else needs."""
        if not self.ready or not self.query_one("#cards").display:
            return
        cards = self.query_one("#cards")
        below = len(self.workspace.settings.roots) + BORDERS + 1  # disks, the next step
        free = self.query_one(Keys).region.y - cards.region.y - sum(self._grid) - below
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
        card.lead(("import", _("import")))

    def _show_roots(self) -> None:
        if not self.ready:
            return
        box = self.query_one("#roots", Disks)
        box.lead(("settings", _("settings")))
        if self._roots_problem is not None:
            self.query_one("#root-lines", Static).update(
                Content.styled(self._roots_problem, "$text-error")
            )
            return
        roots, now = self.workspace.settings.roots, self.workspace.services.now()
        text, has_bars = disk_lines(roots, self._reports or (), now, box.content_size.width)
        parts = [Content(_("Disks")), *([space_legend()] if has_bars else [])]
        box.border_title = Content("  ").join(parts)
        self.query_one("#root-lines", Static).update(text)

    def on_resize(self) -> None:
        self._grow(0)
        self.call_after_refresh(self._show_roots)
        self.call_after_refresh(self._show_health)
        self.call_after_refresh(self._fit_graphs)


def _room(grid: tuple[int, ...]) -> int:
    """Return how many rows the health has in a grid of which it spans the last two."""
    return sum(grid[-2:]) - BORDERS
