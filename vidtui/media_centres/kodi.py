"""Kodi, over JSON-RPC.

It answers "OK" and does nothing for a folder that it does not know yet: what is told is the
nearest one above that holds something of its library, or its source.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Final
from urllib.parse import unquote

from vidtui.i18n import _
from vidtui.media_centres.base import CentreFailure, Danger, Known, Library
from vidtui.media_centres.client import CentreClient
from vidtui.media_centres.paths import as_text, inside, outermost, parent, path_of, plain, tellable
from vidtui.paths import separator
from vidtui.providers import fields
from vidtui.text import printable

_MOST: Final = 1000
_LOOKED_AT: Final = 25
"""Files that are asked for below a folder: its pattern finds others too."""
_MULTIPATH: Final = "multipath://"
_UNKNOWN: Final = -32602
SCAN_S: Final = 20.0
"""How long a scan is waited for."""
_POLL_S: Final = 0.5


class Kodi:
    """One Kodi; ``sleep`` waits between two questions whether it still scans."""

    def __init__(self, client: CentreClient, sleep: Callable[[float], object] = time.sleep) -> None:
        self._client, self._sleep = client, sleep

    def look(self) -> Known:
        """Return what it says of itself."""
        answer = self._ask("Application.GetProperties", properties=["version", "name"])
        version = fields.mapping(answer.get("version"))
        numbers = [fields.integer(version.get(name), 0, 10_000) for name in ("major", "minor")]
        if None in numbers:
            raise CentreFailure(_("its answer makes no sense: is the address right?"))
        sources = fields.objects(self._ask("Files.GetSources", media="video").get("sources"))
        libraries = [
            Library(fields.text(one.get("label")) or "?", tuple(_folders(one.get("file"))))
            for one in sources
        ]
        return Known("", ".".join(map(str, numbers)), tuple(libraries[:_MOST]), self._dangers())

    def _dangers(self) -> tuple[Danger, ...]:
        answer = self._ask("Settings.GetSettingValue", setting="videolibrary.updateonstartup")
        starts = [Danger("scan-at-start")] if answer.get("value") is True else []
        # It stands in advancedsettings.xml, which nobody can ask for.
        return (*starts, Danger("clean-unknown"))

    def sees(self, file: bytes) -> bool | None:
        """Ask for the details of a file, which it gives of what is there alone."""
        path = as_text(file)
        if path is None:
            return None
        answer = self._answer("Files.GetFileDetails", file=path, media="video", properties=["size"])
        if "result" in answer:
            return True
        code = fields.mapping(answer.get("error")).get("code")
        return False if code == _UNKNOWN else None

    def tell(self, folders: Sequence[bytes], known: Known) -> None:
        """Have it look at the nearest folders that it knows, and wait until it has."""
        for folder in outermost(self._nearest(one, known) for one in folders):
            path = (as_text(folder) or "") + separator(folder).decode()
            self._ask("VideoLibrary.Scan", directory=path, showdialogs=False)
            self._wait()

    def tell_all(self) -> None:
        """Have it look at all sources."""
        self._ask("VideoLibrary.Scan", showdialogs=False)

    def has(self, folder: bytes) -> bool | None:
        """Say whether its library holds something below a folder."""
        return as_text(folder) is not None and self._knows(folder)

    def _nearest(self, folder: bytes, known: Known) -> bytes:
        """Return the nearest folder at or above one that it knows."""
        folder = tellable(folder)
        sources = {plain(one) for one in known.folders}
        while plain(folder) not in sources and parent(folder) and not self._knows(folder):
            folder = parent(folder)
        return folder

    def _knows(self, folder: bytes) -> bool:
        return any(
            inside(path, folder)
            for method, kind in (("GetMovies", "movies"), ("GetEpisodes", "episodes"))
            for path in self._below(folder, method, kind)
        )

    def _below(self, folder: bytes, method: str, kind: str) -> Iterator[bytes]:
        answer = self._ask(
            f"VideoLibrary.{method}",
            filter={
                "field": "path",
                "operator": "startswith",
                "value": (as_text(folder) or "") + separator(folder).decode(),
            },
            limits={"start": 0, "end": _LOOKED_AT},
            properties=["file"],
        )
        found = (path_of(one.get("file")) for one in fields.objects(answer.get(kind)))
        return (path for path in found if path)

    def _wait(self) -> None:
        waited = 0.0
        while waited < SCAN_S:
            name = "Library.IsScanningVideo"
            if self._ask("XBMC.GetInfoBooleans", booleans=[name]).get(name) is not True:
                return
            self._sleep(_POLL_S)
            waited += _POLL_S

    def _ask(self, method: str, **params: Any) -> fields.Answer:
        answer = self._answer(method, **params)
        if "result" not in answer:
            said = fields.text(fields.mapping(answer.get("error")).get("message"), 100) or "?"
            text = _("it refuses {method}: {reason}")
            raise CentreFailure(text.format(method=method, reason=printable(said)))
        return fields.mapping(answer["result"])

    def _answer(self, method: str, **params: Any) -> fields.Answer:
        body = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        return fields.mapping(self._client.post("/jsonrpc", body))


def _folders(source: object) -> list[bytes]:
    """Return the folders of a source, which may be several in one."""
    if isinstance(source, str) and source.startswith(_MULTIPATH):
        parts = source.removeprefix(_MULTIPATH).split("/")
        return [path for one in parts[:_MOST] if (path := path_of(unquote(one)))]
    found = path_of(source)
    return [found] if found else []
