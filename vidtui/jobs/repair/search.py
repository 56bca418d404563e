"""Ranks the files on storage by words, for a person who chooses a link's target."""

from __future__ import annotations

import heapq
import math
import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz import fuzz, process

from vidtui.catalogue import repairs
from vidtui.catalogue.database import Catalogue
from vidtui.disk.naming.cleaning import plain
from vidtui.disk.naming.episodes import Marker, find_marker
from vidtui.disk.naming.lexicon import number_of
from vidtui.disk.naming.seasons import season_of
from vidtui.disk.naming.titles import plain_cut
from vidtui.disk.scan import FoundFile, walk
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.candidates import proposal_id
from vidtui.jobs.links.model import Evidence, Place, Proposal
from vidtui.jobs.roots.live import LiveRoot, live_roots, scan_rules
from vidtui.settings.model import Settings
from vidtui.text import fold, readable

MOST_FOUND = 200
_IN_NAME, _IN_TITLE, _IN_FOLDER = 1.0, 0.95, 0.8  # what a word counts by where it stands
_PREFIX, _INSIDE, _MISSPELT = 0.85, 0.6, 0.55  # and by how it stands there
_ALIKE = 80.0  # per cent of equal letters of a misspelt word
_LEADING_NUMBER = re.compile(r"^\D{0,3}(\d{1,3})\b")


class _Found(NamedTuple):
    place: Place
    uuid: str
    file: FoundFile


class FileSearch:
    """All videos on storage, walked once, to be ranked by words as often as they change."""

    def __init__(self, catalogue: Catalogue, settings: Settings, cancel: CancelToken) -> None:
        """Walk storage, and read from the catalogue which works its files hold.

        It may block on a dead mount, for as long as looking at a folder does.

        Raises:
            UsageProblem: a root was never imported.
        """
        self._files: list[_Found] = []
        self._names: list[frozenset[str]] = []
        self._where: dict[str, dict[int, float]] = defaultdict(dict)
        rules = scan_rules(settings)
        with catalogue.session():
            roots = live_roots(settings, settings.of("storage"))
            titles = {group.id: group.titles for group in repairs.groups()}
            for root in roots.values():
                if not root.state.online:
                    continue
                known = _Known(root, titles)
                for folder in walk(root.path, rules):
                    if cancel():
                        return
                    for file in folder.files:
                        self._add(root, file, known.words_of(file.path))

    def _add(self, root: LiveRoot, file: FoundFile, titles: Iterable[str]) -> None:
        number = len(self._files)
        place = Place(root.path, file.path)
        self._files.append(_Found(place, root.known.identity.uuid, file))
        folder, name = os.path.split(readable(file.path))
        words = _words(os.path.splitext(name)[0])
        self._names.append(frozenset(words))
        for found, worth in (
            (_words(folder), _IN_FOLDER),
            ([*titles, *_episodes_by_folder(folder, name)], _IN_TITLE),
            (words, _IN_NAME),
        ):
            for word in found:
                self._where[word][number] = worth

    def find(self, text: str, limit: int = MOST_FOUND) -> list[Proposal]:
        """Return the files that hold words of ``text`` in path or title, the best first.

        Rare words count for more than frequent ones; a word may be the beginning or a part of
        one in the path, or misspelt. Not every word needs to be there.
        """
        asked = dict.fromkeys(_words(text))
        scores: dict[int, float] = defaultdict(float)
        for word in asked:
            hits = self._hits(word)
            weight = math.log1p(len(self._files) / (1 + len(hits)))
            for number, worth in hits.items():
                scores[number] += worth * weight
        best = heapq.nsmallest(
            limit,
            scores,
            key=lambda one: (
                -round(scores[one], 6),
                len(self._names[one] - asked.keys()),
                self._files[one].place,
            ),
        )
        return [_proposal(self._files[number]) for number in best]

    def _hits(self, word: str) -> dict[int, float]:
        """Return by number the files that hold a word, and how well, from 0 to 1."""
        hits: dict[int, float] = {}
        for other, worth in self._near(word):
            for number, place in self._where[other].items():
                hits[number] = max(hits.get(number, 0.0), worth * place)
        return hits

    def _near(self, word: str) -> Iterator[tuple[str, float]]:
        """Yield the words of all files that a word may mean, and how surely."""
        if word in self._where:
            yield word, 1.0
        if len(word) < 2:
            return
        for other in self._where:
            if word in other and other != word:
                yield other, _PREFIX if other.startswith(word) else _INSIDE
        if word in self._where or word.isdecimal():
            return
        for split in range(2, len(word) - 1):
            head, tail = word[:split], word[split:]
            if head in self._where and tail in self._where:
                yield from ((head, _INSIDE), (tail, _INSIDE))
        if len(word) > 3:
            for other, alike, _key in process.extract(
                word, self._where.keys(), scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=20
            ):
                yield other, _MISSPELT * alike / 100


