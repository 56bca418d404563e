"""What a cloud mount is without for some days is away: no ghost, no orphan, no brake."""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import closing

import pytest

from tests.support.library import Library
from vidtui.catalogue.database import open_catalogue
from vidtui.errors import SafetyRefusal
from vidtui.jobs import forget
from vidtui.jobs.base import CancelToken
from vidtui.jobs.links.model import Decision, Outcome
from vidtui.jobs.repair import plan_file
from vidtui.jobs.repair.apply import ApplyJob
from vidtui.jobs.repair.plan_file import trash_orphans
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.repair.run import ApplyOptions

FILM = "Films/Heat (1995)/Heat (1995).mkv"
DAYS = 3
DAY_S = 24 * 3600


@pytest.fixture(params=["names", "full"])
def cloud(library: Library, request: pytest.FixtureRequest) -> Library:
    """Sixty films and one with a link, on a root that is volatile for three days."""
    library.write_settings(extra=f'reading = "{request.param}"\nvolatile_days = {DAYS}')
    library.films(60)
    library.put(FILM)
    library.link("Heat.mkv", library.path(FILM))
    library.link("Heat folder", library.path(os.path.dirname(FILM)))
    library.import_()
    return library


def vanish(library: Library, count: int = 0) -> None:
    """Take the film away, and so many others, more than a person deletes at once."""
    os.unlink(library.path(FILM))
    os.rmdir(library.path(os.path.dirname(FILM)))
    for number in range(1, count + 1):
        os.unlink(library.path(f"Films/Film {number:03d} (2001)/Film {number:03d} (2001).mkv"))


def days_later(library: Library, days: float) -> None:
    """Let what is away have been so for longer."""
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute("UPDATE media_file SET away_since = away_since - ?", (days * DAY_S,))


def test_an_import_takes_nothing_for_gone(cloud: Library) -> None:
    vanish(cloud, 25)
    ran = cloud.import_()
    assert (ran.counts.away, ran.counts.missing, ran.refused) == (26, 0, {})
    assert ran.counts.broken_links == 0
    assert cloud.missing() == set()
    assert cloud.file(FILM)["away_since"] == pytest.approx(time.time(), abs=60)
    link = cloud.seen_links()[b"Heat.mkv"]
    assert (link["state"], link["target"]) == ("ok", FILM.encode())  # what was known of it
    assert cloud.seen_links()[b"Heat folder"]["state"] == "folder"
    assert ran.notices == [
        f"{cloud.storage}: 26 files are not there and count as away, for 3 days at most"
    ]


def test_a_check_and_a_search_say_nothing_of_it(cloud: Library) -> None:
    vanish(cloud, 25)
    for _before_and_after_an_import in range(2):
        checked = cloud.check()
        assert set(checked.paths) <= {"unlinked_file", "pending_group"}
        assert checked.away == {}
        assert any("26 files are not there" in line for line in checked.notices)
        found = cloud.find()
        assert (found.plan.links, found.counts.broken, found.counts.unknown) == ([], 0, 2)
        cloud.import_()


def test_it_is_not_forgotten(cloud: Library) -> None:
    vanish(cloud)
    cloud.import_()
    catalogue, settings = open_catalogue(cloud.database), cloud.settings()
    assert forget.plan(catalogue, settings, [], all_ghosts=True).ghosts == []
    folder = cloud.path(os.path.dirname(FILM))
    assert forget.plan(catalogue, settings, [folder]).ghosts == []
    with pytest.raises(SafetyRefusal, match="only away"):
        forget.plan(catalogue, settings, [cloud.path(FILM)])
    planned = forget.plan(catalogue, settings, [cloud.path(FILM)], accept_loss=True)
    assert len(planned.ghosts) == 1


def test_it_comes_back_as_if_it_had_never_been_away(cloud: Library) -> None:
    before = cloud.end_state()
    times = os.stat(cloud.path(FILM)).st_mtime_ns
    vanish(cloud)
    cloud.import_()
    cloud.put(FILM, mtime_ns=times)
    ran = cloud.import_()
    assert ran.changes == {"ignored": 61, "links": 2}
    assert cloud.file(FILM)["away_since"] is None
    assert cloud.end_state() == before


