"""``vidtui demo``: builds the demo and opens the app on it, or says what to try."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from vidtui import i18n
from vidtui.demo.builder import Demo, build_demo, write_config
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.i18n import _
from vidtui.jobs.suggest import line, quoted
from vidtui.settings import model
from vidtui.settings.model import Settings
from vidtui.text import printable

PREFIX = "vidtui-demo-"
GOING = "vidtui-demo.going-"
"""How the name of a temporary folder begins that is being removed; nothing else is named so."""
TRIES = (
    "--batch import",
    "--batch import --dry-run --json",
    "--batch repair-links",
    "--batch roots list",
    "--batch db status",
)


def describe(folder: Path | None, language: str) -> tuple[dict[str, object], str]:
    """Build the demo, in a new temporary folder where none is named, and return what to try.

    Returns:
        The report for JSON, and the same for people.

    Raises:
        UsageProblem: ``folder`` holds something else.
    """
    i18n.use(language)
    demo = build_demo(folder or Path(tempfile.mkdtemp(prefix=PREFIX)), language=language)
    start = f"vidtui --config {quoted(demo.config)} --data-dir {quoted(demo.data)}"
    commands = [line(start, rest) for rest in TRIES]
    document: dict[str, object] = {
        "command": "demo",
        "folder": printable(str(demo.folder)),
        "files": len(demo.files),
        "commands": commands,
    }
    lines = [
        _("A demo library of {count} files: {folder}").format(
            count=len(demo.files), folder=printable(str(demo.folder))
        ),
        _("Everything in it is made up or plain fact. Try:"),
        *(f"  {command}" for command in commands),
        _("To be rid of it: {command}").format(command=line("rm -r --", quoted(demo.folder))),
    ]
    return document, "\n".join(lines)


@contextlib.contextmanager
def demo_settings(folder: Path | None, language: str) -> Iterator[Settings]:
    """Build the demo with a stand-in for TMDB on loopback, and give its settings.

    The user's own settings and environment are not looked at. A temporary folder is removed in
    the end; one that the user named stays.

    Raises:
        UsageProblem: ``folder`` holds something else.
    """
    with contextlib.ExitStack() as stack:
        if folder is None:
            folder = stack.enter_context(_temporary_folder())
        demo = build_demo(folder, language=language)
        stand_in = stack.enter_context(TmdbStandIn())
        write_config(demo, language, tmdb_url=stand_in.url, posters_url=stand_in.posters_url)
        yield _load(demo)


@contextlib.contextmanager
def _temporary_folder() -> Iterator[Path]:
    """Give a folder that is removed in the end; by the next demo, where this one is killed then."""
    _remove_what_is_left()
    made = Path(tempfile.mkdtemp(prefix=PREFIX))
    try:
        yield made
    finally:
        going = made.with_name(GOING + made.name.removeprefix(PREFIX))
        with contextlib.suppress(OSError):
            made.rename(going)
        shutil.rmtree(going, ignore_errors=True)


def _remove_what_is_left() -> None:
    """Remove what demos of this user were killed over while they removed it."""
    with contextlib.suppress(OSError), os.scandir(tempfile.gettempdir()) as entries:
        for entry in entries:
            if not (entry.name.startswith(GOING) and entry.is_dir(follow_symlinks=False)):
                continue
            if entry.stat(follow_symlinks=False).st_uid == os.geteuid():
                shutil.rmtree(entry.path, ignore_errors=True)


def _load(demo: Demo) -> Settings:
    return model.load(config=demo.config, data_dir=demo.data, env={})
