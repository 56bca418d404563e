"""Genres as folders are called after them, in either language: ``SF``, ``Comédies``, ``Polars``."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from vidtui.layout.model import Placed
from vidtui.text import fold, readable

_NAMES: Final = """
action=action
adventure=aventure,aventures,adventure,adventures
animation=animation,animations,dessins_animes,dessin_anime,films_d_animation,cartoons,cartoon
animation=anime,animes,manga,mangas
comedy=comedie,comedies,comedy,humour,comique,comiques
crime=crime,crimes,policier,policiers,polar,polars,film_noir
documentary=documentaire,documentaires,documentary,documentaries,doc,docs,docu,docus
drama=drame,drames,drama,dramas,dramatique,dramatiques,comedie_dramatique,comedies_dramatiques
family=famille,familial,familiaux,family,enfant,enfants,kids,jeunesse,pour_enfants
fantasy=fantastique,fantastiques,fantasy,merveilleux
history=histoire,historique,historiques,history,historical,peplum,peplums
horror=horreur,horror,epouvante,gore
music=musique,musical,musicaux,musicals,music,comedie_musicale,comedies_musicales,concerts
mystery=mystere,mysteres,mystery,enigme
romance=romance,romances,romantique,romantiques,romantic,comedie_romantique,comedies_romantiques
sci-fi=sf,scifi,science_fiction,sci_fi,anticipation
tv-movie=telefilm,telefilms,tv_movie,tv_movies
thriller=thriller,thrillers,suspense
war=guerre,guerres,war
western=western,westerns
reality=telerealite,reality
news=actualites,news
soap=feuilleton,feuilletons,soap,soaps
talk=debat,debats,talk,talk_show,talk_shows
politics=politique,politics
"""


def _phrases() -> dict[str, str]:
    found = {}
    for line in _NAMES.split():
        genre, _equals, names = line.partition("=")
        found.update({name.replace("_", " "): genre for name in names.split(",")})
    return found


_PHRASES: Final = _phrases()
_LONGEST: Final = max(phrase.count(" ") + 1 for phrase in _PHRASES)


@lru_cache(maxsize=4096)
def genres_in(text: str) -> frozenset[str]:
    """Return the genres that a text names, under one name each; unknown words say nothing."""
    words = fold(text).split()
    found: set[str] = set()
    place = 0
    while place < len(words):
        for length in range(min(_LONGEST, len(words) - place), 0, -1):
            genre = _PHRASES.get(" ".join(words[place : place + length]))
            if genre is not None:
                found.add(genre)
                place += length
                break
        else:
            place += 1
    return frozenset(found)


@lru_cache(maxsize=4096)
def genres_of_folder(folder: bytes) -> frozenset[str]:
    """Return the genres that a folder's name says."""
    return genres_in(readable(folder))


@lru_cache(maxsize=4096)
def genres_of(genres: tuple[str, ...]) -> tuple[frozenset[str], ...]:
    """Return the genres of a work in the provider's order, an unknown one under its own name."""
    return tuple(genres_in(one) or frozenset((fold(one),)) for one in genres)


def in_its_genre(path: bytes, placed: Placed) -> bytes:
    """Return a place with the genre that a link is under, where that is one of the work's too."""
    mine, parts = path.split(b"/"), placed.path.split(b"/")
    genres = frozenset[str]().union(*genres_of(placed.file.work.genres))
    for reason in placed.reasons:
        depth = reason.folder.count(b"/")
        is_genre = reason.rule is not None and reason.rule.kind == "genre"
        if is_genre and depth + 1 < len(mine) and genres_of_folder(mine[depth]) & genres:
            parts[depth] = mine[depth]
    return b"/".join(parts)
