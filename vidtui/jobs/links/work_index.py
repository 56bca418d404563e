"""Finds the files on storage that hold a film or an episode, by its titles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple, TypeVar

from rapidfuzz import fuzz, process

from vidtui.catalogue import repairs
from vidtui.catalogue.repairs import StoredFile, StoredGroup
from vidtui.jobs.links.link_works import Likeness, Work, keys, likeness, of_group
from vidtui.jobs.links.storage import FoundVideo

SIMILAR = 0.75
"""Titles less alike than that are never proposed; those of one year apart need more."""
SIMILAR_NEAR = 0.85
_FIRST_LOOK = 70.0  # per cent of equal letters, below which no second look is worth it
_MOST_ALIKE = 20


class IdentifiedVideo(NamedTuple):
    """A file, and what it is."""

    present: FoundVideo
    work: Work


K = TypeVar("K")


def works_of(files: Mapping[K, StoredFile]) -> dict[K, Work]:
    """Return what the catalogue knows some files to be, without those that nobody has named."""
    groups = {one.id: one for one in repairs.groups()} if files else {}
    episodes = repairs.episodes_of([file.id for file in files.values()])
    return {
        key: of_group(groups[file.group], episodes.get(file.id, ()), file.part)
        for key, file in files.items()
        if file.group in groups
    }


class WorkIndex:
    """The works of all files on storage: of groups as the catalogue has them, of new files."""

    def __init__(self, videos: Iterable[FoundVideo], new: Mapping[bytes, Work]) -> None:
        """Take all videos on storage, and by absolute path the works of new ones."""
        self._groups: dict[int, StoredGroup] = {one.id: one for one in repairs.groups()}
        self._files: dict[int, list[FoundVideo]] = defaultdict(list)
        self._new: list[IdentifiedVideo] = []
        for one in videos:
            if one.stored is not None:
                if one.stored.group is not None and one.stored.kind != "extra":
                    self._files[one.stored.group].append(one)
            elif (work := new.get(one.absolute)) is not None:
                self._new.append(IdentifiedVideo(one, work))
        self._works = {group: of_group(self._groups[group]) for group in self._files}
        self._by_key: dict[str, list[int]] = defaultdict(list)
        self._by_known: dict[str, list[int]] = defaultdict(list)
        for group, work in self._works.items():
            for key in keys(work):
                self._by_key[key].append(group)
            if work.known:
                self._by_known[work.known].append(group)
        self._new_by_key: dict[str, list[IdentifiedVideo]] = defaultdict(list)
        for held in self._new:
            for key in keys(held.work):
                self._new_by_key[key].append(held)
        self._held: dict[int, list[IdentifiedVideo]] = {}

    def group(self, group: int) -> StoredGroup | None:
        """Return a group, whether or not a file of it is there."""
        return self._groups.get(group)

    def work_of(self, present: FoundVideo) -> Work | None:
        """Return what a file is, None where nobody knows."""
        stored = present.stored
        if stored is None:
            return next((held.work for held in self._new if held.present is present), None)
        if stored.group is None:
            return None
        return next(
            (held.work for held in self._of_group(stored.group) if held.present is present), None
        )

    def same(self, work: Work) -> Iterator[IdentifiedVideo]:
        """Yield the files of works with the same title, or the same work in the provider."""
        found = {group for key in keys(work) for group in self._by_key.get(key, ())}
        found |= set(self._by_known.get(work.known, ())) if work.known else set()
        for group in sorted(found):
            yield from self._of_group(group)
        seen = set()
        for key in keys(work):
            for held in self._new_by_key.get(key, ()):
                if held.present.absolute not in seen:
                    seen.add(held.present.absolute)
                    yield held

    def similar(self, work: Work) -> Iterator[tuple[IdentifiedVideo, Likeness]]:
        """Yield the files of works whose titles are like one of a work, not the same."""
        groups = self._near(work)
        for group in groups:
            alike = likeness(work, self._works[group])
            if _is_similar(alike):
                for held in self._of_group(group):
                    yield held, alike
        for held in self._new:
            if abs((held.work.year or 0) - (work.year or 0)) <= 1 or work.is_series:
                alike = likeness(work, held.work)
                if _is_similar(alike):
                    yield held, alike

    def _near(self, work: Work) -> list[int]:
        """Return the groups whose titles have most letters in common with a work's."""
        if work.is_series:
            pool = self._bodies("series", None)
        else:
            pool = {}
            for year in (work.year or 0, (work.year or 0) - 1, (work.year or 0) + 1):
                pool |= self._bodies("film", year)
        found: dict[int, None] = {}
        for one in work.forms:
            for _body, _score, group in process.extract(
                one.body,
                pool,
                scorer=fuzz.token_set_ratio,
                score_cutoff=_FIRST_LOOK,
                limit=_MOST_ALIKE,
            ):
                found[group[0]] = None
        return list(found)

    def _bodies(self, kind: str, year: int | None) -> dict[tuple[int, int], str]:
        """Return the titles of the groups of a kind and year, by group and number."""
        if not hasattr(self, "_pools"):
            self._pools: dict[tuple[str, int | None], dict[tuple[int, int], str]] = {}
            for group, work in self._works.items():
                is_series = work.kind == "series"
                place = ("series", None) if is_series else ("film", work.year or 0)
                pool = self._pools.setdefault(place, {})
                for number, one in enumerate(work.forms):
                    pool[group, number] = one.body
        return self._pools.get((kind, year), {})

    def _of_group(self, group: int) -> list[IdentifiedVideo]:
        if group not in self._held:
            files = self._files.get(group, [])
            episodes = repairs.episodes_of([one.stored.id for one in files if one.stored])
            self._held[group] = [
                IdentifiedVideo(
                    one,
                    of_group(self._groups[group], episodes.get(one.stored.id, ()), one.stored.part),
                )
                for one in files
                if one.stored is not None
            ]
        return self._held[group]


def _is_similar(alike: Likeness) -> bool:
    return not alike.same and alike.value >= SIMILAR
