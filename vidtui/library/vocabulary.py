"""Words of both languages that mean the same: languages and genres."""

from __future__ import annotations

from typing import Final

from vidtui.text import fold

NONE: Final = ("none", "aucun", "aucune")
"""A field that says nothing."""

_LANGUAGES: Final = """
ar ara . arabic arabe
bg bul . bulgarian bulgare
bn ben . bengali bengali
br bre . breton breton
ca cat . catalan catalan
cs ces cze czech tchèque
cy cym wel welsh gallois
da dan . danish danois
de deu ger german allemand
el ell gre greek grec
en eng . english anglais
es spa . spanish espagnol
et est . estonian estonien
eu eus baq basque basque
fa fas per persian persan
fi fin . finnish finnois
fr fra fre french français
ga gle . irish irlandais
gl glg . galician galicien
he heb . hebrew hébreu
hi hin . hindi hindi
hr hrv . croatian croate
hu hun . hungarian hongrois
hy hye arm armenian arménien
id ind . indonesian indonésien
is isl ice icelandic islandais
it ita . italian italien
ja jpn . japanese japonais
ka kat geo georgian géorgien
km khm . khmer khmer
ko kor . korean coréen
la lat . latin latin
lt lit . lithuanian lituanien
lv lav . latvian letton
mk mkd mac macedonian macédonien
ml mal . malayalam malayalam
mn mon . mongolian mongol
ms msa may malay malais
nb nob . bokmål bokmål
nl nld dut dutch néerlandais
no nor . norwegian norvégien
oc oci . occitan occitan
pl pol . polish polonais
pt por . portuguese portugais
ro ron rum romanian roumain
ru rus . russian russe
sk slk slo slovak slovaque
sl slv . slovenian slovène
sq sqi alb albanian albanais
sr srp . serbian serbe
sv swe . swedish suédois
ta tam . tamil tamoul
te tel . telugu télougou
th tha . thai thaï
tl tgl . tagalog tagalog
tr tur . turkish turc
uk ukr . ukrainian ukrainien
ur urd . urdu ourdou
vi vie . vietnamese vietnamien
wo wol . wolof wolof
zh zho chi chinese chinois
"""
"""ISO 639: the code of two letters, of three (for terms, for books), the names."""

_GENRES: Final = """
action/action adventure/aventure animation/animation comedy/comédie crime/crime
documentary/documentaire drama/drame family/familial fantasy/fantastique history/histoire
horror/horreur music/musique mystery/mystère romance/romance sci-fi/science-fiction
tv-movie/téléfilm thriller/thriller war/guerre western/western kids/enfants news/actualités
reality/téléréalité soap/feuilleton talk/débat
"""
"""As the provider has them in English and in French."""


def _languages() -> dict[str, str]:
    found = {}
    for line in _LANGUAGES.strip().splitlines():
        code, *names = line.split()
        for name in (code, *names):
            found[fold(name)] = code
    found.pop("")
    return found


def genre_names() -> list[tuple[str, str]]:
    """Return each genre in English and in French."""
    return [(pair.partition("/")[0], pair.partition("/")[2]) for pair in _GENRES.split()]


def _genres() -> dict[str, str]:
    both = [(fold(english), fold(french)) for english, french in genre_names()]
    return dict([*both, *((french, english) for english, french in both)])


LANGUAGES: Final = _languages()
"""By any folded name or code of a language its code of two letters."""
GENRES: Final = _genres()
"""By a folded genre the same in the other language, where that is another word."""


def language(text: str) -> str | None:
    """Return the code of a language: ``fr`` for ``French``, ``fre``; ``fr-ca`` for ``fr-CA``."""
    plain, _dash, region = text.partition("-")
    code = LANGUAGES.get(fold(plain))
    if code is None or not region:
        return code or LANGUAGES.get(fold(text))
    return f"{code}-{region.casefold()}"


def language_names() -> list[tuple[str, str, str]]:
    """Return each language: its code, its name in English and in French."""
    lines = (line.split() for line in _LANGUAGES.strip().splitlines())
    return [(code, english, french) for code, _terms, _books, english, french in lines]
