"""Films that the fast path declined: the file's name and its folder's, read together."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Literal

from vidtui.disk.naming.canonical import is_plain_title
from vidtui.disk.naming.cleaning import plain, strip_group
from vidtui.disk.naming.facts import Guess, ask_guessit
from vidtui.disk.naming.ids import edition_in, ids_in, strip_tags
from vidtui.disk.naming.lexicon import (
    AMBIGUOUS,
    CARDINAL,
    EDITION,
    GENERIC,
    ORDINAL,
    PACK,
    ROMAN,
    is_film_pack,
    is_strong,
    is_technical,
    known_tail,
    neutral_folder,
    only_sorts,
    plausible_year,
)
from vidtui.disk.naming.name import Name
from vidtui.disk.naming.titles import Cut, find_disc, find_half, plain_cut, rank, relation, variants
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
        return own.nameless(kind, folder)
    if not folder.is_own:
        is_confirmed = folder.cut.sure and _related(folder.cut, own.cut)
        return own.read(kind, folder.cut if is_confirmed else None)
    if _are_of_two_years(own.cut, folder.cut):
        return own.apart(kind, folder)
    how = relation(own.cut.title, strip_tags(stem), folder.cut.title, folder.text)
    if how == "nameless":
        return own.nameless(kind, folder)
    if how == "same":
        return own.read(kind, folder.cut)
    return own.apart(kind, folder, is_more=how == "more")


def _are_of_two_years(one: Cut, other: Cut) -> bool:
    return None not in (one.year, other.year) and one.year != other.year


def _folder(folders: list[str]) -> _Folder | None:
    """Return the nearest folder that can name a film; those of discs below it are passed over."""
    disc = None
    for name in reversed(folders):
        if GENERIC.fullmatch(name) or not fold(name):
            disc = disc or _disc_of(name)
            continue
        text = plain(name)
        cut = plain_cut(text)
        if _sorts(name, cut):
            return None
        is_own = cut.year is not None or cut.sure or bool(ids_in(name))
        return _Folder(name, text, cut, is_own, disc or cut.disc)
    return None


def _disc_of(folder: str) -> int | None:
    found = find_disc(folder) or find_half(folder)
    return found.number if found else None


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

    def nameless(self, kind: Kind, folder: _Folder) -> Name:
        """Read the folder's name, where the file's own says nothing but a part or an edition."""
        name = _read(folder.text, plain_cut(folder.text), None, kind)
        part = self.part or self.cut.disc or folder.disc
        return replace(name, part=part, edition=name.edition or self.cut.edition, nameless=True)

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
    if folder is not None:
        is_dated = folder.year is not None and year in (None, folder.year)
        agree = is_dated and _agree(folder, cut, guessed=agree)
        titles = _with_folder(titles, folder, first=is_dated)
        year = year or folder.year
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


def _with_folder(titles: list[str], folder: Cut, *, first: bool) -> list[str]:
    return [*variants(folder.title), *titles] if first else [*titles, folder.title]


def _agree(folder: Cut, cut: Cut, *, guessed: bool) -> bool:
    """Say whether a folder of the same year confirms a name, of which guessit reads the same."""
    return _related(folder, cut) and (guessed or fold(folder.title) == fold(cut.title))


def _is_beyond_doubt(text: str, cut: Cut) -> bool:
    """Say whether a name is words, one year and technical words: guessit reads the same title."""
    rest = text.removeprefix(cut.title)
    if rest == text or cut.other or cut.disc or _SHORT_EDITION.search(rest):
        return False
    match = _YEAR.fullmatch(EDITION.sub(" ", rest))
    if match is None or int(match["year"]) != cut.year or not _is_plain(cut.title):
        return False
    return known_tail(match["before"]) and known_tail(match["after"])


def _is_plain(title: str) -> bool:
    """Say whether guessit leaves a title as it is."""
    is_of_words = _WORDS.fullmatch(title) is not None and is_plain_title(title)
    return is_of_words and not _NUMBERED.search(" " + fold(title))


def _edition(cut: Cut, guess: Guess) -> str | None:
    """Return the edition, unless the word is the title's own ("The Darjeeling Limited")."""
    title = fold(cut.title)
    found = (edition for edition in (cut.edition, guess.edition) if edition)
    return next((edition for edition in found if fold(edition) not in title), None)


