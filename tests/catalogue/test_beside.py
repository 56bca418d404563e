"""A second process, whatever it does and however it ends, costs a live one nothing."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from io import StringIO

import click
import pytest

from tests.support.kills import killed_at
from tests.support.library import Library
from tests.support.running import REPOSITORY, environment
from vidtui import cli
from vidtui.cli.program import vidtui

pytestmark = pytest.mark.in_full

# Every batch command, with what it needs: those that write find the lock taken, or write.
COMMANDS = {
    "ack": [],
    "check": [],
    "completion": ["bash"],
    "config check": [],
    "config edit": [],
    "config path": [],
    "config show": [],
    "confirm": ["1"],
    "db backup": [],
    "db restore": ["{copy}"],
    "db status": [],
    "doctor": ["--offline"],
    "enrich": ["--limit", "1"],
    "forget": ["--missing"],
    "gaps": [],
    "import": [],
    "journal": [],
    "link": [],
    "links restore": ["{base}/config.toml"],
    "list": [],
    "media-centre refresh": [],
    "media-centre test": [],
    "nightly": [],
    "notify test": [],
    "pending": [],
    "pending accept": ["1", "--id", "1"],
    "pending ignore": ["1"],
    "pending set": ["1", "--id", "1"],
    "probe": [],
    "repair-links": [],
    "roots add": ["{base}/more", "--role", "storage"],
    "roots confirm": ["{base}/stockage"],
    "roots forget": ["{base}/more"],
    "roots list": [],
    "roots relocate": ["{base}/stockage", "{base}/more"],
    "stats": [],
    "undo": [],
}
FILMS = 60


class Living:
    """The app, in a process of its own."""

    def __init__(self, library: Library, what: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.support.living", str(library.base), what],
            cwd=REPOSITORY,
            env=environment(library),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )

    def committed(self) -> int:
        """Wait for what it says next."""
        assert self.process.stdout is not None
        return int(self.process.stdout.readline())

    def deleted(self) -> list[str]:
        """Return what it has open that has no name any more."""
        folder = f"/proc/{self.process.pid}/fd"
        opened = []
        for number in os.listdir(folder):
            try:
                opened.append(os.readlink(f"{folder}/{number}"))
            except FileNotFoundError:
                continue
        assert any("catalogue.sqlite3" in name for name in opened)
        return [name for name in opened if "catalogue.sqlite3" in name and "(deleted)" in name]

    def kill(self) -> int:
        """Kill it; return the last that it said."""
        self.process.send_signal(signal.SIGKILL)
        assert self.process.stdout is not None
        said = self.process.stdout.read().splitlines(keepends=True)
        self.process.wait()
        return int([line for line in said if line.endswith(b"\n")][-1])


@pytest.fixture(params=["reads", "enriches"])
def living(library: Library, request: pytest.FixtureRequest) -> Iterator[Living]:
    library.films(FILMS)
    library.import_()
    (library.base / "more").mkdir()
    one = Living(library, request.param)
    while one.committed() < (5 if request.param == "enriches" else 0):
        pass
    yield one
    if one.process.poll() is None:
        one.process.kill()
        one.process.wait()


def line(library: Library, command: str) -> Callable[[], object]:
    """Return what runs a command in this process, as quietly as can be."""
    copies = sorted((library.data / "backups").glob("*"))
    given = [
        one.format(base=library.base, copy=copies[0] if copies else "none")
        for one in COMMANDS[command]
    ]

    def work() -> None:
        sys.stdout = sys.stderr = StringIO()
        os.environ.update(environment(library) | {"VISUAL": "true"})
        cli.run(["--batch", *command.split(), *given])

    return work


def leaves(group: click.Group, before: str = "") -> Iterator[str]:
    for name, command in group.commands.items():
        if isinstance(command, click.Group):
            yield from leaves(command, f"{before}{name} ")
        else:
            yield before + name


def test_all_commands_are_tried() -> None:
    assert set(leaves(vidtui)) - {"demo"} <= set(COMMANDS)


def test_every_command_beside_it_and_a_kill_of_either(living: Living, library: Library) -> None:
    for number, command in enumerate(COMMANDS):
        killed_at(None, line(library, command))
        assert living.deleted() == [], command
        killed_at(40 + 97 * number, line(library, command))
        assert living.deleted() == [], command
    last = living.kill()
    (row,) = library.query("SELECT count(*) FROM media_group WHERE state != 'queued'")
    assert row[0] >= last
    assert library.query("PRAGMA integrity_check")[0][0] == "ok"
