"""Roots: the folders that vidtui knows, whether their disks are there, and changes to them."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import DataTable, Static

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _
from vidtui.jobs.roots.reports import RootReport
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable, shorten
from vidtui.tui.bindings import key, registered
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.formatting import kind, not_named, number, role, state
from vidtui.tui.moving import moving_keys
from vidtui.tui.page import Page
from vidtui.tui.roots.session import RootChanges, details
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import StaticText
from vidtui.tui.workspace import Workspace

PADDING = 2  # cells that the table adds to each column
BESIDE = 3  # cells beside the table: its margins and its scrollbar
COLUMNS = (N_("State"), N_("Role"), N_("Holds"), N_("Count"))  # and the path, last


class RootTable(DataTable[Text]):
    """The table; a root is chosen with Enter."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *moving_keys(
            "cursor_up", "cursor_down", "page_up", "page_down", "scroll_top", "scroll_bottom"
        ),
        *registered(
            "settings",
            [
                key(
                    "enter",
                    "select_cursor",
                    N_("Choose…"),
                    N_("List what can be done with this row."),
                    id="acts",
                )
            ],
        ),
    ]


class Roots(Page):
    """A row per root; the details of the highlighted one below."""

    MODE = "settings"
    LETTER = "s"
    LABEL = N_("Settings")
    EXPLANATION = N_("Go to the settings: your folders and disks.")
    ABOUT = N_(
        "The folders that hold your files and your links, and whether each was the disk that "
        "vidtui knows when it was seen last. No disk is woken unless you ask for it, and nothing "
        "on it is changed, whatever you do here."
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        key("r", "recheck", N_("Look now"), N_("Look at all disks now; it may wake them.")),
    ]  # fmt: skip

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._changes = RootChanges(self, self.changed, self.load)
        self._problem = ""
        self._found: dict[bytes, RootReport] = {}
        self._trash: dict[bytes, str] | None = None  # nobody has tried yet

    def body(self) -> ComposeResult:
        yield StaticText(id="problem", classes="problem")
        yield RootTable(id="roots", cursor_type="row", zebra_stripes=False)
        with VerticalScroll(id="details", can_focus=False):
            yield StaticText(id="detail-text")

    def resumed(self) -> None:
        """Show what a job may have seen."""
        self.load()

    def on_job_finished(self) -> None:
        """Count anew."""
        self.load()

    def load(self) -> None:
        """Ask the catalogue, in a thread."""
        services, settings = self.workspace.services, self.workspace.settings
        in_background(self, partial(services.reports, settings), self._take, self._fail)

    def _look(self) -> None:
        """Ask the disks, in threads."""
        services, settings = self.workspace.services, self.workspace.settings
        in_background(self, partial(services.look_at_roots, settings), self._take, self._fail)
        self._trash = {}
        for folder in settings.trashes:
            in_background(
                self,
                partial(services.try_trash, settings, folder),
                partial(self._take_trash, folder),
                self._fail,
            )

    def _take(self, reports: list[RootReport]) -> None:
        self._found = {report.setting.path: report for report in reports}
        self._problem = ""
        self.show_all()

    def _take_trash(self, folder: bytes, problem: str | None) -> None:
        if self._trash is not None:
            self._trash[folder] = problem or ""
        self._show_details()

    def _fail(self, error: VidtuiError) -> None:
        self._problem = printable(str(error))
        self.show_all()

    @property
    def _roots(self) -> list[RootSetting]:
        """The roots of the settings, and those that are known and named there no more."""
        left = [one.setting for one in self._found.values() if not one.is_named]
        return [*self.workspace.settings.roots, *left]

    @property
    def chosen(self) -> RootSetting | None:
        """The highlighted root."""
        roots = self._roots
        row = self.query_one(RootTable).cursor_row
        return roots[row] if 0 <= row < len(roots) else None

    @property
    def report(self) -> RootReport | None:
        """What is known of the highlighted root, None until something is."""
        chosen = self.chosen
        return self._found.get(chosen.path) if chosen else None

    @property
    def is_unrecognised(self) -> bool:
        """Whether the highlighted root has a disk that is not the known one."""
        state = self.report.state if self.report else None
        return state is not None and state.state == "unrecognised"

    def show_all(self) -> None:
        """Fill the table, the highlighted row kept."""
        if not self.ready:
            return
        self.show_text("#problem", self._problem)
        table = self.query_one(RootTable)
        chosen = table.cursor_row
        roots = self._roots
        rows = [self._cells(setting) for setting in roots]
        headings = [Text(_(name)) for name in COLUMNS]
        table.clear(columns=True)
        room = self.size.width - BESIDE - PADDING
        for heading, *cells in zip(headings, *rows, strict=True):
            width = max(cell.cell_len for cell in (heading, *cells))
            table.add_column(heading, width=width)
            room -= width + PADDING
        # The path has what the others leave.
        table.add_column(Text(_("Folder")), width=max(10, room))
        for setting, row in zip(roots, rows, strict=True):
            table.add_row(*row, Text(shorten(printable(setting.path), max(10, room))))
        table.add_row(Text("+"), *[Text("")] * (len(COLUMNS) - 1), Text(_("Add a folder…")))
        table.move_cursor(row=chosen)
        if self.focused is None:
            table.focus()
        self._show_details()

    def _cells(self, setting: RootSetting) -> list[Text]:
        report = self._found.get(setting.path)
        found = report.state if report else None
        shown = state(found.state if found else None, looking=report is None)
        if report is not None and not report.is_named:
            shown = not_named()
        return [
            Text(shown.plain, style=self._colour(report)),
            Text(role(setting.role)),
            Text(kind(setting.kind)),
            Text(number(report.count) if report else "…", justify="right"),
        ]

    def _colour(self, report: RootReport | None) -> str:
        if report is not None and not report.is_named:
            return self.app.theme_variables["text-warning"].removeprefix("ansi_")
        if report is None or report.state is None:
            return ""
        name = "text-success" if report.state.online else "text-error"
        return self.app.theme_variables[name].removeprefix("ansi_")

    def _show_details(self) -> None:
        if not self.ready:
            return
        text = self.query_one("#detail-text", Static)
        chosen = self.chosen
        if chosen is None:
            text.update(Content(_("A folder of files, or one of links for your media centre.")))
        else:
            settings = self.workspace.settings
            width = self.query_one("#details").content_size.width
            report = self._found.get(chosen.path)
            now = self.workspace.services.now()
            text.update(details(chosen, report, settings, self._trash, now, width))
        self.refresh_bindings()

    def on_data_table_row_highlighted(self) -> None:
        """Show the details of the row."""
        self._show_details()

    def on_data_table_row_selected(self) -> None:
        """List what can be done with the row."""
        chosen = self.chosen
        if chosen is None:
            self._changes.add()
        else:
            self.app.push_screen(self._acts(chosen), partial(self._do, chosen))

    def _acts(self, chosen: RootSetting) -> Ask:
        choices = [Choice("", _("Do nothing"))]
        if chosen.role == "storage" and chosen in self.workspace.settings.roots:
            choices.append(Choice("import", _("Import this folder only")))
        if self.report is not None:
            if self.is_unrecognised:
                choices.append(Choice("confirm", _("This is the right disk: take it from now on")))
            choices.append(Choice("relocate", _("It lies elsewhere now…")))
            choices.append(Choice("forget", _("It is gone for good: forget it…")))
        return Ask(printable(chosen.path), [], choices)

    def _do(self, chosen: RootSetting, act: str | None) -> None:
        report = self._found.get(chosen.path)
        if act == "import":
            self.workspace.scope = (chosen.path,)
            self.app.switch_mode("import")
        elif act == "confirm" and report is not None:
            self._changes.confirm(report)
        elif act == "relocate" and report is not None and report.is_known:
            self._changes.relocate(chosen.path)
        elif act == "relocate":
            self._changes.recognise(chosen.path)
        elif act == "forget":
            self._changes.forget(chosen.path)

    def action_recheck(self) -> None:
        self._found.clear()
        self._look()
        self.show_all()

    def changed(self, settings: Settings) -> None:
        """Take the settings as they are after a change."""
        self.workspace.use_settings(settings)
        self._found = {path: one for path, one in self._found.items() if one.is_named}
        self.show_all()
        self.load()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_all)
