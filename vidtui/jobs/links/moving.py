"""Moves links to other places of their roots: journalled durably before, many at a time.

What goes with a video moves in the same write to the journal.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed

from vidtui.catalogue import journal as journal_rows
from vidtui.catalogue import linking, links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.links import Observed, Remembered
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.symlinks.atomic import aside_name
from vidtui.disk.symlinks.making import StorageGuard
from vidtui.jobs import journal
from vidtui.jobs.links.actions import ACTING, MAKE, MOVE, LinkIntent
from vidtui.jobs.links.making import (
    AT_ONCE,
    NOT_COME_TO,
    OwnFolder,
    count_own,
    folders_above,
)
from vidtui.jobs.links.model import OutcomeState
from vidtui.jobs.links.shifting import Shift, shift_all


@dataclass(frozen=True, slots=True)
class LinkMove:
    """A link that is to go ``to`` another place below its root, where it says ``new``.

    ``file`` is the catalogue's id of what it shows; ``new_folders`` of those above its new place
    may be missing, as was shown. ``companions`` go with it.
    """

    root: KnownRoot
    path: bytes
    text: bytes
    to: bytes
    new: bytes
    file: int | None
    new_folders: int
    companions: tuple[LinkMove, ...] = ()


@dataclass(frozen=True, slots=True)
class Moved:
    """What came of a link that was to move; ``companions`` are those that moved with it."""

    move: LinkMove
    state: OutcomeState
    action: int | None = None
    reason: str = ""
    companions: tuple[Moved, ...] = ()


@dataclass(slots=True)
class _Wanted:
    move: LinkMove
    intent: LinkIntent
    shift: Shift
    lead: _Wanted | None = None
    action: int = 0


class Moving:
    """Moves links in one run of the journal; the caller holds the writer lock and a session.

    ``stopped`` says why no more were moved, where the disk would take none.
    """

    def __init__(self, catalogue: Catalogue, run: int, guard: StorageGuard) -> None:
        self.stopped = ""
        self._catalogue = catalogue
        self._run = run
        self._guard = guard
        self._ours = own_folders()

    def move(self, wanted: Sequence[LinkMove]) -> Iterator[Moved]:
        """Move links, and say what came of each; ends early where the disk takes no more.

        Raises:
            CatalogueProblem: the catalogue cannot be written; nothing of that batch was moved.
        """
        batch: list[LinkMove] = []
        count = 0
        for one in wanted:
            if batch and count + 1 + len(one.companions) > AT_ONCE:
                yield from self._batch(batch)
                batch, count = [], 0
                if self.stopped:
                    return
            batch.append(one)
            count += 1 + len(one.companions)
        if batch:
            yield from self._batch(batch)

    def _batch(self, batch: Sequence[LinkMove]) -> list[Moved]:
        with ACTING:
            ready = self._ready(batch)
            self._announce(ready)
            self.stopped = shift_all([one.shift for one in ready], self._guard)
            self._record(ready)
        with_lead: dict[int, list[Moved]] = {}
        for one in ready:
            if one.lead is not None:
                with_lead.setdefault(one.lead.action, []).append(_moved(one))
        return [
            _moved(one, tuple(with_lead.get(one.action, ())))
            for one in ready
            if one.lead is None and one.shift.state is not None
        ]

    def _ready(self, batch: Sequence[LinkMove]) -> list[_Wanted]:
        ready: list[_Wanted] = []
        planned: set[OwnFolder] = set()
        for one in batch:
            above = folders_above(one.root.identity.uuid, one.to)
            planned.update(above[: one.new_folders])
            lead = _wanted(one, None, count_own(above, self._ours, planned), self._emptied(one))
            ready.append(lead)
            ready.extend(
                _wanted(each, lead, lead.intent.folders, lead.intent.emptied)
                for each in one.companions
            )
        places: dict[int, dict[bytes, LinkMove]] = {}
        for wanted in ready:
            held = places.setdefault(wanted.move.root.id, {})
            held |= {wanted.move.path: wanted.move, wanted.move.to: wanted.move}
        known = {root: links.known_at(root, list(held)) for root, held in places.items()}
        for wanted in ready:
            here = known[wanted.move.root.id].get(wanted.move.path)
            there = known[wanted.move.root.id].get(wanted.move.to)
            wanted.intent = changed(
                wanted.intent,
                link=here.id if here is not None else None,
                before=Remembered(*here[1:]) if here is not None else None,
                was=Remembered(*there[1:]) if there is not None else None,
            )
        return ready

    def _emptied(self, one: LinkMove) -> int:
        """Count the folders above the old place that are ours, so that they may go."""
        stays = set(folders_above(one.root.identity.uuid, one.to))
        above = folders_above(one.root.identity.uuid, one.path)
        return count_own([folder for folder in above if folder not in stays], self._ours)

    def _announce(self, ready: Sequence[_Wanted]) -> None:
        """Write durably what is about to be moved, what goes with a video behind that."""
        with self._catalogue.transaction():
            first = journal_rows.next_action()
            for number, one in enumerate(ready, first):
                one.action = number
                if one.lead is not None:
                    one.intent = changed(one.intent, leader=one.lead.action)
            texts = [json.dumps(one.intent.document()) for one in ready]
            journal_rows.add_actions(self._run, MOVE, texts)
            roots.also_samples((one.move.root.id, one.move.path, one.move.to) for one in ready)

    def _record(self, ready: Sequence[_Wanted]) -> None:
        """Write down what came of a batch, whole or not at all."""
        now = journal.now()
        done = [one for one in ready if one.shift.state == "done"]
        amended = []
        for one in done:
            above = folders_above(one.move.root.identity.uuid, one.move.to)
            self._ours.update(above[: one.shift.made])
            if (folders := count_own(above, self._ours)) != one.intent.folders:
                one.intent = changed(one.intent, folders=folders)
                amended.append((one.action, json.dumps(one.intent.document())))
        with self._catalogue.transaction():
            journal_rows.set_outcomes(((one.action, _outcome(one)) for one in ready), now)
            journal_rows.set_intents(amended)
            remember_moved(((one.move.root.id, one.intent) for one in done), now)
            roots.no_samples(
                (one.move.root.id, one.move.path if one.shift.state == "done" else one.move.to)
                for one in ready
            )


def _wanted(one: LinkMove, lead: _Wanted | None, folders: int, emptied: int) -> _Wanted:
    asides = aside_name(), aside_name()
    intent = LinkIntent(
        MOVE,
        one.root.identity.uuid,
        one.path,
        text=one.text,
        new=one.new,
        file=one.file,
        to=one.to,
        aside=asides[0],
        undo_aside=asides[1],
        folders=folders,
        emptied=emptied,
    )
    shift = forward(one.root, intent)
    shift.may_make = one.new_folders
    shift.lead = lead.shift if lead is not None else None
    return _Wanted(one, intent, shift, lead)


def forward(root: KnownRoot, intent: LinkIntent) -> Shift:
    """Return a move as it is done, or done again."""
    return Shift(
        root,
        intent.path,
        intent.text,
        intent.to,
        intent.new,
        intent.folders,
        intent.folders,
        intent.emptied,
        (intent.named(undoing=False), intent.named(undoing=True)),
    )


def own_folders() -> set[OwnFolder]:
    """Return the folders that were made for links, as the journal knows; in a session."""
    ours: set[OwnFolder] = set()
    for kind, key in ((MAKE, "path"), (MOVE, "to")):
        for intent in linking.standing(kind):
            root, path, folders = (intent.get(name) for name in ("root", key, "folders"))
            if isinstance(root, str) and isinstance(path, str) and isinstance(folders, int):
                try:
                    ours.update(folders_above(root, bytes.fromhex(path))[:folders])
                except ValueError:
                    continue
    return ours


def remember_moved(moved: Iterable[tuple[int, LinkIntent]], now: int) -> None:
    """Know links where they are now: the ids of their roots, what was done; in a transaction."""
    held = list(moved)
    links.forget([(one.root, one.to, one.was.text) for _root, one in held if one.was is not None])
    links.move(((one.link, one.to, one.new) for _root, one in held if one.link is not None), now)
    links.add(
        (Observed(root, one.to, one.new, "ok", one.file) for root, one in held if one.link is None),
        now,
    )


def _outcome(one: _Wanted) -> str:
    if one.shift.state == "done":
        return "done"
    return one.shift.reason or NOT_COME_TO


def _moved(one: _Wanted, companions: tuple[Moved, ...] = ()) -> Moved:
    return Moved(one.move, one.shift.state or "failed", one.action, one.shift.reason, companions)
