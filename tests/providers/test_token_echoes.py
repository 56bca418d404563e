"""A server that says the token back, wherever a server can say something: nothing of it is kept."""

from __future__ import annotations

import contextlib
import gzip
import json
import logging
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.matching.virtual import VirtualTime
from tests.support.running import PATIENCE_S
from tests.support.secrets import ENCODED, PAYLOAD, SIGNATURE, TOKEN, traces_in
from vidtui.demo.tmdb import Reply, TmdbStandIn
from vidtui.providers.base import (
    BadAnswer,
    BadQuestion,
    Denied,
    NotThere,
    ProviderFailure,
    Unavailable,
)
from vidtui.providers.client import ApiClient
from vidtui.providers.http import Limits, Transport
from vidtui.providers.throttle import Throttle
from vidtui.providers.tmdb import PROVIDER
from vidtui.providers.tmdb.provider import Tmdb
from vidtui.settings.token import Token

LIMITS = Limits(PATIENCE_S, PATIENCE_S, PATIENCE_S)
CERTIFICATE = Path(__file__).with_name("certificate-with-a-token.pem")


@pytest.fixture
def server() -> Iterator[TmdbStandIn]:
    with TmdbStandIn(token=TOKEN, limit=None) as stand_in:
        yield stand_in


def asker(url: str, time: VirtualTime | None = None) -> ApiClient:
    time = time or VirtualTime()
    throttle = Throttle(40, None, time.clock)
    transport = Transport(url, Token(TOKEN), LIMITS)
    return ApiClient(transport, throttle, time, PROVIDER.failure, interactive=True)


def everything_of(error: BaseException | None) -> bytes:
    """Return all that an exception and what led to it hold."""
    seen = []
    while error is not None:
        seen.append(f"{error!r} {error} {vars(error)}")
        error = error.__cause__ or error.__context__
    return "\n".join(seen).encode("utf-8", "surrogateescape")


@pytest.mark.parametrize("status", [400, 422])
@pytest.mark.parametrize("encoding", ENCODED)
def test_the_words_of_a_refusal(encoding: str, status: int, server: TmdbStandIn) -> None:
    said = ENCODED[encoding](TOKEN)
    key = "status_message" if status == 400 else "errors"
    server.fail_next(1, status, body={key: said if status == 400 else [said], "success": False})
    with pytest.raises(BadQuestion, match=rf"HTTP {status}.*repeat the token") as caught:
        asker(server.url)("/movie/603", {})
    assert traces_in(everything_of(caught.value)) == []


@pytest.mark.parametrize("encoding", ENCODED)
def test_the_fields_of_an_answer(encoding: str, server: TmdbStandIn) -> None:
    said = ENCODED[encoding](TOKEN)
    hit = {"id": 603, "title": said, "original_title": "The Matrix", "release_date": "1999-03-31"}
    server.script("/search", lambda _request: Reply.of({"page": 1, "results": [hit]}))
    film = {"id": 603, "title": "The Matrix", "overview": said, "credits": {"cast": []}}
    server.script("/movie", lambda _request: Reply.of(film))
    source = Tmdb(asker(server.url), "en")
    for ask in (lambda: source.search("film", "The Matrix"), lambda: source.film("603")):
        with pytest.raises(BadAnswer, match="what answers repeats the token") as caught:
            ask()
        assert traces_in(everything_of(caught.value)) == []
    assert len(server.requests) == 2  # whoever says it back does not get it again


@pytest.mark.parametrize(
    ("status", "failure"),
    [
        (302, Unavailable),
        (401, Denied),
        (403, Denied),
        (404, Unavailable),
        (418, Unavailable),
        (429, Unavailable),
        (500, Unavailable),
    ],
)
def test_every_status(status: int, failure: type[ProviderFailure], server: TmdbStandIn) -> None:
    headers = {"Location": f"http://evil.example/{TOKEN}", "Set-Cookie": f"it={TOKEN}"}
    server.fail_next(9, status, headers, {"status_message": TOKEN, "success": False})
    with pytest.raises(failure) as caught:
        asker(server.url)("/movie/603", {})
    assert not isinstance(caught.value, NotThere)
    assert traces_in(everything_of(caught.value)) == []
    assert not any("cookie" in request.headers for request in server.requests)


def test_a_packed_answer(server: TmdbStandIn) -> None:
    packed = gzip.compress(json.dumps({"id": 603, "title": TOKEN}).encode())
    server.script("/", lambda _request: Reply(200, {"Content-Encoding": "gzip"}, packed))
    with pytest.raises(BadAnswer, match="what answers repeats the token"):
        asker(server.url)("/movie/603", {})


