"""The token in a server's own words, in whatever way it is written there."""

from __future__ import annotations

import json

import pytest

from tests.support.secrets import ENCODED, HEADER, TOKEN
from vidtui.demo.model import RECORDS
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.providers.echoes import EchoDetector
from vidtui.settings.token import Token

detector = EchoDetector(Token(TOKEN))
PLACES = {
    "alone": "{}",
    "in a sentence": "Invalid value for the header authorization: '{}' is no token.",
    "in JSON": '{{"status_code": 5, "status_message": "{}", "success": false}}',
    "in HTML": "<html><body><pre>authorization: {}</pre></body></html>",
}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("encoding", ENCODED)
def test_it_is_found(encoding: str, place: str) -> None:
    text = PLACES[place].format(ENCODED[encoding](TOKEN))
    assert detector.is_in(text.encode())
    assert detector.is_in(text.encode("utf-16"))
    assert detector.is_in(json.dumps([text]).encode())


@pytest.mark.parametrize("before", range(12))
def test_it_is_found_wherever_it_begins(before: int) -> None:
    secret = TOKEN[len(HEADER) + 5 : len(HEADER) + 28]
    assert detector.is_in(b"x" * before + secret.encode() + b"y" * 30)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"{}",
        HEADER.encode(),  # the same in every token
        f"Bearer {HEADER}.".encode(),
        b"The Matrix",
        b"&#99999999;%zz\\u12&#xffffff;" * 50,
        b"\xff\xfe" * 100,
        bytes(range(256)) * 20,
    ],
)
def test_it_is_not_found_where_it_is_not(text: bytes) -> None:
    assert not detector.is_in(text)


def test_the_answers_of_tmdb_do_not_hold_it() -> None:
    with TmdbStandIn(limit=None) as server:
        for film in RECORDS.films:
            answer = server._routes.answer(f"/movie/{film.id}", {"language": "fr-FR"})
            assert not detector.is_in(json.dumps(answer[1]).encode())
            assert not detector.is_in(json.dumps(answer[1], ensure_ascii=False).encode())


@pytest.mark.parametrize(
    "token", ["abcdefgh", "a-token-of-ours", "~~~~~~~~", "a.b.c.d.e.f", "x.y.z.......", "...."]
)
def test_other_tokens_than_those_of_today(token: str) -> None:
    detector = EchoDetector(Token(token))
    assert detector.is_in(f"no such token: {token}!".encode())
    assert not detector.is_in(b"no such token: there is none, try again another time" * 10)


def test_a_claim_that_makes_no_sense_is_no_trouble() -> None:
    for payload in ("bnVsbA", "WzFd", "e30", "____", "a", "eyJhIjpbW1sxXV1dfQ"):
        assert EchoDetector(Token(f"h.{payload}.{'s' * 40}")).is_in(b"s" * 30)
