"""``vidtui --batch check`` as a process: what it finds, says, keeps, and where it stops."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from tests.support.check_reports import PLANTED, assert_valid, change_silently, planted
from tests.support.library import Library, snapshot
from tests.support.names import HOSTILE
from tests.support.running import (
    PATIENCE_S,
    Done,
    environment,
    run,
    start,
    strict_json,
    wait_for_writer,
)
from vidtui.catalogue.errors import CatalogueProblem
from vidtui.catalogue.lock import WriterLock
from vidtui.cli import program as cli
from vidtui.errors import Exit
from vidtui.jobs.check import kinds as wording
from vidtui.jobs.check.kinds import INFORMATION, ISSUES, KINDS

FILM = "Films/Film 001 (2001)/Film 001 (2001).mkv"
OTHER = "Films/Film 002 (2001)/Film 002 (2001).mkv"


def check(library: Library, *options: str | bytes, **rest: Any) -> Done:
    return run("--batch", "check", "-q", *options, library=library, **rest)


def document(library: Library, *options: str | bytes, **rest: Any) -> Any:
    done = check(library, "--json", *options, **rest)
    found = done.json
    assert_valid(found)
    assert found["exit"] == done.code
    return found


def found_in(library: Library, report: Any) -> dict[str, list[str]]:
    """Return by kind what was found: paths below the library's folder, titles of groups."""
    found: dict[str, list[str]] = {}
    for one in report["findings"]:
        facts = one["facts"]
        name = (
            os.path.relpath(one["path"], library.base)
            if "path" in one
            else f"{facts['title']} ({facts['year']})"
        )
        found.setdefault(one["kind"], []).append(name)
    return found


@pytest.fixture
def healthy(library: Library) -> Library:
    """Five films, each with its link."""
    for name in library.films(5):
        library.link(name, library.path(name))
    library.import_()
    return library


def test_all_is_well(healthy: Library) -> None:
    before = snapshot(healthy.storage) | snapshot(healthy.links or healthy.base)
    done = check(healthy)
    assert done.code == 0
    assert done.err == b""
    assert done.text.splitlines() == [
        f"Catalogue: {healthy.database}",
        "Looked at 5 files and 5 links.",
        "All is well.",
        "This is the first check; the next one says what is new since.",
    ]
    second = check(healthy).text.splitlines()
    assert second[2] == "All is well."
    assert second[3].startswith("Since the check of 20")
    assert second[3].endswith(": 0 new problems, 0 gone.")
    report = document(healthy)
    assert (report["findings"], report["gone"], report["kinds"]) == ([], [], {})
    assert snapshot(healthy.storage) | snapshot(healthy.links or healthy.base) == before


def test_every_kind_is_found_and_nothing_else(library: Library, bound: None) -> None:
    planted(library)
    report = document(library, "--verify-hash", bound=True)
    assert report["exit"] == 4
    assert found_in(library, report) == PLANTED
    assert list(report["kinds"]) == [kind for kind in KINDS if kind in PLANTED]
    assert report["verified"]["silent"] == 1
    assert not any("new" not in one for one in report["findings"])
    text = check(library, bound=True).text
    issues = [one for one in ISSUES if one in PLANTED]
    for kind in issues:
        count = len(PLANTED[kind])
        assert f"\n{wording.counted(kind, count)}: {wording.meaning(kind, count)}\n" in text
    at = [text.index(wording.meaning(kind, len(PLANTED[kind]))) for kind in issues]
    assert at == sorted(at)
    (line,) = [line for line in text.splitlines() if line.startswith("For information: ")]
    for kind in INFORMATION:
        if kind in PLANTED:
            assert wording.counted(kind, len(PLANTED[kind])) in line
            assert wording.meaning(kind, len(PLANTED[kind])) not in text
    everything = check(library, "--all", bound=True).text
    assert all(wording.meaning(kind, len(PLANTED[kind])) in everything for kind in PLANTED)
    assert "For information" not in everything
    one = check(library, "--kind", "duplicate", "--kind", "ghost_entry", bound=True)
    assert one.code == 4
    assert [kind for kind in PLANTED if wording.meaning(kind, len(PLANTED[kind])) in one.text] == [
        "ghost_entry",
        "duplicate",
    ]
    asked = len(PLANTED["duplicate"]) + len(PLANTED["ghost_entry"])
    in_all = sum(len(PLANTED[kind]) for kind in issues)
    assert f"\n{asked} of what was asked for. {in_all} problems in all.\n" in one.text
    only = document(library, "--kind", "duplicate", bound=True)
    assert [*found_in(library, only)] == ["duplicate"]
    assert only["kinds"] == report["kinds"]
    os.chmod(library.path("Films/Closed"), 0o755)


