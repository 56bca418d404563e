"""Tells media centres what has changed; what cannot be told now waits in the catalogue."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final, Literal

from vidtui.catalogue import centre_notices
from vidtui.catalogue.database import Catalogue
from vidtui.errors import Exit, VidtuiError
from vidtui.i18n import _, ngettext
from vidtui.jobs.base import CancelToken
from vidtui.jobs.media_centre import safety
from vidtui.jobs.media_centre.changed import MOST_FOLDERS, collapsed, link_root_of
from vidtui.media_centres.base import Centre, Known
from vidtui.media_centres.paths import inside, tellable
from vidtui.media_centres.registry import open_centre
from vidtui.providers.base import CancelToken as Cancel
from vidtui.providers.base import Stopped
from vidtui.settings.centres import NAMES, MediaCentre
from vidtui.settings.model import Settings

log = logging.getLogger(__name__)

State = Literal["told", "nothing", "away", "unseen", "failed", "unknown"]
EXITS: Final = {"away": Exit.REFUSED, "unseen": Exit.REFUSED, "failed": Exit.API}
_VERIFIED: Final = 10
"""Folders for which it is asked whether their films arrived."""

Open = Callable[[Settings, MediaCentre, Cancel], Centre]


@dataclass(frozen=True, slots=True)
class Told:
    """What came of telling one centre.

    ``folders`` is how many it was told of, ``waiting`` how many still wait, ``foreign`` how many
    lie in no library of it, ``missing`` how many of which it shows nothing yet. ``reason`` is one
    line, empty where nothing speaks against it. ``whole`` says that it was told to look at all.
    """

    centre: MediaCentre
    state: State
    folders: int = 0
    waiting: int = 0
    foreign: int = 0
    missing: int = 0
    reason: str = ""
    whole: bool = False

    @property
    def exit(self) -> Exit:
        """What it means for the exit code where telling was what was asked for."""
        attention = Exit.ATTENTION if self.foreign or self.missing else Exit.OK
        return EXITS.get(self.state, Exit.ATTENTION if self.state == "unknown" else attention)


def note(
    catalogue: Catalogue,
    settings: Settings,
    folders: Iterable[bytes],
    centres: Sequence[MediaCentre] | None = None,
) -> None:
    """Remember for centres, all when None, that folders have changed.

    Raises:
        CatalogueProblem: it cannot be written.
    """
    changed, now = list(folders), int(time.time())
    with catalogue.transaction():
        centre_notices.forget_others([centre.name for centre in settings.media_centres])
        for centre in settings.media_centres if centres is None else centres:
            wanted = collapsed(settings, [*centre_notices.waiting(centre.name), *changed])
            centre_notices.put(centre.name, wanted, now)


def tell(
    catalogue: Catalogue,
    settings: Settings,
    folders: Iterable[bytes],
    cancel: CancelToken,
    centres: Sequence[MediaCentre] | None = None,
    opening: Open = open_centre,
) -> list[Told]:
    """Tell every centre of folders that have changed, and of those that wait; never raises.

    Args:
        catalogue: where the folders wait.
        settings: the centres and the roots.
        folders: those that have changed, absolute.
        cancel: the user's; what was not told then waits.
        centres: those that are told; all when None.
        opening: makes what is asked and told.
    """
    centres = settings.media_centres if centres is None else centres
    if not centres:
        return []
    try:
        note(catalogue, settings, folders, centres)
        with catalogue.session():
            waiting = {one: centre_notices.waiting(one.name) for one in centres}
        touched = {link_root_of(settings, folder) for held in waiting.values() for folder in held}
        away = safety.away(catalogue, settings, {root for root in touched if root is not None})
    except VidtuiError as problem:
        return [Told(one, "failed", reason=str(problem)) for one in centres]
    return [
        _Telling(catalogue, settings, centre, cancel, opening).tell(held, away)
        for centre, held in waiting.items()
    ]


def tell_all(
    catalogue: Catalogue,
    settings: Settings,
    centres: Sequence[MediaCentre],
    cancel: CancelToken,
    opening: Open = open_centre,
) -> list[Told]:
    """Have centres look at all, if every disk is there and they see it; never raises."""
    try:
        links = {root.path for root in settings.of("links")}
        away = safety.away(catalogue, settings, links, whole=True)
    except VidtuiError as problem:
        return [Told(one, "failed", reason=str(problem)) for one in centres]
    return [
        _Telling(catalogue, settings, centre, cancel, opening).tell_all(links, away)
        for centre in centres
    ]


class _Telling:
    """One centre, told once."""

    def __init__(
        self,
        catalogue: Catalogue,
        settings: Settings,
        centre: MediaCentre,
        cancel: CancelToken,
        opening: Open,
    ) -> None:
        self._catalogue, self._settings, self._centre = catalogue, settings, centre
        self._cancel, self._opening = cancel, opening

    def tell(self, waiting: Sequence[bytes], away: dict[bytes, str]) -> Told:
        """Tell it of the folders of which it may be told."""
        if not waiting:
            return Told(self._centre, "nothing")
        roots = {folder: link_root_of(self._settings, folder) for folder in waiting}
        ready = [folder for folder in waiting if roots[folder] not in away]
        kept = len(waiting) - len(ready)
        reason = next((away[root] for root in roots.values() if root in away), "")
        if not ready:
            return Told(self._centre, "away", waiting=kept, reason=reason)
        try:
            told = self._told(ready, roots)
        except (VidtuiError, Stopped) as problem:
            why = str(problem) or _("interrupted")
            told = Told(self._centre, "failed", waiting=len(ready), reason=why)
        return replace(told, waiting=told.waiting + kept, reason=told.reason or reason)

    def _told(self, ready: Sequence[bytes], roots: dict[bytes, bytes | None]) -> Told:
        opened = self._opening(self._settings, self._centre, self._cancel)
        known = opened.look()
        ours = [folder for folder in ready if self._is_in(known, folder)]
        foreign = len(ready) - len(ours)
        if not ours and not any(
            overlaps(self._centre, known, root.path) for root in self._settings.of("links")
        ):
            why = _("it knows none of your link folders: a path map is missing")
            return Told(self._centre, "unknown", waiting=len(ready), reason=why)
        for root in sorted({root for one in ours if (root := roots[one]) is not None}):
            why_not = safety.unseen(self._catalogue, self._centre, opened, known, root)
            if why_not is not None:
                return Told(self._centre, "unseen", waiting=len(ready), reason=why_not)
        theirs = [tellable(self._centre.theirs(folder)) for folder in ours]
        for start in range(0, len(theirs), MOST_FOLDERS):
            opened.tell(theirs[start : start + MOST_FOLDERS], known)
        log.info("%s: told of %s folders", self._centre.name, len(theirs))
        with self._catalogue.transaction():
            centre_notices.told(self._centre.name, ready)
        missing = sum(opened.has(one) is False for one in theirs[:_VERIFIED])
        return Told(self._centre, "told", len(ours), 0, foreign, missing)

    def tell_all(self, links: Collection[bytes], away: dict[bytes, str]) -> Told:
        """Have it look at all."""
        if away:
            return Told(self._centre, "away", reason=next(iter(away.values())), whole=True)
        try:
            opened = self._opening(self._settings, self._centre, self._cancel)
            known = opened.look()
            for root in sorted(links):
                why = safety.unseen(self._catalogue, self._centre, opened, known, root)
                if why is not None:
                    return Told(self._centre, "unseen", reason=why, whole=True)
            opened.tell_all()
            with self._catalogue.transaction():
                centre_notices.put(self._centre.name, (), 0)
        except (VidtuiError, Stopped) as problem:
            why = str(problem) or _("interrupted")
            return Told(self._centre, "failed", reason=why, whole=True)
        return Told(self._centre, "told", whole=True)

    def _is_in(self, known: Known, folder: bytes) -> bool:
        theirs = self._centre.theirs(folder)
        return any(inside(theirs, one) for one in known.folders)


def overlaps(centre: MediaCentre, known: Known, root: bytes) -> bool:
    """Say whether a link root, as a centre calls it, is or holds a folder of it, or lies in one."""
    theirs = centre.theirs(root)
    return any(inside(theirs, one) or inside(one, theirs) for one in known.folders)


def line(told: Told) -> str:
    """Return in one line what came of telling a centre."""
    name = title(told.centre)
    if told.state == "nothing":
        return _("{centre}: nothing to tell").format(centre=name)
    if told.state == "told" and told.whole:
        return _("{centre}: it looks at all of its libraries now").format(centre=name)
    if told.state == "told":
        text = ngettext(
            "{centre}: told of {n} changed folder",
            "{centre}: told of {n} changed folders",
            told.folders,
        )
        return ", ".join([text.format(centre=name, n=told.folders), *_rest(told)])
    text = _("{centre}: not told: {reason}").format(centre=name, reason=told.reason)
    return "; ".join([text, *_rest(told)])


def _rest(told: Told) -> list[str]:
    parts = []
    if told.missing:
        text = ngettext("of {n} it shows nothing yet", "of {n} it shows nothing yet", told.missing)
        parts.append(text.format(n=told.missing))
    if told.foreign:
        text = ngettext("{n} in no library of it", "{n} in no library of it", told.foreign)
        parts.append(text.format(n=told.foreign))
    if told.waiting:
        text = ngettext(
            "{n} folder waits until next time", "{n} folders wait until next time", told.waiting
        )
        parts.append(text.format(n=told.waiting))
    if told.state == "told" and told.reason:
        parts.append(told.reason)
    return parts


def title(centre: MediaCentre) -> str:
    """Return what a centre is called: its name, where that is not its kind."""
    kind = NAMES[centre.kind]
    return kind if centre.name == centre.kind else f"{kind} ({centre.name})"
