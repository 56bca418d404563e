"""Questions to TMDB: what each answer means, what is asked again and when, what never leaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from email.utils import formatdate
from pathlib import Path

import pytest

from tests.matching.virtual import VirtualTime
from tests.support.running import PATIENCE_S
from vidtui.demo.tmdb import Reply, Request, TmdbStandIn
from vidtui.errors import Exit, UsageProblem
from vidtui.providers.base import (
    BadAnswer,
    BadQuestion,
    Denied,
    NotThere,
    ProviderFailure,
    Stopped,
    Unavailable,
)
from vidtui.providers.client import ApiClient
from vidtui.providers.http import Limits, Transport
from vidtui.providers.throttle import Throttle
from vidtui.providers.tmdb import PROVIDER
from vidtui.providers.tmdb.provider import require_token
from vidtui.settings.model import load
from vidtui.settings.token import Token

CANARY = "canary-eyJhbGciOiJIUzI1NiJ9.secret-0123456789"
FILM = "/movie/603"


@pytest.fixture
def server() -> Iterator[TmdbStandIn]:
    with TmdbStandIn(token=CANARY, limit=None) as stand_in:
        yield stand_in


@pytest.fixture
def time() -> VirtualTime:
    return VirtualTime()


def asker(
    server: TmdbStandIn, time: VirtualTime, *, token: str = CANARY, interactive: bool = False
) -> ApiClient:
    limits = Limits(PATIENCE_S, PATIENCE_S, PATIENCE_S, size=100_000)
    return ApiClient(
        Transport(server.url, Token(token), limits),
        Throttle(40, None, time.clock),
        time,
        PROVIDER.failure,
        interactive=interactive,
        jitter=lambda: 0.0,
    )


def body(text: bytes, status: int = 200) -> Reply:
    return Reply(status, {"Content-Type": "application/json"}, text)


def script(server: TmdbStandIn, *replies: Reply) -> None:
    """Answer with these, one after the other; the last for ever."""
    waiting = list(replies)

    def answer(_request: Request) -> Reply:
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    server.script("/", answer)


def backoff(time: VirtualTime) -> list[float]:
    """Return the waits that are no waits for a turn."""
    return [wait for wait in time.waits if wait >= 0.9]


def test_an_answer_is_json(server: TmdbStandIn, time: VirtualTime) -> None:
    ask = asker(server, time)
    answer = ask(FILM, {"language": "fr-FR"})
    assert isinstance(answer, dict)
    assert answer["id"] == 603
    assert server.requests[0].query == {"language": "fr-FR"}
    assert ask.sent == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_what_may_pass_is_asked_again(status: int, server: TmdbStandIn, time: VirtualTime) -> None:
    server.fail_next(3, status)
    ask = asker(server, time)
    assert isinstance(ask(FILM, {}), dict)
    assert ask.sent == 4
    assert backoff(time) == [1, 2, 4]


def test_after_three_retries_it_is_given_up(server: TmdbStandIn, time: VirtualTime) -> None:
    server.fail_next(9, 503)
    ask = asker(server, time)
    with pytest.raises(Unavailable, match="503"):
        ask(FILM, {})
    assert ask.sent == 4


def test_a_person_is_told_sooner(server: TmdbStandIn, time: VirtualTime) -> None:
    server.fail_next(9, 503)
    ask = asker(server, time, interactive=True)
    with pytest.raises(Unavailable):
        ask(FILM, {})
    assert ask.sent == 2


@pytest.mark.parametrize(
    ("header", "waited"),
    [
        ("2", 2),
        ("7", 7),
        ("0", 1),
        ("999999", 60),
        ("9" * 4000, 60),
        ("-1", 1),
        ("soon", 1),
        ("", 1),
        ("²", 1),
        (None, 1),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 1),
        (formatdate(4_000_000_000, usegmt=True), 60),
        ("Wed, 99 Oct 9999999 07:28:00 GMT", 1),
    ],
)
def test_retry_after(
    header: str | None, waited: float, server: TmdbStandIn, time: VirtualTime
) -> None:
    server.fail_next(
        1, 429, None if header is None else {"Retry-After": header.encode().decode("latin-1")}
    )
    begun = time.now
    ask = asker(server, time)
    assert isinstance(ask(FILM, {}), dict)
    assert time.now - begun == pytest.approx(waited, abs=0.01)


def test_asking_to_slow_down_slows_everybody_down(server: TmdbStandIn, time: VirtualTime) -> None:
    server.fail_next(1, 429, {"Retry-After": "30"})
    throttle = Throttle(40, None, time.clock)
    transport = Transport(server.url, Token(CANARY))
    one, other = (
        ApiClient(transport, throttle, time, PROVIDER.failure, jitter=lambda: 0.0) for _ in range(2)
    )
    one(FILM, {})
    assert time.now - 1000 == pytest.approx(30, abs=0.5)
    other(FILM, {})
    assert len(server.requests) == 3


def test_a_refused_token_is_not_tried_again(server: TmdbStandIn, time: VirtualTime) -> None:
    ask = asker(server, time, token="another-token-altogether")
    with pytest.raises(Denied, match="VIDTUI_TMDB_TOKEN") as caught:
        ask(FILM, {})
    assert ask.sent == 1
    assert caught.value.exit == Exit.API


@pytest.mark.parametrize(
    ("reply", "failure", "sent"),
    [
        (body(b'{"status_code": 34, "status_message": "Not found."}', 404), NotThere, 1),
        (body(b'{"status_code": 22, "status_message": "Invalid page."}', 400), BadQuestion, 1),
        (body(b'{"errors": ["query must be provided"]}', 422), BadQuestion, 1),
        (body(b"[" * 40_000), BadAnswer, 1),
        (body(b"[" * 40_000 + b"]" * 40_000), BadAnswer, 1),
        (body(b'{"id": 603, "rating": NaN}'), Unavailable, 4),
        (body(b'{"a":'), Unavailable, 4),
        (body(b""), Unavailable, 4),
        (body(b"\xff\xfe\x00"), Unavailable, 4),
        (Reply(200, {"Content-Type": "text/html"}, b"<html>Please log in</html>"), Unavailable, 4),
        (Reply(404, {}, b"<html>nginx</html>"), Unavailable, 4),
        (Reply(302, {"Location": "http://portal.example/"}, b""), Unavailable, 4),
        (Reply(200, {}, b"x" * 200_000), ProviderFailure, 1),
    ],
    ids=lambda value: repr(value)[:60] if isinstance(value, Reply) else None,
)
def test_what_an_answer_means(
    reply: Reply,
    failure: type[ProviderFailure],
    sent: int,
    server: TmdbStandIn,
    time: VirtualTime,
) -> None:
    script(server, reply)
    ask = asker(server, time)
    with pytest.raises(failure) as caught:
        ask(FILM, {})
    assert ask.sent == sent
    assert "\n" not in str(caught.value)


def test_a_search_that_is_not_there_is_no_empty_result(
    server: TmdbStandIn, time: VirtualTime
) -> None:
    """A wrong address answers 404 to everything: 20,000 films would be unknown at once."""
    script(server, body(b'{"status_code": 34, "status_message": "Not found."}', 404))
    with pytest.raises(Unavailable, match=r"tmdb\.url"):
        asker(server, time)("/search/movie", {"query": "x"})


@pytest.mark.parametrize("said", ["\x1b]0;owned\x07\u202e", "x" * 90_000, "two\nlines"])
def test_what_the_server_says_is_shown_safely(
    said: str, server: TmdbStandIn, time: VirtualTime
) -> None:
    server.fail_next(1, 422, body={"status_code": 5, "status_message": said, "success": False})
    with pytest.raises(BadQuestion) as caught:
        asker(server, time)(FILM, {})
    message = str(caught.value)
    assert message.isprintable()
    assert len(message) < 300


def test_a_cancellation_ends_the_waiting(server: TmdbStandIn, time: VirtualTime) -> None:
    server.fail_next(9, 503)
    time.cancel_at = time.now + 2
    ask = asker(server, time)
    with pytest.raises(Stopped):
        ask(FILM, {})
    assert ask.sent == 2


@pytest.mark.parametrize(
    "reply",
    [
        Reply(500, {}, b"x"),
        Reply(401, {}, b"{}"),
        Reply(302, {"Location": "http://evil.example/"}),
        Reply(200, {"Content-Length": "100"}, b"{", end="reset"),
        Reply(200, {}, b"<html>"),
    ],
    ids=lambda reply: str(reply.status),
)
def test_the_token_is_in_no_failure_and_no_log(
    reply: Reply, server: TmdbStandIn, time: VirtualTime, caplog: pytest.LogCaptureFixture
) -> None:
    script(server, reply)
    with caplog.at_level(logging.DEBUG), pytest.raises(ProviderFailure) as caught:
        asker(server, time)(FILM, {"query": "x"})
    seen = "".join([caplog.text, repr(caught.value), str(caught.value)])
    error: BaseException | None = caught.value
    while error is not None:
        seen += repr(error) + str(error.__dict__)
        error = error.__cause__ or error.__context__
    assert CANARY not in seen
    assert "secret" not in seen
    assert all("secret" not in str(request.query) + request.path for request in server.requests)


def test_without_a_token_one_line_says_how_to_get_one(tmp_path: Path) -> None:
    settings = load(config=tmp_path / "config.toml", data_dir=tmp_path, env={})
    with pytest.raises(UsageProblem, match=r"VIDTUI_TMDB_TOKEN.*tmdb-token.*themoviedb\.org"):
        require_token(settings)
