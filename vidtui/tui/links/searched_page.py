"""A page whose rows come of a search, and are arranged, shown whole, written as a plan."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from textual.content import Content

from vidtui.i18n import _
from vidtui.jobs.wording import messages
from vidtui.text import printable
from vidtui.tui.dialogs import TextDialog, stop_question
from vidtui.tui.links.deciding import Deciding
from vidtui.tui.links.review_status import message_list
from vidtui.tui.list_page import CandidatePage
from vidtui.tui.pickers import WriteFile


class SearchedPage(CandidatePage):
    """The part of a review's page that decides nothing."""

    _problem = ""
    _looks = False  # at single rows, though the review is over

    @property
    @abstractmethod
    def work(self) -> Deciding[Any, Any, Any, Any]:
        """The review's decisions."""

    @abstractmethod
    def is_row(self, item: object) -> bool:
        """Return whether a line is about something that can be decided."""

    @abstractmethod
    def whole(self, width: int) -> Content:
        """Return all of the highlighted row, nothing cut."""

    @abstractmethod
    def write_dialog(self) -> WriteFile | None:
        """Return the window that writes the plan of the review, None while there is none."""

    @abstractmethod
    def stop_fact(self) -> str:
        """Return what a search that is stopped means."""

    @abstractmethod
    def show_row(self) -> None:
        """Show what a single decision or movement changes."""

    @property
    def review(self) -> Any:
        """The rows under review."""
        return self.work.review

    @property
    def chosen(self) -> Any:
        """The highlighted row, None where another line is."""
        item = self.listed.item if self.ready else None
        return item if self.is_row(item) else None

    def forget_problem(self) -> None:
        """Say no more what was refused; the summary may come back."""
        self._problem, self._looks = "", False

    def action_search(self) -> None:
        self.forget_problem()
        self.work.search()

    def action_halt(self) -> None:
        """Ask whether the search shall stop."""

        def answer(name: str | None) -> None:
            if name:
                self.work.runner.cancel()
                self.show_row()

        question = stop_question(_("Stop the search?"), self.stop_fact(), _("Stop it"))
        self.app.push_screen(question, answer)

    def action_state(self) -> None:
        """Show all rows, or a part of them."""
        self.review.next_shown()
        self.rearranged()

    def narrow(self, text: str) -> None:
        """Show the rows with ``text`` in their names."""
        self.review.show_only(text)
        self.rearranged()

    def action_order(self) -> None:
        self.review.next_order()
        self.rearranged()

    def rearranged(self) -> None:
        """Show the rows as they are arranged now; the same one is highlighted."""
        self.listed.replace_items(self.review.lines, self.review.place(self.chosen))
        self.show_all()

    def action_write(self) -> None:
        dialog = self.write_dialog()
        if dialog is not None:
            self.open_dialog(dialog, self._written)

    def _written(self, path: Path) -> None:
        self.work.written(path)
        self.workspace.notify(_("The plan is in {path}").format(path=printable(str(path))))

    def action_details(self) -> None:
        """Show all of the highlighted row in a window."""
        self.open_dialog(TextDialog(self.whole))

    def action_messages(self) -> None:
        run = self.work.runner.run
        if run is not None:
            self.open_dialog(TextDialog(partial(message_list, run.errors, messages(run))))


def has_messages(page: SearchedPage) -> bool:
    """Return whether the search said something beside its rows."""
    run = page.work.runner.run
    return run is not None and bool(run.errors or messages(run))


def has_remedy(page: SearchedPage) -> bool:
    """Return whether the search was refused, and there is a way on."""
    run: Any = page.work.runner.run
    is_refused = run is not None and not run.active and run.plan is None
    return is_refused and any(one.remedy for one in run.refused)


def about_row(test: Callable[[Any], object]) -> Callable[[Any], bool]:
    """Return the condition that there is a row to decide, of which ``test`` holds."""
    return lambda page: page.decidable is not None and bool(test(page.decidable))
