"""The rows of the Library screen: works that fit, and what those that are unfolded hold."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, overload

from vidtui.i18n import N_
from vidtui.library.browsing import EpisodeLine, FileLine, Heading, SeasonLine, Unfolded
from vidtui.library.index import Index
from vidtui.library.reading import Key

View = Literal["all", "film", "series", "suspect", "unlinked"]
VIEWS: Mapping[View, tuple[str, str]] = {
    "all": (N_("all"), ""),
    "film": (N_("films"), "kind:film"),
    "series": (N_("series"), "kind:series"),
    "suspect": (N_("suspects"), "is:suspect"),
    "unlinked": (N_("without a link"), "link:none"),
}
"""What is shown: its name, and what a query says to find it."""
Order = Literal["", "year-", "added-", "size-", "rating-", "quality-"]
ORDERS: Mapping[Order, str] = {
    "": N_("by title"),
    "year-": N_("by year"),
    "added-": N_("the newest first"),
    "size-": N_("the largest first"),
    "rating-": N_("the best rated first"),
    "quality-": N_("the sharpest first"),
}


@dataclass(frozen=True, slots=True)
class WorkItem:
    """A work; ``title`` and ``year`` are its own."""

    key: Key
    title: str
    year: int | None


@dataclass(frozen=True, slots=True)
class SeasonItem:
    """A season of a series."""

    key: Key
    season: SeasonLine


@dataclass(frozen=True, slots=True)
class EpisodeItem:
    """An episode of a series."""

    key: Key
    episode: EpisodeLine


@dataclass(frozen=True, slots=True)
class FileItem:
    """A file of a work that has several."""

    key: Key
    file: FileLine


Item = WorkItem | SeasonItem | EpisodeItem | FileItem


def files_of(item: Item) -> tuple[int, ...]:
    """Return the files that an item is, nothing for a whole work or season."""
    match item:
        case EpisodeItem():
            return item.episode.files
        case FileItem():
            return (item.file.id,)
        case _:
            return ()


class _Span(NamedTuple):
    """An unfolded work: its place among the works, the line after its own, what stands there.

    ``above`` is how many unfolded lines stand above it.
    """

    work: int
    start: int
    above: int
    items: Sequence[Item]


class Lines(Sequence[Item]):
    """The works in sight with all that is unfolded; an item is made when it is asked for."""

    def __init__(
        self,
        headings: Sequence[Heading],
        index: Index | None,
        places: array[int],
        unfolded: Mapping[Key, Sequence[Item]],
    ) -> None:
        """Take the works.

        Args:
            headings: those of the first page, as long as there is no index.
            index: all works.
            places: the positions of those in sight.
            unfolded: by work what stands below it.
        """
        self._headings, self._index, self._places = headings, index, places
        self.works = len(places) if index is not None else len(headings)
        self._spans: list[_Span] = []
        lines = 0
        places_of = ((self.work_of(key), key) for key in unfolded)
        for work, key in sorted((work, key) for work, key in places_of if work is not None):
            self._spans.append(_Span(work, work + 1 + lines, lines, unfolded[key]))
            lines += len(unfolded[key])
        self._starts = [one.start for one in self._spans]
        self._count = self.works + lines

    def work_of(self, key: Key) -> int | None:
        """Return at which place among the works a work stands, None where it does not."""
        if self._index is None:
            return next((at for at, one in enumerate(self._headings) if one.key == key), None)
        place = self._index.place_of(key)
        return self._places.index(place) if place is not None and place in self._places else None

    def line_of(self, key: Key) -> int | None:
        """Return the line of a work, None where it is not in sight."""
        work = self.work_of(key)
        if work is None:
            return None
        return work + sum(len(one.items) for one in self._spans if one.work < work)

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, line: int) -> Item: ...
    @overload
    def __getitem__(self, line: slice) -> list[Item]: ...
    def __getitem__(self, line: int | slice) -> Item | list[Item]:
        """Return what stands on a line."""
        if isinstance(line, slice):
            return [self[one] for one in range(*line.indices(len(self)))]
        if not -len(self) <= line < len(self):
            raise IndexError(line)
        line %= len(self)
        above = 0
        span = bisect_right(self._starts, line) - 1
        if span >= 0:
            held = self._spans[span]
            if line < held.start + len(held.items):
                return held.items[line - held.start]
            above = held.above + len(held.items)
        return self._work(line - above)

    def _work(self, at: int) -> WorkItem:
        if self._index is None:
            return WorkItem(*self._headings[at])
        place = self._places[at]
        return WorkItem(
            self._index.keys[place], self._index.titles[place], self._index.years[place]
        )


def below(key: Key, found: Unfolded, open_seasons: Iterable[int | None]) -> list[Item]:
    """Return what stands below an unfolded work: its seasons, the episodes of open ones, files."""
    shown = set(open_seasons)
    items: list[Item] = []
    for season in found.seasons:
        items.append(SeasonItem(key, season))
        if season.number in shown:
            items += [EpisodeItem(key, one) for one in season.episodes]
    return [*items, *(FileItem(key, one) for one in found.files)]


@dataclass
class Folds:
    """Which works and seasons are unfolded, and what was read of them."""

    held: dict[Key, Unfolded] = field(default_factory=dict)
    seasons: dict[Key, set[int | None]] = field(default_factory=dict)

    def items(self) -> dict[Key, list[Item]]:
        """Return by unfolded work what stands below it."""
        return {
            key: below(key, found, self.seasons.get(key, ())) for key, found in self.held.items()
        }

    def unfold(self, key: Key, found: Unfolded) -> None:
        """Unfold a work; its only season too."""
        self.held[key] = found
        if len(found.seasons) == 1:
            self.seasons.setdefault(key, set()).add(found.seasons[0].number)

    def fold(self, key: Key) -> None:
        """Fold a work; its seasons stay as they are."""
        self.held.pop(key, None)

    def is_open(self, item: Item) -> bool:
        """Whether the episodes of a season stand below it."""
        return isinstance(item, SeasonItem) and item.season.number in self.seasons.get(item.key, ())

    def turn(self, item: Item, *, is_open: bool) -> None:
        """Unfold or fold a season; an episode is of one."""
        number = (
            item.season.number if isinstance(item, SeasonItem)
            else item.episode.season if isinstance(item, EpisodeItem) else None
        )  # fmt: skip
        held = self.seasons.setdefault(item.key, set())
        if is_open:
            held.add(number)
        else:
            held.discard(number)
