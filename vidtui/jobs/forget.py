"""Takes ghosts, files that the catalogue knows and the disk has not, out of the catalogue.

Only what is certainly not there is forgotten, and all that is lost with it is in the journal.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from vidtui.catalogue import forgetting
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import Action, Root
from vidtui.catalogue.roots import KnownRoot
from vidtui.catalogue.sql import batches
from vidtui.disk.root_identity import RootState
from vidtui.errors import SafetyRefusal, UsageProblem, VidtuiError
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.base import ItemFailed, Refused
from vidtui.jobs.json_documents import decode
from vidtui.jobs.roots.live import remedy_of
from vidtui.jobs.roots.loss_guard import BRAKE_FILES, BRAKE_SHARE, Volatile
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.oserrors import MISSING, about, reason
from vidtui.paths import is_inside, is_plain
from vidtui.settings.model import Settings
from vidtui.text import printable

FORGET = "forget"


class Ghost(NamedTuple):
    """An entry of the catalogue whose file is not there; ``id`` is the catalogue's."""

    root: KnownRoot
    id: int
    path: bytes

    @property
    def absolute(self) -> bytes:
        """The absolute path."""
        return os.path.join(self.root.path, self.path)


@dataclass
class Forgetting:
    """What is to be forgotten, or was: ``ghosts``, and what is not, with its reason.

    ``run`` is what undo takes, None where nothing was forgotten. ``stopped`` says why it ended
    before all was done.
    """

    ghosts: list[Ghost] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    failed: list[ItemFailed] = field(default_factory=list)
    run: int | None = None
    stopped: VidtuiError | None = None


def plan(
    catalogue: Catalogue,
    settings: Settings,
    paths: Sequence[bytes],
    *,
    all_ghosts: bool = False,
    accept_loss: bool = False,
) -> Forgetting:
    """Say what would be forgotten.

    Args:
        catalogue: of which it is asked.
        settings: with the roots.
        paths: known files, and folders beneath which all ghosts are meant; absolute.
        all_ghosts: those of all storage roots.
        accept_loss: release the brake.

    Raises:
        UsageProblem: the catalogue knows nothing at a path.
        SafetyRefusal: a file that was named is there, or nobody can say; or its disk is away.
    """
    found = Forgetting()
    with catalogue.session():
        watch = RootStatusCache(settings)
        storage = [seen for seen in watch.look() if seen[0].role == "storage"]
        volatile = Volatile(watch.live(), accept_loss=accept_loss)
        ghosts: dict[int, Ghost] = {}
        for path in paths:
            ghosts |= {one.id: one for one in _at(storage, path, found, watch, volatile)}
        if all_ghosts:
            for root, state in storage:
                if why := state.objection("storage"):
                    found.refused.append(Refused(root.path, why, remedy_of(state)))
                else:
                    ghosts |= {one.id: one for one in _below(root, b"", found, volatile)}
        for root, _state in storage:
            mine = [one for one in ghosts.values() if one.root.id == root.id]
            if not accept_loss and (braked := _braked(root, len(mine))):
                found.refused.append(braked)
            else:
                found.ghosts += mine
    return found


def forget(catalogue: Catalogue, settings: Settings, planned: Forgetting) -> Forgetting:
    """Forget what was planned, each looked at again.

    Raises:
        LockHeld: another process writes.
        SafetyRefusal: a disk has left before anything was forgotten.
    """
    done = Forgetting(refused=list(planned.refused), failed=list(planned.failed))
    if not planned.ghosts:
        return done
    with catalogue.writing("forget"), catalogue.session():
        watch, state = RootStatusCache(settings), "interrupted"
        try:
            for batch in batches(planned.ghosts):
                _forget_gone(catalogue, watch, batch, done)
            state = "done"
        except VidtuiError as error:
            if done.run is None:
                raise
            done.stopped, state = error, "refused"
        finally:
            if done.run is not None:
                journal.finish(catalogue, done.run, state, {"forgotten": len(done.ghosts)})
    return done


def take_back(catalogue: Catalogue, action: int, *, dry_run: bool) -> str:
    """Put a forgotten entry back; return what was done, in one line.

    Raises:
        SafetyRefusal: its root is known no more, its path has an entry anew, or its record is
            none of ours.
    """
    with catalogue.transaction():
        with journal.ours(action):
            intent = decode(Action.get_by_id(action).intent.encode("utf-8"))
            path = intent["path"].from_hexadecimal(is_plain)
            uuid = intent["root"].text()
        root = Root.get_or_none(Root.uuid == uuid)
        if root is None:
            raise SafetyRefusal(about(path, _("its root is not in the catalogue any more")))
        file = os.path.join(bytes(root.path), path)
        if forgetting.at(root.id, path) is not None:
            raise SafetyRefusal(about(file, _("is in the catalogue anew; nothing was undone")))
        with journal.ours(action), journal.rehearsable(catalogue, dry_run=dry_run):
            forgetting.recall(root.id, [intent.raw], path=path)
            journal.undone(action)
        return _("{path}: is in the catalogue again").format(path=printable(file))


