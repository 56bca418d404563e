"""Time that passes only when somebody waits for it."""

from __future__ import annotations

import threading


class VirtualTime:
    """A clock, and a cancel token whose waiting moves it on."""

    def __init__(self, now: float = 1000.0) -> None:
        self.now = now
        self.waits: list[float] = []
        self.cancel_at: float | None = None
        self._lock = threading.Lock()

    def __call__(self) -> bool:
        return self.cancel_at is not None and self.now >= self.cancel_at

    def clock(self) -> float:
        return self.now

    def pass_(self, seconds: float) -> None:
        with self._lock:
            self.now += seconds

    def wait(self, seconds: float) -> bool:
        self.waits.append(seconds)
        self.pass_(seconds)
        return self()
