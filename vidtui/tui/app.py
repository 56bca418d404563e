"""The full-screen app: its pages, their keys, the command palette, and the way out."""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import replace
from functools import partial
from io import StringIO
from pathlib import Path
from typing import ClassVar

from rich.console import Console
from textual.actions import SkipAction
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.events import Key
from textual.screen import Screen
from textual.theme import Theme
from textual.widgets import Input

import vidtui
from vidtui.errors import Exit
from vidtui.i18n import LANGUAGES, N_, _
from vidtui.jobs.check.run import CheckOptions
from vidtui.settings import file
from vidtui.settings.model import Settings
from vidtui.tui import colours, pictures, terminal
from vidtui.tui.bindings import key, registered, shown, use_keys
from vidtui.tui.check.screen import Check
from vidtui.tui.dialogs import TOP, GoTo, Help
from vidtui.tui.home import Home
from vidtui.tui.import_ import Import
from vidtui.tui.job_runner import Factories, RunMoved
from vidtui.tui.journal.screen import Journal
from vidtui.tui.library import probing
from vidtui.tui.library.screen import Library
from vidtui.tui.library.session import ProbeEstimated
from vidtui.tui.links.screen import Links
from vidtui.tui.messages import JobFinished
from vidtui.tui.new_links.screen import NewLinks
from vidtui.tui.page import Page
from vidtui.tui.palette import Commands, Palette, Themes, job_commands
from vidtui.tui.pending.screen import Pending
from vidtui.tui.queue.screen import Queue
from vidtui.tui.queue.session import DELAY_S
from vidtui.tui.roots.screen import Roots
from vidtui.tui.services import Services
from vidtui.tui.setup.screen import Setup
from vidtui.tui.start import Opening
from vidtui.tui.suspending import Suspension
from vidtui.tui.tabs import Tab, TabBar
from vidtui.tui.terminal import CrashConsole, Leaving
from vidtui.tui.threads import Replaced, in_background
from vidtui.tui.widgets import go_to_top
from vidtui.tui.workspace import Workspace

OWN_COLOURS = "ansi-dark"  # the theme that shows a terminal's own, on a light background too
FRAME_S = 0.1  # between two drawings of a running job
PAGES: tuple[type[Page], ...] = (
    *(Home, Library, Import, Queue, Pending),
    *(Links, NewLinks, Check, Journal, Roots, Setup),
)
"""All pages, in the order of their keys; modes, keys, palette and help derive from them."""
TABS = tuple(Tab(page.MODE, page.LABEL) for page in PAGES if page.LETTER)
"""The pages that have a tab, in their order."""
_BETWEEN = "between"  # the mode in front while all others are made anew


def stylesheet() -> Path:
    """Return the stylesheet: in the package where it is installed, beside it in the sources."""
    package = Path(vidtui.__file__).resolve().parent
    return next(
        file
        for file in (package / "screens.tcss", package.parent / "screens.tcss")
        if file.exists() or file.parent != package
    )


