"""One look at all that the Queue screen shows; in a background thread."""

from __future__ import annotations

from dataclasses import dataclass

from vidtui.settings import Settings
from vidtui.tui.queue_list import Sortable, sortable
from vidtui.tui.queue_texts import Around
from vidtui.tui.services import Services


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
