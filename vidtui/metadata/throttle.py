"""The pace: never more requests in any ten seconds than the settings allow.

Requests are spaced evenly, since the window of ``ratelimit`` lets twice its calls through at its
seam. What was sent stands in a file under a lock, so that all processes of a user share one pace;
where that file cannot be used, each keeps its own.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Protocol, TypeVar

from ratelimit import limits
from ratelimit.exception import RateLimitException

from vidtui.metadata.failures import Stopped
from vidtui.settings import Settings

Result = TypeVar("Result")

WINDOW_S = 10.0
LONGEST_HOLD_S = 60.0  # whatever the provider asks for
_GRAIN_S = 0.001  # the shortest wait: what rounding leaves of a period is no wait at all
COURTESY_S = 0.5  # how long the queue stands back after a person has asked for a turn


class Stop(Protocol):
    """Says whether the user cancelled, and waits for that."""

    def __call__(self) -> bool:
        """Say whether the user cancelled."""
        ...

    def wait(self, seconds: float) -> bool:
        """Wait at most ``seconds``, and say whether the user cancelled."""
        ...


def spacing_s(calls: int) -> float:
    """Return the seconds between two requests so that ``calls`` in any ten are never passed.

    Spaced by a tenth of the window, eleven fall into one that is closed at both ends; half a
    request more is left to what a network delays.
    """
    return WINDOW_S / max(calls - 1.5, 0.6 * calls)


@dataclass
class _Pace:
    """What all processes know: when requests went out, and who else has to be waited for.

    Times are those of the machine's monotonic clock, which its processes share.
    """

    sent: list[float] = field(default_factory=list)
    held_until: float = 0.0
    person_until: float = 0.0

    def as_of(self, now: float) -> _Pace:
        """Drop what is over, and what an earlier boot of the machine left."""
        return _Pace(
            [time for time in self.sent if now - WINDOW_S < time <= now],
            self.held_until if self.held_until <= now + LONGEST_HOLD_S else 0.0,
            self.person_until if self.person_until <= now + COURTESY_S else 0.0,
        )


class Throttle:
    """Gives turns to send; one for all threads that share it."""

    def __init__(
        self, calls: int, file: Path | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the pace.

        Args:
            calls: the most requests in any ten seconds.
            file: where processes tell each other what they sent; None to keep it to this one.
            clock: seconds, the same for all processes.
        """
        self._spacing_s = spacing_s(calls)
        self._file = file
        self._clock = clock
        self._guard = threading.Lock()
        self._own = _Pace()
        self._limited = limits(calls=1, period=self._spacing_s, clock=clock)(self._note)

    def send(self, request: Callable[[], Result], stop: Stop, *, urgent: bool = False) -> Result:
        """Wait for a turn, then send; a person's requests are ``urgent`` and go first.

        Raises:
            Stopped: the user cancelled while waiting.
        """
        while not stop():
            delay = self._try(urgent)
            if delay <= 0:
                return request()
            stop.wait(delay)
        raise Stopped

    def hold(self, seconds: float) -> None:
        """Let nobody send for a while, since the provider asked for it."""
        with self._guard, self._shared() as pace:
            until = self._clock() + min(max(seconds, 0.0), LONGEST_HOLD_S)
            pace.held_until = max(pace.held_until, until)

    def sent_lately(self) -> int:
        """Return how many requests all processes sent in the last ten seconds."""
        with self._guard, self._shared() as pace:
            return len(pace.sent)

    def _try(self, urgent: bool) -> float:
        """Take the turn if it is free, else return after how many seconds to ask again."""
        with self._guard, self._shared() as pace:
            now = self._clock()
            free_at = max([pace.held_until, *(time + self._spacing_s for time in pace.sent[-1:])])
            if not urgent and now < pace.person_until:
                free_at = max(free_at, min(now + self._spacing_s, pace.person_until))
            delay = free_at - now
            if delay <= 0:
                try:
                    self._limited(pace, now)
                except RateLimitException as wait:
                    delay = float(wait.period_remaining)
            if urgent:
                pace.person_until = now + COURTESY_S if delay > 0 else now
            return max(delay, _GRAIN_S) if delay > 0 else 0.0

    def _note(self, pace: _Pace, now: float) -> None:
        pace.sent.append(now)

    @contextlib.contextmanager
    def _shared(self) -> Iterator[_Pace]:
        """Give what is known of the pace, and write what the block made of it."""
        handle = self._open()
        try:
            pace = (self._own if handle is None else _read(handle)).as_of(self._clock())
            yield pace
            if handle is None:
                self._own = pace
            else:
                _write(handle, pace)
        finally:
            if handle is not None:
                os.close(handle)

    def _open(self) -> int | None:
        if self._file is None:
            return None
        try:
            handle = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError:
            return None
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
        except OSError:
            os.close(handle)
            return None
        return handle


def _read(handle: int) -> _Pace:
    try:
        sent, held_until, person_until = json.loads(os.pread(handle, 65536, 0))
        return _Pace([float(time) for time in sent], float(held_until), float(person_until))
    except (ValueError, TypeError, OSError):
        return _Pace()


def _write(handle: int, pace: _Pace) -> None:
    data = json.dumps([pace.sent, pace.held_until, pace.person_until]).encode()
    # On a full disk the next process begins with an empty note: spacing within this one holds.
    with contextlib.suppress(OSError):
        os.pwrite(handle, data, 0)
        os.ftruncate(handle, len(data))


@lru_cache(maxsize=8)
def _throttle(calls: int, file: Path) -> Throttle:
    return Throttle(calls, file)


def throttle_of(settings: Settings) -> Throttle:
    """Return the one throttle of this process for a catalogue's folder."""
    return _throttle(settings.tmdb_requests_per_10_s, settings.data_dir / "tmdb-pace")


def sent_lately(settings: Settings) -> int:
    """Return how many requests all processes sent in the last ten seconds."""
    return throttle_of(settings).sent_lately()
