"""The app's checks: the one under way, the last one that was kept, what was copied from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from vidtui.errors import VidtuiError
from vidtui.i18n import _, ngettext
from vidtui.jobs.check.events import CheckOptions
from vidtui.jobs.check.findings import CheckCounts
from vidtui.jobs.check.report import Gathered
from vidtui.text import show
from vidtui.tui.background import in_background
from vidtui.tui.check_run import CheckRun
from vidtui.tui.check_tree import CheckTree
from vidtui.tui.job_runner import CheckFactory, Checks
from vidtui.tui.kept_checks import Checked
from vidtui.tui.words import number

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


class Checking:
    """One check at a time; what it finds takes the place of what the one before found.

    A check that ended by itself is kept, as is whatever was found by reading whole files. One
    that was stopped earlier is shown as the part that it is, and not kept.
    """

    def __init__(self, app: VidtuiApp, factory: CheckFactory, tell: Callable[[], object]) -> None:
        """Take the app, what makes the check, and who is told of any change."""
        self.runner: Checks = Checks(app, "check", factory, self._new_run)
        self.tree = CheckTree()
        self.last: Checked | None = None  # that was kept
        self.shown: Checked | None = None  # whose findings the tree holds; a part has none
        self.loaded = False
        self.saving = False
        self.problem = ""
        self.copied: list[str] = []
        self._app = app
        self._tell = tell
        self._reading = False
        self._is_part = False
        self._idle: list[Callable[[], object]] = []

    @property
    def verifies(self) -> bool:
        """Whether whole files are being read."""
        run = self.runner.run
        return run is not None and run.active and run.options.verify

    @property
    def notices(self) -> tuple[str, ...]:
        """What the check said beside its findings."""
        if self.shown is not None:
            return self.shown.notices
        run = self.runner.run
        return tuple(run.gathered.notices) if run is not None and run.has_begun else ()

    @property
    def is_part(self) -> bool:
        """Whether the tree holds what a check found that was stopped."""
        return self._is_part or (self.shown is not None and not self.shown.report.complete)

    def look(self) -> None:
        """Read the last check, which another process may have made."""
        if self._reading or self.saving or self.runner.active:
            return
        self._reading = True
        app, known = self._app, self.last

        def read() -> tuple[Checked | None, CheckTree | None]:
            checked = app.services.last_check(app.settings)
            is_other = checked is not None and checked is not known
            return checked, checked.tree() if checked is not None and is_other else None

        in_background(app, read, self._take, self._fail)

    def _take(self, read: tuple[Checked | None, CheckTree | None]) -> None:
        self._reading, self.loaded, self.problem = False, True, ""
        checked, tree = read
        if checked is not None and tree is not None:
            self._show(checked, tree)
        self._tell()

    def _show(self, checked: Checked, tree: CheckTree) -> None:
        self.last = checked
        if not (self.runner.active or self._is_part):
            tree.look_like(self.tree)
            self.tree, self.shown = tree, checked

    def _fail(self, error: VidtuiError) -> None:
        self._reading, self.saving, self.loaded = False, False, True
        self.problem = str(error)
        self._end()
        self._tell()

    def start(self, options: CheckOptions) -> None:
        """Check; whole files only while nothing else of this app writes."""
        app = self._app
        if options.verify and app.imports.active:
            text = _("An import is under way: whole files are read once it is over.")
            app.notify(text, severity="warning", markup=False)
        elif self.saving or not self.runner.start(app.settings, options):
            if not self.runner.active:
                app.notify(_("The check before is still stopping."), markup=False)
        else:
            self.problem = ""
        self._tell()

    def _new_run(self, options: CheckOptions) -> CheckRun:
        return CheckRun(options, self.last.report.counts if self.last else CheckCounts())

    def drain(self) -> bool:
        """Take in what the check says; say whether that ended it."""
        run = self.runner.run
        had_begun = run is not None and run.has_begun
        is_over = self.runner.drain()
        if run is None:
            return is_over
        if run.has_begun and not had_begun:
            tree = CheckTree()
            tree.look_like(self.tree)
            self.tree, self.shown, self._is_part = tree, None, True
        if run.has_begun and (run.active or is_over):
            self.tree.away = list(run.away)
            for root in run.take_doubted():
                self.tree.drop(root)
            self.tree.add(run.take_found())
        if is_over and run.has_begun and (run.phase == "finished" or run.options.verify):
            self._save(run.gathered)
        return is_over

    def _save(self, gathered: Gathered) -> None:
        self.saving = True
        app = self._app

        def save() -> tuple[Checked, CheckTree]:
            notices = tuple(gathered.notices)
            checked = app.services.save_check(app.settings, gathered.report(), notices)
            return checked, checked.tree()

        in_background(app, save, self._saved, self._fail)

    def _saved(self, saved: tuple[Checked, CheckTree]) -> None:
        self.saving, self.loaded, self._is_part = False, True, False
        self._show(*saved)
        self._end()
        self._tell()

    def when_saved(self, then: Callable[[], object]) -> None:
        """Call ``then`` once nothing is left to be kept."""
        if self.saving:
            self._idle.append(then)
        else:
            then()

    def _end(self) -> None:
        waiting, self._idle = self._idle, []
        for then in waiting:
            then()

    def acknowledge(self) -> None:
        """Mark all that the last check found as known."""
        app, checked = self._app, self.last
        if checked is None:
            return

        def mark() -> tuple[int, tuple[Checked | None, CheckTree | None]]:
            count = app.services.acknowledge(app.settings, checked.report)
            last = app.services.last_check(app.settings)
            return count, (last, last.tree() if last else None)

        def marked(done: tuple[int, tuple[Checked | None, CheckTree | None]]) -> None:
            count, read = done
            text = ngettext(
                "{n} finding is known from now on.", "{n} findings are known from now on.", count
            )
            app.notify(text.format(n=number(count)), markup=False)
            self._take(read)

        in_background(app, mark, marked, app.complain)

    def copy(self, command: str) -> None:
        """Copy a command, and remember it for the end of the sitting."""
        text = show(command)
        if text not in self.copied:
            self.copied.append(text)
        self._app.copy_to_clipboard(text)
        said = _("Copied; printed again when you quit: {command}")
        self._app.notify(said.format(command=text), markup=False)
