"""What is only away: on a cloud mount, what is not there comes back, mostly."""

from __future__ import annotations

import time
from collections.abc import Iterable

from vidtui.catalogue import files
from vidtui.i18n import ngettext
from vidtui.jobs.roots.live import LiveRoot
from vidtui.text import printable


class Volatile:
    """Says of paths on volatile roots whether what lay there is only away; wants a session."""

    def __init__(self, roots: Iterable[LiveRoot], *, accept_loss: bool = False) -> None:
        """Take the storage roots; with ``accept_loss`` nothing is only away."""
        self._now = int(time.time())
        self._roots = [
            (place.rstrip(b"/") + b"/", root)
            for root in roots
            if root.policy.volatile_days and not accept_loss
            for place in dict.fromkeys((root.path, root.state.real_path or root.path))
        ]

    def is_away(self, path: bytes) -> bool:
        """Whether a file, or one below a folder, lay at an absolute path and is only away."""
        for prefix, root in self._roots:
            if path.startswith(prefix):
                since = files.not_missing(root.id, path[len(prefix) :])
                return any(root.policy.keeps(one, self._now) for one in since)
        return False


def away_notice(root: LiveRoot, count: int) -> str:
    """Return the line that says how much of a root is only away."""
    days = root.policy.volatile_days
    return ngettext(
        "{path}: {n} file is not there and counts as away, for {days} days at most",
        "{path}: {n} files are not there and count as away, for {days} days at most",
        count,
    ).format(path=printable(root.path), n=count, days=days)
