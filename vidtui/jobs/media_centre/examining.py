"""What a media centre says of itself, and which of our folders it knows."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from vidtui.errors import VidtuiError
from vidtui.i18n import N_, _
from vidtui.jobs.base import CancelToken
from vidtui.jobs.media_centre.telling import Open, overlaps
from vidtui.media_centres.base import Danger, DangerKind, Known
from vidtui.media_centres.paths import plain
from vidtui.media_centres.registry import open_centre
from vidtui.providers.base import Stopped
from vidtui.settings.centres import CentreKind, CentreMap, MediaCentre
from vidtui.settings.model import Settings
from vidtui.text import printable

_TAIL: Final = 2
"""Folders below a link root that a library may begin at: ``video/Films/4K``."""


@dataclass(frozen=True, slots=True)
class Examined:
    """A centre: ``known`` is None where it does not answer, and ``problem`` says why.

    ``seen`` says of each link root whether the centre knows it; ``proposed`` are the path maps
    that would explain its folders.
    """

    centre: MediaCentre
    known: Known | None
    problem: str
    seen: Mapping[bytes, bool]
    proposed: tuple[CentreMap, ...] = ()

    @property
    def is_well(self) -> bool:
        """Whether it answers, knows every link root, and empties no library by itself."""
        return self.known is not None and all(self.seen.values()) and not self.dangers

    @property
    def dangers(self) -> tuple[Danger, ...]:
        """The settings that are known to be dangerous."""
        found = self.known.dangers if self.known else ()
        return tuple(one for one in found if one.kind != "clean-unknown")


def examine(
    settings: Settings, centre: MediaCentre, cancel: CancelToken, opening: Open = open_centre
) -> Examined:
    """Ask one centre; never raises."""
    roots = [root.path for root in settings.of("links")]
    try:
        known = opening(settings, centre, cancel).look()
    except (VidtuiError, Stopped) as problem:
        return Examined(centre, None, str(problem) or _("interrupted"), {})
    seen = {root: overlaps(centre, known, root) for root in roots}
    proposed = [_proposed(known, root) for root, is_known in seen.items() if not is_known]
    return Examined(centre, known, "", seen, tuple(one for one in proposed if one))


def _proposed(known: Known, root: bytes) -> CentreMap | None:
    """Return a path map that makes a folder of a centre one of ours, by their last names."""
    name = os.path.basename(root)
    for takes_name in (True, False):
        for folder in known.folders:
            parts = plain(folder).split(b"/")
            for length in range(_TAIL + 1):
                head, tail = parts[: len(parts) - length], parts[len(parts) - length :]
                if len(head) < 2 or (takes_name and head[-1] != name):
                    continue
                if (takes_name or tail) and _is_folder(os.path.join(root, *tail)):
                    return CentreMap(folder[: len(b"/".join(head))], root)
    return None


def _is_folder(path: bytes) -> bool:
    """Whether a folder is certainly there: what nobody can look at is not proposed."""
    try:
        return stat.S_ISDIR(os.stat(path).st_mode)
    except OSError:
        return False


TITLES: Final[Mapping[DangerKind, str]] = {
    "scheduled-scan": N_(
        "it scans by itself, also while a disk is away, and then empties what lies there"
    ),
    "real-time": N_(
        "it watches its folders, and takes a disk that goes for films that were deleted"
    ),
    "empty-trash": N_("it empties its trash after each scan: what was away for a moment is lost"),
    "scan-at-start": N_("it scans when it starts, also while a disk is away"),
    "clean-lists": N_(
        "it takes out of playlists and collections what it does not see, also while a disk is away"
    ),
    "clean-unknown": N_("whether it cleans its library after a scan cannot be asked"),
}
_REMEDIES: Final[Mapping[tuple[CentreKind, DangerKind], str]] = {
    **dict.fromkeys(
        (("jellyfin", "scheduled-scan"), ("emby", "scheduled-scan")),
        N_("Dashboard › Scheduled tasks › Scan media library: remove its triggers"),
    ),
    **dict.fromkeys(
        (("jellyfin", "real-time"), ("emby", "real-time")),
        N_("Dashboard › Libraries › this library: switch off the real-time monitoring"),
    ),
    **dict.fromkeys(
        (("jellyfin", "clean-lists"), ("emby", "clean-lists")),
        N_("Dashboard › Scheduled tasks › Clean up collections and playlists: remove its triggers"),
    ),
    ("plex", "empty-trash"): N_(
        "Settings › Library: switch off “Empty trash automatically after every scan”"
    ),
    ("plex", "real-time"): N_("Settings › Library: switch off “Scan my library automatically”"),
    ("plex", "scheduled-scan"): N_("Settings › Library: switch off “Scan my library periodically”"),
    ("kodi", "scan-at-start"): N_(
        "Settings › Media › Library: switch off “Update library on startup”"
    ),
    ("kodi", "clean-unknown"): N_(
        "advancedsettings.xml: no <cleanonupdate>true</cleanonupdate> in <videolibrary>"
    ),
}


def danger_text(danger: Danger) -> str:
    """Return in one line what a setting does, and where."""
    text = _(TITLES[danger.kind])
    return f"{printable(danger.where)}: {text}" if danger.where else text


def remedy(centre: MediaCentre, danger: Danger) -> str:
    """Return how to switch it off, in the words of the centre."""
    text = _REMEDIES.get((centre.kind, danger.kind))
    return _(text) if text else ""
