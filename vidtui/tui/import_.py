"""Import: progress, counts, errors as they come, and what to do where it was refused."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _
from vidtui.jobs.base import ItemFailed, Refused
from vidtui.jobs.import_.run import ImportRun, named_counts, summary
from vidtui.jobs.wording import messages
from vidtui.settings.model import Settings
from vidtui.text import printable, shorten
from vidtui.tui.bars import Bars
from vidtui.tui.bindings import key, styled_key
from vidtui.tui.dialogs import Ask, AskRefused, Choice, Tell, TextDialog, stop_question
from vidtui.tui.formatting import MUTED, because, labelled, number
from vidtui.tui.page import Page
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import StaticText, VirtualList


def _is_idle(page: Import) -> bool:
    return not page.workspace.imports.active


def _has_remedy(page: Import) -> bool:
    run = page.run_
    return run is not None and not run.active and any(one.remedy for one in run.refused)


class Import(Page):
    """Shows the app's import, running or over; can be left and come back to."""

    MODE = "import"
    LETTER = "i"
    LABEL = N_("Import")
    EXPLANATION = N_("Go to Import.")
    ABOUT = N_(
        "Registers every video file in the catalogue and remembers what each link shows; known "
        "files are passed over, and no file is changed. It goes on while you look elsewhere."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "start", N_("Import"), N_("Start the import."), when=_is_idle),
        key("r", "halt", N_("Stop…"), N_("Stop the import, or let it go on."),
            when=lambda page: not _is_idle(page)),
        key("v", "more", N_("More…"), N_("Only find out what an import would do; import it all."),
            when=_is_idle),
        key("enter", "go_on", N_("Go on…"),
            N_("Where the import was refused for safety: see why, and decide."), when=_has_remedy),
        key("enter", "begin", when=lambda page: page.run_ is None),
        key("m", "messages", N_("Messages"), N_("Show all that the import said."), show=False,
            when=lambda page: page.run_ is not None and bool(messages(page.run_))),
    ]  # fmt: skip

    _remedied: ImportRun | None = None  # whose way on Enter has been put on

    def body(self) -> ComposeResult:
        """Yield the parts from top to bottom."""
        yield StaticText(id="headline")
        yield Bars(id="bars")
        yield StaticText(id="folder")
        yield StaticText(id="counts")
        yield StaticText(id="notes")
        with Vertical(id="refused"):
            yield StaticText(id="refused-text")
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

    @property
    def has_ended(self) -> bool:
        """Whether an import has come to its end that changed the catalogue."""
        run = self.run_
        return run is not None and run.phase == "finished" and not run.options.dry_run

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
                (_("Folder").ljust(12), MUTED),
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
        if _has_remedy(self):
            if self._remedied is not run:  # once: Tab leads to the errors
                self._remedied = run
                self.set_focus(None)  # Enter is the way on
        elif run.errors and self.focused is None:
            errors.focus()

    def action_start(self) -> None:
        self.workspace.start_import()

    def action_begin(self) -> None:
        self.workspace.start_import()

    def action_more(self) -> None:
        """Offer the other ways to import."""
        choices = [
            Choice("", _("Change nothing")),
            Choice("dry", _("Only find out what an import would do; write nothing")),
        ]
        if self.workspace.scope:
            choices.append(Choice("whole", _("Import everything, not just the chosen folder")))

        def answer(name: str | None) -> None:
            if name == "dry":
                self.workspace.start_import(dry_run=True)
            elif name == "whole":
                self.workspace.scope = ()
                self.show_all()

        self.open_dialog(Ask(_("Import in another way"), [], choices), answer)

    def action_messages(self) -> None:
        """Show all that the import said beside its counts."""
        if self.run_ is not None:
            noted = messages(self.run_)
            self.app.push_screen(TextDialog(lambda _width: Content("\n").join(map(_note, noted))))

    def action_halt(self) -> None:
        """Ask whether the import shall stop."""
        fact = _("What it has done so far stays; the next import goes on from there.")
        question = stop_question(_("Stop the import?"), fact, _("Stop it"))
        self.open_dialog(question, self._stop)

    def _stop(self, _answer: str) -> None:
        self.workspace.imports.cancel()
        self.show_all()

    def action_go_on(self) -> None:
        """Say what was refused and why; let the user decide."""
        if self.run_ is not None:
            accept = _("These files are gone for good: import again and say so")
            question = AskRefused(_("The import was refused for safety"), self.run_.refused, accept)
            question.over(self, self.workspace.repeat_import, self._relocate)

    def _relocate(self, moved: Sequence[Refused]) -> None:
        work, services = self.workspace, self.workspace.services

        def relocate() -> tuple[Settings, VidtuiError | None]:
            settings = work.settings
            try:
                for one in moved:
                    plan = services.plan_relocation(settings, one.old, one.path)
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
                work.repeat_import(False)

        in_background(self, relocate, relocated, work.complain)

    def on_virtual_list_chosen(self, event: VirtualList.Chosen) -> None:
        """Show one error whole."""
        item: ItemFailed = event.item
        parts = [(_("Path"), printable(item.path)), (_("Reason"), printable(item.reason))]
        self.open_dialog(Tell(_("What went wrong"), parts))

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_all)


