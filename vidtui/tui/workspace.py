"""What outlives a screen: settings, language, services, the jobs and the user's sessions."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from textual.app import App
from textual.message import Message
from textual.timer import Timer

from vidtui import i18n
from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.catalogue.totals import Totals
from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.base import JobRun
from vidtui.jobs.import_.run import ImportOptions, ImportRun
from vidtui.jobs.journal import Undone
from vidtui.settings.model import Settings
from vidtui.text import printable
from vidtui.tui.check.session import Checking
from vidtui.tui.job_runner import (
    Checks,
    Enrichment,
    Factories,
    Finding,
    Imports,
    LinkFinding,
    Probes,
    Severity,
)
from vidtui.tui.library.session import ProbeEstimated, Probing
from vidtui.tui.links.entries import DecisionResult
from vidtui.tui.links.session import Repairing
from vidtui.tui.messages import Answered, Checked, Counted, JobFinished, JobProgressed, Reviewed
from vidtui.tui.moved_keys import MovedKeys
from vidtui.tui.new_links.session import MakingLinks
from vidtui.tui.pending.session import Answers, Outcome
from vidtui.tui.queue.session import DELAY_S, Enriching
from vidtui.tui.services import Services
from vidtui.tui.start import Opening
from vidtui.tui.tabs import Tab
from vidtui.tui.threads import in_background
from vidtui.tui.toasts import Toasts


class Workspace:
    """The one object that all pages share; what happens it tells the one in front."""

    def __init__(
        self,
        app: App[None],
        settings: Settings,
        opening: Opening,
        *,
        tabs: Sequence[Tab],
        factories: Factories,
        services: Services,
        follow_s: float = DELAY_S,
    ) -> None:
        """Prepare all sessions.

        Args:
            app: the app, on whose loop all is told.
            settings: those to begin with.
            opening: how the app begins.
            tabs: the pages that have one, in their order.
            factories: what makes each job.
            services: what disk and catalogue are asked through.
            follow_s: seconds between an answer and the enrichment that fetches its details.
        """
        self.settings = settings
        self.language = settings.language
        self.opening = opening
        self.tabs = tabs
        self.services = services
        self.moved_keys = MovedKeys(settings.data_dir / "moved-keys", settings.database)
        wanted = opening.import_options
        self.scope = wanted.paths if wanted else ()
        self._app = app
        self._factories = factories
        self._follow_s = follow_s
        self._past: list[Imports | Enrichment | Finding | LinkFinding | Checks | Probes] = []
        self._complaint = ""
        self._toasts = Toasts(app)
        self.totals: Totals | None = None
        self.unlinked = 0  # identified files that seem to have no link
        self.counted = False
        self.count_problem = ""
        self._begin_sessions()

    def _begin_sessions(self) -> None:
        """Make new sessions, which know nothing of the catalogue yet."""
        made, guard = self._factories, self.services.refuse_replaced
        self.imports: Imports = Imports(self, "import", made.imports, ImportRun, guard)
        self.enriching = Enriching(self, made.enrichment, self._follow_s, self.show_progress)
        self.enrichment = self.enriching.runner
        self.answers = Answers(self, self._answered)
        begin = self.opening
        self.repairing = Repairing(self, made.search, begin.plan_file, self._reviewed)
        self.new_links = MakingLinks(
            self, made.link_search, begin.link_options, begin.link_plan, self._reviewed
        )
        self.checking = Checking(self, made.check, lambda: self.tell(Checked()))
        self.probing = Probing(
            self, made.probe, self.show_progress, lambda: self.post_message(ProbeEstimated())
        )

    def begin_anew(self, generation: str) -> None:
        """Replace all sessions: another catalogue is in the place of the one that was read."""
        lines = [_("The catalogue was restored meanwhile: everything is loaded anew.")]
        if any(runner.active for runner in self._runners):
            lines[0] += " " + _("What was under way was stopped.")
        self.cancel_jobs()
        self._past += self._runners
        review, new_links, copied = self.repairing, self.new_links, self.checking.copied
        self.enriching.forget()
        self.services = self.services.anew(generation)
        self._begin_sessions()
        if review.unsaved:  # marks in a plan, which is a file of its own
            self.repairing = review
        if new_links.unsaved:
            self.new_links = new_links
        self.checking.copied = copied
        self.warn(lines)
        self.recover()

    def recover(self) -> None:
        """Put in order what a killed repair left half done, and say what was done."""
        in_background(self, partial(self.services.recover, self.settings), self.warn, self.complain)

    def count(self) -> None:
        """Count anew what the library holds, in a thread."""
        work = partial(self.services.totals, self.settings)
        in_background(self, work, self._take_totals, self._take_count_problem)
        work_links = partial(self.services.unlinked, self.settings)
        in_background(self, work_links, self._take_unlinked, lambda _error: None)

    def _take_unlinked(self, count: int) -> None:
        is_news, self.unlinked = count != self.unlinked, count
        if is_news:
            self.tell(Counted())

    def _take_totals(self, totals: Totals | None) -> None:
        self.totals, self.counted, self.count_problem = totals, True, ""
        self.tell(Counted())

    def _take_count_problem(self, error: VidtuiError) -> None:
        self.counted, self.count_problem = True, str(error)
        self.tell(Counted())

    @property
    def awaited(self) -> dict[str, int]:
        """By the mode of its page, how much waits for a person: groups, broken links, problems."""
        totals, checked = self.totals or Totals(), self.checking.last
        return {
            "pending": totals.pending,
            "links": self.broken_links,
            "check": checked.report.counts.issues if checked is not None else 0,
        }

    @property
    def broken_links(self) -> int:
        """How many links show nothing, or lead in a circle, as was seen last.

        By the search of this session, by a check of all that is newer than the last change, or by
        what the catalogue remembers.
        """
        review, totals = self.repairing.review, self.totals or Totals()
        if review.plan is not None and not self.repairing.is_plan:
            return review.broken
        checked = self.checking.last
        changed = max(totals.last_import or 0, self.changed_at)
        is_whole = checked is not None and not (checked.is_part or checked.report.away)
        if checked is None or not is_whole or checked.report.created < changed:
            return totals.broken_links
        return checked.kinds.get("broken_link", 0) + checked.kinds.get("loop_link", 0)

    @property
    def links_outstanding(self) -> int:
        """How many decisions about links are still to be carried out or taken back."""
        return self.repairing.outstanding + self.new_links.outstanding

    @property
    def files_to_link(self) -> int:
        """How many files have no link and may get one.

        By the search of this session while nothing has changed, else by what is remembered.
        """
        review, totals = self.new_links.review, self.totals or Totals()
        is_of_now = review.plan and review.plan.created >= (totals.last_import or 0)
        is_of_now = is_of_now and not review.is_of_moves
        return review.waiting if is_of_now and not self.new_links.is_plan else self.unlinked

    @property
    def search_for_links(self) -> JobRun[Any] | None:
        """The search under way: for broken links or, where there is none, for files without one."""
        runs = (self.repairing.runner.run, self.new_links.runner.run)
        return next((run for run in runs if run is not None and run.active), None)

    @property
    def changed_at(self) -> float:
        """When a link was changed or made last in this session, since the epoch."""
        return max(self.repairing.changed_at, self.new_links.changed_at)

    def journal_changed(self, undone: Sequence[Undone]) -> None:
        """Show on every page what was taken back, or done again."""
        self.repairing.journal_changed(undone)
        self.new_links.journal_changed(undone)

    def when_links_written(self, then: Callable[[], object]) -> None:
        """Call ``then`` once no decision about links is outstanding."""
        self.repairing.when_idle(partial(self.new_links.when_idle, then))

    def tell(self, message: Message) -> None:
        """Send a message to the page in front; others load anew when they come to the front."""
        if self._app.screen_stack:
            self._app.screen_stack[0].post_message(message)

    @property
    def is_importing(self) -> bool:
        """Whether an import is under way."""
        return self.imports.active

    def use_language(self, language: str) -> None:
        """Switch the language of all texts that are made from now on."""
        i18n.use(language)
        self.language = language
        self.use_settings(self.settings)

    def use_settings(self, settings: Settings) -> None:
        """Put changed settings in force; the language stays the one that is spoken."""
        self.settings = replace(settings, language=self.language)

    def call_later(self, callback: Callable[..., object], *args: object) -> bool:
        """Call ``callback`` on the app's loop; may be called from any thread."""
        return self._app.call_later(callback, *args)

    def post_message(self, message: Message) -> bool:
        """Send the app a message; may be called from any thread."""
        return self._app.post_message(message)

    def set_timer(self, delay: float, callback: Callable[[], object]) -> Timer:
        """Call ``callback`` in ``delay`` seconds."""
        return self._app.set_timer(delay, callback)

    def copy_to_clipboard(self, text: str) -> None:
        """Copy a text to the terminal's clipboard."""
        self._app.copy_to_clipboard(text)

    def notify(
        self, text: str, *, severity: Severity = "information", timeout: float | None = None
    ) -> None:
        """Show a short text, which may hold anything, for ``timeout`` seconds.

        The same one again is shown once, with how often it came.
        """
        self._toasts.show(text, severity, timeout or self._app.NOTIFICATION_TIMEOUT)

    def warn(self, lines: Iterable[str]) -> None:
        """Show each line as a warning."""
        for line in lines:
            self.notify(printable(line), severity="warning", timeout=10)

    def complain(self, error: VidtuiError) -> None:
        """Show a failure in one line."""
        self.notify(printable(str(error)), severity="error", timeout=10)

    def start_import(self, *, dry_run: bool = False) -> bool:
        """Import the chosen folder, or everything; return whether its screen is to be shown."""
        base = self.opening.import_options or ImportOptions()
        options = replace(base, paths=self.scope, dry_run=dry_run, accept_loss=False)
        return self.start_import_with(options)

    def repeat_import(self, accept_loss: bool) -> None:
        """Start the last import again, now that the user has decided what it was refused for."""
        if self.imports.options is not None:
            self.start_import_with(replace(self.imports.options, accept_loss=accept_loss))

    def start_import_with(self, options: ImportOptions) -> bool:
        """Start an import unless something else here writes; return whether one runs now."""
        if self.links_outstanding:
            self.notify(_("Links are being changed; import once that is done."), severity="warning")
            return False
        if self.checking.verifies:
            self.notify(
                _("Whole files are being read; import once that is done."), severity="warning"
            )
            return False
        if not self.imports.start(self.settings, options):
            self.notify(_("An import is under way."), severity="warning")
        self.show_progress()
        return True

    def confirm_roots(self, paths: Iterable[bytes], then: Callable[[], object]) -> None:
        """Confirm that the disks at ``paths`` are the right ones, then call ``then``."""
        services, settings = self.services, self.settings

        def confirm() -> None:
            for path in paths:
                services.confirm(settings, path)

        in_background(self, confirm, lambda _none: then(), self.complain)

    def may_change_roots(self) -> bool:
        """Return whether links and roots may be changed now; say so where an import forbids it."""
        if self.imports.active:
            text = _("An import is under way: links and roots wait until it is over.")
            self.notify(text, severity="warning")
        return not self.imports.active

    def _answered(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, CatalogueReplaced):
            return  # the app itself is told
        self._complain_once(outcome.error)
        if outcome.answered is not None and outcome.answered.state == "queued":
            self.enriching.follow([outcome.answered.group])
        if not self.answers.outstanding:
            self._complaint = ""
            self.count()
        self.tell(Answered(outcome))

    def _reviewed(self, result: DecisionResult | None) -> None:
        self._complain_once(
            VidtuiError(result.problem) if result is not None and result.problem else None
        )
        if not self.links_outstanding:
            self._complaint = ""
        self.tell(Reviewed(result))

    def _complain_once(self, error: VidtuiError | None) -> None:
        """Show a failure, unless the one before it had the same reason, as those in a row have."""
        if error is not None:
            line = printable(str(error))
            if line != self._complaint:
                self.complain(error)
            self._complaint = line

    def drain(self) -> bool:
        """Process the events of all jobs; return whether that ended one."""
        jobs = (self.imports, self.enriching, self.repairing, self.new_links, self.checking,
                self.probing)  # fmt: skip
        ended = [job.drain() for job in jobs]  # each of them, whatever the first says
        if ended[0]:
            self._follow_import()
        if ended[2]:
            self._note_disks()
        if ended[1]:
            self.repairing.unasked.look_again(self.repairing.review)
            self.new_links.identified()
        return any(ended)

    def _follow_import(self) -> None:
        """Search links anew, and have technical facts read of what an import has found."""
        run = self.imports.run
        if run is None or run.options.dry_run:
            return
        self.repairing.import_ended()
        self.new_links.import_ended()
        if run.phase == "finished":
            self.probing.after_import()

    def _note_disks(self) -> None:
        """Remember which disks are there: a search of links looked at them, and writes nothing."""
        look = partial(self.services.look_at_roots, self.settings)
        in_background(self, look, lambda _seen: self.tell(JobFinished()), self.complain)

    def show_progress(self) -> None:
        """Tell the page in front how far the jobs are."""
        self.tell(JobProgressed())

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        runs = (self.imports.active, self.enrichment.active, self.probing.active)
        return any(runs) or self.checking.verifies

    @property
    def is_looking(self) -> bool:
        """Whether a job is under way that changes nothing: a check, a search for links."""
        reviews = self.repairing.runner, self.new_links.runner
        return self.checking.runner.active or any(one.active for one in reviews)

    @property
    def jobs_live(self) -> bool:
        """Whether the thread of a job still lives."""
        return any(runner.alive for runner in (*self._past, *self._runners))

    @property
    def _runners(self) -> tuple[Imports, Enrichment, Finding, LinkFinding, Checks, Probes]:
        other = self.new_links.runner, self.checking.runner, self.probing.runner
        return self.imports, self.enrichment, self.repairing.runner, *other

    def cancel_jobs(self) -> None:
        """Request cancellation of all jobs; what they have done stays."""
        for runner in self._runners:
            runner.cancel()
