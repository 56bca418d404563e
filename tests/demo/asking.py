"""Questions to the stand-in as a client asks them: over HTTP, by the standard library alone."""

from __future__ import annotations

import json
import urllib.error
import urllib.parse
import urllib.request
from email.message import Message
from typing import TYPE_CHECKING, Any

from tests.support.running import PATIENCE_S

if TYPE_CHECKING:
    from vidtui.demo.tmdb import TmdbStandIn

Answer = tuple[int, Any, Message]


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def ask(stand_in: TmdbStandIn, path: str, token: str | None = None, **query: object) -> Answer:
    url = f"{stand_in.url}{path}?{urllib.parse.urlencode(query)}"
    bearer = {"Authorization": f"Bearer {token or stand_in.token}"}
    request = urllib.request.Request(url, headers=bearer)
    try:
        with urllib.request.urlopen(request, timeout=PATIENCE_S) as answer:
            return answer.status, json.load(answer), answer.headers
    except urllib.error.HTTPError as error:
        with error:
            return error.code, json.load(error), error.headers
