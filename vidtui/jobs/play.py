"""Play a video: another program is started, and left alone."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from vidtui import container
from vidtui.errors import VidtuiError
from vidtui.i18n import _
from vidtui.oserrors import about, at
from vidtui.settings.centres import theirs_of
from vidtui.settings.model import Settings
from vidtui.settings.playing import PLACE, PLAYER
from vidtui.text import printable

WAIT_S = 1.0  # a program that cannot play ends sooner
_KEEP_OUT = ("VIDTUI_TMDB_TOKEN",)


class Played(NamedTuple):
    """What came of it: the path as the player sees it; ``why`` nothing was started, if so."""

    path: bytes
    why: str = ""


def play(settings: Settings, path: bytes, env: Mapping[str, str] = os.environ) -> Played:
    """Start what plays a video, away from this terminal; return once it seems to run.

    Nobody's screen is used that nobody has named: without a command in the settings, over SSH and
    in a container nothing is started.

    Raises:
        VidtuiError: the program cannot be started, or has ended at once because it could not.
    """
    seen = theirs_of(settings.play_maps, path)
    command = settings.play_command
    if not command:
        why = _why_not(env)
        if why:
            return Played(seen, why)
        command = PLAYER
    place = os.fsencode(PLACE)
    words = [os.fsencode(command[0])]
    words += [os.fsencode(word).replace(place, seen) for word in command[1:]]
    kept = {name: value for name, value in env.items() if name not in _KEEP_OUT}
    try:
        child = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=kept,
            start_new_session=True,
        )
    except (OSError, ValueError) as error:
        if isinstance(error, OSError):
            raise VidtuiError(at(command[0], error)) from error
        raise VidtuiError(about(command[0], printable(str(error)))) from error
    try:
        code = child.wait(WAIT_S)
    except subprocess.TimeoutExpired:
        return Played(seen)  # whose end the system is told at the next start, or at our own
    if code:
        raise VidtuiError(about(command[0], _("ended with code {code}").format(code=code)))
    return Played(seen)


def _why_not(env: Mapping[str, str]) -> str:
    """Return why the usual player is of no use here, empty where it may be."""
    if env.get("SSH_CONNECTION") or env.get("SSH_TTY"):
        return _("this is a session over SSH")
    if container.is_container():
        return _("this is a container")
    if not (env.get("DISPLAY") or env.get("WAYLAND_DISPLAY") or env.get("TERM_PROGRAM")):
        return _("this machine has no screen")
    if shutil.which(PLAYER[0], path=env.get("PATH")) is None:
        return _("{program} is not installed").format(program=PLAYER[0])
    return ""