def test_away_for_too_long_is_gone(cloud: Library) -> None:
    vanish(cloud)
    cloud.import_()
    days_later(cloud, DAYS - 0.1)
    assert "ghost_entry" not in cloud.check().paths
    assert cloud.import_().counts.away == 1
    days_later(cloud, 0.2)
    assert cloud.check().paths["ghost_entry"] == [FILM]
    assert sorted(cloud.find().told) == [b"Heat folder", b"Heat.mkv"]
    ran = cloud.import_()
    assert (ran.counts.away, ran.counts.missing, ran.counts.broken_links) == (0, 1, 2)
    assert (cloud.file(FILM)["away_since"], cloud.missing()) == (None, {FILM.encode()})


def test_too_much_is_gone_at_once_also_where_it_was_away_before(cloud: Library) -> None:
    vanish(cloud, 25)
    cloud.import_()
    days_later(cloud, DAYS)
    (refused,) = cloud.import_().refused.values()
    assert refused.remedy == "accept-loss"
    assert cloud.missing() == set()
    assert cloud.check().away
    assert cloud.find().refused


def test_who_accepts_the_loss_need_not_wait(cloud: Library) -> None:
    vanish(cloud, 25)
    assert cloud.check(accept_loss=True).paths["ghost_entry"]
    ran = cloud.import_(accept_loss=True)
    assert (ran.counts.away, ran.counts.missing, ran.counts.broken_links) == (0, 26, 2)


def test_a_link_to_what_nobody_knew_is_broken_all_the_same(cloud: Library) -> None:
    cloud.link("Never.mkv", cloud.path("Films/Never there (2000).mkv"))
    assert cloud.import_().counts.broken_links == 1
    assert cloud.find().told == [b"Never.mkv"]
    assert cloud.check().paths["broken_link"] == ["Never.mkv"]


def test_a_plan_from_before_it_was_volatile_does_not_trash_its_link(library: Library) -> None:
    library.films(3)
    library.put(FILM)
    library.link("Heat.mkv", library.path(FILM))
    library.import_()
    vanish(library)
    link = library.find().by_link[b"Heat.mkv"]
    library.write_settings(extra="volatile_days = 3")
    repairs = Repairs(open_catalogue(library.database), library.settings())
    outcome = repairs.apply(Decision(link, "orphan"))
    assert (outcome.state, "only away" in outcome.reason) == ("refused", True)
    assert os.path.lexists(library.path("Heat.mkv", library.links))


def test_a_plan_of_who_accepts_the_loss_is_carried_out(cloud: Library) -> None:
    vanish(cloud)
    plan = cloud.find(accept_loss=True).plan
    assert trash_orphans(plan) == 2
    path = cloud.base / "plan.json"
    plan_file.write(path, plan)
    for accept_loss, expected in ((False, ["refused"] * 2), (True, ["done"] * 2)):
        job = ApplyJob(cloud.settings(), ApplyOptions(path, accept_loss=accept_loss), CancelToken())
        outcomes = [one for one in job.run() if isinstance(one, Outcome)]
        assert [one.state for one in outcomes] == expected
    assert not os.path.lexists(cloud.path("Heat.mkv", cloud.links))


def test_on_a_disk_nothing_is_only_away(library: Library) -> None:
    library.films(3)
    library.put(FILM)
    library.link("Heat.mkv", library.path(FILM))
    library.import_()
    vanish(library)
    ran = library.import_()
    assert (ran.counts.away, ran.counts.missing, ran.counts.broken_links) == (0, 1, 1)


def test_an_import_of_another_part_does_not_break_its_links(cloud: Library) -> None:
    vanish(cloud)
    ran = cloud.import_(cloud.path("Films/Film 002 (2001)"))
    assert (ran.counts.away, ran.counts.broken_links) == (0, 0)
    assert cloud.seen_links()[b"Heat.mkv"]["state"] == "ok"
