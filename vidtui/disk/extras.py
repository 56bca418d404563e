"""Extras: what lies beside a film or a series and is neither, by its folder or by its name.

Media centres know folders and suffixes (``-trailer``, ``-behindthescenes``); people write words
(``Making-of``, ``Bande annonce VF``). A work that is called so stays a work.
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from functools import lru_cache

from vidtui.disk.naming.lexicon import is_strong, is_technical
from vidtui.text import fold, readable

_FOLDERS = """
extras|extra|featurettes|featurette|behind the scenes|deleted scenes|deleted scene|trailers|trailer
teasers|teaser|sample|samples|bonus|bonus features|bonus disc|bonus dvd|special features
making of|making off|bande annonce|bandes annonces|scenes coupees|scenes supprimees|scenes inedites
betisier|coulisses|dans les coulisses|backdrops|theme videos|bonusmaterial|hinter den kulissen
entfallene szenen|geschnittene szenen|supplements
"""
_FOLDERS_OF_A_WORK = """
shorts|scenes|clips|other|others|interviews|interview|courts metrages|court metrage|documentaires
documentaire|reportages|reportage|promo|promos|spots|outtakes|bloopers|storyboards|galerie|gallery
autres|divers|clip|scene|short
"""
_PHRASES = """
making of|le making of|making off|makingof|bande annonce|bandes annonces|la bande annonce|ba
teaser|teasers|trailer|trailers|theatrical trailer|featurette|featurettes|scene coupee
scenes coupees|scene supprimee|scenes supprimees|scenes inedites|scene inedite|deleted scene
deleted scenes|extended scene|extended scenes|scenes additionnelles|betisier|gag reel|bloopers
outtakes|interview|interviews|entretien|entretiens|coulisses|les coulisses|dans les coulisses
coulisses du tournage|behind the scenes|alternate ending|alternative ending|fin alternative
fins alternatives|bonus|les bonus|bonus dvd|bonus features|special features|supplements|extra
extras|court metrage|short film|short|clip|clips|music video|clip video|audio commentary
commentaire audio|storyboard|storyboards|galerie|photo gallery|promo|promos|tv spot|tv spots
spot tv|spots tv|spot|reportage|sneak peek|preview|sample|echantillon|extrait|extraits
entfallene szenen|geschnittene szenen|geloschte szenen|hinter den kulissen|bonusmaterial|kurzfilm
pannen|patzer|musikvideo|theme|menu|generique
"""
_UNMISTAKABLE = """
making of|le making of|making off|bande annonce|bandes annonces|scenes coupees|scene coupee
scenes supprimees|scenes inedites|deleted scenes|deleted scene|behind the scenes|betisier
featurette|featurettes|gag reel|entfallene szenen|geschnittene szenen|hinter den kulissen
bonusmaterial|dans les coulisses
"""


def _table(text: str) -> frozenset[str]:
    return frozenset(text.replace("\n", "|").strip("|").split("|"))


FOLDERS = _table(_FOLDERS)
FOLDERS_OF_A_WORK = _table(_FOLDERS_OF_A_WORK)
"""These also name genres, so they count only inside the folder of one work."""
PHRASES = _table(_PHRASES)
UNMISTAKABLE = _table(_UNMISTAKABLE)
"""No film is called so and something else."""

_WORK_FOLDER = re.compile(
    r".*(?:[\[(](?:19|20)\d\d[\])]|[ ._](?:19|20)\d\d(?:[ ._]|$)|[\[{](?:tmdb|imdb|tvdb))",
    re.IGNORECASE | re.DOTALL,
)
_BRACKET_YEAR = re.compile(r"[\[(](?:19|20)\d\d[\])]")
_CLOSING_YEAR = re.compile(r"[\[(](?:19|20)\d\d[\])]|(?<=[ ._])(?:19|20)\d\d(?=[ ._]|$)")
_OFFICIAL = frozenset(("officiel", "officielle", "official", "offiziell", "numero", "num", "n"))
_OLD_SUFFIX = re.compile(
    r"(?:sample|trailer|sample[-.].*|.*[-._](?:sample|trailer)"
    r"|.*-(?:featurette|behindthescenes|deleted|interview))",
    re.IGNORECASE | re.DOTALL,
)
_SUFFIX = re.compile(
    r"(?P<before>.*[^\s-])-(?:behind[ ._-]?the[ ._-]?scenes|deleted(?:[ ._-]?scenes?)?|featurettes?"
    r"|interviews?|scenes?|clips?|shorts?|others?|extras?|trailers?|teasers?|samples?|bonus|promo"
    r"|making[ ._-]?of|bande[ ._-]?annonce|theme|backdrop)[ ._-]?\d{0,3}",
    re.IGNORECASE | re.DOTALL,
)
_DOTTED = re.compile(r".*[._ -](?:trailer|sample|teaser)[ ._-]?\d{0,2}", re.IGNORECASE | re.DOTALL)
_HINT_WORDS = """
trailer trailers teaser teasers making makingof annonce annonces bandeannonce bonus interview
interviews short shorts scene scenes coup coupe coupee coupees supprim supprime supprimee supprimees
dites inedite inedites additionnelles clip clips other others extra extras deleted deletedscene
deletedscenes featurette featurettes behind behindthescenes tisier betisier gag bloopers outtakes
entretien entretiens coulisses ending alternative promo promos spot spots sample preview sneak theme
reportage commentaire commentary storyboard storyboards galerie gallery szenen kulissen kurzfilm
pannen patzer musikvideo music trage metrage suppl supplements chantillon echantillon extrait
extraits menu rique generique backdrop bonusmaterial ba
"""
_HINTS = frozenset(word.encode() for word in _HINT_WORDS.split())
_ASCII_WORD = re.compile(rb"[a-z]+")
"""Names that have none of these, letters with accents aside, are looked at no further."""
_EPISODE = re.compile(
    rb"s\d{1,2}[ ._-]?e\d{1,4}|\d{1,2}x\d{2,3}|(?:^|[ ._-])(?:e|ep|episode)[ ._-]?\d{1,4}"
    rb"|[-_ ] ?\d{2,4}(?:v\d)?(?:[ ._\[(]|$)",
    re.IGNORECASE,
)
_LEADING_NUMBER = re.compile(rb"\d{1,3}[ ._-]")
_ARTICLES = frozenset(("the", "le", "la", "les", "l", "un", "une", "a", "an", "der", "die", "das"))


def looks_like_episode(stem: bytes) -> bool:
    """Say whether a file's name has an episode number, however loosely."""
    return _EPISODE.search(stem) is not None


