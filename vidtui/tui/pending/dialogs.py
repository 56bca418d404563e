"""Saying what a group is: by a title to search for, by an id or an address."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from vidtui.catalogue.group_details import Choice, Details, Waiting
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.jobs.base import CancelToken
from vidtui.providers.base import Film, Hit, Ref, Show
from vidtui.text import show
from vidtui.tui.formatting import dated, number
from vidtui.tui.page import Dialog, key
from vidtui.tui.pending.view import acceptable, found, hit_line, preview_line
from vidtui.tui.threads import in_background
from vidtui.tui.widgets.virtual_list import Lines
from vidtui.tui.widgets.wrapped_text import Fitted

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp

Result = TypeVar("Result")


class Asking(Dialog[Result]):
    """A window that asks TMDB in a thread; what it is doing stands in one line."""

    def __init__(self, app: VidtuiApp, group: Waiting) -> None:
        """Ask about ``group``."""
        super().__init__()
        self._vidtui = app
        self._group = group
        self._cancel = CancelToken()

    def on_unmount(self) -> None:
        """Ask no further."""
        self._cancel.set()

    def say(self, text: str, *, failed: bool = False) -> None:
        """Show what is going on, or why nothing is."""
        line = self.query_one("#asking", Static)
        line.update(Content.styled(text, "$text-error" if failed else "$foreground 60%"))

    def anew(self) -> CancelToken:
        """Forget the last question; return the token of the next."""
        self._cancel.set()
        self._cancel = CancelToken()
        return self._cancel

    def failed(self, cancel: CancelToken, error: VidtuiError) -> None:
        """Say why there is no answer, if it is the last question's."""
        if cancel is self._cancel:
            self.say(f"✗ {show(str(error))}", failed=True)


class SearchTitle(Asking[Hit]):
    """Answers with one result of a search."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("down", "to_results", show=False)]

    def compose(self) -> ComposeResult:
        """Show the title, to be typed over, and what is found."""
        with Vertical(classes="window -large -tall"):
            title = _("Search for {title}").format(title=dated(self._group.title, self._group.year))
            yield Static(Content.styled(title, "bold"), classes="question")
            yield Input(show(self._group.title), id="title", select_on_focus=False, compact=True)
            yield Static(id="asking")
            yield Lines[Hit]([], self._line, id="hits")
            with VerticalScroll(id="overview", can_focus=False):
                yield Static(id="overview-text")
            yield Static(
                Content.styled(
                    _("Enter searches, then takes · Tab to and fro · Esc back"), "$foreground 60%"
                )
            )

    def on_mount(self) -> None:
        """Let the title be changed first."""
        self.query_one(Input).focus()

    def _line(self, hit: Hit, width: int) -> Content:
        return hit_line(hit, with_kind=self._group.kind == "unknown", width=width)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Search."""
        title = event.value.strip()
        if not title:
            return
        app, cancel = self._vidtui, self.anew()
        self.say(_("Searching…"))
        work = partial(app.services.search, app.settings, self._group.kind, title, cancel)
        in_background(self, work, partial(self._take, cancel), partial(self.failed, cancel))

    def _take(self, cancel: CancelToken, hits: list[Hit]) -> None:
        if cancel is not self._cancel:
            return
        self.say("" if hits else _("TMDB knows nothing by this title."))
        listed = self.query_one(Lines)
        listed.show_items(hits)
        self._show_overview()
        if hits:
            listed.focus()

    def action_to_results(self) -> None:
        """Go from the title to what was found."""
        self.query_one(Lines).focus()

    def on_lines_moved(self) -> None:
        """Show the highlighted one's overview."""
        self._show_overview()

    def _show_overview(self) -> None:
        hit = self.query_one(Lines).item
        self.query_one("#overview-text", Static).update(Content(show(hit.overview) if hit else ""))

    def on_lines_chosen(self, event: Lines.Chosen) -> None:
        """Take it."""
        event.stop()
        self.dismiss(event.item)


