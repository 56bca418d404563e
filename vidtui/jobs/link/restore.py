"""Makes the links again that a record has and that are missing; whatever is there stays."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final, Literal

from vidtui.catalogue import files, links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.symlinks.making import StorageGuard
from vidtui.disk.symlinks.reader import target_of
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.links import record
from vidtui.jobs.links.making import AT_ONCE, Making, NewLink
from vidtui.jobs.links.record import RecordedLink
from vidtui.jobs.links.undo import settle
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import MISSING, about, at
from vidtui.paths import is_inside
from vidtui.settings.model import Settings

COMMAND: Final = "links restore"
_MOST_FOLDERS: Final = 4096

RestoredState = Literal["made", "there", "other", "refused", "failed"]
"""``there``: it is as it was; ``other``: something else is at its place, and stays."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a link of a record."""

    link: RecordedLink
    state: RestoredState
    reason: str = ""


class Restore:
    """One restoring; ``run`` is the journal's, ``notices`` what a person should know."""

    def __init__(self, catalogue: Catalogue, settings: Settings, *, dry_run: bool) -> None:
        self.run: int | None = None
        self.notices: list[str] = []
        self.actions: list[int] = []
        self.stopped = ""
        self._catalogue = catalogue
        self._settings = settings
        self._dry_run = dry_run
        self._watch = RootStatusCache(settings)

    def of(self, path: Path) -> Iterator[Restored]:
        """Put back what a file records and what is missing; say what became of each.

        Raises:
            UsageProblem: it cannot be read, or is no record.
            SafetyRefusal: a root is away.
            LockHeld: another process writes.
        """
        left = iter(list(record.read(path)))
        while not self.stopped and (some := list(islice(left, AT_ONCE))):
            with self._catalogue.session():
                self._watch.require_all()
                ready: list[tuple[RecordedLink, NewLink]] = []
                for one in some:
                    found = self._look(one)
                    if isinstance(found, Restored):
                        yield found
                    else:
                        ready.append((one, found))
            if self._dry_run:
                yield from (Restored(one, "made") for one, _new in ready)
            elif ready:
                yield from self._make(ready)
        self._finish()

    def _look(self, one: RecordedLink) -> Restored | NewLink:
        """Return the link to be made, or why there is none."""
        root = self._root(one.path)
        if root is None:
            return Restored(one, "refused", about(one.path, _("lies on no link root")))
        try:
            if os.readlink(one.path) == one.text:
                return Restored(one, "there")
            return Restored(one, "other")
        except MISSING:
            pass
        except OSError as error:
            if error.errno == errno.EINVAL:  # no link
                return Restored(one, "other")
            return Restored(one, "failed", at(one.path, error))
        below = os.path.relpath(one.path, root.path)
        return NewLink(root, below, one.text, self._file(root, one), _MOST_FOLDERS)

    def _root(self, path: bytes) -> KnownRoot | None:
        for setting in self._settings.of("links"):
            if is_inside(path, setting.path) and path != setting.path:
                return self._watch.at(setting.path)[0]
        return None

    def _file(self, root: KnownRoot, one: RecordedLink) -> int | None:
        """Return the file that a link shows once it is there, as the catalogue has it."""
        folder = os.path.realpath(os.path.dirname(one.path))
        target = target_of(folder, one.text, self._settings.path_maps)
        for setting in self._settings.of("storage"):
            if is_inside(target, setting.path):
                storage = self._watch.at(setting.path)[0]
                below = os.path.relpath(target, setting.path)
                found = files.ids_at(storage.id, [below]).get(below)
                return found[0] if found else None
        known = links.known_at(root.id, [os.path.relpath(one.path, root.path)])
        return next((each.shown_file for each in known.values()), None)

    def _make(self, ready: list[tuple[RecordedLink, NewLink]]) -> Iterator[Restored]:
        by_path = {new.absolute: one for one, new in ready}
        with self._catalogue.writing(COMMAND), self._catalogue.session():
            if self.run is None:
                self.notices += settle(self._catalogue, self._settings)
                self.run = journal.begin(self._catalogue, COMMAND)
            try:
                guard = StorageGuard([root.path for root in self._settings.of("storage")])
            except SafetyRefusal as refusal:
                yield from (Restored(one, "refused", str(refusal)) for one, _new in ready)
                return
            making = Making(self._catalogue, self.run, guard)
            made = list(making.make([new for _one, new in ready]))
        self.stopped = making.stopped
        for each in made:
            one = by_path[each.link.absolute]
            if each.state == "done" and each.action is not None:
                self.actions.append(each.action)
                yield Restored(one, "made")
            else:
                yield Restored(one, "failed" if each.state == "failed" else "refused", each.reason)

    def _finish(self) -> None:
        if self.run is not None:
            with self._catalogue.writing(COMMAND):
                journal.finish(self._catalogue, self.run, "done", {"links": len(self.actions)})
