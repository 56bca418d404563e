"""Questions to TMDB: each at its turn, asked again where that may help, its answer read as JSON."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Mapping
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Any, NoReturn

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.providers.base import (
    BadAnswer,
    BadQuestion,
    Denied,
    NotThere,
    Stopped,
    Unavailable,
)
from vidtui.providers.http import Limits, Reply, Transport
from vidtui.providers.throttle import LONGEST_HOLD_S, Stop, Throttle, throttle_of
from vidtui.providers.tmdb.api import Tmdb
from vidtui.settings import token as tokens
from vidtui.settings.model import Settings
from vidtui.settings.token import Token
from vidtui.text import show

RETRY_WAITS_S = (1.0, 2.0, 4.0)
JITTER_S = 0.5
_LONGEST_MESSAGE = 200


class Asker:
    """Asks questions in one thread; ``sent`` counts the requests that went out."""

    def __init__(
        self,
        transport: Transport,
        throttle: Throttle,
        stop: Stop,
        *,
        urgent: bool = False,
        jitter: Callable[[], float] = random.random,
    ) -> None:
        """Take what to send with.

        Args:
            transport: sends one request.
            throttle: gives turns.
            stop: says whether the user cancelled.
            urgent: a person waits for the answers: one retry, and before the queue.
            jitter: a number from 0 to 1, so that clients do not come back all at once.
        """
        self.sent = 0
        self._transport, self._throttle, self._stop = transport, throttle, stop
        self._urgent, self._jitter = urgent, jitter
        self._waits_s = RETRY_WAITS_S[:1] if urgent else RETRY_WAITS_S

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
                wait_s += JITTER_S * self._jitter()
                if failure.retry_after is not None:
                    self._throttle.hold(failure.retry_after)
                    wait_s = max(wait_s, min(failure.retry_after, LONGEST_HOLD_S))
                if self._stop.wait(wait_s):
                    raise Stopped from None
        raise AssertionError

    def _ask(self, path: str, query: Mapping[str, str]) -> object:
        def request() -> Reply:
            self.sent += 1
            return self._transport.get(path, query, self._stop)

        reply = self._throttle.send(request, self._stop, urgent=self._urgent)
        if reply.status != HTTPStatus.OK:
            _refuse(reply, path)
        if reply.is_echo:
            raise BadAnswer(
                _("what answers repeats the token, and nothing of it was kept: is tmdb.url right?")
            )
        try:
            return json.loads(reply.body, parse_constant=_no_number)
        except RecursionError:
            raise BadAnswer(_("the answer is nested too deeply")) from None
        except ValueError:
            raise Unavailable(_foreign()) from None


def open_source(settings: Settings, stop: Stop, *, urgent: bool = False) -> Tmdb:
    """Return TMDB as the settings name it, for one thread.

    Raises:
        UsageProblem: there is no token, or it cannot be one.
    """
    asker = Asker(transport_of(settings), throttle_of(settings), stop, urgent=urgent)
    return Tmdb(asker, settings.language)


def transport_of(settings: Settings, limits: Limits | None = None) -> Transport:
    """Return what sends requests as the settings say.

    Raises:
        UsageProblem: there is no token, or it cannot be one.
    """
    return Transport(settings.tmdb_url, require_token(settings), limits)


def require_token(settings: Settings) -> Token:
    """Return the TMDB token.

    Raises:
        UsageProblem: there is none, or it cannot be one.
    """
    token = tokens.read(settings.tmdb_token_file)
    if token is None:
        raise UsageProblem(
            _(
                "there is no TMDB token: put it in VIDTUI_TMDB_TOKEN or in {file}; get it at {url}"
            ).format(file=show(str(settings.tmdb_token_file)), url=tokens.TOKEN_URL)
        )
    return token


def _refuse(reply: Reply, path: str) -> NoReturn:
    """Raise what a status other than 200 means."""
    status, message = reply.status, _message(reply.body)
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        raise Denied(
            _(
                "TMDB refuses the token (HTTP {status}); put the API Read Access Token of {url} "
                "in VIDTUI_TMDB_TOKEN or in the token file"
            ).format(status=status, url=tokens.TOKEN_URL)
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Unavailable(
            _("TMDB asks to slow down (HTTP 429)"),
            _seconds(reply.retry_after),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise Unavailable(
            _("TMDB is out of order (HTTP {status})").format(status=status),
            _seconds(reply.retry_after),
        )
    if status == HTTPStatus.NOT_FOUND and message is not None and not path.startswith("/search"):
        raise NotThere(_("TMDB does not have it"))
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        if reply.is_echo:
            message = _("its words repeat the token and are not kept")
        raise BadQuestion(
            _("TMDB refuses the question (HTTP {status}): {message}").format(
                status=status, message=message or "–"
            )
        )
    raise Unavailable(_foreign())


def _foreign() -> str:
    return _("what answers is not TMDB: a login page of the network, or a wrong tmdb.url?")


def _message(body: bytes) -> str | None:
    """Return in short what TMDB itself says of a failure, None where something else answers."""
    try:
        held: Any = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(held, dict):
        return None
    errors = held.get("errors")
    text = held.get("status_message") or (
        errors[0] if isinstance(errors, list) and errors else None
    )
    if not isinstance(text, str) or not text.strip():
        return None
    return show(text.strip()[:_LONGEST_MESSAGE])[:_LONGEST_MESSAGE]


def _seconds(header: str | None) -> float | None:
    """Return how long ``Retry-After`` asks to wait; None where it says nothing sensible."""
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
