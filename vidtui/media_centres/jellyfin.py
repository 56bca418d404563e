"""Jellyfin and Emby, which came from one program and still speak alike.

Told of a path that it does not know, Jellyfin climbs to a folder that it does, and looks at all
libraries where it finds none: so only what lies inside a library is told. It waits a minute.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from http import HTTPStatus
from typing import Final

from vidtui.i18n import _
from vidtui.media_centres.base import CentreDenied, CentreFailure, Danger, Known, Library
from vidtui.media_centres.client import CentreClient
from vidtui.media_centres.paths import as_text, path_of
from vidtui.providers import fields

SCAN_TASK: Final = "RefreshLibrary"
LISTS_TASK: Final = "CleanCollectionsAndPlaylists"
"""Jellyfin's own, at each start unless that is changed: what shows nothing leaves the lists."""
_TICKS: Final = 10_000_000  # of .NET, in a second
_MOST: Final = 1000
_DAY_S: Final = 86_400


class Jellyfin:
    """One server; Emby's paths stand behind a prefix."""

    def __init__(self, client: CentreClient, prefix: str = "") -> None:
        self._client, self._prefix = client, prefix

    def look(self) -> Known:
        """Return what it says of itself."""
        about = fields.mapping(self._client.get(f"{self._prefix}/System/Info"))
        version = fields.text(about.get("Version"))
        if version is None:
            raise CentreFailure(_("its answer makes no sense: is the address right?"))
        libraries, real_time = [], []
        for folder in self._libraries():
            name = fields.text(folder.get("Name")) or "?"
            paths = fields.entries(folder.get("Locations"), _MOST)
            found = tuple(path for one in paths if (path := path_of(one)))
            libraries.append(Library(name, found, str(folder.get("ItemId"))[:100]))
            if fields.mapping(folder.get("LibraryOptions")).get("EnableRealtimeMonitor") is True:
                real_time.append(Danger("real-time", name))
        scans, unread = self._scans()
        server = fields.text(about.get("ServerName")) or ""
        return Known(server, version, tuple(libraries), (*scans, *real_time), unread)

    def _libraries(self) -> Iterator[fields.Answer]:
        answer = self._client.get(f"{self._prefix}/Library/VirtualFolders")
        if not isinstance(answer, list):
            raise CentreFailure(_("its answer makes no sense: is the address right?"))
        return fields.objects(answer[:_MOST])

    def _scans(self) -> tuple[list[Danger], bool]:
        """Return what begins by itself, each at most once, and whether it does not say."""
        try:
            answer = self._client.get(f"{self._prefix}/ScheduledTasks")
        except CentreDenied:
            return [], True
        found: list[Danger] = []
        is_unread = True
        for task in fields.objects(answer):
            triggers = list(fields.objects(task.get("Triggers")))[:1]
            if task.get("Key") == SCAN_TASK:
                is_unread = False
                found += [Danger("scheduled-scan", every_s=_every_s(one)) for one in triggers]
            elif task.get("Key") == LISTS_TASK and triggers:
                found.append(Danger("clean-lists"))
        return found, is_unread

    def sees(self, file: bytes) -> bool | None:
        """Ask whether a file is there, as the server sees it; a link counts as what it shows."""
        path = as_text(file)
        if path is None:
            return None
        body = {"Path": path, "IsFile": True, "ValidateWritable": False}
        status = self._client.status("POST", f"{self._prefix}/Environment/ValidatePath", body)
        if status == HTTPStatus.NOT_FOUND:
            return False
        return True if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES else None

    def tell(self, folders: Sequence[bytes], known: Known) -> None:  # noqa: ARG002
        """Report folders in which something has changed."""
        updates = [
            {"Path": path, "UpdateType": "Modified"}
            for folder in folders
            if (path := as_text(folder)) is not None
        ]
        self._client.say("POST", f"{self._prefix}/Library/Media/Updated", body={"Updates": updates})

    def tell_all(self) -> None:
        """Begin its scan of all libraries."""
        self._client.say("POST", f"{self._prefix}/Library/Refresh")

    def has(self, folder: bytes) -> bool | None:  # noqa: ARG002
        """Nobody can say: it looks a minute later."""
        return None


def _every_s(trigger: fields.Answer) -> int | None:
    if trigger.get("Type") == "IntervalTrigger":
        ticks = fields.integer(trigger.get("IntervalTicks"), 1, 2**62)
        return None if ticks is None else ticks // _TICKS
    return _DAY_S if trigger.get("Type") == "DailyTrigger" else None
