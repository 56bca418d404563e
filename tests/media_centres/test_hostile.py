"""Media centres are anybody's servers: whatever they answer is one line, in bounded time."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.centres import PASSWORD, SECRET, CentreStandIn, Handler, centre, use
from tests.support.library import Library
from tests.support.running import checked_text
from vidtui.jobs.base import CancelToken
from vidtui.media_centres.base import Centre, CentreFailure
from vidtui.media_centres.client import CentreClient
from vidtui.media_centres.jellyfin import Jellyfin
from vidtui.media_centres.registry import open_centre
from vidtui.providers.http import Limits, Transport
from vidtui.settings.token import Token

KINDS = ["jellyfin", "emby", "plex", "kodi"]
SENSELESS: list[Any] = [
    None,
    [],
    {},
    3,
    "x",
    True,
    [None, 1, "x", [], {}],
    {"MediaContainer": []},
    {"result": []},
    {"error": "x"},
    {"error": {"message": "\x1b[31m\nx" * 100, "code": "x"}},
    {"Version": 3, "version": {"major": "x"}},
]


def opened(library: Library) -> Centre:
    settings = library.settings()
    return open_centre(settings, settings.media_centres[0], CancelToken())


@pytest.fixture(params=KINDS)
def stand_in(request: pytest.FixtureRequest, library: Library) -> Iterator[CentreStandIn]:
    with centre(library, request.param) as one:
        yield one


def failure(library: Library) -> str:
    with pytest.raises(CentreFailure) as raised:
        opened(library).look()
    text = str(raised.value)
    checked_text(text.encode())
    assert "\n" not in text
    for secret in (SECRET, PASSWORD, PASSWORD.partition(":")[2]):
        assert secret not in text
        assert secret not in repr(raised.value.__context__)
    return text


@pytest.mark.parametrize("document", SENSELESS, ids=lambda one: json.dumps(one)[:30])
def test_an_answer_that_makes_no_sense(
    library: Library, stand_in: CentreStandIn, document: Any
) -> None:
    stand_in.hostile["/"] = lambda handler: handler.send_raw(json.dumps(document).encode())
    assert failure(library)


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe", b"[" * 100_000, b'{"a": NaN}', b'{"a": 1e999']
)
def test_what_is_no_json(library: Library, stand_in: CentreStandIn, body: bytes) -> None:
    stand_in.hostile["/"] = lambda handler: handler.send_raw(body)
    assert failure(library)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_no_redirect_is_followed(library: Library, stand_in: CentreStandIn, status: int) -> None:
    with CentreStandIn("jellyfin", {}) as other:
        stand_in.hostile["/"] = lambda handler: handler.send(status, None, Location=other.url)
        assert "it sends elsewhere" in failure(library)
        assert other.requests == []


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "refuses the token"), (403, "administrator"), (404, "address"), (500, "status 500")],
)
def test_a_refusal_is_told(
    library: Library, stand_in: CentreStandIn, status: int, words: str
) -> None:
    stand_in.hostile["/"] = lambda handler: handler.send(status)
    assert words in failure(library)


def test_an_answer_that_repeats_the_secret_is_dropped(
    library: Library, stand_in: CentreStandIn
) -> None:
    said = {"Version": f"10 {stand_in.token}", "MediaContainer": {"version": stand_in.token}}
    stand_in.hostile["/"] = lambda handler: handler.send(200, {**said, "result": said})
    assert "repeats the token" in failure(library)


def endless(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Transfer-Encoding", "chunked")
    handler.end_headers()
    while True:
        handler.wfile.write(b"10000\r\n" + b" " * 65536 + b"\r\n")


def dribbling(handler: Handler) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    while True:
        handler.wfile.write(b" ")
        handler.wfile.flush()
        time.sleep(0.02)


def silent(handler: Handler) -> None:
    handler.rfile.read()


@pytest.mark.parametrize("hostile", [endless, dribbling, silent])
def test_what_never_ends_ends(library: Library, hostile: Callable[[Handler], None]) -> None:
    with centre(library, "jellyfin") as one:
        one.hostile["/"] = hostile
        limits = Limits(connect_s=1.0, read_s=0.4, total_s=0.8, size=1_000_000)
        transport = Transport(one.url, Token(SECRET), limits)
        with pytest.raises(CentreFailure):
            Jellyfin(CentreClient(transport, CancelToken())).look()


def test_nobody_is_there(library: Library) -> None:
    with centre(library, "plex"):
        pass
    assert failure(library)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for 127.0.0.1 that nobody has signed."""
    file = tmp_path_factory.mktemp("tls") / "both.pem"
    words = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=centre"]
    names = ["-addext", "subjectAltName=IP:127.0.0.1"]
    out = ["-keyout", f"{file}.key", "-out", f"{file}.crt"]
    subprocess.run(["openssl", *words, *names, *out], check=True, capture_output=True)
    file.write_bytes(Path(f"{file}.key").read_bytes() + Path(f"{file}.crt").read_bytes())
    return file


def test_a_certificate_that_does_not_fit(library: Library, certificate: Path) -> None:
    with centre(library, "jellyfin", certificate=certificate) as one:
        assert "secure connection" in failure(library)
        assert one.requests == []


def test_a_certificate_of_ones_own(library: Library, certificate: Path) -> None:
    with CentreStandIn("jellyfin", {"a": ["/v"]}, certificate=certificate) as one:
        use(library, one, more=f'ca_file = "{certificate}.crt"\n')
        assert opened(library).look().folders == (b"/v",)


@pytest.mark.parametrize(
    "place", ["", "\0", "x" * 9000, 3, None, {"path": "/a"}, "\ud800", "/a\n\x1b[31m"]
)
def test_folders_that_are_none_are_left_out(library: Library, place: Any) -> None:
    with CentreStandIn("jellyfin", {"Films": ["/v", place]}) as one:
        use(library, one)
        found = opened(library).look().folders
        assert found[0] == b"/v"
        assert all(b"\0" not in path for path in found)
        assert len(found) <= 2


def test_a_thousand_times_too_many_libraries(library: Library) -> None:
    with CentreStandIn("plex", {f"L{n}": [f"/v{n}"] for n in range(3000)}) as one:
        use(library, one)
        assert len(opened(library).look().libraries) == 1000


@pytest.mark.parametrize("key", ["../../x", "1?a=b", "", "1" * 30, 7, None])
def test_a_section_of_plex_is_no_way_out(library: Library, key: Any) -> None:
    with centre(library, "plex") as one:
        section = {"key": key, "title": "x", "Location": [{"path": str(library.links)}]}
        document = {"MediaContainer": {"Directory": [section]}}
        one.hostile["/library/sections"] = lambda handler: handler.send(200, document)
        telling = opened(library)
        known = telling.look()
        telling.tell([os.fsencode(str(library.links))], known)
        assert known.libraries == ()
        assert one.told == []
