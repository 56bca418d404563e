"""May a media centre look now? Where a disk is away, what it looks at is lost to it."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from typing import Final

from vidtui.catalogue import centre_notices, roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.root_identity import Identity, examine_all
from vidtui.i18n import _, ngettext
from vidtui.media_centres.base import Centre, Known
from vidtui.media_centres.paths import inside
from vidtui.oserrors import about
from vidtui.settings.centres import MediaCentre
from vidtui.settings.model import Settings
from vidtui.text import printable

_ASKED: Final = 3
"""Links of a link root for which a centre is asked whether it sees what they show."""
_LOOKED_AT: Final = 50


def away(
    catalogue: Catalogue, settings: Settings, link_roots: Collection[bytes], *, whole: bool = False
) -> dict[bytes, str]:
    """Return by link root why nobody may look at it now, in one line.

    It and every root into which its links lead must be there, also one that the settings name no
    more; with ``whole`` all roots of the settings.
    """
    with catalogue.session():
        known = {root.path: root for root in roots.everything()}
        storage = {root.path for root in settings.of("storage")}
        needed = {
            root: {root, *(centre_notices.roots_shown(root) or storage)} for root in link_roots
        }
    if whole:
        everything = {root.path for root in settings.roots}
        needed = {root: needed[root] | everything for root in needed}
    objections = _objections(catalogue, settings, known, sorted(set().union(*needed.values())))
    return {
        root: objections[min(paths & objections.keys())]
        for root, paths in needed.items()
        if not paths.isdisjoint(objections)
    }


def _objections(
    catalogue: Catalogue, settings: Settings, known: Mapping[bytes, KnownRoot], wanted: list[bytes]
) -> dict[bytes, str]:
    """Return by root why it is not there as it should be."""
    roles = {root.path: root.role for root in settings.roots}
    states = examine_all(
        (path, known[path].identity if path in known else Identity()) for path in wanted
    )
    found: dict[bytes, str] = {}
    for path, state in zip(wanted, states, strict=True):
        if path not in known:
            found[path] = about(path, _("it was never imported, so nobody knows its disk"))
        elif why := state.objection(roles.get(path, known[path].role)):
            if settings.may_be_away(path):
                why = f"{why}; {removable_loss(catalogue, path)}"
            found[path] = about(path, why)
    return found


def removable_loss(catalogue: Catalogue, path: bytes) -> str:
    """Return in words what a media centre that scans while a removable disk is away would lose."""
    with catalogue.session():
        count = centre_notices.links_into(path)
    text = ngettext(
        "a removable disk: with it away, a media centre’s scan would lose {n} link",
        "a removable disk: with it away, a media centre’s scan would lose {n} links",
        count,
    )
    return text.format(n=count)


def unseen(
    catalogue: Catalogue,
    centre: MediaCentre,
    opened: Centre,
    known: Known,
    link_root: bytes,
) -> str | None:
    """Return in one line that a centre does not see what is there; None where it does.

    Where it cannot be asked, it is believed.
    """
    with catalogue.session():
        links = centre_notices.some_links(link_root, _LOOKED_AT)
    asked = 0
    for path in links:
        link = os.path.join(link_root, path)
        theirs = centre.theirs(link)
        if asked == _ASKED or not any(inside(theirs, one) for one in known.folders):
            continue
        if not _shows(link):
            continue
        asked += 1
        if opened.sees(theirs) is False:
            text = _("it does not see {path}, which is there: is the disk mounted for it too?")
            return text.format(path=printable(theirs))
    return None


def _shows(link: bytes) -> bool:
    """Say whether a link shows something here; of one that does not, nothing follows."""
    try:
        os.stat(link)
    except OSError:
        return False
    return True
