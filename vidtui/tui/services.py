"""All that the screens ask of disk and catalogue; called from background threads only."""

from __future__ import annotations

import copy
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vidtui.catalogue import group_details as pending
from vidtui.catalogue import journal, links, overview, queue, repairs
from vidtui.catalogue import totals as queries
from vidtui.catalogue.group_details import Details, HeldFile, Waiting
from vidtui.catalogue.journal import ActionRow, RunRow
from vidtui.catalogue.lock import Holder, WriterLock
from vidtui.catalogue.queue import Row
from vidtui.catalogue.totals import Totals
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs import decide
from vidtui.jobs import undo as undoing
from vidtui.jobs.base import CancelToken, Refused
from vidtui.jobs.decide import Answer, Answered, Decisions
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.model import Decision, Outcome, Plan, Proposal
from vidtui.jobs.links.undo import settled
from vidtui.jobs.roots import change, forget, moved
from vidtui.jobs.roots import reports as root_reports
from vidtui.jobs.roots.change import Relocation
from vidtui.jobs.roots.forget import RootForgetting
from vidtui.jobs.roots.reports import RootReport
from vidtui.providers.base import Film, Hit, Series, Stopped
from vidtui.settings import file, token
from vidtui.settings.model import PathMap, RootSetting, Settings
from vidtui.tui.first_services import FirstServices
from vidtui.tui.library.reading import LibraryReading
from vidtui.tui.new_links.services import LinkServices
from vidtui.tui.report_cache import KeptChecks

if TYPE_CHECKING:
    from vidtui.jobs.repair.repairing import Repairs
    from vidtui.jobs.repair.search import FileSearch


class Overview(NamedTuple):
    """Pairs to draw: problems by the time of a check, films by first year and lines of picture."""

    problems: Sequence[tuple[int, int]] = ()
    decades: Sequence[tuple[int, int]] = ()
    pictures: Sequence[tuple[int, int]] = ()


