"""Films that the fast path declined: the file's name and its folder's, read together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from rapidfuzz import fuzz

from vidtui.disk.naming.canonical import is_plain_title
from vidtui.disk.naming.cleaning import plain, strip_group
from vidtui.disk.naming.facts import Guess, ask_guessit
from vidtui.disk.naming.ids import edition_in, ids_in, strip_tags
from vidtui.disk.naming.lexicon import (
    EDITION,
    GENERIC,
    PACK,
    is_film_pack,
    is_strong,
    is_technical,
    known_tail,
    neutral_folder,
    number_of,
    only_sorts,
)
from vidtui.disk.naming.name import Name
from vidtui.disk.naming.titles import (
    Cut,
    find_disc,
    find_film_part,
    find_half,
    plain_cut,
    rank,
    title_part,
    variants,
    words_beside,
)
from vidtui.text import fold

_NUMBERED = re.compile(
    r" (?:part|partie|pt|vol|volume|episode|chapter|chapitre|\d+(?:re|er|e|eme)? partie)"
    r"(?: (?:\d{1,2}|[ivx]{1,4}|one|two|three|un|une|deux|trois))?"
)
"""What guessit takes off a title although it belongs to it: ``Part Two``, ``Vol 2``."""

_WORDS = re.compile(r"(?!.*\d.* \d)[^\W\d_]+(?:['’ -][^\W\d_]+| \d{1,2})*")
"""Words of letters, and at most one short number, which is not the first of them."""
_YEAR = re.compile(r"(?P<before>.*?) [(\[]?(?P<year>(?:18|19|20)\d\d)[)\]]?(?P<after>(?: .*)?)")
_SHORT_EDITION = re.compile(r"(?<!\w)(?:criterion|limited)(?!\w)", re.IGNORECASE)
"""Technical words that guessit takes for an edition."""
_BRACKET_YEAR = re.compile(r"[\[(](?:18|19|20)\d\d[\])]")

Kind = Literal["movie"] | None


@dataclass(frozen=True, slots=True)
class _Folder:
    """The folder that can name a film; ``is_own`` says that it does, and no other beside it."""

    name: str
    text: str
    cut: Cut
    is_own: bool
    disc: int | None


def read_film(folders: list[str], stem: str, kind: Kind) -> Name:
    """Read a film from its stem and the folders above it, outermost first."""
    name = _choose(folders, stem, kind)
    tagged = edition_in(stem) or edition_in(folders[-1] if folders else "")
    return replace(name, edition=tagged or name.edition, pack=is_film_pack(strip_tags(stem)))


def _choose(folders: list[str], stem: str, kind: Kind) -> Name:
    """Decide which of the file's name and its folder's is read, and which confirms it."""
    folder = _folder(folders)
    own = _Own(plain(strip_group(stem)), folder)
    if folder is None:
        return own.read(kind)
    if not fold(own.text) or GENERIC.fullmatch(strip_tags(stem)):
        how: str = "nameless"
    elif not folder.is_own:
        related = folder.cut.sure and _related(folder.cut, own.cut)
        return own.read(kind, folder.cut if related else None)
    elif own.cut.year is not None and folder.cut.year not in (None, own.cut.year):
        return own.apart(kind, folder)
    else:
        how = relation(own.cut.title, strip_tags(stem), folder.cut.title, folder.text)
    if how == "nameless":
        read = _read(folder.text, plain_cut(folder.text), None, kind)
        part = own.part or own.cut.disc or folder.disc
        return replace(read, part=part, edition=read.edition or own.cut.edition, nameless=True)
    if how == "same":
        return own.read(kind, folder.cut)
    return own.apart(kind, folder, is_more=how == "more")


def _folder(folders: list[str]) -> _Folder | None:
    """Return the nearest folder that can name a film; those of discs below it are passed over."""
    disc = None
    for name in reversed(folders):
        if GENERIC.fullmatch(name) or not fold(name):
            found = find_disc(name) or find_half(name)
            disc = disc or (found.number if found else None)
            continue
        text = plain(name)
        cut = plain_cut(text)
        if _sorts(name, cut):
            return None
        is_own = cut.year is not None or cut.sure or bool(ids_in(name))
        return _Folder(name, text, cut, is_own, disc or cut.disc)
    return None


def _sorts(name: str, cut: Cut) -> bool:
    """Say whether a folder holds many films: a genre's, a pack, ``Action 1080p``."""
    if neutral_folder(fold(name)) or PACK.search(name) or is_film_pack(name):
        return True
    return cut.sure and not _BRACKET_YEAR.search(name) and only_sorts(fold(cut.title))


def _related(folder: Cut, cut: Cut) -> bool:
    one, other = fold(folder.title), fold(cut.title)
    return bool(one and other) and (one in other or other in one)


