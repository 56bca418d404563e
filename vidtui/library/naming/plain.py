"""The plain text of a file name: spaces for whatever separates its words, no tags, no group."""

from __future__ import annotations

import re

from vidtui.library.naming.ids import strip_tags
from vidtui.library.naming.words import SITE, is_strong, is_technical, plausible_year

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
