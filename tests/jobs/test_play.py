"""Playing: another program is started away from this terminal, or what to do is told."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from vidtui import container
from vidtui.errors import UsageProblem, VidtuiError
from vidtui.jobs import play as playing
from vidtui.jobs.play import play
from vidtui.settings import model
from vidtui.settings.centres import CentreMap
from vidtui.settings.model import Settings

HOSTILE = b"/nas/-x \xe9 'q' $(id) {path}\n.mkv"
SHOWN = {"DISPLAY": ":0", "PATH": os.environ["PATH"]}


def settings(tmp_path: Path, text: str = "") -> Settings:
    config = tmp_path / "config.toml"
    config.write_text(text, "utf-8")
    return model.load(config=config, data_dir=tmp_path, env={})


def player(tmp_path: Path, rest: str = "") -> tuple[tuple[str, ...], Path]:
    """Return a command that writes its words, its session and its environment to a file."""
    heard = tmp_path / "heard"
    script = (
        "import os, sys; out = open(sys.argv[1] + '.new', 'wb');"
        " out.write(b'\\0'.join([os.fsencode(sys.argv[2]), str(os.getsid(0)).encode(),"
        " os.environ.get('VIDTUI_TMDB_TOKEN', '').encode(), str(os.isatty(0)).encode()]));"
        f" out.close(); os.rename(sys.argv[1] + '.new', sys.argv[1]); {rest}"
    )
    return (sys.executable, "-c", script, str(heard), "{path}"), heard


def test_the_player_gets_the_path_as_it_is_and_nothing_of_this_terminal(tmp_path: Path) -> None:
    command, heard = player(tmp_path)
    given = replace(settings(tmp_path), play_command=command)
    env = {**os.environ, "VIDTUI_TMDB_TOKEN": "secret"}
    assert play(given, HOSTILE, env) == (HOSTILE, "")
    path, session, token, is_terminal = heard.read_bytes().split(b"\0")
    assert (path, token, is_terminal) == (HOSTILE, b"", b"False")
    assert int(session) != os.getsid(0)


def test_it_goes_on_by_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(playing, "WAIT_S", 0.01)
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    command = ("sh", "-c", 'echo "$2" > "$1"', "sh", str(pipe), "{path}")  # waits for a reader
    assert play(replace(settings(tmp_path), play_command=command), b"/a.mkv").why == ""
    assert pipe.read_text() == "/a.mkv\n"


def test_another_machine_has_its_own_paths(tmp_path: Path) -> None:
    command, heard = player(tmp_path)
    maps = (CentreMap(b"smb://nas/video", b"/nas"), CentreMap(b"/mnt/x", b"/nas/x"))
    given = replace(settings(tmp_path), play_command=command, play_maps=maps)
    assert play(given, b"/nas/x/a.mkv").path == b"/mnt/x/a.mkv"
    assert play(given, b"/nas/y/a.mkv").path == b"smb://nas/video/y/a.mkv"
    assert heard.read_bytes().startswith(b"smb://nas/video/y/a.mkv\0")


def test_a_player_that_fails_or_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    failing, _heard = player(tmp_path, "sys.exit(3)")
    for command in (failing, ("/nowhere/mpv", "{path}"), ("mpv\0", "{path}")):
        with pytest.raises(VidtuiError) as told:
            play(replace(settings(tmp_path), play_command=command), b"/a.mkv")
        assert "\n" not in str(told.value)
        assert "\0" not in str(told.value)


@pytest.mark.parametrize(
    ("env", "in_container", "why"),
    [
        ({**SHOWN, "SSH_CONNECTION": "a"}, False, "SSH"),
        (SHOWN, True, "container"),
        ({"PATH": "/nowhere"}, False, "no screen"),
        ({**SHOWN, "PATH": "/nowhere"}, False, "not installed"),
    ],
)
def test_without_a_command_nothing_is_started_where_nobody_would_see_it(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    env: dict[str, str],
    in_container: bool,
    why: str,
) -> None:
    monkeypatch.setattr(container, "is_container", lambda: in_container)
    played = play(settings(tmp_path), b"/a.mkv", env)
    assert played.path == b"/a.mkv"
    assert why in played.why


def test_what_the_settings_say(tmp_path: Path) -> None:
    text = '[play]\ncommand = ["vlc", "--", "{path}"]\n[[play.path_map]]\nhere = "/nas"\n'
    held = settings(tmp_path, text + 'theirs = "/mnt/nas"\n')
    assert held.play_command == ("vlc", "--", "{path}")
    assert held.play_maps == (CentreMap(b"/mnt/nas", b"/nas"),)
    assert settings(tmp_path).play_command == ()
    for wrong in ('command = "mpv"', 'command = ["mpv"]', "path_map = 3", "comand = []"):
        with pytest.raises(UsageProblem, match="play"):
            settings(tmp_path, f"[play]\n{wrong}\n")
