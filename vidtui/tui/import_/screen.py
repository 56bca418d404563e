"""Import: progress, counts, errors as they come, and what to do where it was refused."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _
from vidtui.jobs.base import ItemFailed, Refused
from vidtui.jobs.import_.run import ImportRun
from vidtui.settings.model import Settings
from vidtui.text import printable, shorten
from vidtui.tui.bindings import key
from vidtui.tui.dialogs.ask import Ask, AskRefused, Choice, Tell
from vidtui.tui.formatting import number
from vidtui.tui.import_.view import counts, headline, introduction, notes, refusals
from vidtui.tui.page import Page
from vidtui.tui.threads import in_background
from vidtui.tui.widgets.bars import Bars
from vidtui.tui.widgets.virtual_list import VirtualList


def _is_idle(page: Import) -> bool:
    return not page.workspace.imports.active


def _has_remedy(page: Import) -> bool:
    run = page.run_
    return run is not None and not run.active and any(one.remedy for one in run.refused)


class Import(Page):
    """Shows the app's import, running or over; can be left and come back to."""

    MODE = "import"
    KEY = "i"
    LABEL = N_("Import")
    EXPLANATION = N_("Go to Import.")
    ABOUT = N_(
        "Registers every video file in the catalogue and remembers what each link shows; known "
        "files are passed over, and no file is changed. It goes on while you look elsewhere."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("i", "start", N_("Start"), N_("Start the import."), when=_is_idle),
        key("d", "dry_run", N_("Dry run"), N_("Find out what an import would do; write nothing."),
            when=_is_idle),
        key("c,escape", "cancel", N_("Cancel"), N_("Stop the import; what it has done stays."),
            when=lambda page: not _is_idle(page)),
        key("a", "go_on", N_("Go on…"),
            N_("Where the import was refused for safety: see why, and decide."), when=_has_remedy),
        key("w", "whole", N_("All disks"), N_("Import everything, not just the chosen folder."),
            when=lambda page: _is_idle(page) and bool(page.workspace.scope)),
        key("enter", "begin", when=lambda page: page.run_ is None),
    ]  # fmt: skip

    def body(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield Static(id="headline")
        yield Bars(id="bars")
        yield Static(id="folder")
        yield Static(id="counts")
        yield Static(id="notes")
        with Vertical(id="refused"):
            yield Static(id="refused-text")
        with Vertical(id="errors") as box:
            box.border_title = _("Errors")
            yield VirtualList(self._errors(), _error_line, id="error-list")

    def on_mount(self) -> None:
        """Let the clock of the run tick."""
        self.set_interval(1, self._tick)

    def resumed(self) -> None:
        """Show what happened meanwhile."""
        self.show_all()

    def on_job_progressed(self) -> None:
        """Show the run as it is now."""
        self.show_all()

    @property
    def run_(self) -> ImportRun | None:
        """The app's run, if there has been one."""
        return self.workspace.imports.run

    def _errors(self) -> list[ItemFailed]:
        run = self.run_
        return run.errors if run else []

    def _tick(self) -> None:
        if self.ready and self.run_ is not None and self.run_.active:
            self.query_one(Bars).show_run(self.run_)

    def show_all(self) -> None:
        """Fill every part."""
        if not self.ready:
            return
        run = self.run_
        width = max(20, self.size.width - 4)
        self.query_one("#headline", Static).update(
            headline(run)
            if run
            else introduction(self.workspace.settings, self.workspace.scope, width)
        )
        for name in ("#bars", "#folder", "#counts", "#notes"):
            self.query_one(name).display = run is not None
        self.query_one("#errors").display = bool(self._errors())
        self.query_one("#refused").display = bool(run and run.refused)
        if run is not None:
            self._show_run(run, width)
        self.refresh_bindings()

    def _show_run(self, run: ImportRun, width: int) -> None:
        self.query_one(Bars).show_run(run)
        folder = self.query_one("#folder", Static)
        folder.display = run.active
        folder.update(
            Content.assemble(
                (_("Folder").ljust(12), "$foreground 60%"),
                shorten(printable(run.folder), width - 12),
            )
        )
        self.query_one("#counts", Static).update(counts(run, width))
        self.show_text("#notes", notes(run, width))
        self.query_one("#refused-text", Static).update(refusals(run))
        box = self.query_one("#errors")
        box.border_title = _("Errors: {count}").format(count=number(len(run.errors)))
        box.border_subtitle = Content.assemble((_("Enter"), "bold"), " ", _("the whole message"))
        errors = self.query_one(VirtualList)
        errors.show_items(run.errors)
        if run.errors and self.focused is None:
            errors.focus()

    def action_start(self) -> None:
        self.workspace.start_import()

    def action_begin(self) -> None:
        self.workspace.start_import()

    def action_dry_run(self) -> None:
        self.workspace.start_import(dry_run=True)

    def action_whole(self) -> None:
        self.workspace.scope = ()
        self.show_all()

    def action_cancel(self) -> None:
        question = _("Stop the import?")
        facts = [_("What it has done so far stays; the next import goes on from there.")]
        choices = [Choice("", _("Let it go on")), Choice("stop", _("Stop it"))]

        def answer(name: str | None) -> None:
            if name:
                self.workspace.imports.cancel()
                self.show_all()

        self.app.push_screen(Ask(question, facts, choices), answer)

    def action_go_on(self) -> None:
        """Say what was refused and why; let the user decide."""
        if self.run_ is not None:
            refused = self.run_.refused
            accept = _("These files are gone for good: import again and say so")
            question = AskRefused(_("The import was refused for safety"), refused, accept)
            self.app.push_screen(question, partial(self._go_on, refused))

    def _go_on(self, refused: Sequence[Refused], remedy: str | None) -> None:
        work = self.workspace
        if remedy == "accept-loss":
            work.repeat_import(accept_loss=True)
        elif remedy == "confirm-root":
            strange = [one.path for one in refused if one.remedy == remedy]
            work.confirm_roots(strange, work.repeat_import)
        elif remedy == "relocate-root":
            self._relocate([(one.old, one.path) for one in refused if one.remedy == remedy])

    def _relocate(self, moved: list[tuple[bytes, bytes]]) -> None:
        work, services = self.workspace, self.workspace.services

        def relocate() -> tuple[Settings, VidtuiError | None]:
            settings = work.settings
            try:
                for old, new in moved:
                    plan = services.plan_relocation(settings, old, new)
                    settings = services.relocate(settings, plan)
            except VidtuiError as error:
                return settings, error  # those before it have moved
            return settings, None

        def relocated(came_to: tuple[Settings, VidtuiError | None]) -> None:
            settings, error = came_to
            work.use_settings(settings)
            if error is not None:
                work.complain(error)
            else:
                work.repeat_import()

        in_background(self, relocate, relocated, work.complain)

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Show one error whole."""
        item: ItemFailed = event.item
        parts = [(_("Path"), printable(item.path)), (_("Reason"), printable(item.reason))]
        self.app.push_screen(Tell(_("What went wrong"), parts))

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_all)


def _error_line(item: ItemFailed, width: int) -> str:
    reason = printable(item.reason)
    room = max(width // 2, width - len(reason) - 2)
    return shorten(f"{shorten(printable(item.path), room)}  {reason}", width)
