"""The app tells media centres of what was changed, once for many changes, and says so."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tests.support.centres import CentreStandIn, centre
from tests.support.library import Library
from tests.support.repairs import Sitting, break_links
from vidtui.catalogue import centre_notices
from vidtui.catalogue.database import open_catalogue
from vidtui.settings.model import Settings
from vidtui.tui.media_centres import CentreTelling


class Surroundings:
    """A host whose loop is the test: what threads bring is done when the test asks for it."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.timers: list[Callable[[], object]] = []
        self.said: list[tuple[str, str]] = []
        self._brought: list[tuple[Callable[..., Any], tuple[Any, ...]]] = []
        self._there = threading.Semaphore(0)

    def call_later(self, callback: Callable[..., Any], *args: Any) -> bool:
        self._brought.append((callback, args))
        self._there.release()
        return True

    def set_timer(self, _delay: float, callback: Callable[[], object]) -> None:
        self.timers.append(callback)

    def notify(self, text: str, *, severity: str = "information", timeout: Any = None) -> None:
        self.said.append((text, severity))

    def complain(self, error: Exception) -> None:
        raise error

    def take(self) -> None:
        """Do what a thread brings next."""
        assert self._there.acquire(timeout=60)
        callback, args = self._brought.pop(0)
        callback(*args)


@pytest.fixture
def jellyfin(library: Library) -> Iterator[CentreStandIn]:
    break_links(library, (b"one", b"two"))
    with centre(library, "jellyfin") as stand_in:
        yield stand_in


def test_many_changes_are_told_once(library: Library, jellyfin: CentreStandIn) -> None:
    sitting = Sitting(library)
    host: Any = Surroundings(library.settings())
    telling = CentreTelling()
    for name in (b"one", b"two"):
        telling.changed(host, [sitting.done(name).action or 0])
        host.take()
    assert jellyfin.requests == []
    catalogue = open_catalogue(library.database)
    with catalogue.session():
        assert centre_notices.counts() == {"jellyfin": 1}
    first, second = host.timers
    first()
    second()
    host.take()
    assert jellyfin.told == [f"{library.links}/Films"]
    assert host.said == [("Jellyfin: told of 1 changed folder", "information")]


def test_one_that_is_down_is_told_of(library: Library, jellyfin: CentreStandIn) -> None:
    jellyfin.hostile["/"] = lambda handler: handler.send(500)
    host: Any = Surroundings(library.settings())
    CentreTelling().changed(host, [Sitting(library).done(b"one").action or 0])
    host.take()
    host.timers[0]()
    host.take()
    ((text, severity),) = host.said
    assert severity == "warning"
    assert "1 folder waits until next time" in text


def test_without_centres_nothing_is_done(library: Library) -> None:
    host: Any = Surroundings(library.settings())
    CentreTelling().changed(host, [1])
    assert host.timers == []
