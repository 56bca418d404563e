"""One waiting group: its files, its proposals, and all about the highlighted one."""

from __future__ import annotations

from functools import partial

from textual.content import Content

from vidtui.catalogue.group_details import Choice, Details
from vidtui.i18n import _
from vidtui.tui.pending.view import (
    candidate,
    choice_details,
    group_summary,
    kinded_candidate,
    none_offered,
    offered,
)
from vidtui.tui.widgets.candidates import CandidatePane


class GroupPane(CandidatePane[Choice], can_focus=False):
    """Files and names on top, proposals below them, the highlighted one at the bottom."""

    _details: Details | None = None

    def __init__(self) -> None:
        super().__init__(candidate, id="group")

    def show_group(self, details: Details | None) -> None:
        """Show a group, or that it is being read; the highlight stays if it is the same."""
        before, self._details = self._details, details
        is_same = details is not None and before is not None and details.id == before.id
        offers, is_unknown = offered(details), details is not None and details.kind == "unknown"
        self.candidates.show_choices(
            offers,
            self.candidates.cursor if is_same else 0,
            kinded_candidate if is_unknown else candidate,
        )
        self.candidates.display = bool(offers)
        self.show_choice()
        if not is_same:
            self.scroll_home(animate=False)

    def show_choice(self) -> None:
        """Show what there is to know of the highlighted proposal."""
        details, choice = self._details, self.choice
        if details is None:
            self.show_texts(lambda _width: Content(_("Reading…")))
        elif choice is None:
            self.show_texts(partial(group_summary, details), lambda _width: none_offered())
        else:
            about = partial(choice_details, choice, details)
            self.show_texts(partial(group_summary, details), about)
