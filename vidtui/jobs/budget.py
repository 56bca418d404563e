"""How many bytes of whole files, and for running times, one run may read."""

from __future__ import annotations

import math

from vidtui.disk.read_policy import Policy


class Budget:
    """What is left of it; roots that are read sparingly give nothing without one."""

    def __init__(self, at_most: int | None) -> None:
        """Take the bytes that may be read, None where nobody said."""
        self._at_most = at_most
        self._spent = 0

    @property
    def is_set(self) -> bool:
        """Whether somebody said how much may be read."""
        return self._at_most is not None

    def room(self, policy: Policy) -> float:
        """Return how many bytes may still be read of a root, infinite where nothing limits it."""
        if policy.reading == "names":
            return 0
        if self._at_most is None:
            return math.inf if policy.reading == "full" else 0
        return max(0, self._at_most - self._spent)

    def spend(self, count: int) -> None:
        """Note that so many bytes were read."""
        self._spent += count
