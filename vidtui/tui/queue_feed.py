"""Keeps the Queue screen in step with the catalogue, without ever making it wait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.message_pump import MessagePump

from vidtui.catalogue.pending import Details
from vidtui.errors import VidtuiError
from vidtui.settings import Settings
from vidtui.text import show
from vidtui.tui.background import in_background
from vidtui.tui.queue_list import QueueList, Sortable, sortable
from vidtui.tui.queue_texts import Around
from vidtui.tui.services import Services

if TYPE_CHECKING:
    from vidtui.tui.app import VidtuiApp


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen: all rows if ``whole``, else those that changed."""

    rows: list[Sortable]
    whole: bool
    around: Around


def look(services: Services, settings: Settings, since: int | None) -> Look:
    """Look at rows, pace, token and other processes; at all rows where ``since`` is None."""
    rows = sortable(services.queue_rows(settings, since))
    around = Around(
        services.sent_lately(settings), services.writer(settings), services.token_problem(settings)
    )
    return Look(rows, since is None, around)


class Feed:
    """The rows, what is around them, and the details of the highlighted one."""

    def __init__(
        self,
        app: VidtuiApp,
        owner: MessagePump,
        arrived: Callable[[set[int]], object],
        detailed: Callable[[], object],
    ) -> None:
        """Take the app, whose loop gets what is read, and what to call then.

        Args:
            app: whom to ask.
            owner: the screen.
            arrived: called after a look, with the groups that have changed.
            detailed: called when other details are there.
        """
        self.rows = QueueList()
        self.around = Around()
        self.held: Details | None = None
        self.problem = ""
        self.loaded = False
        self.wants_all = True
        self._app = app
        self._owner = owner
        self._arrived = arrived
        self._detailed = detailed
        self._looking = False
        self._wanted: int | None = None

    def look(self) -> None:
        """Look at all of it, in a thread; not twice at a time."""
        if self._looking:
            return
        self._looking = True
        app = self._app
        since = None if self.wants_all else self.rows.since(app.services.now())
        self.wants_all = False
        in_background(
            self._owner, partial(look, app.services, app.settings, since), self._take, self._fail
        )

    def _take(self, found: Look) -> None:
        self._looking, self.problem, self.loaded = False, "", True
        if found.around.writer is None and self.around.writer is not None:
            self.wants_all = True  # another import may have taken rows away
        self.around = found.around
        changed = self.rows.take(found.rows, whole=found.whole)
        self._arrived(changed)

    def _fail(self, error: VidtuiError) -> None:
        self._looking = False
        self._complain(error)

    def _complain(self, error: VidtuiError) -> None:
        self.problem = show(str(error))
        self._arrived(set())

    def read_details(self, group: int | None) -> None:
        """Read the details of a group, in a thread; None forgets them."""
        self._wanted = group
        if group is None:
            self._take_details(None, {})
            return
        app = self._app
        work = partial(app.services.group_details, app.settings, [group])
        in_background(self._owner, work, partial(self._take_details, group), self._complain)

    def _take_details(self, group: int | None, found: dict[int, Details]) -> None:
        if group == self._wanted:  # else the cursor has gone on
            self.held = found.get(group) if group is not None else None
            self._detailed()
