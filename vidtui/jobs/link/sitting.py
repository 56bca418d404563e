"""What making links and moving them share: one run of the journal, its log, its roots."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Sequence
from pathlib import Path

from vidtui.catalogue.database import Catalogue
from vidtui.disk.symlinks.reader import LinkReader
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.link.run import LinkApplyCounts
from vidtui.jobs.links import record, undo_steps
from vidtui.jobs.links.undo import settle
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import reason
from vidtui.settings.model import Settings
from vidtui.text import printable


class Sitting:
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

    @property
    def log_path(self) -> Path:
        """The log of today."""
        return self._log.path

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
