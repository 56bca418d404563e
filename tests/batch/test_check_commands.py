"""What a check suggests, run as it is: each command does what it says."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import forked
from tests.support.check_reports import PLANTED, planted
from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.running import PATIENCE_S, checked_text, environment, run
from vidtui.errors import Exit

Run = Callable[[str], int]


@pytest.fixture
def bash(library: Library, tmp_path: Path) -> Run:
    """Run a line as a person would paste it; without a terminal vidtui needs --batch."""
    programs = tmp_path / "bin"
    programs.mkdir()
    env = environment(library)
    env["PATH"] = f"{programs}:{env['PATH']}"
    _program, link = forked.program(programs, env, "--batch")

    def line(command: str) -> int:
        done = subprocess.run(
            ["bash", "-c", command],
            env=env,
            pass_fds=[link],
            capture_output=True,
            timeout=PATIENCE_S,
            check=False,
        )
        checked_text(done.stderr)
        assert b"syntax error" not in done.stderr
        assert done.returncode in (*Exit,), (command, done.stderr)
        return done.returncode

    return line


def arguments_of(command: str, tmp_path: Path) -> list[list[bytes]]:
    """Return what a shell hands to each ``vidtui`` of a line."""
    programs, given = tmp_path / "told", tmp_path / "given"
    programs.mkdir(exist_ok=True)
    program = programs / "vidtui"
    program.write_text(f"#!/bin/sh\nprintf '%s\\0' \"$@\" '' '' >>'{given}'\n")
    program.chmod(0o755)
    env = {"PATH": f"{programs}:{os.environ['PATH']}"}
    given.write_bytes(b"")
    subprocess.run(["bash", "-c", command], env=env, check=True, timeout=PATIENCE_S)
    return [one.split(b"\0") for one in given.read_bytes().split(b"\0\0\0")[:-1]]


def suggested(library: Library, *options: str) -> dict[str, list[str | None]]:
    """Return by kind the commands of a check."""
    report = run("--batch", "check", "-q", "--json", *options, library=library).json
    commands: dict[str, list[str | None]] = {}
    for one in report["findings"]:
        commands.setdefault(one["kind"], []).append(one["command"])
    return commands


def test_every_command_does_what_it_says(library: Library, bash: Run) -> None:
    planted(library)
    commands = suggested(library, "--verify-hash")
    os.rmdir(library.path("Films/Closed"))
    silent, ghost, links = (
        commands[kind][0] for kind in ("silent_change", "ghost_entry", "broken_link")
    )
    assert silent
    assert bash(silent) == Exit.ATTENTION
    assert ghost
    name = PLANTED["ghost_entry"][0].removeprefix("stockage/")
    assert library.path(name) in library.files()
    assert bash(ghost) == Exit.OK
    assert library.path(name) not in library.files()
    assert links
    assert {links} == {
        command
        for kind in ("broken_link", "loop_link", "wrong_link", "folder_link")
        for command in commands[kind]
    }
    assert bash(links) == Exit.ATTENTION
    for kind in ("orphan_file", "changed_file"):
        (command,) = commands[kind]
        assert command
        bash(command)
        assert kind not in suggested(library)
    for kind in ("unreadable", "empty_file", "duplicate"):
        for command in commands.get(kind, ()):
            assert command
            bash(command)
    for command in suggested(library)["unlinked_file"]:
        assert command
        assert bash(command) == Exit.OK
    after = suggested(library)
    assert not {"ghost_entry", "orphan_file", "changed_file"} & after.keys()
    (pending,), (failed,) = commands["pending_group"], commands["failed_group"]
    assert pending
    assert bash(pending) in (Exit.OK, Exit.ATTENTION)
    assert failed
    assert bash(failed) == Exit.USAGE  # there is no token in a test


def test_other_settings_are_named(library: Library, bash: Run) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    library.import_()
    os.unlink(library.path("Films/Heat (1995)/Heat (1995).mkv"))
    library.films(1)
    options = ("--config", str(library.config), "--data-dir", str(library.data))
    done = run("--batch", *options, "check", "--json", "-q", VIDTUI_LANGUAGE="en")
    commands = [one["command"] for one in done.json["findings"]]
    assert any(command.startswith("vidtui --config ") for command in commands)
    (forget,) = [command for command in commands if " forget " in command]
    (import_,) = [command for command in commands if " import " in command]
    for command in (import_, forget):
        assert bash(f"cd / && env -u VIDTUI_CONFIG -u VIDTUI_DATA_DIR {command}") == Exit.OK
    assert suggested(library).keys() <= {"unlinked_file"}


def test_hostile_names(library: Library, bash: Run, tmp_path: Path) -> None:
    """Files of any name are named and forgotten by the commands as they are."""
    for name in library.films(150):
        library.link(name, library.path(name))
    files = [library.put(b"Films/" + name + b"/" + name + b".mkv") for name in HOSTILE.values()]
    library.import_()
    lines = suggested(library)["unlinked_file"]
    assert len(lines) == len(files) - 1  # ``..`` leads out of the folder of films
    given = arguments_of(" && ".join(filter(None, lines)), tmp_path)
    assert {one[-1] for one in given} <= set(files)
    assert {one[-2] for one in given} == {b"link"}
    for path in files:
        os.unlink(path)
    ghosts = suggested(library, "--accept-loss")["ghost_entry"]
    assert len(ghosts) == len(files)
    given = arguments_of(" && ".join(filter(None, ghosts)), tmp_path)
    assert len(given) == len(ghosts)
    for one in given:
        assert run("--batch", *one, "--accept-loss", library=library).code == Exit.OK
    assert "ghost_entry" not in suggested(library)
