"""Short texts over a page: the same one again is shown once, with how often it came."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from textual.app import App

from vidtui.tui.formatting import number
from vidtui.tui.job_runner import Severity


class _Toast(NamedTuple):
    """A short text in sight: until when, by the monotonic clock, and how often it came."""

    severity: Severity
    until: float
    times: int


class Toasts:
    """Those in sight."""

    def __init__(self, app: App[Any]) -> None:
        """Show none yet."""
        self._app = app
        self._kept: dict[str, _Toast] = {}

    def show(self, text: str, severity: Severity, lasts: float) -> None:
        """Show a text, which may hold anything, for ``lasts`` seconds."""
        now = time.monotonic()
        kept = {said: one for said, one in self._kept.items() if one.until > now}
        before = kept.pop(text, None)
        kept[text] = _Toast(severity, now + lasts, 1 + (before.times if before else 0))
        self._kept = kept
        if before is None:
            self._app.notify(text, severity=severity, timeout=lasts, markup=False)
            return
        self._app.clear_notifications()
        for said, one in kept.items():
            shown = said if one.times == 1 else f"{said} (×{number(one.times)})"
            self._app.notify(shown, severity=one.severity, timeout=one.until - now, markup=False)
