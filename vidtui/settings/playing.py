"""How a video is played: a command, and how the machine that plays sees our folders."""

from __future__ import annotations

from vidtui.i18n import _
from vidtui.settings.telling import command
from vidtui.settings.values import Wrong

PLACE = "{path}"
"""In the words of the command: where the video is."""
PLAYER = ("mpv", PLACE)
_EXAMPLE = '["mpv", "{path}"]'


def play_command(raw: object) -> tuple[str, ...]:
    """Return the command that plays a video.

    Raises:
        Wrong: it is none, or does not say where the path goes.
    """
    found = command(raw)
    if not any(PLACE in word for word in found[1:]):
        raise Wrong(_("must say where the path goes, such as {example}").format(example=_EXAMPLE))
    return found
