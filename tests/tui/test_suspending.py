"""The app in real terminals inside others: Ctrl+Z and ``fg`` bring all of the screen back."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from vidtui.tui import suspending

ROOT = Path(__file__).parents[2]
WAIT_S = 120


def wait_until(holds: Callable[[], bool], told: Callable[[], str]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        assert time.monotonic() < deadline, told()
        time.sleep(0.05)


class Inside:
    """A shell with job control in tmux or GNU screen, which say what it shows."""

    def __init__(self, kind: str, folder: Path, columns: int = 80, lines: int = 24) -> None:
        program = shutil.which(kind)
        shell = shutil.which("bash")
        if program is None or shell is None:
            pytest.skip(f"{kind} or bash is not installed")
        self.kind, self.program, self.folder = kind, program, folder
        folder.chmod(0o700)
        self.env = {
            **{name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ},
            "HOME": str(folder),
            "TERM": "xterm",
            "LC_ALL": "C.UTF-8",
            "SHELL": shell,
            "SCREENDIR": str(folder),
            "TMUX_TMPDIR": str(folder),
        }
        inner = ["env", "TERM=screen", "PS1=ready> ", shell, "--norc", "--noprofile"]
        if kind == "tmux":
            size = ["-x", str(columns), "-y", str(lines)]
            self.run("-f", "/dev/null", "new-session", "-d", *size, shlex.join(inner))
        else:
            self.run("-c", "/dev/null", "-U", "-dmS", "it", *inner)
        self.wait(lambda shown: "ready>" in shown)

    def run(self, *words: str) -> str:
        """Call the program; return what it prints."""
        done = subprocess.run(
            [self.program, *words], env=self.env, cwd=ROOT, capture_output=True, check=True
        )
        return done.stdout.decode("utf-8", "replace")

    def type(self, text: str) -> None:
        """Type a text; control characters are keys."""
        if self.kind == "tmux":
            self.run("send-keys", "-l", text)
        else:
            self.run("-S", "it", "-p", "0", "-X", "stuff", text.replace("\\", "\\\\"))

    def shown(self) -> str:
        """Return what stands on the screen."""
        if self.kind == "tmux":
            return self.run("capture-pane", "-p").rstrip()
        file = self.folder / "hardcopy"
        file.unlink(missing_ok=True)
        self.run("-S", "it", "-p", "0", "-X", "hardcopy", str(file))
        wait_until(file.exists, lambda: "no hardcopy")
        return file.read_text("utf-8", "replace").rstrip()

    def wait(self, holds: Callable[[str], bool]) -> str:
        """Wait for a screen; return it."""
        seen: list[str] = [""]

        def is_so() -> bool:
            seen.append(self.shown())
            return holds(seen[-1])

        wait_until(is_so, lambda: seen[-1])
        return seen[-1]

    def settled(self, mark: str, gone: str) -> str:
        """Wait until one text is there, another is not, and nothing moves; return the screen."""
        before = ""

        def is_still(shown: str) -> bool:
            nonlocal before
            before, last = shown, before
            return shown == last and mark in shown and not (gone and gone in shown)

        return self.wait(is_still)

    def close(self) -> None:
        """End it, with all that runs in it."""
        if self.kind == "tmux":
            self.run("kill-server")
        else:
            self.run("-S", "it", "-X", "quit")


@pytest.fixture(params=["tmux", "screen"])
def inside(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Inside]:
    one = Inside(request.param, tmp_path)
    yield one
    one.close()


def begin(inside: Inside) -> str:
    inside.type(f"{shlex.quote(sys.executable)} -m tests.tui.in_terminal plain {inside.folder}\r")
    return inside.wait(lambda shown: "Ready to import" in shown and "Quit" in shown)


def test_every_screen_comes_back_whole(inside: Inside) -> None:
    begin(inside)
    for keys, mark, gone in (
        ("gh", "9,911", "Ready"),
        ("?", "Move:", ""),
        ("\r", "9,911", "Move:"),
        ("gs", "Path map", "9,911"),
    ):
        inside.type(keys)
        before = inside.settled(mark, gone)
        inside.type("\x1a")
        inside.wait(lambda shown: "Stopped" in shown)
        inside.type("fg\r")
        assert inside.wait(before.__eq__) == before
    # In the background nothing can be drawn: it stops again.
    inside.type("\x1a")
    inside.wait(lambda shown: "Stopped" in shown)
    inside.type("bg\r")
    inside.wait(lambda shown: "Stopped" in shown)
    inside.type("fg\r")
    assert inside.wait(lambda shown: shown == before) == before
    inside.type("q")
    inside.wait(lambda shown: "cleaned up" in shown)


def test_a_process_that_no_shell_waits_for_is_not_stopped(inside: Inside) -> None:
    inside.type(
        "exec setsid --ctty --wait "
        f"{shlex.quote(sys.executable)} -m tests.tui.in_terminal plain {inside.folder}\r"
    )
    inside.wait(lambda shown: "Ready to import" in shown and "Quit" in shown)
    inside.type("\x1a")
    inside.wait(lambda shown: "No shell waits here" in shown)
    inside.type("q")


@pytest.mark.parametrize(
    ("shells_group", "is_waited_for"),
    [(20, True), (30, False)],
    ids=["of its own", "that of the process, as without job control"],
)
def test_who_would_continue_a_process_is_found_through_its_parents(
    shells_group: int, is_waited_for: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # We are in group 30, run by a script of it (30), run by a shell (20), in a terminal (10).
    sessions = {0: 20, 30: 20, 20: 20, 10: 10}
    groups = {30: 30, 20: shells_group, 10: 10}
    monkeypatch.setattr(os, "getsid", sessions.__getitem__)
    monkeypatch.setattr(os, "getpgid", groups.__getitem__)
    monkeypatch.setattr(os, "getpgrp", lambda: 30)
    monkeypatch.setattr(os, "getppid", lambda: 30)
    monkeypatch.setattr(suspending, "_parent_of", {30: 20, 20: 10, 10: 0}.__getitem__)
    assert suspending.comes_back() is is_waited_for
