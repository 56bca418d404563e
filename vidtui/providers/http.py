"""One HTTP request: a secret in its header only, a deadline for all of it, a limit to its size.

What comes back may repeat the secret: such an answer loses all its words here, at the door.
"""

from __future__ import annotations

import base64
import binascii
import json
import logging
import queue
import re
import socket
import threading
import time
import unicodedata
import zlib
from collections import deque
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from http.cookiejar import DefaultCookiePolicy
from string import ascii_lowercase, ascii_uppercase
from typing import Final

import requests
from requests.auth import AuthBase
from urllib3.exceptions import HTTPError, NameResolutionError

from vidtui import __version__
from vidtui.i18n import _
from vidtui.oserrors import reason
from vidtui.providers.base import CancelToken, Stopped, TooLarge, Unavailable
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


class _Bearer(AuthBase):
    """Sets the header itself, so that no ``.netrc`` and no log of requests' sees the token."""

    def __init__(self, token: Token) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token.reveal()}"
        return request


class Transport:
    """Sends requests to one address; threads may share it."""

    def __init__(self, url: str, token: Token, limits: Limits | None = None) -> None:
        self._url = url
        self._auth = _Bearer(token)
        self._echoes = EchoDetector(token)
        self._limits = limits or Limits()
        self._idle: deque[requests.Session] = deque()

    def get(self, path: str, query: Mapping[str, str], cancel: CancelToken) -> Reply:
        """Send one GET request.

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
                answers.put(self._get(path, query, deadline))
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

    def _get(self, path: str, query: Mapping[str, str], deadline: float) -> Reply:
        try:
            session = self._idle.popleft()
        except IndexError:
            session = _new_session()
        try:
            reply = self._ask(session, path, query, deadline)
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

    def _ask(
        self, session: requests.Session, path: str, query: Mapping[str, str], deadline: float
    ) -> Reply:
        with session.get(
            self._url + path,
            params=query,
            auth=self._auth,
            stream=True,
            allow_redirects=False,
            timeout=(self._limits.connect_s, self._limits.read_s),
        ) as response:
            body = self._body(response, deadline)
            status, retry_after = response.status_code, response.headers.get("Retry-After")
        if self._echoes.is_in(body + b"\n" + (retry_after or "").encode("utf-8", "replace")):
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


_GRAM: Final = 12
_SHORTEST: Final = 2 * _GRAM - 1
"""Letters and digits in a row that give the token away; what is shorter is found as a whole."""
_LEAST: Final = 8
"""As many letters and digits a text must have to be told from chance."""
_LAYERS: Final = 5
"""Encodings one in another that are taken off."""
_FOLDED: Final = bytes.maketrans(ascii_uppercase.encode(), ascii_lowercase.encode())
_NEITHER: Final = bytes(code for code in range(256) if not chr(code).isalnum() or code > 127)
_TAG: Final = re.compile(rb"<[^<>]{0,200}>")
_HEX: Final = rb"[0-9A-Fa-f]"
_CODE: Final = re.compile(
    rb"%(HH)|&#[xX](H{1,6});?|\\[uU](HHHH)|\\[uU]\{(H{1,6})\}|\\[xX](HH)|&#([0-9]{1,7});?".replace(
        b"H", _HEX
    )
)
_DECIMAL: Final = 6


class EchoDetector:
    """Knows one token, and what a server may make of it.

    Case, whitespace, punctuation and the direction of writing make no difference; percent
    encoding, escapes of JSON and HTML, base64 and hex are seen through. The first part of a JSON
    Web Token is the same in all of them and gives nothing away.
    """

    def __init__(self, token: Token) -> None:
        value = token.reveal()
        self._value = value.encode("ascii")
        forms = {form for secret in _secrets(value) for form in _forms(secret)}
        self._wholes = [form for form in forms if _LEAST <= len(form) < _SHORTEST]
        self._grams = {
            form[at : at + _GRAM]
            for form in forms
            if len(form) >= _SHORTEST
            for at in range(len(form) - _GRAM + 1)
        }

    def is_in(self, data: bytes) -> bool:
        """Say whether the token, or enough of it to matter, can be read from ``data``."""
        return self._value in data or any(map(self._is_in, _readings(data)))

    def _is_in(self, letters: bytes) -> bool:
        # Every twelfth place is enough: twice as many letters in a row hold a whole gram.
        places = range(0, len(letters) - _GRAM + 1, _GRAM)
        return not self._grams.isdisjoint([letters[at : at + _GRAM] for at in places]) or any(
            whole in letters for whole in self._wholes
        )


def _secrets(value: str) -> Iterator[bytes]:
    """Yield what of a token is secret: for a JSON Web Token its payload, what it says, the rest."""
    parts = value.split(".")
    if len(parts) != 3:
        yield value.encode("ascii")
        return
    yield f"{parts[1]}.{parts[2]}".encode("ascii")
    try:
        claims = json.loads(base64.urlsafe_b64decode(parts[1] + "=" * (-len(parts[1]) % 4)))
    except (ValueError, RecursionError):
        return
    for claim in claims.values() if isinstance(claims, dict) else ():
        # TMDB's hold the key of its older API, which is as good as the token.
        for text in claim if isinstance(claim, list) else [claim]:
            if isinstance(text, str) and len(text) > _GRAM:
                yield text.encode()


def _forms(secret: bytes) -> Iterator[bytes]:
    """Yield the letters of a secret as it is, backwards, in hex and in base64."""
    yield _letters(secret)
    yield _letters(secret[::-1])
    yield binascii.hexlify(secret)
    for before in range(3):
        # What stands before and after it has a share in the first and the last letters.
        coded = base64.b64encode(bytes(before) + secret).rstrip(b"=")
        yield _letters(coded[4 if before else 0 : -1])


def _readings(data: bytes) -> Iterator[bytes]:
    """Yield the letters and digits of ``data``, layer by layer as encodings are taken off."""
    encoding = json.detect_encoding(data)
    if not encoding.startswith("utf-8"):
        data = data.decode(encoding, "ignore").encode("utf-8", "surrogatepass")
    data = data.replace(b"\0", b"")
    for _layer in range(_LAYERS):
        yield _letters(data)
        if b"<" in data:
            yield _letters(_TAG.sub(b"", data))
        opened = _CODE.sub(_decoded, _plain(data).replace(b"&amp;", b"&"))
        if opened == data:
            return
        data = opened


def _letters(data: bytes) -> bytes:
    return data.translate(_FOLDED, _NEITHER)


def _decoded(match: re.Match[bytes]) -> bytes:
    code = int(match[match.lastindex or 0], 10 if match.lastindex == _DECIMAL else 16)
    return chr(code).encode("utf-8", "surrogatepass") if code <= 0x10FFFF else b""


def _plain(data: bytes) -> bytes:
    """Return UTF-8 with wide and other fancy letters as plain ones."""
    if data.isascii():
        return data
    text = data.decode("utf-8", "ignore")
    if unicodedata.is_normalized("NFKC", text):
        return data
    return unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")