def test_information_needs_no_attention(library: Library) -> None:
    library.films(2)
    library.import_()
    done = check(library)
    assert done.code == 0
    assert "All is well." in done.text
    assert "For information: 2 files without a link (--all lists them)" in done.text


@pytest.mark.in_full
def test_a_growing_file_is_left_for_the_next_time(healthy: Library) -> None:
    path, over = healthy.put("Films/New (2020)/New (2020).mkv"), threading.Event()

    def grow() -> None:
        with open(path, "ab", buffering=0) as opened:
            while not over.wait(0.001):
                opened.write(b"more")

    writer = threading.Thread(target=grow)
    writer.start()
    try:
        report = document(healthy)
    finally:
        over.set()
        writer.join()
    assert report["kinds"] == {"growing_file": 1, **report["kinds"]}
    assert report["exit"] == 0


def test_examples_and_commands(healthy: Library) -> None:
    for number in range(23):
        healthy.link(f"Films/Gone {number:02d}.mkv", "/nowhere/x.mkv")
    os.unlink(healthy.path(FILM))
    lines = check(healthy).text.splitlines()
    assert lines[2] == "25 problems were found."
    where = lines.index("1 ghost entry: in the catalogue, not on disk")
    assert lines[where + 1 : where + 3] == [
        f"  {healthy.path(FILM).decode()} (48 B)",
        f"    {healthy.vidtui} --batch forget '{healthy.path(FILM).decode()}'",
    ]
    where = lines.index("24 broken links: they show nothing")
    assert lines[where + 21 : where + 23] == [
        f"    {healthy.vidtui} repair-links",
        "  … and 4 more: --all",
    ]
    assert sum("Gone " in line for line in lines) < 21
    assert sum("Gone " in line for line in check(healthy, "--all").text.splitlines()) == 23


def test_new_and_gone(healthy: Library) -> None:
    os.rename(healthy.path(FILM), healthy.base / "aside")
    assert check(healthy).code == 4
    os.unlink(healthy.path(OTHER, healthy.links))
    os.rename(healthy.base / "aside", healthy.path(FILM))
    os.unlink(healthy.path(OTHER))
    done = check(healthy)
    lines = done.text.splitlines()
    assert lines[3].endswith(": 1 new problem, 2 gone.")
    assert lines[4:6] == [
        f"  gone: 1 ghost entry: {healthy.path(FILM).decode()}",
        f"  gone: 1 broken link: {healthy.path(FILM, healthy.links).decode()}",
    ]
    assert f"  NEW {healthy.path(OTHER).decode()} (48 B)" in lines
    report = document(healthy)
    assert [(one["new"], one["known"]) for one in report["findings"]] == [(False, False)]
    assert report["since"] <= report["created"]


def test_only_what_is_new_needs_attention(healthy: Library) -> None:
    os.unlink(healthy.path(FILM))
    assert check(healthy, "--new-only").code == 4
    assert check(healthy, "--new-only").code == 0
    assert check(healthy).code == 4
    os.unlink(healthy.path(OTHER))
    assert check(healthy, "--new-only").code == 4


def test_what_is_acknowledged_is_not_new(healthy: Library) -> None:
    os.unlink(healthy.path(FILM))
    check(healthy)
    dry = run("--batch", "ack", "--dry-run", library=healthy)
    assert dry.text.startswith("2 problems of the check of 20")
    assert dry.text.endswith("would be marked as known.\n")
    assert document(healthy)["findings"][0]["known"] is False
    done = run("ack", "--json", library=healthy)
    assert (done.code, done.json["issues"], done.json["dry_run"]) == (0, 2, False)
    for name in os.listdir(healthy.data / "reports"):
        if name.startswith("check"):
            os.unlink(healthy.data / "reports" / name)
    done = check(healthy, "--new-only")
    assert done.code == 0
    assert "NEW" not in done.text
    assert [one["known"] for one in document(healthy)["findings"]] == [True, True]
    assert check(healthy).code == 4


