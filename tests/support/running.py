"""Runs the real command line in a process of its own, and reads what it wrote, strictly."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.support import by_hand, forked, spared
from tests.support.library import Library
from vidtui.catalogue.lock import WriterLock

REPOSITORY = Path(__file__).resolve().parents[2]
CHILD = Path(__file__).parent / "child"  # what every process of a test imports first
PATIENCE_S = 600  # ends a test that hangs; a slow machine never takes so long
_RAW = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028]")


@dataclass(frozen=True)
class Done:
    """A process that ended."""

    code: int
    out: bytes
    err: bytes

    @property
    def text(self) -> str:
        return checked_text(self.out)

    @property
    def complaint(self) -> str:
        """The one line on stderr, where there must be no other."""
        text = checked_text(self.err)
        assert "Traceback" not in text
        assert text.count("\n") == 1, text
        return text.strip()

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return strict_json(self.out)

    @property
    def lines(self) -> list[Any]:
        """The JSON documents on stdout, one a line."""
        return [strict_json(line) for line in self.out.splitlines()]


def checked_text(data: bytes) -> str:
    """Decode what was written, and insist that nothing in it steers a terminal."""
    text = data.decode("utf-8")
    assert not _RAW.search(text), _RAW.search(text)
    return text


def strict_json(data: bytes) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(word)

    document = json.loads(checked_text(data), parse_constant=refuse)
    json.dumps(document, ensure_ascii=False).encode("utf-8")  # lone surrogates fail here
    return document


def environment(library: Library | None = None, **more: str) -> dict[str, str]:
    """Return an environment in which the command line finds one library and nothing else."""
    env = {
        "PATH": os.environ["PATH"],
        "HOME": os.environ["HOME"],
        "LANG": "C.UTF-8",
        "TZ": os.environ["TZ"],
        "PYTHONPATH": f"{REPOSITORY}:{CHILD}",
        "PYTHONDONTWRITEBYTECODE": "1",
        by_hand.LIST: os.environ[by_hand.LIST],
    }
    if library is not None:
        env |= {"VIDTUI_CONFIG": str(library.config), "VIDTUI_DATA_DIR": str(library.data)}
        env["HOME"] = str(library.base)
    return env | more


def command(*arguments: str | bytes, bound: bool = False) -> list[str | bytes]:
    """Return the command line; ``bound`` to the permissions of files, even for root."""
    line: list[str | bytes] = [sys.executable, "-m", "vidtui", *arguments]
    if bound and os.geteuid() == 0:
        line = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *line]
    return line


def run(
    *arguments: str | bytes,
    library: Library | None = None,
    bound: bool = False,
    cwd: Path | None = None,
    stdin: bytes = b"",
    **env: str,
) -> Done:
    """Run ``vidtui`` without a terminal."""
    child = _begun(arguments, library, bound, cwd, env, reads=True)
    try:
        out, err = child.communicate(stdin, PATIENCE_S)
    finally:
        child.kill()
    return Done(child.wait(), out, err)


def start(
    *arguments: str | bytes, library: Library, bound: bool = False, **env: str
) -> subprocess.Popen[bytes] | forked.Forked:
    """Start ``vidtui`` and leave it running, in full."""
    return _begun(arguments, library, bound, None, env, reads=False)


def _begun(
    arguments: tuple[str | bytes, ...],
    library: Library | None,
    bound: bool,
    cwd: Path | None,
    more: dict[str, str],
    *,
    reads: bool,
) -> subprocess.Popen[bytes] | forked.Forked:
    """Start ``vidtui`` in a process that is forked, but for a test in full, where it is new.

    One that reads nothing is there to be signalled: it is in full once it runs.
    """
    env = environment(library, **more)
    folder = str(cwd or (library.base if library else "/"))
    if spared.is_spared() and forked.can(env, environment()):
        bound = bound and os.geteuid() == 0
        return forked.Forked(
            arguments, env=env, cwd=folder, bound=bound, reads=reads, is_spared=reads
        )
    return subprocess.Popen(
        command(*arguments, bound=bound),
        env=env,
        stdin=subprocess.PIPE if reads else subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=folder,
    )


def wait_for_writer(library: Library, purpose: str) -> None:
    """Wait until another process writes for that purpose."""
    lock = WriterLock(library.database)
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until:
        holder = lock.other()
        if holder is not None and holder.purpose.startswith(purpose):
            return
        time.sleep(0.01)
    raise AssertionError(f"nobody writes for {purpose}")


def marked(mark: str) -> set[int]:
    """Return the ids of the running processes whose environment holds ``mark``."""
    found = set()
    for entry in os.listdir("/proc"):
        if entry.isdigit():
            try:
                with open(f"/proc/{entry}/environ", "rb") as opened:
                    if mark.encode() in opened.read():
                        found.add(int(entry))
            except OSError:
                continue
    return found
