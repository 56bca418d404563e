"""Which folders of the settings may lie where: told by their names alone, absolute and normalised.

Links and mounts may still make one folder of two names: that the disk says, not the settings; only
where the catalogue itself lies is looked up.
"""

from __future__ import annotations

import itertools
import os
import stat
from collections.abc import Iterable
from pathlib import Path

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import at
from vidtui.paths import is_inside
from vidtui.text import printable


def nested_roots(roots: Iterable[bytes]) -> str | None:
    """Return in one line which root lies inside another, None where none does."""
    ordered = sorted(roots, key=lambda root: root + b"/")
    for outer, inner in itertools.pairwise(ordered):
        if is_inside(inner, outer):
            return _("{inner} lies inside {outer}: one root cannot be inside another").format(
                inner=printable(inner), outer=printable(outer)
            )
    return None


def misplaced_trash(
    trash: bytes, storage: Iterable[bytes], links: Iterable[bytes], data: Iterable[bytes]
) -> str | None:
    """Return why no trash can be at ``trash``, None where it can.

    Nothing is ever written below storage, and whoever empties the trash must lose nothing else.

    Args:
        trash: where it would be.
        storage: the storage roots.
        links: the link roots; a trash may lie inside one.
        data: the folders of catalogue and logs.
    """
    storage = tuple(storage)
    for root in storage:
        if is_inside(trash, root):
            return _("it lies inside the storage root {root}; set another folder as trash").format(
                root=printable(root)
            )
    for folder in (*storage, *links, *data):
        if is_inside(folder, trash):
            return _("{folder} lies inside it; set another folder as trash").format(
                folder=printable(folder)
            )
    return None


def database_at(path: Path) -> Path:
    """Return where the catalogue itself lies, since all that belongs to it lies beside it.

    Raises:
        UsageProblem: it is a link to nothing, so that a new one would be begun in its place.
    """
    try:
        if not stat.S_ISLNK(os.lstat(path).st_mode):
            return path
    except OSError:
        return path  # not there, or not to be seen, which opening it says
    try:
        return Path(os.path.realpath(path, strict=True))
    except FileNotFoundError:
        raise UsageProblem(
            _("{path}: is a link to {target}, and nothing is there: is its disk mounted?").format(
                path=printable(str(path)), target=printable(os.readlink(path))
            )
        ) from None
    except OSError as error:
        raise UsageProblem(at(str(path), error)) from error
