"""What goes with the video of a link under review, in a few lines."""

from __future__ import annotations

import os
from collections.abc import Sequence

from rich.cells import cell_len

from vidtui.i18n import _, ngettext, size
from vidtui.jobs.links.model import BrokenLink, Proposal
from vidtui.text import printable
from vidtui.tui.formatting import Labelled, middle, number

MOST = 4  # named one by one: a film has seldom more, and its proposals need the room


def amount(choice: Proposal) -> str:
    """Return the size of a file, or that it is a folder."""
    return _("folder") if choice.is_folder else size(choice.size)


def with_count(name: str, link: BrokenLink, width: int) -> str:
    """Return the name of a link, and how many others go with it: ``Dune.mkv +2``."""
    count = f" +{len(link.companions)}" if link.companions else ""
    return middle(name, max(1, width - cell_len(count))) + count


def companion_rows(link: BrokenLink, chosen: Proposal | None, *, cut: bool) -> list[Labelled]:
    """Return what goes with a video, and what it would show; all of it unless it is ``cut``."""
    names = []
    for one in link.companions:
        name = name_of(one.link.place.path)
        file = one.goes_with(chosen) if chosen is not None else None
        if file is not None:
            name = f"{name} → {name_of(file.place.path)}"
        elif chosen is not None:
            name = _("{name}: nothing there goes with it").format(name=name)
        names.append(name)
    return beside_rows(names, cut=cut)


def beside_rows(names: Sequence[str], *, cut: bool) -> list[Labelled]:
    """Return the names of what goes with a video, one a row; all of them unless it is ``cut``."""
    shown = names[:MOST] if cut and len(names) > MOST + 1 else names
    rows: list[Labelled] = [("" if at else _("With it"), name) for at, name in enumerate(shown)]
    if left := len(names) - len(shown):
        rows.append(("", ngettext("{n} more", "{n} more", left).format(n=number(left))))
    return rows


def name_of(path: bytes) -> str:
    """Return the name at the end of a path, showable."""
    return printable(os.path.basename(path))