def test_nothing_to_acknowledge(healthy: Library) -> None:
    done = run("--batch", "ack", library=healthy)
    assert done.code == 2
    assert done.complaint == "vidtui: there is no report yet; run: vidtui --batch check"


def test_storage_that_is_away(healthy: Library) -> None:
    os.unlink(healthy.path(FILM))
    check(healthy)
    os.rename(healthy.storage, healthy.base / "away")
    done = check(healthy)
    assert done.code == 5
    lines = done.text.splitlines()
    assert lines[1:4] == [
        f"! Away: {healthy.storage}: the folder is not there: is its disk mounted?",
        f"    {healthy.vidtui} roots list",
        "Nothing is said of what lies there.",
    ]
    assert "No problem was found in what was looked at." in lines
    assert lines[6].endswith(": 0 new problems, 0 gone.")
    report = document(healthy)
    assert [(one["path"], one["role"]) for one in report["away"]] == [
        (str(healthy.storage), "storage")
    ]
    assert report["findings"] == report["gone"] == []
    os.rename(healthy.base / "away", healthy.storage)
    back = check(healthy, "--new-only")
    assert back.code == 0
    assert "2 problems were found." in back.text
    assert ": 0 new problems, 0 gone." in back.text


def test_a_disk_in_the_place_of_another(healthy: Library) -> None:
    os.rename(healthy.storage, healthy.base / "away")
    for number in range(5):
        healthy.put(f"Other/{number}.mkv")
    done = check(healthy)
    assert done.code == 5
    assert f"    {healthy.vidtui} roots confirm {healthy.storage}\n" in done.text
    assert document(healthy)["away"][0]["remedy"] == "confirm-root"


def test_too_much_gone_at_once(library: Library) -> None:
    names = library.films(100)
    library.import_()
    for name in names[:25]:
        os.unlink(library.path(name))
    library.put("Films/New (2020).mkv")
    done = check(library)
    assert done.code == 5
    lines = done.text.splitlines()
    assert lines[1].startswith(f"! Doubted: {library.storage}: ")
    assert lines[2] == f"    {library.vidtui} --batch check --accept-loss"
    report = document(library)
    assert report["findings"] == []
    assert report["away"][0]["remedy"] == "accept-loss"
    believed = document(library, "--accept-loss")
    assert believed["exit"] == 4
    assert believed["kinds"]["ghost_entry"] == 25


def test_hashes_night_by_night(healthy: Library) -> None:
    done = check(healthy, "--verify-hash")
    assert done.code == 0
    (line,) = [line for line in done.text.splitlines() if line.startswith("Read whole")]
    assert line.startswith(
        "Read whole: 5 recorded for the first time, 0 the same, 0 changed, "
        "0 changed silently, 0 left (240 B"
    )
    change_silently(healthy.path(FILM))
    done = check(healthy, "--verify-for", "1h30m")
    assert done.code == 4
    lines = done.text.splitlines()
    assert any("0 recorded for the first time, 4 the same" in line for line in lines)
    where = lines.index(
        "1 file changed silently: the disk may be failing: other bytes, same size and date"
    )
    today = time.strftime("%Y-%m-%d")
    assert lines[where + 1 : where + 3] == [
        f"  NEW {healthy.path(FILM).decode()} (48 B, read whole the last time on {today})",
        f"    {healthy.vidtui} --batch check --verify-hash '{healthy.path(FILM).decode()}'",
    ]
    assert check(healthy).code == 4
    assert document(healthy, "--verify-hash", healthy.path(OTHER))["verified"]["same"] == 1
    folder = document(healthy, "--verify-hash", str(healthy.storage))
    assert (folder["verified"]["same"], folder["verified"]["silent"]) == (4, 1)


