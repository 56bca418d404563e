"""The stand-in's limit, its log, and the faults that it can be told to have."""

from __future__ import annotations

import http.client
import json
import urllib.error
import urllib.parse
import urllib.request
from typing import TYPE_CHECKING

import pytest

from tests.demo.asking import Clock, ask
from tests.support.running import PATIENCE_S
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn

if TYPE_CHECKING:
    from collections.abc import Iterator


def test_the_limit_holds_in_any_window() -> None:
    clock = Clock()
    with TmdbStandIn(clock=clock) as stand_in:
        statuses = []
        for _ in range(40):
            statuses.append(ask(stand_in, "/movie/603")[0])
            clock.now += 0.2
        status, body, headers = ask(stand_in, "/movie/603")
        assert statuses == [200] * 40
        assert (status, body["status_code"], headers["Retry-After"]) == (429, 25, "2")
        clock.now = 1009.99
        assert ask(stand_in, "/movie/603")[0] == 429
        clock.now = 1010.0
        assert ask(stand_in, "/movie/603")[0] == 200
        assert ask(stand_in, "/movie/603")[0] == 429
        clock.now = 1100.0
        assert ask(stand_in, "/movie/603")[0] == 200
        assert [r.status for r in stand_in.requests].count(429) == 3
        assert stand_in.requests[-1].time == 1100.0


def test_the_log() -> None:
    with TmdbStandIn() as stand_in:
        ask(stand_in, "/search/movie", query="L'Œil & co", language="fr-FR")
    (request,) = stand_in.requests
    assert (request.method, request.path, request.status) == ("GET", "/search/movie", 200)
    assert request.query == {"query": "L'Œil & co", "language": "fr-FR"}
    assert request.headers["authorization"] == "Bearer demo-token"


def test_fail_next() -> None:
    with TmdbStandIn() as stand_in:
        stand_in.fail_next(2, headers={"Retry-After": "7"})
        stand_in.fail_next(1, 500, body={"oops": 1})
        for _ in range(2):
            status, body, headers = ask(stand_in, "/movie/603")
            assert (status, body["status_code"], headers["Retry-After"]) == (503, 9, "7")
        assert ask(stand_in, "/movie/603")[:2] == (500, {"oops": 1})
        assert ask(stand_in, "/movie/603")[0] == 200
        stand_in.fail_next(1, 200, body=b"<html>log in</html>")
        with pytest.raises(json.JSONDecodeError):
            ask(stand_in, "/movie/603")


def test_a_script_answers_what_it_wants_to() -> None:
    def teapot(request: Request) -> Reply | None:
        return Reply.of({"asked": request.query}, 418) if "pot" in request.query else None

    with TmdbStandIn() as stand_in:
        stand_in.script("/movie/6", teapot)
        assert ask(stand_in, "/movie/603", pot=1)[:2] == (418, {"asked": {"pot": "1"}})
        assert ask(stand_in, "/movie/603")[0] == 200
        stand_in.script("/", lambda request: Reply(302, {"Location": "http://127.0.0.1:9/"}))
        connection = http.client.HTTPConnection(urllib.parse.urlsplit(stand_in.url).netloc)
        connection.request("GET", "/3/tv/1396")
        with connection.getresponse() as answer:
            assert answer.getheader("Location") == "http://127.0.0.1:9/"
        connection.close()
        assert stand_in.requests[-1].status == 302


def test_raw_bytes_dribbled_cut_short_or_dropped() -> None:
    def dribble(stand_in: TmdbStandIn) -> Iterator[bytes]:
        yield b'{"a'
        yield b'": 1}'
        stand_in.closing.wait(PATIENCE_S)

    with TmdbStandIn() as stand_in:
        url = urllib.parse.urlsplit(stand_in.url)
        stand_in.script("/dribble", lambda request: Reply(body=dribble(stand_in)))
        stand_in.script(
            "/short", lambda request: Reply(200, {"Content-Length": "9"}, b"{", "close")
        )
        stand_in.script("/silent", lambda request: Reply(0, end="close"))
        stand_in.script("/reset", lambda request: Reply(0, end="reset"))
        connection = http.client.HTTPConnection(url.netloc, timeout=PATIENCE_S)
        connection.request("GET", "/3/dribble")
        answer = connection.getresponse()
        assert answer.read1(3) == b'{"a'
        with pytest.raises(http.client.IncompleteRead):
            ask(stand_in, "/short")
        with pytest.raises(http.client.RemoteDisconnected):
            ask(stand_in, "/silent")
        with pytest.raises((ConnectionResetError, urllib.error.URLError)) as caught:
            ask(stand_in, "/reset")
        assert "reset" in str(caught.value)
        answer.close()
        connection.close()


def test_a_connection_is_kept_and_ends_with_the_stand_in(
    capfd: pytest.CaptureFixture[str],
) -> None:
    with TmdbStandIn() as stand_in:
        connection = http.client.HTTPConnection(
            urllib.parse.urlsplit(stand_in.url).netloc, timeout=PATIENCE_S
        )
        bearer = {"Authorization": f"Bearer {stand_in.token}"}
        for _ in range(2):
            connection.request("GET", "/3/configuration", headers=bearer)
            kept = connection.sock
            assert connection.getresponse().read().startswith(b"{")
            assert connection.sock is kept
    assert kept.recv(1) == b""
    connection.close()
    with pytest.raises(urllib.error.URLError):
        ask(stand_in, "/movie/603")
    assert capfd.readouterr() == ("", "")


def test_what_a_responder_raises_is_raised_again(capfd: pytest.CaptureFixture[str]) -> None:
    def broken(request: Request) -> Reply:
        raise ZeroDivisionError(request.path)

    def meet(stand_in: TmdbStandIn) -> None:
        with stand_in, pytest.raises(http.client.RemoteDisconnected):
            ask(stand_in, "/movie/603")

    stand_in = TmdbStandIn()
    stand_in.script("/movie", broken)
    with pytest.raises(ZeroDivisionError, match="/movie/603"):
        meet(stand_in)
    assert capfd.readouterr() == ("", "")


def test_other_methods_are_unknown() -> None:
    with TmdbStandIn() as stand_in:
        bearer = {"Authorization": f"Bearer {stand_in.token}"}
        url = f"{stand_in.url}/movie/603"
        request = urllib.request.Request(url, data=b"x", headers=bearer)
        with pytest.raises(urllib.error.HTTPError) as caught:
            urllib.request.urlopen(request, timeout=PATIENCE_S)
        caught.value.close()
    assert caught.value.code == 404
    assert stand_in.requests[-1].method == "POST"
