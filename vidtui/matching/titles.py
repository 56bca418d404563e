"""Whether two titles are the same one, however each is written.

"Same" means the same words once case, accents, punctuation, joints ("&", "and", "et"), numerals
("II", "Part Two", "Deuxième partie") and spaces are put alike. What is only similar never counts
as the same, however similar it is: "Alien" and "Aliens" are two films.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from rapidfuzz import fuzz

from vidtui.text import fold

SPACED: Final = 0.99
"""The same letters with other spaces: "Spider-Man" and "Spiderman"."""
LOOSE: Final = 0.97
"""The work has a leading article, a joint or a word such as "Part" that the name leaves out."""
ARTICLE_ADDED: Final = 0.85
"""The name has an article that the work has not: people leave articles out, they add none."""
SIMILAR: Final = 0.78
"""The most that a title which is not the same can be worth, so that it is never accepted."""

_WITHIN: Final = 0.92
"""One title's words are all within the other: "Alien" and "Alien, le huitième passager"."""
_OTHER_NUMBER: Final = 0.8

_COUNTRIES: Final = (
    "USA|US|UK|GB|AU|CA|FR|DE|ES|IT|JP|KR|NZ|IE|NL|BE|SE|DK|NO|FI|IN|BR|MX|TR|CN|PL|PT|ZA|IL|AR"
)
_TAG: Final = re.compile(rf"(?<=\S)\s*\((?:(?P<country>{_COUNTRIES})|(?:19|20)\d\d)\)\s*$")
_AND: Final = re.compile(r"&|(?<=\s)\+(?=\s)")
_THOUSANDS: Final = re.compile(r"(?<![^ ])(\d{1,3})((?: 000| \d{3}){1,3})(?![^ ])")
_DIGIT: Final = re.compile(r"[0-9]")
_NUMBER: Final = re.compile(r"[0-9]+")
_LATIN: Final = re.compile(r"[a-z0-9]")

_ARTICLE_WORDS = """
the a an le la les l un une des der die das ein eine el los las una il lo gli uno
"""
_ARTICLES: Final = frozenset(_ARTICLE_WORDS.split())
_ENGLISH = """
hard harder another alone my in for like a the fighting laughing trying tomorrow tonight now you
with on before by or free fast young slow happy
"""
_AFTER_ENGLISH_DIE: Final = frozenset(_ENGLISH.split())
_SMALL_WORDS = "of in on at to for de du en au aux von im zu di del da"
_SMALL: Final = frozenset(_SMALL_WORDS.split())
_JOINTS: Final = frozenset(("and", "et", "und"))
_SHORT_JOINTS: Final = frozenset("ye")
_NUMERALS = "ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_ROMAN: Final = {text: str(number) for number, text in enumerate(_NUMERALS.split(), 2)}
_ARABIC: Final = {number: text.upper() for text, number in _ROMAN.items()}
_PART_WORDS = "part partie parte pt teil vol volume tome chapter chapitre chap episode volet"
_PART: Final = frozenset(_PART_WORDS.split())
_COUNTING = """
i one un une uno eins first premier premiere 1er 1ere 1re 1st
two deux due dos zwei second seconde deuxieme 2e 2eme 2nd 2nde
three trois tre tres drei third troisieme 3e 3eme 3rd
four quatre quattro cuatro vier fourth quatrieme 4e 4eme 4th
five cinq cinque cinco funf fifth cinquieme 5e 5eme 5th
six sei seis sechs sixth sixieme 6e 6eme 6th
seven sept sette siete sieben seventh septieme 7e 7eme 7th
eight huit otto ocho acht eighth huitieme 8e 8eme 8th
nine neuf nove nueve neun ninth neuvieme 9e 9eme 9th
ten dix dieci diez zehn tenth dixieme 10e 10eme 10th
"""
_COUNTED: Final = _ROMAN | {
    word: str(number)
    for number, words in enumerate(_COUNTING.strip().splitlines(), 1)
    for word in words.split()
}


@dataclass(frozen=True, slots=True)
class Form:
    """A title put ready to be compared.

    ``body`` is what follows the leading ``article``; ``joined`` is the body without spaces, and
    ``loose`` also without joints and the word before a part's number. All are empty for a title
    without any character.
    """

    article: str
    body: str
    joined: str
    loose: str
    numbers: frozenset[str]


class Likeness(NamedTuple):
    """How alike two titles are, from 0 to 1, whether they are the same, and differ in a number."""

    value: float
    same: bool
    other_number: bool


def country_of(title: str) -> str | None:
    """Return the country that a title ends with, ``US`` in ``The Office (US)``."""
    match = _tag(title)
    return normal_country(match["country"]) if match and match["country"] else None


def normal_country(country: str) -> str:
    """Return a country as ISO 3166-1 has it: ``GB`` for ``UK``."""
    return {"UK": "GB", "USA": "US"}.get(country.upper(), country.upper())


def without_country(title: str) -> str:
    """Return a title without the country at its end, as a search has to have it."""
    return without_tag(title) if country_of(title) else title


def without_extras(title: str) -> str:
    """Return a title without joints and without a country at its end that has no brackets."""
    words = [word for word in fold(title).split() if word not in _JOINTS]
    if len(words) > 1 and words[-1] in ("us", "uk", "usa"):
        del words[-1]
    return " ".join(words) or title


def numbered_otherwise(title: str) -> str:
    """Return a title with its number in the other numerals: "Rocky II" for "Rocky 2", and back."""
    words = title.split()
    for at, word in enumerate(words[1:], 1):
        bare = word.strip(".,:;!?")
        if other := _ARABIC.get(bare) or _ROMAN.get(bare.lower()):
            words[at] = other
            break
    return " ".join(words)