def test_time_is_over(healthy: Library) -> None:
    """One file at least is read whole, so that each has its turn some night."""
    os.truncate(healthy.path(OTHER), 2**40)
    healthy.import_()
    report = document(healthy, "--verify-for", "1s")
    assert report["exit"] == 0
    assert report["complete"] is True
    assert (report["verified"]["recorded"], report["verified"]["left"]) == (1, 4)
    assert report["verified"]["bytes"] > 0


def test_another_one_writes(healthy: Library) -> None:
    lock = WriterLock(healthy.database)
    lock.acquire("test")
    try:
        done = check(healthy, "--verify-hash")
        assert done.code == 6
        assert done.out == b""
        assert "is writing" in done.complaint or "writes" in done.complaint
        assert check(healthy).code == 0
    finally:
        lock.release()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_interrupted_it_tells_a_part(healthy: Library, number: int) -> None:
    os.unlink(healthy.path(OTHER))
    first = document(healthy)
    assert len(first["findings"]) == 2
    os.truncate(healthy.path(FILM), 2**40)
    healthy.import_()
    child = start("--batch", "check", "--verify-hash", "--json-lines", "-q", library=healthy)
    assert child.stdout is not None
    seen = []
    while not seen or seen[-1].get("stage") != "hashes":
        seen.append(strict_json(child.stdout.readline()))
        assert_valid(seen[-1], "event")
    child.send_signal(number)
    out, err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    assert err == b""
    report = strict_json(out.splitlines()[-1])
    assert_valid(report)
    assert (report["complete"], report["exit"], report["gone"]) == (False, 130, [])
    kept = sorted(os.listdir(healthy.data / "reports"))
    assert len(kept) == 2
    after = check(healthy, "--new-only")
    assert after.code == 0
    assert ": 0 new problems, 0 gone." in after.text


def test_a_part_is_called_a_part(healthy: Library) -> None:
    os.truncate(healthy.path(FILM), 2**40)
    healthy.import_()
    child = start("--batch", "check", "--verify-hash", library=healthy)
    wait_for_writer(healthy, "check")
    child.send_signal(signal.SIGINT)
    out, _err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    assert b"\nInterrupted: this is a part of what there is to say.\n" in out
    assert b"\nNo problem was found in what was looked at.\n" in out


def test_every_event_as_a_line(library: Library, bound: None) -> None:
    planted(library)
    lines = check(library, "--json-lines", "--verify-hash", bound=True).lines
    os.chmod(library.path("Films/Closed"), 0o755)
    kinds = [line["event"] for line in lines]
    assert kinds[0] == "started"
    assert kinds[-2:] == ["finished", "report"]
    assert {"progress", "found"} <= set(kinds)
    for line in lines:
        assert_valid(line, "report" if line["event"] == "report" else "event")
    told = {one["id"] for line in lines if line["event"] == "found" for one in line["findings"]}
    assert told == {one["id"] for one in lines[-1]["findings"]}


def test_progress_without_a_terminal(healthy: Library) -> None:
    done = run("--batch", "check", "--verify-hash", library=healthy)
    assert done.code == 0
    assert done.err.decode().startswith("files 0")


def test_hostile_names(library: Library) -> None:
    library.films(30)
    library.import_()
    for name in HOSTILE.values():
        library.put(b"Films/" + name + b".mkv")
        library.link(b"Films/" + name + b".mkv", b"/nowhere/x/" + name + b".mkv")
    done = check(library, "--all")
    assert done.code == 4
    report = document(library)
    assert report["kinds"]["orphan_file"] == len(HOSTILE)
    assert report["kinds"]["broken_link"] == len(HOSTILE)
    assert done.text.count("\n  ") > 2 * len(HOSTILE)
    assert check(library, "--new-only").code == 0
    for line in check(library, "--json-lines").lines:
        assert_valid(line, "report" if line["event"] == "report" else "event")


def test_a_report_that_cannot_be_kept(healthy: Library) -> None:
    (healthy.data / "reports").write_text("in the way")
    done = check(healthy)
    assert done.code == 0
    (notice,) = [line for line in done.text.splitlines() if line.startswith("! ")]
    assert notice.startswith(f"! the report was not kept: {healthy.data}/reports: cannot be")
    assert len(document(healthy)["notices"]) == 1


