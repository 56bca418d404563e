"""Makes links, many at a time: all are journalled durably before the first of them is made."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from dataclasses import replace as changed
from typing import Final

from vidtui.catalogue import journal as journal_rows
from vidtui.catalogue import links
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.links import KnownLink, Observed, Remembered
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.symlinks.making import FULL, LinkMaker, StorageGuard, changed_folder
from vidtui.errors import SafetyRefusal
from vidtui.i18n import _
from vidtui.jobs import journal
from vidtui.jobs.links.actions import ACTING, MAKE, LinkIntent
from vidtui.jobs.links.model import OutcomeState
from vidtui.oserrors import about, at

AT_ONCE: Final = 500
"""Links that one write to the journal announces: so many are to be looked at after a kill."""
OwnFolder = tuple[str, bytes]
"""The uuid of a root, and the path of a folder below that."""
NOT_COME_TO = "not done: the one before it failed"


@dataclass(frozen=True, slots=True)
class NewLink:
    """A link to be made below a root; ``file`` is the catalogue's id of what it will show.

    ``new_folders``: so many of the folders above it may be missing, as was shown.
    """

    root: KnownRoot
    path: bytes
    text: bytes
    file: int | None
    new_folders: int

    @property
    def absolute(self) -> bytes:
        """The absolute path."""
        return os.path.join(self.root.path, self.path)


@dataclass(frozen=True, slots=True)
class Made:
    """What came of a link that was to be made; ``reason`` is one line where it was not."""

    link: NewLink
    state: OutcomeState
    action: int | None = None
    reason: str = ""


@dataclass(slots=True)
class _Wanted:
    link: NewLink
    intent: LinkIntent
    known: KnownLink | None
    above: Sequence[OwnFolder]
    action: int = 0
    made: Made | None = None
    is_amended: bool = False


class Making:
    """Makes links in one run of the journal; the caller holds the writer lock and a session.

    ``stopped`` says why no more were made, where the disk would take none.
    """

    def __init__(self, catalogue: Catalogue, run: int, guard: StorageGuard) -> None:
        self.stopped = ""
        self._catalogue = catalogue
        self._run = run
        self._guard = guard
        self._ours: set[OwnFolder] = set()
        self._last: tuple[tuple[bytes, bytes] | None, Sequence[OwnFolder]] = None, ()

    def make(self, wanted: Sequence[NewLink]) -> Iterator[Made]:
        """Make links in the order of their paths, and say what came of each.

        Raises:
            CatalogueProblem: the catalogue cannot be written; nothing of that batch was made.
        """
        inorder = sorted(wanted, key=lambda one: (one.root.path, one.path.split(b"/")))
        for start in range(0, len(inorder), AT_ONCE):
            if self.stopped:
                return
            with ACTING:
                done = self._batch(inorder[start : start + AT_ONCE])
            yield from done

    def _batch(self, batch: Sequence[NewLink]) -> list[Made]:
        made: list[Made] = []
        with ExitStack() as stack:
            makers: dict[bytes, LinkMaker] = {}
            for root in {one.root.path for one in batch}:
                try:
                    makers[root] = stack.enter_context(LinkMaker(root, self._guard))
                except (OSError, SafetyRefusal) as error:
                    made += [_not_made(one, error) for one in batch if one.root.path == root]
            ready = list(self._ready(makers, batch, made))
            if not ready:
                return made
            with self._catalogue.transaction():
                texts = (json.dumps(one.intent.document()) for one in ready)
                ids = journal_rows.add_actions(self._run, MAKE, texts)
            for one, action in zip(ready, ids, strict=True):
                one.action = action
                if not self.stopped:
                    one.made = self._make(makers[one.link.root.path], one)
            for maker in makers.values():
                maker.sync()
        self._record(ready)
        return [*made, *(one.made for one in ready if one.made is not None)]

    def _ready(
        self, makers: dict[bytes, LinkMaker], batch: Sequence[NewLink], made: list[Made]
    ) -> Iterator[_Wanted]:
        """Yield what can be made, with the folders that it needs; note in ``made`` what cannot."""
        with self._catalogue.session():
            known = {
                (root.id, path): link
                for root in {one.root.id: one.root for one in batch}.values()
                for path, link in links.known_at(
                    root.id, [one.path for one in batch if one.root.id == root.id]
                ).items()
            }
        planned: set[OwnFolder] = set()
        for one in batch:
            if one.root.path not in makers:
                continue
            try:
                missing = makers[one.root.path].missing(one.path)
                if missing > one.new_folders:
                    raise changed_folder(os.path.dirname(one.absolute))
            except (OSError, SafetyRefusal) as error:
                made.append(_not_made(one, error))
                continue
            above = self._above(one)
            planned.update(above[:missing])
            link = known.get((one.root.id, one.path))
            yield _Wanted(
                one,
                LinkIntent(
                    MAKE,
                    one.root.identity.uuid,
                    one.path,
                    link.id if link is not None else None,
                    Remembered(*link[1:]) if link is not None else None,
                    one.text,
                    file=one.file,
                    folders=count_own(above, self._ours, planned),
                ),
                link,
                above,
            )

    def _above(self, link: NewLink) -> Sequence[OwnFolder]:
        """Return the folders above a link, the innermost first."""
        folder = os.path.dirname(link.path)
        if self._last[0] != (link.root.path, folder):
            above = folders_above(link.root.identity.uuid, link.path)
            self._last = (link.root.path, folder), above
        return self._last[1]

    def _make(self, maker: LinkMaker, one: _Wanted) -> Made:
        link = one.link
        try:
            made = maker.make(link.path, link.text, one.intent.folders)
        except (OSError, SafetyRefusal) as error:
            if isinstance(error, OSError) and error.errno in FULL:
                self.stopped = at(link.absolute, error)
            return _not_made(link, error, one.action)
        self._ours.update(one.above[:made])
        folders = count_own(one.above, self._ours)
        if folders != one.intent.folders:
            one.intent = changed(one.intent, folders=folders)
            one.is_amended = True
        return Made(link, "done", one.action)

    def _record(self, ready: Sequence[_Wanted]) -> None:
        """Write down what came of a batch, whole or not at all."""
        done = [one for one in ready if one.made is not None and one.made.state == "done"]
        now = journal.now()
        with self._catalogue.transaction():
            journal_rows.set_outcomes(((one.action, _outcome(one)) for one in ready), now)
            journal_rows.set_intents(
                (one.action, json.dumps(one.intent.document())) for one in ready if one.is_amended
            )
            links.add((_seen(one) for one in done if one.known is None), now)
            links.update(((one.known.id, _seen(one)) for one in done if one.known), now)


def _outcome(one: _Wanted) -> str:
    return NOT_COME_TO if one.made is None else one.made.reason or "done"


def _seen(one: _Wanted) -> Observed:
    return Observed(one.link.root.id, one.link.path, one.link.text, "ok", one.link.file)


def folders_above(uuid: str, path: bytes) -> list[OwnFolder]:
    """Return the folders above something below a root, the innermost first."""
    above, place = [], os.path.dirname(path)
    while place:
        above.append((uuid, place))
        place = os.path.dirname(place)
    return above


def count_own(above: Sequence[OwnFolder], *ours: set[OwnFolder]) -> int:
    """Count the innermost folders that are ours."""
    for count, folder in enumerate(above):
        if not any(folder in some for some in ours):
            return count
    return len(above)


def _not_made(link: NewLink, error: Exception, action: int | None = None) -> Made:
    if isinstance(error, FileExistsError):
        why = about(link.absolute, _("something is there already; it was left alone"))
        return Made(link, "refused", action, why)
    if isinstance(error, OSError):
        return Made(link, "failed", action, at(link.absolute, error))
    return Made(link, "refused", action, str(error))