class _Own:
    """What a file's own name says: title, year, half, and a part or a label behind the year."""

    def __init__(self, text: str, folder: _Folder | None) -> None:
        cut = plain_cut(text)
        self.part: int | None = None
        self.label = ""
        self.is_part = False
        if cut.year is not None:
            cut = self._behind_year(cut, text)
        elif found := _half_of(cut, folder):
            self.part, cut = found
        self.text, self.cut = text, cut
        self._disc = folder.disc if folder else None

    def _behind_year(self, cut: Cut, text: str) -> Cut:
        """Read what stands behind the year: a half, a part that tells films apart, a subtitle."""
        rest = EDITION.sub(" ", cut.after)
        if half := find_half(rest):
            self.part, rest = half.number, half.text
        elif found := find_film_part(rest):
            self.is_part = True
            self.label = " ".join((found[0], words_beside(found[1]))).strip()
            return cut
        is_apart = not cut.bare or re.search(r"(?:19|20)\d\d[\])]?\s*[-–:]\s", text) is not None
        self.label = words_beside(rest) if is_apart else ""
        return cut

    @property
    def title(self) -> str:
        """The title with the part or subtitle that stands behind the year."""
        return f"{self.cut.title} {self.label}".strip()

    def read(self, kind: Kind, folder: Cut | None = None) -> Name:
        """Read the name; a ``folder`` that says the same film confirms it."""
        name = _read(self.text, self.cut, folder, kind)
        part = self.part or self.cut.disc or self._disc or name.part
        if not self.label:
            return replace(name, part=part)
        return replace(
            name,
            titles=rank([self.title, *name.titles]),
            part=part,
            must_have=(self.title,),
            or_time=not self.is_part,
        )

    def apart(self, kind: Kind, folder: _Folder, *, is_more: bool = True) -> Name:
        """Read a name that says another film than its folder, or says more.

        Without a year of its own, and without the folder's title in it, only a work that has both
        titles can be certain.
        """
        name = _read(self.text, self.cut, None, kind)
        both = self.cut.year is None and not is_more
        titles = [self.title, *name.titles[:1], folder.cut.title, *name.titles[1:]]
        return replace(
            name,
            titles=rank(titles),
            year=name.year or folder.cut.year,
            part=self.part or self.cut.disc or self._disc or name.part,
            agree=False,
            must_have=(self.title, folder.cut.title) if both else (self.title,),
            # A name in another language is no other film: the folder's id may be right.
            apart=is_more or both,
        )


def _half_of(cut: Cut, folder: _Folder | None) -> tuple[int, Cut] | None:
    """Find the half in a name without a year: behind the folder's title, or written as a half."""
    title = cut.title
    if folder is not None and folder.is_own:
        number = _half_behind(folder.cut.title, title)
        if number is not None:
            return number, replace(cut, title=folder.cut.title)
    half = find_half(re.sub(r"^.*?(?=[-._ ]+(?:part|pt)[\da-d]$)", "", title))
    if half is None or title.lower() != title or half.text:
        return None
    shorter = re.sub(r"[-._ ]+(?:part|pt)[\da-d]$", "", title)
    return (half.number, replace(cut, title=shorter)) if fold(shorter) else None


def _half_behind(work: str, title: str) -> int | None:
    """Return the number of a half behind the folder's title: `` - part 2``, `` b``."""
    mine = fold(work)
    for joint in re.finditer(r"[-._ ]+", title):
        half = find_half(title[joint.start() :]) if fold(title[: joint.start()]) == mine else None
        if half is not None:
            return half.number
    glued = re.fullmatch(r"(.+?)[ ._-]*([a-d])", title, re.IGNORECASE)
    if glued and fold(glued[1]) == mine and fold(title) != mine:
        return "abcd".index(glued[2].lower()) + 1
    return None


def _read(text: str, cut: Cut, folder: Cut | None, kind: Kind) -> Name:
    head = title_part(text)
    # guessit takes a hundred times as long as all the rest.
    guess = Guess(cut.title) if _is_beyond_doubt(head, cut) else ask_guessit(head, kind)
    titles, agree = _order(cut, guess)
    year = cut.year or (guess.year if str(guess.year) != cut.title else None)
    if folder is not None and folder.year is not None and year in (None, folder.year):
        titles = [*variants(folder.title), *titles]
        agree = _related(folder, cut) and (agree or fold(folder.title) == fold(cut.title))
        year = folder.year
    elif folder is not None:
        titles, agree, year = [*titles, folder.title], False, year or folder.year
    if cut.bare and cut.year and year == cut.year:
        titles.append(f"{cut.title} {cut.year}")
    return Name(
        titles=rank(titles),
        source="guessit",
        year=year,
        part=cut.disc or guess.disc,
        edition=_edition(cut, guess),
        agree=agree,
    )


