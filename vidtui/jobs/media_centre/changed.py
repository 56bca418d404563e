"""Which folders have changed, as few as say it."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any, Final

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDO
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action, Root
from vidtui.catalogue.sql import batches
from vidtui.jobs.links.actions import MAKE, MOVE, RELINK, TRASH
from vidtui.media_centres.paths import outermost
from vidtui.paths import is_inside, is_plain
from vidtui.settings.model import Settings

MOST_FOLDERS: Final = 50
"""More are told by the folders that they have in common."""
_TELLING: Final = (RELINK, TRASH, MAKE, MOVE)


def of_actions(catalogue: Catalogue, actions: Collection[int]) -> set[bytes]:
    """Return the folders of the links that some actions of the journal changed, or changed back."""
    found: set[bytes] = set()
    with catalogue.session():
        roots = {uuid: bytes(path) for uuid, path in Root.select(Root.uuid, Root.path).tuples()}
        for batch in batches(sorted(actions)):
            rows = Action.select(Action.kind, Action.intent).where(
                Action.id.in_(batch) & Action.kind.in_((*_TELLING, UNDO))
            )
            for kind, text in rows.tuples():
                intent = mapping(text)
                root = roots.get(str(intent.get("root")))
                if root is not None:
                    found |= {
                        os.path.dirname(os.path.join(root, path)) for path in _places(kind, intent)
                    }
    return found


def _places(kind: str, intent: Mapping[str, Any]) -> Iterator[bytes]:
    """Yield the paths, below its root, of a link that was changed or changed back."""
    what = intent.get("kind") if kind == UNDO else kind
    if what in _TELLING:
        for key in ("path", "to") if what == MOVE else ("path",):
            try:
                path = bytes.fromhex(str(intent.get(key)))
            except ValueError:
                continue  # no record of ours: nothing was done by it
            if is_plain(path):
                yield path


def link_root_of(settings: Settings, folder: bytes) -> bytes | None:
    """Return the link root that a folder lies in, None where it lies in none."""
    roots = (root.path for root in settings.of("links"))
    return next((root for root in roots if is_inside(folder, root)), None)


def collapsed(settings: Settings, folders: Iterable[bytes]) -> list[bytes]:
    """Return folders of link roots, none below another, at most 50 where that can be.

    Too many become the folders that hold most of them, up to their link root.
    """
    roots = {root.path for root in settings.of("links")}
    kept = outermost(filter(partial(link_root_of, settings), folders))
    while len(kept) > MOST_FOLDERS:
        movable = [one for one in kept if one not in roots]
        if not movable:
            break
        parents = _that_hold_most(movable, len(kept) - MOST_FOLDERS)
        raised = {one: parent for one in movable if (parent := os.path.dirname(one)) in parents}
        kept = outermost(raised.get(one, one) for one in kept)
    return kept


def _that_hold_most(folders: Sequence[bytes], too_many: int) -> set[bytes]:
    """Return the parents that stand for most folders, as few as leave none too many.

    Where none holds several, the deepest go up until one does.
    """
    held = Counter(map(os.path.dirname, folders))
    if len(held) == len(folders):
        deepest = max(one.count(b"/") for one in held)
        return {one for one in held if one.count(b"/") == deepest}
    chosen = set()
    for parent, count in held.most_common():
        if count > 1 and too_many > 0:
            chosen.add(parent)
            too_many -= count - 1
    return chosen
