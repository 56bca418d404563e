"""Numbers as names write them: digits, Roman numerals, and words in French, English and German."""

from __future__ import annotations

from vidtui.text import fold

_ROMAN = "i ii iii iv v vi vii viii ix x xi xii xiii xiv xv xvi xvii xviii xix xx"
_WORDS = """
un une premier premiere 1er 1ere 1re one first 1st eins erste erster erstes erstens
deux deuxieme second seconde 2e 2eme 2nd 2nde two zwei zweite zweiter zweites
trois troisieme 3e 3eme 3rd three third drei dritte dritter drittes
quatre quatrieme 4e 4eme 4th four fourth vier vierte vierter viertes
cinq cinquieme 5e 5eme 5th five fifth funf funfte funfter funftes
six sixieme 6e 6eme 6th sixth sechs sechste sechster sechstes
sept septieme 7e 7eme 7th seven seventh sieben siebte siebter siebtes
huit huitieme 8e 8eme 8th eight eighth acht achte achter achtes
neuf neuvieme 9e 9eme 9th nine ninth neun neunte neunter neuntes
dix dixieme 10e 10eme 10th ten tenth zehn zehnte zehnter zehntes
onze onzieme 11e 11eme 11th eleven eleventh elf elfte elfter elftes
douze douzieme 12e 12eme 12th twelve twelfth zwolf zwolfte zwolfter zwolftes
"""
_VALUES = {text: number for number, text in enumerate(_ROMAN.split(), 1)} | {
    word: number
    for number, line in enumerate(_WORDS.strip().splitlines(), 1)
    for word in line.split()
}

ROMAN = r"(?:x{0,2}(?:ix|iv|v?i{1,3}|v)|x{1,2})"
"""Matches I to XXIX in small letters, not the empty text."""
CARDINAL = (
    r"(?:une?|deux|trois|quatre|cinq|six|sept|huit|neuf|dix|one|two|three|four|five|seven|eight"
    r"|nine|ten|eleven|twelve|eins|zwei|drei|vier|f[üu]nf|sechs|sieben|acht|neun|zehn)"
)
ORDINAL = (
    r"(?:\d{1,2} ?(?:[eè]me|[eè]re|ere|er|re|nde|nd|st|rd|th|e)|\d{1,2}\."
    r"|premi[eè]re?|deuxi[eè]me|seconde?|troisi[eè]me|quatri[eè]me|cinqui[eè]me|sixi[eè]me"
    r"|septi[eè]me|huiti[eè]me|neuvi[eè]me|dixi[eè]me|onzi[eè]me|douzi[eè]me"
    r"|first|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth"
    r"|erste[rs]?|zweite[rs]?|dritte[rs]?|vierte[rs]?|f[üu]nfte[rs]?|sechste[rs]?)"
)
NUMBER = rf"(?:\d{{1,4}}|{ROMAN}|{CARDINAL})"
"""All of these match with ``re.IGNORECASE``, and want a word's end after them."""


def number_of(text: str) -> int | None:
    """Return the number that a word or numeral says, None where it says none."""
    bare = text.strip().rstrip(".")
    if bare.isdecimal():
        return int(bare)
    return _VALUES.get(fold(bare).replace(" ", ""))
