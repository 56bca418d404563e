"""The plain text of a file name: spaces for whatever separates its words, no tags, no group."""

from __future__ import annotations

import re

from vidtui.disk.naming.ids import strip_tags
from vidtui.disk.naming.lexicon import (
    AMBIGUOUS,
    EDITION,
    LANGUAGES,
    SITE,
    SPOKEN,
    is_strong,
    is_technical,
    plausible_year,
)

_COPY = re.compile(r"\s*\((?:\d{1,2}|copie?|copy)\)$", re.IGNORECASE)
_LEADING_GROUP = re.compile(r"^\s*(?:\[(?P<group>[^\[\]]*)\]|【[^】]*】)\s*(?=\S)")
_TECHNICAL_BRACKET = re.compile(r"(?<=\S)\s*[\[(](?P<inner>[^\W\d][\w ,+-]{1,30})[\])]")
_ACRONYM = re.compile(r"\b(?:[^\W\d_]\.){2,}(?=[\W_]|$)|\b(?:[^\W\d_]\.){2,}[^\W\d_]\b")
_DOT_YEAR = re.compile(
    r"(?<=\w)(?:\.(?=(?:19|20)\d\d(?:\W|$))|-(?=(?:19|20)\d\d-)|(?<=-(?:19|20)\d\d)-(?=\w))"
)
_COLOURS = re.compile(
    r"(?<![^\W_])(?P<what>bt|rec)[ ._-]?(?P<number>709|601|2020|2100)(?![^\W_])", re.IGNORECASE
)
"""Colour spaces, of which ``BT.2020`` looks like a year."""
_REC = re.compile(r"^\s*\[REC\]", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]{2,}(?:['’-][^\W\d_]+)*")
_DOTTED_NUMBER = re.compile(r"[^\W\d_]{2,}\.\d{1,2}")


def plain(stem: str) -> str:
    """Return the stem of a file name with spaces for dots and underscores, and without tags."""
    text = strip_tags(SITE.sub("", stem))
    text = _TECHNICAL_BRACKET.sub(_drop_technical, _COPY.sub("", text))
    if "2020" in text or "709" in text:
        text = _COLOURS.sub(r"\g<what>\g<number>", text)
    text = text.replace("_", " ")
    if " " not in text.strip() or text.count(".") > text.count(" ") + 1:
        text = _undot(text)
    elif "." in text:
        text = " ".join(_undot(word) if _is_dotted(word) else word for word in text.split(" "))
    text = _DOT_YEAR.sub(" ", text)
    return re.sub(r"\s+", " ", text).strip()


def _is_dotted(word: str) -> bool:
    """Say whether dots separate the words of one piece of a name that has spaces as well."""
    bare = word.strip("[](){}")
    if "." not in bare.strip(".") or is_strong(bare) or bare.lower().startswith("www."):
        return False
    pieces = bare.split(".")
    if any(plausible_year(piece) or is_strong(piece) for piece in pieces):
        return True
    return len(pieces) > 1 and (
        all(_WORD.fullmatch(piece) for piece in pieces)
        or _DOTTED_NUMBER.fullmatch(bare) is not None
    )


def _drop_technical(match: re.Match[str]) -> str:
    """Write ``[SD]`` and ``(VF)`` behind a title as one word that is certainly technical."""
    words = re.split(r"[\s,+_-]+", match["inner"])
    technical = all(is_technical(word) for word in words)
    return f" [1080p {match['inner']}]" if technical else match.group()


def _undot(text: str) -> str:
    held = _ACRONYM.sub(lambda match: match.group().replace(".", "\0") + " ", text)
    return held.replace(".", " ").replace("\0", ".")


def strip_group(text: str) -> str:
    """Return ``text`` without the ``[group]`` of a fansub in front; ``[REC]`` is a film."""
    while not _REC.match(text) and (group := _LEADING_GROUP.match(text)):
        text = text[group.end() :]
    return text


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