def is_one_word(title: str) -> bool:
    """Tell whether a title is one word, whatever article stands before it."""
    return " " not in form(title).body


def is_telling(word: str) -> bool:
    """Tell whether a folded word says something of a title by itself: no article, no joint."""
    return len(word) > 1 and word not in _ARTICLES and word not in _JOINTS and word not in _SMALL


def without_tag(title: str) -> str:
    """Return a title without the country or the year in brackets at its end."""
    match = _tag(title)
    return title[: match.start()] if match else title


def _tag(title: str) -> re.Match[str] | None:
    return _TAG.search(title) if title.rstrip().endswith(")") else None


@lru_cache(maxsize=8192)
def form(title: str) -> Form:
    """Return ``title`` ready to be compared."""
    text = without_tag(title)
    folded = fold(_AND.sub(" and ", text) if "&" in text or "+" in text else text)
    if not _LATIN.search(folded):
        # Folding takes marks off that tell words apart in other scripts, or leaves nothing.
        raw = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
        return Form("", raw, raw.replace(" ", ""), raw.replace(" ", ""), _numbers(raw))
    if _DIGIT.search(folded):
        folded = _THOUSANDS.sub(lambda match: match[1] + match[2].replace(" ", ""), folded)
    words = _counted(folded.split())
    article = _article(words)
    if article:
        words = words[1:]
    body = " ".join(words)
    return Form(article, body, "".join(words), _loose(words), _numbers(body))


def _loose(words: list[str]) -> str:
    """Return the letters of a title without its "and", and without "part" before a number."""
    if "and" not in words and "part" not in words:
        return "".join(words)
    return "".join(
        word
        for word, after in zip(words, [*words[1:], ""], strict=True)
        if word != "and" and not (word == "part" and after.isdecimal())
    )


def _numbers(text: str) -> frozenset[str]:
    """Return the numbers in a text; the first part of something often goes without its 1."""
    return frozenset(number.lstrip("0") for number in _NUMBER.findall(text)) - {"1"}


def _article(words: list[str]) -> str:
    if len(words) < 2 or words[0] not in _ARTICLES:
        return ""
    first, second = words[:2]
    if len(first) == 1 and len(second) == 1:  # A.I., L.A.
        return ""
    if first == "die" and second in _AFTER_ENGLISH_DIE:
        return ""
    return first


def _counted(words: list[str]) -> list[str]:
    """Write numerals as digits, the words for a part as "part", and joints as "and"."""
    found: list[str] = []
    index = 0
    before = ""
    while index < len(words):
        word, after, following = (*words[index : index + 3], "", "")[:3]
        if number := _part_of(before, word, after, following):
            found += ["part", number]
            index += 2
        else:
            found.append(_written(before, word, after))
            index += 1
        before = words[index - 1]
    return found


def _part_of(before: str, word: str, after: str, following: str) -> str:
    """Return the number of a part that two words say: ``part two``, ``second part``."""
    if word in _PART and (number := _number(after)):
        return number
    is_behind = bool(before) and after in _PART and not _number(following)
    return _COUNTED.get(word, "") if is_behind else ""


def _written(before: str, word: str, after: str) -> str:
    """Return a word, a numeral behind another word as digits, and a joint as "and"."""
    if not before:
        return word
    if word in _ROMAN:
        return _ROMAN[word]
    return "and" if after and _joins(word, before, after) else word


def _number(word: str) -> str:
    if word.isdecimal():
        return word.lstrip("0") or "0"
    return _COUNTED.get(word, "")


def _joins(word: str, before: str, after: str) -> bool:
    # "y" and "e" are letters of an abbreviation where they stand among single letters.
    return word in _JOINTS or (word in _SHORT_JOINTS and len(before) > 1 and len(after) > 1)


def compare(name: Form, work: Form) -> Likeness:
    """Tell how alike the title in a name and the title of a work are."""
    if not name.body or not work.body:
        return Likeness(0.0, same=False, other_number=False)
    value = _same(name, work)
    if value:
        return Likeness(value, same=True, other_number=False)
    other = name.numbers != work.numbers
    value = SIMILAR * similarity(name, work)
    return Likeness(value * _OTHER_NUMBER if other else value, same=False, other_number=other)


def _same(name: Form, work: Form) -> float:
    """Return what the same title in another writing is worth, 0 for another title."""
    if name.article == work.article:
        return _same_words(name, work)
    if name.joined != work.joined and (name.loose != work.loose or not name.loose):
        # An article can also be the beginning of a word: "La La Land", "Lalaland".
        whole = name.article + name.joined == work.article + work.joined
        return SPACED if whole else 0.0
    if not name.article:
        return LOOSE
    # "A Prophet" and "The Prophet" are two films.
    return 0.0 if work.article else ARTICLE_ADDED


def _same_words(name: Form, work: Form) -> float:
    """Return what the same words are worth, by how alike they are written, 0 for others."""
    if name.body == work.body:
        return 1.0
    if name.joined == work.joined:
        return SPACED
    return LOOSE if name.loose and name.loose == work.loose else 0.0


def similarity(name: Form, work: Form) -> float:
    """Return from 0 to 1 how similar the words are, leading articles aside; for ranking only."""
    if not name.body or not work.body:
        return 0.0
    value = fuzz.ratio(name.body, work.body) / 100
    if value < _WITHIN:
        mine, theirs = set(name.body.split()), set(work.body.split())
        if (mine <= theirs or theirs <= mine) and max(map(len, mine & theirs)) > 2:
            share = min(len(mine), len(theirs)) / max(len(mine), len(theirs))
            value = max(value, _WITHIN * (0.8 + 0.2 * share))
    return value
