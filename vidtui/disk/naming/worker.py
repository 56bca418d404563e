"""The slow path: guessit with the type that the folder gave, beside our own cut of the name."""

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

from vidtui.disk.naming.films import read_film
from vidtui.disk.naming.layout import read_layout
from vidtui.disk.naming.lexicon import stem_of
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.naming.series import has_episode, read_below, read_flat
from vidtui.disk.subprocesses import follow_parent


def read_guessit(request: NameRequest) -> Name:
    """Read any path; never raises.

    The result has no titles where the path holds no word at all, which only ids can make good.
    """
    parts = request.path.split("/")[request.folder :] or [request.path]
    stem = stem_of(parts[-1])
    if request.kind == "film":
        return read_film(parts[:-1], stem, "movie")
    layout = read_layout(request.path, request.folder)
    if request.kind == "unknown" and not has_episode(stem, layout, anime=request.anime):
        return read_film(parts[:-1], stem, None)
    return read_below(request, stem, layout) if layout else read_flat(request, stem)


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
