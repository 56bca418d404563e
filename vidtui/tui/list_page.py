"""Pages around one list, which a filter may narrow, and pages on which proposals are decided."""

from __future__ import annotations

from typing import Any

from textual.widgets import Input

from vidtui.tui.page import Page
from vidtui.tui.widgets.candidates import CandidatePane
from vidtui.tui.widgets.filter_line import FilterLine
from vidtui.tui.widgets.virtual_list import VirtualList


class ListPage(Page):
    """A page with one list; subclasses with a ``FilterLine`` say in ``narrow`` what it does."""

    @property
    def listed(self) -> VirtualList[Any]:
        """The list."""
        return self.query_one(VirtualList)

    @property
    def filter(self) -> FilterLine:
        """The line in which is typed what the rows must hold."""
        return self.query_one(FilterLine)

    def narrow(self, text: str) -> None:
        """Show the rows that hold ``text``."""

    def focus_list(self) -> None:
        """Put the cursor into the list, unless it is somewhere already."""
        if self.focused is None:
            self.listed.focus()

    def action_filter(self) -> None:
        """Let the text be typed that the rows must hold."""
        self.filter.open()
        self.refresh_bindings()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Show the rows that hold what is typed."""
        self.narrow(event.value)

    def on_input_submitted(self) -> None:
        self.listed.focus()

    def action_back(self) -> None:
        self.filter.close()
        self.listed.focus()
        self.refresh_bindings()

    def on_resize(self) -> None:
        self.call_after_refresh(self.show_all)


class CandidatePage(ListPage):
    """A page on which one of several proposals for the highlighted row is taken."""

    @property
    def pane(self) -> CandidatePane[Any]:
        """The highlighted row with its proposals."""
        return self.query_one(CandidatePane)

    def action_other(self, by: int) -> None:
        self.pane.move(by)

    def action_next(self) -> None:
        self.pane.move(1)

    def action_before(self) -> None:
        self.pane.move(-1)