class _Known:
    """What the catalogue knows of the files of one root."""

    def __init__(self, root: LiveRoot, titles: dict[int, tuple[str, ...]]) -> None:
        self._titles = titles
        self._files = {one.path: one for one in repairs.files_of(root.id) if one.group is not None}
        self._episodes = repairs.episodes_of([one.id for one in self._files.values()])

    def words_of(self, path: bytes) -> Iterator[str]:
        """Yield the words of the titles of a file's work, and its episodes."""
        stored = self._files.get(path)
        if stored is None or stored.group is None:
            return
        for title in self._titles.get(stored.group, ()):
            yield from _words(title)
        for season, number, _day in self._episodes.get(stored.id, ()):
            if number is not None:
                yield _episode(season, number)


def words_for(path: bytes) -> str:
    """Return what to search for at first: title and year, or series and episode, of a link's path.

    What a release adds to a name is left out; where the name holds no title of its own, its
    folders do.
    """
    *folders, name = readable(path).split("/")
    stem = plain(os.path.splitext(name)[0])
    marker = find_marker(stem)
    cut = plain_cut(stem[: marker.start] if marker is not None else stem)
    episode = _marker_text(marker) if marker is not None else _by_folder(folders, stem)
    says_title = _says_something(cut.title, episode)
    title = cut.title if says_title else _title_above(folders, is_episode=bool(episode))
    is_told = cut.year is None or cut.year == number_of(title) or title.endswith(f" {cut.year}")
    year = "" if is_told else str(cut.year)
    return " ".join(filter(None, (title, year, episode))) or stem or name


def _says_something(title: str, episode: str) -> bool:
    """Whether a title is more than an episode's number."""
    words = fold(title)
    return bool(words) and not (episode and _LEADING_NUMBER.match(words))


def _title_above(folders: list[str], *, is_episode: bool) -> str:
    """Return the title of the nearest folder that is none of a season; ``Films`` is no title."""
    for depth, folder in reversed(list(enumerate(folders))):
        if season_of(folder) is None:
            cut = plain_cut(plain(folder))
            if cut.year:
                return f"{cut.title} {cut.year}"
            return cut.title if depth or is_episode else ""
    return ""


def _by_folder(folders: list[str], stem: str) -> str:
    """Return the episode of a name that only counts, in a season's folder."""
    season = season_of(folders[-1]) if folders else None
    number = _LEADING_NUMBER.match(stem)
    if season is None or number is None:
        return ""
    return _episode(season, int(number[1])).upper()


def _episodes_by_folder(folder: str, name: str) -> list[str]:
    found = _by_folder(folder.split("/"), name)
    return [found.casefold()] if found else []


def _marker_text(marker: Marker) -> str:
    if marker.season is None or not marker.episodes:
        return ""
    return _episode(marker.season, marker.episodes[0]).upper()


def _episode(season: int | None, number: int) -> str:
    return f"e{number:02}" if season is None else f"s{season:02}e{number:02}"


def _words(text: str) -> list[str]:
    """Return the words of a text, folded; numerals and markers of episodes in one writing."""
    marker = find_marker(text)
    episodes: list[str] = []
    if marker is not None and marker.season is not None:
        episodes = [_episode(marker.season, number) for number in marker.episodes]
        text = f"{text[: marker.start]} {text[marker.end :]}"
    return [*map(_same_numeral, fold(text).split()), *episodes]


def _same_numeral(word: str) -> str:
    """Return ``ii`` and ``02`` as ``2``; a letter alone stays one."""
    if len(word) < 2 or word[0] not in "0iv":
        return word
    number = number_of(word)
    return word if number is None else str(number)


def _proposal(found: _Found) -> Proposal:
    return Proposal(
        id=proposal_id(found.uuid, found.file.path),
        place=found.place,
        size=found.file.size,
        mtime_ns=found.file.mtime_ns,
        tier="chosen",
        evidence=(Evidence("chosen"),),
    )
