"""Moves links back to where they were, or there again; and puts in order what a kill cut off."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from dataclasses import replace as changed
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
from vidtui.i18n import _, ngettext
from vidtui.jobs import entries, journal
from vidtui.jobs.entries import NOT_DONE
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.journal import Undone
from vidtui.jobs.json_documents import Wrong
from vidtui.jobs.links.actions import ACTING, MOVE, LinkIntent, is_known, read, remember
from vidtui.jobs.links.making import AT_ONCE
from vidtui.jobs.links.moving import forward, remember_moved
from vidtui.jobs.links.shifting import Shift, settle_shift, shift_all
from vidtui.jobs.links.unmaking import LOG, UNCLEAR
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import MISSING, about, at
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
    for start in range(0, len(rows), AT_ONCE):
        with ACTING, catalogue.session():
            yield from _some(catalogue, settings, rows[start : start + AT_ONCE], dry_run, watch)


def _some(
    catalogue: Catalogue,
    settings: Settings,
    rows: Sequence[Action],
    dry_run: bool,
    watch: RootStatusCache,
) -> list[Undone]:
    undone: list[Undone] = []
    standing: list[_Standing] = []
    for row in rows:
        try:
            standing.append(_standing(row, watch, is_back=True))
        except SafetyRefusal as refusal:
            undone.append(Undone(row.id, str(refusal), refused=True))
    if not dry_run and standing:
        _shift(catalogue, settings, standing, UNDOING)
        _record(catalogue, standing)
        _log(settings, standing, "undo")
    for one in standing:
        shift = one.shift
        is_done = dry_run or shift.state == "done"
        what = about(shift.new_place, _("the link is there again")) if is_done else _why(shift)
        undone.append(Undone(one.row.id, what, refused=not is_done))
    return sorted(undone, key=lambda one: one.action, reverse=True)


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
    try:
        found: bytes | None = os.readlink(shift.old_place)
    except OSError as error:
        if not isinstance(error, MISSING) and error.errno != errno.EINVAL:
            raise SafetyRefusal(at(shift.old_place, error)) from error
        found = None
    if found != shift.text:
        raise SafetyRefusal(about(shift.old_place, _("has changed since; nothing was undone")))
    try:
        os.lstat(shift.new_place)
    except MISSING:
        return _Standing(row, intent, shift)
    except OSError as error:
        raise SafetyRefusal(at(shift.new_place, error)) from error
    raise SafetyRefusal(
        about(shift.new_place, _("something else is there now; nothing was undone"))
    )


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
    log = JobLog(settings.data_dir, LOG)
    for one in standing:
        told = "done" if one.shift.state == "done" else f"refused: {_why(one.shift)}"
        log.write(what, printable(one.shift.old_place), printable(one.shift.new_place), told)


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
    told: list[str] = []
    counts = {True: 0, False: 0, None: 0}
    waiting: dict[str, int] = {}
    for row in rows:
        try:
            intent = read(MOVE, row.intent)
            shift = forward(watch.require(intent.root, "links"), intent)
            one = _Standing(row, intent, _backward(shift) if row.outcome == UNDOING else shift)
            is_done = settle_shift(one.shift)
        except Wrong:
            journal.came_to(catalogue, row.id, UNCLEAR)
            told.append(
                _("action {action} was interrupted, and its record is damaged").format(
                    action=row.id
                )
            )
            continue
        except (SafetyRefusal, OSError) as error:
            why = str(error) if isinstance(error, SafetyRefusal) else at(b"", error)
            waiting[why] = waiting.get(why, 0) + 1
            continue
        counts[is_done] += 1
        _record_settled(catalogue, one, is_done)
    if any(counts.values()):
        text = _(
            "links were being moved when that was interrupted: {there} are at their new place, "
            "{here} where they were"
        )
        told.append(text.format(there=counts[True], here=counts[False]))
    if counts[None]:
        text = ngettext(
            "{n} of those has changed since; it was left alone",
            "{n} of those have changed since; they were left alone",
            counts[None],
        )
        told.append(text.format(n=counts[None]))
    told += [
        _("an interrupted repair cannot be looked at yet: {reason}").format(reason=why)
        for why in waiting
    ]
    return told


def _record_settled(catalogue: Catalogue, one: _Standing, is_done: bool | None) -> None:
    action, intent, root = one.row.id, one.intent, one.shift.root.id
    one.shift.state = "done" if is_done else "failed"
    now = journal.now()
    with catalogue.transaction():
        if one.row.outcome in (UNDOING, REDOING):
            journal.stays_done(action)
        if one.row.outcome == UNDOING:
            if is_done:
                journal.undone(action)
                _remember_back(intent, root, now)
        elif one.row.outcome == REDOING:
            if is_done:
                entries.stands(action)
        else:
            journal.record(action, {True: "done", False: NOT_DONE, None: UNCLEAR}[is_done])
        if is_done and one.row.outcome != UNDOING:
            remember_moved([(root, intent)], now)
        if is_done is not None:
            _forget_samples([one])
