"""Second stage of a check: what the links show."""

from __future__ import annotations

import os
import unicodedata
from array import array
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from vidtui.catalogue import checks, hard_links
from vidtui.catalogue.checks import Kept
from vidtui.disk.hard_links import is_one_file
from vidtui.disk.scan import Folder, FoundFile
from vidtui.disk.symlinks.reader import LinkReading, known_as
from vidtui.i18n import _
from vidtui.jobs.base import ItemFailed
from vidtui.jobs.check.awaiting import Awaiting, stem_of
from vidtui.jobs.check.findings import Finding, Kind
from vidtui.jobs.check.found import Spool
from vidtui.jobs.check.run import CheckEvent, CheckState, finding
from vidtui.jobs.check.wrong_places import WrongPlaces
from vidtui.jobs.links.model import BrokenLink, LinksFound, Problem, problem_of
from vidtui.jobs.links.scan import FolderRead, LinkScan, ScanEvent
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.roots.live import LiveRoot, look_again
from vidtui.paths import folders_above
from vidtui.text import printable

_KINDS: dict[Problem, Kind] = {
    "broken": "broken_link",
    "loop": "loop_link",
    "folder": "folder_link",
    "wrong": "wrong_link",
    "misnamed": "wrong_link",
}


@dataclass
class Shown:
    """What links show: ``files`` by id, ``folders`` by root id and path.

    ``first`` has the id of the first path for each further one of a file with several. A video in
    the link trees that is a hard link to one on storage shows it. ``broken`` links await another
    file. ``is_complete`` says that every link could be looked at.
    """

    files: dict[int, tuple[LiveRoot, bytes]] = field(default_factory=dict)
    first: dict[int, int] = field(default_factory=dict)
    folders: set[tuple[int, bytes]] = field(default_factory=set)
    broken: dict[bytes, Awaiting] = field(default_factory=dict)
    is_complete: bool = True

    def has(self, one: Kept) -> bool:
        """Say whether a link shows a file, be it by another path of it, or a folder above it."""
        if self.first.get(one.id, one.id) in self.files:
            return True
        above = folders_above(one.path) if self.folders else ()
        return any((one.root, folder) in self.folders for folder in above)


