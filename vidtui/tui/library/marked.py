"""What becomes of many works at once, before it does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from textual.content import Content

from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.jobs.decide import Verb
from vidtui.library.browsing import WorkRow
from vidtui.library.reading import Key
from vidtui.text import printable
from vidtui.tui.bindings import key_of
from vidtui.tui.dialogs import BulkPreview
from vidtui.tui.formatting import MUTED, cells, plural
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace


class Becoming(NamedTuple):
    """A marked work, and what is said of its groups; nothing where ``groups`` is empty."""

    key: Key
    title: str
    verb: Verb | None
    groups: tuple[int, ...]


class MarkedPreview(BulkPreview[Becoming]):
    """Lists every marked work with what becomes of it."""

    def __init__(
        self, workspace: Workspace, title: Callable[[Key], str], verb: Verb, keys: Sequence[Key]
    ) -> None:
        """Take what is to be said of works.

        Args:
            workspace: whose services are asked.
            title: returns what a work is called, showable.
            verb: ``confirm``, or else what brings them back to a person.
            keys: the works.
        """
        heading = _("Confirm these answers") if verb == "confirm" else _("Decide these anew")
        super().__init__(heading)
        self._workspace, self._title = workspace, title
        self._verb, self._keys = verb, keys

    def on_mount(self) -> None:
        work = self._workspace
        read = partial(work.services.library_rows, work.settings, self._keys)
        in_background(self, read, self._take, self._fail)

    def _take(self, found: dict[Key, WorkRow]) -> None:
        self.show_items([self._becoming(key, found[key]) for key in self._keys if key in found])

    def _becoming(self, key: Key, row: WorkRow) -> Becoming:
        title = self._title(key)
        if self._verb == "confirm":
            return Becoming(key, title, "confirm", tuple(row.automatic))
        verb: Verb | None = (
            "reopen" if row.state in ("enriched", "ignored")
            else "reject" if row.state == "pending" else None
        )  # fmt: skip
        return Becoming(key, title, verb, tuple(row.groups) if verb else ())

    def line(self, item: Becoming, width: int) -> Content:
        """Return what would become of a work."""
        half = max(8, width * 3 // 5)
        if not item.groups:
            why = _("stays: nothing to confirm") if self._verb == "confirm" else _("stays")
            return Content.styled(f"– {cells(item.title, half)}   {why}", MUTED).truncate(
                width, ellipsis=True
            )
        then = _("confirmed") if self._verb == "confirm" else _("to decide")
        return Content.assemble(
            ("✓ ", "$text-success"), cells(item.title, half), (" → ", MUTED), then
        ).truncate(width, ellipsis=True)

    def is_accepted(self, item: Becoming) -> bool:
        """Return whether there is something to say of a work."""
        return bool(item.groups)

    def summary(self, accepted: int, staying: int) -> str:
        """Return how many become something else, and how many stay."""
        text = plural("{n} is changed", "{n} are changed", accepted)
        rest = plural("{count} stays", "{count} stay", staying)
        return f"{text}, {rest}" if staying else text

    def way(self) -> str:
        """Return what the keys do."""
        text = _("Enter does it; {undo} takes each back · Esc changes nothing")
        return text.format(undo=key_of("library.undo"))

    def _fail(self, error: VidtuiError) -> None:
        self.say(Content.styled(f"✗ {printable(str(error))}", "$text-error"))
