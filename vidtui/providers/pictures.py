"""Posters: asked for where the settings say, one plain file each, kept in a folder with a cap."""

from __future__ import annotations

import hashlib
import os
import re
import threading
import time
from contextlib import suppress
from functools import cached_property
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.oserrors import about
from vidtui.own_files import make_folder, read_own, write_bytes
from vidtui.providers.base import CancelToken, TooLarge, Unavailable
from vidtui.providers.fields import image_path
from vidtui.settings.model import Settings

if TYPE_CHECKING:
    from vidtui.providers.http import Transport  # imports requests, which takes long

WIDTH = "w342"  # pixels, as TMDB names its sizes: enough for a third of a wide terminal
MOST_BYTES = 2 << 20  # of one poster; those of that width have 20 to 60 KiB
TOTAL_S = 10.0  # for one of them
PAUSE_S = 60.0  # after a failure that is the server's or the network's
FOLDER = "posters"
_NAME = re.compile(r"[0-9a-f]{32}")
_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
"""What JPEG and PNG begin with: TMDB has no others."""
_KEEP = 0.9  # of the cap is left after the oldest were dropped


class Found(NamedTuple):
    """A poster; None where there is none, and in one line why, if that is no fact about it."""

    data: bytes | None
    problem: str = ""


class Pictures:
    """Posters by their path; threads may share it. Nothing but their paths is told to anybody."""

    def __init__(self, settings: Settings) -> None:
        """Take from where, how many bytes are kept, and in which folder."""
        self._folder = settings.cache_dir / FOLDER
        self._most = settings.posters_cache_mib << 20
        self._fetches = settings.posters_show == "on"
        self._url = settings.posters_url
        self._none: set[str] = set()
        self._paused_until = 0.0
        self._writing = threading.Lock()

    @cached_property
    def _transport(self) -> Transport:
        from vidtui.providers.http import Limits, Transport

        return Transport(self._url, None, Limits(total_s=TOTAL_S, size=MOST_BYTES))

    def get(self, path: str, cancel: CancelToken) -> Found:
        """Return a poster: the one that is kept, or else from the server where that is agreed to.

        Args:
            path: as the provider tells it, ``/abc.jpg``.
            cancel: ends the waiting.

        Raises:
            Stopped: the user cancelled.
        """
        if image_path(path) is None or path in self._none:
            return Found(None)
        kept = self._kept(path)
        if kept is not None:
            return Found(kept)
        if not self._fetches or time.monotonic() < self._paused_until:
            return Found(None)
        try:
            reply = self._transport.get(f"/{WIDTH}{path}", {}, cancel)
        except TooLarge as error:
            self._none.add(path)
            return Found(None, str(error))
        except Unavailable as error:
            self._paused_until = time.monotonic() + PAUSE_S
            return Found(None, _("no posters: {why}").format(why=error))
        if reply.status == HTTPStatus.OK and reply.body.startswith(_STARTS):
            return Found(reply.body, self._keep(path, reply.body))
        self._none.add(path)
        if reply.status in (HTTPStatus.OK, HTTPStatus.NOT_FOUND):
            return Found(None)
        self._paused_until = time.monotonic() + PAUSE_S
        text = _("no posters: the server answers with {status}").format(status=reply.status)
        return Found(None, text)

    def is_kept(self, path: str) -> bool:
        """Say whether a poster is kept."""
        return self._kept(path) is not None

    @property
    def has_room(self) -> bool:
        """Whether another one may be kept without dropping one that is."""
        try:
            with os.scandir(self._folder) as entries:
                total = sum(one.stat(follow_symlinks=False).st_size for one in entries)
        except OSError:
            total = 0
        return total + MOST_BYTES // 8 <= self._most

    def _file(self, path: str) -> Path:
        digest = hashlib.blake2b(f"{WIDTH}{path}".encode(), digest_size=16)
        return self._folder / digest.hexdigest()

    def _kept(self, path: str) -> bytes | None:
        file = self._file(path)
        try:
            data = read_own(file, MOST_BYTES)
        except OSError:
            return None
        if len(data) > MOST_BYTES or not data.startswith(_STARTS):
            return None
        with suppress(OSError):
            os.utime(file)  # looked at lately: dropped last
        return data

    def _keep(self, path: str, data: bytes) -> str:
        """Keep a poster; return in one line why it cannot be, if so."""
        if not self._most:
            return ""
        try:
            with self._writing:
                make_folder(self._folder)
                write_bytes(self._file(path), data)
                self._shrink()
        except UsageProblem as problem:
            return str(problem)
        except OSError as error:
            return about(str(self._folder), str(error.strerror))
        return ""

    def _shrink(self) -> None:
        """Drop what was looked at longest ago, once more is kept than may be; only what is ours."""
        held = []
        with os.scandir(self._folder) as entries:
            for entry in entries:
                if _NAME.fullmatch(entry.name) and entry.is_file(follow_symlinks=False):
                    there = entry.stat(follow_symlinks=False)
                    held.append((there.st_mtime_ns, there.st_size, entry.path))
        total = sum(size for _time, size, _path in held)
        if total <= self._most:
            return
        for _time, size, path in sorted(held):
            if total <= self._most * _KEEP:
                return
            with suppress(FileNotFoundError):
                os.unlink(path)
            total -= size
