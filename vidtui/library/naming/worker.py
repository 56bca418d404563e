"""The name parser's own process: one JSON line in, one JSON line out, gone with its parent.

Started as ``python -m vidtui.library.naming.worker``, so that the parent's ``__main__`` is never
imported again, whatever it is.
"""

from __future__ import annotations

import contextlib
import gc
import json
import os
import sys
import threading
from dataclasses import asdict
from queue import SimpleQueue
from typing import BinaryIO

from vidtui.library.children import follow_parent
from vidtui.library.naming.name import NameRequest

NICENESS = 10
"""Naming gives way to everything else on the machine, the media centre above all."""
_COLLECT_EVERY = 200
"""Names between two garbage collections; guessit runs about 15 % faster without its own."""


def _receive(source: BinaryIO, inbox: SimpleQueue[bytes]) -> None:
    """Take lines off the pipe at once, so that the parent never waits to write."""
    for line in source:
        inbox.put(line)
    os._exit(0)


def answer(line: bytes) -> bytes:
    """Read one request line and return its answer line.

    A request is ``[token, path, kind, folder, anime]``; an answer ``[token, fields]`` or
    ``[token, reason]``.
    """
    from vidtui.library.naming.guess import read_guessit

    token, path, kind, folder, anime = json.loads(line)
    try:
        name = read_guessit(NameRequest(token, path, kind, folder, anime))
    except Exception as error:  # noqa: BLE001 - one strange name must not end the process
        return json.dumps([token, f"{type(error).__name__}: {error}"]).encode() + b"\n"
    return json.dumps([token, asdict(name)]).encode() + b"\n"


def main() -> None:
    """Answer requests until the input ends."""
    follow_parent()
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    replies = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    inbox: SimpleQueue[bytes] = SimpleQueue()
    threading.Thread(target=_receive, args=(sys.stdin.buffer, inbox), daemon=True).start()
    gc.disable()
    done = 0
    while True:
        line = inbox.get()
        replies.write(answer(line))
        done += 1
        if done == 1:
            gc.collect()
            gc.freeze()
        elif done % _COLLECT_EVERY == 0:
            gc.collect()


if __name__ == "__main__":
    main()
