"""All that the screens ask of disk and catalogue; called from background threads only."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Sequence
from dataclasses import replace

from vidtui import token
from vidtui.catalogue import pending, queries, queue
from vidtui.catalogue.database import Catalogue, is_there, open_catalogue
from vidtui.catalogue.lock import Holder, WriterLock
from vidtui.catalogue.pending import Details, Waiting
from vidtui.catalogue.queries import Totals
from vidtui.catalogue.queue import Row
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs import deciding, roots
from vidtui.jobs.deciding import Answered, Decisions
from vidtui.jobs.events import Cancel
from vidtui.jobs.roots import Relocation, RootReport
from vidtui.library import trash
from vidtui.library.guard import Identity, RootState, examine
from vidtui.metadata.failures import Stopped
from vidtui.metadata.works import Film, Hit, Show
from vidtui.oserrors import at
from vidtui.settings import PathMap, RootSetting, Settings
from vidtui.tui.answers import Answer


class Services:
    """The real ones; tests put others in their place."""

    _decisions: Decisions | None = None  # those of this sitting; one thread's only

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

    def queue_rows(self, settings: Settings, since: int | None) -> list[Row]:
        """Return all groups, or those that changed at ``since`` or later."""
        catalogue = self._catalogue(settings)
        if catalogue is None:
            return []
        with catalogue.session():
            return queue.rows(since)

    def group_details(self, settings: Settings, groups: Sequence[int]) -> dict[int, Details]:
        """Return all there is to see of some groups; those that are gone are left out."""
        catalogue = self._catalogue(settings)
        if catalogue is None:
            return {}
        with catalogue.session():
            found = {group: pending.details(group) for group in groups}
        return {group: held for group, held in found.items() if held is not None}

    def waiting(self, settings: Settings) -> list[Waiting]:
        """Return the groups that wait for a decision."""
        catalogue = self._catalogue(settings)
        if catalogue is None:
            return []
        with catalogue.session():
            return pending.waiting()

    def writer(self, settings: Settings) -> Holder | None:
        """Return the other process that writes in the catalogue."""
        return WriterLock(settings.database).other()

    def sent_lately(self, settings: Settings) -> tuple[int, int]:
        """Return how many requests were sent in the last ten seconds, and how many may be."""
        from vidtui.metadata.throttle import sent_lately

        return sent_lately(settings), settings.tmdb_requests_per_10_s

    def token_problem(self, settings: Settings) -> str | None:
        """Return in one line why TMDB cannot be asked, None when there is a token."""
        try:
            found = token.read(settings.tmdb_token_file)
        except UsageProblem as problem:
            return str(problem)
        if found is not None:
            return None
        return _("There is no TMDB token.")

    def search(self, settings: Settings, kind: str, title: str, cancel: Cancel) -> list[Hit]:
        """Return the works under a title; none once nobody waits for them."""
        from vidtui.jobs import asking

        try:
            return asking.search(settings, kind, title, cancel)
        except Stopped:
            return []

    def look_up(
        self, settings: Settings, kind: str, text: str, cancel: Cancel
    ) -> Film | Show | None:
        """Return the work of an id or an address; None once nobody waits for it."""
        from vidtui.jobs import asking

        try:
            return asking.look_up(settings, kind, text, cancel)
        except Stopped:
            return None

    def answer(self, settings: Settings, answer: Answer) -> Answered:
        """Write an answer."""
        decisions = self._sitting(settings)
        if answer.verb == "accept" and answer.work is not None:
            return decisions.accept_work(answer.group, answer.work)
        if answer.verb == "accept" and answer.ref is not None:
            return decisions.accept(answer.group, answer.ref)
        if answer.verb == "reject":
            return decisions.reject(answer.group)
        if answer.verb == "reopen":
            return decisions.reopen(answer.group)
        return decisions.ignore(answer.group)

    def undo(self, settings: Settings) -> str | None:
        """Take back the last answer; return its group's title, None where there is none."""
        return self._sitting(settings).undo()

    def retry(self, settings: Settings, groups: Sequence[int] | None) -> int:
        """Queue failed groups again, all of them where ``groups`` is None; return how many."""
        return deciding.retry(open_catalogue(settings.database), groups)

    def _sitting(self, settings: Settings) -> Decisions:
        if self._decisions is None:
            self._decisions = Decisions(open_catalogue(settings.database))
        return self._decisions

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
