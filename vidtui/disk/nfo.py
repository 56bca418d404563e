"""NFO files: the ids, title and year that a media centre left beside a film or a show.

They come as Kodi XML, as a bare address, as both one after the other, in any encoding, and broken
in every way; so they are searched, never parsed: no entity is expanded and nothing is fetched.
"""

from __future__ import annotations

import errno
import html
import os
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from typing import Literal

NFO_LIMIT = 1 << 20
"""Bytes of an NFO that are read; the ids stand in its first lines, and real ones are a few KB."""

Scope = Literal["movie", "tvshow", "episode"]

_ROOT = re.compile(r"<\s{0,9}(?P<root>movie|tvshow|episodedetails)\b", re.IGNORECASE)
_SCOPES: dict[str, Scope] = {"movie": "movie", "tvshow": "tvshow", "episodedetails": "episode"}
_ENCODING = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_NESTED = re.compile(
    r"<(?P<tag>actor|set|fileinfo|director|credits|thumb|fanart)\b[^>]{0,500}>", re.IGNORECASE
)
"""Elements whose own ids and titles are other people's."""
_UNIQUE = re.compile(
    r"<\s{0,9}uniqueid\b(?P<attributes>[^>]{0,300})>\s{0,99}(?P<value>[^<\s]{1,40})\s{0,99}<",
    re.IGNORECASE,
)
_TYPE = re.compile(r"\btype\s*=\s*[\"']\s*(?P<type>\w{1,20})\s*[\"']", re.IGNORECASE)
_TAGGED = re.compile(
    r"<\s{0,9}(?P<tag>tmdbid|imdbid|imdb_id|tvdbid|tmdb|imdb|tvdb|id)\b[^>]{0,200}>"
    r"\s{0,99}(?P<value>[^<\s]{1,40})\s{0,99}<",
    re.IGNORECASE,
)
_ADDRESSES = (
    ("tmdb", re.compile(r"themoviedb\.org/(?P<what>movie|tv)/(?P<value>\d{1,9})", re.IGNORECASE)),
    ("imdb", re.compile(r"imdb\.com/(?:[a-z-]{2,5}/)?title/(?P<value>tt\d{6,10})", re.IGNORECASE)),
    (
        "tvdb",
        re.compile(
            r"thetvdb\.com/(?:\?[^\s\"'<>]{0,80}?\b(?:series)?id=|dereferrer/(?:series|movie)/"
            r"|series/)(?P<value>\d{1,9})(?!\w)",
            re.IGNORECASE,
        ),
    ),
)
_EPISODE_ADDRESS = re.compile(
    r"themoviedb\.org/tv/\d{1,9}[^\s\"'<>]{0,80}?/episode/", re.IGNORECASE
)
_TITLE = re.compile(r"<title>(?P<value>[^<]{1,500})<", re.IGNORECASE)
_YEAR = re.compile(
    r"<\s{0,9}(?:year|premiered|releasedate)\s{0,9}>\s{0,99}(?P<value>(?:18|19|20)\d\d)(?!\d)",
    re.IGNORECASE,
)
_IMDB = re.compile(r"tt\d{6,10}")


@dataclass(frozen=True, slots=True)
class Nfo:
    """What an NFO says. ``ids`` belong to what ``scope`` names, which is None where it is unsaid.

    The ids of an episode's NFO are the episode's own, never its show's.
    """

    scope: Scope | None = None
    ids: dict[str, str] = field(default_factory=dict)
    title: str | None = None
    year: int | None = None


def read_nfo(data: bytes) -> Nfo:
    """Read the first ``NFO_LIMIT`` bytes of an NFO file. Never raises, whatever the bytes."""
    text = _without_comments(_decode(data[:NFO_LIMIT]))
    text = text.replace("<![CDATA[", "").replace("]]>", "")
    root = _ROOT.search(text)
    scope = _SCOPES[root["root"].lower()] if root else None
    ids: dict[str, str] = {}
    title = year = None
    if root is not None:
        body = _without_nested(text[root.start() :])
        _collect_xml(body, ids)
        if found := _TITLE.search(body):
            title = _plain(found["value"])
        if dated := _YEAR.search(body):
            year = int(dated["value"])
        text = text[: root.start()] + body
    scope = _collect_addresses(text, ids, scope)
    return Nfo(scope, ids, title, year)


