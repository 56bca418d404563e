"""What making links and moving them share: one run of the journal, its log, its roots."""

from __future__ import annotations

import contextlib
from abc import abstractmethod
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Final, Generic, TypeVar

from vidtui.catalogue.database import Catalogue
from vidtui.disk.symlinks.reader import LinkReader
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.link.model import LinkDecision, LinkOutcome
from vidtui.jobs.link.moves import LinkMoved, MoveDecision
from vidtui.jobs.link.run import LinkApplyCounts
from vidtui.jobs.links import record, undo_steps
from vidtui.jobs.links.undo import settle
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import reason
from vidtui.settings.model import Settings
from vidtui.text import printable

AT_ONCE: Final = 250
"""Decisions of one piece of work; with what lies beside them they fill a write to the journal."""

Given = TypeVar("Given", LinkDecision, MoveDecision)
Said = TypeVar("Said", LinkOutcome, LinkMoved)


class Sitting(Generic[Given, Said]):
    """The decisions of one sitting, which is one run of the journal.

    ``settled`` says what an earlier sitting had left half done; ``stopped`` why the disk takes no
    more; ``log_problem`` why the log cannot be written.
    """

    COMMAND = "link"

    def __init__(self, catalogue: Catalogue, settings: Settings) -> None:
        self.run: int | None = None
        self.counts = LinkApplyCounts()
        self.settled: list[str] = []
        self.stopped = ""
        self.log_problem = ""
        self._catalogue = catalogue
        self._settings = settings
        self._watch = RootStatusCache(settings)
        self._log = JobLog(settings.data_dir, undo_steps.LOG)

    @abstractmethod
    def _roots(self, decisions: Sequence[Given]) -> set[bytes]:
        """Return the link roots that decisions change."""

    @abstractmethod
    def _some(self, decisions: Sequence[Given]) -> list[Said]:
        """Carry out some decisions, in a session, with the writer lock held.

        Raises:
            SafetyRefusal: a root is away.
        """

    @abstractmethod
    def _log_line(self, outcome: Said) -> tuple[str, ...]:
        """Return what the log says of an outcome."""

    @property
    def log_path(self) -> Path:
        """The log of today."""
        return self._log.path

    def apply_all(self, decisions: Iterable[Given]) -> Iterator[Said]:
        """Carry out decisions, some hundred at a time; ends early where the disk takes no more.

        Raises:
            LockHeld: another process writes.
            SafetyRefusal: a root is away.
            CatalogueProblem: the catalogue cannot be written.
        """
        left = iter(decisions)
        while not self.stopped and (some := list(islice(left, AT_ONCE))):
            with self._writing(self._roots(some)):
                outcomes = self._some([one for one in some if one.verb != "skip"])
                away = self._away() if any(one.state == "failed" for one in outcomes) else None
            self._write_log(map(self._log_line, outcomes))
            if away is not None:  # why is told once, for all that is left
                outcomes = [one for one in outcomes if one.state != "failed"]
            for outcome in outcomes:
                self.counts = self.counts.after(outcome)
                yield outcome
            if away is not None:
                raise away

    def apply_together(self, decisions: Iterable[Given], tell: Callable[[Said], object]) -> None:
        """Carry out decisions as one entry of the journal; ``tell`` takes what came of each.

        Raises:
            LockHeld: another process writes.
            SafetyRefusal: a root is away, or the disk takes no more; what is left is not tried.
            CatalogueProblem: the catalogue cannot be written.
        """
        self.run, self.stopped, self.counts = None, "", LinkApplyCounts()
        with self._catalogue.writing(self.COMMAND), self._catalogue.session():
            try:
                for outcome in self.apply_all(decisions):
                    tell(replace(outcome, run=self.run))
            finally:
                self.finish()
        if self.stopped:
            raise SafetyRefusal(self.stopped)

    def _away(self) -> SafetyRefusal | None:
        """Look at all roots anew; return why nothing can be done now, None where it can."""
        self._watch.forget()
        try:
            self._watch.require_all()
        except SafetyRefusal as refusal:
            return refusal
        return None

    def _require_here(self, refusal: SafetyRefusal) -> None:
        """Look at all roots anew after the first refusal: a disk that went is told once for all.

        Raises:
            SafetyRefusal: a root is away.
        """
        away = self._away()
        if away is not None:
            raise away from refusal

    def finish(self) -> None:
        """Close the run of this sitting."""
        if self.run is not None:
            counts = {"links": self.counts.linked + self.counts.moved, "failed": self.counts.failed}
            with self._catalogue.writing(self.COMMAND):
                journal.finish(self._catalogue, self.run, "done", counts)

    @contextlib.contextmanager
    def _writing(self, roots: Collection[bytes]) -> Iterator[None]:
        """Hold the writer lock and a session, with the run begun and these link roots recorded.

        Raises:
            LockHeld: another process writes.
            SafetyRefusal: a root is away.
            UsageProblem: the links of a root cannot be written down.
        """
        with self._catalogue.writing(self.COMMAND), self._catalogue.session():
            self._watch.require_all()
            if self.run is None:
                self.settled = settle(self._catalogue, self._settings)
                self.run = journal.begin(self._catalogue, self.COMMAND)
            for root in roots:
                record.before_first_change(self._catalogue, self._settings, self._watch.at(root)[0])
            yield

    def _reader(self) -> LinkReader:
        storage = [root.path for root in self._settings.of("storage")]
        return LinkReader(self._settings.path_maps, storage)

    def _write_log(self, lines: Iterable[Sequence[str]]) -> None:
        problem = self._log.write_all(lines)
        if problem is not None:
            self.log_problem = _("{path}: the log cannot be written: {reason}").format(
                path=printable(str(self.log_path)), reason=reason(problem)
            )
