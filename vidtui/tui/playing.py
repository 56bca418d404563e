"""Plays a video from a page, or says how that could be done; and copies the path of one."""

from __future__ import annotations

import os
from functools import partial

from vidtui.i18n import _, titled
from vidtui.jobs.play import Played
from vidtui.jobs.suggest import quoted
from vidtui.text import printable
from vidtui.tui.dialogs import Tell
from vidtui.tui.page import Page
from vidtui.tui.threads import in_background

TOLD_S = 10.0  # a path wants reading
_EXAMPLE = """[play]
command = ["mpv", "{path}"]

[[play.path_map]]
here = "/volume1/video"
theirs = "/mnt/nas/video\"
"""


def play(page: Page, path: bytes) -> None:
    """Play the video at an absolute path."""
    work = page.workspace
    start = partial(work.services.play, work.settings, path)
    in_background(page, start, partial(_played, page, path), work.complain)


def _played(page: Page, file: bytes, played: Played) -> None:
    if not played.why:
        name = printable(os.path.basename(file))
        page.workspace.notify(_("Playing {name}").format(name=name))
        return
    parts = [
        (_("The path"), printable(played.path)),
        (
            _("To play from here, name a program in {file}").format(
                file=printable(str(page.workspace.settings.config_file))
            ),
            _EXAMPLE,
        ),
    ]
    why = _("Nothing is played from here: {why}").format(why=played.why)
    page.open_dialog(Tell(why, parts))


def copy_path(page: Page, path: bytes) -> None:
    """Copy an absolute path to the terminal's clipboard, and say so."""
    word = as_word(path)
    page.workspace.copy_to_clipboard(word)
    text = titled(_("Copied, where the terminal lets it"), word)
    page.workspace.notify(text, timeout=TOLD_S)


def as_word(path: bytes) -> str:
    """Return a path as it is; one that cannot be shown exactly as a word for the shell."""
    shown = printable(path)
    return shown if os.fsencode(shown) == path else quoted(path)
