"""Commands that help: a shell takes them for what they are meant to be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui import settings
from vidtui.jobs.commands import Commands, quoted

ODD = {
    "empty": b"",
    "escape and digits": b"\xe9\x01a1",
    "no-break space": "a\u00a0b".encode(),
    "quotes and bytes": b"it's \\ \xff 'x'",
    "dollars": b"$HOME ${x} $(date) `date`\x01",
    "history": b"wow!! !x",
}


@pytest.mark.parametrize("name", [*HOSTILE.values(), *ODD.values()], ids=[*HOSTILE, *ODD])
def test_a_shell_reads_back_what_was_quoted(name: bytes) -> None:
    word = quoted(name)
    assert word.isprintable()
    word.encode("utf-8")
    done = subprocess.run(["bash", "-c", f"printf %s {word}"], capture_output=True, check=True)
    assert done.stdout == name


def test_every_byte() -> None:
    data = bytes(range(1, 256))
    done = subprocess.run(
        ["bash", "-c", f"printf %s {quoted(data)}"], capture_output=True, check=True
    )
    assert done.stdout == data


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_a_link_and_its_folder(library: Library, name: bytes) -> None:
    film = library.put(b"Films/" + name + b".mkv")
    place = library.path(b"-new/" + name + b"/" + name + b".mkv", library.links)
    subprocess.run(
        ["bash", "-c", Commands(library.settings()).link(film, place)], check=True, cwd="/"
    )
    with open(place, "rb") as opened:
        assert opened.read() == b"video: Films/" + name + b".mkv"


def test_a_link_takes_no_place_that_is_taken(library: Library) -> None:
    place = library.put("Films/there.mkv", b"precious", on=library.links)
    command = Commands(library.settings()).link(b"/x", place)
    assert subprocess.run(["bash", "-c", command], capture_output=True, check=False).returncode
    with open(place, "rb") as opened:
        assert opened.read() == b"precious"


def test_settings_of_its_own_are_named(library: Library) -> None:
    library.config = library.config.rename(library.base / "my config.toml")
    command = Commands(library.settings()).vidtui("import", b"/x y")
    assert command == (
        f"vidtui --config '{library.config}' --data-dir {quoted(str(library.data))} import '/x y'"
    )


def test_the_usual_settings_are_not(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    config = tmp_path / ".config" / "vidtui" / "config.toml"
    config.parent.mkdir(parents=True)
    config.write_text(f'[[storage]]\npath = "{tmp_path}"\n')
    assert Commands(settings.load(env={})).vidtui("import") == "vidtui import"


def test_what_the_environment_and_the_options_say_is_named(tmp_path: Path) -> None:
    loaded = settings.load(
        {
            "storage": (str(tmp_path / "a b"), str(tmp_path)[:4] + "x"),
            "language": "fr",
            "tmdb.requests_per_10_s": 9,
        },
        config=tmp_path / "config.toml",
        env={
            "VIDTUI_DATA_DIR": str(tmp_path / "data"),
            "VIDTUI_LINKS": "/l1:/l2",
            "VIDTUI_PATH_MAP": "/media=/l1",
            "VIDTUI_EXTENSIONS": "mkv,mp4",
        },
    )
    line = Commands(loaded).vidtui("import")
    done = subprocess.run(
        ["bash", "-c", f"vidtui() {{ printf '%s\\n' \"$@\"; }}; {line}"],
        capture_output=True,
        check=True,
    )
    given = done.stdout.decode().split("\n")[:-1]
    # fmt: off
    assert given == [
        "--config", str(tmp_path / "config.toml"), "--data-dir", str(tmp_path / "data"),
        "--storage", str(tmp_path / "a b"), "--storage", str(tmp_path)[:4] + "x",
        "--links", "/l1", "--links", "/l2", "--path-map", "/media=/l1",
        "--extensions", "mkv,mp4", "--tmdb-requests-per-10-s", "9", "import",
    ]
    # fmt: on


def test_roots_that_changed_since_are_those_of_now(tmp_path: Path) -> None:
    loaded = settings.load({"storage": ("/a",)}, config=tmp_path / "config.toml", env={})
    both = settings.with_roots(loaded, (*loaded.roots, settings.RootSetting("storage", b"/b c")))
    assert "--storage /a --storage '/b c' import" in Commands(both).vidtui("import")
