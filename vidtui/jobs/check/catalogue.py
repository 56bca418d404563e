"""Third stage of a check: what the catalogue itself tells, once disk and links were read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from typing import Any

from vidtui.catalogue import checks
from vidtui.catalogue.checks import Kept, Title
from vidtui.catalogue.sql import BATCH
from vidtui.jobs.check.awaiting import AwaitingLinks
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.links import Shown
from vidtui.jobs.check.run import CheckEvent, CheckState, finding
from vidtui.jobs.links.link_works import episode_code
from vidtui.text import printable


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
        awaiting = None
        while some := list(islice(lacking, BATCH)):
            awaiting = awaiting or AwaitingLinks(self._shown.broken.values())
            titles = checks.titles_of([one.id for one in some])
            for one in some:
                title = titles.get(one.id)
                yield self._lacks_link(one, title, awaiting.of(one, title))

    def _lacks_link(self, one: Kept, title: Title | None, awaited: bytes | None) -> Finding:
        """Say that a file has no link; one is made, unless a repair is to give it a broken one."""
        facts: dict[str, Any] = {}
        command = None
        if awaited is not None:
            facts["awaited_by"] = printable(awaited)
            command = self._state.commands.vidtui("repair-links")
        elif title is not None:
            command = self._state.commands.vidtui("link", self._absolute(one))
        return finding(
            "unlinked_file",
            self._state.storage[one.root],
            one.path,
            command=command,
            title=printable(title.title) if title else "",
            **facts,
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
