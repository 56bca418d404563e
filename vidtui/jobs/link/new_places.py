"""Writes the places to which links may move: their texts there, and what goes with them."""

from __future__ import annotations

import hashlib
import os
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from vidtui.disk.symlinks.reader import LinkReader
from vidtui.jobs.link.moves import MovingCompanion, NewPlace, StrayLink
from vidtui.jobs.links.companions import stem_of, suffix_after
from vidtui.jobs.links.model import Evidence, Place
from vidtui.jobs.links.storage import LinkState
from vidtui.jobs.roots.live import LiveRoot


class NewPlaces:
    """Writes places in one link root.

    Args:
        state: the roots, and what is a video.
        root: the link root.
        links: its links by path, with the file that each shows.
        folders: its folders.
    """

    def __init__(
        self,
        state: LinkState,
        root: LiveRoot,
        links: Mapping[bytes, int | None],
        folders: Iterable[bytes],
    ) -> None:
        self._root = root
        self._links = links
        self._folders = {b"", *folders}
        self._is_video = state.rules.is_video
        storage = [one.path for one in state.storage.values()]
        self._reader = LinkReader(state.settings.path_maps, storage)
        self._real = os.path.realpath(root.path)
        self._in_folder: dict[bytes, list[bytes]] | None = None

    def text_at(self, path: bytes) -> bytes:
        """Return what a link says, empty where it is none any more."""
        try:
            return os.readlink(self._root.absolute(path))
        except OSError:
            return b""

    def of(self, path: bytes, to: bytes, reasons: tuple[Evidence, ...]) -> NewPlace | None:
        """Return a place for a link; None where a link from there would show something else."""
        text = self.text_at(path)
        new = self._moved(path, text, to)
        if new is None:
            return None
        folder, missing = os.path.dirname(to), 0
        while folder not in self._folders:
            folder, missing = os.path.dirname(folder), missing + 1
        return NewPlace(
            id=hashlib.blake2b(b"\0".join((path, to)), digest_size=8).hexdigest(),
            place=Place(self._root.path, to),
            text=new,
            new_folders=missing,
            reasons=reasons,
            companions=tuple(self._companions(path, to)),
        )

    def _moved(self, path: bytes, text: bytes, to: bytes) -> bytes | None:
        """Return what a link says at another place so that it leads to the same; None: nothing."""
        new = moved_text(self._real, path, text, to)
        if not text or new == text:
            return new or None
        old_folder, new_folder = (
            os.path.join(self._real, os.path.dirname(one)) for one in (path, to)
        )
        there = self._reader.target(os.path.realpath(old_folder), text)
        return new if self._reader.target(new_folder, new) == there else None

    def _companions(self, path: bytes, to: bytes) -> Iterable[MovingCompanion]:
        """Yield the links beside one to a video that bear its name."""
        folder, stem = os.path.dirname(path), stem_of(path)
        others = self._beside(folder)
        longer = [
            name
            for one in others
            if self._is_video(one)
            and len(name := stem_of(one)) > len(stem)
            and name.startswith(stem)
        ]
        for name in others:
            suffix = suffix_after(stem, name)
            if suffix is None or self._is_video(name):
                continue
            if any(suffix_after(other, name) is not None for other in longer):
                continue
            place = os.path.join(folder, name)
            target = os.path.join(os.path.dirname(to), stem_of(to) + suffix)
            text = self.text_at(place)
            new = self._moved(place, text, target)
            if new is not None and target not in self._links:
                root = self._root.path
                yield MovingCompanion(Place(root, place), text, Place(root, target), new)

    def _beside(self, folder: bytes) -> Sequence[bytes]:
        if self._in_folder is None:
            self._in_folder = defaultdict(list)
            for path in self._links:
                above, name = os.path.split(path)
                self._in_folder[above].append(name)
        return self._in_folder.get(folder, ())

    def left_behind(self, strays: Sequence[StrayLink]) -> dict[bytes, int]:
        """Return by folder how many files that are no links stay there alone."""
        going: dict[bytes, set[bytes]] = defaultdict(set)
        for one in strays:
            for place in (one.place, *(other.place for other in one.places[0].companions)):
                folder, name = os.path.split(place.path)
                going[folder].add(name)
        found = {}
        for folder, names in going.items():
            try:
                with os.scandir(self._root.absolute(folder)) as entries:
                    rest = [entry for entry in entries if entry.name not in names]
                    kept = any(one.is_symlink() or one.is_dir() for one in rest)
            except OSError:
                continue
            if not kept and not any(self._is_video(one.name) for one in rest):
                found[folder] = len(rest)
        return found


def moved_text(real: bytes, path: bytes, text: bytes, to: bytes) -> bytes:
    """Return what a link has to say at another place of its root, so that it leads to the same.

    Args:
        real: the real path of the root.
        path: where the link is, below it.
        text: what it says; an absolute text stays.
        to: where it goes.
    """
    old, new = os.path.dirname(path), os.path.dirname(to)
    if text.startswith(b"/") or old == new:
        return text
    target = os.path.normpath(os.path.join(real, old, text))
    return os.path.relpath(target, os.path.join(real, new))
