"""The repairs of a session follow what the user has accepted, and the settings in force."""

from __future__ import annotations

import os
from dataclasses import replace

import pytest

from tests.support.library import Library
from vidtui.jobs.links.model import Decision
from vidtui.tui.services import Services

FILM = "Films/Heat (1995)/Heat (1995).mkv"


@pytest.fixture
def lost(library: Library) -> Library:
    """A link to a film that is gone from a volatile root."""
    library.write_settings(extra="volatile_days = 3")
    library.films(60)
    library.put(FILM)
    library.link("Heat.mkv", library.path(FILM))
    library.import_()
    os.unlink(library.path(FILM))
    return library


def test_an_accepted_loss_reaches_the_repairs(lost: Library) -> None:
    services, settings = Services(), lost.settings()
    (link,) = lost.find(accept_loss=True).plan.links
    decision = Decision(link.link, "orphan")
    refused = services.repair(settings, decision)
    assert (refused.state, "only away" in refused.reason) == ("refused", True)
    assert services.repair(settings, decision, accept_loss=True).state == "done"
    assert not os.path.lexists(lost.path("Heat.mkv", lost.links))
    undone = services.undo_repair(settings)
    assert undone is not None
    assert not undone.refused
    services.end_repairs()
    assert os.path.lexists(lost.path("Heat.mkv", lost.links))


def test_a_trash_that_was_changed_meanwhile_is_used_from_then_on(library: Library) -> None:
    library.films(3)
    for name in ("Heat", "Alien"):
        library.put(f"Films/{name}.mkv")
        library.link(f"{name}.mkv", library.path(f"Films/{name}.mkv"))
    library.import_()
    for name in ("Heat", "Alien"):
        os.unlink(library.path(f"Films/{name}.mkv"))
    heat, alien = (library.find().by_link[f"{name}.mkv".encode()] for name in ("Heat", "Alien"))
    services, settings = Services(), library.settings()
    first, other = settings.trashes[0], os.fsencode(library.base / "other-trash")
    os.makedirs(other)
    for link, trash in ((heat, first), (alien, other)):
        settings = replace(settings, trash=trash)
        outcome = services.repair(settings, Decision(link, "orphan"))
        assert outcome.state == "done", outcome.reason
        assert outcome.trashed is not None
        assert outcome.trashed.startswith(trash + b"/")
    assert services.undo_repair(settings) is not None
    services.end_repairs()


def test_another_language_is_no_other_run(library: Library) -> None:
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
        assert services.repair(chosen, Decision(link, "orphan")).state == "done"
    services.end_repairs()
    assert library.query("SELECT count(*) FROM run WHERE command = 'repair-links'")[0][0] == 1
