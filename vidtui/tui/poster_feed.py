"""Fetches the poster of what is looked at, once one has stopped moving."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from textual.message_pump import MessagePump
from textual.timer import Timer

from vidtui.text import printable
from vidtui.tui.library.reading import Poster
from vidtui.tui.pictures import was_asked
from vidtui.tui.threads import in_background
from vidtui.tui.workspace import Workspace

REST_S = 0.15


class PosterFeed:
    """One poster at a time; ``show`` takes each picture, and None where there is none."""

    def __init__(
        self, workspace: Workspace, owner: MessagePump, show: Callable[[Any], object]
    ) -> None:
        self._work, self._owner, self._show = workspace, owner, show
        self._wanted: str | None = None
        self._rest: Timer | None = None

    def want(self, path: str | None, *, adult: bool) -> None:
        """Show the poster of a path, unless it is for adults and nobody has asked for those."""
        settings = self._work.settings
        may = settings.posters_show != "off" and was_asked()
        wanted = path if may and (settings.posters_adult or not adult) else None
        if wanted == self._wanted:
            return
        self._wanted = wanted
        self._show(None)
        if self._rest is not None:
            self._rest.stop()
        if wanted is not None:
            self._rest = self._owner.set_timer(REST_S, partial(self._read, wanted))

    def _read(self, path: str) -> None:
        def take(found: Poster) -> None:
            if found.problem:
                self._work.notify(printable(found.problem), severity="warning")
            if path == self._wanted:
                self._show(found.picture)

        services, settings = self._work.services, self._work.settings
        read = partial(services.library_poster, settings, path)
        in_background(self._owner, read, take, self._work.complain)
