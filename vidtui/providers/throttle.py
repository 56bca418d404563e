"""The pace: never more requests in any ten seconds than the settings allow.

Requests are spaced evenly, since the window of ``ratelimit`` lets twice its calls through at its
seam. What was sent stands in a file under a lock, so that all processes on one catalogue share one
pace; where that file cannot be used, each keeps its own.
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
from typing import TypeVar

from ratelimit import limits
from ratelimit.exception import RateLimitException

from vidtui import own_files
from vidtui.oserrors import at
from vidtui.providers.base import CancelToken, Stopped

Result = TypeVar("Result")

WINDOW_S = 10.0
LONGEST_REQUEST_S = 30.0  # one that is not over by then was cut off with its process
LONGEST_HOLD_S = 60.0  # whatever the provider asks for
_LOCK_WAIT_S = 0.01
_LOCK_ATTEMPTS = 50  # half a second: who holds it longer was suspended while it did
_GRAIN_S = 0.001  # the shortest wait: what rounding leaves of a period is no wait at all
COURTESY_S = 0.5  # how long the queue stands back after a person has asked for a turn


def spacing_s(calls: int) -> float:
    """Return the seconds between two requests so that ``calls`` in any ten are never passed.

    Spaced by a tenth of the window, eleven fall into one that is closed at both ends; half a
    request more is left to what a network delays.
    """
    return WINDOW_S / max(calls - 1.5, 0.6 * calls)


@dataclass
class _Pace:
    """What all processes know: which requests went out, and who else has to be waited for.

    ``sent`` holds for each request when it was sent and when it was over, None while it is not.
    Times are those of the machine's monotonic clock, which its processes share.
    """

    sent: list[tuple[float, float | None]] = field(default_factory=list)
    held_until: float = 0.0
    person_until: float = 0.0

    def as_of(self, now: float) -> _Pace:
        """Return the pace without requests that are out of the window or of an earlier boot."""
        return _Pace(
            [one for one in self.sent if one[0] <= now and _counts(one, now)],
            self.held_until if self.held_until <= now + LONGEST_HOLD_S else 0.0,
            self.person_until if self.person_until <= now + COURTESY_S else 0.0,
        )


def _counts(request: tuple[float, float | None], now: float) -> bool:
    """Say whether a request may have arrived within the last ten seconds."""
    sent, over = request
    if over is None:
        return now - sent < WINDOW_S + LONGEST_REQUEST_S
    return now - over <= WINDOW_S


class Throttle:
    """Gives turns to send; one for all threads that share it.

    Requests are spaced evenly. When they arrive is not known, only that it is between sending and
    the answer: so of those that may have arrived in the last ten seconds, the network's delays
    included, there are never as many as are allowed when another one is sent.
    """

    def __init__(
        self, calls: int, file: Path | None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        """Take the pace.

        Args:
            calls: the most requests in any ten seconds.
            file: where processes tell each other what they sent; None to keep it to this one.
            clock: seconds, the same for all processes.
        """
        self._calls = calls
        self._spacing_s = spacing_s(calls)
        self._file = file
        self._clock = clock
        self._guard = threading.Lock()
        self._own = _Pace()
        self._problem: OSError | None = None
        self._limited = limits(calls=1, period=self._spacing_s, clock=clock)(self._note)

    def send(
        self, request: Callable[[], Result], cancel: CancelToken, *, interactive: bool = False
    ) -> Result:
        """Wait for a turn, then send; a person's requests are ``interactive`` and go first.

        Raises:
            Stopped: the user cancelled while waiting.
        """
        while not cancel():
            delay, sent = self._try(interactive)
            if delay <= 0:
                try:
                    return request()
                finally:
                    self._finish(sent)
            cancel.wait(delay)
        raise Stopped

    def hold(self, seconds: float) -> None:
        """Let nobody send for a while, since the provider asked for it."""
        with self._guard, self._shared() as pace:
            until = self._clock() + min(max(seconds, 0.0), LONGEST_HOLD_S)
            pace.held_until = max(pace.held_until, until)

    def sent_lately(self) -> int:
        """Return how many requests all processes sent in the last ten seconds."""
        with self._guard, self._shared() as pace:
            return sum(self._clock() - sent < WINDOW_S for sent, _over in pace.sent)

    def problem(self) -> str | None:
        """Return in one line why other processes are not told of the pace, None where they are."""
        with self._guard, self._shared():
            return None if self._problem is None else at(str(self._file), self._problem)

    def _try(self, interactive: bool) -> tuple[float, float]:
        """Take the turn if it is free, else say after how many seconds to ask again; and when."""
        with self._guard, self._shared() as pace:
            now = self._clock()
            delay = self._free_at(pace, now, interactive) - now
            if delay <= 0:
                try:
                    self._limited(pace, now)
                except RateLimitException as wait:
                    delay = float(wait.period_remaining)
            if interactive:
                pace.person_until = now + COURTESY_S if delay > 0 else now
            return max(delay, _GRAIN_S) if delay > 0 else 0.0, now

    def _free_at(self, pace: _Pace, now: float, interactive: bool) -> float:
        free_at = max([pace.held_until, *(sent + self._spacing_s for sent, _over in pace.sent)])
        if len(pace.sent) >= self._calls:
            overs = sorted(over for _sent, over in pace.sent if over is not None)
            surplus = len(pace.sent) - self._calls
            # Those still under way end some time: then the next look says when.
            known = overs[surplus] + WINDOW_S if surplus < len(overs) else now + self._spacing_s
            free_at = max(free_at, known + _GRAIN_S)
        if not interactive and now < pace.person_until:
            free_at = max(free_at, min(now + self._spacing_s, pace.person_until))
        return free_at

    def _note(self, pace: _Pace, now: float) -> None:
        pace.sent.append((now, None))

    def _finish(self, sent: float) -> None:
        """Note that the request sent at that time is over."""
        with self._guard, self._shared() as pace:
            now = self._clock()
            pace.sent = [
                (start, now if start == sent and over is None else over)
                for start, over in pace.sent
            ]

    @contextlib.contextmanager
    def _shared(self) -> Iterator[_Pace]:
        """Give what is known of the pace, and write what the block made of it."""
        handle = self._open()
        try:
            pace = (self._own if handle is None else _read(handle)).as_of(self._clock())
            yield pace
            self._own = pace
            if handle is not None:
                _write(handle, pace)
        finally:
            if handle is not None:
                os.close(handle)

    def _open(self) -> int | None:
        """Open and lock the file; one that cannot be had soon is done without."""
        if self._file is None:
            return None
        try:
            handle = own_files.open_own(self._file, os.O_RDWR | os.O_CREAT)
        except OSError as error:
            self._problem = error
            return None
        self._problem = None
        for _attempt in range(_LOCK_ATTEMPTS):
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                time.sleep(_LOCK_WAIT_S)
            except OSError:
                break
            else:
                return handle
        os.close(handle)
        return None


def _read(handle: int) -> _Pace:
    try:
        sent, held_until, person_until = json.loads(os.pread(handle, 65536, 0))
        requests = [(float(at), None if over is None else float(over)) for at, over in sent]
        return _Pace(requests, float(held_until), float(person_until))
    except (ValueError, TypeError, OverflowError, RecursionError, OSError):
        return _Pace()


def _write(handle: int, pace: _Pace) -> None:
    data = json.dumps([pace.sent, pace.held_until, pace.person_until]).encode()
    # On a full disk the next process begins with an empty note: spacing within this one holds.
    with contextlib.suppress(OSError):
        os.pwrite(handle, data, 0)
        os.ftruncate(handle, len(data))


@lru_cache(maxsize=8)
def shared_throttle(calls: int, file: Path) -> Throttle:
    """Return the one throttle of this process whose pace stands in ``file``.

    Args:
        calls: the most requests in any ten seconds.
        file: where all processes that keep this pace note what they send.
    """
    return Throttle(calls, file)