def _is_beyond_doubt(text: str, cut: Cut) -> bool:
    """Say whether a name is words, one year and technical words: guessit reads the same title."""
    if cut.year is None or cut.other or cut.disc or _NUMBERED.search(" " + fold(cut.title)):
        return False
    rest = text.removeprefix(cut.title)
    match = _YEAR.fullmatch(EDITION.sub(" ", rest))
    return (
        match is not None
        and rest != text
        and not _SHORT_EDITION.search(rest)
        and int(match["year"]) == cut.year
        and _WORDS.fullmatch(cut.title) is not None
        and is_plain_title(cut.title)
        and known_tail(match["before"])
        and known_tail(match["after"])
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


Relation = Literal["nameless", "same", "more", "other"]

_ARTICLES = """
le la les l un une des du de d the a an of and et der die das ein eine und el los las y il lo gli i
"""
_SMALL = frozenset(_ARTICLES.split())
_CODE = re.compile(r"[a-z0-9][a-z0-9._-]{0,39}", re.IGNORECASE)
_ALIKE = 93.0
_LONG = 10
"""Long titles that are so alike, in per cent of their letters, differ by a slip of the pen."""


def relation(own: str, stem: str, title: str, folder: str) -> Relation:
    """Say how a file's own title stands to the title of the folder that names a film.

    Args:
        own: the title in the file's name.
        stem: the file's name itself.
        title: the title in the folder's name.
        folder: the folder's name itself.

    Returns:
        ``nameless`` where the file's name says nothing, ``same`` where it says the folder's film or
        a part of its name, ``more`` where it goes beyond, ``other`` where it says another.
    """
    mine, theirs = _words(own), _words(title)
    if mine and mine == theirs:
        return "same"
    is_generic = GENERIC.fullmatch(stem) or not re.search(r"[^\W\d_]{2,}|\d", own)
    if is_generic or _is_of_release(stem, folder):
        return "nameless"
    joined, folder_joined = "".join(mine), "".join(theirs)
    if joined == folder_joined or _is_slip(own, title):
        return "same"
    if set(mine) - set(theirs) and set(theirs) - set(mine):
        return "nameless" if _abbreviates(stem, theirs, folder) else "other"
    return _relation_of_words(set(mine), set(theirs))


def _relation_of_words(mine: set[str], theirs: set[str]) -> Relation:
    """Say how a title stands to another where all words of one are the other's too."""
    if extra := mine - theirs:
        return "same" if all(map(_says_nothing, extra)) else "more"
    # "Shrek" in the folder of "Shrek 2" may be the first one.
    return "other" if any(map(str.isdecimal, theirs - mine)) else "same"


def _words(title: str) -> list[str]:
    """Return the words that tell a title from others, numbers as digits."""
    words = fold(title).split()
    found = []
    for place, word in enumerate(words):
        number = number_of(word) if place else None
        # "Shrek le troisième", "Rocky II"; a single I or V may be a word.
        is_number = number is not None and (word.isdecimal() or len(word) > 1)
        found.append(str(number) if is_number else word)
    telling = [word for word in found if word not in _SMALL]
    return telling or found


def _says_nothing(word: str) -> bool:
    return not word.isdecimal() and (is_technical(word) or EDITION.fullmatch(word) is not None)


def _is_slip(own: str, title: str) -> bool:
    one, other = fold(own), fold(title)
    same_numbers = re.findall(r"\d+", one) == re.findall(r"\d+", other)
    return min(len(one), len(other)) >= _LONG and same_numbers and fuzz.ratio(one, other) >= _ALIKE


def _tokens(stem: str) -> list[str]:
    """Return the pieces of a name without spaces that are not technical."""
    if _CODE.fullmatch(stem) is None:
        return []
    pieces = re.split(r"[-._]", stem.lower())
    return [one for one in pieces if one and not (is_technical(one) or is_strong(one))]


def _is_of_release(stem: str, folder: str) -> bool:
    """Say whether a file has the name of its folder's group: ``ght-dune-1080p`` of ``…-GHT``."""
    group = folder.lower().rpartition("-")[2].strip() if "-" in folder else ""
    if not group or stem != stem.lower():
        return False
    tokens = _tokens(stem)
    return len(tokens) > 1 and any(len(one) > 2 and group.startswith(one) for one in tokens)


def _abbreviates(stem: str, title: list[str], folder: str) -> bool:
    """Say whether a name is an abbreviation of its folder's: ``dunepartt``, ``lotr``."""
    tokens = _tokens(stem)
    return any(_is_short_for(token, title, folder) for token in tokens) or any(
        len(token) > 7 and any(map(str.isdigit, token)) for token in tokens
    )


def _is_short_for(token: str, title: list[str], folder: str) -> bool:
    """Say whether a piece of a name has letters of a title in their order, and its numbers."""
    bare = token.rstrip("0123456789")
    digits = token[len(bare) :]
    if len(bare) < 2 or bare[0] not in {word[0] for word in title}:
        return False
    known = not digits or any(
        digits == number or (len(digits) > 1 and digits in number)
        for number in re.findall(r"\d+", folder)
    )
    return known and _is_within(bare, "".join(title))


def _is_within(token: str, letters: str) -> bool:
    at = 0
    for char in token:
        at = letters.find(char, at) + 1
        if not at:
            return False
    return True
