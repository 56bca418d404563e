"""Media centres on loopback: they check what they are asked, and answer as the real ones do."""

from __future__ import annotations

import base64
import json
import os
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.support.library import Library

SECRET = "CANARYcentretoken0123456789abcdef"
PASSWORD = "kodi:CANARYpassword-9876543210"


@dataclass(frozen=True)
class Asked:
    """One request, as it came."""

    method: str
    path: str
    query: dict[str, str]
    headers: dict[str, str]
    body: Any


Answer = tuple[int, Any]
Hostile = Callable[["Handler"], None]


class CentreStandIn:
    """One media centre; ``folders`` are those of its libraries, by their names.

    ``is_at`` says where a path of the centre lies here. ``hostile`` answers instead of it.
    """

    def __init__(
        self,
        kind: str,
        folders: dict[str, list[str]],
        *,
        token: str | None = SECRET,
        certificate: Path | None = None,
        is_at: Callable[[str], str] = lambda path: path,
    ) -> None:
        self.kind, self.folders, self.is_at = kind, folders, is_at
        self.token = PASSWORD if kind == "kodi" and token == SECRET else token
        self.requests: list[Asked] = []
        self.hostile: dict[str, Hostile] = {}
        self.settings: dict[str, Any] = {}
        self.films: set[str] = set()
        self._server = _Server(("127.0.0.1", 0), Handler)
        self._server.stand_in = self
        self._scheme = "http"
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
            self._scheme = "https"

    @property
    def url(self) -> str:
        return f"{self._scheme}://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._server.server_close()

    def paths(self, method: str = "") -> list[str]:
        """What was asked for."""
        return [one.path for one in self.requests if method in ("", one.method)]

    @property
    def told(self) -> list[str]:
        """The folders that it was told of, in the way of its kind."""
        found: list[str] = []
        for one in self.requests:
            if one.path.endswith("/Library/Media/Updated"):
                found += [update["Path"] for update in one.body["Updates"]]
            elif one.path.endswith("/refresh") and "path" in one.query:
                found.append(one.query["path"])
            elif self.kind == "kodi" and one.body["method"] == "VideoLibrary.Scan":
                found.append(one.body["params"].get("directory", "*"))
        return found

    def answer(self, asked: Asked) -> Answer:
        if not self._is_let_in(asked):
            return 401, None
        return getattr(self, f"_{'jellyfin' if self.kind == 'emby' else self.kind}")(asked)

    def _is_let_in(self, asked: Asked) -> bool:
        if self.token is None:
            return "authorization" not in asked.headers
        name, value = {
            "jellyfin": ("authorization", f'MediaBrowser Token="{self.token}"'),
            "emby": ("x-emby-token", self.token),
            "plex": ("x-plex-token", self.token),
            "kodi": (
                "authorization",
                f"Basic {base64.b64encode(self.token.encode()).decode()}",
            ),
        }[self.kind]
        return asked.headers.get(name) == value and self.token not in f"{asked.path}{asked.query}"

    def _jellyfin(self, asked: Asked) -> Answer:
        prefix = "/emby" if self.kind == "emby" else ""
        match asked.method, asked.path.removeprefix(prefix):
            case "GET", "/System/Info":
                return 200, {"Version": "10.11.2", "ServerName": "Salon", "Id": "x"}
            case "GET", "/Library/VirtualFolders":
                monitor = self.settings.get("EnableRealtimeMonitor", False)
                return 200, [
                    {
                        "Name": name,
                        "Locations": paths,
                        "ItemId": "1",
                        "LibraryOptions": {"EnableRealtimeMonitor": monitor},
                    }
                    for name, paths in self.folders.items()
                ]
            case "GET", "/ScheduledTasks":
                triggers = self.settings.get("Triggers", [])
                return 200, [
                    {"Key": "Other", "Triggers": [{"Type": "StartupTrigger"}]},
                    {
                        "Key": "CleanCollectionsAndPlaylists",
                        "Triggers": self.settings.get("CleanLists", []),
                    },
                    {"Key": "RefreshLibrary", "Triggers": triggers},
                ]
            case "POST", "/Environment/ValidatePath":
                assert asked.body["IsFile"] is True
                return (204 if os.path.isfile(self.is_at(asked.body["Path"])) else 404), None
            case "POST", "/Library/Media/Updated":
                assert all(one["UpdateType"] == "Modified" for one in asked.body["Updates"])
                return 204, None
            case "POST", "/Library/Refresh":
                return 204, None
        return 404, None

    def _plex(self, asked: Asked) -> Answer:
        if asked.headers.get("accept") != "application/json" or asked.method != "GET":
            return 400, None
        sections = [
            {
                "key": str(number),
                "title": name,
                "type": "movie",
                "Location": [{"id": 1, "path": path} for path in paths],
            }
            for number, (name, paths) in enumerate(self.folders.items(), 1)
        ]
        match asked.path:
            case "/identity":
                return 200, {"MediaContainer": {"version": "1.41.0.1-abc", "size": 0}}
            case "/library/sections":
                return 200, {"MediaContainer": {"size": len(sections), "Directory": sections}}
            case "/:/prefs":
                held = {"autoEmptyTrash": False, **self.settings}
                listed = [{"id": name, "value": value} for name, value in held.items()]
                return 200, {"MediaContainer": {"Setting": listed}}
            case "/library/sections/all/refresh":
                return 200, None
        for one in sections:
            if asked.path == f"/library/sections/{one['key']}/refresh" and "path" in asked.query:
                return 200, None
        return 404, None

    def _kodi(self, asked: Asked) -> Answer:
        if asked.method != "POST" or asked.path != "/jsonrpc" or asked.body["jsonrpc"] != "2.0":
            return 404, None
        params = asked.body.get("params", {})
        method = asked.body["method"].replace(".", "_").lower()
        result = getattr(self, f"_{method}")(params)
        if result is None:
            return 200, {"id": 1, "jsonrpc": "2.0", "error": {"code": -32602, "message": "Invalid"}}
        return 200, {"id": 1, "jsonrpc": "2.0", "result": result}

    def _application_getproperties(self, _params: Any) -> Any:
        return {"name": "Kodi", "version": {"major": 20, "minor": 1, "tag": "stable"}}

    def _files_getsources(self, params: Any) -> Any:
        assert params == {"media": "video"}
        sources = [
            {"file": f"{path}/", "label": name}
            for name, paths in self.folders.items()
            for path in paths
        ]
        return {"limits": {}, "sources": sources}

    def _settings_getsettingvalue(self, params: Any) -> Any:
        return {"value": self.settings.get(params["setting"], False)}

    def _files_getfiledetails(self, params: Any) -> Any:
        there = os.path.isfile(self.is_at(params["file"]))
        return {"filedetails": {"file": params["file"]}} if there else None

    def _videolibrary_getmovies(self, params: Any) -> Any:
        wanted = params["filter"]
        assert (wanted["field"], wanted["operator"]) == ("path", "startswith")
        # A pattern of SQL: case makes no difference, and signs stand for others.
        found = [one for one in self.films if one.lower().startswith(wanted["value"].lower())]
        return {"movies": [{"file": one} for one in sorted(found)]}

    def _videolibrary_getepisodes(self, _params: Any) -> Any:
        return {"limits": {"total": 0}}

    def _xbmc_getinfobooleans(self, _params: Any) -> Any:
        return {"Library.IsScanningVideo": False}

    def _videolibrary_scan(self, params: Any) -> Any:
        folder = params.get("directory")
        sources = [f"{path}/" for paths in self.folders.values() for path in paths]
        is_known = folder in sources or any(film.startswith(folder) for film in self.films)
        for top in sources if folder is None else [folder] * is_known:
            self._scan(top)
        return "OK"

    def _scan(self, top: str) -> None:
        here = self.is_at(top)
        self.films = {film for film in self.films if not film.startswith(top)}
        for folder, _folders, names in os.walk(here):
            for name in names:
                if os.path.exists(os.path.join(folder, name)):
                    rest = os.path.relpath(os.path.join(folder, name), here)
                    self.films.add(top + rest)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    stand_in: CentreStandIn

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is no fault here."""


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_args: Any) -> None:
        pass

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        length = int(self.headers.get("Content-Length") or 0)
        raw = self.rfile.read(length)
        asked = Asked(
            self.command,
            unquote(parts.path),
            dict(parse_qsl(parts.query)),
            {name.lower(): value for name, value in self.headers.items()},
            json.loads(raw) if raw else None,
        )
        stand_in = self.server.stand_in
        stand_in.requests.append(asked)
        for prefix, hostile in stand_in.hostile.items():
            if asked.path.startswith(prefix):
                hostile(self)
                return
        self.send(*stand_in.answer(asked))

    def do_POST(self) -> None:
        self.do_GET()

    def send(self, status: int, document: Any = None, **headers: str) -> None:
        body = b"" if document is None else json.dumps(document).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def send_raw(self, body: bytes, status: int = 200) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def use(library: Library, *centres: CentreStandIn, maps: str = "", more: str = "") -> None:
    """Let the settings of a library name media centres, each with its token file."""
    tables = ""
    for number, one in enumerate(centres):
        name = one.kind if number == 0 else f"{one.kind}-{number + 1}"
        tables += f'[[media_centre]]\nkind = "{one.kind}"\nname = "{name}"\nurl = "{one.url}"\n'
        tables += more + maps
        if one.token is not None:
            file = library.config.parent / f"{name}-token"
            file.write_text(one.token + "\n")
            file.chmod(0o600)
    library.write_settings(tables=tables)


@contextmanager
def centre(library: Library, kind: str, **given: Any) -> Iterator[CentreStandIn]:
    """A media centre that knows the link root of a library, in its settings."""
    with CentreStandIn(kind, {"Films": [str(library.links)]}, **given) as stand_in:
        use(library, stand_in)
        yield stand_in
