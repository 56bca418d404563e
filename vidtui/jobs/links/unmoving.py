"""Moves links back to where they were, or there again; and puts in order what a kill cut off."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
from functools import partial
from typing import Any, Final

from vidtui.catalogue import links, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import REDOING, UNDOING
from vidtui.catalogue.links import Observed
from vidtui.catalogue.models import Action
from vidtui.catalogue.sql import write_many
from vidtui.disk.symlinks.atomic import aside_name
from vidtui.disk.symlinks.making import StorageGuard
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import entries, journal
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.journal import Undone
from vidtui.jobs.links.actions import ACTING, MOVE, LinkIntent, is_known, read, remember
from vidtui.jobs.links.moving import forward, remember_moved
from vidtui.jobs.links.shifting import Shift, settle_shift, shift_all
from vidtui.jobs.links.undo_steps import (
    LOG,
    UNCLEAR,
    at_root,
    record_settled,
    require_free,
    require_text,
    settle_each,
    take_back_many,
)
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import about
from vidtui.settings.model import Settings
from vidtui.text import printable

_ANY: Final = 4096
"""Folders that may be made again on the way back: whoever saw them empty may have removed them."""


@dataclass(slots=True)
class _Standing:
    row: Any
    intent: LinkIntent
    shift: Shift


def take_back(
    catalogue: Catalogue,
    settings: Settings,
    rows: Sequence[Action],
    *,
    dry_run: bool,
    watch: RootStatusCache,
) -> Iterator[Undone]:
    """Move links back, in the order given, and take away the folders made for them.

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
        partial(_standing, watch=watch, is_back=True),
        None if dry_run else partial(_move_back, catalogue, settings),
        partial(_undone, dry_run=dry_run),
    )


def _move_back(catalogue: Catalogue, settings: Settings, standing: Sequence[_Standing]) -> None:
    _shift(catalogue, settings, standing, UNDOING)
    _record(catalogue, standing)
    _log(settings, standing, "undo")


def _undone(one: _Standing, *, dry_run: bool) -> Undone:
    shift = one.shift
    is_done = dry_run or shift.state == "done"
    what = about(shift.new_place, _("the link is there again")) if is_done else _why(shift)
    return Undone(one.row.id, what, refused=not is_done)


def _standing(row: Action, watch: RootStatusCache, *, is_back: bool) -> _Standing:
    """Return what is to be moved, if link and place are as they were left.

    Raises:
        SafetyRefusal: they are not, the record is damaged, or its disk is away.
    """
    with journal.ours(row.id):
        intent = changed(read(MOVE, row.intent), aside=aside_name(), undo_aside=aside_name())
    root = watch.require(intent.root, "links")
    shift = forward(root, intent)
    if is_back:
        shift = _backward(shift)
    shift.may_make = _ANY
    require_text(shift.old_place, shift.text)
    require_free(shift.new_place)
    return _Standing(row, intent, shift)


def _backward(one: Shift) -> Shift:
    asides = one.asides[1], one.asides[0]
    return Shift(
        one.root, one.there, one.new, one.here, one.text, _ANY, one.takes, one.ours, asides
    )


def _shift(
    catalogue: Catalogue, settings: Settings, standing: Sequence[_Standing], outcome: str
) -> None:
    """Write durably what is being moved, and move it."""
    guard = StorageGuard([root.path for root in settings.of("storage")])
    with catalogue.transaction():
        write_many(
            "UPDATE action SET intent = ?, outcome = ? WHERE id = ?",
            ((json.dumps(one.intent.document()), outcome, one.row.id) for one in standing),
        )
        roots.also_samples((one.shift.root.id, one.shift.here, one.shift.there) for one in standing)
    shift_all([one.shift for one in standing], guard)


def _record(catalogue: Catalogue, standing: Sequence[_Standing]) -> None:
    when = journal.now()
    done = [one for one in standing if one.shift.state == "done"]
    with catalogue.transaction():
        write_many(
            "UPDATE action SET outcome = 'done', undone_at = ?, intent = ? WHERE id = ?",
            (
                (
                    when if one.shift.state == "done" else None,
                    json.dumps(_returned(one).document()),
                    one.row.id,
                )
                for one in standing
            ),
        )
        for one in done:
            _remember_back(one.intent, one.shift.root.id, when)
        _forget_samples(standing)


