"""The log of a job: one line an event, one file a day, for its owner alone."""

from __future__ import annotations

import time
from pathlib import Path

from vidtui import own_files
from vidtui.text import printable


class JobLog:
    """Appends lines to ``logs/NAME-YYYY-MM-DD.log`` in the folder of the catalogue."""

    def __init__(self, data_dir: Path, name: str) -> None:
        self.path = data_dir / "logs" / f"{name}-{time.strftime('%Y-%m-%d')}.log"

    def write(self, *parts: str) -> OSError | None:
        """Append one line, the time, then the parts; return why that was not possible.

        No part of a line that does not fit is left.
        """
        line = ("\t".join([time.strftime("%H:%M:%S"), *map(printable, parts)]) + "\n").encode()
        try:
            own_files.own_folder(self.path.parent)
            own_files.append_line(self.path, line)
        except OSError as error:
            return error
        return None
