"""Finds the links that show something, but not what their own names say.

Most names agree, and are told in passing. A name is compared as it stands first; then read by the
quick reader; what only a parser process can read comes last, and of that no more than a few
seconds' work.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from vidtui.catalogue import repairs
from vidtui.catalogue.links import KnownLink
from vidtui.catalogue.repairs import ShownFile
from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.name import Name, NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer
from vidtui.disk.symlinks.reader import LinkReading
from vidtui.jobs.links.candidates import telling_words
from vidtui.jobs.links.link_works import Work, keys_of, marks, of_group, of_name
from vidtui.jobs.links.misnamed import Holding, Said, is_other, says_same
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.roots.live import LiveRoot
from vidtui.matching.titles import form
from vidtui.text import fold, readable

MOST_READ = 1000  # names of a root that a parser process reads: 5 s of work
_LONG = 32  # bytes of a name that must hold more than a number
_MANY = 4
"""So many links of one season that all name others: another order of episodes, and no mistake."""


@dataclass(slots=True)
class Shows:
    """A link that shows a known file; ``below`` is the file's path below its root."""

    path: bytes
    reading: LinkReading
    link: KnownLink | None
    file: int
    below: bytes


@dataclass(slots=True)
class _Unlike:
    """A link whose name is not that of what it shows; ``said`` is None until it is read."""

    shows: Shows
    held: ShownFile
    said: Said | None


class LinkNames:
    """Compares what links' names say with what the catalogue knows of the files they show."""

    def __init__(self, state: LinkState) -> None:
        self._state = state
        self._works: dict[int, Work] = {}
        self._seasons: dict[tuple[int, int], dict[int, int]] = {}
        self._unread: list[tuple[_Unlike, NameRequest]] = []
        self._found: list[tuple[_Unlike, tuple[int, int] | None]] = []

    def take(self, root: LiveRoot, links: Sequence[Shows]) -> None:
        """Compare some links of a root."""
        is_video = self._state.rules.is_video
        rest = [one for one in links if is_video(one.path) and not _same_name(one.path, one.below)]
        held = repairs.shown_files([one.file for one in rest])
        met = [
            _Unlike(one, held[one.file], None)
            for one in rest
            if one.file in held and not _plainly_says(one.path, held[one.file])
        ]
        self._know({one.held.group for one in met})
        unlike: list[_Unlike] = []
        for one in met:
            unlike += self._compared(root, one)
        self._judge(unlike)

    def _compared(self, root: LiveRoot, one: _Unlike) -> list[_Unlike]:
        """Return a link whose name says another work; what only a parser can read waits."""
        path = one.shows.path
        request = self._request(root, path, len(self._unread))
        if request is None or one.held.group not in self._works:  # it is gone meanwhile
            return []
        if (name := read_canonical(request)) is not None:
            return self._read(one, name, request)
        if len(self._unread) < MOST_READ and _contradict(path, one.shows.below):
            self._unread.append((one, request))
        return []

    def found(self) -> Iterator[Shows]:
        """Read what only a parser can, and yield the links of a root that show another work."""
        unread, self._unread = self._unread, []
        unlike = []
        with Namer(cancelled=self._state.cancel) as namer:
            for number, name in namer.names(request for _one, request in unread):
                if not isinstance(name, NameFailed) and _is_certain(name):
                    unlike += self._read(*_with(unread[number], name))
        self._judge(unlike)
        yield from self._without_orders()

    def _without_orders(self) -> Iterator[Shows]:
        """Yield what was found, but whole seasons in another order than the names say."""
        found, self._found = self._found, []
        shown = defaultdict(list)
        for one, season in found:
            if season is not None:
                shown[season].append(one.shows.file)
        many = {season for season, files in shown.items() if self._is_order(season, files)}
        for one, season in found:
            if season not in many:
                yield one.shows

    def _request(self, root: LiveRoot, path: bytes, number: int) -> NameRequest | None:
        place = self._state.hierarchy.place(path, root.name, root.known.kind)
        if place.kind == "extra":
            return None
        kind = place.kind
        if kind == "unknown":
            kind = "series" if marks(os.path.basename(path)).episode else "film"
        return NameRequest(number, place.work, kind, place.kind_depth, place.is_anime)

    def _read(self, one: _Unlike, name: Name, request: NameRequest) -> list[_Unlike]:
        """Return a link with what its name says, unless that is what it shows."""
        work = of_name(name, request.kind)
        if name.pack or name.bare or not (work.forms or work.ids):
            return []
        if says_same(work, self._held(one.held)):
            return []
        text = fold(request.path.rpartition(".")[0])
        one.said = Said(work, text, name.edition is not None)
        return [one]

    def _judge(self, unlike: Sequence[_Unlike]) -> None:
        if not unlike:
            return
        described = repairs.described(sorted({one.held.group for one in unlike}))
        for one in unlike:
            assert one.said is not None  # noqa: S101 - only what was read comes here
            said, file, work = one.said, one.held, self._held(one.held)
            shown = Holding(
                work,
                fold(readable(os.path.splitext(one.shows.below)[0])),
                file.edition is not None,
                file.is_bare,
                self._has_named(file, said.work),
                described.get(file.group),
            )
            if is_other(said, shown, self._rivals(said.work, file.group)):
                self._found.append((one, _season(said.work, file)))

    def _has_named(self, file: ShownFile, name: Work) -> bool:
        return any(
            season is not None and number in self._holding(file.group, season)
            for season, number, _date in name.episodes
        )

    @cached_property
    def _by_key(self) -> dict[str, list[int]]:
        """The groups of the catalogue by the keys of their titles."""
        found = defaultdict(list)
        for group, titles in repairs.titles_of_groups():
            for key in {key for title in titles for key in keys_of(form(title))}:
                found[key].append(group)
        return found

    def _rivals(self, name: Work, group: int) -> list[Work]:
        """Return the other works of the catalogue that have a title which a name says."""
        wanted = {key for title in name.forms for key in keys_of(title)}
        found = {one for key in wanted for one in self._by_key.get(key, ()) if one != group}
        self._know(found)
        return [self._works[one] for one in sorted(found) if one in self._works]

    def _is_order(self, season: tuple[int, int], files: Sequence[int]) -> bool:
        """Whether links that name others than the episodes they show go by another order.

        Then most of a season do, and each shows a file of its own.
        """
        if len(files) < _MANY or len(set(files)) < len(files):
            return False
        return 2 * len(files) > sum(self._holding(*season).values())

    def _holding(self, group: int, season: int) -> dict[int, int]:
        found = self._seasons.get((group, season))
        if found is None:
            found = self._seasons[group, season] = repairs.holding(group, season)
        return found

    def _held(self, file: ShownFile) -> Work:
        return replace(self._works[file.group], episodes=file.episodes, part=file.part)

    def _know(self, groups: Iterable[int]) -> None:
        """Ask the catalogue for the works of groups that nobody has asked for yet."""
        unknown = [one for one in groups if one not in self._works]
        for one in repairs.groups(unknown) if unknown else ():
            self._works[one.id] = of_group(one)