def _returned(one: _Standing) -> LinkIntent:
    """Return what was done, with the folders that had to be made for the way back."""
    return changed(one.intent, emptied=max(one.intent.emptied, one.shift.made))


def _remember_back(intent: LinkIntent, root: int, when: int) -> None:
    """Know of a link and of its other place what was known before; in a transaction."""
    at_new = changed(intent, path=intent.to)
    if intent.link is not None and is_known(at_new):
        links.move([(intent.link, intent.path, intent.text)], when)
        if intent.before is not None:
            remember(intent, intent.before)
    else:
        links.forget([(intent.root, intent.to, intent.new)])
    if intent.was is not None:
        was = intent.was
        links.add([Observed(root, intent.to, was.text, was.state, was.shown_file)], when)


def _forget_samples(standing: Sequence[_Standing]) -> None:
    roots.no_samples(
        (one.shift.root.id, one.shift.here if one.shift.state == "done" else one.shift.there)
        for one in standing
    )


def _log(settings: Settings, standing: Sequence[_Standing], what: str) -> None:
    JobLog(settings.data_dir, LOG).write_all(
        (
            what,
            printable(one.shift.old_place),
            printable(one.shift.new_place),
            "done" if one.shift.state == "done" else f"refused: {_why(one.shift)}",
        )
        for one in standing
    )


def _why(one: Shift) -> str:
    return one.reason or about(one.old_place, _("not come to: the disk takes no more"))


def do_again(
    catalogue: Catalogue,
    settings: Settings,
    action: int,
    *,
    dry_run: bool,
    watch: RootStatusCache,
) -> str:
    """Move a link again that was moved back; return what was done, in one line.

    Raises:
        SafetyRefusal: link or place have changed since, a disk is away, or would not.
    """
    with ACTING, catalogue.session():
        watch.require_all()
        one = _standing(Action.get_by_id(action), watch, is_back=False)
        if not dry_run:
            _shift(catalogue, settings, [one], REDOING)
            _log(settings, [one], "redo")
            with catalogue.transaction():
                journal.stays_done(action)
                if one.shift.state == "done":
                    remember_moved([(one.shift.root.id, one.intent)], journal.now())
                    entries.stands(action)
                _forget_samples([one])
            if one.shift.state != "done":
                raise SafetyRefusal(_why(one.shift))
        return about(one.shift.new_place, _("the link is there again"))


def settle(catalogue: Catalogue, watch: RootStatusCache, rows: Sequence[Action]) -> list[str]:
    """Put in order what was cut off while links moved, or moved back; say how it came out.

    What lies on a disk that is away waits for the next time. The caller holds the writer lock.
    """
    if not rows:
        return []
    found = settle_each(rows, partial(_settled, watch=watch))
    _record_settled(catalogue, found.came, found.damaged)
    counts = Counter(is_done for _one, is_done in found.came)
    told = []
    if found.came:
        text = _(
            "links were being moved when that was interrupted: {there} are at their new place, "
            "{here} where they were"
        )
        told.append(text.format(there=counts[True], here=counts[False]))
    return told + found.lines(counts[None])


def _settled(row: Action, watch: RootStatusCache) -> tuple[_Standing, bool | None]:
    """Put a move in order; say whether it is done, None where the link is at neither place.

    Raises:
        SafetyRefusal: its disk is away, or would not, or the link was changed at that moment.
        Wrong: the record is damaged.
    """
    intent = read(MOVE, row.intent)
    shift = forward(watch.require(intent.root, "links"), intent)
    one = _Standing(row, intent, _backward(shift) if row.outcome == UNDOING else shift)
    with at_root(shift.root.path):
        is_done = settle_shift(one.shift)
    one.shift.state = "done" if is_done else "failed"
    return one, is_done


def _record_settled(
    catalogue: Catalogue, came: Sequence[tuple[_Standing, bool | None]], damaged: Sequence[int]
) -> None:
    now = journal.now()
    with catalogue.transaction():
        for action in damaged:
            journal.record(action, UNCLEAR)
        for one, is_done in came:
            record_settled(one.row, is_done)
            if is_done and one.row.outcome == UNDOING:
                _remember_back(one.intent, one.shift.root.id, now)
            elif is_done:
                remember_moved([(one.shift.root.id, one.intent)], now)
        _forget_samples([one for one, is_done in came if is_done is not None])