def _at(
    storage: Sequence[tuple[KnownRoot, RootState]],
    path: bytes,
    found: Forgetting,
    watch: RootStatusCache,
    volatile: Volatile,
) -> Iterator[Ghost]:
    """Yield the ghosts that a path of the command line means."""
    for root, state in storage:
        for place in dict.fromkeys((root.path, state.real_path or root.path)):
            if is_inside(path, place):
                below = path[len(place.rstrip(b"/")) + 1 :]
                yield from _known_at(root, below, path, found, watch, volatile)
                return
    raise UsageProblem(about(path, _("lies on no storage root that was imported")))


def _known_at(
    root: KnownRoot,
    below: bytes,
    path: bytes,
    found: Forgetting,
    watch: RootStatusCache,
    volatile: Volatile,
) -> Iterator[Ghost]:
    entry = forgetting.at(root.id, below)
    if entry is None and below and next(forgetting.beneath(root.id, below), None) is None:
        raise UsageProblem(about(path, _("the catalogue knows no file here, nor beneath")))
    watch.require(root.identity.uuid, "storage")
    if entry is None:
        yield from _below(root, below, found, volatile)
        return
    ghost = Ghost(root, entry.id, entry.path)
    why = _why_not(ghost)
    if why is None and volatile.is_away(ghost.absolute):
        why = _("it is only away: what vanishes there mostly comes back (--accept-loss)")
    if why:
        raise SafetyRefusal(about(path, _("{reason}; nothing was forgotten").format(reason=why)))
    yield ghost


def _below(
    root: KnownRoot, folder: bytes, found: Forgetting, volatile: Volatile
) -> Iterator[Ghost]:
    """Yield the ghosts below a folder; of what cannot be looked at nothing is said but that."""
    for entry in forgetting.beneath(root.id, folder):
        ghost = Ghost(root, entry.id, entry.path)
        try:
            os.lstat(ghost.absolute)
        except MISSING:
            if not volatile.is_away(ghost.absolute):
                yield ghost
        except OSError as error:
            found.failed.append(ItemFailed(ghost.absolute, reason(error)))


def _is_gone(ghost: Ghost, done: Forgetting) -> bool:
    """Whether a file is still not there and still known so; note why not."""
    why = _why_not(ghost)
    if why is None:
        entry = forgetting.at(ghost.root.id, ghost.path)
        if entry is not None and entry.id == ghost.id:
            return True
        why = _("the catalogue does not know it there any more")
    done.failed.append(ItemFailed(ghost.absolute, why))
    return False


def _why_not(ghost: Ghost) -> str | None:
    """Return why a file must not be forgotten, None where certainly no file is there."""
    try:
        found = os.lstat(ghost.absolute)
    except MISSING:
        return None
    except OSError as error:
        return reason(error)
    return _("it is there") if stat.S_ISREG(found.st_mode) else None


def _forget_gone(
    catalogue: Catalogue, watch: RootStatusCache, planned: Sequence[Ghost], done: Forgetting
) -> None:
    for root in {one.root.identity.uuid for one in planned}:
        watch.require(root, "storage")
    ghosts = [one for one in planned if _is_gone(one, done)]
    if ghosts:
        done.run = done.run or journal.begin(catalogue, "forget")
        _forget(catalogue, done.run, ghosts)
        done.ghosts += ghosts


def _forget(catalogue: Catalogue, run: int, ghosts: Sequence[Ghost]) -> None:
    """Write all that undo needs, then forget; one transaction does both or neither."""
    with catalogue.transaction():
        kept = forgetting.held([one.id for one in ghosts])
        rows = [
            (
                run,
                FORGET,
                json.dumps(
                    {"root": one.root.identity.uuid, "path": one.path.hex(), **kept[one.id]}
                ),
                "done",
                journal.now(),
            )
            for one in ghosts
        ]
        fields = [Action.run, Action.kind, Action.intent, Action.outcome, Action.done_at]
        Action.insert_many(rows, fields=fields).execute()
        forgetting.drop([one.id for one in ghosts])


def _braked(root: KnownRoot, number: int) -> Refused | None:
    known = forgetting.count(root.id)
    if number <= max(BRAKE_FILES, BRAKE_SHARE * known):
        return None
    return Refused(
        root.path,
        _("{count} of {known} entries would be forgotten at once: none was").format(
            count=number, known=known
        ),
        "accept-loss",
    )
