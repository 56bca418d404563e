"""Reads the journal a page at a time, and takes back what it tells; both in threads."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Generic, Protocol, TypeVar

from textual.message_pump import MessagePump

from vidtui.catalogue.journal import PAGE, ActionRow, RunRow
from vidtui.errors import SafetyRefusal, VidtuiError
from vidtui.i18n import _, ngettext
from vidtui.jobs.entries import COMMAND
from vidtui.jobs.journal import Undone
from vidtui.jobs.journal_wording import of_undo
from vidtui.jobs.links.actions import KINDS as LINK_KINDS
from vidtui.jobs.roots.change import with_moved_root
from vidtui.jobs.roots.forget import KIND as FORGET_ROOT
from vidtui.text import printable
from vidtui.tui.dialogs import Ask, Choice
from vidtui.tui.formatting import number
from vidtui.tui.job_runner import Severity
from vidtui.tui.journal.view import outcome, run_title
from vidtui.tui.media_centres import CentreTelling
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
        self._centres = CentreTelling()

    def ask(self, run: RunRow, actions: Sequence[ActionRow]) -> None:
        """Undo a whole run, after a question; ``actions`` are those of it that were read."""
        if not self._may_undo(actions):
            return
        text = ngettext(
            "{n} action is taken back, unless something has changed since.",
            "{n} actions are taken back, the newest first; what has changed since stays.",
            run.done,
        )
        if run.command == COMMAND:
            text = ngettext(
                "{n} action that was taken back is done again, unless something has changed since.",
                "{n} actions that were taken back are done again, but for what has changed since.",
                run.done,
            )
        facts = [run_title(run), text.format(n=number(run.done))]
        is_again = run.command == COMMAND
        yes = _("Do it again") if is_again else _("Take it back")
        choices = [Choice("", _("Change nothing")), Choice("undo", yes)]
        question = _("Do again what was taken back?") if is_again else _("Take back this entry?")
        standing = [one.id for one in actions if one.state == "done"]
        only = standing[0] if run.done == len(standing) == 1 else None

        def answer(_yes: str) -> None:
            if not self.active and self._may_undo(actions):
                work = self._page.workspace
                undo = partial(work.services.undo_run, work.settings, run.id)
                self._start(undo, run.id, None, only)

        self._page.open_dialog(Ask(question, facts, choices), answer)

    def take_back(self, action: ActionRow) -> None:
        """Undo one action."""
        if not self._may_undo([action]):
            return
        work = self._page.workspace
        undo = partial(work.services.undo_action, work.settings, action.id)
        self._start(undo, action.run, action.id, action.id)

    def _may_undo(self, actions: Sequence[ActionRow]) -> bool:
        work = self._page.workspace
        if work.links_outstanding:
            work.notify(_("Links are being changed; take back once that is done."))
            return False
        kinds = (*LINK_KINDS, "relocate", FORGET_ROOT)
        return (
            not any(of_undo(one).kind in kinds for one in actions)
            or self._page.workspace.may_change_roots()
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
        done = [one for one in undone if not one.refused]
        self._centres.changed(work, [one.action for one in done])
        work.journal_changed(done)
        work.count()
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


NEAR = 40  # rows from the end at which the next page is read


class HasId(Protocol):
    """A row."""

    @property
    def id(self) -> int:
        """What it is sorted by."""


Row = TypeVar("Row", bound=HasId)
Read = Callable[[int | None], list[Row]]


class Pages(Generic[Row]):
    """The rows of a long list that were read so far; ``loaded`` once a page was."""

    def __init__(
        self,
        owner: MessagePump,
        arrived: Callable[[], object],
        failed: Callable[[VidtuiError], object],
    ) -> None:
        """Prepare an empty list.

        Args:
            owner: the screen, on whose loop the rows arrive.
            arrived: called when the rows have changed.
            failed: takes why a page cannot be read.
        """
        self.rows: list[Row] = []
        self.loaded = False
        self._owner = owner
        self._arrived = arrived
        self._failed = failed
        self._read: Read[Row] | None = None
        self._is_whole = False
        self._reading = False
        self._wanted: list[int | None] = []

    def begin(self, read: Read[Row] | None) -> None:
        """Show another list, of which ``read`` returns the rows with an id below its argument."""
        self._read = read
        self.rows, self.loaded, self._is_whole = [], False, False
        self._reading, self._wanted = False, []
        if read is not None:
            self.ask()

    def ask(self, before: int | None = None) -> None:
        """Read the page below an id, the first one where there is none, once more if need be."""
        if before not in self._wanted:
            self._wanted.append(before)
        self._go_on()

    def poll(self) -> None:
        """Read the first page again, unless something is being read."""
        if not self._reading:
            self.ask()

    def near(self, index: int) -> None:
        """Read on where a row near the end has come into sight."""
        is_near = bool(self.rows) and index >= len(self.rows) - NEAR
        if is_near and not self._is_whole and not self._reading:
            self.ask(self.rows[-1].id)

    def place(self, id_: int | None, otherwise: int) -> int:
        """Return where a row stands, ``otherwise`` where it does not."""
        return next((at for at, row in enumerate(self.rows) if row.id == id_), otherwise)

    def _go_on(self) -> None:
        if self._reading or not self._wanted or self._read is None:
            return
        self._reading, read, before = True, self._read, self._wanted.pop(0)
        in_background(
            self._owner,
            partial(read, before),
            partial(self._take, read, before),
            partial(self._fail, read),
        )

    def _take(self, read: Read[Row], before: int | None, page: list[Row]) -> None:
        if read is not self._read:
            return  # another list is shown by now
        self._reading, is_last = False, len(page) < PAGE
        above = [row for row in self.rows if before is not None and row.id >= before]
        below = [] if is_last else [row for row in self.rows if row.id < page[-1].id]
        rows = [*above, *page, *below]
        is_news = rows != self.rows or not self.loaded
        self.rows, self.loaded = rows, True
        self._is_whole = is_last or (self._is_whole and bool(below))
        if is_news:
            self._arrived()
        self._go_on()

    def _fail(self, read: Read[Row], error: VidtuiError) -> None:
        if read is self._read:
            self._reading, self._wanted = False, []
            self._failed(error)
