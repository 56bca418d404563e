"""Quitting: what was answered and decided is written first, and what runs is asked about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.app import App

from vidtui.errors import Exit
from vidtui.i18n import _
from vidtui.tui import terminal
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs.ask import Ask, Choice
from vidtui.tui.terminal import ExitDeadline
from vidtui.tui.workspace import Workspace


class AskQuit(Ask):
    """Whether to quit while a job runs."""

    def __init__(self, *, imports: bool, asks: bool, verifies: bool = False) -> None:
        """Say what runs: the import, the enrichment, the reading of whole files."""
        if verifies and not (imports or asks):
            question = _("Whole files are being read")
            fact = _("What was verified so far stays; the next time goes on from there.")
        elif imports and asks:
            question = _("An import and an enrichment are under way")
            fact = _("What they have done so far stays; the next ones go on from there.")
        elif imports:
            question = _("An import is under way")
            fact = _("What it has done so far stays; the next import goes on from there.")
        else:
            question = _("An enrichment is under way")
            fact = _("What it has done so far stays; the next one goes on from there.")
        super().__init__(
            question, [fact], [Choice("", _("Stay")), Choice("quit", _("Stop it and quit"))]
        )


class AskUnsaved(Ask):
    """Whether to quit while marks in a plan are not saved."""

    def __init__(self) -> None:
        super().__init__(
            _("The marks in this plan are not saved"),
            [],
            [
                Choice("", _("Stay")),
                Choice("save", _("Save them and quit")),
                Choice("quit", _("Quit without saving")),
            ],
        )


class Leaving:
    """How the app ends at the user's wish."""

    def __init__(self, app: App[None], workspace: Workspace, deadline: ExitDeadline) -> None:
        self.has_begun = False
        self._app = app
        self._work = workspace
        self._deadline = deadline
        self._waits = False
        self._ends = False

    def ask(self) -> None:
        """Quit at once, or after a question, or once all is written; the second time, at once."""
        app, work = self._app, self._work
        if self._ends or (self._waits and self._is_writing and not work.is_busy):
            app.exit(return_code=Exit.OK)
        elif self._is_writing and not self._waits:
            self._waits = True
            text = _("Answers are being written; quits then. {quit} again quits at once.")
            work.notify(text.format(quit=key_of("app.quit")))
            self._once_written(partial(app.call_later, self.ask))
        elif work.repairing.unsaved and not isinstance(app.screen, (AskUnsaved, AskQuit)):
            app.push_screen(AskUnsaved(), self._answer_unsaved)
        elif not work.is_busy:
            self.end(Exit.OK)
        elif isinstance(app.screen, AskQuit):
            self._leave()  # asked twice: it is meant
        else:
            question = AskQuit(
                imports=work.imports.active,
                asks=work.enrichment.active,
                verifies=work.checking.verifies,
            )
            app.push_screen(question, lambda answer: self._leave() if answer else None)

    def end(self, code: Exit) -> None:
        """Exit once all is written and kept, and the session's repairs are closed."""
        if not self._ends:
            self._ends = True
            leave = partial(self._app.exit, return_code=code)
            close = partial(self._work.repairing.finish, leave)
            kept = partial(self._work.checking.when_saved, close)
            self._work.answers.when_idle(kept)

    @property
    def _is_writing(self) -> bool:
        return bool(self._work.answers.outstanding or self._work.repairing.outstanding)

    def _once_written(self, then: Callable[[], object]) -> None:
        self._work.answers.when_idle(partial(self._work.repairing.when_idle, then))

    def _answer_unsaved(self, answer: str | None) -> None:
        again = partial(self._app.call_later, self.ask)
        if answer == "quit":
            self._work.repairing.unsaved = False
            again()
        elif answer == "save":
            self._work.repairing.save(again)

    def _leave(self) -> None:
        self.has_begun = True
        self._deadline.within(terminal.LIMIT_S, Exit.INTERRUPTED)
        self._work.cancel_jobs()
        self._work.show_progress()
        # Whatever a job hangs in, the user does not.
        self._app.set_timer(terminal.GRACE_S, partial(self._app.exit, return_code=Exit.INTERRUPTED))
