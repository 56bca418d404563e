"""What accepting all groups of one reason would do, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from vidtui.catalogue.pending import Choice, Details, Waiting
from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _, ngettext
from vidtui.metadata.works import Ref
from vidtui.text import show
from vidtui.tui.background import in_background
from vidtui.tui.pending_texts import acceptable, preview_line
from vidtui.tui.screens.page import Dialog, key
from vidtui.tui.widgets.lines import Lines
from vidtui.tui.words import number

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


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
