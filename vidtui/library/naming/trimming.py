"""What stands at the end of a title and is none of it: languages, editions, qualities."""

from __future__ import annotations

import re

from vidtui.library.naming.words import (
    AMBIGUOUS,
    EDITION,
    LANGUAGES,
    SPOKEN,
    is_technical,
)

_LEFT = " \t-–_.,:;+"
_RIGHT = _LEFT + "[({"
_TRAILING = re.compile(r"\s(?:3D|4K|UHD|HDR)$")


def trim(text: str) -> str:
    """Drop separators off both ends, and brackets that open where the text was cut."""
    return text.lstrip(_LEFT).rstrip(_RIGHT)


def trim_title(
    text: str, *, dated: bool = False, closed_by: str | None = None
) -> tuple[str, str | None]:
    """Drop editions, languages and qualities off the end of a title.

    Args:
        text: the title and what stands up to where it was cut.
        dated: whether a year closes it, so that a last language is more likely its own.
        closed_by: the technical word that closes it.

    Returns:
        The title, and its other reading where a word may or may not belong to it.
    """
    title = _tidy(trim(text))
    if not dated and closed_by is None:
        return _tidy(_without_shout(title)), None
    spoken = closed_by is not None and _speaks(closed_by)
    rest, doubtful = _without_tail(title, dated=dated, spoken=spoken)
    rest = _tidy(rest)
    if rest == title:
        last = _last(title)
        if dated and last.lower() in LANGUAGES and " " in title:
            return title, _tidy(title.rsplit(" ", 1)[0])
        return title, None
    return rest, title if doubtful else None


def _without_shout(title: str) -> str:
    """Drop one word in capitals that says a language, off a title that nothing closes."""
    last = _last(title)
    is_code = last.isupper() or last in {"MULTi", "VOSTFr", "iTALiAN", "TRUEFRENCH"}
    if " " not in title or not is_code or not _is_word_of_tail(last, title):
        return title
    return trim(title.rsplit(" ", 1)[0])


def _without_tail(title: str, *, dated: bool, spoken: bool) -> tuple[str, bool]:
    """Drop what is technical off the end; say whether a word of it may be the title's own."""
    doubtful = False
    dropped = spoken
    while " " in title:
        title = _tidy(title)
        last = _last(title)
        lower = last.lower()
        if " " not in title or not _is_word_of_tail(last, title):
            break
        if lower in LANGUAGES:
            # "Johnny English FRENCH": a second language is another's only where it shouts too.
            if not last.isupper() and (spoken or (dated and not dropped)):
                break
            doubtful = doubtful or not last.isupper()
            spoken = True
        title, dropped = trim(title.rsplit(" ", 1)[0]), True
    return title, doubtful


def _is_word_of_tail(last: str, title: str) -> bool:
    """Say whether the last word is technical, and not a word like any other."""
    if len(last) < 2 or last.isdecimal() or not is_technical(last):
        return False
    if last.lower() not in AMBIGUOUS:
        return True
    is_word = last.islower() or last.istitle() or (last.isupper() and title.isupper())
    return not is_word


def _speaks(word: str) -> bool:
    return any(part in SPOKEN for part in re.split(r"[-.+]", word.lower()))


def _last(title: str) -> str:
    return title.rpartition(" ")[2].strip("-.()[]")


def _tidy(title: str) -> str:
    """Drop editions off the end of a title, and unbalanced brackets."""
    while True:
        ending = [m for m in EDITION.finditer(title) if m.end() == len(title) and m.start()]
        shorter = title[: ending[0].start()].rstrip(_RIGHT) if ending else ""
        if not re.search(r"\w", shorter):
            break
        title = shorter
    title = _TRAILING.sub("", title)
    if title.count("(") != title.count(")"):
        title = title.replace("(", " ").replace(")", " ")
    return re.sub(r"\s+", " ", title).strip(" -–_,:;")
