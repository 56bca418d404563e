"""What only reading whole files finds stays found until they are read whole again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Set

from vidtui.catalogue import checks
from vidtui.jobs.check import reports
from vidtui.jobs.check.events import CheckEvent
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.state import CheckState
from vidtui.jobs.events import Notice

MISSING = (FileNotFoundError, NotADirectoryError)


def carried(state: CheckState, read: Set[bytes]) -> Iterator[CheckEvent]:
    """Tell again what the last check knew of whole files, unless they are in ``read``."""
    notices: list[str] = []
    last = reports.latest(state.settings.data_dir, notices.append)
    yield from map(Notice, notices)
    there = {root.path: id_ for id_, root in state.storage.items()}
    for one in (*last.findings, *last.held) if last else ():
        is_told = one.absolute in read or one.absolute in state.told
        # Only a finding of the last stage says which mtime it is about.
        if "mtime_ns" in one.facts and one.root in there and not is_told:
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
