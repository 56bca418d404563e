"""Plex, told by section: one whose folders hold a path is told of it, be they several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from vidtui.i18n import _
from vidtui.media_centres.base import (
    CentreDenied,
    CentreFailure,
    Danger,
    DangerKind,
    Known,
    Library,
)
from vidtui.media_centres.client import CentreClient
from vidtui.media_centres.paths import as_text, inside, path_of
from vidtui.providers import fields

_MOST: Final = 1000
_DANGERS: Final[dict[str, DangerKind]] = {
    "autoEmptyTrash": "empty-trash",
    "FSEventLibraryUpdatesEnabled": "real-time",
    "ScheduledLibraryUpdatesEnabled": "scheduled-scan",
}
"""By preference what it means where it is on."""
_KEY_LENGTH: Final = 20


class Plex:
    """One server."""

    def __init__(self, client: CentreClient) -> None:
        self._client = client

    def look(self) -> Known:
        """Return what it says of itself."""
        about = _container(self._client.get("/identity"))
        version = fields.text(about.get("version"))
        if version is None:
            raise CentreFailure(_("its answer makes no sense: is the address right?"))
        libraries = []
        sections = _container(self._client.get("/library/sections")).get("Directory")
        for section in fields.objects(sections):
            key = section.get("key")
            if not isinstance(key, str) or not key.isalnum() or len(key) > _KEY_LENGTH:
                continue
            places = [one.get("path") for one in fields.objects(section.get("Location"))]
            found = tuple(path for one in places[:_MOST] if (path := path_of(one)))
            libraries.append(Library(fields.text(section.get("title")) or "?", found, key))
        dangers, unread = self._dangers()
        return Known("", version, tuple(libraries[:_MOST]), tuple(dangers), unread)

    def _dangers(self) -> tuple[list[Danger], bool]:
        try:
            settings = _container(self._client.get("/:/prefs")).get("Setting")
        except CentreDenied:
            return [], True
        held = {
            one["id"]: one.get("value")
            for one in fields.objects(settings)
            if isinstance(one.get("id"), str)
        }
        on = [kind for name, kind in _DANGERS.items() if held.get(name) in (True, 1, "1", "true")]
        every = fields.integer(held.get("ScheduledLibraryUpdateInterval"), 1, 10**9)
        return [
            Danger(kind, every_s=every if kind == "scheduled-scan" else None) for kind in on
        ], "autoEmptyTrash" not in held

    def sees(self, file: bytes) -> bool | None:  # noqa: ARG002
        """It cannot be asked."""
        return None

    def tell(self, folders: Sequence[bytes], known: Known) -> None:
        """Have each section look at the folders that it holds."""
        for folder in folders:
            path = as_text(folder)
            for library in known.libraries:
                if path is not None and any(inside(folder, one) for one in library.folders):
                    address = f"/library/sections/{library.key}/refresh"
                    self._client.say("GET", address, {"path": path})

    def tell_all(self) -> None:
        """Have it look at all sections."""
        self._client.say("GET", "/library/sections/all/refresh")

    def has(self, folder: bytes) -> bool | None:  # noqa: ARG002
        """Nobody can say so soon."""
        return None


def _container(answer: object) -> fields.Answer:
    return fields.mapping(fields.mapping(answer).get("MediaContainer"))