def _decode(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        # A character cut in two by the limit is no sign of another encoding.
        if error.start >= len(data) - 3:
            return data[: error.start].decode("utf-8")
    declared = _ENCODING.search(data[:400])
    name = declared[1].decode("ascii").lower() if declared else "cp1252"
    if name not in {"iso-8859-1", "iso-8859-15", "latin-1", "latin1", "cp1252", "windows-1252"}:
        name = "cp1252"
    return data.decode("cp1252" if "15" not in name else "iso-8859-15", "replace")


def _without_comments(text: str) -> str:
    """Drop comments by plain search: a pattern would take hours on a file of ``<!--``."""
    kept, at = [], 0
    while (start := text.find("<!--", at)) >= 0 and (end := text.find("-->", start + 4)) >= 0:
        kept.append(text[at:start])
        at = end + 3
    return " ".join([*kept, text[at:]])


def _without_nested(text: str) -> str:
    """Drop the elements of other people and works, whose ids are not this one's."""
    lower = text.lower()
    if len(lower) != len(text):
        lower = text
    kept, at = [], 0
    unclosed: set[str] = set()
    for match in _NESTED.finditer(text):
        tag = match["tag"].lower()
        if match.start() < at or tag in unclosed:
            continue
        end = lower.find(f"</{tag}>", match.end())
        if end < 0:
            unclosed.add(tag)
            continue
        kept.append(text[at : match.start()])
        at = end
    return " ".join([*kept, text[at:]])


def _collect_xml(body: str, ids: dict[str, str]) -> None:
    for match in _UNIQUE.finditer(body):
        kind = _TYPE.search(match["attributes"])
        _add(ids, kind["type"].lower() if kind else "", match["value"])
    for match in _TAGGED.finditer(body):
        tag = match["tag"].lower().removesuffix("id").removesuffix("_")
        _add(ids, tag, match["value"])


def _collect_addresses(text: str, ids: dict[str, str], scope: Scope | None) -> Scope | None:
    """Add the ids of addresses, and return the scope that they give where none was known."""
    if scope == "episode":
        return scope
    if scope is None and _EPISODE_ADDRESS.search(text):
        return "episode"
    for provider, address in _ADDRESSES:
        match = address.search(text)
        if match is None:
            continue
        what = (match.groupdict().get("what") or "").lower()
        told: Scope | None = ("tvshow" if what == "tv" else "movie") if what else None
        if told and scope is not None and (told == "tvshow") != (scope == "tvshow"):
            continue
        _add(ids, provider, match["value"])
        scope = scope or told
    return scope


def _add(ids: dict[str, str], provider: str, value: str) -> None:
    """Keep the first well-formed id of each provider; an untyped ``<id>`` only as IMDb's."""
    value = value.lower()
    if _IMDB.fullmatch(value):
        if provider in {"", "imdb"}:
            ids.setdefault("imdb", value)
    elif provider in {"tmdb", "tvdb"} and value.isascii() and value.isdecimal():
        number = value.lstrip("0")
        if 0 < len(number) <= 9:
            ids.setdefault(provider, number)


def _plain(text: str) -> str | None:
    """Resolve the five predefined and the numeric entities; any other stays as it is written."""
    return " ".join(html.unescape(text).split()) or None


_FORBIDDEN = (errno.EACCES, errno.EPERM, errno.ELOOP, errno.EISDIR, errno.ENXIO)
"""It will be so the next time, too."""
_NOTHING = Nfo()


class NfoFiles:
    """Reads the NFO files of one storage root; that of a series once for all its files."""

    def __init__(self, present: Collection[bytes], absolute: Callable[[bytes], bytes]) -> None:
        """Take the NFO files that there are, relative to the root, and what makes paths whole."""
        self._present, self._absolute = present, absolute
        self._shows: dict[bytes, Nfo] = {}
        self.bytes_read = 0

    def of(self, path: bytes, kind: str, *, apart: bool = False) -> Nfo:
        """Return what the nearest NFO of the work says that the file at ``path`` is of.

        That of the folder says nothing of a film that may be ``apart`` from the folder's.

        Raises:
            OSError: nobody can say now what it holds.
        """
        folder, stem = os.path.dirname(path), os.path.splitext(path)[0]
        if kind == "series":
            folders = (folder, os.path.dirname(folder))
            places, scope = [os.path.join(above, b"tvshow.nfo") for above in folders], "tvshow"
        else:
            own, shared = stem + b".nfo", os.path.join(folder, b"movie.nfo")
            places, scope = [own] if apart else [own, shared], "movie"
        nfo = next((place for place in places if place in self._present), None)
        if nfo is None:
            return _NOTHING
        if (known := self._shows.get(nfo)) is not None:
            return known
        found = self._read(nfo)
        if found.scope not in (scope, None):
            found = _NOTHING
        if kind == "series":
            self._shows[nfo] = found
        return found

    def _read(self, nfo: bytes) -> Nfo:
        try:
            with open(self._absolute(nfo), "rb", opener=_without_waiting) as opened:
                data = opened.read(NFO_LIMIT) or b""
        except OSError as error:
            if error.errno not in _FORBIDDEN:
                raise
            return _NOTHING
        self.bytes_read += len(data)
        return read_nfo(data)


def _without_waiting(path: str, flags: int) -> int:
    """Open what may be called like an NFO file and be a pipe that nobody writes to."""
    return os.open(path, flags | os.O_NONBLOCK)
