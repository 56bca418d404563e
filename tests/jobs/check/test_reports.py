"""The reports on disk: written whole, read with suspicion, compared with care."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.support.check_reports import (
    LINKS,
    STORAGE,
    assert_valid,
    away,
    change_silently,
    finding,
    full_report,
    report,
)
from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import MediaFile
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken, Progress
from vidtui.jobs.check import report_file, reports
from vidtui.jobs.check.findings import CheckCounts, Finding
from vidtui.jobs.check.found import Findings, Ids
from vidtui.jobs.check.report import Changes, Report, compare, held
from vidtui.jobs.check.run import CheckFinished, CheckRun, CheckStarted, Found, RootSkipped
from vidtui.jobs.json_documents import Streamed, written

GHOST, OTHER = finding(), finding(path=b"Films/Ran.mkv")


def ids(*findings: Finding) -> Ids:
    return Ids.of(one.id for one in findings)


def save(data: Path, report: Report) -> Path:
    """Keep a report after the one that was kept last."""
    return reports.save(data, report, reports.latest(data))


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_what_is_kept_comes_back(tmp_path: Path, name: bytes) -> None:
    full = full_report(name if name != b".." else b"...")
    path = save(tmp_path, full)
    assert report_file.read(path) == replace(full, held=Findings())
    assert path.name == "check-20270115-080000.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert_valid(json.loads(path.read_text("utf-8")), "kept")
    document = report_file.document(full, Changes(ids(full.findings[0]), full.held, 5), ids())
    assert_valid(plain(document))
    assert_valid(plain(report_file.document(report(), Changes(), ids())))


def plain(document: dict[str, Any]) -> Any:
    """Return a document as whoever reads it has it."""
    return json.loads("".join(written(document)))


@pytest.mark.parametrize("indent", [None, 1, 2, 4])
def test_it_may_be_laid_out_anew(tmp_path: Path, indent: int | None) -> None:
    full = full_report()
    path = save(tmp_path, full)
    path.write_text(json.dumps(json.loads(path.read_text("utf-8")), indent=indent))
    assert report_file.read(path) == replace(full, held=Findings())


def test_held_findings_are_kept(tmp_path: Path) -> None:
    save(tmp_path, report(GHOST))
    path = save(tmp_path, report(away=(away(),)))
    assert report_file.read(path).held == (GHOST,)
    assert_valid(json.loads(path.read_text("utf-8")), "kept")


def test_ids_tell_findings_apart_and_last() -> None:
    full = full_report()
    assert len(ids(*full.findings)) == len(full.findings)
    assert replace(GHOST, facts={}, command=None).id == GHOST.id
    assert replace(GHOST, detail=b"x").id != GHOST.id


def test_the_last_thirty_are_kept_and_nothing_else_is_touched(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    others = ["notes.txt", "check-20200101-000000.json.bak", "check-1.json", "known.json"]
    others.append("xcheck-20200101-000000.json")
    for name in others:
        (folder / name).write_text("mine")
    (folder / "check-20200101-000000.json").mkdir()
    for number in range(reports.KEPT + 3):
        save(tmp_path, report(created=1_800_000_000 + number))
    names = sorted(os.listdir(folder))
    kept = [name for name in names if name not in others]
    assert len(kept) == reports.KEPT + 1  # the folder is no file of ours
    assert set(others) < set(names)
    assert kept[1] == "check-20270115-080003.json"
    last = reports.latest(tmp_path)
    assert last is not None
    assert last.created == 1_800_000_000 + reports.KEPT + 2


def test_two_checks_in_one_second(tmp_path: Path) -> None:
    one, other = save(tmp_path, report()), save(tmp_path, report(GHOST))
    assert one != other
    assert reports.latest(tmp_path) == report(GHOST)


def test_a_clock_that_was_wrong_once(tmp_path: Path) -> None:
    future = save(tmp_path, report(GHOST, created=2_200_000_000))
    path = save(tmp_path, report(OTHER, created=1_800_000_000))
    assert path.name > future.name
    latest = reports.latest(tmp_path)
    assert latest is not None
    assert latest.findings == (OTHER,)
    assert latest.created == 1_800_000_000


def test_there_is_none(tmp_path: Path) -> None:
    assert reports.latest(tmp_path) is None
    assert reports.acknowledged(tmp_path) == Ids()


def test_where_nothing_can_be_written(tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("in the way")
    with pytest.raises(UsageProblem, match="reports"):
        save(tmp_path, report())
    assert reports.latest(tmp_path) is None


def test_a_full_disk_leaves_no_half(tmp_path: Path, mount: Callable[..., None]) -> None:
    mount(tmp_path / "disk", size="16k")
    many = report(*(finding(path=b"%d" % number) for number in range(1000)))
    with pytest.raises(UsageProblem, match="the disk is full"):
        save(tmp_path / "disk", many)
    assert os.listdir(tmp_path / "disk/reports") == []


def set_to(*path: str | int, to: Any) -> Callable[[Any], None]:
    def change(document: Any) -> None:
        for key in path[:-1]:
            document = document[key]
        if to is KeyError:
            del document[path[-1]]
        else:
            document[path[-1]] = to

    return change


DAMAGE: dict[str, tuple[Callable[[Any], None], str]] = {
    "a newer version": (set_to("check", to=2), "check: must be 1"),
    "no version": (set_to("check", to=KeyError), "check: is not there"),
    "a kind of its own": (set_to("findings", 0, "kind", to="x"), "findings[0].kind: must be one"),
    "no list": (set_to("findings", to={}), "findings: must be a list"),
    "a path elsewhere": (set_to("findings", 0, "path", to="/etc/x"), "must lie below its root"),
    "control characters": (set_to("findings", 0, "command", to="\x1b[2J"), "control characters"),
    "a number too large": (set_to("findings", 0, "facts", "size", to=2**70), "facts.size: must"),
    "a date that is none": (set_to("created", to="yesterday"), "created: must be a time such as"),
    "no base64": (set_to("findings", 0, "path_b64", to="%"), "path_b64: must be base64"),
    "counts below zero": (set_to("counts", "files", to=-1), "counts.files: must be"),
    "a remedy of its own": (set_to("away", 0, "remedy", to="rm -rf /"), "away[0].remedy: must"),
}


def by_lines(document: Any) -> str:
    """Write a report as it is kept, a finding a line."""
    lists = {
        key: Streamed(partial(iter, document[key]))
        for key in ("findings", "held")
        if isinstance(document.get(key), list)
    }
    return "".join(written({**document, **lists}))


def indented(document: Any) -> str:
    """Write a report as somebody's editor lays it out."""
    return json.dumps(document, indent=2)


