"""A work as folders and names may call it: its titles, folded and by which one it is."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from vidtui.layout.model import WorkFacts
from vidtui.text import fold

TITLE: Final = "Title"
ORIGINAL: Final = "OriginalTitle"
THE: Final = "The"
"""Added to a title's name where its article stands behind it: ``Matrix, The``."""
OTHER: Final = "other"
"""A title that no token renders: an alternative one."""

_ARTICLES: Final = {
    "": r"(?!)",
    "en": r"(?:the|an?)\s+",
    "fr": r"(?:(?:les?|la|une?|des)\s+|l['’]\s*)",
    "both": r"(?:(?:the|an?|les?|la|une?|des)\s+|l['’]\s*)",
    "more": (
        r"(?:(?:the|an?|les?|la|une?|des|du|de|au|aux|der|die|das|el|los|las|il|lo|gli)\s+|l['’]\s*)"
    ),
}
IGNORED: Final = tuple(_ARTICLES)
"""Which leading articles an alphabetical order ignores."""
_LEADING: Final = {name: re.compile(form, re.IGNORECASE) for name, form in _ARTICLES.items()}
_LAST = re.compile(r"(?P<body>.+), (?P<article>the|an?|les?|la|une?|des|l['’])", re.IGNORECASE)
OTHERS: Final = "#"
"""Stands for a first letter that is no Latin one and no digit."""


def article_last(title: str) -> str:
    """Return ``Matrix, The`` for ``The Matrix``; a title without article as it is."""
    match = _LEADING["both"].match(title)
    if match is None or match.end() >= len(title):
        return title
    return f"{title[match.end() :]}, {match.group().strip()}"


def article_first(title: str) -> str:
    """Return ``The Matrix`` for ``Matrix, The``."""
    match = _LAST.fullmatch(title.strip())
    if match is None:
        return title
    gap = "" if match["article"][-1] in "'’" else " "
    return f"{match['article']}{gap}{match['body']}"


@lru_cache(maxsize=1 << 15)
def sort_key(title: str, ignored: str) -> str:
    """Return the first letters of a title in capitals: ``ALI``, ``2``, ``#`` for other scripts."""
    match = _LEADING[ignored].match(title)
    body = title[match.end() :] if match and match.end() < len(title) else title
    plain = fold(body).replace(" ", "").upper()[:3]
    if not plain or not plain[0].isascii():
        return OTHERS
    return plain


class Known:
    """A work, and by each folded title the names of the titles that it is."""

    __slots__ = ("_others", "by_name", "folds", "work", "years")

    def __init__(self, work: WorkFacts) -> None:
        self.work = work
        self.by_name: dict[str, str] = {TITLE: work.title}
        if work.original_title:
            self.by_name[ORIGINAL] = work.original_title
        for language, title in work.by_language.items():
            self.by_name[f"{TITLE}:{language.upper()}"] = title
        self.folds: dict[str, list[str]] = {}
        for name, title in self.by_name.items():
            folded = fold(title)
            if not folded:
                continue
            self.folds.setdefault(folded, []).append(name)
            last = fold(article_last(title))
            if last != folded:
                self.folds.setdefault(last, []).append(_the(name))
        self._others: frozenset[str] | None = None
        self.years = (str(work.year),) if work.year else ()

    def named(self, folded: str) -> tuple[str, ...]:
        """Return which titles a folded text is; ``(OTHER,)`` for an alternative one."""
        found = self.folds.get(folded)
        if found is not None:
            return tuple(found)
        return (OTHER,) if folded and folded in self.others else ()

    @property
    def others(self) -> frozenset[str]:
        """All titles under which the work is known, folded."""
        if self._others is None:
            self._others = frozenset(map(fold, self.work.titles))
        return self._others

    def title(self, name: str) -> str | None:
        """Return a title by its name, ``OriginalTitle`` or ``TitleThe:FR``; None without it."""
        plain = name.replace(THE, "", 1) if THE in name else name
        found = self.by_name.get(plain)
        if found is None and plain == f"{TITLE}:{(self.work.language or '').upper()}":
            found = self.work.title
        if found is None:
            return None
        return article_last(found) if THE in name else found


def _the(name: str) -> str:
    head, colon, language = name.partition(":")
    return f"{head}{THE}{colon}{language}"
