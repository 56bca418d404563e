"""Finds the folder that a work has in the tree already; never by likeness alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from vidtui.disk.naming.ids import ids_in, strip_tags
from vidtui.disk.naming.lexicon import plausible_year
from vidtui.layout.asking import Ask, about_work, joined
from vidtui.layout.derive import Derived, derive_folder, spelling
from vidtui.layout.known import Known, article_first
from vidtui.layout.learned import Learned
from vidtui.layout.model import Choice, ExistingLink, FileFacts, Reason, ReasonKind, Share
from vidtui.layout.seasons import form_of, season_of
from vidtui.layout.trees import Path, Seen
from vidtui.text import fold, readable


class Home(NamedTuple):
    """Where a work is: its own folder, or the shelf that its links lie in without one."""

    folder: Path
    is_own: bool
    reason: Reason
    title: str | None = None
    year: str | None = None


def own_home(path: Path, why: ReasonKind, derived: Derived | None) -> Home:
    """Return a work's own folder with title and year as its name spells them."""
    return Home(path, True, Reason(why, joined(path)), *spelling(derived))


class Homes:
    """The folders of a tree by the works that they are named after."""

    def __init__(self, links: Sequence[ExistingLink], folders: Iterable[bytes]) -> None:
        self._by_name: dict[tuple[str, int], list[Path]] = {}
        self._by_id: dict[tuple[str, str], list[Path]] = {}
        self._owners: dict[Path, set[str]] = {}
        self.paths: set[Path] = set()
        self.children: dict[Path, list[bytes]] = {}
        for link in links:
            path = tuple(link.path.split(b"/")[:-1])
            self._add(path)
            if link.work is not None:
                for depth in range(1, len(path) + 1):
                    self._owners.setdefault(path[:depth], set()).add(link.work.key)
        for folder in folders:
            self._add(tuple(folder.split(b"/")))

    def _add(self, path: Path) -> None:
        while path and path not in self.paths:
            self.paths.add(path)
            self.children.setdefault(path[:-1], []).append(path[-1])
            text = readable(path[-1])
            for provider, value in ids_in(text).items():
                self._by_id.setdefault((provider, value), []).append(path)
            plain = strip_tags(text).rstrip()
            if plain.endswith((")", "]")) and plausible_year(plain[-5:-1]):
                title = article_first(plain[:-6].rstrip(" -("))
                self._by_name.setdefault((fold(title), int(plain[-5:-1])), []).append(path)
            path = path[:-1]

    def season_in(self, path: Path, season: int) -> bytes | None:
        """Return the folder that a season has in a folder already, however it is written."""
        found = [one for one in self.children.get(path, ()) if form_of((one,), season) is not None]
        return min(found, default=None)

    def others_in(self, path: Path, key: str) -> bool:
        """Say whether links below a folder show another work's files."""
        return bool(self._owners.get(path, set()) - {key})

    def named(self, known: Known) -> list[Path]:
        """Return the folders with a work's id, or with its title and year."""
        work = known.work
        found: dict[Path, None] = {}
        for pair in work.ids.items():
            found.update(dict.fromkeys(self._by_id.get(pair, ())))
        if work.year is not None and not found:
            for title in {*known.folds, *known.others}:
                found.update(dict.fromkeys(self._by_name.get((title, work.year), ())))
        return list(found)


def home_of(
    learned: Learned, homes: Homes, known: Known, file: FileFacts, left_out: bytes | None
) -> Home | None:
    """Return where a work is already; None where it is nowhere.

    Raises:
        Ask: it has several folders.
    """
    seen = [one for one in learned.of_work.get(known.work.key, ()) if one.path != left_out]
    own = [one for one in seen if one.has_own]
    if own:
        return _of_links(learned, known, file, own)
    named = _of_name(learned, homes, known)
    if named is not None:
        return own_home(named, "named_folder", derive_folder(readable(named[-1]), known))
    flat = Counter(one.folders for one in seen)
    if len(flat) > 1:
        raise _several(known, sorted(flat), flat)
    for shelf in flat:
        return Home(shelf, False, Reason("own_folder", joined(shelf)))
    return None


def _of_name(learned: Learned, homes: Homes, known: Known) -> Path | None:
    """Return the folder that bears a work's name and holds no other one's links.

    Raises:
        Ask: it is another one's, or there are several.
    """
    named = [path for path in homes.named(known) if path not in learned.shelves]
    if len(named) > 1 or any(homes.others_in(path, known.work.key) for path in named):
        raise _several(known, named, {})
    return named[0] if named else None


def _of_links(learned: Learned, known: Known, file: FileFacts, own: Sequence[Seen]) -> Home:
    counts = Counter(one.own for one in own)
    season = season_of(file)
    if len(counts) > 1 and season is not None:
        here = Counter(one.own for one in own if season_of(one.file) == season)
        if len(here) == 1:
            counts = here
    if len(counts) > 1:
        raise _several(known, [path for path, _count in counts.most_common()], counts)
    path = next(iter(counts))
    return own_home(path, "own_folder", learned.tree.named.get((path, known.work.key)))


def _several(known: Known, paths: Sequence[Path], counts: Mapping[Path, int]) -> Ask:
    whole = sum(counts.values())
    choices = [
        Choice(joined(path), joined(path), None, Share(counts[path], whole) if whole else None)
        for path in paths
    ]
    return Ask("two_folders", about_work(known.work.key), choices)
