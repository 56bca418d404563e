"""TMDB as a provider: its address, its token, its pace, and what its refusals mean."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.providers.base import (
    BadAnswer,
    BadQuestion,
    Denied,
    NotThere,
    ProviderFailure,
    Unavailable,
)
from vidtui.providers.client import retry_after_s
from vidtui.providers.spec import ProviderSpec
from vidtui.providers.tmdb.api import NAME, Tmdb
from vidtui.settings import token as tokens
from vidtui.settings.model import Settings
from vidtui.settings.token import Token
from vidtui.text import printable

if TYPE_CHECKING:
    from vidtui.providers.http import Reply, Transport

_LONGEST_MESSAGE = 200


def transport(settings: Settings) -> Transport:
    """Return what sends requests to TMDB's address with the user's token.

    Raises:
        UsageProblem: there is no token, or it cannot be one.
    """
    from vidtui.providers.http import Transport  # requests takes long to import

    return Transport(settings.tmdb_url, require_token(settings))


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
            ).format(file=printable(str(settings.tmdb_token_file)), url=tokens.TOKEN_URL)
        )
    return token


def failure(reply: Reply, path: str) -> ProviderFailure:
    """Return why TMDB's reply to the question at ``path`` cannot be used."""
    status, message = reply.status, _message(reply.body)
    if status == HTTPStatus.OK and reply.is_echo:
        return BadAnswer(
            _("what answers repeats the token, and nothing of it was kept: is tmdb.url right?")
        )
    if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
        return Denied(
            _(
                "TMDB refuses the token (HTTP {status}); put the API Read Access Token of {url} "
                "in VIDTUI_TMDB_TOKEN or in the token file"
            ).format(status=status, url=tokens.TOKEN_URL)
        )
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return Unavailable(
            _("TMDB asks to slow down (HTTP 429)"),
            retry_after_s(reply.retry_after),
        )
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Unavailable(
            _("TMDB is out of order (HTTP {status})").format(status=status),
            retry_after_s(reply.retry_after),
        )
    if status == HTTPStatus.NOT_FOUND and message is not None and not path.startswith("/search"):
        return NotThere(_("TMDB does not have it"))
    if status in (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY):
        if reply.is_echo:
            message = _("its words repeat the token and are not kept")
        return BadQuestion(
            _("TMDB refuses the question (HTTP {status}): {message}").format(
                status=status, message=message or "–"
            )
        )
    return Unavailable(
        _("what answers is not TMDB: a login page of the network, or a wrong tmdb.url?")
    )


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
    return printable(text.strip()[:_LONGEST_MESSAGE])[:_LONGEST_MESSAGE]


PROVIDER = ProviderSpec(
    name=NAME,
    requests_per_10_s=lambda settings: settings.tmdb_requests_per_10_s,
    transport=transport,
    failure=failure,
    source=Tmdb,
)
