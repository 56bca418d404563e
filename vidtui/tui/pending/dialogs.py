"""Saying what a group is: by a title to search for, by an id or an address."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.catalogue.group_details import Choice, Details, Waiting
from vidtui.errors import VidtuiError
from vidtui.i18n import _, ngettext
from vidtui.jobs.base import CancelToken
from vidtui.providers.base import Film, Hit, Series
from vidtui.text import printable
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs import BulkPreview
from vidtui.tui.formatting import dated, number, plural
from vidtui.tui.list_page import nothing
from vidtui.tui.pending.view import acceptable, found, hit_line, preview_line
from vidtui.tui.pickers import AskingDialog, SearchDialog
from vidtui.tui.threads import in_background
from vidtui.tui.widgets import WrappedText
from vidtui.tui.workspace import Workspace


class SearchTitle(SearchDialog[Hit]):
    """Answers with one work that TMDB knows by a title."""

    def __init__(self, workspace: Workspace, group: Waiting) -> None:
        """Search for what ``group`` is."""
        super().__init__(
            _("Search for {title}").format(title=dated(group.title, group.year)),
            printable(group.title),
            _("Enter searches, then takes · Tab to and fro · Esc back"),
        )
        self._workspace = workspace
        self._group = group

    def search(self, words: str) -> Callable[[CancelToken], list[Hit]]:
        """Ask TMDB."""
        work = self._workspace
        return partial(work.services.search, work.settings, self._group.kind, words)

    def line(self, item: Hit, width: int) -> Content:
        """Return a work, with its kind where the group's is not known."""
        return hit_line(item, with_kind=self._group.kind == "unknown", width=width)

    def detail(self, item: Hit) -> str:
        """Return a work's overview."""
        return printable(item.overview)

    def summary(self, found: list[Hit]) -> str:
        """Return that nothing was found, where that is so."""
        return "" if found else _("TMDB knows nothing by this title.")


class NameWork(AskingDialog[Film | Series]):
    """Answers with the work of an id or an address, after it was shown."""

    SIZE = "-large"

    def __init__(self, workspace: Workspace, group: Waiting) -> None:
        """Ask about ``group``."""
        title = dated(group.title, group.year)
        super().__init__(_("Which work is {title}?").format(title=title))
        self._workspace = workspace
        self._group = group
        self._work: Film | Series | None = None

    def body(self) -> ComposeResult:
        """Show a field and what it leads to."""
        example = "603   tt0133093   https://www.themoviedb.org/…"
        yield Input(placeholder=example, id="id", select_on_focus=False, compact=True)
        yield Static(id="asking")
        yield WrappedText(id="found")

    def footer(self) -> str:
        return _("Enter looks it up, Enter again takes it · Esc back")

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self) -> None:
        """Forget what another id led to."""
        self.forget()
        self._work = None
        self.say("")
        self.query_one(WrappedText).fit(nothing)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look it up; take it once it was shown."""
        if self._work is not None:
            self.dismiss(self._work)
            return
        text = event.value.strip()
        if not text:
            return
        self.say(_("Asking TMDB…"))
        work = self._workspace
        self.ask(partial(work.services.look_up, work.settings, self._group.kind, text), self._take)

    def _take(self, work: Film | Series | None) -> None:
        if work is None:
            return
        self._work = work
        self.say(_("✓ Enter takes it:"))
        self.query_one(WrappedText).fit(partial(found, work))


class Becoming(NamedTuple):
    """A group, and the proposal that would be taken for it."""

    group: Details
    choice: Choice | None


class GroupPreview(BulkPreview[Becoming]):
    """Lists every group of a reason with what it becomes."""

    def __init__(self, workspace: Workspace, reason: str, groups: Sequence[Waiting]) -> None:
        """Take the reason, showable, and its groups."""
        super().__init__(reason)
        self._workspace = workspace
        self._groups = [group.id for group in groups]

    def on_mount(self) -> None:
        work = self._workspace
        read = partial(work.services.group_details, work.settings, self._groups)
        in_background(self, read, self._take, self._fail)

    def line(self, item: Becoming, width: int) -> Content:
        """Return what would become of a group."""
        return preview_line(item.group, item.choice, width)

    def is_accepted(self, item: Becoming) -> bool:
        """Return whether nothing speaks against its first proposal."""
        return item.choice is not None

    def summary(self, accepted: int, staying: int) -> str:
        """Return how many are accepted, and how many stay."""
        text = ngettext("{count} is accepted", "{count} are accepted", accepted)
        total = text.format(count=number(accepted))
        rest = plural("{count} stays", "{count} stay", staying)
        return f"{total}, {rest}" if staying else total

    def way(self) -> str:
        """Return what the keys do."""
        text = _("Enter accepts them; {undo} takes each back · Esc changes nothing")
        return text.format(undo=key_of("pending.undo"))

    def _take(self, found: dict[int, Details]) -> None:
        held = [found[group] for group in self._groups if group in found]
        self.show_items([Becoming(one, acceptable(one)) for one in held])

    def _fail(self, error: VidtuiError) -> None:
        self.say(Content.styled(f"✗ {printable(str(error))}", "$text-error"))