def has_extra_folder(names: Sequence[str], parts: Sequence[bytes], first: int = 0) -> bool:
    """Say whether a folder at ``first`` or below it holds extras; ``names`` are them folded."""
    for number, name in enumerate(names[first:], first):
        if name in FOLDERS:
            return True
        if name in FOLDERS_OF_A_WORK and number and is_work_folder(parts[number - 1]):
            return True
    return False


@lru_cache(maxsize=1024)
def is_work_folder(folder: bytes) -> bool:
    """Say whether a folder names one work, by its year or its id."""
    return _WORK_FOLDER.match(readable(folder)) is not None


def is_extra_name(stem: bytes, folder: bytes | None, *, series: bool) -> bool:
    """Say whether a file is an extra by its own name.

    Args:
        stem: the file's name without extension.
        folder: the name of its folder, None where that says the kind or only sorts.
        series: whether it is a file of a series, whose episodes may be called anything.
    """
    if _HINTS.isdisjoint(_ASCII_WORD.findall(stem.lower())):
        return False
    text = readable(stem)
    if _OLD_SUFFIX.fullmatch(text):
        return fold(text.rpartition("-")[0]) not in _ARTICLES
    if series and (looks_like_episode(stem) or _LEADING_NUMBER.match(stem)):
        return False
    if _by_suffix(text):
        return True
    return _by_words(text, readable(folder) if folder else "", series)


def _by_suffix(text: str) -> bool:
    match = _SUFFIX.fullmatch(text)
    if match is None:
        return _DOTTED.fullmatch(text) is not None and _BRACKET_YEAR.search(text) is not None
    if fold(match["before"]) in _ARTICLES:
        return False
    # "…x264-SCENE" is a group's name.
    last = re.split(r"[\s._-]", match["before"])[-1].strip("[](){}")
    return not is_strong(last) and not (text.count(".") > 2 and is_technical(last))


@lru_cache(maxsize=1024)
def _by_words(text: str, folder: str, series: bool) -> bool:
    """Say whether a name is words for an extra, alone or beside the name of its folder's work."""
    work = _without_brackets(folder)
    own, whole = _without_brackets(text), fold(text)
    if whole in (work, fold(folder)):
        return False
    before, after = _around_year(text)
    if before:
        # A full name is a film's own, but behind its year: "Avatar (2009) - Bande annonce VF".
        return _are_words(after, PHRASES)
    if work and own.startswith(f"{work} "):
        return _are_words(own.removeprefix(work).strip(), PHRASES)
    behind_dash = _bare(fold(text.rpartition(" - ")[2])) if " - " in text else ""
    if not work:
        return behind_dash in UNMISTAKABLE
    sure = PHRASES if series or _WORK_FOLDER.match(folder) else UNMISTAKABLE
    return behind_dash in sure or _are_words(own, sure)


def _are_words(text: str, sure: Set[str]) -> bool:
    """Say whether a text is an extra's name, or begins with one that nothing else has."""
    return _bare(text) in sure or _begins(text, UNMISTAKABLE)


def _without_brackets(text: str) -> str:
    return fold(re.sub(r"[\[({].*?[\])}]", " ", text)) or fold(text)


def _around_year(text: str) -> tuple[str, str]:
    """Return what stands around the year that closes a title, both empty where none does."""
    years = list(_CLOSING_YEAR.finditer(text))
    if not years or not fold(text[: years[-1].start()]):
        return "", ""
    return fold(text[: years[-1].start()]), fold(text[years[-1].end() :])


def _begins(text: str, phrases: frozenset[str]) -> bool:
    words = text.split()
    return any(" ".join(words[:count]) in phrases for count in (1, 2, 3, 4))


def _bare(text: str) -> str:
    """Drop languages, qualities and numbers off both ends: ``bande annonce vf 2``."""
    words = text.split()
    while len(words) > 1 and _says_nothing(words[-1]) and " ".join(words) not in PHRASES:
        words.pop()
    while len(words) > 1 and words[0].isdecimal():
        del words[0]
    return " ".join(words)


def _says_nothing(word: str) -> bool:
    return word.isdecimal() or is_technical(word) or word in _OFFICIAL
