"""Are the disks there? Asked before each write, and not asked again within a second."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from dataclasses import replace

from vidtui.catalogue import roots
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.mounts import policy_of
from vidtui.disk.root_identity import RootState, examine_all
from vidtui.disk.symlinks import trash
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs.roots.change import refuse_overlaps
from vidtui.jobs.roots.live import LiveRoot
from vidtui.oserrors import about
from vidtui.settings.model import Role, Settings

FRESH_S = 1.0


class RootStatusCache:
    """The roots of the settings as the catalogue knows them; sessions are the caller's."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.monotonic) -> None:
        self._settings = settings
        self._clock = clock
        self._looked = -FRESH_S
        self._seen: list[tuple[KnownRoot, RootState]] = []

    def forget(self) -> None:
        """Look anew the next time."""
        self._looked = -FRESH_S

    def look(self) -> list[tuple[KnownRoot, RootState]]:
        """Return all roots, with their states of at most a second ago."""
        if self._clock() - self._looked >= FRESH_S:
            # What a root is for, the settings say: the catalogue may be one of somebody else's.
            known = [
                replace(root, role=one.role)
                for one in self._settings.roots
                if (root := roots.known(one.path)) is not None
            ]
            states = examine_all((root.path, root.identity) for root in known)
            self._seen = list(zip(known, states, strict=True))
            self._looked = self._clock()
        return self._seen

    def live(self) -> list[LiveRoot]:
        """Return the storage roots, with how much may be read of each."""
        said = {one.path: one for one in self._settings.of("storage")}
        return [
            LiveRoot(root, state, (), policy_of(self._settings, said[root.path], state.filesystems))
            for root, state in self.look()
            if root.path in said
        ]

    def require_all(self) -> None:
        """Refuse to go on while any root is away, or one lies inside another.

        Raises:
            SafetyRefusal: one is, or does.
        """
        self._refuse_overlaps()
        for root, state in self.look():
            _refuse(root, state)

    def require(self, uuid: str, role: Role) -> KnownRoot:
        """Return the root with this id, if it is there and of this role.

        Raises:
            SafetyRefusal: the settings name no such root any more, or it is away.
        """
        for root, state in self.look():
            if root.identity.uuid == uuid and root.role == role:
                self._refuse_overlaps()
                _refuse(root, state)
                return root
        raise SafetyRefusal(_("the root is in the settings no more; nothing was done"))

    def require_trash(self, folder: bytes) -> None:
        """Refuse a folder that is no trash of the settings, links on the way followed.

        Raises:
            SafetyRefusal: it is none, or none may be there.
        """
        real = os.path.realpath(folder)
        if real not in map(os.path.realpath, self._settings.trashes):
            raise SafetyRefusal(about(folder, _("is no trash of the settings")))
        why = trash.refusal(folder, self._settings)
        if why is not None:
            raise SafetyRefusal(about(folder, why))

    def _refuse_overlaps(self) -> None:
        """By links or mounts, a link root may have come to lie inside storage."""
        try:
            refuse_overlaps([(root.path, state) for root, state in self.look()])
        except UsageProblem as problem:
            raise SafetyRefusal(str(problem)) from problem

    def at(self, path: bytes) -> tuple[KnownRoot, RootState]:
        """Return the root at a path.

        Raises:
            SafetyRefusal: the catalogue or the settings know none there.
        """
        for root, state in self.look():
            if root.path == path:
                return root, state
        raise SafetyRefusal(about(path, _("is no root that was imported")))


def _refuse(root: KnownRoot, state: RootState) -> None:
    if why := state.objection(root.role):
        raise SafetyRefusal(about(root.path, why))
