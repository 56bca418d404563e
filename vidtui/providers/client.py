"""What a provider says of itself, and questions to it.

Each question has its turn, is asked again where that may help, and is answered in JSON.
"""

from __future__ import annotations

import json
import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import TYPE_CHECKING, NoReturn

from vidtui.i18n import _
from vidtui.providers.base import (
    BadAnswer,
    CancelToken,
    OnlineSource,
    ProviderFailure,
    Stopped,
    Unavailable,
)
from vidtui.providers.throttle import LONGEST_HOLD_S, Throttle
from vidtui.settings.model import Settings
from vidtui.settings.token import Token

if TYPE_CHECKING:
    from vidtui.providers.http import Reply, Transport  # imports requests, which takes long

log = logging.getLogger(__name__)
Ask = Callable[[str, Mapping[str, str]], object]
"""Sends one question, a path and its query, and returns the JSON of the answer.

Raises:
    ProviderFailure: there is none.
    Stopped: the user cancelled.
"""


@dataclass(frozen=True, slots=True)
class ProviderSpec:
    """A provider: how it is reached, and what asks it."""

    name: str
    """As in ``Ref`` and in the name of the file that holds its pace."""
    requests_per_10_s: Callable[[Settings], int]
    """The most requests in any ten seconds."""
    transport: Callable[[Settings, Token | None], Transport]
    """What sends a request, with a given secret or the user's; raises UsageProblem without any."""
    failure: Callable[[Reply, str], ProviderFailure]
    """Why a reply to a path cannot be used."""
    source: Callable[[Ask, str], OnlineSource]
    """What asks in one thread, in the user's language (``en``, ``fr``)."""


RETRY_WAITS_S = (1.0, 2.0, 4.0)
JITTER_S = 0.5


class ApiClient:
    """Asks the questions of one thread; ``sent`` counts the requests that went out."""

    def __init__(
        self,
        transport: Transport,
        throttle: Throttle,
        cancel: CancelToken,
        failure: Callable[[Reply, str], ProviderFailure],
        *,
        interactive: bool = False,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Take what to send with.

        Args:
            transport: sends one request.
            throttle: gives turns.
            cancel: tells whether the user cancelled.
            failure: returns why the reply to a path cannot be used, where it is no JSON of 200.
            interactive: a person waits for the answers: one retry, and before the queue.
            jitter: a number from 0 to 1, so that clients do not come back all at once.
        """
        self.sent = 0
        self._transport, self._throttle, self._cancel = transport, throttle, cancel
        self._failure, self._interactive, self._jitter = failure, interactive, jitter
        self._waits_s = RETRY_WAITS_S[:1] if interactive else RETRY_WAITS_S

    def __call__(self, path: str, query: Mapping[str, str]) -> object:
        """Return the answer to one question, as JSON.

        Raises:
            ProviderFailure: there is none, also not when asked again.
            Stopped: the user cancelled.
        """
        for wait_s in (*self._waits_s, None):
            try:
                return self._ask(path, query)
            except Unavailable as failure:
                if wait_s is None:
                    raise
                log.info("%s: %s; asked again", path, failure)
                wait_s += JITTER_S * self._jitter()
                if failure.retry_after is not None:
                    self._throttle.hold(failure.retry_after)
                    wait_s = max(wait_s, min(failure.retry_after, LONGEST_HOLD_S))
                if self._cancel.wait(wait_s):
                    raise Stopped from None
        raise AssertionError

    def _ask(self, path: str, query: Mapping[str, str]) -> object:
        def request() -> Reply:
            self.sent += 1
            return self._transport.get(path, query, self._cancel)

        reply = self._throttle.send(request, self._cancel, interactive=self._interactive)
        log.debug("GET %s %s: %s", path, dict(query), reply.status)
        if reply.status == HTTPStatus.OK and not reply.is_echo:
            try:
                return json.loads(reply.body, parse_constant=_no_number)
            except RecursionError:
                raise BadAnswer(_("the answer is nested too deeply")) from None
            except ValueError:
                pass
        raise self._failure(reply, path)


def retry_after_s(header: str | None) -> float | None:
    """Return how many seconds ``Retry-After`` asks to wait; None where it says nothing sensible."""
    text = (header or "").strip()
    if text.isascii() and text.isdecimal():
        return float(text[:9])
    try:
        at = parsedate_to_datetime(text).timestamp()
    except (ValueError, TypeError, OverflowError):
        return None
    return at - time.time() if at > time.time() else None


def _no_number(word: str) -> NoReturn:
    raise ValueError(word)
