"""Rate and remaining time of a stage, smoothed so that they can be read."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable

WINDOW_S = 10.0


class Meter:
    """Measures how fast a count grows, over the last ten seconds."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._points: deque[tuple[float, int]] = deque()

    def update(self, done: int) -> None:
        """Note the count as it is now."""
        now = self._clock()
        self._points.append((now, done))
        while len(self._points) > 2 and now - self._points[0][0] > WINDOW_S:
            self._points.popleft()

    @property
    def rate(self) -> float | None:
        """Items a second, None while too little is known."""
        if len(self._points) < 2:
            return None
        (start, first), (end, last) = self._points[0], self._points[-1]
        return (last - first) / (end - start) if end - start >= 0.5 else None

    def remaining_s(self, total: int | None) -> float | None:
        """Return the seconds until ``total`` at this rate, None where nobody can say."""
        rate = self.rate
        if total is None or not rate or not self._points:
            return None
        return max(0.0, (total - self._points[-1][1]) / rate)


def clock_text(seconds: float) -> str:
    """Return a duration as ``m:ss`` or ``h:mm:ss``."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
