"""How much memory something takes, and how that grows with what there is."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable


def peak_of(action: Callable[[], object]) -> int:
    """Return the bytes that Python held at most while something was done."""
    gc.collect()
    tracemalloc.start()
    try:
        action()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
