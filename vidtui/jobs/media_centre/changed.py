"""Which folders have changed, as few as say it."""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Final

from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.journal import UNDO
from vidtui.catalogue.json_columns import mapping
from vidtui.catalogue.models import Action, Root
from vidtui.catalogue.sql import batches
from vidtui.jobs.json_documents import Wrong
from vidtui.jobs.links.actions import MAKE, RELINK, TRASH, read
from vidtui.media_centres.paths import outermost
from vidtui.paths import is_inside
from vidtui.settings.model import Settings

MOST_FOLDERS: Final = 50
"""More are told by the folders that they have in common."""


def of_actions(catalogue: Catalogue, actions: Collection[int]) -> set[bytes]:
    """Return the folders of the links that some actions of the journal changed, or changed back."""
    found: set[bytes] = set()
    with catalogue.session():
        roots = {uuid: bytes(path) for uuid, path in Root.select(Root.uuid, Root.path).tuples()}
        for batch in batches(sorted(actions)):
            rows = Action.select(Action.kind, Action.intent).where(
                Action.id.in_(batch) & Action.kind.in_((RELINK, TRASH, MAKE, UNDO))
            )
            for kind, text in rows.tuples():
                try:
                    intent = read(*_of(kind, text))
                except Wrong:
                    continue  # no record of ours: nothing was done by it
                if intent.root in roots:
                    found.add(os.path.dirname(os.path.join(roots[intent.root], intent.path)))
    return found


def _of(kind: str, text: str) -> tuple[str, str]:
    """Return the kind and the intent of a change of a link; that of an undo is what it took back.

    Raises:
        Wrong: it is none.
    """
    held = mapping(text)
    found = str(held.get("kind")) if kind == UNDO else kind
    if found not in (RELINK, TRASH, MAKE):
        raise Wrong(found)
    # An undo's entry keeps what can be shown; how many folders were made is not that.
    return found, json.dumps({"folders": 0, **held}) if kind == UNDO else text


def link_root_of(settings: Settings, folder: bytes) -> bytes | None:
    """Return the link root that a folder lies in, None where it lies in none."""
    roots = (root.path for root in settings.of("links"))
    return next((root for root in roots if is_inside(folder, root)), None)


def collapsed(settings: Settings, folders: Iterable[bytes]) -> list[bytes]:
    """Return folders of link roots, none below another, at most 50 where that can be.

    Too many become the folders that hold most of them, up to their link root.
    """
    roots = {root.path for root in settings.of("links")}
    kept = outermost(one for one in folders if link_root_of(settings, one) is not None)
    while len(kept) > MOST_FOLDERS:
        movable = [one for one in kept if one not in roots]
        if not movable:
            break
        held = Counter(map(os.path.dirname, movable))
        most = held.most_common(1)[0][1]
        deepest = max(one.count(b"/") for one in movable)
        chosen, left = set(), len(kept)
        for parent, count in held.most_common():
            # Where none holds several, the deepest go up until one does.
            if most == 1 and parent.count(b"/") == deepest - 1:
                chosen.add(parent)
            elif count > 1 and left > MOST_FOLDERS:
                chosen.add(parent)
                left -= count - 1
        kept = outermost(
            parent if one not in roots and (parent := os.path.dirname(one)) in chosen else one
            for one in kept
        )
    return kept