class NameWork(Asking[Film | Show]):
    """Answers with the work of an id or an address, after it was shown."""

    def __init__(self, app: VidtuiApp, group: Waiting) -> None:
        """Ask about ``group``."""
        super().__init__(app, group)
        self._work: Film | Show | None = None

    def compose(self) -> ComposeResult:
        """Show a field and what it leads to."""
        with Vertical(classes="window -large"):
            title = _("Which work is {title}?").format(
                title=dated(self._group.title, self._group.year)
            )
            yield Static(Content.styled(title, "bold"), classes="question")
            example = "603   tt0133093   https://www.themoviedb.org/…"
            yield Input(placeholder=example, id="id", compact=True)
            yield Static(id="asking")
            yield Fitted(id="found")
            yield Static(
                Content.styled(
                    _("Enter looks it up, Enter again takes it · Esc back"), "$foreground 60%"
                )
            )

    def on_mount(self) -> None:
        """Let an id be typed."""
        self.query_one(Input).focus()

    def on_input_changed(self) -> None:
        """Forget what another id led to."""
        self.anew()
        self._work = None
        self.say("")
        self.query_one(Fitted).fit(lambda _width: Content(""))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look it up; take it once it was shown."""
        if self._work is not None:
            self.dismiss(self._work)
            return
        text = event.value.strip()
        if not text:
            return
        app, cancel = self._vidtui, self.anew()
        self.say(_("Asking TMDB…"))
        work = partial(app.services.look_up, app.settings, self._group.kind, text, cancel)
        in_background(self, work, partial(self._take, cancel), partial(self.failed, cancel))

    def _take(self, cancel: CancelToken, work: Film | Show | None) -> None:
        if cancel is not self._cancel or work is None:
            return
        self._work = work
        self.say(_("✓ Enter takes it:"))
        self.query_one(Fitted).fit(partial(found, work))


class Accepted(NamedTuple):
    """A group, and the proposal that is taken for it."""

    group: int
    ref: Ref


class Preview(Dialog[list[Accepted]]):
    """Lists every group with what it becomes; answers with those that are accepted."""

    BINDINGS: ClassVar[list[BindingType]] = [
        key("enter,a", "accept", N_("Accept"), N_("Accept all that are marked.")),
    ]

    def __init__(self, app: VidtuiApp, reason: str, groups: Sequence[Waiting]) -> None:
        """Take the reason, showable, and its groups."""
        super().__init__()
        self._vidtui = app
        self._reason = reason
        self._groups = [group.id for group in groups]
        self._accepted: list[Accepted] | None = None

    def compose(self) -> ComposeResult:
        """Show the list, once it is read."""
        with Vertical(classes="window -large -tall"):
            yield Static(Content.styled(self._reason, "bold"), classes="question")
            yield Static(Content(_("Reading…")), id="sum")
            yield Lines[tuple[Details, Choice | None]]([], self._line, chooses=False, id="becomes")
            yield Static(id="keys")

    def on_mount(self) -> None:
        """Read all of them."""
        app = self._vidtui
        work = partial(app.services.group_details, app.settings, self._groups)
        in_background(self, work, self._take, self._fail)
        self.query_one(Lines).focus()

    def _line(self, item: tuple[Details, Choice | None], width: int) -> Content:
        return preview_line(*item, width)

    def _take(self, found: dict[int, Details]) -> None:
        held = [found[group] for group in self._groups if group in found]
        rows = [(one, acceptable(one)) for one in held]
        rows.sort(key=lambda row: row[1] is None)
        self._accepted = [
            Accepted(one.id, choice.ref) for one, choice in rows if choice is not None
        ]
        self.query_one(Lines).show_items(rows)
        count = len(self._accepted)
        text = ngettext("{count} is accepted", "{count} are accepted", count)
        staying = len(rows) - count
        rest = ngettext("{count} stays", "{count} stay", staying).format(count=number(staying))
        total = text.format(count=number(count))
        self.query_one("#sum", Static).update(Content(f"{total}, {rest}" if staying else total))
        way = (
            _("Enter accepts them; u takes each back · Esc changes nothing")
            if count
            else _("Nothing here can be accepted together · Esc back")
        )
        self.query_one("#keys", Static).update(Content.styled(way, "$foreground 60%"))

    def _fail(self, error: VidtuiError) -> None:
        self.query_one("#sum", Static).update(
            Content.styled(f"✗ {show(str(error))}", "$text-error")
        )

    def action_accept(self) -> None:
        """Answer."""
        if self._accepted is not None:
            self.dismiss(self._accepted)
