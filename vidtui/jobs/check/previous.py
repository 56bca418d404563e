"""What only reading whole files finds stays found until they are read whole again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set

from vidtui.catalogue import checks
from vidtui.jobs.base import Notice
from vidtui.jobs.check import reports
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.run import CheckEvent
from vidtui.jobs.check.state import CheckState

MISSING = (FileNotFoundError, NotADirectoryError)


class PreviousReport:
    """What the last check that was kept knew of whole files."""

    def __init__(self, state: CheckState) -> None:
        """Read its report; ``notices`` then say what could not be read."""
        self._state = state
        self.notices: list[str] = []
        last = reports.latest_on_bytes(state.settings.data_dir, self.notices.append)
        # Only a finding of the last stage says which mtime it is about.
        found = (*last.findings, *last.held) if last else ()
        self._found = [one for one in found if "mtime_ns" in one.facts]
        self._same_on = {
            one.absolute: when
            for one in self._found
            if one.kind == "silent_change" and isinstance(when := one.facts.get("verified_at"), int)
        }

    def same_on(self, path: bytes) -> int | None:
        """Return when a file that has changed silently was last read as it should be."""
        return self._same_on.get(path)

    def still_open(self, read: Set[bytes]) -> Iterator[CheckEvent]:
        """Tell again what it found, unless the files are in ``read``."""
        state = self._state
        yield from map(Notice, self.notices)
        there = {root.path: id_ for id_, root in state.storage.items()}
        for one in self._found:
            is_told = one.absolute in read or one.absolute in state.told
            if one.root in there and not is_told:
                known = checks.known_at(there[one.root], one.path)
                if _is_as_it_was(one, known):
                    yield from state.found([one])


def _is_as_it_was(one: Finding, known: tuple[int, int] | None) -> bool:
    try:
        found = os.lstat(one.absolute)
    except MISSING:
        return False
    except OSError:
        return True  # nobody can say that it is better now
    now = found.st_size, found.st_mtime_ns
    if (str(now[0]), str(now[1])) != (str(one.facts.get("size")), str(one.facts["mtime_ns"])):
        return False
    # An import learns of a new date, and then of nothing that lies behind it.
    if one.kind == "changed_file":
        return now != known
    return now == known or one.kind == "unreadable"
