"""The full-screen app: its modes, its jobs, its keys, and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from io import StringIO
from typing import TYPE_CHECKING, ClassVar

from rich.console import Console
from textual.actions import SkipAction
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.command import CommandPalette
from textual.events import Key
from textual.screen import Screen
from textual.theme import ThemeProvider
from textual.widgets import Input

from vidtui import i18n
from vidtui.catalogue.errors import CatalogueReplaced
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import N_, _
from vidtui.jobs.import_.run import ImportRun
from vidtui.settings.model import Settings
from vidtui.text import show
from vidtui.tui import terminal
from vidtui.tui.check.screen import Check
from vidtui.tui.check.session import Checking
from vidtui.tui.commands import commands
from vidtui.tui.dialogs.text import Help
from vidtui.tui.exit import Departure
from vidtui.tui.home.screen import Home
from vidtui.tui.import_.screen import Import
from vidtui.tui.job_runner import (
    CheckFactory,
    Checks,
    EnrichFactory,
    Enrichment,
    FindFactory,
    Finding,
    ImportFactory,
    Imports,
    RunMoved,
    real_check,
    real_enrichment,
    real_import,
    real_search,
)
from vidtui.tui.journal.screen import Journal
from vidtui.tui.links.screen import Links
from vidtui.tui.links.session import Repairing, Told
from vidtui.tui.page import Page, key, pages_anew
from vidtui.tui.pending.screen import Pending
from vidtui.tui.pending.session import Answers, Outcome
from vidtui.tui.queue.screen import Queue
from vidtui.tui.queue.session import DELAY_S, Enriching
from vidtui.tui.roots.screen import Roots
from vidtui.tui.services import Services
from vidtui.tui.setup.screen import Setup
from vidtui.tui.start import Opening
from vidtui.tui.styles import stylesheet
from vidtui.tui.terminal import CrashConsole
from vidtui.tui.threads import Replaced, in_background

if TYPE_CHECKING:
    from vidtui.jobs.import_.run import ImportOptions
    from vidtui.jobs.links.model import Place

FRAME_S = 0.1  # between two drawings of a running job


class VidtuiApp(App[None]):
    """Owns what outlives a screen: settings, language, the jobs, the answers."""

    TITLE = "vidtui"
    CSS_PATH = stylesheet()
    MODES = {  # noqa: RUF012
        "home": Home,
        "import": Import,
        "queue": Queue,
        "pending": Pending,
        "links": Links,
        "check": Check,
        "journal": Journal,
        "roots": Roots,
        "setup": Setup,
    }
    BINDINGS: ClassVar[list[BindingType]] = [
        key("h", "go('home')", N_("Home"), N_("Go to Home.")),
        key("i", "go('import')", N_("Import"), N_("Go to Import.")),
        key("e", "go('queue')", N_("Queue"), N_("Go to the queue: ask TMDB what is what.")),
        key("p", "go('pending')", N_("To decide"), N_("Go to what waits for your decision.")),
        key("l", "go('links')", N_("Links"), N_("Go to the links: review the broken ones.")),
        key("k", "go('check')", N_("Check"), N_("Go to the check: what disagrees.")),
        key("g", "go('journal')", N_("Journal"), N_("Go to the journal: what was done; undo it.")),
        key("r", "go('roots')", N_("Roots"), N_("Go to the roots: your folders and disks.")),
        key("question_mark,f1", "help", N_("Help"), N_("Show this help.")),
        key("ctrl+p,colon", "command_palette", N_("Commands"), N_("Search all commands.")),
        key("q,ctrl+q", "quit", N_("Quit"), N_("Quit; asks while a job runs.")),
        Binding("ctrl+c", "interrupt", show=False, priority=True),
        Binding("ctrl+z", "suspend_process", show=False),
    ]

    def __init__(
        self,
        settings: Settings,
        opening: Opening | None = None,
        *,
        job_factory: ImportFactory = real_import,
        enrich_factory: EnrichFactory = real_enrichment,
        find_factory: FindFactory = real_search,
        check_factory: CheckFactory = real_check,
        services: Services | None = None,
        frame_s: float = FRAME_S,
        follow_s: float = DELAY_S,
    ) -> None:
        """Prepare the app.

        Args:
            settings: what it was told.
            opening: how it begins.
            job_factory: makes the import.
            enrich_factory: makes the enrichment.
            find_factory: makes the search for broken links.
            check_factory: makes the check.
            services: what the screens ask of disk and catalogue.
            frame_s: seconds between two drawings of a running job.
            follow_s: seconds between an answer and the enrichment that fetches its details.
        """
        super().__init__()
        self.console = CrashConsole()
        self.error_console = Console(file=StringIO())
        self.settings = settings
        self.language = settings.language
        self.opening = opening or Opening()
        self.services = services or Services()
        self._factories = job_factory, enrich_factory, find_factory, check_factory
        self._follow_s = follow_s
        self._past: list[Imports | Enrichment | Finding | Checks] = []
        self._begin_sitting()
        wanted = self.opening.import_options
        self.scope = wanted.paths if wanted else ()
        self.way_out = terminal.WayOut()
        self.departure = Departure(self)
        self._complaint = ""
        self._frame_s = frame_s
        self._drawing = False

    def _begin_sitting(self) -> None:
        """Know nothing yet of the catalogue: no job, no answer, no review, no check."""
        imports, enrichment, search, check = self._factories
        guard = self.services.refuse_replaced
        self.imports: Imports = Imports(self, "import", imports, ImportRun, guard)
        self.enriching = Enriching(self, enrichment, self._follow_s)
        self.enrichment = self.enriching.runner
        self.answers = Answers(self, self.services, self._answered)
        self.repairing = Repairing(self, search, self.opening.plan_file, self._reviewed)
        self.checking = Checking(self, check, self._checked)

    def on_mount(self) -> None:
        """Show the first screen; start the import that was asked for."""
        self._warn(self.opening.warnings)
        self._settle()
        if not self.settings.of("storage"):
            self.switch_mode("setup")
        elif self.opening.import_options is not None:
            self.switch_mode("import")
            self.imports.start(self.settings, self.opening.import_options)
        else:
            self.switch_mode(self.opening.start)
            if self.opening.enrich_options is not None:
                self.enriching.start(self.opening.enrich_options)
            if self.opening.check_options is not None:
                self.checking.start(self.opening.check_options)

    def on_replaced(self, message: Replaced) -> None:
        """Load all anew: another catalogue is in the place of the one that was read."""
        if message.generation == self.services.generation:
            return  # told before
        said = _("The catalogue was restored meanwhile: everything is loaded anew.")
        if any(runner.active for runner in self._runners):
            said += " " + _("What was under way was stopped.")
        self.cancel_jobs()
        self._past += self._runners
        review, copied = self.repairing, self.checking.copied
        self.enriching.forget()
        self.services = self.services.anew(message.generation)
        self._begin_sitting()
        if review.unsaved:  # marks in a plan, which is a file of its own
            self.repairing = review
        self.checking.copied = copied
        pages_anew(self)
        self._warn([said])
        self._settle()

    def _settle(self) -> None:
        work = partial(self.services.settle, self.settings)
        in_background(self, work, self._warn, self.complain)

    def _warn(self, lines: Iterable[str]) -> None:
        for line in lines:
            self.notify(show(line), severity="warning", timeout=10, markup=False)

    def start_import(self, *, dry_run: bool = False) -> None:
        """Start an import of the chosen folder, or of everything."""
        from vidtui.jobs.import_.run import ImportOptions

        base = self.opening.import_options or ImportOptions()
        self.show_import(replace(base, paths=self.scope, dry_run=dry_run, accept_loss=False))

    def repeat_import(self, *, accept_loss: bool = False) -> None:
        """Start the last import again, now that the user has decided what it was refused for."""
        if self.imports.options is not None:
            self.show_import(replace(self.imports.options, accept_loss=accept_loss))

    def show_import(self, options: ImportOptions) -> None:
        """Start an import and go to its screen; not while something else here writes."""
        if self.repairing.outstanding:
            text = _("Links are being repaired; import once that is done.")
            self.notify(text, severity="warning", markup=False)
            return
        if self.checking.verifies:
            text = _("Whole files are being read; import once that is done.")
            self.notify(text, severity="warning", markup=False)
            return
        if not self.imports.start(self.settings, options):
            self.notify(_("An import is under way."), severity="warning", markup=False)
        self.switch_mode("import")
        self.show_run()

    def _answered(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, CatalogueReplaced):
            return  # the app itself is told
        if outcome.error is not None:
            line = show(str(outcome.error))
            if line != self._complaint:  # answers in a row fail for one reason
                self.complain(outcome.error)
            self._complaint = line
        if outcome.answered is not None and outcome.answered.state == "queued":
            self.enriching.follow([outcome.answered.group])
        if not self.answers.outstanding:
            self._complaint = ""
        if isinstance(page := self.page, Page):
            page.call_later(page.answered, outcome)

    def _reviewed(self, told: Told | None) -> None:
        if told is not None and told.problem:
            if told.problem != self._complaint:
                self.complain(VidtuiError(told.problem))
            self._complaint = told.problem
        if not self.repairing.outstanding:
            self._complaint = ""
        if isinstance(page := self.page, Page):
            page.call_later(page.reviewed, told)

    def _checked(self) -> None:
        if isinstance(page := self.page, Page):
            page.call_later(page.checked)

    def show_link(self, place: Place) -> None:
        """Go to a link that is to be reviewed."""
        self.repairing.seek(place)
        self.switch_mode("links")

    def on_run_moved(self, _message: RunMoved) -> None:
        """Take in what the jobs say; draw it a moment later, with all that came since."""
        if self.departure.is_leaving or self._frame_s <= 0:
            self._draw()
        elif not self._drawing:
            self._drawing = True
            self.set_timer(self._frame_s, self._draw)

    def _draw(self) -> None:
        self._drawing = False
        jobs = (self.imports, self.enriching, self.repairing, self.checking)
        ended = [job.drain() for job in jobs]  # each of them, whatever the first says
        if self.departure.is_leaving and not self.is_busy:
            self.departure.end(Exit.INTERRUPTED)
        self.show_run()
        if any(ended) and isinstance(page := self.page, Page):
            page.call_later(page.run_over)

    @property
    def page(self) -> Screen[object] | None:
        """The page in front; none between two modes: the one that comes brings itself up."""
        return self.screen_stack[0] if self.screen_stack else None

    @property
    def is_busy(self) -> bool:
        """Whether a job is under way."""
        return self.imports.active or self.enrichment.active or self.checking.verifies

    @property
    def jobs_live(self) -> bool:
        """Whether the thread of a job still lives."""
        return any(runner.alive for runner in (*self._past, *self._runners))

    @property
    def _runners(self) -> tuple[Imports, Enrichment, Finding, Checks]:
        return self.imports, self.enrichment, self.repairing.runner, self.checking.runner

    def cancel_jobs(self) -> None:
        """Ask the jobs to stop; what they have done stays."""
        for runner in self._runners:
            runner.cancel()

    def show_run(self) -> None:
        """Let the screen in front show the jobs as they are now."""
        if isinstance(page := self.page, Page):
            page.call_later(page.run_moved)

    def use_language(self, language: str) -> None:
        """Take another language for all texts that are made from now on."""
        i18n.use(language)
        self.language = language
        self.settings = replace(self.settings, language=language)

    def speak(self, language: str) -> None:
        """Speak another language from now on, this screen included."""
        self.use_language(language)
        if isinstance(page := self.page, Page):
            page.call_later(page.speak)

    def complain(self, error: VidtuiError) -> None:
        """Show a failure in one line."""
        self.notify(show(str(error)), severity="error", timeout=10, markup=False)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other modes only; none before the setup is done."""
        if action == "go":
            return "setup" not in (self.current_mode, *parameters) and parameters != (
                self.current_mode,
            )
        return super().check_action(action, parameters)

    def action_go(self, mode: str) -> None:
        """Go to another screen."""
        self.switch_mode(mode)

    def action_help(self) -> None:
        """Show what this screen does, and its keys."""
        page = self.screen
        if isinstance(page, Page):
            self.push_screen(Help(_(page.NAME), _(page.ABOUT), page.active_bindings.values()))

    def action_command_palette(self) -> None:
        """Search all commands."""
        if not isinstance(self.screen, CommandPalette):
            self.push_screen(CommandPalette(placeholder=_("Search for commands…")))

    def search_themes(self) -> None:
        """Search all themes."""
        palette = CommandPalette(providers=[ThemeProvider], placeholder=_("Search for themes…"))
        self.push_screen(palette)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """Yield what the palette offers."""
        return commands(self)

    def on_key(self, event: Key) -> None:
        """Give what was typed ahead to the field that has the focus by now."""
        # A field keeps what it is sent: this was sent elsewhere before the field was there.
        if isinstance(self.focused, Input) and event.is_printable and event.character:
            self.focused.replace(event.character, *self.focused.selection)
            event.stop()
            event.prevent_default()

    async def action_interrupt(self) -> None:
        """Quit from anywhere, unless there is something selected that ctrl+c would copy."""
        focused = self.focused
        if self.screen.get_selected_text() or (
            isinstance(focused, Input) and focused.selected_text
        ):
            raise SkipAction
        await self.action_quit()

    async def action_quit(self) -> None:
        """Quit at once, or after a question while a job runs; answers are written first."""
        self.departure.ask()


def run(settings: Settings, opening: Opening) -> int:
    """Run the app in this terminal.

    Returns:
        The exit code: 130 where a signal ended it.
    """
    return terminal.drive(VidtuiApp(settings, opening))
