"""What every way of taking links back does: how it looks at places, goes through rows, tells."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final, Generic, TypeVar

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import REDOING, UNDOING
from vidtui.catalogue.models import Action
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _, ngettext
from vidtui.jobs import entries, journal
from vidtui.jobs.entries import NOT_DONE
from vidtui.jobs.job_log import JobLog
from vidtui.jobs.journal import Undone
from vidtui.jobs.json_documents import Wrong
from vidtui.jobs.links.actions import ACTING
from vidtui.jobs.links.making import AT_ONCE
from vidtui.oserrors import MISSING, about, at
from vidtui.settings.model import Settings

LOG: Final = "link"
UNCLEAR: Final = "unclear: interrupted, and changed since"

T = TypeVar("T")


def require_text(link: bytes, text: bytes) -> None:
    """Refuse unless a link says what it was left with.

    Raises:
        SafetyRefusal: it does not, or nobody can say.
    """
    try:
        found: bytes | None = os.readlink(link)
    except OSError as error:
        if not isinstance(error, MISSING) and error.errno != errno.EINVAL:
            raise SafetyRefusal(at(link, error)) from error
        found = None
    if found != text:
        raise SafetyRefusal(about(link, _("has changed since; nothing was undone")))


def require_free(place: bytes) -> None:
    """Refuse unless nothing is at the place that a link is to go back to.

    Raises:
        SafetyRefusal: something is, or nobody can say.
    """
    try:
        os.lstat(place)
    except MISSING:
        return
    except OSError as error:
        raise SafetyRefusal(at(place, error)) from error
    raise SafetyRefusal(about(place, _("something else is there now; nothing was undone")))


@contextmanager
def logged(settings: Settings, what: Sequence[str], *, dry_run: bool) -> Iterator[None]:
    """Write to the log of repairs what came of what is done inside, unless that was a dry run.

    The journal stands without the log.
    """
    log = JobLog(settings.data_dir, "repair")
    try:
        yield
    except SafetyRefusal as refusal:
        if not dry_run:
            log.write(*what, f"refused: {refusal}")
        raise
    if not dry_run:
        log.write(*what, "done")


def take_back_many(
    catalogue: Catalogue,
    rows: Sequence[Action],
    look: Callable[[Action], T],
    carry_out: Callable[[Sequence[T]], None] | None,
    undone: Callable[[T], Undone],
) -> Iterator[Undone]:
    """Take back actions in the order given, as many at once as were done at once.

    Args:
        catalogue: with the writer lock held.
        rows: actions of one kind that were done.
        look: returns what is to be taken back if it is as it was left, refuses it else.
        carry_out: takes that back; None only to find out whether it can be.
        undone: says what came of one.
    """
    for start in range(0, len(rows), AT_ONCE):
        with ACTING, catalogue.session():
            told: list[Undone] = []
            standing: list[T] = []
            for row in rows[start : start + AT_ONCE]:
                try:
                    standing.append(look(row))
                except SafetyRefusal as refusal:
                    told.append(Undone(row.id, str(refusal), refused=True))
            if standing and carry_out is not None:
                carry_out(standing)
            told += map(undone, standing)
            yield from sorted(told, key=lambda one: one.action, reverse=True)


@dataclass(slots=True)
class Interrupted(Generic[T]):
    """What was cut off: what ``came`` in order, which record is ``damaged``, why some waits."""

    came: list[T] = field(default_factory=list)
    damaged: list[int] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)

    def lines(self, changed: int) -> list[str]:
        """Say what a person should know of it; so many have changed since."""
        told = []
        if changed:
            text = ngettext(
                "{n} of those has changed since; it was left alone",
                "{n} of those have changed since; they were left alone",
                changed,
            )
            told.append(text.format(n=changed))
        told += [
            _("action {action} was interrupted, and its record is damaged").format(action=action)
            for action in self.damaged
        ]
        told += [
            _("an interrupted repair cannot be looked at yet: {reason}").format(reason=why)
            for why in dict.fromkeys(self.waiting)
        ]
        return told


@contextmanager
def at_root(root: bytes) -> Iterator[None]:
    """Refuse what a disk would not, or would not say, in the name of its root.

    Raises:
        SafetyRefusal: and why; what waits for one reason on one root is told once.
    """
    try:
        yield
    except OSError as error:
        raise SafetyRefusal(at(root, error)) from error


def record_settled(row: Action, is_done: bool | None) -> None:
    """Write down how what was cut off, or its way back or forth again, came out.

    In a transaction; None where nobody can say, since all has changed meanwhile.
    """
    if row.outcome not in (UNDOING, REDOING):
        journal.record(row.id, {True: "done", False: NOT_DONE, None: UNCLEAR}[is_done])
        return
    journal.stays_done(row.id)
    if is_done:
        (journal.undone if row.outcome == UNDOING else entries.stands)(row.id)


def settle_each(rows: Sequence[Action], settle: Callable[[Action], T]) -> Interrupted[T]:
    """Put in order what each row began; what lies on a disk that is away waits for the next time.

    Args:
        rows: actions that were cut off.
        settle: puts one in order; raises ``Wrong`` where its record is damaged, and
            ``SafetyRefusal`` where the disk would not.
    """
    found: Interrupted[T] = Interrupted()
    for row in rows:
        try:
            found.came.append(settle(row))
        except Wrong:
            found.damaged.append(row.id)
        except SafetyRefusal as refusal:
            found.waiting.append(str(refusal))
    return found
