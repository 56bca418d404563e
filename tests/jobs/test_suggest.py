"""Commands that help: a shell takes them for what they are meant to be."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.jobs.suggest import Commands, line, quoted
from vidtui.settings import model
from vidtui.text import printable

ODD = {
    "empty": b"",
    "escape and digits": b"\xe9\x01a1",
    "no-break space": "a\u00a0b".encode(),
    "quotes and bytes": b"it's \\ \xff 'x'",
    "quotes and a control": b'it\'s \x01 \\\\ "two" \\"',
    "dollars": b"$HOME ${x} $(date) `date`\x01",
    "substitutions": b"$HOME ${x} $(date) `date`",
    "history": b"wow!! !x",
    "history and a control": b"wow!! !x\x01!",
    "options of printf": b"-v\x01%s %d %%",
    "its own end": b"x')\"; echo \x01 $('",
    "newline at the end": b"end\n",
    "newlines at the end": b"a\nb\n\n\n",
    "newline alone": b"\n",
    "the name of the newline": b'"${nl%.}"',
    "its name and a newline": b'"${nl%.}"\n',
    "a command of zsh": b"=ls",
    "home": b"~root",
    "assignment": b"a=b c",
    "nothing to quote": b"/a/b.c-d_e:f,g@h+i%j=k",
}
NAMES = HOSTILE | ODD
SHELLS = [
    pytest.param(words, id=words[0])
    for words in (["dash"], ["bash"], ["bash", "--posix"], ["zsh"], ["busybox", "sh"], ["mksh"])
    if shutil.which(words[0])
]


def run(shell: Sequence[str], text: str) -> bytes:
    """Run a command line, and return what it prints."""
    done = subprocess.run([*shell, "-c", text], capture_output=True, check=True, cwd="/")
    assert done.stderr == b""
    return done.stdout


def told(shell: Sequence[str], text: str) -> list[bytes]:
    """Return the words that a command line gives to a program called vidtui."""
    script = "import os, sys; os.write(1, bytes(1).join(map(os.fsencode, sys.argv[1:])))"
    vidtui = f'vidtui() {{ {quoted(sys.executable)} -c {quoted(script)} "$@"; }}\n'
    return run(shell, vidtui + text).split(b"\0")


def test_there_are_two_shells_at_least() -> None:
    assert len(SHELLS) >= 2


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_reads_back_what_was_quoted(shell: Sequence[str]) -> None:
    assert told(shell, line("vidtui", *map(quoted, NAMES.values()))) == list(NAMES.values())


@pytest.mark.parametrize("shell", SHELLS)
def test_every_byte_beside_every_kind_of_byte(shell: Sequence[str]) -> None:
    names = [bytes(range(1, 256)), bytes(range(255, 0, -1))]
    for byte in range(1, 256):
        one = bytes((byte,))
        names += [one, one * 2, b"a" + one, one + b"\n", b"\n" + one, b"'" + one, b"7" + one + b"7"]
    assert told(shell, line("vidtui", *map(quoted, names))) == names


@pytest.mark.parametrize("shell", SHELLS)
def test_letters_of_all_alphabets_stand_as_they_are(shell: Sequence[str]) -> None:
    """Their bytes are those that some shells keep for themselves."""
    letters = [chr(code) for code in range(0xA1, 0x3000) if chr(code).isprintable()]
    names = ["".join(letters), "".join(letters) + "\x01", *letters[:400]]
    assert letters[50] in quoted(names[0])
    assert told(shell, line("vidtui", *map(quoted, names))) == [one.encode() for one in names]


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_no_control_reaches_a_terminal(name: bytes) -> None:
    shown = line("vidtui", quoted(name))
    assert shown.isprintable()
    assert shown.encode("utf-8")
    assert printable(shown) == shown


@pytest.mark.parametrize("name", NAMES.values(), ids=NAMES.keys())
def test_what_is_typed_into_a_shell_is_read_alike(name: bytes) -> None:
    """Bash then replaces what reads like an event of its history before anything else."""
    text = "set -o history\nset -o histexpand\nx=1\n" + line("printf '<%s>'", quoted(name)) + "\n"
    done = subprocess.run(
        ["bash", "--norc", "--noprofile"], input=text.encode(), capture_output=True, check=True
    )
    assert done.stdout == b"<" + name + b">"
    assert done.stderr == b""


def test_older_versions_replace_an_event_within_a_substitution_too() -> None:
    assert "!" not in quoted(b"wow! !x\x01")


@pytest.mark.parametrize("shell", SHELLS)
def test_lines_are_put_together(shell: Sequence[str]) -> None:
    first = line("vidtui", quoted(b"a\n"))
    assert told(shell, line(first, quoted(b"b\n"), "--dry-run")) == [b"a\n", b"b\n", b"--dry-run"]


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
    assert Commands(model.load(env={})).vidtui("import") == "vidtui import"


def test_what_the_environment_and_the_options_say_is_named(tmp_path: Path) -> None:
    loaded = model.load(
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
    given = [os.fsdecode(word) for word in told(["sh"], Commands(loaded).vidtui("import"))]
    # fmt: off
    assert given == [
        "--config", str(tmp_path / "config.toml"), "--data-dir", str(tmp_path / "data"),
        "--storage", str(tmp_path / "a b"), "--storage", str(tmp_path)[:4] + "x",
        "--links", "/l1", "--links", "/l2", "--path-map", "/media=/l1",
        "--extensions", "mkv,mp4", "--tmdb-requests-per-10-s", "9", "import",
    ]
    # fmt: on


def test_roots_that_changed_since_are_those_of_now(tmp_path: Path) -> None:
    loaded = model.load({"storage": ("/a",)}, config=tmp_path / "config.toml", env={})
    both = model.with_roots(loaded, (*loaded.roots, model.RootSetting("storage", b"/b c")))
    assert "--storage /a --storage '/b c' import" in Commands(both).vidtui("import")
