"""Folder names that say what lies beneath: ``Films``, ``Séries TV``, ``movies-fr``, ``Films HD``.

A name says the kind where all its words do or say nothing else: a quality, a language, a place,
an order, a genre that films and series share.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal, NamedTuple

from vidtui.text import fold, readable

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
