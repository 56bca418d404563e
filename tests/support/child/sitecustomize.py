"""Python imports this at the start of each process that a test starts."""

from tests.support import by_hand

by_hand.watch()