def test_a_damaged_report_is_passed_over(healthy: Library) -> None:
    os.unlink(healthy.path(FILM))
    check(healthy)
    (healthy.data / "reports/check-20990101-000000.json").write_text('{"check": "\x1b[2J')
    report = document(healthy, "--new-only")
    assert report["exit"] == 0
    assert len(report["notices"]) == 1
    assert "check-20990101-000000.json" in report["notices"][0]


def test_without_a_catalogue(library: Library) -> None:
    done = check(library)
    assert done.code == 2
    assert "vidtui import" in done.complaint
    assert not library.data.exists()


def test_a_root_that_was_never_imported(healthy: Library, tmp_path: Path) -> None:
    (tmp_path / "more").mkdir()
    healthy.write_settings(healthy.storage, tmp_path / "more")
    done = check(healthy)
    assert done.code == 2
    assert str(tmp_path / "more") in done.complaint


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--batch", "x"], "add --verify-hash"),
        (["--batch", "--verify-hash", "/etc"], "/etc: lies in no storage root"),
        (["--batch", "--verify-for", "soon"], "must be a duration such as 90s, 30m, 2h or 1h30m"),
        (["--batch", "--verify-for", "0h"], "must be a duration"),
        (["--batch", "--verify-for", ""], "must be a duration"),
        (["--batch", "--verify-for", "30"], "must be a duration"),
        (["--batch", "--kind", "ghost"], "ghost"),
        (["--all"], "--all needs --batch"),
        (["--kind", "duplicate"], "--kind needs --batch"),
        (["--new-only"], "--new-only needs --batch"),
        (["--json"], "--json needs --batch"),
        (["--json-lines"], "--json-lines needs --batch"),
        (["--quiet"], "--quiet needs --batch"),
        ([], "there is no terminal here"),
        (["--verify-hash"], "there is no terminal here"),
    ],
)
def test_what_makes_no_sense(healthy: Library, options: list[str], why: str) -> None:
    done = run("check", *options, library=healthy)
    assert done.code == Exit.USAGE
    assert why in done.complaint


@pytest.mark.parametrize(
    ("text", "seconds"), [("90s", 90), ("30m", 1800), ("2h", 7200), ("1h30m", 5400), ("2H", 7200)]
)
def test_durations(text: str, seconds: int) -> None:
    from vidtui.cli.check import check as command

    context = command.make_context("check", ["--verify-for", text], resilient_parsing=False)
    assert context.params["verify_s"] == seconds


def test_what_was_found_before_the_catalogue_failed_is_told(
    healthy: Library, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    def full(_rows: object) -> None:
        raise CatalogueProblem("the disk is full; what was written before is kept")

    os.unlink(healthy.path(FILM))
    monkeypatch.setattr("vidtui.catalogue.checks.record_hashes", full)
    monkeypatch.setenv("VIDTUI_CONFIG", str(healthy.config))
    monkeypatch.setenv("VIDTUI_DATA_DIR", str(healthy.data))
    code = cli.run(["--batch", "check", "--verify-hash", "-q", "--json"])
    report = strict_json(capfdbinary.readouterr().out)
    assert_valid(report)
    assert code == report["exit"] == 2
    assert not report["complete"]
    assert report["stopped"].startswith("the disk is full")
    assert set(report["kinds"]) == {"ghost_entry", "broken_link"}
    assert cli.run(["--batch", "check", "--verify-hash", "-q"]) == 2
    assert "Stopped: the disk is full" in capfdbinary.readouterr().out.decode()


def test_a_report_that_nobody_takes_is_no_failure_of_the_check(healthy: Library) -> None:
    line = [sys.executable, "-m", "vidtui", "--batch", "check", "--json-lines", "-q"]
    with open("/dev/full", "wb") as full:
        done = subprocess.run(
            line, stdout=full, stderr=subprocess.PIPE, env=environment(healthy), check=False
        )
    assert done.returncode == 1
    assert b"cannot be written" in done.stderr