def _note(text: str) -> Content:
    return Content.assemble(("· ", MUTED), printable(text))


def _error_line(item: ItemFailed, width: int) -> str:
    reason = printable(item.reason)
    room = max(width // 2, width - len(reason) - 2)
    return shorten(f"{shorten(printable(item.path), room)}  {reason}", width)


CELL = 19  # cells of one count, so that most stay where they are while they grow
GAP = 2  # cells between two counts
FOLDERS = 10  # the most that the introduction lists
NOTES = 3  # the last notices in sight


def introduction(settings: Settings, scope: tuple[bytes, ...], width: int) -> Content:
    """Return what an import would read, and the key that starts it."""
    # more folders than fit are counted; Settings lists them all.
    folders = scope or tuple(root.path for root in settings.of("storage"))
    links = () if scope else tuple(root.path for root in settings.of("links"))
    lines = [Content.styled(_("Ready to import"), "bold"), Content("")]
    rows = [(_("Files from"), path) for path in folders]
    rows += [(_("Links from"), path) for path in links]
    column = max(map(len, (_("Files from"), _("Links from")))) + 2
    room = max(8, width - column)
    lines += [
        labelled(label, shorten(printable(path), room), column) for label, path in rows[:FOLDERS]
    ]
    if len(rows) > FOLDERS:
        more = _("… and {count} more").format(count=number(len(rows) - FOLDERS))
        lines.append(Content.styled(more, MUTED))
    lines += [
        Content(""),
        Content.assemble(
            _("Press "),
            styled_key("import.start"),
            _(" to start, "),
            styled_key("import.more"),
            _(" to only find out what would happen."),
        ),
        Content.styled(_("Files are read, never changed."), MUTED),
    ]
    return Content("\n").join(lines)


def headline(run: ImportRun) -> Content:
    """Return in one line how it stands."""
    dry = _("Dry run: ") if run.options.dry_run else ""
    if run.phase == "running":
        return Content.styled(dry + _("Importing"), "bold")
    if run.phase == "stopping":
        return Content.styled(dry + _("Stopping…"), "bold $text-warning")
    if run.phase == "failed":
        return Content.styled(f"✗ {printable(run.failure or '')}", "bold $text-error")
    if run.phase == "cancelled":
        return Content.styled(
            f"■ {dry}" + _("Stopped: {summary}").format(summary=summary(run.counts, number)),
            "bold $text-warning",
        )
    if run.counts.errors or run.refused:
        return Content.styled(f"▲ {dry}{summary(run.counts, number)}", "bold $text-warning")
    return Content.styled(f"✓ {dry}{summary(run.counts, number)}", "bold $text-success")


def counts(run: ImportRun, width: int) -> Content:
    """Return the counts in columns, zeros left out but for the three of the summary."""
    entries = [(number(count), name) for name, count in named_counts(run.counts)]
    cell = max(CELL, *(len(figure) + 1 + len(name) + GAP for figure, name in entries))
    columns = max(1, (width + GAP) // cell)
    lines = []
    for start in range(0, len(entries), columns):
        cells = [
            Content.assemble((figure, "bold"), " ", (name.ljust(cell - len(figure) - 1), MUTED))
            for figure, name in entries[start : start + columns]
        ]
        lines.append(Content("").join(cells).rstrip())
    return Content("\n").join(lines)


def notes(run: ImportRun, width: int) -> Content:
    """Return the last notices; after a dry run, that nothing was written."""
    noted = messages(run)
    lines = [
        Content.assemble(("· ", MUTED), shorten(printable(notice), width - 2))
        for notice in noted[-NOTES:]
    ]
    if len(noted) > NOTES:
        more = _("… and {count} more before").format(count=number(len(noted) - NOTES))
        lines.insert(0, Content.styled(more, MUTED))
    if run.options.dry_run and not run.active:
        lines.append(Content.styled(_("Nothing was written."), MUTED))
    return Content("\n").join(lines)


def refusals(run: ImportRun) -> Content:
    """Return what was refused for safety, why, and the way on."""
    lines = [Content.styled(_("Refused for safety"), "bold")]
    for one in run.refused:
        line = Content(because(one.path, one.reason))
        lines.append(line.stylize("bold", 0, len(printable(one.path))))
    if not run.active and any(one.remedy for one in run.refused):
        lines.append(
            Content.assemble(
                _("Press "),
                styled_key("import.go_on"),
                _(" to see the way on and decide."),
            )
        )
    return Content("\n").join(lines)
