"""The app tells media centres what was changed, once nothing has changed for some seconds."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import TYPE_CHECKING, Final

from vidtui.catalogue.database import open_catalogue
from vidtui.settings.model import Settings
from vidtui.tui.job_runner import Host
from vidtui.tui.threads import in_background

if TYPE_CHECKING:
    from vidtui.jobs.media_centre.telling import Told

QUIET_S: Final = 10.0
"""Seconds without a change before they are told: one key a link takes a second or two."""


class CentreTelling:
    """What a session has still to tell; what is not told when the app ends waits."""

    def __init__(self) -> None:
        self._changes = 0

    def changed(self, host: Host, actions: Collection[int]) -> None:
        """Note that actions of the journal changed links, or were taken back."""
        settings = host.settings
        if not settings.media_centres or not actions:
            return
        self._changes += 1
        work = partial(_note, settings, tuple(actions))
        in_background(host, work, partial(self._noted, host, self._changes), host.complain)

    def _noted(self, host: Host, change: int, _none: None) -> None:
        host.set_timer(QUIET_S, partial(self._tell, host, change))

    def _tell(self, host: Host, change: int) -> None:
        """Tell them, unless something has changed since."""
        if change == self._changes:
            work = partial(_tell, host.settings)
            in_background(host, work, partial(_told, host), host.complain)


def _told(host: Host, told: list[Told]) -> None:
    from vidtui.jobs.media_centre.telling import line

    lines = [line(one) for one in told if one.state != "nothing"]
    if lines:
        is_well = all(one.state in ("told", "nothing") for one in told)
        host.notify("\n".join(lines), severity="information" if is_well else "warning")


def _note(settings: Settings, actions: Collection[int]) -> None:
    """Remember at once what is to be told, since the app may end before."""
    from vidtui.jobs.media_centre import changed, telling

    catalogue = open_catalogue(settings.database)
    telling.note(catalogue, settings, changed.of_actions(catalogue, actions))


def _tell(settings: Settings) -> list[Told]:
    from vidtui.jobs.base import CancelToken
    from vidtui.jobs.media_centre import telling

    return telling.tell(open_catalogue(settings.database), settings, (), CancelToken())
