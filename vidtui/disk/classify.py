"""What a file can be, and what the folders say: film or series, extra, one disc of many files."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NamedTuple

from vidtui.disk.extras import has_extra_folder, is_extra_name, looks_like_episode
from vidtui.disk.naming.lexicon import neutral_folder
from vidtui.text import fold, readable

Kind = Literal["film", "series", "unknown"]
"""What the folders say; ``unknown`` is a state of its own, which a person is asked about."""

FileKind = Literal["film", "series", "unknown", "extra"]
"""A file's kind; an ``extra`` (trailer, sample, featurette) is known but never looked up."""


_DISC_FOLDERS = frozenset({"bdmv", "video_ts"})


@dataclass(frozen=True, slots=True)
class Place:
    """What a file's path says of it.

    ``kind_depth`` is the number of leading folders, of those relative to the root, that end with
    the one that gave the kind. ``work`` is the path to read a name from: the file itself, or the
    folder of a disc structure, which is one title of many files.
    """

    kind: FileKind
    kind_depth: int
    is_anime: bool
    work: str


class _Folders(NamedTuple):
    kind: str
    kind_depth: int
    is_anime: bool
    is_extra: bool
    may_be_show: bool
    may_be_film: bool
    own: bytes | None


class Hierarchy:
    """Reads what folders mean, under one set of folder names."""

    def __init__(
        self, films: frozenset[str], series: frozenset[str], anime: frozenset[str]
    ) -> None:
        """Take the folded names that mean films, series and anime."""
        self._names = KindNames(films, series, anime)
        # Files of one folder come one after the other, so the last few folders are enough.
        self._read = lru_cache(maxsize=1024)(self._read_folders)

    def kind(self, path: bytes, root_name: bytes = b"", root_kind: str | None = None) -> FileKind:
        """Say what the file at ``path`` is.

        Args:
            path: the file, relative to its root.
            root_name: the last component of the root's path, which may say the kind.
            root_kind: the kind that the settings state for the whole root.
        """
        folder, _slash, name = path.rpartition(b"/")
        found = self._read(folder, root_name, root_kind)
        stem = name.rpartition(b".")[0]
        # A film may be called so: it has the name of its folder, right below the films.
        is_film = found.may_be_film and _folded(stem) == _folded(folder.rpartition(b"/")[2])
        is_episode = found.may_be_show and looks_like_episode(stem)
        if found.is_extra and not is_film and not is_episode:
            return "extra"
        if is_extra_name(stem, found.own, series=found.kind in ("series", "anime")):
            return "extra"
        if found.kind == "anime":
            return "series" if looks_like_episode(stem) else "unknown"
        return found.kind  # type: ignore[return-value]

    def place(self, path: bytes, root_name: bytes = b"", root_kind: str | None = None) -> Place:
        """Say what the path of a file means; arguments as for ``kind``."""
        found = self._read(path.rpartition(b"/")[0], root_name, root_kind)
        text = readable(path)
        return Place(
            self.kind(path, root_name, root_kind),
            found.kind_depth,
            found.is_anime,
            _disc(text) or text,
        )

    def _read_folders(self, folder: bytes, root_name: bytes, root_kind: str | None) -> _Folders:
        parts = folder.split(b"/") if folder else []
        names = [_folded(part) for part in parts]
        kind, depth = root_kind, 0
        if kind is None:
            kind, depth = self._kind_of([root_name, *parts], [_folded(root_name), *names])
        is_anime = any(map(self._says_anime, parts, names))
        if kind is None and is_anime:
            kind = "anime"
        is_extra = has_extra_folder(names, parts)
        # Right below the series, the folder of extras would be everybody's: a show has that name.
        may_be_show = (
            is_extra and kind == "series" and not has_extra_folder(names, parts, depth + 1)
        )
        may_be_film = is_extra and kind == "film" and len(parts) == depth + 1
        own = parts[-1] if len(parts) > depth and not neutral_folder(names[-1]) else None
        return _Folders(kind or "unknown", depth, is_anime, is_extra, may_be_show, may_be_film, own)

    def _says_anime(self, part: bytes, name: str) -> bool:
        return self._names.read(part, name).is_anime

    def _kind_of(self, parts: Sequence[bytes], names: Sequence[str]) -> tuple[str | None, int]:
        for depth, (part, name) in enumerate(zip(parts, names, strict=True)):
            kind = self._names.read(part, name).kind
            if kind is not None:
                return kind, depth
        return None, 0


@lru_cache(maxsize=8192)
def _folded(part: bytes) -> str:
    return fold(readable(part))


def is_in_disc(path: bytes) -> bool:
    """Say whether a file is one of many that make a title of a disc."""
    return _disc(readable(path)) is not None


def _disc(path: str) -> str | None:
    parts = path.split("/")
    for number, part in enumerate(parts[:-1]):
        if part.casefold() in _DISC_FOLDERS and number:
            return "/".join(parts[:number])
    return None


