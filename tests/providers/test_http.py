"""One request over real HTTP: everything that a server or a network can do to it."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import zlib
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.matching.virtual import VirtualTime
from tests.support.running import PATIENCE_S
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.jobs.base import CancelToken
from vidtui.providers.base import Stopped, TooLarge, Unavailable
from vidtui.providers.http import Limits, Transport
from vidtui.settings.token import Token

PATIENT = Limits(PATIENCE_S, PATIENCE_S, PATIENCE_S, size=100_000)
HASTY = Limits(connect_s=1.0, read_s=0.3, total_s=0.6, size=100_000)  # where nobody answers


@pytest.fixture
def server() -> Iterator[TmdbStandIn]:
    with TmdbStandIn(limit=None) as stand_in:
        yield stand_in


def transport(server: TmdbStandIn, limits: Limits = PATIENT) -> Transport:
    return Transport(server.url, Token(server.token), limits)


def get(server: TmdbStandIn, limits: Limits = PATIENT) -> bytes:
    return transport(server, limits).get("/movie/603", {}, CancelToken()).body


def answer_with(server: TmdbStandIn, make: Callable[[Request], Reply]) -> None:
    server.script("/movie/603", make)


def packed(body: bytes) -> Reply:
    return Reply(200, {"Content-Encoding": "gzip"}, body)


def test_an_answer_comes_whole(server: TmdbStandIn) -> None:
    assert json.loads(get(server))["title"] == "The Matrix"
    assert server.requests[0].headers["authorization"] == f"Bearer {server.token}"
    assert server.requests[0].headers["accept-encoding"] == "gzip"
    assert server.requests[0].query == {}


def test_a_packed_answer_is_unpacked(server: TmdbStandIn) -> None:
    answer_with(server, lambda _request: packed(gzip.compress(b"x" * 50_000)))
    assert get(server) == b"x" * 50_000


def test_connections_are_used_again(server: TmdbStandIn) -> None:
    one = transport(server)
    ports = set()
    original = server.reply

    def noting(request: Request) -> Reply:
        ports.update(connection.getpeername() for connection in server._server.connections)
        return original(request)

    server.reply = noting  # type: ignore[method-assign]
    for _ in range(3):
        one.get("/movie/603", {}, CancelToken())
    assert len(ports) == 1


def endless(server: TmdbStandIn, piece: bytes) -> Iterator[bytes]:
    while not server.closing.is_set():
        yield piece


def dribbling(server: TmdbStandIn) -> Iterator[bytes]:
    while not server.closing.wait(0.02):
        yield b" "


HOSTILE: dict[str, Callable[[TmdbStandIn], Reply]] = {
    "reset": lambda _server: Reply(200, {"Content-Length": "100"}, b"{", end="reset"),
    "closed at once": lambda _server: Reply(0, end="close"),
    "cut short": lambda _server: Reply(200, {"Content-Length": "100"}, b"{", end="close"),
    "dribbles": lambda server: Reply(200, {}, dribbling(server)),
    "packed and cut": lambda _server: packed(gzip.compress(b"x" * 9000)[:-9]),
    "packed wrongly": lambda _server: packed(b"this is no gzip"),
    "packed strangely": lambda _server: Reply(200, {"Content-Encoding": "br"}, b"x"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_no_whole_answer(name: str, server: TmdbStandIn) -> None:
    answer_with(server, lambda _request: HOSTILE[name](server))
    with pytest.raises(Unavailable) as caught:
        get(server, HASTY if name == "dribbles" else PATIENT)
    message = str(caught.value)
    assert message
    assert "\n" not in message
    assert server.token not in message


def test_a_server_that_says_nothing_is_not_waited_for(server: TmdbStandIn) -> None:
    def silent(_request: Request) -> Reply:
        server.closing.wait(PATIENCE_S)
        return Reply(0, end="close")

    answer_with(server, silent)
    with pytest.raises(Unavailable, match="no answer within"):
        get(server, HASTY)


def test_a_header_that_never_ends_is_not_waited_for() -> None:
    """Each piece comes in time, so only a deadline for the whole ends it."""
    over = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:

        def serve() -> None:
            connection, _address = listening.accept()
            with closing(connection):
                connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
                while not over.wait(0.02):
                    try:
                        connection.sendall(b"x")
                    except OSError:
                        return

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        url = f"http://127.0.0.1:{listening.getsockname()[1]}/3"
        with pytest.raises(Unavailable, match="within"):
            Transport(url, Token("t" * 20), HASTY).get("/x", {}, CancelToken())
        over.set()
        thread.join()


@pytest.mark.parametrize(
    "make",
    [
        lambda _server: Reply(200, {}, b"x" * 100_001),
        lambda server: Reply(200, {}, endless(server, b"x" * 9999)),
        lambda _server: packed(zlib.compress(bytes(30 << 20), 9, wbits=31)),
    ],
    ids=["long", "endless", "30 MB in 30 kB"],
)
def test_too_large(make: Callable[[TmdbStandIn], Reply], server: TmdbStandIn) -> None:
    answer_with(server, lambda _request: make(server))
    with pytest.raises(TooLarge):
        get(server)


@pytest.mark.parametrize("where", ["http://evil.example/3/movie/603", "/3/movie/604"])
def test_a_redirection_is_not_followed(where: str, server: TmdbStandIn) -> None:
    answer_with(server, lambda _request: Reply(302, {"Location": where}))
    reply = transport(server).get("/movie/603", {}, CancelToken())
    assert reply.status == 302
    assert len(server.requests) == 1


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("http://127.0.0.1:9/3", "refused"),
        ("http://nowhere.invalid/3", "cannot be resolved"),
    ],
)
def test_nobody_there(url: str, why: str, monkeypatch: pytest.MonkeyPatch) -> None:
    real = socket.getaddrinfo

    def resolve(host: str, *arguments: Any, **options: Any) -> Any:
        if host == "nowhere.invalid":  # on some networks that takes long, or leads somewhere
            raise socket.gaierror(socket.EAI_NONAME, "unknown")
        return real(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", resolve)
    with pytest.raises(Unavailable, match=why):
        Transport(url, Token("t" * 20), PATIENT).get("/movie/603", {}, CancelToken())


def test_no_secure_connection(server: TmdbStandIn) -> None:
    url = server.url.replace("http:", "https:")
    with pytest.raises(Unavailable, match="secure"):
        Transport(url, Token("t" * 20), PATIENT).get("/movie/603", {}, CancelToken())


def test_the_environment_has_no_say(
    server: TmdbStandIn, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A ``.netrc`` would replace the header, a proxy would read it."""
    (tmp_path / "netrc").write_text("machine 127.0.0.1 login eve password eve\n")
    monkeypatch.setenv("NETRC", str(tmp_path / "netrc"))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert json.loads(get(server))["id"] == 603


def test_a_cancellation_is_obeyed_while_an_answer_is_awaited(server: TmdbStandIn) -> None:
    stop = VirtualTime()

    def silent(_request: Request) -> Reply:
        stop.cancel_at = 0.0
        ended.append(server.closing.wait(PATIENCE_S))
        return Reply(0, end="close")

    ended: list[bool] = []
    answer_with(server, silent)
    with pytest.raises(Stopped):
        transport(server, Limits()).get("/movie/603", {}, stop)
    assert ended == []
