"""Makes the links that were decided upon, of a person or of a plan file.

Each is checked again, journalled with the others before the first is made, made, logged.
"""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Sequence

from vidtui.catalogue import linking
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.symlinks.making import StorageGuard
from vidtui.disk.symlinks.reader import LinkReader
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.link.model import Companion, LinkDecision, LinkOutcome, title_of
from vidtui.jobs.link.sitting import Sitting
from vidtui.jobs.links.making import Made, Making, NewLink
from vidtui.jobs.links.model import Place
from vidtui.oserrors import about, at
from vidtui.text import printable

log = logging.getLogger(__name__)


class Linking(Sitting[LinkDecision, LinkOutcome]):
    """Makes links."""

    def check(self, decision: LinkDecision) -> str | None:
        """Return in one line why a decision could not be carried out now, None when it could."""
        with self._catalogue.session():
            try:
                self._watch.require_all()
                self._check(decision, self._reader())
            except SafetyRefusal as refusal:
                return str(refusal)
        return None

    def apply(self, decision: LinkDecision) -> LinkOutcome:
        """Carry out one decision, unless something is no longer as it was shown.

        Raises:
            LockHeld: another process writes.
            SafetyRefusal: a root is away.
            CatalogueProblem: the catalogue cannot be written.
        """
        if decision.verb == "skip":
            return LinkOutcome(decision, "done")
        found = list(self.apply_all([decision]))
        return found[0] if found else LinkOutcome(decision, "failed", self.stopped)

    def _roots(self, decisions: Sequence[LinkDecision]) -> set[bytes]:
        return {one.spot.place.root for one in decisions if one.spot and one.spot.place}

    def _log_line(self, outcome: LinkOutcome) -> tuple[str, ...]:
        decision = outcome.decision
        place = decision.spot.place if decision.spot is not None else None
        return (
            decision.verb,
            os.fsdecode(place.absolute if place is not None else b""),
            os.fsdecode(decision.file.place.absolute),
            title_of(decision.file),
            "done" if outcome.state == "done" else f"{outcome.state}: {outcome.reason}",
        )

    def _some(self, decisions: Sequence[LinkDecision]) -> list[LinkOutcome]:
        """Carry out some decisions, in a session, with the writer lock held."""
        outcomes: dict[int, LinkOutcome] = {}
        reader = self._reader()
        ready: dict[Place, int] = {}
        wanted: list[NewLink] = []
        shown = self._shown([one.file.file for one in decisions if one.verb == "make"])
        for number, one in enumerate(decisions):
            try:
                self._check(one, reader, shown)
                if one.verb != "make" or one.spot is None or one.spot.place is None:
                    outcomes[number] = self._note(one)
                    continue
                place = one.spot.place
                if place in ready:
                    raise SafetyRefusal(about(place.absolute, _("two files would have it")))
            except SafetyRefusal as refusal:
                if not any(told.state == "refused" for told in outcomes.values()):
                    self._require_here(refusal)
                outcomes[number] = LinkOutcome(one, "refused", str(refusal))
                continue
            ready[place] = number
            root = self._watch.at(place.root)[0]
            wanted.append(
                NewLink(root, place.path, one.spot.text, one.file.file, one.spot.new_folders)
            )
        if wanted:
            self._make(decisions, wanted, ready, outcomes)
        return [outcomes[number] for number in sorted(outcomes)]

    def _make(
        self,
        decisions: Sequence[LinkDecision],
        wanted: Sequence[NewLink],
        ready: dict[Place, int],
        outcomes: dict[int, LinkOutcome],
    ) -> None:
        guard = StorageGuard([root.path for root in self._settings.of("storage")])
        making = Making(self._catalogue, self.run or 0, guard)
        beside: list[NewLink] = []
        owners: dict[Place, int] = {}
        for made in making.make(wanted):
            number = ready[_place(made)]
            decision = decisions[number]
            outcomes[number] = _outcome(decision, made)
            if made.state == "done" and decision.spot is not None:
                for companion in decision.spot.companions:
                    if _is_as_planned(companion) and companion.place not in owners:
                        owners[companion.place] = number
                        beside.append(_new_link(companion, made.link.root))
        if beside and not making.stopped:
            for made in making.make(beside):
                if made.state == "done" and made.action is not None:
                    number = owners[_place(made)]
                    before = outcomes[number]
                    outcomes[number] = LinkOutcome(
                        before.decision,
                        before.state,
                        before.reason,
                        (*before.actions, made.action),
                        before.companions + 1,
                    )
        self.stopped = making.stopped
        for number, one in enumerate(decisions):
            if one.spot is not None and one.spot.about and number in outcomes:
                outcomes[number] = self._with_answer(outcomes[number])

    def _with_answer(self, outcome: LinkOutcome) -> LinkOutcome:
        """Keep the answer that a place was chosen by, once the link is there."""
        spot = outcome.decision.spot
        if outcome.state != "done" or outcome.decision.verb != "make" or spot is None:
            return outcome
        action = self._journalled(linking.ANSWER, outcome.decision)
        return LinkOutcome(
            outcome.decision, "done", "", (*outcome.actions, action), outcome.companions
        )

    def _note(self, decision: LinkDecision) -> LinkOutcome:
        """Keep what a person said of a file."""
        kind = linking.NEVER if decision.verb == "never" else linking.ANSWER
        return LinkOutcome(decision, "done", actions=(self._journalled(kind, decision),))

    def _journalled(self, kind: str, decision: LinkDecision) -> int:
        file, spot = decision.file, decision.spot
        intent = {
            "root": self._watch.at(file.place.root)[0].identity.uuid,
            "path": file.place.path.hex(),
            "file": file.file,
        }
        if kind == linking.ANSWER and spot is not None:
            intent |= {"about": spot.about, "answer": spot.answer.hex(), "to": spot.folder.hex()}
        with self._catalogue.transaction():
            action = journal.intend(self._catalogue, self.run or 0, kind, intent)
            journal.record(action, "done")
        return action

    def _shown(self, files: Sequence[int]) -> dict[int, bytes]:
        """Return of files the links that were made, or met, since they were planned."""
        found: dict[int, bytes] = {}
        for file, root, path, text in linking.shown_now(files):
            place = os.path.join(root, path)
            try:
                if os.readlink(place) == text:
                    found[file] = place
            except OSError:
                continue
        return found

    def _check(
        self, decision: LinkDecision, reader: LinkReader, shown: dict[int, bytes] | None = None
    ) -> None:
        """Refuse what is not as it was shown.

        Raises:
            SafetyRefusal: and why.
        """
        file, spot = decision.file, decision.spot
        if self._watch.at(file.place.root)[0].role != "storage":
            raise SafetyRefusal(about(file.place.absolute, _("lies on no storage root")))
        if decision.verb == "never":
            return
        if spot is None:
            raise SafetyRefusal(_("no place was chosen"))
        if decision.verb == "answer" or spot.place is None:
            return
        if self._watch.at(spot.place.root)[0].role != "links":
            raise SafetyRefusal(about(spot.place.absolute, _("lies on no link root")))
        other = (shown if shown is not None else self._shown([file.file])).get(file.file)
        if other is not None:
            why = _("a link shows it already: {link}").format(link=printable(other))
            raise SafetyRefusal(about(file.place.absolute, why))
        source = file.place.absolute
        found = require_same(source, file.size, file.mtime_ns)
        # Below the root none of the folders is a link, or nothing is made there.
        folder = os.path.join(reader.real(spot.place.root), os.path.dirname(spot.place.path))
        target = reader.target(folder, spot.text)
        if target != source:
            try:
                same = os.path.samestat(os.stat(target), found)
            except OSError:
                same = False
            if not same:
                why = _("a link from there would not show it")
                raise SafetyRefusal(about(spot.place.absolute, why))


def _place(made: Made) -> Place:
    return Place(made.link.root.path, made.link.path)


def _outcome(decision: LinkDecision, made: Made) -> LinkOutcome:
    actions = (made.action,) if made.action is not None and made.state == "done" else ()
    return LinkOutcome(decision, made.state, made.reason, actions)


def _new_link(one: Companion, root: KnownRoot) -> NewLink:
    return NewLink(root, one.place.path, one.text, one.file, 0)


def _is_as_planned(one: Companion) -> bool:
    try:
        require_same(one.source.absolute, one.size, one.mtime_ns)
    except SafetyRefusal:
        return False
    return True


def require_same(path: bytes, size: int, mtime_ns: int) -> os.stat_result:
    """Return what is at a path, if it is the file that was shown.

    Raises:
        SafetyRefusal: it is not.
    """
    try:
        found = os.lstat(path)
    except OSError as error:
        raise SafetyRefusal(at(path, error)) from error
    if not stat.S_ISREG(found.st_mode) or (found.st_size, found.st_mtime_ns) != (size, mtime_ns):
        raise SafetyRefusal(about(path, _("the file has changed since it was shown")))
    return found
