"""Quitting: what was answered and decided is written first, and what runs is asked about."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from vidtui.errors import Exit
from vidtui.i18n import _
from vidtui.tui import terminal
from vidtui.tui.dialogs.ask import AskQuit
from vidtui.tui.links.dialogs import AskUnsaved

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


class Departure:
    """How the app ends at the user's wish."""

    def __init__(self, app: VidtuiApp) -> None:
        self.is_leaving = False
        self._app = app
        self._waits = False
        self._ends = False

    def ask(self) -> None:
        """Quit at once, or after a question, or once all is written; the second time, at once."""
        app = self._app
        if self._ends or (self._waits and self._is_writing and not app.is_busy):
            app.exit(return_code=Exit.OK)
        elif self._is_writing and not self._waits:
            self._waits = True
            text = _("Answers are being written; quits then. q again quits at once.")
            app.notify(text, markup=False)
            self._once_written(partial(app.call_later, self.ask))
        elif app.repairing.unsaved and not isinstance(app.screen, (AskUnsaved, AskQuit)):
            app.push_screen(AskUnsaved(), self._answer_unsaved)
        elif not app.is_busy:
            self.end(Exit.OK)
        elif isinstance(app.screen, AskQuit):
            self._leave()  # asked twice: it is meant
        else:
            question = AskQuit(
                imports=app.imports.active,
                asks=app.enrichment.active,
                verifies=app.checking.verifies,
            )
            app.push_screen(question, lambda answer: self._leave() if answer else None)

    def end(self, code: Exit) -> None:
        """Exit once all is written and kept, and the sitting's repairs are closed."""
        if not self._ends:
            self._ends = True
            leave = partial(self._app.exit, return_code=code)
            close = partial(self._app.repairing.finish, leave)
            kept = partial(self._app.checking.when_saved, close)
            self._app.answers.when_idle(kept)

    @property
    def _is_writing(self) -> bool:
        return bool(self._app.answers.outstanding or self._app.repairing.outstanding)

    def _once_written(self, then: Callable[[], object]) -> None:
        self._app.answers.when_idle(partial(self._app.repairing.when_idle, then))

    def _answer_unsaved(self, answer: str | None) -> None:
        again = partial(self._app.call_later, self.ask)
        if answer == "quit":
            self._app.repairing.unsaved = False
            again()
        elif answer == "save":
            self._app.repairing.save(again)

    def _leave(self) -> None:
        self.is_leaving = True
        self._app.way_out.within(terminal.LIMIT_S, Exit.INTERRUPTED)
        self._app.cancel_jobs()
        self._app.show_run()
        # Whatever a job hangs in, the user does not.
        self._app.set_timer(terminal.GRACE_S, partial(self._app.exit, return_code=Exit.INTERRUPTED))