class LinkCheck:
    """Walks the link roots; ``shown`` then tells what their links show.

    ``noted`` holds what the scan of the root under way has said so far.
    """

    def __init__(
        self,
        state: CheckState,
        all_storage: dict[int, LiveRoot],
        all_links: dict[int, LiveRoot],
        met: Mapping[int, Mapping[bytes, int]],
    ) -> None:
        """Take the check, all roots, whether they are there or not, and the files met on them."""
        self._state = state
        self._storage = all_storage
        self._links = all_links
        self._met = met
        self.shown = Shown()
        self.places: WrongPlaces
        self.noted = Spool()

    def run(self) -> Iterator[CheckEvent]:
        """Judge every link of the roots that are there."""
        state = self._state
        self.shown.first = hard_links.further_paths()
        for root in list(state.links.values()):
            if root.id in state.links and not state.cancel():
                yield from self._check(root)
        total = state.counts["links"]
        yield from state.progress("links", total, total, b"", force=True)

    def _check(self, root: LiveRoot) -> Iterator[CheckEvent]:
        state, before = self._state, self._state.counts["links"]
        looked = self._look_at(root)
        scan = _Scan(self, looked, root)
        for event in scan.run():
            match event:
                case LinksFound():
                    self.noted.add(self._broken(root, event.links))
                case ItemFailed():
                    self.noted.add([self._unreadable(root, event)])
                case FolderRead():
                    state.counts["links"] = before + looked.counts["links"]
                    yield from state.progress("links", state.counts["links"], None, event.folder)
        state.counts["links"] = before + looked.counts["links"]
        noted, self.noted = self.noted, Spool()
        left = list(self._left())
        if left:
            state.counts["links"] = before
            for gone, why in left:
                yield from state.doubt(gone, why)
            # What its links show was not to be judged while a disk left.
            if root.id in state.links and not state.cancel():
                yield from self._check(root)
            return
        yield from state.found(noted)

    def _left(self) -> Iterator[tuple[LiveRoot, str]]:
        """Yield the roots that are not there any more, and why."""
        roots = [*self._state.storage.values(), *self._state.links.values()]
        for one, found in look_again(roots):
            if why := found.objection(one.known.role):
                yield one, why

    def _look_at(self, root: LiveRoot) -> LinkState:
        state = self._state
        return LinkState(
            settings=state.settings,
            accept_loss=state.options.accept_loss,
            catalogue=state.catalogue,
            cancel=state.cancel,
            storage=self._storage,
            links={root.id: root},
            offline=tuple(self._away_places()),
            met={id_: met for id_, met in self._met.items() if id_ in state.storage},
        )

    def _away(self) -> list[LiveRoot]:
        """Return the storage roots beneath which nothing is judged."""
        return [one for id_, one in self._storage.items() if id_ not in self._state.storage]

    def _away_places(self) -> Iterator[bytes]:
        """Yield all places of the roots beneath which nothing is judged."""
        links = [one for id_, one in self._links.items() if id_ not in self._state.links]
        for one in (*self._away(), *links):
            yield from known_as(one.path, one.state.real_path)

    def _broken(self, root: LiveRoot, links: Sequence[BrokenLink]) -> list[Finding]:
        """Return what is wrong with links, unless it showed a file of a disk that is away."""
        away = [one.id for one in self._away()]
        files = [one.shown_file for one in links if one.shown_file is not None]
        unsure = checks.on_roots(files, away) if away and files else set()
        for link in links:
            if link.problem in ("broken", "loop"):
                stems = stem_of(link.place.path), stem_of(link.target)
                place = link.place.absolute
                self.shown.broken[place] = Awaiting(place, stems, link.shown_file)
        return [
            finding(
                _KINDS[link.problem],
                root,
                link.place.path,
                command=self._state.commands.vidtui("repair-links"),
                text=printable(link.text),
                problem=problem_of(link),
            )
            for link in links
            if link.problem != "broken" or link.shown_file not in unsure
        ]

    def _unreadable(self, root: LiveRoot, failed: ItemFailed) -> Finding:
        self.shown.is_complete = False
        path = failed.path[len(root.path.rstrip(b"/")) + 1 :]
        command = self._state.commands.look(failed.path)
        return finding("unreadable", root, path, command=command, reason=failed.reason)

    def note(
        self,
        root: LiveRoot,
        path: bytes,
        reading: LinkReading,
        file: int | None,
        folder: tuple[LiveRoot, bytes] | None,
    ) -> None:
        """Take note of a link without a problem, and of the file or the folder that it shows."""
        if reading.state == "away":
            return
        if reading.state == "unknown":
            self._note_unknown(root, path, reading.target or b"")
            return
        if folder is not None:
            self.shown.folders.add((folder[0].id, folder[1].rstrip(b"/")))
        if reading.hops > 1 and reading.state == "ok":
            self.noted.add([finding("link_chain", root, path, hops=reading.hops)])
        if file is not None:
            self._note_file(root, path, file)
            self.places.link(path, file)

    def _note_file(self, root: LiveRoot, path: bytes, file: int) -> None:
        """Take note of the file that a link shows, which another may show too."""
        file = self.shown.first.get(file, file)
        first = self.shown.files.setdefault(file, (root, path))
        # A link that is not named like a video is none to the media centre: a hop to the file.
        is_video = self._state.rules.is_video
        if first == (root, path) or not is_video(os.path.basename(path)):
            return
        if not is_video(os.path.basename(first[1])):
            self.shown.files[file] = root, path
            return
        other = first[0].absolute(first[1])
        self.noted.add(
            [
                finding(
                    "shared_target",
                    root,
                    path,
                    detail=other,
                    command=self._state.commands.vidtui("link", "--rename", root.absolute(path)),
                    other=printable(other),
                )
            ]
        )

    def note_videos(self, root: LiveRoot, videos: Sequence[FoundFile]) -> None:
        """Take note of videos in a link tree: a hard link shows the file on storage that it is."""
        asked = [(video.inode, video.size, video.mtime_ns) for video in videos]
        for place, there in hard_links.with_inodes(asked) if asked else ():
            storage, path = self._storage.get(there.root), videos[place].path
            if (
                storage is not None
                and storage.id in self._state.storage
                and is_one_file(root.absolute(path), storage.absolute(there.path))
            ):
                file = self.shown.first.get(there.file, there.file)
                self.shown.files.setdefault(file, (root, path))

    def _note_unknown(self, root: LiveRoot, path: bytes, target: bytes) -> None:
        """Take note of a link that cannot be judged, unless it is said why already."""
        away = {one.root for one in self._state.away}.union(self._away_places())
        above = target
        while len(above) > 1:
            if above in away or above in self._state.told:
                return
            above = os.path.dirname(above)
        why = _("it cannot be told what is at {path}").format(path=printable(target))
        command = self._state.commands.look(target)
        self.noted.add([finding("unreadable", root, path, command=command, reason=why)])


