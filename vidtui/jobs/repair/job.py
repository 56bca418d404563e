"""Repairs links, one decision after another: checked again, journalled, done, logged."""

from __future__ import annotations

import logging
from collections import Counter
from pathlib import Path

from vidtui.catalogue import files, links
from vidtui.catalogue.database import Catalogue
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs.base import RootRead
from vidtui.jobs.journal import record
from vidtui.jobs.journal.undo import Undone
from vidtui.jobs.links import actions
from vidtui.jobs.links import undo as repair_undo
from vidtui.jobs.links.actions import ACTING, Link, NotDone
from vidtui.jobs.links.model import Decision, Hop, Outcome, Place, Proposal
from vidtui.jobs.links.recovery import settle
from vidtui.jobs.links.wording import because
from vidtui.jobs.log import JobLog
from vidtui.jobs.repair.revalidate import Checks
from vidtui.jobs.roots.live import LiveRoot
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import reason
from vidtui.settings.model import Settings
from vidtui.text import printable

log = logging.getLogger(__name__)
COMMAND = "repair-links"
_COUNTS = {"repair": "repaired", "orphan": "orphaned", "keep": "kept"}


class Repairs:
    """The decisions of one sitting, which is one run of the journal.

    With ``accept_loss`` what a volatile root lost is gone, and not only away.
    ``settled`` says what an earlier sitting had left half done; ``log_problem`` why the log
    cannot be written; ``read`` how much was read of storage roots, by their paths.
    """

    def __init__(
        self, catalogue: Catalogue, settings: Settings, *, accept_loss: bool = False
    ) -> None:
        self.run: int | None = None
        self.counts: Counter[str] = Counter()
        self.settled: list[str] = []
        self.log_problem = ""
        self.read: dict[bytes, RootRead] = {}
        self._catalogue = catalogue
        self._settings = settings
        self._watch = RootStatusCache(settings)
        self._checks = Checks(settings, self._watch, accept_loss=accept_loss)
        self._log = JobLog(settings.data_dir, "repair")
        self._given: list[int] = []

    @property
    def log_path(self) -> Path:
        """The log of today."""
        return self._log.path

    def check(self, decision: Decision) -> str | None:
        """Return in one line why a decision could not be carried out now, None when it could."""
        with self._catalogue.session():
            try:
                self._checks.check(decision)
            except SafetyRefusal as refusal:
                return str(refusal)
        return None

    def apply(self, decision: Decision) -> Outcome:
        """Carry out one decision, unless something is no longer as it was shown.

        Raises:
            LockHeld: another process writes.
            SafetyRefusal: a root is away.
            CatalogueProblem: the catalogue cannot be written.
        """
        if decision.verb == "skip":
            return Outcome(decision, "done")
        with ACTING, self._catalogue.writing(COMMAND), self._catalogue.session():
            self._watch.require_all()
            self._begin()
            try:
                self._checks.check(decision)
                outcome = self._act(decision)
            except SafetyRefusal as refusal:
                outcome = Outcome(decision, "refused", str(refusal))
            except NotDone as failure:
                outcome = Outcome(decision, "failed", str(failure))
        state = _COUNTS[decision.verb] if outcome.state == "done" else outcome.state
        self.counts[state] += 1
        if outcome.action is not None:
            self._given.append(outcome.action)
        self._write_log(outcome)
        return outcome

    def undo(self) -> Undone | None:
        """Take back the last decision of this sitting that was carried out.

        Raises:
            SafetyRefusal: the link has changed since; the next call goes to the one before.
            LockHeld: another process writes.
        """
        if not self._given:
            return None
        action = self._given[-1]
        with self._catalogue.writing(COMMAND):
            try:
                what = repair_undo.take_back(
                    self._catalogue, self._settings, action, dry_run=False, watch=self._watch
                )
            except SafetyRefusal:
                self._given.pop()
                raise
        self._given.pop()
        self.counts["undone"] += 1
        return Undone(action, what)

    def finish(self) -> None:
        """Close the run of this sitting."""
        if self.run is not None:
            with self._catalogue.writing(COMMAND):
                record.finish(self._catalogue, self.run, "done", self.counts)

    def _begin(self) -> None:
        if self.run is None:
            self.settled = settle(self._catalogue, self._settings)
            self.run = record.begin(self._catalogue, COMMAND)

    def _act(self, decision: Decision) -> Outcome:
        link, run = decision.link, self.run or 0
        if decision.verb == "keep":
            showing = self._file_at(link.showing) if link.showing is not None else None
            action = actions.keep(self._catalogue, run, self._link(link.place, link.text), showing)
            return Outcome(decision, "done", action=action)
        if decision.verb == "orphan":
            folder = self._settings.trash_of(link.place.root)
            action, place = actions.discard(
                self._catalogue, run, self._link(link.place, link.text), folder
            )
            return Outcome(decision, "done", action=action, trashed=place)
        if decision.proposal is None:
            raise SafetyRefusal(_("no file was chosen"))
        edited: Hop = link.edited
        text = self._checks.new_text(link, decision.proposal)
        action = actions.relink(
            self._catalogue,
            run,
            self._link(edited.place, edited.text),
            text,
            self._file_of(decision.proposal),
        )
        return Outcome(decision, "done", action=action, written=text)

    def _count(self, root: LiveRoot, size: int) -> None:
        before = self.read.get(root.path)
        total = size + (before.size if before is not None else 0)
        self.read[root.path] = RootRead(root.path, root.policy.reading, total)

    def _link(self, place: Place, text: bytes) -> Link:
        root = self._watch.at(place.root)[0]
        known = links.known_at(root.id, [place.path]).get(place.path)
        uuid = root.identity.uuid
        return Link(uuid, root.path, place.path, text, known.id if known else None)

    def _file_at(self, place: Place) -> int | None:
        root = self._watch.at(place.root)[0]
        found = files.ids_at(root.id, [place.path]).get(place.path)
        return found[0] if found else None

    def _file_of(self, proposal: Proposal) -> int | None:
        """Return the id of the file that a proposal is, as the catalogue has it.

        One that the catalogue has elsewhere counts where the file itself bears it out.
        """
        here = self._file_at(proposal.place)
        root = next((one for one in self._watch.live() if one.path == proposal.place.root), None)
        if here is not None or not proposal.file or root is None or not root.policy.samples:
            return here
        for file, content in files.contents([proposal.file]).items():
            try:
                found = sample(proposal.place.absolute, proposal.size, proposal.mtime_ns)
            except OSError:
                continue
            self._count(root, sampled_bytes(proposal.size))
            if (proposal.size, found) == (content.size, content.sample):
                return file
        return here

    def _write_log(self, outcome: Outcome) -> None:
        decision = outcome.decision
        edited, proposal = decision.link.edited, decision.proposal
        new = outcome.written or outcome.trashed
        if new is None and proposal is not None:
            new = proposal.place.absolute
        told = "done" if outcome.state == "done" else f"{outcome.state}: {outcome.reason}"
        log.info("%s %s: %s", decision.verb, printable(edited.place.absolute), told)
        problem = self._log.write(
            decision.verb,
            printable(edited.place.absolute),
            printable(edited.text),
            printable(new or b""),
            "; ".join(because(proposal)) if proposal is not None else "",
            told,
        )
        if problem is not None:
            self.log_problem = _("{path}: the log cannot be written: {reason}").format(
                path=printable(str(self.log_path)), reason=reason(problem)
            )
