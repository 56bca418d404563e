"""A probing process in which some names do what files made on purpose do to a library."""

from __future__ import annotations

import os
import signal
import sys
import time

from vidtui.disk import media_probe
from vidtui.disk.media_facts import MediaFacts

_facts = media_probe.Reader.facts


def _hostile(
    self: media_probe.Reader, path: bytes, size: int, mtime_ns: int, most: int | None
) -> tuple[MediaFacts, int]:
    name = os.path.basename(path)
    if b"crash" in name:
        os.kill(os.getpid(), signal.SIGSEGV)
    if b"hang" in name:
        time.sleep(3600)
    if b"raise" in name:
        raise ValueError(name)
    if b"print" in name:
        sys.__stdout__.write("x" * 100)
        sys.__stdout__.flush()
        os.write(1, b"garbage")
    return _facts(self, path, size, mtime_ns, most)


media_probe.Reader.facts = _hostile  # type: ignore[method-assign]

if __name__ == "__main__":
    media_probe.main()
