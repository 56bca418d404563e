"""The TMDB client over plain HTTP to the stand-in: no pace, no retries."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING

from tests.demo.asking import ask
from vidtui.demo.tmdb import Reply
from vidtui.providers.base import BadQuestion, NotThere, TooLarge
from vidtui.providers.tmdb.provider import Tmdb

if TYPE_CHECKING:
    from vidtui.demo.tmdb import TmdbStandIn


def client(stand_in: TmdbStandIn, language: str = "en", most: int | None = None) -> Tmdb:
    """Return a client; an answer of more than ``most`` characters is too large."""

    def send(path: str, query: Mapping[str, str]) -> object:
        status, body, _ = ask(stand_in, path, **query)
        if status == 404:
            raise NotThere(path)
        if status != 200:
            raise BadQuestion(str(body))
        if most is not None and len(json.dumps(body)) > most:
            raise TooLarge(path)
        return body

    return Tmdb(send, language)


def answer(stand_in: TmdbStandIn, path: str, body: object) -> None:
    """Let the stand-in give this answer, whatever is appended."""
    stand_in.script(path, lambda _request: Reply.of(body))


def appended(stand_in: TmdbStandIn) -> list[list[str]]:
    """Return what was appended to each question so far."""
    return [request.query["append_to_response"].split(",") for request in stand_in.requests]
