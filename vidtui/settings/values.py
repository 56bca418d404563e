"""Single values of the settings: checked, with what is allowed; defaults; places of folders."""

from __future__ import annotations

import itertools
import os
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from vidtui.i18n import _
from vidtui.paths import is_inside, normal
from vidtui.text import fold, printable


class Wrong(Exception):
    """A value that cannot be; the text says what is allowed."""


def one_of(allowed: Sequence[str], raw: object) -> str:
    """Return one of the allowed words.

    Raises:
        Wrong: it is none.
    """
    if raw in allowed:
        return str(raw)
    raise Wrong(_("must be one of: {allowed}").format(allowed=", ".join(allowed)))


def names(raw: object) -> tuple[str, ...]:
    """Return a list of names, also from a text with commas.

    Raises:
        Wrong: it is none.
    """
    parts = raw.split(",") if isinstance(raw, str) else raw
    if not isinstance(parts, (list, tuple)) or not all(isinstance(p, str) for p in parts):
        raise Wrong(_('must be a list of names, such as ["a", "b"]'))
    return tuple(part.strip() for part in parts if part.strip())


def folded(raw: object) -> frozenset[str]:
    """Return names without regard to case and accents.

    Raises:
        Wrong: it is none.
    """
    return frozenset(fold(word) for word in names(raw))


def extensions(raw: object) -> frozenset[bytes]:
    """Return file extensions, each with its dot.

    Raises:
        Wrong: it is none.
    """
    words = [word.lower().lstrip("*").lstrip(".") for word in names(raw)]
    if not words or not all(re.fullmatch(r"[a-z0-9]{1,10}", word) for word in words):
        raise Wrong(_('must be a list of file extensions, such as ["mkv", "mp4"]'))
    return frozenset(f".{word}".encode() for word in words)


def folder_path(raw: object) -> bytes:
    """Return an absolute path from the settings, normalised: one folder has one such name.

    Raises:
        Wrong: it is none.
    """
    if not isinstance(raw, str) or "\0" in raw or not raw.strip():
        raise Wrong(_("must be the path of a folder"))
    path = os.path.expanduser(raw)
    if not path.startswith("/"):
        raise Wrong(_("must be an absolute path, such as /volume1/stockage"))
    return normal(os.fsencode(path))


def file_path(raw: object) -> Path:
    """Return the absolute path of a file.

    Raises:
        Wrong: it is none.
    """
    return Path(os.fsdecode(folder_path(raw)))


def whole_number(low: int, high: int, raw: object) -> int:
    """Return a whole number within limits.

    Raises:
        Wrong: it is none.
    """
    try:
        number = int(raw) if isinstance(raw, str) else raw
    except ValueError:
        number = None
    if isinstance(number, bool) or not isinstance(number, int) or not low <= number <= high:
        raise Wrong(_("must be a whole number from {low} to {high}").format(low=low, high=high))
    return number


def yes_or_no(raw: object) -> bool:
    """Return a switch, also from the text of one.

    Raises:
        Wrong: it is none.
    """
    found = {"true": True, "false": False}.get(str(raw).lower())
    if found is None or not isinstance(raw, bool | str):
        raise Wrong(_("must be true or false"))
    return found


def url(raw: object) -> str:
    """Return an address, without a slash at its end.

    Raises:
        Wrong: it is none.
    """
    if not isinstance(raw, str) or not re.fullmatch(r"https?://[^\s@?#]+", raw):
        raise Wrong(_("must be an http or https address without name, password or query"))
    return raw.rstrip("/")


def table(raw: object, allowed: Sequence[str]) -> dict[str, Any]:
    """Return a table of the settings file that holds no other keys.

    Raises:
        Wrong: it is none.
    """
    if not isinstance(raw, dict) or ("path" not in raw and "written" not in raw):
        raise Wrong(_("must hold: {allowed}").format(allowed=", ".join(allowed)))
    for key in raw:
        if key not in allowed:
            raise Wrong(
                _("has an unknown key {key}; it may hold: {allowed}").format(
                    key=printable(key), allowed=", ".join(allowed)
                )
            )
    return raw


def one_line(raw: object) -> str:
    """Return a text of one line.

    Raises:
        Wrong: it is none.
    """
    if not isinstance(raw, str) or not raw or not raw.isprintable():
        raise Wrong(_("must be a text of one line"))
    return raw


_DURATION = re.compile(r"(?:(\d{1,4})h)?(?:(\d{1,5})m)?(?:(\d{1,7})s)?")


def duration(raw: object) -> float:
    """Return a duration such as ``90s``, ``30m``, ``2h`` or ``1h30m`` in seconds.

    Raises:
        Wrong: it is none.
    """
    found = _DURATION.fullmatch(raw.strip().lower()) if isinstance(raw, str) and raw else None
    if found is None:
        raise Wrong(_("must be a duration such as 90s, 30m, 2h or 1h30m"))
    hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return float(hours * 3600 + minutes * 60 + seconds)


def key_names(raw: object) -> tuple[tuple[str, str], ...]:
    """Return by the names of actions the keys that call them, as they stand there.

    Raises:
        Wrong: it is no table of texts.
    """
    if not isinstance(raw, dict):
        raise Wrong(_('must be a table such as "links.undo" = "u"'))
    found = []
    for name, keys in raw.items():
        if isinstance(keys, dict):  # links.undo without quotation marks is a table in TOML
            found += [(f"{name}.{one}", two) for one, two in keys.items()]
        else:
            found.append((name, keys))
    for name, keys in found:
        if not isinstance(keys, str):
            raise Wrong(
                _("{name} must be keys such as u, ctrl+u or f5").format(name=printable(name))
            )
    return tuple(found)


