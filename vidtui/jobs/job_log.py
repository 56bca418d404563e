"""The log of a job: a line for each thing done, a file a day."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
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
        return self.write_all([parts])

    def write_all(self, lines: Iterable[Sequence[str]]) -> OSError | None:
        """Likewise append many lines, at once; where there is no room for all, as many as fit."""
        now = time.strftime("%H:%M:%S")
        texts = ["\t".join([now, *map(printable, parts)]) + "\n" for parts in lines]
        problem = self._append("".join(texts)) if texts else None
        if problem is not None and len(texts) > 1:
            for text in texts:
                if self._append(text) is not None:
                    break
        return problem

    def _append(self, text: str) -> OSError | None:
        try:
            own_files.own_folder(self.path.parent)
            own_files.append_line(self.path, text.encode())
        except OSError as error:
            return error
        return None