class VidtuiApp(App[None]):
    """Shows the workspace, one page at a time."""

    TITLE = "vidtui"
    CSS_PATH = stylesheet()
    BINDINGS: ClassVar[list[BindingType]] = registered(
        "app",
        [
            key("g", "lead", N_("Go to"), N_("Go to another page: its letter or number follows.")),
            key(
                "less_than_sign,left_square_bracket",
                "neighbour(-1)",
                N_("Page before"),
                N_("Go to the page before."),
                show=False,
                id="page_before",
            ),
            key(
                "greater_than_sign,right_square_bracket",
                "neighbour(1)",
                N_("Next page"),
                N_("Go to the next page."),
                show=False,
                id="next_page",
            ),
            *(key(f"f{number + 1}", f"go('{tab.mode}')") for number, tab in enumerate(TABS, 1)),
            key("question_mark,f1", "help", N_("Help"), N_("Show this help.")),
            key("ctrl+p,colon", "command_palette", N_("Commands"), N_("Search all commands.")),
            key("q,ctrl+q", "quit", N_("Quit"), N_("Quit; asks while a job runs.")),
            Binding("ctrl+c", "interrupt", show=False, priority=True),
            Binding("ctrl+z", "suspend_process", show=False, priority=True),
        ],
    )

    def __init__(
        self,
        settings: Settings,
        opening: Opening | None = None,
        *,
        factories: Factories | None = None,
        services: Services | None = None,
        frame_s: float = FRAME_S,
        follow_s: float = DELAY_S,
    ) -> None:
        """Prepare the app.

        Args:
            settings: those to begin with.
            opening: how it begins.
            factories: what makes each job.
            services: what the screens ask of disk and catalogue.
            frame_s: seconds between two drawings of a running job.
            follow_s: seconds between an answer and the enrichment that fetches its details.
        """
        console = CrashConsole()
        # Textual takes NO_COLOR out of the environment, and leaves greys where it may not use
        # the terminal's own colours.
        colourless = "NO_COLOR" in os.environ
        # Sixteen colours have no pair that is sure to be read.
        self._plain = colourless or console.color_system in (None, "standard")
        super().__init__(ansi_color=True if colourless else None)
        self.console = console
        self.error_console = Console(file=StringIO())
        self.workspace = Workspace(
            self,
            settings,
            opening or Opening(),
            tabs=TABS,
            factories=factories or Factories(),
            services=services or Services(),
            follow_s=follow_s,
        )
        self._add_pages()
        self.deadline = terminal.ExitDeadline()
        self.leaving = Leaving(self, self.workspace, self.deadline)
        self.suspension = Suspension(self, self.workspace.notify)
        self._frame_s = frame_s
        self._drawing = False

    def _add_pages(self) -> None:
        for page in PAGES:
            self.add_mode(page.MODE, partial(page, self.workspace))

    def on_mount(self) -> None:
        """Show the first screen; start the jobs that were asked for."""
        work = self.workspace
        opening = work.opening
        self.suspension.heed()
        self.set_keymap(use_keys(dict(work.settings.keys), work.settings.keyboard))
        self._begin_theme(work.settings.theme)
        work.warn(opening.warnings)
        work.recover()
        work.count()
        work.checking.look()
        if not work.settings.of("storage"):
            self.switch_mode(Setup.MODE)
        elif opening.import_options is not None:
            self.switch_mode(Import.MODE)
            work.imports.start(work.settings, opening.import_options)
        else:
            self.switch_mode(opening.start)
            if opening.enrich_options is not None:
                work.enriching.start(opening.enrich_options)
            if opening.check_options is not None:
                work.checking.start(opening.check_options)

    def on_replaced(self, message: Replaced) -> None:
        """Load all anew: another catalogue is in the place of the one that was read."""
        if message.generation != self.workspace.services.generation:  # else told before
            self.workspace.begin_anew(message.generation)
            self._begin_pages_anew()

    def _begin_pages_anew(self) -> None:
        """Make all pages anew, the one in front too."""
        here = self.current_mode
        self.add_mode(_BETWEEN, Screen)
        self.switch_mode(_BETWEEN)
        for page in PAGES:
            self.remove_mode(page.MODE)
        self._add_pages()
        self.switch_mode(here)
        self.remove_mode(_BETWEEN)

    @property
    def page(self) -> Page | None:
        """The page in front; none between two modes: the one that comes brings itself up."""
        page = self.screen_stack[0] if self.screen_stack else None
        return page if isinstance(page, Page) else None

    def on_probe_estimated(self, _message: ProbeEstimated) -> None:
        """Ask once about technical facts, unless something else is asked already."""
        if (page := self.page) is not None and self.screen is page:
            probing.ask_once(page)

    def on_run_moved(self, _message: RunMoved) -> None:
        """Draw the jobs a moment later, with all that they say until then."""
        if self.leaving.has_begun or self._frame_s <= 0:
            self._draw()
        elif not self._drawing:
            self._drawing = True
            self.set_timer(self._frame_s, self._draw)

    def _draw(self) -> None:
        self._drawing = False
        has_ended = self.workspace.drain()
        if self.leaving.has_begun and not self.workspace.is_busy:
            self.leaving.end(Exit.INTERRUPTED)
        self.workspace.show_progress()
        if has_ended:
            self.workspace.count()
            self.workspace.tell(JobFinished())

    def set_language(self, language: str) -> None:
        """Speak another language from now on, this screen included."""
        self.workspace.use_language(language)
        if (page := self.page) is not None:
            page.call_later(page.set_language)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the other modes only; none before the setup is done."""
        if action in ("go", "neighbour"):
            here = self.current_mode
            return here != Setup.MODE and parameters != (here,)
        return super().check_action(action, parameters)

    def action_go(self, mode: str) -> None:
        self.switch_mode(mode)

    def on_tab_bar_chosen(self, message: TabBar.Chosen) -> None:
        """Go where the mouse says."""
        if self.check_action("go", (message.mode,)):
            self.switch_mode(message.mode)

    def action_neighbour(self, by: int) -> None:
        """Go to the tab beside the one in front."""
        modes = [tab.mode for tab in TABS]
        here = self.page.TAB or self.current_mode if self.page is not None else self.current_mode
        self.switch_mode(modes[(modes.index(here) + by) % len(modes)])

    def action_lead(self) -> None:
        """Wait for the letter of a page; in a window only the top can be gone to."""
        leads = isinstance(self.screen, Page) and self.current_mode != Setup.MODE
        self.push_screen(GoTo(TABS if leads else ()), self._led)

    def _led(self, where: str | None) -> None:
        if where == TOP:
            go_to_top(self.screen.focused)
        elif where is not None and where != self.current_mode:
            self.switch_mode(where)

    def action_help(self) -> None:
        """Show what this screen does, and its keys."""
        page = self.screen
        if isinstance(page, Page):
            self.push_screen(Help(_(page.LABEL), page.about(), page.active_bindings.values()))

    def action_command_palette(self) -> None:
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette([Commands], placeholder=_("Search for commands…")))

    def get_key_display(self, binding: Binding) -> str:
        """Return a key in the language of the user, where it has a word for it."""
        return shown(binding.key) if binding.key == "space" else super().get_key_display(binding)

    def get_css_variables(self) -> dict[str, str]:
        """Return the colours of the theme, moved apart where they could not be read."""
        self.theme_variables = colours.readable(super().get_css_variables(), plain=self._plain)
        return self.theme_variables

    def action_suspend_process(self) -> None:
        """Stop until the shell continues the process."""
        self.suspension.begin()

    def _begin_theme(self, chosen: str) -> None:
        """Wear the chosen colours, and keep what is chosen from now on."""
        if chosen in self.available_themes:
            self.theme = chosen
        elif self._plain:
            self.theme = OWN_COLOURS
        if chosen and chosen not in self.available_themes:
            text = _("theme: there are no such colours: {name}")
            self.workspace.warn([text.format(name=chosen)])
        self._worn = self.theme
        self.theme_changed_signal.subscribe(self, self._keep_theme)

    def _keep_theme(self, theme: Theme) -> None:
        work = self.workspace
        if theme.name != self._worn:
            self._worn = theme.name
            work.use_settings(replace(work.settings, theme=theme.name))
            write = partial(file.set_values, work.settings.config_file, theme=theme.name)
            in_background(self, write, lambda _none: None, work.complain)

    def search_themes(self) -> None:
        """Search all themes."""
        self.push_screen(Palette([Themes], placeholder=_("Search for themes…")))

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:  # noqa: ARG002
        """Yield what the palette offers now, in the language in force."""
        if self.current_mode != Setup.MODE:
            for page in PAGES:
                if page.LETTER or page.TAB:
                    go = partial(self.switch_mode, page.MODE)
                    yield SystemCommand(_(page.LABEL), _(page.EXPLANATION), go)
            jobs = (self.start_import, self.start_enrichment, self.start_check)
            yield from job_commands(self.workspace, *jobs)
        for code, name in LANGUAGES.items():
            if code != self.workspace.language:
                yield SystemCommand(
                    _("Language: {name}").format(name=name),
                    _("Speak it from now on."),
                    partial(self.keep_language, code),
                )
        yield SystemCommand(_("Theme"), _("Choose the colours."), self.search_themes)
        yield SystemCommand(_("Help"), _("This screen and its keys."), self.action_help)
        yield SystemCommand(_("Quit"), _("Leave vidtui."), self.action_quit)

    def start_import(self, *, dry_run: bool = False) -> None:
        """Start an import and go to its page; not while something else here writes."""
        if self.workspace.start_import(dry_run=dry_run):
            self.switch_mode(Import.MODE)

    def start_enrichment(self) -> None:
        """Go to the queue and start asking."""
        self.switch_mode(Queue.MODE)
        self.workspace.enriching.go_on()

    def start_check(self) -> None:
        """Go to the check and start one."""
        self.switch_mode(Check.MODE)
        self.workspace.checking.start(CheckOptions())

    def keep_language(self, language: str) -> None:
        """Speak another language from now on, and the next time too."""
        self.set_language(language)
        work = self.workspace
        write = partial(file.set_values, work.settings.config_file, language=language)
        in_background(self, write, lambda _none: None, work.complain)

    def on_key(self, event: Key) -> None:
        """Give what was typed ahead to what waits for it by now; pass over a slip of the hand."""
        if isinstance(self.screen, GoTo):
            self.screen.on_key(event)
        # A field keeps what it is sent: this was sent elsewhere before the field was there.
        elif isinstance(self.focused, Input) and event.is_printable and event.character:
            self.focused.replace(event.character, *self.focused.selection)
            event.prevent_default()
        elif isinstance(self.screen, Page):
            if self.screen.is_slip(event.key):
                event.prevent_default()
            else:
                self.screen.say_moved(event.key)

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
        self.leaving.ask()


def run(settings: Settings, opening: Opening) -> int:
    """Run the app in this terminal.

    Returns:
        The exit code: 130 where a signal ended it.
    """
    use_keys(dict(settings.keys), settings.keyboard)  # refused before there is a screen
    pictures.ask_terminal(settings)
    app = VidtuiApp(settings, opening)
    return terminal.drive(app, app.workspace, app.deadline)
