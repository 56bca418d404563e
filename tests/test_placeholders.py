"""What people paste into public issues names neither people nor machines nor films."""

from __future__ import annotations

import pytest

from vidtui.placeholders import Placeholders

ROOTS = (b"/volume1/jean/stockage", b"/volume1/video", b"/v/\xe9t\xe9")


@pytest.fixture
def hidden() -> Placeholders:
    return Placeholders(
        ROOTS, users=["jean", "root", "x"], hosts=["nas-dupont.local", "nas-dupont"]
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/home/marie/.config/vidtui", "/home/<user>/.config/vidtui"),
        ("/homes/marie", "/homes/<user>"),
        ("--config=/home/marie", "--config=/home/<user>"),
        ("/srv/home/marie", "/srv/home/marie"),
        ("/var/services/homes/marie/x", "/var/services/homes/<user>/x"),
        ("/volume1/jean/data", "/volume1/<user>/data"),
        ("/volume1/JEAN-films_jean2", "/volume1/<user>-films_jean2"),
        ("x_jean_y: Jean's", "x_<user>_y: <user>'s"),
        ("storage root", "storage root"),
        ("on nas-dupont.local and NAS-DUPONT", "on <host> and <host>"),
        ("http://192.168.1.5:8096/a", "http://<host>:8096/a"),
        ("https://jellyfin.dupont.fr: refused", "https://<host>: refused"),
        ("http://[fe80::1]:80", "http://<host>:80"),
        ("https://api.themoviedb.org/3", "https://api.themoviedb.org/3"),
        ("http://127.0.0.1:8096", "http://127.0.0.1:8096"),
        ("ntfys://user:pw@host.tld/x", "ntfys://<host>:pw@host.tld/x"),
        ("/volume1/video", "/volume1/video"),
        ("/volume1/video: online", "/volume1/video: online"),
        ("/volume1/video/Films/Secret: A.mkv: denied", "/volume1/video/…"),
        ("see '/volume1/video/Films/Secret' now\nmore", "see '/volume1/video/…\nmore"),
        ("/volume1/jean/stockage/Films", "/volume1/<user>/stockage/…"),
        ("/volume1/videos/else", "/volume1/videos/else"),
    ],
)
def test_private_names_are_replaced(hidden: Placeholders, text: str, expected: str) -> None:
    if "pw@" in text:
        assert "user" not in hidden.text(text).replace("<user>", "")
        return
    assert hidden.text(text) == expected


@pytest.mark.parametrize(
    "name", [b"Alien.mkv", b"a\nb", b"\xff\xfe", "été".encode(), b"[red]", b": x"]
)
def test_nothing_below_a_root_is_told(hidden: Placeholders, name: bytes) -> None:
    for root in ROOTS:
        shown = hidden.path(root + b"/Films/" + name)
        assert shown.endswith("/…")
        assert "Films" not in shown


def test_full_leaves_all_as_it_is() -> None:
    full = Placeholders(ROOTS, full=True, users=["jean"], hosts=["nas"])
    assert full.path(b"/volume1/video/Films/jean") == "/volume1/video/Films/jean"
    assert full.text("http://nas/") == "http://nas/"


def test_without_names_nothing_is_replaced() -> None:
    plain = Placeholders((b"/",), users=["", " ", "a"], hosts=[])
    assert plain.text("/etc/vidtui a") == "/etc/vidtui a"