_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-Z0-9])|(?<=[A-Z])(?=[A-Z][a-z])")
_NUMBER = re.compile(r"\d{1,4}s?|[a-z]")
"""``Films 2``, ``Films 2010-2019``, ``Movies 80s``, ``Films A-M``."""

_PLAIN = """
hd uhd sd 4k 2k 8k 3d hdr fullhd full hdlight 4klight light remux bluray blu ray dvd dvdrip bd web
1080 1080p 720 720p 2160 2160p 480p x264 x265 h264 h265 hevc mkv mp4 avi iso
vf vff vfq vo vost vostfr multi fr fra fre french francais francaise francaises en eng english
anglais anglaise anglaises vosten de ger german deutsch deutsche allemand es ita it nl jp kr us uk
tv
"""
_COMMON = """
mes nos my our meine unsere tous toutes tout all alle les le la des de du d l the et and und in im
auf en sur from of for pour par by dossier folder ordner video videos media medias library
bibliotheque nas disque disk disc drive hdd ssd usb raid volume plex jellyfin kodi emby
collection collections complet complete completes integrale integrales sagas divers autres other
others vrac nouveau nouveaux nouvelle nouvelles new neue recent recents vieux vieilles old alte
anciens anciennes classique classiques classic classics a voir vus vues watched unwatched en cours
terminees terminee finies ended trier tries sorted unsorted temp backup sauvegarde archive archives
etranger etrangers etrangere etrangeres foreign americain americains americaine americaines asian
asiatique asiatiques coreen coreens coreenne coreennes korean japonais japonaises british
enfant enfants kids children kinder famille familial familiaux family jeunesse adulte adultes adult
action aventure aventures adventure animation animations animes animees anime comedie comedies
comedy drame drames drama policier policiers policieres crime thriller thrillers horreur horror
guerre war western westerns sf sci fi science fiction fantastique fantasy romance historique
historiques mini web noel christmas annees ans emission emissions programme programmes
"""
PLAIN = frozenset(_PLAIN.split())
"""Words that say a quality or a language: they may stand beside a kind in the singular too."""
COMMON = PLAIN | frozenset(_COMMON.split())
_SINGULAR = frozenset(("film", "movie", "serie", "show", "telefilm", "miniserie"))
"""With other words these are titles: ``Un film``, ``The Movie``, ``Movie 43``."""


class Said(NamedTuple):
    """What a folder's name says: a kind, if it says one, and whether it says anime."""

    kind: Literal["film", "series"] | None
    is_anime: bool


_NOTHING = Said(None, False)


class KindNames:
    """Reads names of folders, under one set of names for each kind."""

    def __init__(
        self, films: frozenset[str], series: frozenset[str], anime: frozenset[str]
    ) -> None:
        """Take the folded names that mean films, series and anime."""
        self._films, self._series, self._anime = films, series, anime
        names = sorted(films | series | anime, key=len, reverse=True)
        # Most folders are works, and hold no word of a kind at all.
        joined = {name.replace(" ", "") for name in names}
        self._hints = tuple(
            name for name in joined if not any(other in name for other in joined - {name})
        )
        self._name = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names)) or '(?!)'})(?!\w)")
        glued = "|".join(re.escape(name) for name in names if len(name) > 2)
        plain = "|".join(sorted(PLAIN))
        self._glued = re.compile(rf"({glued or '(?!)'}|tv)({glued or '(?!)'}|{plain})")
        self.read = lru_cache(maxsize=8192)(self._read)

    def _read(self, part: bytes, folded: str) -> Said:
        """Say what one folder's name means, which is ``folded`` beside it."""
        joined = folded.replace(" ", "")
        for hint in self._hints:
            if hint in joined:
                return self._kinds({folded}) or self._of_words(readable(part)) or _NOTHING
        return _NOTHING

    def _of_words(self, text: str) -> Said | None:
        for split in (fold(text), fold(_CAMEL.sub(" ", text)), self._unglued(fold(text))):
            names = set(self._name.findall(split))
            words = self._name.sub(" ", split).split()
            allowed = PLAIN if names & _SINGULAR else COMMON
            numbered = not names & _SINGULAR
            known = all(word in allowed or (numbered and _NUMBER.fullmatch(word)) for word in words)
            if names and known and (found := self._kinds(names)):
                return found
        return None

    def _unglued(self, folded: str) -> str:
        """Return ``filmshd`` and ``seriestv`` as two words."""
        words = (self._glued.fullmatch(word) for word in folded.split())
        return " ".join(
            " ".join(match.groups()) if match else word
            for match, word in zip(words, folded.split(), strict=True)
        )

    def _kinds(self, names: set[str]) -> Said | None:
        """Return what names of kinds say together; films and series together say neither."""
        films, series = bool(names & self._films), bool(names & self._series)
        is_anime = bool(names & self._anime)
        if films and series:
            return None
        if films or series:
            return Said("film" if films else "series", is_anime)
        return Said(None, True) if is_anime else None
