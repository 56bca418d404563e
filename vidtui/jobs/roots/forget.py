"""Forgets a root that is gone for good: its files or links are no longer known, nor is the root.

Nothing on a disk is touched. All that is lost is in the journal, in pieces beside its action.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from typing import Any

from vidtui.catalogue import forgetting, root_forgetting, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.models import Action, ActionPart, Root
from vidtui.catalogue.root_forgetting import Losses
from vidtui.catalogue.roots import KnownRoot, unknown
from vidtui.catalogue.schema import Unfit
from vidtui.disk.root_identity import Identity, RootState, examine
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.i18n import _, ngettext
from vidtui.jobs import journal
from vidtui.jobs.base import Refused
from vidtui.jobs.json_documents import Value, decode
from vidtui.jobs.roots.loss_guard import BRAKE_FILES
from vidtui.oserrors import about
from vidtui.paths import is_normal
from vidtui.settings import file
from vidtui.settings.model import MOST_DAYS, READINGS, ROLES, RootSetting, Settings, with_roots
from vidtui.text import printable

KIND = "forget-root"
COMMAND = "roots forget"
NOTHING = Losses(0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class RootForgetting:
    """A root that would be forgotten, and what goes with it.

    ``root`` is None where it was never imported, ``setting`` where the settings do not name it.
    ``state`` is what is found at its place now. ``refused`` says why so much is not forgotten
    without being told to.
    """

    path: bytes
    root: KnownRoot | None
    setting: RootSetting | None
    state: RootState
    losses: Losses
    refused: Refused | None = None

    @property
    def role(self) -> str:
        """What the root is for."""
        return (
            self.root.role if self.root is not None else self.setting.role if self.setting else ""
        )


def plan(
    catalogue: Catalogue, settings: Settings, path: bytes, *, accept_loss: bool = False
) -> RootForgetting:
    """Say what goes with a root; changes nothing.

    Args:
        catalogue: of which it is asked.
        settings: with the roots.
        path: where the root lies, or lay.
        accept_loss: release the brake.

    Raises:
        UsageProblem: neither the catalogue nor the settings know a root there, or the settings
            name it where they cannot be changed.
    """
    setting = next((root for root in settings.roots if root.path == path), None)
    with catalogue.session():
        root = roots.known(path)
        if root is None and setting is None:
            raise unknown(path)
        losses = root_forgetting.losses(root.id) if root is not None else NOTHING
    if setting is not None and f"--{setting.role}" in dict(settings.given):
        raise UsageProblem(
            _(
                "{path}: is named on the command line or in the environment: take it out there"
            ).format(path=printable(path))
        )
    state = examine(path, root.identity if root is not None else Identity())
    refused = None if accept_loss else _brake(path, state, losses)
    return RootForgetting(path, root, setting, state, losses, refused)


def _brake(path: bytes, state: RootState, losses: Losses) -> Refused | None:
    is_there = state.online and not state.is_empty
    if is_there and losses.entries:
        why = ngettext(
            "its disk is there, and {count} known entry would be forgotten: it was not",
            "its disk is there, and {count} known entries would be forgotten: none was",
            losses.entries,
        )
    elif losses.entries > BRAKE_FILES:
        why = _("{count} known entries would be forgotten at once: none was")
    else:
        return None
    return Refused(path, why.format(count=losses.entries), "accept-loss")


def forget(
    catalogue: Catalogue, settings: Settings, path: bytes, *, accept_loss: bool = False
) -> tuple[RootForgetting, int]:
    """Forget a root, planned anew; return what went with it, and the run's id.

    Raises:
        LockHeld: another process writes.
        SafetyRefusal: the brake holds.
        UsageProblem: no such root, or the settings cannot be written.
    """
    with catalogue.writing(COMMAND):
        planned = plan(catalogue, settings, path, accept_loss=accept_loss)
        if planned.refused is not None:
            raise SafetyRefusal(about(path, planned.refused.reason))
        run, outcome = journal.begin(catalogue, COMMAND), "failed"
        try:
            _forget(catalogue, settings, run, planned)
            outcome = "done"
        finally:
            counts = {"forgotten": planned.losses.entries} if outcome == "done" else {}
            journal.finish(catalogue, run, outcome, counts)
    return planned, run


def _forget(catalogue: Catalogue, settings: Settings, run: int, planned: RootForgetting) -> None:
    """Take a root out of catalogue and settings: both, or neither."""
    is_out = False
    try:
        with catalogue.transaction():
            note(run, planned.root, planned.setting)
            if planned.setting is not None:
                file.remove_root(settings.config_file, planned.path)
                is_out = True
    except BaseException:
        if is_out and planned.setting is not None:
            with contextlib.suppress(UsageProblem):
                file.add_root(settings.config_file, planned.setting)
        raise


def note(run: int, root: KnownRoot | None, setting: RootSetting | None = None) -> None:
    """Take a root out of the catalogue, and into the journal; in a transaction.

    Args:
        run: the journal's.
        root: the root, None where it was never imported.
        setting: what the settings name no more from now on.
    """
    path = root.path if root is not None else setting.path if setting is not None else b""
    losses = root_forgetting.losses(root.id) if root is not None else NOTHING
    intent = {
        "root": root.identity.uuid if root is not None else None,
        "path": path.hex(),
        "files": losses.files,
        "links": losses.links,
        "setting": None if setting is None else _plain(setting),
    }
    action = Action.create(
        run=run, kind=KIND, intent=json.dumps(intent), outcome="done", done_at=journal.now()
    )
    for piece in root_forgetting.take_out(root.id) if root is not None else ():
        ActionPart.create(action=action, held=json.dumps(piece))


@dataclass(frozen=True, slots=True)
class _Record:
    """What the journal says of a root that was forgotten; ``uuid`` None where none was known."""

    path: bytes
    uuid: str | None
    files: int
    links: int
    setting: RootSetting | None


def take_back(
    catalogue: Catalogue, settings: Settings, action: int, *, dry_run: bool
) -> tuple[str, RootSetting | None]:
    """Bring a forgotten root back; return what was done, and what the settings name again.

    Raises:
        SafetyRefusal: a root lies there anew, the settings cannot name it, or its record is none
            of ours.
    """
    with catalogue.session():
        record = _record(action)
        setting = record.setting
        if any(one.path == record.path for one in settings.roots):
            setting = None  # somebody has named it again
        _refuse_taken(record)
        empty = roots.known(record.path)
    try:
        if setting is not None:
            with_roots(settings, (*settings.roots, setting))
        with journal.ours(action), journal.rehearsable(catalogue, dry_run=dry_run):
            if empty is not None:
                Root.delete().where(Root.id == empty.id).execute()
            _put_back(action, record)
            journal.undone(action)
            if setting is not None and not dry_run:
                file.add_root(settings.config_file, setting)
    except UsageProblem as problem:
        raise SafetyRefusal(str(problem)) from problem
    count = record.files + record.links
    what = ngettext(
        "root {path} is known again, with {count} entry",
        "root {path} is known again, with {count} entries",
        count,
    )
    return what.format(path=printable(record.path), count=count), setting


def _put_back(action: int, record: _Record) -> None:
    """Put back all pieces; in a transaction."""
    if record.uuid is None:
        return
    back = root_forgetting.PuttingBack(record.uuid, record.path)
    pieces = ActionPart.select(ActionPart.held).where(ActionPart.action == action)
    for (held,) in pieces.order_by(ActionPart.id).tuples().iterator():
        with forgetting.fit():
            piece = json.loads(held)
        back.take(piece)
    if (back.files, back.links) != (record.files, record.links):
        raise Unfit("a piece is missing")
    ActionPart.delete().where(ActionPart.action == action).execute()


def _refuse_taken(record: _Record) -> None:
    there = roots.known(record.path)
    if there is not None and root_forgetting.losses(there.id).entries:
        raise SafetyRefusal(about(record.path, _("is a root anew; nothing was undone")))
    for root in roots.everything():
        if root.identity.uuid == record.uuid and root.path != record.path:
            raise SafetyRefusal(
                _("{path}: its disk is known at {other} now; nothing was undone").format(
                    path=printable(record.path), other=printable(root.path)
                )
            )


def _plain(setting: RootSetting) -> dict[str, Any]:
    return {
        "role": setting.role,
        "kind": setting.kind,
        "marker": setting.marker,
        "reading": setting.reading,
        "volatile_days": setting.volatile_days,
        "removable": setting.removable,
        **({"film": setting.film} if setting.film else {}),
        **({"episode": setting.episode} if setting.episode else {}),
    }


def _record(action: int) -> _Record:
    with journal.ours(action):
        intent = decode(Action.get_by_id(action).intent.encode("utf-8"))
        path = intent["path"].from_hexadecimal(is_normal)
        return _Record(
            path,
            intent["root"].optional(Value.text),
            intent["files"].whole(),
            intent["links"].whole(),
            intent["setting"].optional(lambda held: _setting(path, held)),
        )


def _setting(path: bytes, held: Value) -> RootSetting:
    removable = held.get("removable")  # not there in what earlier versions wrote
    return RootSetting(
        held["role"].one_of(ROLES),
        path,
        held["kind"].optional(lambda kind: kind.one_of(("film", "series"))),
        held["marker"].flag(),
        held["reading"].optional(lambda reading: reading.one_of(READINGS)),
        held["volatile_days"].optional(lambda days: days.whole(0, MOST_DAYS)),
        removable is not None and removable.flag(),
        *(
            None if (text := held.get(name)) is None else text.text()
            for name in ("film", "episode")
        ),
    )
