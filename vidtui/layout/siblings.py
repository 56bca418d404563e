"""The folders of one shelf: which of them holds a letter, a year or a collection."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from vidtui.layout import gaps
from vidtui.layout.known import OTHERS
from vidtui.layout.ranges import Letters, Years, letters_of, years_of
from vidtui.text import fold, readable

_COLLECTION_WORDS: Final = frozenset(
    """
    collection collections saga sagas serie series la le les l the of de des du d integrale
    trilogie trilogy quadrilogie tetralogie coffret anthologie anthology film films
    """.split()  # noqa: SIM905 - a table of words reads better than a list of strings
)


def collection_key(text: str) -> str:
    """Return a collection's name without what folders add to it or leave out."""
    words = [word for word in fold(text).split() if word not in _COLLECTION_WORDS]
    return " ".join(words)


class Siblings:
    """The folders of one shelf, each reading of them done once."""

    __slots__ = (
        "_collections", "_letters", "_ordered", "_single", "_spans", "_years", "_years_of",
        "folders",
    )  # fmt: skip

    def __init__(self, folders: Iterable[bytes]) -> None:
        self.folders = frozenset(folder for folder in folders if folder)
        self._ordered: tuple[bytes, ...] | None = None
        self._spans: list[tuple[bytes, Letters]] | None = None
        self._letters: dict[str, bytes | None] = {}
        self._years_of: list[tuple[bytes, Years]] | None = None
        self._years: dict[int, bytes | None] = {}
        self._collections: dict[str, bytes | None] | None = None
        self._single = False

    def __contains__(self, folder: bytes) -> bool:
        return folder in self.folders

    def __iter__(self) -> Iterator[bytes]:
        return iter(self.ordered)

    @property
    def ordered(self) -> tuple[bytes, ...]:
        """The folders in their order."""
        if self._ordered is None:
            self._ordered = tuple(sorted(self.folders))
        return self._ordered

    def __len__(self) -> int:
        return len(self.folders)

    def share_that(self, reads: Callable[[bytes], object | None]) -> float:
        """Return how many of the folders, 0 to 1, say something that is read so."""
        if not self.folders:
            return 0.0
        return sum(reads(folder) is not None for folder in self.folders) / len(self.folders)

    def of_letters(self, key: str) -> bytes | None:
        """Return the folder whose range holds first letters: of several the narrowest."""
        if key not in self._letters:
            self._letters[key] = self._of_letters(key)
        return self._letters[key]

    def _of_letters(self, key: str) -> bytes | None:
        spans = self._read_letters()
        found = [(folder, span) for folder, span in spans if span.holds(key)]
        if not found and key == OTHERS:
            found = [(folder, span) for folder, span in spans if span.digits]
        if key[0].isdigit():
            return _narrowest([(span.others, folder) for folder, span in found])
        return _narrowest([(_width(span), folder) for folder, span in found])

    def _read_letters(self) -> list[tuple[bytes, Letters]]:
        if self._spans is None:
            read = ((folder, letters_of(folder)) for folder in self)
            self._spans = [(folder, span) for folder, span in read if span is not None]
        return self._spans

    @property
    def are_single_years(self) -> bool:
        """Whether the folders are years, ``1990`` among them, and no decades."""
        self._read_years()
        return self._single

    def _read_years(self) -> list[tuple[bytes, Years]]:
        if self._years_of is None:
            read = ((folder, years_of(folder)) for folder in self)
            self._years_of = [(folder, span) for folder, span in read if span is not None]
            self._single = any(not span.is_decade for _folder, span in self._years_of)
        return self._years_of

    def of_year(self, year: int | None) -> bytes | None:
        """Return the folder that holds a year: of several the narrowest."""
        if year is None:
            return None
        if year not in self._years:
            self._years[year] = self._of_year(year)
        return self._years[year]

    def _of_year(self, year: int) -> bytes | None:
        found: list[tuple[int, bytes]] = []
        for folder, span in self._read_years():
            is_plain_year = self._single and readable(folder).strip("[]() ").isdecimal()
            last = span.first if is_plain_year else span.last
            if span.first <= year <= last:
                found.append((last - span.first, folder))
        return _narrowest(found)

    def gap_of_letters(self, key: str) -> bytes | None:
        """Return the folder that alone is missing for first letters, called as the others are."""
        spans = self._read_letters()
        if len(spans) < len(self.folders) or self.of_letters(key) is not None:
            return None
        return gaps.of_letter(key[0], spans)

    def gap_of_year(self, year: int | None) -> bytes | None:
        """Return the folder that a year lacks: its own among years, the next among decades."""
        held = self._read_years()
        if year is None or len(held) < len(self.folders):
            return None
        if self._single:
            plain = all(readable(folder).isdecimal() for folder in self.folders)
            return str(year).encode() if plain else None
        return gaps.of_decade(year // 10 * 10, held)

    def of_collection(self, collection: str | None) -> bytes | None:
        """Return the folder that is called as a collection."""
        if self._collections is None:
            self._collections = {}
            for folder in self:
                key = collection_key(readable(folder))
                self._collections[key] = None if key in self._collections else folder
        key = collection_key(collection or "")
        return self._collections.get(key) if key else None


def _narrowest(found: Sequence[tuple[int | tuple[int, int], bytes]]) -> bytes | None:
    """Return the folder of the least width, None where several have it."""
    least = min((width for width, _folder in found), default=0)
    only = [folder for width, folder in found if width == least]
    return only[0] if len(only) == 1 else None


def _width(span: Letters) -> tuple[int, int]:
    return (-len(span.low), ord(span.high[0]) - ord(span.low[0])) if span.low else (0, 0)