class Services(FirstServices, KeptChecks, LibraryReading, LinkServices):
    """The real ones; tests put others in their place."""

    _decisions: Decisions | None = None  # those of this session; one thread's only
    _repairs: tuple[Repairs, ...] = ()  # likewise; one for each way in which links were judged
    _judged_by: object = None
    _files: FileSearch | None = None

    def anew(self, generation: str) -> Services:
        """Return services for another catalogue in this one's place; these refuse it for good."""
        fresh = copy.copy(self)
        fresh._decisions, fresh._repairs, fresh._judged_by = None, (), None
        fresh._linking, fresh._linked_by = None, None
        fresh._files, fresh._generation = None, generation
        return fresh

    def now(self) -> float:
        """Return the time, in seconds since the epoch."""
        return time.time()

    def totals(self, settings: Settings) -> Totals | None:
        """Return what the catalogue holds, None where there is none yet."""
        return self._read(settings, queries.totals, None)

    def reports(self, settings: Settings) -> list[RootReport]:
        """Return the state of every root as it was seen last; no disk is touched."""
        return root_reports.remembered(self._catalogue(settings), settings)

    def look_at_roots(self, settings: Settings) -> list[RootReport]:
        """Look at every root, and return its state; may take as long as a probe does."""
        return root_reports.report(self._catalogue(settings), settings)

    def add(self, settings: Settings, root: RootSetting) -> Settings:
        """Add a root; return the settings with it."""
        return change.add(settings, root)

    def confirm(self, settings: Settings, path: bytes) -> None:
        """Confirm that the disk at ``path`` is the right one."""
        change.confirm(self._open(settings), path)

    def plan_relocation(self, settings: Settings, old: bytes, new: bytes) -> Relocation:
        """Compare a root with the place where it is said to be now."""
        return change.plan_relocation(self._open(settings), settings, old, new)

    def moved_to(self, settings: Settings, path: bytes) -> Relocation | None:
        """Return which known root seems to lie at a place that the settings name anew."""
        catalogue = self._open(settings)
        with catalogue.session():
            found = moved.places(settings).moved
        return next((one for one in found if one.new == path), None)

    def plan_forgetting(self, settings: Settings, path: bytes) -> RootForgetting:
        """Return what would be lost with a root."""
        return forget.plan(self._open(settings), settings, path)

    def forget_root(self, settings: Settings, path: bytes) -> Settings:
        """Forget a root, as a person has agreed to; return the settings without it."""
        catalogue = self._open(settings)
        forget.forget(catalogue, settings, path, accept_loss=True)
        return replace(settings, roots=tuple(one for one in settings.roots if one.path != path))

    def relocate(self, settings: Settings, plan: Relocation) -> Settings:
        """Write the new place of a root, as a person has agreed to; return the settings with it."""
        change.relocate(self._open(settings), settings, plan, accept_loss=True)
        return change.with_moved_root(settings, plan.old, plan.new)

    def queue_rows(self, settings: Settings, since: int | None) -> list[Row]:
        """Return all groups, or those that changed at ``since`` or later."""
        return self._read(settings, lambda: queue.rows(since), [])

    def group_details(self, settings: Settings, groups: Sequence[int]) -> dict[int, Details]:
        """Return all there is to see of some groups; those that are gone are left out."""
        return self._read(settings, lambda: {one.id: one for one in pending.details_of(groups)}, {})

    def group_files(self, settings: Settings, groups: Sequence[int]) -> dict[int, list[HeldFile]]:
        """Return by group all files of some groups."""
        return self._read(settings, lambda: pending.files_of(groups), {})

    def overview(self, settings: Settings) -> Overview:
        """Return what Home draws: from the catalogue and from the checks that are kept."""
        decades, pictures = self._read(settings, overview.films, overview.NO_FILMS)
        return Overview(self.past_problems(settings), decades, pictures)

    def waiting(self, settings: Settings) -> list[Waiting]:
        """Return the groups that wait for a decision."""
        return self._read(settings, pending.waiting, [])

    def writer(self, settings: Settings) -> Holder | None:
        """Return the other process that writes in the catalogue."""
        return WriterLock(settings.database).other()

    def sent_lately(self, settings: Settings) -> tuple[int, int]:
        """Return how many requests were sent in the last ten seconds, and how many may be."""
        from vidtui.providers.registry import sent_lately

        return sent_lately(settings)

    def token_problem(self, settings: Settings) -> str | None:
        """Return in one line why TMDB cannot be asked, None when there is a token."""
        try:
            found = token.read(settings.tmdb_token_file)
        except UsageProblem as problem:
            return str(problem)
        if found is not None:
            return None
        return _("There is no TMDB token.")

    def search(self, settings: Settings, kind: str, title: str, cancel: CancelToken) -> list[Hit]:
        """Return the works under a title; none once nobody waits for them."""
        from vidtui.jobs import asking

        try:
            return asking.search(settings, kind, title, cancel)
        except Stopped:
            return []

    def look_up(
        self, settings: Settings, kind: str, text: str, cancel: CancelToken
    ) -> Film | Series | None:
        """Return the work of an id or an address; None once nobody waits for it."""
        from vidtui.jobs import asking

        try:
            return asking.look_up(settings, kind, text, cancel)
        except Stopped:
            return None

    def answer(self, settings: Settings, answer: Answer) -> Answered:
        """Write an answer."""
        decisions = self._decisions_in(settings)
        if answer.verb == "accept" and answer.work is not None:
            return decisions.accept_work(answer.group, answer.work)
        if answer.verb == "accept" and answer.ref is not None:
            return decisions.accept(answer.group, answer.ref)
        given = {
            "reject": decisions.reject,
            "reopen": decisions.reopen,
            "confirm": decisions.confirm,
        }
        return given.get(answer.verb, decisions.ignore)(answer.group)

    def undo(self, settings: Settings) -> str | None:
        """Undo the last answer; return its group's title, None where there is none."""
        return self._decisions_in(settings).undo()

    def journal_runs(
        self, settings: Settings, before: int | None, only_changes: bool
    ) -> list[RunRow]:
        """Return a page of runs, the newest first, with an id below ``before``."""
        return self._read(settings, lambda: journal.runs(before, only_changes=only_changes), [])

    def journal_actions(self, settings: Settings, run: int, before: int | None) -> list[ActionRow]:
        """Return a page of a run's actions, the newest first, with an id below ``before``."""
        return self._read(settings, lambda: journal.actions(run, before), [])

    def undo_run(self, settings: Settings, run: int) -> list[Undone]:
        """Undo a whole run of the journal."""
        catalogue = self._open(settings)
        settled(catalogue, settings)
        return undoing.undo(catalogue, settings, run, dry_run=False)

    def undo_action(self, settings: Settings, action: int) -> list[Undone]:
        """Undo one action of the journal."""
        catalogue = self._open(settings)
        settled(catalogue, settings)
        return undoing.undo_action(catalogue, settings, action, dry_run=False)

    def retry(self, settings: Settings, groups: Sequence[int] | None) -> int:
        """Queue failed groups again, all of them where ``groups`` is None; return how many."""
        return decide.retry(self._open(settings), groups)

    def recover(self, settings: Settings) -> list[str]:
        """Put in order what a killed repair left half done; say what was done."""
        from vidtui.jobs.links.undo import settled

        catalogue = self._catalogue(settings)
        return settled(catalogue, settings) if catalogue else []

    def repair(
        self,
        settings: Settings,
        decisions: Sequence[Decision],
        tell: Callable[[Outcome], object],
        *,
        accept_loss: bool = False,
    ) -> None:
        """Carry out decisions as one entry; ``tell`` takes what came of each, in this thread."""
        self._repairs_of(settings, accept_loss=accept_loss).apply_together(decisions, tell)

    def undo_repair(self, settings: Settings, run: int) -> list[Undone]:
        """Undo what was repaired together, or alone."""
        return undoing.undo(self._open(settings), settings, run, dry_run=False)

    def braked(self, settings: Settings, decisions: Sequence[Decision]) -> list[Refused]:
        """Return which link roots would lose too many links to the trash at once."""
        from vidtui.jobs.repair.apply import brake

        return brake(list(decisions), self._read(settings, links.count_by_root, {}))

    def unasked(self, settings: Settings, files: Sequence[int]) -> frozenset[int]:
        """Return which of some files no provider was asked about yet."""
        nothing: set[int] = set()
        return frozenset(self._read(settings, lambda: repairs.unasked(files), nothing))

    def repair_log(self, settings: Settings) -> Path:
        """Return where the log of this session's repairs lies."""
        sitting = self._repairs[-1] if self._repairs else self._repairs_of(settings)
        return sitting.log_path

    def repair_log_problem(self) -> str:
        """Return in one line why the log of this session's repairs cannot be written."""
        return self._repairs[-1].log_problem if self._repairs else ""

    @property
    def has_read_storage(self) -> bool:
        """Whether ``search_storage`` knows files already, maybe not the newest."""
        return self._files is not None

    def read_storage(self, settings: Settings, cancel: CancelToken) -> None:
        """Read which files there are, for ``search_storage``."""
        from vidtui.jobs.repair.search import FileSearch

        if (catalogue := self._catalogue(settings)) is not None:
            files = FileSearch(catalogue, settings, cancel)
            if not cancel():
                self._files = files

    def search_storage(self, text: str) -> list[Proposal]:
        """Return the files that hold words of a text in path or title, the best first."""
        return self._files.find(text) if self._files is not None else []

    def add_path_map(self, settings: Settings, path_map: PathMap) -> Settings:
        """Note another machine's view; return the settings with it."""
        file.add_path_map(settings.config_file, path_map)
        return replace(settings, path_maps=(*settings.path_maps, path_map))

    def read_plan(self, settings: Settings, path: Path) -> Plan:
        """Read a plan that was made from this catalogue."""
        from vidtui.jobs.repair import plan_file

        return plan_file.read_for(path, self._open(settings), settings)

    def write_plan(self, settings: Settings, path: Path, plan: Plan) -> None:  # noqa: ARG002
        """Write a plan, in place of one that is there."""
        from vidtui.jobs.repair import plan_file

        plan_file.write(path, plan)

    def is_taken(self, path: Path) -> bool:
        """Return whether something is at ``path``, even a broken link."""
        return os.path.lexists(path)

    def _repairs_of(self, settings: Settings, *, accept_loss: bool = False) -> Repairs:
        """Return the repairs under these settings: those of before while nothing has changed."""
        judged_by = replace(settings, language=""), accept_loss
        if self._judged_by != judged_by:
            from vidtui.jobs.repair.repairing import Repairs

            sitting = Repairs(self._open(settings), settings, accept_loss=accept_loss)
            self._repairs, self._judged_by = (*self._repairs, sitting), judged_by
        return self._repairs[-1]

    def _decisions_in(self, settings: Settings) -> Decisions:
        if self._decisions is None:
            self._decisions = Decisions(self._open(settings))
        return self._decisions
