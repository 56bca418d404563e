"""Looking wakes no disk: the screens and the lists read the catalogue alone."""

from __future__ import annotations

import os
import pty
import select
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.running import command, environment

START_S = 120
QUIET_S = 0.7  # without a byte from the app: it has drawn all that it was asked for

pytestmark = pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")


def traced(library: Library, *words: str) -> list[str | bytes]:
    """Return a command line whose system calls with a path go to ``trace``."""
    calls = ["-e", "trace=%file", "-e", "signal=none", "-s", "4096"]
    return ["strace", "-f", "-qq", *calls, "-o", str(trace_of(library)), *command(*words)]


def trace_of(library: Library) -> Path:
    return library.base / "trace"


def touched(library: Library) -> list[str]:
    """Return the calls that were about the storage root, the link root, or what lies in them."""
    trace = trace_of(library)
    lines = trace.read_text("utf-8", "replace").splitlines() if trace.exists() else []
    if not lines:
        pytest.skip("strace is not allowed here")
    places = [f'"{place}' for place in (library.storage, library.links)]
    return [line for line in lines if any(place in line for place in places)]


@pytest.fixture
def known(library: Library) -> Library:
    """Three films with links, one of which is broken, imported; and one check that was kept."""
    for name in library.films(3):
        library.link(name, library.path(name))
    library.link("broken.mkv", library.path("nowhere.mkv"))
    library.import_()
    subprocess.run(
        command("--batch", "check"), env=environment(library), stdout=subprocess.PIPE, check=False
    )
    return library


@pytest.mark.parametrize(
    "words",
    [("journal",), ("pending",), ("db", "status"), ("ack", "--dry-run")],
    ids=" ".join,
)
def test_lists_touch_neither_files_nor_links(known: Library, words: tuple[str, ...]) -> None:
    line = traced(known, "--batch", *words)
    subprocess.run(
        line, env=environment(known), cwd="/", stdout=subprocess.PIPE, timeout=START_S, check=False
    )
    assert touched(known) == []


class App:
    """The app in a terminal of its own."""

    def __init__(self, library: Library) -> None:
        self.master, slave = pty.openpty()
        size = {"TERM": "xterm-256color", "COLUMNS": "100", "LINES": "30"}
        self.process = subprocess.Popen(
            traced(library),
            env=environment(library, **size),
            cwd="/",
            stdin=slave,
            stdout=slave,
            stderr=slave,
            start_new_session=True,
        )
        os.close(slave)

    def read_until(self, is_enough: Callable[[bytes], bool], quiet_s: float) -> bytes:
        """Read until nothing came for a while and what came is enough."""
        output, deadline = b"", time.monotonic() + START_S
        while True:
            if select.select([self.master], [], [], quiet_s)[0]:
                output += os.read(self.master, 65536)
            elif is_enough(output):
                return output
            assert time.monotonic() < deadline, output[-2000:]

    def press(self, key: bytes) -> bytes:
        os.write(self.master, key)
        return self.read_until(bool, QUIET_S)

    def close(self) -> None:
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        os.close(self.master)


@pytest.fixture
def shown(known: Library) -> Iterator[App]:
    one = App(known)
    yield one
    one.close()


def test_no_page_touches_files_or_links_until_it_is_asked_to(known: Library, shown: App) -> None:
    shown.read_until(lambda output: b"online" in output, QUIET_S)
    for page in b"bqdcjsh":  # library, queue, to decide, check, journal, settings, home
        shown.press(b"g" + bytes([page]))
    assert touched(known) == []
    shown.press(b"gs")
    shown.press(b"r")  # on the Settings screen: look now
    deadline = time.monotonic() + START_S
    while not touched(known):
        assert time.monotonic() < deadline, "it was asked to look"
        shown.read_until(lambda _output: True, QUIET_S)
