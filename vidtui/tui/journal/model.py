"""Rows by falling id, read a page at a time in threads, one read after the other."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Generic, Protocol, TypeVar

from textual.message_pump import MessagePump

from vidtui.catalogue.journal import PAGE
from vidtui.errors import VidtuiError
from vidtui.tui.threads import in_background

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
