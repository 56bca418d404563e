"""The app's checks: the one under way, the last one that was kept, what was copied from them."""

from __future__ import annotations

from collections.abc import Callable

from vidtui.errors import VidtuiError
from vidtui.i18n import _, titled
from vidtui.jobs.check.findings import CheckCounts
from vidtui.jobs.check.found import Ids
from vidtui.jobs.check.report import compare
from vidtui.jobs.check.run import CheckOptions, CheckRun
from vidtui.jobs.wording import read_lines
from vidtui.text import printable
from vidtui.tui.check.model import CheckTree, tree_of
from vidtui.tui.check.view import problems, worth_knowing
from vidtui.tui.job_runner import CheckFactory, Checks, Host
from vidtui.tui.report_cache import ReportView
from vidtui.tui.threads import in_background

TOLD_S = 2  # that a command was copied: no longer than it takes to read

Read = tuple[ReportView | None, CheckTree | None]


class Checking:
    """One check at a time; what it finds takes the place of what the one before found.

    A check that ended by itself is kept, as is whatever was found once whole files were read. One
    that was stopped earlier is shown as the part that it is, and not kept; from there, and from
    one that could not be kept, there is a way back to the last one that was.
    """

    def __init__(self, host: Host, factory: CheckFactory, tell: Callable[[], object]) -> None:
        """Prepare it.

        Args:
            host: what is around it.
            factory: makes a check.
            tell: called at any change.
        """
        guard = host.services.refuse_replaced
        self.runner: Checks = Checks(host, "check", factory, self._new_run, guard)
        self.tree = CheckTree()
        self.last: ReportView | None = None  # that was kept
        self.shown: ReportView | None = None  # whose findings the tree holds; a part has none
        self.loaded = False
        self.saving = False
        self.problem = ""  # why the reports cannot be read
        self.unkept = ""  # why the report of the last run could not be kept
        self.copied: list[str] = []
        self._host = host
        self._tell = tell
        self._reading = False
        self._goes_back = False
        self._is_own = False  # the tree holds what a run of this session found, and is not kept
        self._alarm = False
        self._era = 0  # what was read in an earlier one is out of date
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
            return (*self.shown.notices, *read_lines(self.shown.report.read))
        run = self.runner.run
        return tuple(run.notices) if run is not None and run.has_begun else ()

    @property
    def is_part(self) -> bool:
        """Whether the tree holds what a check found that was stopped."""
        if self.shown is not None:
            return self.shown.is_part
        run = self.runner.run
        return self._is_own and run is not None and run.phase in ("cancelled", "failed")

    @property
    def can_go_back(self) -> bool:
        """Whether the last check that was kept is another one than is shown."""
        return self._is_own and self.last is not None and self.is_free

    @property
    def is_free(self) -> bool:
        """Whether a check can be started."""
        return not (self.runner.active or self.saving)

    @property
    def is_stoppable(self) -> bool:
        """Whether a check is under way that was not asked to stop."""
        return self.runner.run is not None and self.runner.run.phase == "running"

    @property
    def may_show_changes(self) -> bool:
        """Whether there was a check before, and all findings are shown."""
        is_known = self.shown is not None and self.shown.changes.since is not None
        return is_known and not self.tree.only_changes

    @property
    def may_acknowledge(self) -> bool:
        """Whether the last check that was kept is shown, and found something."""
        return self.shown is not None and self.shown is self.last and bool(len(self.tree))

    def take_alarm(self) -> bool:
        """Return once whether files have changed silently since the check before."""
        alarm, self._alarm = self._alarm, False
        return alarm

    def look(self, *, back: bool = False) -> None:
        """Read the last check, which another process may have made.

        Args:
            back: show it although what was found since is not kept.
        """
        self._goes_back = self._goes_back or back
        if self._reading or self.saving:
            return
        self._reading = True
        host, shown, era = self._host, self.shown, self._era
        is_wanted = self._wants_kept

        def read() -> Read:
            checked = host.services.last_check(host.settings)
            is_other = is_wanted and checked is not None and checked is not shown
            return checked, tree_of(checked) if checked is not None and is_other else None

        in_background(host, read, lambda found: self._take(found, era, is_wanted), self._fail)

    @property
    def _wants_kept(self) -> bool:
        return not self.runner.active and (self._goes_back or not self._is_own)

    def _take(self, read: Read, era: int, was_wanted: bool) -> None:
        self._reading = False
        if era != self._era:
            return
        before = self.last, self.shown, self.loaded, self.problem, self._goes_back
        self.loaded, self.problem = True, ""
        self._got(read)
        if was_wanted:
            self._goes_back = False
        elif self._wants_kept:
            self.look()  # a run has ended meanwhile
        if before != (self.last, self.shown, self.loaded, self.problem, self._goes_back):
            self._tell()

    def _got(self, read: Read) -> None:
        checked, tree = read
        run = self.runner.run
        if checked is None:
            return
        self.last = checked
        if run is not None and run.active:
            run.expected = checked.report.counts
        if tree is not None and self._wants_kept:
            self._show(checked, tree)
            self._is_own = False

    def _show(self, checked: ReportView, tree: CheckTree) -> None:
        tree.look_like(self.tree)
        self.tree, self.shown = tree, checked

    def _fail(self, error: VidtuiError) -> None:
        self._reading, self._goes_back, self.loaded = False, False, True
        self.problem = str(error)
        self._tell()

    def start(self, options: CheckOptions) -> None:
        """Check; whole files only while nothing else of this app writes."""
        host = self._host
        if options.verify and host.is_importing:
            text = _("An import is under way: whole files are read once it is over.")
            host.notify(text, severity="warning")
        elif self.saving or not self.runner.start(host.settings, options):
            if not self.runner.active:
                host.notify(_("The check before is still stopping."))
        else:
            self.problem, self.unkept = "", ""
            self._goes_back = self._alarm = False
            if self.tree.only_changes:
                self.tree.show_only(only_changes=False)
        self._tell()

    def _new_run(self, options: CheckOptions) -> CheckRun:
        expected = self.last.report.counts if self.last else CheckCounts()
        return CheckRun(options, expected, is_watched=True)

    def drain(self) -> bool:
        """Process the check's events; return whether that ended it."""
        run = self.runner.run
        had_begun = run is not None and run.has_begun
        is_over = self.runner.drain()
        if run is None:
            return is_over
        if run.has_begun and not had_begun:
            tree = CheckTree()
            tree.look_like(self.tree)
            self.tree, self.shown, self._is_own = tree, None, True
        if run.has_begun and (run.active or is_over):
            self.tree.away = list(run.away)
            for root in run.take_doubted():
                self.tree.drop(root)
            self.tree.add(run.take_found())
        if is_over:
            self._end_run(run)
        return is_over

    def _end_run(self, run: CheckRun) -> None:
        """Keep what the run found; where it found nothing, go back to the check before."""
        if not run.has_begun:
            self.look(back=True)
        elif run.phase == "finished" or run.has_read:
            self._save(run)

    def _save(self, run: CheckRun) -> None:
        self.saving = True
        self._era += 1
        host, last = self._host, self.last

        def save() -> tuple[ReportView, CheckTree, str]:
            report, notices, why = run.report(), tuple(run.notices), ""
            try:
                checked = host.services.save_check(host.settings, report, notices)
            except VidtuiError as error:
                why = str(error)
                changes = compare(last.report if last else None, report)
                known = last.known if last else Ids()
                checked = ReportView.of(report, changes, known, notices)
            return checked, tree_of(checked), why

        in_background(host, save, self._saved, host.complain)

    def _saved(self, saved: tuple[ReportView, CheckTree, str]) -> None:
        checked, tree, self.unkept = saved
        self.saving, self.loaded, self._is_own = False, True, bool(self.unkept)
        if not self.unkept:
            self.last = checked
        self._alarm = checked.alarms
        self._show(checked, tree)
        waiting, self._idle = self._idle, []
        for then in waiting:
            then()
        self._tell()

    def when_saved(self, then: Callable[[], object]) -> None:
        """Call ``then`` once nothing is left to be kept."""
        if self.saving:
            self._idle.append(then)
        else:
            then()

    def acknowledge(self, checked: ReportView) -> None:
        """Mark all that a check found as known, unless another one has been made since."""
        host = self._host
        if checked is not self.last:
            text = _("There is another check by now: look at it first.")
            host.notify(text, severity="warning")
            return

        def mark() -> Read:
            host.services.acknowledge(host.settings, checked.report)
            last = host.services.last_check(host.settings)
            return last, tree_of(last) if last else None

        def marked(read: Read) -> None:
            counts = checked.report.counts
            said = f"{problems(counts.issues)} · {worth_knowing(counts.information)}"
            host.notify(titled(_("Known from now on"), said))
            self._got(read)
            self._tell()

        in_background(host, mark, marked, host.complain)

    def copy(self, command: str) -> None:
        """Copy a command, and remember it for the end of the session."""
        text = printable(command)
        if text not in self.copied:
            self.copied.append(text)
        self._host.copy_to_clipboard(text)
        said = _("Copied; it is printed again when you quit.")
        self._host.notify(said, timeout=TOLD_S)
