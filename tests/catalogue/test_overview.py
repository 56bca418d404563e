"""What Home draws: films by decade and by picture, the space of disks, and past checks."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from tests.library import shelf
from tests.support.check_reports import finding, report
from tests.support.library import Library
from vidtui.catalogue import overview, roots, totals
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import MediaFile
from vidtui.jobs.check import reports as checks
from vidtui.jobs.roots import reports


def test_films_are_counted_by_decade_and_by_picture_once_each(tmp_path: Path) -> None:
    twin = shelf.Shelved(
        [shelf.File(b"Films/Heat (1995).mkv", facts=shelf.facts(1080, "en"))],
        title="Heat",
        year=1995,
        state="queued",
    )
    catalogue, _known = shelf.build(tmp_path, (*shelf.SHELF, twin))
    with catalogue.session():
        assert overview.films() == ([(1970, 1), (1990, 2)], [(2160, 1), (1080, 2), (480, 1)])
        MediaFile.update(probe='{"version": 1, "lines": "x"').execute()
        assert overview.resolutions() == []
        MediaFile.update(probe='{"lines": "many"}').execute()
        assert overview.resolutions() == []


def test_the_space_of_a_disk_is_kept_from_the_last_look_and_survives_its_absence(
    library: Library,
) -> None:
    library.films(3)
    library.import_()
    catalogue = open_catalogue(library.database)
    seen = reports.remembered(catalogue, library.settings())[0]
    found = os.statvfs(library.storage)
    assert seen.space is not None
    assert seen.space.total == found.f_blocks * found.f_frsize
    assert 0 <= seen.space.free <= seen.space.total
    with catalogue.session():
        sizes = totals.sizes_by_root()
    assert sizes == {os.fsencode(library.storage): seen.size}
    assert seen.size > 0
    library.storage.rename(library.base / "away")
    reports.report(catalogue, library.settings())
    gone = reports.remembered(catalogue, library.settings())[0]
    assert gone.state is not None
    assert (gone.state.state, gone.space) == ("offline", seen.space)
    with catalogue.session(), catalogue.transaction():
        roots.note_seen(
            os.fsencode(library.storage), roots.Seen(5, "online", space=roots.Space(10, 4))
        )
    assert reports.remembered(catalogue, library.settings())[0].space == (10, 4)


def test_past_checks_are_told_by_their_heads_and_bad_ones_left_out(tmp_path: Path) -> None:
    first = report(finding(), finding(path=b"b"))
    for number, counts in enumerate(((2, 0), (1, 5))):
        one = replace(
            first,
            created=first.created + number * 60,
            counts=replace(first.counts, issues=counts[0], information=counts[1]),
        )
        checks.save(tmp_path, one, None)
    partial = replace(first, created=first.created + 200, complete=False)
    checks.save(tmp_path, partial, None)
    folder = tmp_path / "reports"
    (folder / "check-20200101-000000.json").write_bytes(b'{"check": 1, "created": "x"}')
    (folder / "check-20200101-000001.json").write_bytes(os.urandom(64))
    (folder / "check-20200101-000002.json").mkdir()
    (folder / "check-20200101-000003.json").symlink_to(folder / "check-20270115-080000.json")
    assert checks.history(tmp_path) == [(first.created, 2), (first.created + 60, 1)]
    assert checks.history(tmp_path / "nowhere") == []