class _Scan(LinkScan):
    """The scan of a repair, which also tells of links without a problem and of alike names."""

    def __init__(self, check: LinkCheck, state: LinkState, root: LiveRoot) -> None:
        super().__init__(state)
        self._check = check
        self._twins = Twins(root)
        check.places = WrongPlaces(root, check._state.commands)
        self._root = root
        self._videos: list[FoundFile] = []

    def run(self) -> Iterator[ScanEvent]:
        """Scan, and compare the folders' names in the end."""
        yield from super().run()
        self._check.note_videos(self._root, self._videos)
        self._check.noted.add(self._check.places.findings(self._twins.below))
        self._check.noted.add(self._twins.folders())

    def take(self, root: LiveRoot, folder: Folder) -> Iterator[ScanEvent]:
        """Compare the names in a folder, too, and take note of videos that are no links."""
        self._videos += folder.files
        if not folder.links:
            return
        self._check.places.folder(folder.path, len(folder.links))
        self._check.noted.add(self._twins.take(folder.path, folder.links))
        yield from super().take(root, folder)

    def keep(self, found: list[BrokenLink]) -> None:
        """Keep none: they are told as they are met."""

    def observe(self, root: LiveRoot, path: bytes, reading: LinkReading, file: int | None) -> None:
        """Pass it on."""
        folder = None
        if reading.state == "folder" and reading.target is not None:
            folder = self._state.stored(os.path.join(reading.target, b""))
        self._check.note(root, path, reading, file, folder)


class Twins:
    """Compares the names in each folder of one root, and those of the folders themselves.

    A very large folder comes in pieces. Of those only hashes are kept, and the folder is listed
    again should two of them be the same.
    """

    def __init__(self, root: LiveRoot) -> None:
        self._root = root
        self._noted = {b""}
        self._below: dict[bytes, list[bytes]] = defaultdict(list)
        self._folder: bytes | None = None
        self._paths: Sequence[bytes] = ()
        self._hashes = array("q")

    @property
    def below(self) -> Mapping[bytes, Sequence[bytes]]:
        """By folder the folders in it that hold something, themselves or further below."""
        return self._below

    def take(self, folder: bytes, paths: Sequence[bytes]) -> list[Finding]:
        """Take the names in a folder, or a further piece of them; compare those before it."""
        if folder == self._folder:
            self._hashes.extend(hash(_key(path)) for path in self._paths)
            self._paths = paths
            return []
        found = self._compare_last()
        self._note(folder)
        self._folder, self._paths = folder, paths
        return found

    def folders(self) -> list[Finding]:
        """Compare the names of the last folder, and then of all the folders."""
        found = self._compare_last()
        for paths in self._below.values():
            found += self._compare(paths)
        self._below.clear()
        return found

    def _note(self, folder: bytes) -> None:
        """Note a folder, and those above it that hold nothing themselves."""
        while folder not in self._noted:
            self._noted.add(folder)
            above = folder.rpartition(b"/")[0]
            self._below[above].append(folder)
            folder = above

    def _compare_last(self) -> list[Finding]:
        paths = self._paths
        if self._hashes:
            self._hashes.extend(hash(_key(path)) for path in paths)
            twice = {one for one, other in pairwise(sorted(self._hashes)) if one == other}
            paths = [path for path in self._listed() if hash(_key(path)) in twice] if twice else ()
            self._hashes = array("q")
        self._folder, self._paths = None, ()
        return self._compare(paths)

    def _listed(self) -> list[bytes]:
        folder = self._folder or b""
        try:
            names = os.listdir(self._root.absolute(folder))
        except OSError:
            return []
        return [os.path.join(folder, name) for name in names]

    def _compare(self, paths: Sequence[bytes]) -> list[Finding]:
        if len(paths) < 2:
            return []
        above = paths[0].rfind(b"/") + 1  # all lie in one folder
        if len({_key(path[above:]) for path in paths}) == len(paths):
            return []
        alike: dict[bytes | str, list[bytes]] = defaultdict(list)
        for path in sorted(paths):
            alike[_key(path)].append(path)
        found = []
        for first, *others in alike.values():
            for other in others:
                kind: Kind = "unicode_twin" if _nfc(first) == _nfc(other) else "case_collision"
                beside = printable(os.path.basename(first))
                found.append(finding(kind, self._root, other, detail=first, other=beside))
        return found


def _key(path: bytes) -> bytes | str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape").casefold())


def _nfc(path: bytes) -> str:
    return unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape"))