def _order(cut: Cut, guess: Guess) -> tuple[list[str], bool]:
    """Rank guessit's titles and the cut's; say whether they agree."""
    ours = [*variants(cut.title), *filter(None, [cut.other])]
    if guess.title is None:
        return ours, False
    theirs = [f"{guess.title} {other}" for other in guess.alternatives[:1]]
    folded, cut_folded = fold(guess.title), fold(cut.title)
    if folded in map(fold, ours):
        return [*ours, *theirs], True
    if folded.isdecimal() and not cut_folded.isdecimal():
        return ours, False
    joined = [*ours, guess.title, *theirs]
    if folded and folded in cut_folded:
        is_all = cut_folded in map(fold, theirs)
        return joined, is_all or _NUMBERED.fullmatch(cut_folded.removeprefix(folded)) is not None
    if not cut_folded or not cut.sure:
        return [guess.title, *theirs, *ours], False
    return joined, False


_PART = re.compile(
    r"[\s._:,–-]*[\[(]?(?P<text>(?:the )?(?:part|partie|parte|teil|pt|vol|volume|volet|tome"
    rf"|chapitre|chapter|kapitel|acte?|livre|book|buch|[ée]pisode|ep|folge|n°|#)\.?[ ._-]*"
    rf"(?:\d{{1,2}}|{ROMAN}|{CARDINAL})"
    rf"|{ORDINAL}[ ._-]*(?:part|partie|parte|teil|volet|chapitre|chapter|acte?|[ée]poque)"
    rf"|{ROMAN}|\d{{1,2}}(?![.,]\d))(?![^\W_])[\])]?",
    re.IGNORECASE,
)


_TOKEN = re.compile(r"[^\s\[\](){},]+")


def find_film_part(after: str) -> tuple[str, str] | None:
    """Find a part that tells films apart in what stands behind the year; return it and the rest."""
    match = _PART.match(after)
    return (match["text"], after[match.end() :]) if match else None


def words_beside(after: str) -> str:
    """Return what stands behind a year and is neither technical nor a group or a tag."""
    text = re.sub(r"\[[^\[\]]*\]|\{[^{}]*\}", " ", after)
    found: list[str] = []
    small: list[str] = []
    for match in _TOKEN.finditer(text):
        word = match.group().strip("-–.,:;_+!'")
        if word in AMBIGUOUS:
            small.append(word)  # between two words of a title it is one: "L'instinct de mort"
        elif word and not (is_technical(word) or _is_tag(word)):
            found += [*(small if found else ()), word]
            small = []
        elif word:
            small = []
    return " ".join(found) if any(map(_is_word, found)) else ""


def _is_word(text: str) -> bool:
    return len(text) > 2 and text.isalpha()


def _is_tag(word: str) -> bool:
    """Say whether a word is a group's or a service's: in capitals, or with digits in it."""
    if all(is_technical(piece) for piece in re.split(r"[-+.]", word)):
        return True
    letters = "".join(filter(str.isalpha, word))
    mixed = any(map(str.isdigit, word)) and letters != ""
    shouts = len(letters) > 1 and all(map(str.isupper, letters))
    return mixed or shouts or word.lower().startswith("www.")


def title_part(text: str) -> str:
    """Return ``text`` up to its year and first technical word, whichever comes later.

    What follows tells nothing of the title, and costs guessit a third of its time.
    """
    strong = year = 0
    for match in re.finditer(r"[^\s\[\](){}]+", text):
        word = match.group().strip(",-.")
        if match.start() and not strong and is_strong(word):
            strong = match.end()
        elif plausible_year(word) and (not strong or not year):
            year = match.end()
    end = max(strong, year) if strong else len(text)
    return text[: end + 1]
