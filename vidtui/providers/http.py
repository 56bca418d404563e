"""One HTTP request: a secret in its header only, a deadline for all of it, a limit to its size.

What comes back may repeat the secret: such an answer loses all its words here, at the door.
"""

from __future__ import annotations

import logging
import queue
import socket
import threading
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NameResolutionError

from vidtui import __version__
from vidtui.i18n import _
from vidtui.oserrors import reason
from vidtui.providers.base import CancelToken, Stopped, TooLarge, Unavailable
from vidtui.providers.echoes import EchoDetector
from vidtui.settings.token import Token

logging.getLogger("urllib3").setLevel(logging.CRITICAL)  # its warnings quote the server

_PIECE = 65536
_POLL_S = 0.1  # how soon a cancellation is noticed while an answer is awaited


@dataclass(frozen=True, slots=True)
class Limits:
    """What one request may take: seconds, and bytes after unpacking."""

    connect_s: float = 3.05
    read_s: float = 10.0
    total_s: float = 20.0
    size: int = 8 << 20


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; ``retry_after`` is the header of that name, as it was sent.

    ``is_echo`` says that the answer held the token: then nothing else of it is left.
    """

    status: int
    body: bytes
    retry_after: str | None = None
    is_echo: bool = False


Auth = Callable[[requests.PreparedRequest], requests.PreparedRequest]
"""Puts a secret into the header of a request."""


class _Bearer(AuthBase):
    """Sets the header itself, so that no ``.netrc`` and no log of requests' sees the token."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request


@dataclass(frozen=True, slots=True)
class _Request:
    """What is sent; ``body`` goes as JSON, None for none."""

    method: str
    path: str
    query: Mapping[str, str]
    body: object


class Transport:
    """Sends requests to one address; threads may share it."""

    def __init__(
        self,
        url: str,
        token: Token | None,
        limits: Limits | None = None,
        *,
        auth: Auth | None = None,
        ca_file: str | None = None,
    ) -> None:
        """Take where to, and with what.

        Args:
            url: the address, without a slash at its end.
            token: the secret, None for none.
            limits: what a request may take.
            auth: puts the secret into the header; as a bearer token when None.
            ca_file: the certificate that the server's must be signed by.
        """
        self._url = url
        self._auth = auth or (_Bearer(token) if token else _nothing)
        self._echoes = EchoDetector(token) if token else None
        self._limits = limits or Limits()
        self._verify = ca_file or True
        self._idle: deque[requests.Session] = deque()

    def get(self, path: str, query: Mapping[str, str], cancel: CancelToken) -> Reply:
        """Send one GET request, as ``send`` does."""
        return self.send("GET", path, query, cancel)

    def send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        cancel: CancelToken,
        body: object = None,
    ) -> Reply:
        """Send one request; a ``body`` goes as JSON.

        It runs in a thread of its own, since nothing else bounds the time that a name server, a
        handshake or a header that dribbles may take; past the deadline nobody waits for it.

        Raises:
            Unavailable: no whole answer in time.
            TooLarge: more than the limit.
            Stopped: the user cancelled.
        """
        deadline = time.monotonic() + self._limits.total_s
        answers: queue.SimpleQueue[Reply | Exception] = queue.SimpleQueue()

        def work() -> None:
            try:
                answers.put(self._send(_Request(method, path, query, body), deadline))
            except Exception as error:  # noqa: BLE001 - raised again where the answer is awaited
                answers.put(error)

        threading.Thread(target=work, name="request", daemon=True).start()
        while not cancel():
            try:
                answer = answers.get(timeout=_POLL_S)
            except queue.Empty:
                if time.monotonic() > deadline:
                    raise _late(self._limits.total_s) from None
                continue
            if isinstance(answer, Exception):
                raise answer
            return answer
        raise Stopped

    def _send(self, request: _Request, deadline: float) -> Reply:
        try:
            session = self._idle.popleft()
        except IndexError:
            session = _new_session()
        try:
            reply = self._ask(session, request, deadline)
        except (requests.RequestException, HTTPError, OSError) as error:
            why = _why(error, self._limits.read_s)
        except BaseException:
            session.close()
            raise
        else:
            self._idle.append(session)
            return reply
        session.close()
        # Here and not above, where what was caught, which may quote the server, would hang on it.
        raise Unavailable(why)

    def _ask(self, session: requests.Session, request: _Request, deadline: float) -> Reply:
        with session.request(
            request.method,
            self._url + request.path,
            params=request.query,
            json=request.body,
            auth=self._auth,
            verify=self._verify,
            stream=True,
            allow_redirects=False,
            timeout=(self._limits.connect_s, self._limits.read_s),
        ) as response:
            body = self._body(response, deadline)
            status, retry_after = response.status_code, response.headers.get("Retry-After")
        if self._echoes and self._echoes.is_in(
            body + b"\n" + (retry_after or "").encode("utf-8", "replace")
        ):
            return Reply(status, b"", is_echo=True)
        return Reply(status, body, retry_after)

    def _body(self, response: requests.Response, deadline: float) -> bytes:
        """Read the body piece by piece; what is packed is unpacked up to the limit, no further."""
        is_packed = _is_packed(response)
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16) if is_packed else None
        body = bytearray()
        try:
            for piece in self._pieces(response, deadline):
                room = self._limits.size + 1 - len(body)
                body += piece if unpack is None else unpack.decompress(piece, room)
                if len(body) > self._limits.size:
                    raise TooLarge(_("the answer is too large"))
        except zlib.error:
            raise Unavailable(_("the answer is damaged")) from None
        if unpack is not None and not unpack.eof and response.status_code == HTTPStatus.OK:
            raise Unavailable(_("the answer broke off"))
        return bytes(body)

    def _pieces(self, response: requests.Response, deadline: float) -> Iterator[bytes]:
        while piece := response.raw.read1(_PIECE, decode_content=False):
            if time.monotonic() > deadline:
                raise _late(self._limits.total_s)
            yield piece


