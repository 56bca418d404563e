"""The stand-in itself: an HTTP server on loopback, its limit, and the faults that tests ask for."""

from __future__ import annotations

import contextlib
import json
import math
import socket
import struct
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Final, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from vidtui.demo.model import DEMO_TOKEN, RECORDS, Records
from vidtui.demo.tmdb.posters import drawn
from vidtui.demo.tmdb.routes import Routes, failure


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


_VERSION: Final = "/3"
POSTERS: Final = "/t/p/"
"""Where posters are asked for."""
_SHUTDOWN_POLL_S: Final = 0.02
_RESET: Final = struct.pack("ii", 1, 0)
"""``SO_LINGER`` of zero seconds: closing then sends a reset instead of an orderly end."""


class TmdbStandIn:
    """A TMDB on loopback, serving from daemon threads while the ``with`` block lasts.

    Args:
        records: what it knows; the demo's own works when None.
        token: the one Bearer token it accepts.
        limit: how many requests it answers in any ``period``; None for no limit.
        period: seconds.
        clock: the time for the limit and the log.

    ``requests`` logs every request in the order of arrival. ``closing`` is set when the block
    ends: a responder that waits should wait on it.
    """

    def __init__(
        self,
        records: Records | None = None,
        *,
        token: str = DEMO_TOKEN,
        limit: int | None = 40,
        period: float = 10.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.token = token
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._routes = Routes(RECORDS if records is None else records)
        self._limit, self._period, self._clock = limit, period, clock
        self._answered: deque[float] = deque()
        self._failing: deque[Reply] = deque()
        self._scripts: list[tuple[str, Responder]] = []
        self._lock = threading.Lock()
        self._server = _Server(self)

    @property
    def url(self) -> str:
        """The base address, such as ``http://127.0.0.1:43210/3``."""
        return f"http://127.0.0.1:{self._server.server_address[1]}{_VERSION}"

    @property
    def posters_url(self) -> str:
        """The address of the posters."""
        return self.url.removesuffix(_VERSION) + POSTERS.rstrip("/")

    def __enter__(self) -> Self:
        threading.Thread(
            target=self._server.serve_forever, args=(_SHUTDOWN_POLL_S,), daemon=True
        ).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        if error is None and self._server.failures:
            raise self._server.failures[0]

    def fail_next(
        self,
        n: int,
        status: int = 503,
        headers: Mapping[str, str] | None = None,
        body: bytes | Mapping[str, Any] | None = None,
    ) -> None:
        """Answer the next ``n`` requests with ``status``; without a body, with TMDB's own."""
        if isinstance(body, bytes):
            reply = Reply(status, dict(headers or {}), body)
        else:
            reply = Reply.of(failure(status)[1] if body is None else body, status, headers)
        with self._lock:
            self._failing.extend([reply] * n)

    def script(self, path_prefix: str, responder: Responder) -> None:
        """Let ``responder`` answer paths that begin so (``/movie/603``); the latest comes first."""
        with self._lock:
            self._scripts.insert(0, (path_prefix, responder))

    def reply(self, request: Request) -> Reply:
        """Log one request and return its answer."""
        with self._lock:
            request = replace(request, time=self._clock())
            number = len(self.requests)
            self.requests.append(request)
            is_poster = request.path.startswith(POSTERS)  # which no token and no pace is for
            reply = None if is_poster else self._over_limit(request.time)
            if reply is None and self._failing:
                reply = self._failing.popleft()
            scripts = () if reply else tuple(self._scripts)
        for prefix, responder in scripts:
            if request.path.startswith(prefix):
                reply = reply or responder(request)
        reply = reply or self._answer(request)
        self.requests[number] = replace(request, status=reply.status)
        return reply

    def _answer(self, request: Request) -> Reply:
        if request.path.startswith(POSTERS):
            return Reply(200, {"Content-Type": "image/png"}, drawn(request.path.rpartition("/")[2]))
        if request.headers.get("authorization") != f"Bearer {self.token}":
            status, answer = failure(401)
        elif request.method != "GET":
            status, answer = failure(404)
        else:
            status, answer = self._routes.answer(request.path, request.query)
        return Reply.of(answer, status)

    def _over_limit(self, now: float) -> Reply | None:
        """Count a request; return its refusal where it is one too many.

        Only answered requests count, so that a client which oversteps can recover.
        """
        if self._limit is None:
            return None
        while self._answered and now - self._answered[0] >= self._period:
            self._answered.popleft()
        if len(self._answered) < self._limit:
            self._answered.append(now)
            return None
        wait = math.ceil(self._answered[0] + self._period - now)
        return Reply.of(failure(429)[1], 429, {"Retry-After": str(wait)})


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, stand_in: TmdbStandIn) -> None:
        self.stand_in = stand_in
        self.connections: set[socket.socket] = set()
        self.failures: list[BaseException] = []
        super().__init__(("127.0.0.1", 0), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002
        """Keep what a responder raised; a client that hangs up is no failure."""
        error = sys.exception()
        if error is not None and not isinstance(error, OSError):
            self.failures.append(error)

    def hang_up(self) -> None:
        """End the connections that clients keep open."""
        for connection in list(self.connections):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else every kept connection waits 40 ms for an acknowledgement
    wbufsize = -1
    server: _Server

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing: standard error belongs to the terminal app."""

    def do_GET(self) -> None:
        """Answer one request."""
        parts = urlsplit(self.path)
        path = parts.path.removeprefix(_VERSION) if parts.path.startswith(f"{_VERSION}/") else ""
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, path or parts.path, query, headers, 0.0)
        self._send(self.server.stand_in.reply(request))

    do_POST = do_PUT = do_DELETE = do_GET  # noqa: N815 - the base class's names

    def _send(self, reply: Reply) -> None:
        body = reply.body
        if reply.end != "keep" or not isinstance(body, bytes) or self.command != "GET":
            self.close_connection = True
        if reply.status:
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            if isinstance(body, bytes) and "Content-Length" not in reply.headers:
                self.send_header("Content-Length", str(len(body)))
            if self.close_connection:
                self.send_header("Connection", "close")
            self.end_headers()
            for piece in (body,) if isinstance(body, bytes) else body:
                self.wfile.write(piece)
                self.wfile.flush()
        if reply.end == "reset":
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
            socket.close(self.connection.detach())  # at once: the server would say goodbye first
