"""The media centres of the settings: where each is, its secret, and how it sees our folders."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Final, Literal

from vidtui.i18n import _
from vidtui.paths import is_inside, separator, with_slashes
from vidtui.settings.values import Wrong, file_path, folder_path, one_of, sequence, url, within
from vidtui.text import printable

CentreKind = Literal["jellyfin", "emby", "plex", "kodi"]
KINDS: Final[tuple[CentreKind, ...]] = ("jellyfin", "emby", "plex", "kodi")
NAMES: Final[Mapping[CentreKind, str]] = {
    "jellyfin": "Jellyfin",
    "emby": "Emby",
    "plex": "Plex",
    "kodi": "Kodi",
}
_KEYS: Final = ("kind", "url", "name", "token_file", "ca_file", "path_map")
_NAME: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,39}")
_THEIRS: Final = re.compile(r"/|[a-z]{2,10}://|[A-Za-z]:\\|\\\\")
MOST: Final = 20


@dataclass(frozen=True, slots=True)
class CentreMap:
    """The centre has ``theirs`` where this machine has ``here``."""

    theirs: bytes
    here: bytes


@dataclass(frozen=True, slots=True)
class MediaCentre:
    """One media centre.

    ``name`` is how the person calls it, its kind where they do not. ``token_file`` is None where
    it is the one beside the settings; ``ca_file`` holds the certificate that its own is signed
    by, None for what the system trusts.
    """

    kind: CentreKind
    url: str
    name: str
    token_file: Path | None = None
    ca_file: Path | None = None
    path_maps: tuple[CentreMap, ...] = ()

    def theirs(self, here: bytes) -> bytes:
        """Return how the centre calls a folder; the longest map goes first, then the same path."""
        return theirs_of(self.path_maps, here)

    def here(self, theirs: bytes) -> bytes:
        """Return what a folder of the centre is called here."""
        plain = with_slashes(theirs)
        for one in sorted(self.path_maps, key=lambda one: len(one.theirs), reverse=True):
            if is_inside(plain, with_slashes(one.theirs)):
                rest = plain[len(one.theirs) :].strip(b"/")
                return b"/".join([one.here.rstrip(b"/"), rest]) if rest else one.here
        return theirs


def theirs_of(maps: Sequence[CentreMap], here: bytes) -> bytes:
    """Return how another machine calls a path; the longest map goes first, then the same path."""
    for one in sorted(maps, key=lambda one: len(one.here), reverse=True):
        if is_inside(here, one.here):
            rest = here[len(one.here.rstrip(b"/")) :].lstrip(b"/")
            if not rest:
                return one.theirs
            mark = separator(one.theirs)
            return mark.join([one.theirs.rstrip(b"/"), *rest.split(b"/")])
    return here


def media_centres(raw: object) -> tuple[MediaCentre, ...]:
    """Return the media centres of ``[[media_centre]]``.

    Raises:
        Wrong: one cannot be, or two have one name.
    """
    found: list[MediaCentre] = []
    for entry in sequence(raw):
        held = _held(entry, _KEYS)
        for key in ("kind", "url"):
            if key not in held:
                raise Wrong(_("each needs {key}").format(key=key))
        kind: CentreKind = within("kind", partial(one_of, KINDS), held)
        names = {one.name for one in found}
        found.append(
            MediaCentre(
                kind,
                within("url", url, held),
                within("name", _name, held) or _free(kind, names),
                within("token_file", file_path, held),
                within("ca_file", file_path, held),
                within("path_map", centre_maps, held) or (),
            )
        )
        if found[-1].name in names:
            raise Wrong(_("two of them are called {name}").format(name=found[-1].name))
    if len(found) > MOST:
        raise Wrong(_("there can be {most} at most").format(most=MOST))
    return tuple(found)


def _free(kind: str, names: set[str]) -> str:
    numbered = (f"{kind}-{number}" for number in range(2, MOST + 3))
    return next(name for name in (kind, *numbered) if name not in names)


def _name(raw: object) -> str:
    if not isinstance(raw, str) or not _NAME.fullmatch(raw):
        raise Wrong(_("must be a short name of letters, digits, dots and dashes"))
    return raw


def centre_maps(raw: object) -> tuple[CentreMap, ...]:
    """Return how another machine sees our folders.

    Raises:
        Wrong: one cannot be.
    """
    maps = []
    for entry in sequence(raw):
        held = _held(entry, ("theirs", "here"))
        for key in ("theirs", "here"):
            if key not in held:
                raise Wrong(_("each needs {key}").format(key=key))
        maps.append(CentreMap(_theirs(held["theirs"]), folder_path(held["here"])))
    return tuple(maps)


def _theirs(raw: object) -> bytes:
    """Return a folder as a centre writes it: also on a share, or of Windows."""
    if not isinstance(raw, str) or not raw.isprintable() or not _THEIRS.match(raw):
        raise Wrong(_("must be a path as the media centre writes it, such as /data/video"))
    path = raw.encode("utf-8")
    return path.rstrip(b"/" + separator(path)) or b"/"


def _held(raw: object, allowed: tuple[str, ...]) -> Mapping[str, Any]:
    if not isinstance(raw, dict):
        raise Wrong(_("must hold: {allowed}").format(allowed=", ".join(allowed)))
    for key in raw:
        if key in ("token", "password", "api_key"):
            text = _(
                "{key} does not belong here; put it in a file that only you can read, "
                "named by token_file"
            )
            raise Wrong(text.format(key=key))
        if key not in allowed:
            text = _("has an unknown key {key}; it may hold: {allowed}")
            raise Wrong(text.format(key=printable(key), allowed=", ".join(allowed)))
    return raw