def sequence(raw: object) -> Sequence[object]:
    """Return a list.

    Raises:
        Wrong: it is none.
    """
    if not isinstance(raw, (list, tuple)):
        raise Wrong(_("must be a list"))
    return raw


def within(key: str, parse: Callable[[Any], Any], held: Mapping[str, Any]) -> Any:
    """Return a value of a table of the settings file, None where it holds none.

    Raises:
        Wrong: it cannot be; the text names the key.
    """
    if key not in held:
        return None
    try:
        return parse(held[key])
    except Wrong as wrong:
        raise Wrong(f"{key} {wrong}") from None


# fmt: off
VIDEO_EXTENSIONS = (
    "3gp", "asf", "avi", "divx", "flv", "iso", "m2ts", "m4v", "mkv", "mov", "mp4", "mpeg", "mpg",
    "mts", "ogm", "ogv", "rm", "rmvb", "ts", "vob", "webm", "wmv",
)
FILM_FOLDERS = (
    "films", "film", "movies", "movie", "telefilms", "telefilm", "filme", "spielfilme", "kinofilme",
    "peliculas",
)
SERIES_FOLDERS = (
    "series", "serie", "tv", "tv shows", "tvshows", "shows", "serien", "fernsehserien", "webseries",
    "miniseries", "miniserie",
)
ANIME_FOLDERS = ("anime", "animes", "manga", "mangas")
IGNORED_FOLDERS = (
    # Bins: Samba, unRAID, Windows, Synology and QNAP, macOS, free desktops, tinyMediaManager.
    ".recycle", ".recycle.bin", ".recyclebin", "recycle bin", "recyclebin", "recycle.bin",
    "$RECYCLE.BIN", "RECYCLER", "RECYCLED", "#recycle", "@Recycle", "@sharebin", "#SynoRecycle",
    "Network Recycle Bin*", "Network Trash Folder", ".Trash", ".Trash-*", ".Trashes",
    ".deletedByTMM",
    # What a system keeps on a disk: snapshots, thumbnails, indexes, what a repair found.
    "#snapshot", ".snapshot", ".snapshots", "~snapshot", "@Recently-Snapshot", "@sharesnap",
    "@GMT-*", ".zfs", "@eaDir", "eaDir", "@tmp", "@Syno*", "@appstore", "@database", "@download",
    "@S2S", "@img_bkp_cache", "@DownloadStationTempFiles", "@Transcode", "@__thumb", "@__qini",
    ".@*", ".wdmc", ".wd_tv", "lost+found", "LOST.DIR", "found.[0-9][0-9][0-9]", ".AppleDouble",
    ".AppleDB", ".AppleDesktop", ".TemporaryItems", "Temporary Items", ".Spotlight-V100",
    ".fseventsd", ".DocumentRevisions-V100", "System Volume Information", "$WinREAgent",
    "$SysReset", "$Extend", "Config.Msi", "msdownld.tmp", ".covefs", ".gh_*",
    # Synchronisers: what they replaced or deleted, and what they have half of.
    ".stversions*", ".stfolder*", ".sync", ".SyncArchive", ".dropbox.cache", "files_trashbin",
    "files_versions", ".seafile-data", "_gsdata_", "*.ffs_tmp", ".~tmp~", ".rsync-partial",
    ".rsync-tmp", ".debris", "SyncDebris", ".SynologyWorkingDirectory", ".unison*",
    # Downloaders and recorders: unfinished, failed, not wanted.
    "_UNPACK*", ".unpack", "_FAILED_*", "__ADMIN__", "incomplete", ".incomplete", "_incomplete",
    "!incomplete", "#incomplete", "incomplete downloads", "incomplete-downloads",
    "incomplete_downloads", "incompletes", ".unwanted", ".grab", "TempRec", "TempSBE",
    "tdarr-workDir*",
    # Media centres and their tools: pictures, copies for small screens.
    ".actors", "extrafanart", "extrathumb", "extrathumbs", ".metadata", "Plex Versions",
    "*.trickplay", "ps3_update", "ps3_vprm",
)
"""Names and patterns of folders that hold no library; case does not matter."""
TMDB_URL = "https://api.themoviedb.org/3"
TMDB_REQUESTS_PER_10_S = 40  # the user's own decision; TMDB's ceiling today is higher


def nested_roots(roots: Iterable[bytes]) -> str | None:
    """Return in one line which root lies inside another, None where none does."""
    ordered = sorted(roots, key=lambda root: root + b"/")
    for outer, inner in itertools.pairwise(ordered):
        if is_inside(inner, outer):
            return _("{inner} lies inside {outer}: one root cannot be inside another").format(
                inner=printable(inner), outer=printable(outer)
            )
    return None


def misplaced_trash(
    trash: bytes, storage: Iterable[bytes], links: Iterable[bytes], data: Iterable[bytes]
) -> str | None:
    """Return why no trash can be at ``trash``, None where it can.

    Nothing is ever written below storage, and whoever empties the trash must lose nothing else.

    Args:
        trash: where it would be.
        storage: the storage roots.
        links: the link roots; a trash may lie inside one.
        data: the folders of catalogue and logs.
    """
    storage = tuple(storage)
    for root in storage:
        if is_inside(trash, root):
            return _("it lies inside the storage root {root}; set another folder as trash").format(
                root=printable(root)
            )
    for folder in (*storage, *links, *data):
        if is_inside(folder, trash):
            return _("{folder} lies inside it; set another folder as trash").format(
                folder=printable(folder)
            )
    return None
