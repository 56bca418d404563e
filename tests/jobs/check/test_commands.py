"""Commands that help: a shell takes them for what they are meant to be."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui import settings
from vidtui.jobs.check.commands import Commands, quoted

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
    loaded = settings.load({"storage": (str(tmp_path),)}, env={})
    assert Commands(loaded).vidtui("import") == "vidtui import"