@pytest.mark.parametrize("write", [json.dumps, by_lines, indented])
@pytest.mark.parametrize(("damage", "why"), DAMAGE.values(), ids=DAMAGE)
def test_damage_is_told_and_passed_over(
    tmp_path: Path, damage: Callable[[Any], None], why: str, write: Callable[[Any], str]
) -> None:
    save(tmp_path, report(GHOST))
    document = json.loads("".join(report_file.stored(full_report())))
    damage(document)
    bad = tmp_path / "reports/check-20990101-000000.json"
    bad.write_text(write(document))
    with pytest.raises(UsageProblem, match="check-20990101") as problem:
        report_file.read(bad)
    assert why in str(problem.value)
    told: list[str] = []
    assert reports.latest(tmp_path, told.append) == report(GHOST)
    assert told == [f"left out: {problem.value}"]


@pytest.mark.parametrize(
    "data",
    [b"", b"{", b"\xff", b"[]", b"null", b"1", b'{"check": 1, "check": 1}', b"[" * 100_000],
    ids=repr,
)
def test_what_is_no_report(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(data)
    with pytest.raises(UsageProblem) as problem:
        report_file.read(path)
    assert "\n" not in str(problem.value)


def test_what_is_no_file(tmp_path: Path) -> None:
    folder = tmp_path / "reports"
    folder.mkdir()
    os.mkfifo(folder / "check-20990101-000000.json")
    (folder / "check-20990101-000001.json").symlink_to("/dev/zero")
    (folder / "check-20990101-000002.json").mkdir()
    told: list[str] = []
    assert reports.latest(tmp_path, told.append) is None
    assert len(told) == 3


def test_a_report_that_is_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = save(tmp_path, full_report())
    monkeypatch.setattr(report_file, "MOST_BYTES", 100)
    with pytest.raises(UsageProblem, match="is larger than"):
        report_file.read(path)


def test_the_first_check_is_all_new() -> None:
    assert compare(None, report(GHOST)) == Changes(ids(GHOST))


def test_what_is_new_and_what_is_gone() -> None:
    changes = compare(report(GHOST), report(OTHER, created=1_900_000_000))
    assert changes == Changes(ids(OTHER), Findings([GHOST]), 1_800_000_000)


def chain(*checks: Report) -> list[Changes]:
    """Compare each check with what was kept of the one before."""
    found, before = [], None
    for now in checks:
        found.append(compare(before, now))
        before = replace(now, held=held(before, now))
    return found


LINK = finding("broken_link")


@pytest.mark.parametrize(
    ("blind", "unseen"),
    [
        (report(complete=False), (GHOST, LINK)),
        (report(away=(away(),)), (GHOST, LINK)),
        (report(away=(away(remedy="accept-loss"),)), (GHOST, LINK)),
        (report(away=(away(LINKS),)), (LINK, finding("unlinked_file"), finding("duplicate"))),
        (report(away=(away(b"/nas/other"),)), (LINK, finding("unreadable"))),
    ],
)
def test_nothing_is_gone_that_was_not_looked_at(blind: Report, unseen: Any) -> None:
    """Nor is it new, once one looks again; what is gone then, is gone then."""
    _first, while_blind, still, after, _same = chain(
        report(*unseen), blind, blind, report(unseen[0]), report(unseen[0])
    )
    assert (while_blind.new, while_blind.gone) == (Ids(), ())
    assert (still.new, still.gone) == (Ids(), ())
    assert (after.new, after.gone.ids()) == (Ids(), ids(*unseen[1:]))


def test_what_another_disk_does_not_touch_is_gone() -> None:
    before = report(GHOST, finding("pending_group"))
    (_first, now) = chain(before, report(away=(away(b"/nas/other"),)))
    assert now.gone == before.findings


def test_a_root_that_the_settings_lost_is_neither_gone_nor_held() -> None:
    now = report(roots=(LINKS,))
    assert compare(report(GHOST), now).gone == ()
    assert held(report(GHOST), now) == ()


def test_acknowledged_as_long_as_it_lasts(tmp_path: Path) -> None:
    save(tmp_path, report(GHOST, OTHER))
    last = reports.latest(tmp_path)
    assert last is not None
    assert reports.acknowledge(tmp_path, last) == 2
    assert reports.acknowledged(tmp_path) == ids(GHOST, OTHER)
    assert stat.S_IMODE((tmp_path / "reports/known.json").stat().st_mode) == 0o600
    save(tmp_path, report(OTHER, away=(away(),)))
    assert reports.acknowledged(tmp_path) == ids(GHOST, OTHER)
    save(tmp_path, report(OTHER))
    assert reports.acknowledged(tmp_path) == ids(OTHER)


def test_acknowledged_again_while_a_disk_is_away(tmp_path: Path) -> None:
    """Also by a screen, whose report does not hold what only the one on disk holds."""
    save(tmp_path, report(GHOST))
    reports.acknowledge(tmp_path, report(GHOST))
    save(tmp_path, report(GHOST, finding(path=b"Films/Ran.mkv")))
    seen = report(OTHER, away=(away(),))
    save(tmp_path, seen)
    reports.acknowledge(tmp_path, seen)
    assert reports.acknowledged(tmp_path) == ids(GHOST, OTHER), "the other ghost was never seen"


@pytest.mark.parametrize("path", [b"Films", b"", b"Films/Heat.mkv"])
def test_nothing_is_gone_below_a_folder_that_cannot_be_read(path: bytes) -> None:
    before, blind = report(GHOST, finding("duplicate")), report(finding("unreadable", path))
    _first, now, still, after, last = chain(before, blind, blind, before, report())
    assert (now.new, now.gone) == (ids(*blind.findings), ())
    assert (still.new, still.gone) == (frozenset(), ())
    assert (after.new, after.gone) == (frozenset(), blind.findings)
    assert last.gone == before.findings


def test_what_lies_beside_a_folder_that_cannot_be_read_is_gone() -> None:
    before = report(GHOST, finding(path=b"Films2/Ran.mkv"))
    (_first, now) = chain(before, report(finding("unreadable", b"Films2")))
    assert now.gone == (GHOST,)


@pytest.mark.parametrize(
    "text", ["", "{}", '{"known": 2, "ids": []}', '{"known": 1, "ids": [1]}', '{"known": 1}']
)
def test_acknowledged_in_a_damaged_file(tmp_path: Path, text: str) -> None:
    (tmp_path / "reports").mkdir()
    (tmp_path / "reports/known.json").write_text(text)
    told: list[str] = []
    assert reports.acknowledged(tmp_path, told.append) == Ids()
    assert len(told) == 1
    assert "known.json" in told[0]


def test_gathered_from_events() -> None:
    gathered = CheckRun()
    assert not gathered.report().complete
    gathered.feed(CheckStarted("check", Path("/c"), (), (STORAGE, LINKS)))
    gathered.feed(Found((LINK, GHOST)))
    gathered.feed(Found((GHOST, finding("duplicate"))))
    gathered.feed(
        CheckFinished(CheckCounts(files=9, issues=3, information=1), False, 2.0, verified=None)
    )
    found = gathered.report()
    assert found.complete
    assert found.roots == (STORAGE, LINKS)
    assert [one.kind for one in found.findings] == ["ghost_entry", "broken_link", "duplicate"]
    assert found.counts == CheckCounts(9, 0, 2, 1)
    assert [*found.findings.counts()] == ["ghost_entry", "broken_link", "duplicate"]


def test_nothing_is_said_of_a_root_that_is_doubted() -> None:
    gathered = CheckRun()
    gathered.feed(Found((LINK, GHOST)))
    gathered.feed(RootSkipped(away()))
    assert gathered.report().findings == (LINK,)
    assert gathered.report().counts.issues == 1


FILM = "Films/Film 001 (2001)/Film 001 (2001).mkv"


@pytest.fixture
def silent(library: Library) -> Library:
    """Three films, one of which changed silently, as the last check found."""
    library.films(3)
    library.import_()
    library.check(verify=True)
    change_silently(library.path(FILM))
    keep(library, verify=True)
    return library


def keep(library: Library, **options: Any) -> dict[str, int]:
    gathered = CheckRun()
    for event in library.checking(**options):
        gathered.feed(event)
    save(library.data, gathered.report())
    issues = ("silent_change", "changed_file", "unreadable", "ghost_entry")
    found = gathered.report().findings.counts()
    return {kind: found[kind] for kind in issues if kind in found}


def test_a_silent_change_stays_until_it_is_read_again(silent: Library) -> None:
    assert keep(silent) == {"silent_change": 1}
    assert keep(silent, verify=True, paths=(silent.path("Films/Film 002 (2001)"),)) == {
        "silent_change": 1
    }
    assert keep(silent, verify=True) == {"silent_change": 1}
    with open(silent.path(FILM), "r+b") as opened:
        before = os.stat(silent.path(FILM))
        opened.write(b"v")
        opened.flush()
        os.utime(silent.path(FILM), ns=(before.st_atime_ns, before.st_mtime_ns))
    assert keep(silent) == {"silent_change": 1}
    assert keep(silent, verify=True) == {}
    assert keep(silent) == {}


def test_a_silent_change_survives_a_reading_that_is_stopped(
    silent: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
    cancel, gathered = CancelToken(), CheckRun()
    for event in silent.checking(verify=True, cancel=cancel):
        gathered.feed(event)
        if isinstance(event, Progress) and event.stage == "hashes":
            cancel.set()
    assert not gathered.report().complete
    assert [one.kind for one in gathered.report().findings if one.kind == "silent_change"]


def test_when_the_content_was_last_right_is_not_forgotten(silent: Library) -> None:
    before = reports.latest(silent.data)
    assert before is not None
    with open_catalogue(silent.database).transaction():
        MediaFile.update(verified_at=1_900_000_000).execute()
    keep(silent, verify=True)
    after = reports.latest(silent.data)
    assert after is not None
    good = [one.facts["verified_at"] for one in (before.findings[0], after.findings[0])]
    assert good[0] == good[1]


def test_a_silent_change_survives_a_disk_that_is_away(silent: Library) -> None:
    os.rename(silent.storage, silent.base / "away")
    assert keep(silent) == {}
    os.rename(silent.base / "away", silent.storage)
    assert keep(silent) == {"silent_change": 1}


def test_a_silent_change_ends_with_the_file(silent: Library) -> None:
    os.utime(silent.path(FILM), ns=(1, 1))
    assert "silent_change" not in keep(silent)
    os.unlink(silent.path(FILM))
    assert keep(silent) == {"ghost_entry": 1}


def test_a_change_in_the_middle_with_another_date(library: Library) -> None:
    """Beginning and end are the same: only the whole hash tells, until an import took note."""
    path = library.put(FILM, b"a" * 300_000)
    library.import_()
    library.check(verify=True)
    with open(path, "r+b") as opened:
        opened.seek(150_000)
        opened.write(b"b")
    os.utime(path, ns=(10**18, 10**18))
    assert keep(library) == {}
    assert keep(library, verify=True) == {"changed_file": 1}
    assert keep(library) == {"changed_file": 1}
    library.import_()
    assert keep(library) == {}
    assert keep(library, verify=True) == {"changed_file": 1}
    assert keep(library, verify=True) == {}


def test_another_date_alone_is_no_change(library: Library) -> None:
    path = library.put(FILM, b"a" * 300_000)
    library.import_()
    library.check(verify=True)
    os.utime(path, ns=(10**18, 10**18))
    assert keep(library, verify=True) == {}
    library.import_()
    assert library.check(verify=True).verified.same == 1
