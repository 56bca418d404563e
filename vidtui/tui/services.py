"""All that the screens ask of disk and catalogue; called from background threads only."""

from __future__ import annotations

import os
import stat
import time
from dataclasses import replace

from vidtui.catalogue import queries
from vidtui.catalogue.database import Catalogue, is_there, open_catalogue
from vidtui.catalogue.queries import Totals
from vidtui.errors import UsageProblem
from vidtui.jobs import roots
from vidtui.jobs.roots import Relocation, RootReport
from vidtui.library import trash
from vidtui.library.guard import Identity, RootState, examine
from vidtui.oserrors import at
from vidtui.settings import PathMap, RootSetting, Settings


class Services:
    """The real ones; tests put others in their place."""

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""
        return time.time()

    def totals(self, settings: Settings) -> Totals | None:
        """Return what the catalogue holds, None where there is none yet."""
        catalogue = self._catalogue(settings)
        if catalogue is None:
            return None
        with catalogue.session():
            return queries.totals()

    def reports(self, settings: Settings) -> list[RootReport]:
        """Return the state of every root; may take as long as a probe does."""
        return roots.report(self._catalogue(settings), settings)

    def add(self, settings: Settings, root: RootSetting) -> Settings:
        """Add a root; return the settings with it."""
        return roots.add(settings, root)

    def confirm(self, settings: Settings, path: bytes) -> None:
        """Take the disk at ``path`` for the right one."""
        roots.confirm(open_catalogue(settings.database), path)

    def plan_relocation(self, settings: Settings, old: bytes, new: bytes) -> Relocation:
        """Compare a root with the place where it is said to be now."""
        return roots.plan_relocation(open_catalogue(settings.database), old, new)

    def relocate(self, settings: Settings, plan: Relocation) -> Settings:
        """Write the new place of a root; return the settings with it."""
        roots.relocate(open_catalogue(settings.database), settings, plan)

        def moved(path: bytes) -> bytes:
            return plan.new if path == plan.old else path

        # Read anew, the file would lose what options and environment said.
        return replace(
            settings,
            roots=tuple(replace(root, path=moved(root.path)) for root in settings.roots),
            path_maps=tuple(PathMap(one.written, moved(one.here)) for one in settings.path_maps),
        )

    def look_at(self, path: bytes) -> RootState:
        """Look at a folder that is no root yet."""
        return examine(path, Identity())

    def try_trash(self, folder: bytes) -> str | None:
        """Return in one line why a trash folder could not be written, None when it can."""
        return trash.try_writing(folder)

    def folders(self, path: bytes) -> list[bytes]:
        """Return the names of the folders in ``path``, sorted, hidden ones last.

        Raises:
            UsageProblem: it cannot be read.
        """
        try:
            with os.scandir(path) as entries:
                names = [entry.name for entry in entries if _is_folder(entry)]
        except OSError as error:
            raise UsageProblem(at(path, error)) from error
        return sorted(names, key=lambda name: (name.startswith(b"."), name.lower()))

    def _catalogue(self, settings: Settings) -> Catalogue | None:
        return open_catalogue(settings.database) if is_there(settings.database) else None


def _is_folder(entry: os.DirEntry[bytes]) -> bool:
    """Say whether an entry is a folder, or a link to one; what cannot be read is none."""
    try:
        return entry.is_dir(follow_symlinks=False) or (
            entry.is_symlink() and stat.S_ISDIR(os.stat(entry.path).st_mode)
        )
    except OSError:
        return False