def test_what_tmdb_itself_says_is_still_told_in_short(server: TmdbStandIn) -> None:
    server.fail_next(1, 422, body={"status_message": "Invalid page: " + "x" * 5000})
    with pytest.raises(BadQuestion, match="Invalid page: xxx") as caught:
        asker(server.url)("/movie/603", {})
    assert len(str(caught.value)) < 260
    server.fail_next(1, 422, body={"status_message": {"header": "x"}})
    with pytest.raises(BadQuestion, match=r"–$"):
        asker(server.url)("/movie/603", {})


@contextlib.contextmanager
def raw_server(
    answer: bytes, wrap: Callable[[socket.socket], socket.socket] = lambda plain: plain
) -> Iterator[str]:
    """Answer every connection with these bytes; yield the host and port."""
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            while True:
                try:
                    plain, _address = listening.accept()
                except OSError:
                    return
                with contextlib.suppress(OSError), closing(plain), closing(wrap(plain)) as one:
                    one.settimeout(PATIENCE_S)
                    one.recv(65536)
                    one.sendall(answer)

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}"
        listening.shutdown(socket.SHUT_RDWR)
        thread.join(PATIENCE_S)


T = TOKEN.encode()
RAW = {
    "status phrase": b"HTTP/1.1 400 Bad " + T + b"\r\nContent-Length: 0\r\n\r\n",
    "no status at all": T + b"\r\n\r\n",
    "status that is no number": b"HTTP/1.1 " + T + b" OK\r\n\r\n",
    "version": b"HTTP/" + T + b" 200 OK\r\n\r\n",
    "header": b"HTTP/1.1 400 Bad\r\nX-Your-Header: " + T + b"\r\nContent-Length: 0\r\n\r\n",
    "name of a header": b"HTTP/1.1 400 Bad\r\n" + T + b": x\r\nContent-Length: 0\r\n\r\n",
    "line that is no header": b"HTTP/1.1 200 OK\r\n" + T + b"\r\nX: y\r\n\r\n<",
    "header of 70,000 bytes": b"HTTP/1.1 200 OK\r\nX: " + T * 300 + b"\r\n\r\n{}",
    "300 headers": b"HTTP/1.1 200 OK\r\n" + (b"X: " + T + b"\r\n") * 300 + b"\r\n{}",
    "redirection": b"HTTP/1.1 302 See\r\nLocation: //" + T + b"\r\nContent-Length: 0\r\n\r\n",
    "packing": b"HTTP/1.1 200 OK\r\nContent-Encoding: " + T + b"\r\nContent-Length: 2\r\n\r\n{}",
    "length": b"HTTP/1.1 200 OK\r\nContent-Length: " + T + b"\r\n\r\n<",
    "size of a chunk": b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + T + b"\r\n{}",
    "after the chunks": b"HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n" + T + b"\r\n",
    "when to come back": b"HTTP/1.1 429 Slow\r\nRetry-After: " + T + b"\r\n\r\n",
    "character set": b"HTTP/1.1 200 OK\r\nContent-Type: text/x; charset=" + T + b"\r\n\r\n<",
    "cookie": b"HTTP/1.1 200 OK\r\nSet-Cookie: a=" + T + b"; expires=" + T + b"\r\n\r\n<",
    "body that is no JSON": b"HTTP/1.1 400 Bad\r\n\r\n<html>" + T,
    "JSON that ends early": b'HTTP/1.1 200 OK\r\n\r\n{"title": "' + T,
    "number that is none": b'HTTP/1.1 200 OK\r\n\r\n{"' + T + b'": NaN}',
}


@pytest.mark.parametrize("place", RAW)
def test_every_place_of_an_answer(
    place: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    with (
        raw_server(RAW[place]) as address,
        caplog.at_level(logging.DEBUG),
        pytest.raises(ProviderFailure) as caught,
    ):
        asker(f"http://{address}/3")("/movie/603", {})
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert str(caught.value).isprintable()
    assert traces_in(everything_of(caught.value) + caplog.text.encode()) == []


def test_the_texts_of_a_certificate(caplog: pytest.LogCaptureFixture) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(CERTIFICATE)
    plain = CERTIFICATE.read_text()
    held = ssl._ssl._test_decode_cert(str(CERTIFICATE))  # type: ignore[attr-defined]
    assert PAYLOAD[:60] in str(held)
    assert SIGNATURE in str(held)
    assert "PRIVATE KEY" in plain
    with (
        raw_server(b"", lambda one: context.wrap_socket(one, server_side=True)) as address,
        caplog.at_level(logging.DEBUG),
        pytest.raises(Unavailable, match="no secure connection") as caught,
    ):
        asker(f"https://{address}/3")("/movie/603", {})
    assert traces_in(everything_of(caught.value) + caplog.text.encode()) == []
