"""Taking back from the Journal screen: asks what it must, works in a thread, tells the outcome."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from vidtui.catalogue.journal import ActionRow, RunRow
from vidtui.errors import SafetyRefusal, VidtuiError
from vidtui.i18n import _, ngettext
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.actions import KINDS as LINK_KINDS
from vidtui.jobs.roots.change import with_moved_root
from vidtui.jobs.roots.forget import KIND as FORGET_ROOT
from vidtui.text import printable
from vidtui.tui.dialogs.ask import Ask, Choice
from vidtui.tui.formatting import number
from vidtui.tui.host import Severity
from vidtui.tui.journal.view import outcome, run_title
from vidtui.tui.page import Page
from vidtui.tui.threads import in_background

TOLD_S = 8.0  # a line with a reason wants reading


class Undoing:
    """One undo at a time. ``refused`` holds by action why it stays."""

    def __init__(
        self,
        page: Page,
        begun: Callable[[], object],
        over: Callable[[int, int | None], object],
    ) -> None:
        """Prepare it.

        Args:
            page: over which the questions stand.
            begun: called when an undo begins.
            over: called with the run, and the action where it was one, when an undo is over.
        """
        self.active = False
        self.refused: dict[int, str] = {}
        self._page = page
        self._begun = begun
        self._over = over

    def ask(self, run: RunRow, actions: Sequence[ActionRow]) -> None:
        """Undo a whole run, after a question; ``actions`` are those of it that were read."""
        if not self._may_undo(actions):
            return
        text = ngettext(
            "{n} action is taken back, unless something has changed since.",
            "{n} actions are taken back, the newest first; what has changed since stays.",
            run.done,
        )
        facts = [run_title(run), text.format(n=number(run.done))]
        choices = [Choice("", _("Change nothing")), Choice("undo", _("Take it back"))]
        standing = [one.id for one in actions if one.state == "done"]
        only = standing[0] if run.done == len(standing) == 1 else None

        def answer(name: str | None) -> None:
            if name and not self.active and self._may_undo(actions):
                work = self._page.workspace
                undo = partial(work.services.undo_run, work.settings, run.id)
                self._start(undo, run.id, None, only)

        self._page.app.push_screen(Ask(_("Take back this run?"), facts, choices), answer)

    def take_back(self, action: ActionRow) -> None:
        """Undo one action."""
        if not self._may_undo([action]):
            return
        work = self._page.workspace
        undo = partial(work.services.undo_action, work.settings, action.id)
        self._start(undo, action.run, action.id, action.id)

    def _may_undo(self, actions: Sequence[ActionRow]) -> bool:
        kinds = (*LINK_KINDS, "relocate", FORGET_ROOT)
        return (
            not any(one.kind in kinds for one in actions) or self._page.workspace.may_change_roots()
        )

    def _start(
        self, work: Callable[[], list[Undone]], run: int, action: int | None, only: int | None
    ) -> None:
        """Undo in a thread; a refusal is noted for the action ``only``."""
        self.active = True
        self._begun()
        in_background(
            self._page,
            work,
            partial(self._done, run, action),
            partial(self._failed, run, action, only),
        )

    def _done(self, run: int, action: int | None, undone: list[Undone]) -> None:
        work = self._page.workspace
        for one in undone:
            self.refused.pop(one.action, None)
            if one.refused:
                self.refused[one.action] = printable(one.what)
            if one.moved is not None:
                work.use_settings(with_moved_root(work.settings, *one.moved))
            if one.named is not None:
                roots = (*work.settings.roots, one.named)
                work.use_settings(replace(work.settings, roots=roots))
        stays = any(one.refused for one in undone)
        severity: Severity = "warning" if stays else "information"
        work.notify(outcome(undone), severity=severity, timeout=TOLD_S)
        self._end(run, action)

    def _failed(self, run: int, action: int | None, only: int | None, error: VidtuiError) -> None:
        if only is not None and isinstance(error, SafetyRefusal):
            self.refused[only] = printable(str(error))
        self._page.workspace.complain(error)
        self._end(run, action)

    def _end(self, run: int, action: int | None) -> None:
        self.active = False
        self._over(run, action)
