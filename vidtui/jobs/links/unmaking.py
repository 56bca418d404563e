"""Takes links away again that were made, and puts in order what a kill left half made."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import partial
from typing import Any

from vidtui.catalogue import links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDOING
from vidtui.catalogue.models import Action
from vidtui.catalogue.roots import KnownRoot
from vidtui.catalogue.sql import write_many
from vidtui.disk.symlinks.atomic import aside_name
from vidtui.disk.symlinks.removing import (
    Unsynced,
    remove,
    remove_folders,
    settle_made,
    settle_removed,
)
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import entries, journal
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.actions import MAKE, LinkIntent, is_known, read, remember
from vidtui.jobs.links.undo_steps import (
    LOG,
    UNCLEAR,
    at_root,
    record_settled,
    require_text,
    settle_each,
    take_back_many,
)
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about, at
from vidtui.settings.model import Settings
from vidtui.text import printable


@dataclass(slots=True)
class _Back:
    row: Any
    intent: LinkIntent
    root: KnownRoot
    why: str = ""

    @property
    def absolute(self) -> bytes:
        return os.path.join(self.root.path, self.intent.path)


def take_back(
    catalogue: Catalogue,
    settings: Settings,
    rows: Sequence[Action],
    *,
    dry_run: bool,
    watch: RootStatusCache,
) -> Iterator[Undone]:
    """Take away links that were made, in the order given, and the folders made for them.

    Args:
        catalogue: with the writer lock held.
        settings: the roots.
        rows: actions of this kind that were done.
        dry_run: only find out whether each can be.
        watch: the roots as they were seen lately.
    """
    return take_back_many(
        catalogue,
        rows,
        partial(_standing, watch=watch),
        None if dry_run else partial(_take_away, catalogue, settings),
        _undone,
    )


def _take_away(catalogue: Catalogue, settings: Settings, standing: Sequence[_Back]) -> None:
    _announce(catalogue, standing)
    unsynced = Unsynced()
    for one in standing:
        one.why = _removed(one, unsynced)
    unsynced.sync()
    _record(catalogue, standing)
    _log(settings, standing)


def _undone(one: _Back) -> Undone:
    what = one.why or about(one.absolute, _("the link is gone again"))
    return Undone(one.row.id, what, refused=bool(one.why))


def _standing(row: Action, watch: RootStatusCache) -> _Back:
    """Return what is to be taken away, if it is as it was made.

    Raises:
        SafetyRefusal: it is not, its record is damaged, or its disk is away.
    """
    with journal.ours(row.id):
        intent = read(MAKE, row.intent)
    root = watch.require(intent.root, "links")
    one = _Back(row, changed(intent, undo_aside=aside_name()), root)
    require_text(one.absolute, intent.text)
    return one


def _announce(catalogue: Catalogue, standing: Sequence[_Back]) -> None:
    """Write durably that links are being taken away, and under which names they go aside."""
    with catalogue.transaction():
        write_many(
            "UPDATE action SET intent = ?, outcome = ? WHERE id = ?",
            ((json.dumps(one.intent.document()), UNDOING, one.row.id) for one in standing),
        )


def _removed(one: _Back, unsynced: Unsynced) -> str:
    """Take a link away; return why it is still there."""
    intent = one.intent
    try:
        remove(one.root.path, intent.path, intent.text, intent.undo_aside, unsynced)
    except SafetyRefusal as refusal:
        return str(refusal)
    except OSError as error:
        try:
            state = settle_removed(one.root.path, intent.path, intent.text, intent.undo_aside)
        except OSError:
            state = "there"
        if state != "gone":
            return at(one.absolute, error)
    remove_folders(one.root.path, intent.path, intent.folders, unsynced)
    return ""


def _record(catalogue: Catalogue, standing: Sequence[_Back]) -> None:
    when = journal.now()
    with catalogue.transaction():
        write_many(
            "UPDATE action SET outcome = 'done', undone_at = ? WHERE id = ?",
            ((None if one.why else when, one.row.id) for one in standing),
        )
        _forget(one.intent for one in standing if not one.why)
        roots.no_samples((one.root.id, one.intent.path) for one in standing if not one.why)


def _forget(intents: Iterable[LinkIntent]) -> None:
    """Remember of links what was known before they were made; in a transaction."""
    fresh = []
    for intent in intents:
        if intent.before is not None and is_known(intent):
            remember(intent, intent.before)
        else:
            fresh.append((intent.root, intent.path, intent.text))
    links.forget(fresh)


def _log(settings: Settings, standing: Sequence[_Back]) -> None:
    JobLog(settings.data_dir, LOG).write_all(
        (
            "undo",
            printable(one.absolute),
            printable(one.intent.text),
            f"refused: {one.why}" if one.why else "done",
        )
        for one in standing
    )


def settle(catalogue: Catalogue, watch: RootStatusCache, rows: Sequence[Action]) -> list[str]:
    """Put in order what was cut off while links were made or taken away; say how it came out.

    What lies on a disk that is away waits for the next time. The caller holds the writer lock.
    """
    if not rows:
        return []
    found = settle_each(rows, partial(_settled, watch=watch))
    _record_settled(catalogue, found.came, found.damaged)
    counts = Counter(state for _one, state in found.came)
    told = []
    if found.came:
        told.append(
            _(
                "links were being made or taken away when that was interrupted: "
                "{there} are there, {gone} are not"
            ).format(there=counts["there"], gone=counts["gone"])
        )
    return told + found.lines(counts["other"])


def _settled(row: Action, watch: RootStatusCache) -> tuple[_Back, str]:
    """Put a link in order; say whether it is there.

    Raises:
        SafetyRefusal: its disk is away, or would not, or nobody can say.
        Wrong: the record is damaged, or does not say under which name it may be aside.
    """
    intent = read(MAKE, row.intent)
    one = _Back(row, intent, watch.require(intent.root, "links"))
    root = one.root.path
    with at_root(root):
        if one.row.outcome == UNDOING:
            state = settle_removed(root, intent.path, intent.text, intent.named(undoing=True))
        else:
            state = settle_made(root, intent.path, intent.text)
        if state == "gone":
            remove_folders(root, intent.path, intent.folders)
    return one, state


def _record_settled(
    catalogue: Catalogue, came: Sequence[tuple[_Back, str]], damaged: Sequence[int]
) -> None:
    when = journal.now()
    with catalogue.transaction():
        for action in damaged:
            journal.record(action, UNCLEAR)
        gone = []
        for one, state in came:
            is_undoing = one.row.outcome == UNDOING
            wanted, other = ("gone", "there") if is_undoing else ("there", "gone")
            is_done = {wanted: True, other: False}.get(state)
            record_settled(one.row, is_done)
            if is_done and is_undoing:
                gone.append(one.intent)
            elif is_done:
                _remember_made(one.intent, one.root.id, when)
        _forget(gone)


def made_again(catalogue: Catalogue, action: int, intent: LinkIntent, root: int) -> None:
    """Write down that a link that was taken away is made again, below the root of an id."""
    with catalogue.transaction():
        Action.update(intent=json.dumps(intent.document())).where(Action.id == action).execute()
        _remember_made(intent, root, journal.now())
        journal.stays_done(action)
        entries.stands(action)


def _remember_made(intent: LinkIntent, root: int, when: int) -> None:
    """Remember a link that was made; in a transaction."""
    seen = links.Observed(root, intent.path, intent.text, "ok", intent.file)
    known = links.known_at(root, [intent.path]).get(intent.path)
    if known is None:
        links.add([seen], when)
    else:
        links.update([(known.id, seen)], when)
