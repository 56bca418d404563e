"""The log of a job: one line an event, one file a day, for its owner alone."""

from __future__ import annotations

import errno
import os
import time
from pathlib import Path

from vidtui.text import show


class JobLog:
    """Appends lines to ``logs/NAME-YYYY-MM-DD.log`` in the folder of the catalogue."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self.path = data_dir / "logs" / f"{name}-{time.strftime('%Y-%m-%d')}.log"

    def write(self, *parts: str) -> OSError | None:
        """Append one line, the time, then the parts; return why that was not possible.

        No part of a line that does not fit is left.
        """
        line = ("\t".join([time.strftime("%H:%M:%S"), *map(show, parts)]) + "\n").encode()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW | os.O_CLOEXEC
            handle = os.open(self.path, flags, 0o600)
            try:
                size = os.fstat(handle).st_size
                if os.write(handle, line) < len(line):
                    os.ftruncate(handle, size)
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            finally:
                os.close(handle)
        except OSError as error:
            return error
        return None
