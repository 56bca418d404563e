"""Third stage of a check: what the catalogue itself tells, once disk and links were read."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

from vidtui.catalogue import checks
from vidtui.catalogue.checks import Kept, Title
from vidtui.catalogue.sql import BATCH
from vidtui.disk.symlinks.reader import written
from vidtui.jobs.check.awaiting import AwaitingLinks
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.links import Shown
from vidtui.jobs.check.run import CheckEvent, CheckState, finding
from vidtui.jobs.links.link_works import episode_code
from vidtui.jobs.roots.live import LiveRoot
from vidtui.oserrors import MISSING
from vidtui.text import file_name, printable


class CatalogueCheck:
    """Duplicates, groups that wait, and files that no link shows."""

    def __init__(self, state: CheckState, present: Mapping[int, Kept], shown: Shown) -> None:
        """Take the files that are there, by id, and what links show."""
        self._state = state
        self._present = present
        self._shown = shown

    def run(self) -> Iterator[CheckEvent]:
        """Ask the catalogue."""
        state = self._state
        yield from state.found(self._duplicates())
        links_away = any(one.role == "links" for one in state.away)
        if state.links and not links_away and self._shown.is_complete:
            yield from state.found(self._unlinked())
        yield from state.found(self._broken())
        yield from state.found(self._strays())
        yield from state.found(self._groups())
        yield from state.progress("catalogue", 1, 1, b"", force=True)

    def _duplicates(self) -> Iterator[Finding]:
        for files in checks.same_samples():
            there = [one for file in files if (one := self._there(file)) is not None]
            for other in self._of_other_files(there)[1:]:
                first = self._absolute(there[0])
                command = self._state.commands.compare(first, self._absolute(other))
                root = self._state.storage[other.root]
                yield finding(
                    "duplicate",
                    root,
                    other.path,
                    command=command,
                    detail=first,
                    other=printable(first),
                    size=other.size,
                )

    def _of_other_files(self, there: Sequence[Kept]) -> list[Kept]:
        """Return each file by one of its paths: hard links are one file, and take no more room."""
        found: dict[tuple[int, int] | int, Kept] = {}
        for one in there if len(there) > 1 else ():
            try:
                state = os.lstat(self._absolute(one))
            except OSError:
                continue  # gone meanwhile
            found.setdefault((state.st_dev, state.st_ino), one)
        return list(found.values())

    def _there(self, file: int) -> Kept | None:
        """Return a file that is there, on a root of which something may be said."""
        one = self._present.get(file)
        return one if one is not None and one.root in self._state.storage else None

    def _unlinked(self) -> Iterator[Finding]:
        lacking = (
            one
            for one in self._present.values()
            if one.kind in ("film", "series")
            and one.group is not None
            and one.root in self._state.storage
            and not self._shown.has(one)
        )
        places = awaiting = None
        while some := list(islice(lacking, BATCH)):
            places = places or Places(self._state, self._shown)
            awaiting = awaiting or AwaitingLinks(self._shown.broken.values())
            titles = checks.titles_of([one.id for one in some])
            for one in some:
                title = titles.get(one.id)
                link = awaiting.of(one, title)
                yield (
                    self._lacks_link(one, title, places)
                    if link is None
                    else self._awaited(one, title, link)
                )

    def _awaited(self, one: Kept, title: Title | None, link: bytes) -> Finding:
        """Return that a file should get a link by a repair: a second one would be too many."""
        return finding(
            "unlinked_file",
            self._state.storage[one.root],
            one.path,
            command=self._state.commands.vidtui("repair-links"),
            title=printable(title.title) if title else "",
            awaited_by=printable(link),
        )

    def _lacks_link(self, one: Kept, title: Title | None, places: Places) -> Finding:
        command = None
        if title is not None:
            text = written(self._absolute(one), b"", self._state.settings.path_maps)
            command = self._state.commands.link(text, places.of(one, title))
        return finding(
            "unlinked_file",
            self._state.storage[one.root],
            one.path,
            command=command,
            title=printable(title.title) if title else "",
        )

    def _broken(self) -> Iterator[Finding]:
        for file, problem in checks.broken_containers():
            one = self._there(file)
            if one is not None:
                yield finding(
                    "broken_container", self._state.storage[one.root], one.path, problem=problem
                )

    def _strays(self) -> Iterator[Finding]:
        for stray in checks.strays():
            one = self._there(stray.file)
            if one is not None:
                yield finding(
                    "unknown_episode",
                    self._state.storage[one.root],
                    one.path,
                    title=printable(stray.series),
                    episodes=printable(" ".join(episode_code([held]) for held in stray.episodes)),
                )

    def _groups(self) -> Iterator[Finding]:
        commands = self._state.commands
        for group in checks.waiting_groups():
            failed = group.state == "failed"
            command = (
                commands.vidtui("--batch", "enrich", "--retry-failed")
                if failed
                else commands.vidtui("pending")
            )
            yield Finding(
                "failed_group" if failed else "pending_group",
                b"",
                b"",
                f"{group.kind}/{group.key}".encode("utf-8", "surrogateescape"),
                {"title": printable(group.title), "year": group.year or 0, "kind": group.kind},
                command,
            )

    def _absolute(self, one: Kept) -> bytes:
        return self._state.storage[one.root].absolute(one.path)


_FOLDERS = {"film": b"Films", "series": "Séries".encode()}


class Places:
    """Gives each file a place of its own in the link trees."""

    def __init__(self, state: CheckState, shown: Shown) -> None:
        """Take the check, and what links show already."""
        self._links = list(state.links.values())
        self._hierarchy = state.hierarchy
        self._given: set[bytes] = set()
        self._tops = {kind: self._top(kind, shown.files.values()) for kind in _FOLDERS}

    def of(self, one: Kept, title: Title) -> bytes:
        """Return the absolute path of a link to be made, where nothing is yet."""
        root, top = self._tops["series" if title.episodes else "film"]
        stem, suffix = _stem(title, one.part), one.path[one.path.rfind(b".") :]
        number, place = 1, root.absolute(os.path.join(top, stem + suffix))
        while place in self._given or not _is_free(place):
            number += 1
            place = root.absolute(os.path.join(top, b"%s - %d%s" % (stem, number, suffix)))
        self._given.add(place)
        return place

    def _top(self, kind: str, shown: Iterable[tuple[LiveRoot, bytes]]) -> tuple[LiveRoot, bytes]:
        """Return the link root and the folder in it for films or series, as it has been so far."""
        for root in self._links:
            if self._kind(root, b"") == kind:
                return root, b""
        for root, path in shown:
            top = path.partition(b"/")[0]
            if b"/" in path and self._kind(root, top) == kind:
                return root, top
        return self._links[0], _FOLDERS[kind]

    def _kind(self, root: LiveRoot, folder: bytes) -> str:
        return self._hierarchy.kind(os.path.join(folder, b"x.mkv"), root.name, root.known.kind)


def _stem(title: Title, part: int | None) -> bytes:
    name = file_name(f"{title.title} ({title.year})" if title.year else title.title)
    if not title.episodes:
        return os.path.join(name, name + b"-part%d" % part if part else name)
    # An absolute number is one of the first season; without one it would be a special.
    seasons = [1 if season is None else season for season, _number, _date in title.episodes]
    folder = f"Season {min(seasons):02d}".encode()
    code = episode_code(
        (season, number, date)
        for season, (_season, number, date) in zip(seasons, title.episodes, strict=True)
    )
    return os.path.join(name, folder, name + b" - " + code.encode())


def _is_free(path: bytes) -> bool:
    try:
        os.lstat(path)
    except MISSING:
        return True
    except OSError:
        return False
    return False
