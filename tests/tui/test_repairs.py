"""The repairs of a session follow what the user has accepted, and the settings in force."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tests.support.library import Library
from vidtui.jobs.links.model import Decision, Outcome
from vidtui.settings.model import Settings
from vidtui.tui.services import Services

FILM = "Films/Heat (1995)/Heat (1995).mkv"


@pytest.fixture
def lost(library: Library) -> Library:
    """A link to a film that is gone from a volatile root."""
    library.write_settings(extra="volatile_days = 3")
    library.films(60)
    library.put(FILM)
    library.link("Heat.mkv", library.path(FILM))
    library.link("Another.mkv", library.path("Films/Film 001 (2001)/Film 001 (2001).mkv"))
    library.import_()
    os.unlink(library.path(FILM))
    return library


def repaired(
    services: Services, settings: Settings, decision: Decision, *, accept_loss: bool = False
) -> Outcome:
    told: list[Outcome] = []
    services.repair(settings, [decision], told.append, accept_loss=accept_loss)
    (outcome,) = told
    return outcome


def test_an_accepted_loss_reaches_the_repairs(lost: Library) -> None:
    services, settings = Services(), lost.settings()
    (link,) = lost.find(accept_loss=True).plan.links
    decision = Decision(link.link, "orphan")
    refused = repaired(services, settings, decision)
    assert (refused.state, "only away" in refused.reason) == ("refused", True)
    done = repaired(services, settings, decision, accept_loss=True)
    assert done.state == "done"
    assert not os.path.lexists(lost.path("Heat.mkv", lost.links))
    (undone,) = services.undo_repair(settings, done.run or 0)
    assert not undone.refused
    assert os.path.lexists(lost.path("Heat.mkv", lost.links))


def test_a_trash_that_was_changed_meanwhile_is_used_from_then_on(library: Library) -> None:
    library.films(3)
    for name in ("Heat", "Alien"):
        library.put(f"Films/{name}.mkv")
        library.link(f"{name}.mkv", library.path(f"Films/{name}.mkv"))
    library.link("Another.mkv", library.path("Films/Film 001 (2001)/Film 001 (2001).mkv"))
    library.import_()
    for name in ("Heat", "Alien"):
        os.unlink(library.path(f"Films/{name}.mkv"))
    heat, alien = (library.find().by_link[f"{name}.mkv".encode()] for name in ("Heat", "Alien"))
    services, settings = Services(), library.settings()
    first, other = settings.trashes[0], os.fsencode(library.base / "other-trash")
    os.makedirs(other)
    for link, trash in ((heat, first), (alien, other)):
        settings = replace(settings, trash=trash)
        outcome = repaired(services, settings, Decision(link, "orphan"))
        assert outcome.state == "done", outcome.reason
        assert outcome.trashed is not None
        assert outcome.trashed.startswith(trash + b"/")
    assert len(services.undo_repair(settings, outcome.run or 0)) == 1


def test_each_repair_is_an_entry_of_its_own_in_any_language(library: Library) -> None:
    library.films(3)
    for name in ("Heat", "Alien"):
        library.put(f"Films/{name}.mkv")
        library.link(f"{name}.mkv", library.path(f"Films/{name}.mkv"))
    library.import_()
    for name in ("Heat", "Alien"):
        os.unlink(library.path(f"Films/{name}.mkv"))
    links = [library.find().by_link[f"{name}.mkv".encode()] for name in ("Heat", "Alien")]
    services, settings = Services(), library.settings()
    for link, language in zip(links, ("en", "fr"), strict=True):
        chosen = replace(settings, language=language)
        assert repaired(services, chosen, Decision(link, "orphan")).state == "done"
    states = library.query("SELECT state FROM run WHERE command = 'repair-links'")
    assert [row[0] for row in states] == ["done", "done"]
