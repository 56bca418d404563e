"""The link trees as they are: which files they show, which places are taken, how links are written.

A file counts as shown by a link to it, by one to a folder above it, and by a hard link.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from collections.abc import Iterator

from vidtui.catalogue.linking import LinkableFile
from vidtui.disk.scan import Folder
from vidtui.disk.symlinks.reader import LinkReading
from vidtui.jobs.base import ItemFailed
from vidtui.jobs.links.model import BrokenLink
from vidtui.jobs.links.scan import LinkScan, ScanEvent
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.roots.live import LiveRoot
from vidtui.paths import folders_above, is_inside
from vidtui.settings.model import PathMap


class TreeScan(LinkScan):
    """The scan of a repair, which also notes what is shown and what is taken.

    ``links`` holds by root every link, and what else is at a place where a link could be, with the
    id of the file that it shows; ``folders`` every folder; ``failed`` what could not be read;
    ``reviewed`` the links that are to be repaired, by root and path.
    """

    def __init__(self, state: LinkState) -> None:
        super().__init__(state)
        self.links: dict[int, dict[bytes, int | None]] = defaultdict(dict)
        self.folders: dict[int, list[bytes]] = defaultdict(list)
        self.failed: list[ItemFailed] = []
        self.styles: dict[int, Style] = defaultdict(lambda: Style(state.settings.path_maps))
        self.reviewed: set[tuple[int, bytes]] = set()
        self._files: set[int] = set()
        self._places: set[tuple[int, bytes]] = set()
        self._folders: set[tuple[int, bytes]] = set()
        self._hard: set[tuple[int, int, int]] = set()

    def run(self) -> Iterator[ScanEvent]:
        """Scan, and keep what could not be read."""
        for event in super().run():
            if isinstance(event, ItemFailed):
                self.failed.append(event)
            yield event

    def look_at(self, root: LiveRoot, folder: Folder) -> None:
        """Note a folder, and the videos in it that are no links: they may be hard links."""
        self.folders[root.id].append(folder.path)
        for file in folder.files:
            self.links[root.id][file.path] = None
            self._hard.add((file.inode, file.size, file.mtime_ns))

    def observe(self, root: LiveRoot, path: bytes, reading: LinkReading, file: int | None) -> None:
        """Note what a link without a problem shows."""
        self.links[root.id][path] = file
        if file is not None:
            self._files.add(file)
        target = reading.target or b""
        if reading.state == "folder":
            found = self._state.stored(os.path.join(target, b""))
            if found is not None:
                self._folders.add((found[0].id, found[1].rstrip(b"/")))
        elif (found := self._state.stored(target)) is not None:
            self._places.add((found[0].id, found[1]))
        if reading.state == "ok":
            self.styles[root.id].add(reading.text)

    def keep(self, found: list[BrokenLink]) -> None:
        """Note links to review: their places are taken, and some show a file."""
        super().keep(found)
        for link in found:
            root = self._state.linked(link.place.absolute)
            if root is None:
                continue
            self.links[root[0].id][link.place.path] = link.shown_file
            self.reviewed.add((root[0].id, link.place.path))
            if link.showing is not None:
                at = self._state.stored(link.showing.absolute)
                if at is not None:
                    self._places.add((at[0].id, at[1]))
            elif link.problem == "folder":
                below = self._state.stored(os.path.join(link.target, b""))
                if below is not None:
                    self._folders.add((below[0].id, below[1].rstrip(b"/")))

    def shows(self, file: LinkableFile) -> bool:
        """Say whether a link shows a file, or the file itself is in a link tree."""
        if file.id in self._files or (file.root, file.path) in self._places:
            return True
        if (file.inode, file.size, file.mtime_ns) in self._hard:
            return True
        above = folders_above(file.path) if self._folders else ()
        return any((file.root, folder) in self._folders for folder in above)


class Style:
    """How the links of a root are written: relative or absolute, in whose view."""

    def __init__(self, maps: tuple[PathMap, ...]) -> None:
        self._maps = maps
        self._counts: Counter[tuple[bool, bool]] = Counter()
        self._sample: dict[tuple[bool, bool], bytes] = {}

    def add(self, text: bytes) -> None:
        """Take note of a link's text."""
        is_absolute = text.startswith(b"/")
        here = is_absolute and any(
            is_inside(text, one.here) and not is_inside(text, one.written) for one in self._maps
        )
        kind = is_absolute, here
        self._counts[kind] += 1
        self._sample.setdefault(kind, text)

    @property
    def is_relative(self) -> bool:
        """Whether most links are relative."""
        absolute = sum(count for (is_absolute, _here), count in self._counts.items() if is_absolute)
        return self._counts.total() - absolute > absolute

    @property
    def like(self) -> bytes:
        """The text of a link as most absolute ones are, empty where there is none."""
        kinds = [kind for kind in self._counts if kind[0]]
        return self._sample[max(kinds, key=self._counts.__getitem__)] if kinds else b""
