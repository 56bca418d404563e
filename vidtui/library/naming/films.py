"""Films that the fast path declined: the file's name and its folder's, read together."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Literal

from vidtui.library.naming.facts import Guess, ask_guessit
from vidtui.library.naming.ids import edition_in, strip_tags
from vidtui.library.naming.name import Name
from vidtui.library.naming.plain import plain, strip_group
from vidtui.library.naming.titles import Cut, plain_cut, rank, telling, variants
from vidtui.library.naming.words import GENERIC, PACK, is_film_pack, neutral_folder
from vidtui.text import fold

_ABBREVIATED = re.compile(r"[a-z0-9]+-[a-z0-9._-]+|[a-z0-9_]{1,24}")
"""``ght-dunepartt-1080p``: the file within a release folder, which alone has the title."""

_NUMBERED = re.compile(
    r" (?:part|partie|pt|vol|volume|episode|chapter|chapitre|\d+(?:re|er|e|eme)? partie)"
    r"(?: (?:\d{1,2}|[ivx]{1,4}|one|two|three|un|une|deux|trois))?"
)
"""What guessit takes off a title although it belongs to it: ``Part Two``, ``Vol 2``."""


def read_film(folders: list[str], stem: str, kind: Literal["movie"] | None) -> Name:
    """Read a film from its stem and the folders above it, outermost first."""
    name = _choose(folders, stem, kind)
    tagged = edition_in(stem) or edition_in(folders[-1] if folders else "")
    return replace(name, edition=tagged or name.edition, pack=is_film_pack(strip_tags(stem)))


def _choose(folders: list[str], stem: str, kind: Literal["movie"] | None) -> Name:
    """Decide which of the file's name and its folder's is read, and which confirms it."""
    above = _informative(folders)
    below = plain(strip_group(stem))
    if not fold(below) or GENERIC.fullmatch(strip_tags(stem)):
        own = plain_cut(below)
        chosen = above or below
        return _read(chosen, None, kind, own.disc)
    if above is None:
        return _read(below, None, kind)
    cut, folder = plain_cut(below), plain_cut(above)
    if folder.sure and cut.year is None and _ABBREVIATED.fullmatch(stem):
        return _read(above, None, kind, cut.disc)
    if folder.year is None:
        related = _related(folder, cut)
        return _read(below, folder if related and folder.sure else None, kind)
    return _read(below, folder, kind)


def _informative(folders: list[str]) -> str | None:
    """Return the nearest folder that can name a film, as plain text."""
    for name in reversed(folders):
        if GENERIC.fullmatch(name) or not fold(name):
            continue
        if neutral_folder(fold(name)) or PACK.search(name):
            return None
        return plain(name)
    return None


def _related(folder: Cut, cut: Cut) -> bool:
    one, other = fold(folder.title), fold(cut.title)
    return bool(one and other) and (one in other or other in one)


def _read(
    text: str, folder: Cut | None, kind: Literal["movie"] | None, disc: int | None = None
) -> Name:
    cut, guess = plain_cut(text), ask_guessit(telling(text), kind)
    titles, agree = _order(cut, guess)
    year = cut.year or (guess.year if str(guess.year) != cut.title else None)
    if folder is not None:
        same_year = year is None or year == folder.year
        if same_year and folder.year is not None:
            titles = [*variants(folder.title), *titles]
            agree = _related(folder, cut) and (agree or fold(folder.title) == fold(cut.title))
        else:
            titles = [*titles, folder.title]
            agree = False
        year = year or folder.year
    if cut.bare and cut.year and year == cut.year:
        titles.append(f"{cut.title} {cut.year}")
    return Name(
        titles=rank(titles),
        source="guessit",
        year=year,
        part=cut.disc or disc or guess.disc,
        edition=_edition(cut, guess),
        agree=agree,
    )


def _edition(cut: Cut, guess: Guess) -> str | None:
    """Return the edition, unless the word is the title's own ("The Darjeeling Limited")."""
    title = fold(cut.title)
    found = (edition for edition in (cut.edition, guess.edition) if edition)
    return next((edition for edition in found if fold(edition) not in title), None)


def _order(cut: Cut, guess: Guess) -> tuple[list[str], bool]:
    """Rank guessit's titles and the cut's; say whether they agree."""
    ours = [*variants(cut.title), *([cut.other] if cut.other else [])]
    if guess.title is None:
        return ours, False
    theirs = [f"{guess.title} {other}" for other in guess.alternatives[:1]]
    folded, cut_folded = fold(guess.title), fold(cut.title)
    if any(folded == fold(title) for title in ours):
        return [*ours, *theirs], True
    if folded.isdecimal() and not cut_folded.isdecimal():
        return ours, False
    joined = [*ours, guess.title, *theirs]
    if folded and folded in cut_folded:
        numbered = _NUMBERED.fullmatch(cut_folded.removeprefix(folded))
        same = any(fold(title) == cut_folded for title in theirs)
        return joined, same or numbered is not None
    if not cut_folded or not cut.sure:
        return [guess.title, *theirs, *ours], False
    return joined, False
