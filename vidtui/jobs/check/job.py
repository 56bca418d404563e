"""The check: roots, storage, links, catalogue and, if asked for, every byte. It changes nothing.

Only ``verify`` writes, and into the catalogue alone: hashes, when they were verified, and when the
roots were seen.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Set
from contextlib import nullcontext
from dataclasses import replace

from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import CancelToken
from vidtui.jobs.check.catalogue import CatalogueCheck
from vidtui.jobs.check.findings import Verified
from vidtui.jobs.check.hashes import HashCheck, PreviousReport
from vidtui.jobs.check.links import LinkCheck
from vidtui.jobs.check.run import (
    CheckEvent,
    CheckFinished,
    CheckOptions,
    CheckStarted,
    CheckState,
    away_of,
)
from vidtui.jobs.check.storage import StorageCheck
from vidtui.jobs.roots.live import LiveRoot, live_roots, read_of
from vidtui.jobs.roots.reports import note_live
from vidtui.jobs.suggest import Commands
from vidtui.paths import prefix_of
from vidtui.settings.model import Settings
from vidtui.text import printable


class CheckJob:
    """One check. ``run`` is drained by the thread that starts it."""

    def __init__(
        self,
        settings: Settings,
        options: CheckOptions,
        cancel: CancelToken,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the settings, what to check, the token that stops it, and the clock to go by."""
        self._settings = settings
        self._options = options
        self._cancel = cancel
        self._clock = clock

    def run(self) -> Iterator[CheckEvent]:
        """Check, and say what is found.

        Raises:
            UsageProblem: a root was never imported, or a path lies on none.
            CatalogueProblem: the catalogue cannot be used, or another one is there meanwhile.
            LockHeld: another process writes, and hashes are to be verified.
        """
        begun = self._clock()
        asked = tuple(_on_storage(path, self._settings) for path in self._options.paths)
        self._options = replace(self._options, paths=asked)
        catalogue = open_catalogue(self._settings.database)
        # Whoever waits for hashes learns now, and not after the walk, that another one writes.
        verify = self._options.verify
        writing = catalogue.writing("check --verify-hash") if verify else nullcontext()
        with writing, catalogue.session():
            storage = live_roots(self._settings, self._settings.of("storage"))
            links = live_roots(self._settings, self._settings.of("links"))
            if verify:
                note_live(catalogue, (*storage.values(), *links.values()))
            state = self._state(catalogue, storage, links)
            roots = tuple(root.path for root in (*storage.values(), *links.values()))
            yield CheckStarted("check", self._settings.database, tuple(state.away), roots)
            verified = None
            for event in self._stages(state, storage, links, begun):
                if isinstance(event, Verified):
                    verified = event
                else:
                    yield event
            catalogue.refuse_replaced()
        seconds, read = self._clock() - begun, read_of(storage.values(), state.read)
        yield CheckFinished(state.frozen_counts(), self._cancel(), seconds, read, verified)

    def _state(
        self, catalogue: Catalogue, storage: dict[int, LiveRoot], links: dict[int, LiveRoot]
    ) -> CheckState:
        commands = Commands(self._settings)
        away = [
            away_of(root, why, commands)
            for root in (*storage.values(), *links.values())
            if (why := root.objection)
        ]
        return CheckState(
            settings=self._settings,
            options=self._options,
            catalogue=catalogue,
            cancel=self._cancel,
            storage={id_: root for id_, root in storage.items() if not root.objection},
            links={id_: root for id_, root in links.items() if not root.objection},
            commands=commands,
            away=away,
            clock=self._clock,
        )

    def _stages(
        self,
        state: CheckState,
        storage: dict[int, LiveRoot],
        links: dict[int, LiveRoot],
        begun: float,
    ) -> Iterator[CheckEvent | Verified]:
        files = StorageCheck(state, time.time_ns())
        yield from files.run()
        state.catalogue.refuse_replaced()
        if self._cancel():
            return
        shown = LinkCheck(state, storage, links, files.met)
        yield from shown.run()
        state.catalogue.refuse_replaced()
        if self._cancel():
            return
        yield from CatalogueCheck(state, files.present, shown.shown).run()
        if self._cancel():
            return
        last = PreviousReport(state)
        read: Set[bytes] = frozenset()
        if self._options.verify:
            limit = self._options.verify_s
            until = None if limit is None else begun + limit
            hashes = HashCheck(state, last, files.present, until)
            yield from hashes.run()
            yield hashes.verified
            read = hashes.read
        # Also where the reading was stopped: what was not read again is as it was.
        yield from last.still_open(read)


def _on_storage(path: bytes, settings: Settings) -> bytes:
    """Return a path as a storage root has it, links on the way resolved."""
    # The real path is asked for last, since a dead mount may hold whoever asks.
    if _is_on_storage(path, settings) or _is_on_storage(path := os.path.realpath(path), settings):
        return path
    raise UsageProblem(_("{path}: lies in no storage root").format(path=printable(path)))


def _is_on_storage(path: bytes, settings: Settings) -> bool:
    return any((path + b"/").startswith(prefix_of(root.path)) for root in settings.of("storage"))
