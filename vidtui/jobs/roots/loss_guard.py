"""What is gone from a root, when that is too much to be believed, and what is only away."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol, TypeVar

from vidtui.catalogue import files
from vidtui.disk.root_identity import IdentitySample
from vidtui.disk.scan import ScanRules
from vidtui.i18n import _, ngettext
from vidtui.jobs.roots.live import LiveRoot
from vidtui.paths import folders_above
from vidtui.text import printable

BRAKE_FILES = 20
BRAKE_SHARE = 0.10
BRAKE_FOLDER = 20


class Known(Protocol):
    """A file as a catalogue knows it."""

    @property
    def is_missing(self) -> bool:
        """Whether it was gone already."""
        ...


File = TypeVar("File", bound=Known)


class LossGuard:
    """The books of one root during a scan: what was seen, and what could not be looked at."""

    def __init__(self, known: int) -> None:
        self._known = known
        self._seen_folders: set[bytes] = set()
        self._unreadable: list[bytes] = []
        self._failed: set[bytes] = set()
        self.samples: tuple[IdentitySample, ...] | None = None

    def seen(self, folder: bytes) -> None:
        """Note that a known file of ``folder`` is there."""
        self._seen_folders.add(folder)

    def unreadable(self, folder: bytes) -> None:
        """Note that nothing can be said of what lies beneath ``folder``."""
        self._unreadable.append(folder)

    def failed(self, path: bytes) -> None:
        """Note that a file is there and cannot be looked at."""
        self._failed.add(path)

    def is_hidden(self, path: bytes) -> bool:
        """Whether nothing can be said of a file that was not met."""
        return path in self._failed or any(_beneath(path, folder) for folder in self._unreadable)

    def may_be_gone(self, path: bytes, below: Sequence[bytes], rules: ScanRules) -> bool:
        """Whether a known file that was not seen was looked for, where it could be seen."""
        return (
            any(_beneath(path, scope) for scope in below)
            and not any(_beneath(path, folder) for folder in self._unreadable)
            and not rules.excludes(path)
        )

    def gone(
        self, unseen: Mapping[bytes, File], below: Sequence[bytes], rules: ScanRules
    ) -> dict[bytes, File]:
        """Return by path the files that are newly gone."""
        return {
            path: known
            for path, known in unseen.items()
            if not known.is_missing and self.may_be_gone(path, below, rules)
        }

    def refusal(self, gone: Mapping[bytes, Known]) -> str | None:
        """Return in one line why so much cannot have been deleted, None where it can."""
        if len(gone) > max(BRAKE_FILES, BRAKE_SHARE * self._known):
            return _(
                "{gone} of {known} known files are gone at once: none is taken for deleted"
            ).format(gone=len(gone), known=self._known)
        emptied = Counter(folder for path in gone for folder in folders_above(path))
        alive = {folder for seen in self._seen_folders for folder in (seen, *folders_above(seen))}
        for folder, count in sorted(emptied.items()):
            if count >= BRAKE_FOLDER and folder not in alive:
                return _(
                    "the folder {folder} held {count} known files and now holds none of them: "
                    "none is taken for deleted"
                ).format(folder=printable(folder or b"."), count=count)
        return None


def _beneath(path: bytes, folder: bytes) -> bool:
    return not folder or path == folder or path.startswith(folder + b"/")


class Volatile:
    """Says of paths on volatile roots whether what lay there is only away; wants a session."""

    def __init__(self, roots: Iterable[LiveRoot], *, accept_loss: bool = False) -> None:
        """Take the storage roots; with ``accept_loss`` nothing is only away."""
        self._now = int(time.time())
        self._roots = [
            (prefix, root)
            for root in roots
            if root.policy.volatile_days and not accept_loss
            for prefix in root.prefixes
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