def _with(unread: tuple[_Unlike, NameRequest], name: Name) -> tuple[_Unlike, Name, NameRequest]:
    return unread[0], name, unread[1]


def _plainly_says(path: bytes, file: ShownFile) -> bool:
    """Whether a name has a title of what it shows, with its year or its number."""
    endings = _endings(file)
    if not endings:
        return False
    name = path[path.rfind(b"/") + 1 :]
    begin = f" - {endings[0].upper()} " if file.is_series else ""
    if any(
        name.startswith(f"{title} ({file.year}){begin}".encode("utf-8", "replace"))
        for title in file.titles
    ):
        return True
    text = f" {_folder(os.path.dirname(path))} {fold(readable(_stem(path)))} "
    return any(
        f" {title} {ending} " in text
        for title in map(_folded_title, file.titles)
        for ending in endings
    )


def _contradict(link: bytes, target: bytes) -> bool:
    """Whether a link's name is worth a parser: its year, number or part is not the target's."""
    return marks(os.path.basename(link)).contradicts(marks(os.path.basename(target)))


def _endings(file: ShownFile) -> list[str]:
    """Return what stands behind the title in a folded name that plainly says what a file holds."""
    if not file.is_series:
        return [str(file.year)] if file.year and file.part is None else []
    if len(file.episodes) != 1 or file.has_country:
        return []
    ((season, number, _date),) = file.episodes
    if season is None or number is None:
        return []
    codes = [f"s{season:02d}e{number:02d}", f"{season}x{number:02d}"]
    return [*codes, *(f"{file.year} {code}" for code in codes if file.year)]


def _is_certain(name: Name) -> bool:
    """Whether a parser's reading is beyond doubt: no second reading, nothing left to a folder."""
    return name.agree and not (name.apart or name.nameless or name.must_have)


def _season(name: Work, file: ShownFile) -> tuple[int, int] | None:
    """Return the season of a file that another episode's link shows, by its group."""
    seasons = {season for season, _number, _date in file.episodes}
    if len(seasons) != 1 or not name.is_series:
        return None
    season = seasons.pop()
    return None if season is None else (file.group, season)


def _same_name(link: bytes, target: bytes) -> bool:
    """Whether a link has the very name of what it shows, and that is more than a number."""
    name, shown = link[link.rfind(b"/") + 1 :], target[target.rfind(b"/") + 1 :]
    if name != shown and name[: name.rfind(b".")] != shown[: shown.rfind(b".")]:
        return False
    return len(name) > _LONG or bool(telling_words(_stem(name)))


def _stem(path: bytes) -> bytes:
    return os.path.splitext(os.path.basename(path))[0]


@lru_cache(maxsize=4096)
def _folded_title(title: str) -> str:
    return fold(title)


@lru_cache(maxsize=256)
def _folder(path: bytes) -> str:
    return fold(readable(path))
