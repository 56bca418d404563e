"""What is written when vidtui itself fails: where it failed, and no value of any variable."""

from __future__ import annotations

import os
import time
import traceback
from pathlib import Path

from vidtui.text import show


def report(error: BaseException, data_dir: Path) -> Path | None:
    """Write a report into the log folder; return where, None where it cannot be written.

    The report holds the places in the code and the kinds of the errors, not their messages,
    which may quote what must stay secret.
    """
    folder = data_dir / "logs"
    path = folder / f"crash-{time.strftime('%Y-%m-%dT%H-%M-%S')}-{os.getpid()}.txt"
    chain: list[str] = []
    current: BaseException | None = error
    while current is not None and len(chain) < 20:
        chain.append(f"{type(current).__module__}.{type(current).__qualname__}\n")
        chain += [
            f"  {show(frame.filename)}:{frame.lineno} in {frame.name}\n"
            for frame in traceback.extract_tb(current.__traceback__)
        ]
        current = current.__cause__ or current.__context__
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as opened:
            opened.writelines(chain)
    except OSError:
        return None
    return path
