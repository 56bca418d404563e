"""Running times of files, read as far as their roots allow."""

from __future__ import annotations

import threading
import time
from collections import Counter
from contextlib import nullcontext

from vidtui.catalogue.queue import AskedFile
from vidtui.i18n import _
from vidtui.jobs.budget import Budget
from vidtui.jobs.events import RootRead
from vidtui.library import runtime
from vidtui.library.guard import Identity, examine
from vidtui.library.reading import Policy, policy_of
from vidtui.metadata.throttle import Stop
from vidtui.settings import Settings
from vidtui.text import show

AWAY_S = 60.0  # so long a root that is away is not looked at again: a dead mount answers late


class Runtimes:
    """Reads them for the threads of one run. A root is looked at when the first file is wanted."""

    def __init__(self, settings: Settings, budget: Budget) -> None:
        self._roots = {root.path: root for root in settings.of("storage")}
        self._settings = settings
        self._budget = budget
        self._is_available = runtime.is_available()
        self._policies: dict[bytes, Policy] = {}
        self._away: dict[bytes, float] = {}
        self._read: Counter[bytes] = Counter()
        self._looking = threading.Lock()
        self._spending = threading.Lock()
        self.notices: list[str] = []

    def of(self, file: AskedFile, stop: Stop) -> float | None:
        """Return how many minutes a file runs, None where nobody can say or it may not be read."""
        policy = self._policy(file.root) if self._is_available else None
        if policy is None or policy.reading == "names":
            return None
        # With a budget one after the other, since what a file takes is known afterwards.
        with self._spending if self._budget.is_set else nullcontext():
            room = self._budget.room(policy)
            if not room:
                return None
            at_most = int(min(room, runtime.MOST_BYTES))
            minutes, count = runtime.runtime_of(file.path, stop, at_most)
            self._budget.spend(count)
            self._read[file.root] += count
        return minutes

    def read(self) -> tuple[RootRead, ...]:
        """Return how much was read of each root that was looked at."""
        return tuple(
            RootRead(root, policy.reading, self._read[root])
            for root, policy in self._policies.items()
        )

    def _policy(self, root: bytes) -> Policy | None:
        """Return how much may be read on a root, None where it is no root any more, or away."""
        setting = self._roots.get(root)
        if setting is None:
            return None
        with self._looking:
            if root not in self._policies:
                if time.monotonic() < self._away.get(root, 0):
                    return None
                found = examine(root, Identity())
                if not found.online:
                    self._away[root] = time.monotonic() + AWAY_S
                    return None
                policy = policy_of(self._settings, setting, found.filesystems)
                self._policies[root] = policy
                if policy.reading == "sparing" and not self._budget.is_set:
                    text = _("{path}: no running time is read there without --read-at-most")
                    self.notices.append(text.format(path=show(root)))
        return self._policies[root]
