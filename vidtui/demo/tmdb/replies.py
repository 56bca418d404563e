"""What the stand-in was asked and what it sends back, down to raw bytes where a test says so."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived.

    ``path`` is without the leading ``/3``; the names of ``headers`` are in lower case; ``time`` is
    by the stand-in's clock; ``status`` is what it was answered, 0 for nothing.
    """

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    time: float
    status: int = 0


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer as it goes out.

    A ``body`` of bytes gets its ``Content-Length`` unless ``headers`` hold another; one that is an
    iterable is sent piece by piece, without a length, so that a generator can dribble or never
    end. After it, ``end`` keeps the connection, closes it, or resets it. Status 0 sends nothing.
    """

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Iterable[bytes] = b""
    end: Literal["keep", "close", "reset"] = "keep"

    @classmethod
    def of(cls, answer: Any, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
        """Return ``answer`` as JSON, the way TMDB sends it."""
        kind = {"Content-Type": "application/json;charset=utf-8"}
        return cls(status, kind | dict(headers or {}), json.dumps(answer).encode())


Responder = Callable[[Request], Reply | None]
"""Answers a request in the stand-in's place, or returns None to let it answer."""
