"""Roots as they are while a job runs."""

from __future__ import annotations

import logging
import os
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Generic, TypeVar

from vidtui.catalogue import roots
from vidtui.catalogue.database import Catalogue
from vidtui.catalogue.roots import KnownRoot
from vidtui.disk.classify import Hierarchy
from vidtui.disk.mounts import FREELY, Policy, policy_of
from vidtui.disk.root_identity import RootState, examine_all
from vidtui.disk.scan import ScanRules
from vidtui.errors import UsageProblem
from vidtui.i18n import _
from vidtui.jobs.base import (
    PROGRESS_INTERVAL_S,
    CancelToken,
    Notice,
    Progress,
    Remedy,
    RootRead,
)
from vidtui.paths import prefix_of
from vidtui.settings.model import RootSetting, Settings
from vidtui.text import printable

log = logging.getLogger(__name__)
C = TypeVar("C")


def away_for_now(root: LiveRoot) -> Notice:
    """Return what is said of a removable disk that is away, which is no fault."""
    text = _("{path}: away, as a removable disk may be; what it holds stays known")
    return Notice(text.format(path=printable(root.path)))


@dataclass(frozen=True, slots=True)
class LiveRoot:
    """A root as it is in this run; ``below`` are the subtrees to scan, ``b""`` for all of it.

    ``policy`` says how much of it may be read.
    """

    known: KnownRoot
    state: RootState
    below: tuple[bytes, ...] = ()
    policy: Policy = FREELY

    @property
    def id(self) -> int:
        """The root's id in the catalogue."""
        return self.known.id

    @property
    def path(self) -> bytes:
        """The root's absolute path."""
        return self.known.path

    @property
    def objection(self) -> str | None:
        """Why nothing may be said of the root, in one line, None where something may."""
        return self.state.objection(self.known.role)

    @property
    def prefixes(self) -> tuple[bytes, ...]:
        """What absolute paths on the root begin with: relative links lead to its real path."""
        places = dict.fromkeys((self.path, self.state.real_path or self.path))
        return tuple(map(prefix_of, places))

    @property
    def name(self) -> bytes:
        """The last component of the root's path, which may name the kind."""
        return os.path.basename(self.known.path)

    def absolute(self, path: bytes) -> bytes:
        """Return the absolute path of something on this root."""
        root = self.known.path
        return prefix_of(root) + path if path else root


@dataclass(kw_only=True)
class JobState(Generic[C]):
    """What the stages of a job share.

    ``storage`` and ``links`` are the roots by their id; ``read`` counts the bytes read of each
    root's files.
    """

    COUNTS: ClassVar[type[Any]]
    """What ``counts`` are told as."""

    settings: Settings
    catalogue: Catalogue
    cancel: CancelToken
    storage: dict[int, LiveRoot]
    links: dict[int, LiveRoot]
    clock: Callable[[], float] = time.monotonic
    counts: Counter[str] = field(default_factory=Counter)
    read: Counter[int] = field(default_factory=Counter)
    _last_progress: float = 0.0

    @cached_property
    def rules(self) -> ScanRules:
        """What counts as a video and what is never looked at."""
        return scan_rules(self.settings)

    @cached_property
    def hierarchy(self) -> Hierarchy:
        """What folders say."""
        settings = self.settings
        return Hierarchy(settings.film_folders, settings.series_folders, settings.anime_folders)

    def frozen_counts(self) -> C:
        """Return the counts as they are now."""
        counts: C = self.COUNTS(**self.counts)
        return counts

    def progress(
        self, stage: str, done: int, total: int | None, folder: bytes, *, force: bool = False
    ) -> Iterator[Progress[C]]:
        """Yield the progress of a stage, at most 20 times a second."""
        now = self.clock()
        if force or now - self._last_progress >= PROGRESS_INTERVAL_S:
            self._last_progress = now
            yield Progress(stage, done, total, folder, self.frozen_counts())


def read_of(roots: Iterable[LiveRoot], read: Mapping[int, int]) -> tuple[RootRead, ...]:
    """Return how much was read of storage roots that were there, by the bytes of each id."""
    return tuple(
        RootRead(root.path, root.policy.reading, read.get(root.id, 0))
        for root in roots
        if root.state.online
    )


def remedy_of(state: RootState) -> Remedy | None:
    """Return the way on for a root in this state."""
    return "confirm-root" if state.state == "unrecognised" else None


def scan_rules(settings: Settings) -> ScanRules:
    """Return what counts as a video and what is never looked at."""
    return ScanRules(
        settings.extensions,
        settings.ignored_folders,
        settings.trashes,
    )


def live_roots(settings: Settings, wanted: tuple[RootSetting, ...]) -> dict[int, LiveRoot]:
    """Return by id some of the configured roots as they are now, in a session.

    Raises:
        UsageProblem: one has never been imported.
    """
    known = []
    for setting in wanted:
        root = roots.known(setting.path)
        if root is None:
            raise UsageProblem(
                _("{path}: not imported yet; run: vidtui import").format(
                    path=printable(setting.path)
                )
            )
        known.append(root)
    states = examine_all((root.path, root.identity) for root in known)
    for root, found in zip(known, states, strict=True):
        log.info("%s: %s %s", printable(root.path), found.state, found.filesystems)
    return {
        root.id: LiveRoot(root, found, (b"",), policy_of(settings, setting, found.filesystems))
        for setting, root, found in zip(wanted, known, states, strict=True)
    }


def look_again(roots: Iterable[LiveRoot]) -> list[tuple[LiveRoot, RootState]]:
    """Return roots with what they are now: a disk that left meanwhile took nothing with it."""
    looked = list(roots)
    states = examine_all((root.path, root.known.identity) for root in looked)
    return list(zip(looked, states, strict=True))
