"""Roots that lie elsewhere than the catalogue knows: the settings were edited, a disk moved.

Such a place is known by what a root is recognised by; imported as a new one, every file on it would
be a duplicate of itself.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from vidtui.catalogue import roots, totals
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.root_identity import Identity, RootState, examine_all
from vidtui.jobs.roots.change import Relocation, compared
from vidtui.settings.model import RootSetting, Settings


@dataclass(frozen=True, slots=True)
class Places:
    """Where roots are, by what the settings and the catalogue say.

    ``moved`` are known roots that lie at places which the settings name anew; ``left`` those that
    the settings name no more, wherever they are, with their entries; ``markers`` what the marker
    files say at places where no root is known.
    """

    moved: tuple[Relocation, ...] = ()
    left: Mapping[bytes, int] = field(default_factory=dict)
    markers: Mapping[bytes, str] = field(default_factory=dict)


def left_over(settings: Settings) -> dict[bytes, KnownRoot]:
    """Return by path the known roots with entries that the settings name no more; in a session."""
    return _left_over(settings, roots.everything(), totals.entries_by_root())


def _left_over(
    settings: Settings, known: Iterable[KnownRoot], counts: Mapping[bytes, int]
) -> dict[bytes, KnownRoot]:
    named = {root.path for root in settings.roots}
    return {root.path: root for root in known if root.path not in named and counts.get(root.path)}


def places(settings: Settings) -> Places:
    """Look where roots are; no disk is looked at unless the settings name an unknown place.

    In a session.
    """
    known = {root.path: root for root in roots.everything()}
    counts = totals.entries_by_root()
    left = _left_over(settings, known.values(), counts)
    strangers = [root for root in settings.roots if root.path not in known]
    found: list[Relocation] = []
    markers: dict[bytes, str] = {}
    lost = {**left, **_away(settings, known, counts)} if strangers else {}
    asked = Identity(asks_marker=True)
    states = examine_all((root.path, asked) for root in strangers)
    for stranger, state in zip(strangers, states, strict=True):
        marker = _marker(state)
        best = _best(settings, lost, stranger, state, marker)
        if best is not None:
            del lost[best.old]
            found.append(best)
        elif marker and all(root.identity.uuid != marker for root in known.values()):
            markers[stranger.path] = marker
    gone = {one.old for one in found}
    rest = {path: counts[path] for path in left if path not in gone}
    return Places(tuple(found), rest, markers)


def _away(
    settings: Settings, known: Mapping[bytes, KnownRoot], counts: Mapping[bytes, int]
) -> dict[bytes, KnownRoot]:
    """Return the roots that the settings name and that are not there."""
    named = [known[root.path] for root in settings.roots if counts.get(root.path)]
    states = examine_all((root.path, root.identity) for root in named)
    return {
        root.path: root
        for root, state in zip(named, states, strict=True)
        if not state.online or state.is_empty
    }


def _best(
    settings: Settings,
    lost: Mapping[bytes, KnownRoot],
    stranger: RootSetting,
    state: RootState,
    marker: str | None,
) -> Relocation | None:
    """Return which of the lost roots a place holds, None where it holds none of them."""
    if not state.online or state.is_empty:
        return None
    likely = []
    for root in lost.values():
        if root.role != stranger.role:
            continue
        found = compared(settings, root, stranger.path, state)
        if found.likely or (marker is not None and marker == root.identity.uuid):
            likely.append(found)
    return max(likely, key=lambda one: (one.present / (one.expected or 1), one.old), default=None)


def _marker(state: RootState) -> str | None:
    """Return the id that a marker file gives, None where there is none that may be ours."""
    try:
        return str(uuid.UUID(state.marker)) if state.marker else None
    except ValueError:
        return None
