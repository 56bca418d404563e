"""Repairs links, one decision after another, of a person or of a plan file.

Each is checked again, journalled, done, logged.
"""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

from vidtui.catalogue import files, links
from vidtui.catalogue.database import Catalogue
from vidtui.disk.fingerprint import sample, sampled_bytes
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.base import RootRead
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.links import actions, record
from vidtui.jobs.links.actions import ACTING, Link, NotDone
from vidtui.jobs.links.model import Decision, Hop, Outcome, Place, Proposal, because
from vidtui.jobs.links.undo import settle
from vidtui.jobs.repair.companions import with_chosen
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
    """The decisions of one sitting; what it does until ``finish`` is one entry.

    With ``accept_loss`` what a volatile root lost is gone, and not only away.
    ``run`` is the last entry, ``counts`` what came of it; ``settled`` says what an earlier sitting
    had left half done, ``log_problem`` why the log cannot be written; ``read`` how much was read
    of storage roots, by their paths.
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
        self._recorded: set[bytes] = set()
        self._is_open = False

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
            outcome = self._carry_out(decision)
            if outcome.action is not None:
                outcome = replace(outcome, companions=self._led(decision, outcome.action))
            if outcome.state != "done":
                self._watch.forget()  # a disk that went away this moment is no fault of the link
                self._watch.require_all()
        state = _COUNTS[decision.verb] if outcome.state == "done" else outcome.state
        self.counts[state] += 1
        for one in (outcome, *outcome.companions):
            self._write_log(one)
        return replace(outcome, run=self.run)

    def _carry_out(self, decision: Decision, leader: int | None = None) -> Outcome:
        try:
            text = self._checks.check(decision)
            if self._write_down(decision):  # of a large root that takes its time
                text = self._checks.check(decision)
            return self._act(decision, text, leader)
        except SafetyRefusal as refusal:
            return Outcome(decision, "refused", str(refusal))
        except NotDone as failure:
            return Outcome(decision, "failed", str(failure))

    def _led(self, decision: Decision, action: int) -> tuple[Outcome, ...]:
        """Do to what goes with a video what was done to its link, as one entry with that."""
        return tuple(self._carry_out(one, action) for one in self.led_by(decision))

    def led_by(self, decision: Decision) -> list[Decision]:
        """Return what a decision means for what goes with a video."""
        with self._catalogue.session():
            return with_chosen(decision, self._watch.live(), self._settings)

    def apply_together(
        self, decisions: Sequence[Decision], tell: Callable[[Outcome], object]
    ) -> None:
        """Carry out decisions as one entry of the journal; ``tell`` takes what came of each.

        Raises:
            VidtuiError: as ``apply``; what was not come to is as it was.
        """
        state = "refused"
        with self._catalogue.writing(COMMAND):
            try:
                for decision in decisions:
                    tell(self.apply(decision))
                state = "done"
            finally:
                self.finish(state)

    def finish(self, state: str = "done") -> None:
        """Close the entry; what follows is another one."""
        if self._is_open and self.run is not None:
            with self._catalogue.writing(COMMAND):
                journal.finish(self._catalogue, self.run, state, self.counts)
            self._is_open = False

    def _begin(self) -> None:
        if self._is_open:
            return
        if self.run is None:
            self.settled = settle(self._catalogue, self._settings)
        self.run, self._is_open = journal.begin(self._catalogue, COMMAND), True
        self.counts = Counter()

    def _write_down(self, decision: Decision) -> bool:
        """Write down the links of a root before it is changed for the first time; say if so."""
        path = decision.link.edited.place.root
        if decision.verb == "keep" or path in self._recorded:
            return False
        try:
            root = self._watch.at(path)[0]
            written = record.before_first_change(self._catalogue, self._settings, root)
        except UsageProblem as problem:
            raise SafetyRefusal(str(problem)) from problem
        self._recorded.add(path)
        return written is not None

    def _act(self, decision: Decision, text: bytes | None, leader: int | None) -> Outcome:
        link, run = decision.link, self.run or 0
        if decision.verb == "keep":
            showing = self._file_at(link.showing) if link.showing is not None else None
            action = actions.keep(self._catalogue, run, self._link(link.place, link.text), showing)
            return Outcome(decision, "done", action=action)
        if decision.verb == "orphan":
            folder = self._settings.trash_of(link.place.root)
            action, place = actions.discard(
                self._catalogue, run, self._link(link.place, link.text), folder, leader=leader
            )
            return Outcome(decision, "done", action=action, trashed=place)
        if decision.proposal is None or text is None:
            raise SafetyRefusal(_("no file was chosen"))
        edited: Hop = link.edited
        action = actions.relink(
            self._catalogue,
            run,
            self._link(edited.place, edited.text),
            text,
            self._file_of(decision.proposal),
            leader=leader,
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
