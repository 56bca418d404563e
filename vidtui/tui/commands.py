"""What the command palette offers."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from textual.app import SystemCommand

from vidtui.i18n import LANGUAGES, _
from vidtui.jobs.check.run import CheckOptions
from vidtui.settings import file
from vidtui.tui.threads import in_background

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


def commands(app: VidtuiApp) -> Iterator[SystemCommand]:
    """Yield the commands that can be given now, in the language in force."""
    if app.current_mode != "setup":
        yield SystemCommand(_("Home"), _("Go to Home."), partial(app.switch_mode, "home"))
        yield SystemCommand(_("Import"), _("Go to Import."), partial(app.switch_mode, "import"))
        yield SystemCommand(
            _("Queue"),
            _("Go to the queue: ask TMDB what is what."),
            partial(app.switch_mode, "queue"),
        )
        yield SystemCommand(
            _("To decide"),
            _("Go to what waits for your decision."),
            partial(app.switch_mode, "pending"),
        )
        yield SystemCommand(
            _("Links"),
            _("Go to the links: review the broken ones."),
            partial(app.switch_mode, "links"),
        )
        yield SystemCommand(
            _("Check"),
            _("Go to the check: what disagrees."),
            partial(app.switch_mode, "check"),
        )
        yield SystemCommand(
            _("Journal"),
            _("Go to the journal: what was done; undo it."),
            partial(app.switch_mode, "journal"),
        )
        yield SystemCommand(
            _("Roots"),
            _("Go to the roots: your folders and disks."),
            partial(app.switch_mode, "roots"),
        )
        if not app.imports.active:
            yield SystemCommand(_("Start the import"), _("Register what is new."), app.start_import)
            yield SystemCommand(
                _("Dry run of the import"),
                _("Find out what an import would do; write nothing."),
                partial(app.start_import, dry_run=True),
            )
        if not app.enrichment.active:
            yield SystemCommand(
                _("Start the enrichment"),
                _("Ask TMDB about all that is queued."),
                partial(start_enrichment, app),
            )
        if not app.checking.runner.active:
            yield SystemCommand(
                _("Start a check"),
                _("Find out whether disk, catalogue and links agree; change nothing."),
                partial(start_check, app),
            )
    for code, name in LANGUAGES.items():
        if code != app.language:
            yield SystemCommand(
                _("Language: {name}").format(name=name),
                _("Speak it from now on."),
                partial(keep_language, app, code),
            )
    yield SystemCommand(_("Colours"), _("Choose a theme."), app.search_themes)
    yield SystemCommand(_("Help"), _("This screen and its keys."), app.action_help)
    yield SystemCommand(_("Quit"), _("Leave vidtui."), app.action_quit)


def start_enrichment(app: VidtuiApp) -> None:
    """Go to the queue and start asking."""
    app.switch_mode("queue")
    app.enriching.go_on()


def start_check(app: VidtuiApp) -> None:
    """Go to the check and start one."""
    app.switch_mode("check")
    app.checking.start(CheckOptions())


def keep_language(app: VidtuiApp, language: str) -> None:
    """Speak another language from now on, and the next time too."""
    app.speak(language)
    in_background(
        app,
        partial(file.set_values, app.settings.config_file, language=language),
        lambda _none: None,
        app.complain,
    )