def _nothing(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request


def _is_packed(response: requests.Response) -> bool:
    """Tell whether a body is packed by gzip.

    Raises:
        Unavailable: it is packed otherwise.
    """
    packed = response.headers.get("Content-Encoding", "identity").strip().lower()
    if packed not in ("", "identity", "gzip", "x-gzip"):
        raise Unavailable(_("the answer is packed in an unknown way"))
    return packed in ("gzip", "x-gzip")


def _new_session() -> requests.Session:
    session = requests.Session()
    session.trust_env = False
    session.cookies.set_policy(DefaultCookiePolicy(allowed_domains=()))
    session.headers.update(
        {
            "Accept": "application/json",
            "Accept-Encoding": "gzip",
            "User-Agent": f"vidtui/{__version__}",
        }
    )
    return session


def _late(seconds: float) -> Unavailable:
    return Unavailable(_("no whole answer within {seconds:g} s").format(seconds=seconds))


def _why(error: BaseException, read_s: float) -> str:
    """Return in a few words what kept a request from its answer, never quoting the request."""
    if isinstance(error, requests.Timeout):
        return _("no answer within {seconds:g} s").format(seconds=read_s)
    if isinstance(error, requests.exceptions.SSLError):
        return _("no secure connection can be made")
    for cause in _causes(error):
        if isinstance(cause, (NameResolutionError, socket.gaierror)):
            return _("its name cannot be resolved: is the network there?")
        if isinstance(cause, ConnectionRefusedError):
            return _("the connection is refused")
        if isinstance(cause, OSError) and not isinstance(cause, requests.RequestException):
            return _("the connection was cut") if cause.errno is None else _network(cause)
    return _("the answer broke off")


def _network(error: OSError) -> str:
    if isinstance(error, (ConnectionResetError, BrokenPipeError)):
        return _("the connection was cut")
    return reason(error)


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all that it wraps, in arguments, ``reason`` or chain."""
    waiting, seen = [error], set()
    while waiting:
        one = waiting.pop(0)
        if id(one) in seen:
            continue
        seen.add(id(one))
        yield one
        inner = [*one.args, getattr(one, "reason", None), one.__cause__, one.__context__]
        waiting += [cause for cause in inner if isinstance(cause, BaseException)]
