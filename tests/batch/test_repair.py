"""``vidtui --batch repair-links`` as a process: the plan for people and as JSON."""

from __future__ import annotations

import os
import signal
import subprocess
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Mount
from tests.support.library import Library, contents
from tests.support.names import HOSTILE
from tests.support.plans import assert_valid
from tests.support.running import PATIENCE_S, Done, run, start, strict_json
from vidtui.batch.repair import view_question, ways_on
from vidtui.jobs.base import Refused
from vidtui.jobs.links.model import ForeignView
from vidtui.jobs.suggest import Commands, quoted
from vidtui.text import printable

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"
MOVED = "Films/Science-fiction/Alien (1979).mkv"


def repair(library: Library, *options: str, **rest: Any) -> Done:
    return run("--batch", "repair-links", "-q", *options, library=library, **rest)


def plan_of(library: Library, *options: str) -> Any:
    document = repair(library, "--json", *options).json
    assert_valid(document)
    return document


@pytest.fixture
def healthy(library: Library) -> Library:
    """Five films, each with a link, imported."""
    for name in (*library.films(3), ALIEN, HEAT):
        library.put(name)
        library.link(name, library.path(name))
    library.import_()
    return library


@pytest.fixture
def broken(healthy: Library) -> Library:
    """One film has moved, another is gone."""
    healthy.rename(ALIEN, MOVED)
    os.unlink(healthy.path(HEAT))
    return healthy


def test_nothing_is_broken(healthy: Library) -> None:
    done = repair(healthy)
    assert done.code == 0
    assert done.text.splitlines() == [
        f"Catalogue: {healthy.database}",
        "5 links, none is broken",
        f"trash of {healthy.links}: {healthy.base}/trash",
    ]
    assert done.err == b""
    document = plan_of(healthy)
    assert (document["plan"], document["links"], document["exit"]) == (2, [], 0)


def test_the_plan_for_people(broken: Library) -> None:
    before = contents(broken.base)
    done = repair(broken)
    assert done.code == 4
    lines = done.text.splitlines()
    assert lines[1:7] == [
        "5 links, 2 to review",
        "  shows nothing: 2",
        "Best proposals:",
        "  same file: 1",
        "  none: 1",
        "",
    ]
    where = lines.index("Best proposal: same file (1)")
    assert lines[where + 1 : where + 3] == [
        f"  {broken.links}/{ALIEN}",
        f"    ✗ {broken.storage}/{ALIEN} (shows nothing)",
    ]
    assert lines[where + 3].startswith(f"    → {broken.storage}/{MOVED} (the very file that this")
    accepting = "vidtui --batch repair-links --accept same-file --json > plan.json"
    where = lines.index("No proposal (1)")
    assert lines[where + 1 :] == [
        f"  {broken.links}/{HEAT}",
        f"    ✗ {broken.storage}/{HEAT} (shows nothing)",
        "",
        f"trash of {broken.links}: {broken.base}/trash",
        "Nothing was changed. One by one, on the screen: vidtui repair-links",
        f"By a plan that you can look through and change: {accepting}",
        "then: vidtui --batch repair-links --apply plan.json",
        f"42 B read of {broken.storage} (read freely)",
    ]
    after = contents(broken.base)
    assert {
        path for path in before.keys() | after.keys() if before.get(path) != after.get(path)
    } <= {path for path in before.keys() | after.keys() if path.startswith(str(broken.data))}


def test_long_lists_are_cut_unless_all_is_asked_for(library: Library) -> None:
    library.films(1)
    for number in range(23):
        library.link(
            f"Films/Gone {number:02d} (1990).mkv", library.path(f"Films/gone {number}.mkv")
        )
    library.import_()
    done = repair(library)
    assert done.text.count("✗") == 20
    assert "  … and 3 more; see all with --all\n" in done.text
    assert repair(library, "--all").text.count("✗") == 23


def test_the_plan_as_json(broken: Library) -> None:
    document = plan_of(broken)
    assert (document["command"], document["exit"], document["cancelled"]) == (
        "repair-links",
        4,
        False,
    )
    assert document["counts"] | {"links": 5, "ok": 3, "broken": 2} == document["counts"]
    assert document["errors"] == document["refused"] == document["notices"] == []
    assert document["trash"] == [{"links": str(broken.links), "trash": f"{broken.base}/trash"}]
    alien, heat = sorted(document["links"], key=lambda link: str(link["path"]))
    assert (alien["path"], alien["text"]) == (ALIEN, f"{broken.storage}/{ALIEN}")
    assert [(one["path"], one["tier"]) for one in alien["proposals"]] == [(MOVED, "same-file")]
    assert alien["proposals"][0]["mtime_ns"] == str(os.stat(broken.path(MOVED)).st_mtime_ns)
    assert (heat["path"], heat["proposals"], heat["decision"]) == (HEAT, [], None)


def test_every_event_as_a_line(broken: Library) -> None:
    lines = repair(broken, "--json-lines").lines
    kinds = [line["event"] for line in lines]
    assert kinds[0] == "started"
    assert kinds[-2:] == ["finished", "report"]
    found = [
        link["path"] for line in lines if line["event"] == "links_found" for link in line["links"]
    ]
    assert sorted(found) == [f"{broken.links}/{ALIEN}", f"{broken.links}/{HEAT}"]
    assert_valid(lines[-1])


def decisions(document: Any) -> dict[str, str | None]:
    return {link["path"]: link["decision"] for link in document["links"]}


def test_flags_mark_and_change_nothing(broken: Library) -> None:
    before = contents(broken.links or broken.base)
    assert decisions(plan_of(broken)) == {ALIEN: None, HEAT: None}
    assert decisions(plan_of(broken, "--accept", "same-name")) == {ALIEN: None, HEAT: None}
    marked = plan_of(
        broken, "--accept", "same-file", "--accept", "same-name", "--trash-orphan-links"
    )
    assert decisions(marked) == {ALIEN: "repair", HEAT: "orphan"}
    text = repair(broken, "--accept", "same-file", "--trash-orphan-links").text
    assert "Marked: 1 to repair, 1 for the trash\n" in text
    assert "    marked: repair\n" in text
    assert "    marked: to the trash\n" in text
    assert contents(broken.links or broken.base) == before


def test_a_target_under_no_known_root_is_trashed_by_no_flag(library: Library) -> None:
    library.films(1)
    library.link("Films/Heat.mkv", "/nowhere/Heat.mkv")
    library.import_()
    assert decisions(plan_of(library, "--trash-orphan-links")) == {"Films/Heat.mkv": None}


def test_another_machines_view_is_asked_about(library: Library) -> None:
    names = library.films(30)
    library.import_()
    for name in names:
        library.link(name, f"/container/{name}")
    done = repair(library)
    assert done.code == 4
    assert (
        "! 30 of 30 broken links begin with /container, which is not on this machine; "
        f"their files lie below {library.storage}.\n"
        f"  If another machine sees them so, no link is broken. Add this to {library.config}:\n"
        "    [[path_map]]\n"
        '    written = "/container"\n'
        f'    here = "{library.storage}"\n'
        "  or try it first: vidtui --batch --path-map "
        f"/container={library.storage} repair-links\n"
        "  If the files have moved instead: add --prefix-moved\n"
    ) in done.text
    assert "--apply" not in done.text
    marked = decisions(plan_of(library, "--accept", "same-name"))
    assert set(marked.values()) == {None}
    moved = decisions(plan_of(library, "--accept", "same-name", "--prefix-moved"))
    assert set(moved.values()) == {"repair"}
    assert "[[path_map]]" not in repair(library, "--prefix-moved").text
    mapped = run(
        "--batch", "--path-map", f"/container={library.storage}", "repair-links", library=library
    )
    assert mapped.code == 0


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_the_question_about_another_machines_view_names_any_folder(
    library: Library, name: bytes
) -> None:
    here = os.fsencode(library.base) + b"/" + name
    lines = view_question(ForeignView(b"/x/" + name, here, 3, 4), library.settings())
    assert all(printable(line) == line for line in lines)
    held = tomllib.loads("\n".join(lines[3:6]))["path_map"]
    as_text = here.decode("utf-8", "replace")
    assert held == [{"written": "/x/" + name.decode("utf-8", "replace"), "here": as_text}]
    command = lines[6].partition(": ")[2]
    told = subprocess.run(
        ["sh", "-c", f'vidtui() {{ printf "%s." "$@"; }}; {command}'],
        capture_output=True,
        check=True,
    )
    assert told.stdout == b"--batch.--path-map./x/" + name + b"=" + here + b".repair-links."


def test_a_disk_to_be_confirmed_is_named_for_a_shell(library: Library) -> None:
    library.storage = library.base / "it's\nmine"
    refused = Refused(os.fsencode(library.storage), "why", "confirm-root")
    (told,) = ways_on(Commands(library.settings()), refused)
    assert told == f"  If it is the right disk: {library.vidtui} roots confirm " + quoted(
        library.storage
    )


def test_storage_that_is_away(broken: Library) -> None:
    os.rename(broken.storage, broken.base / "away")
    done = repair(broken)
    assert done.code == 5
    refused = f"Refused: {broken.storage}: the folder is not there: is its disk mounted?"
    assert refused in done.text.splitlines()
    document = plan_of(broken)
    assert (document["plan"], document["exit"], len(document["refused"])) == (None, 5, 1)


def test_storage_that_is_not_mounted(
    library: Library, mount: Mount, unmount: Callable[[Path], None]
) -> None:
    mount(library.storage)
    for name in library.films(3):
        library.link(name, library.path(name))
    library.import_()
    unmount(library.storage)
    done = repair(library)
    assert done.code == 5
    assert f"Refused: {library.storage}: " in done.text
    assert "--accept-loss" not in done.text


def test_links_that_are_away(broken: Library) -> None:
    assert broken.links is not None
    os.rename(broken.links, broken.base / "away")
    assert repair(broken).code == 5


def test_a_folder_that_cannot_be_read(broken: Library, bound: None) -> None:
    assert broken.links is not None
    closed = broken.links / "Films/Film 001 (2001)"
    closed.chmod(0)
    done = repair(broken, bound=True)
    closed.chmod(0o755)
    assert done.code == 3
    assert f"  {closed}: permission denied" in done.text.splitlines()
    assert "✗" in done.text


def test_without_a_catalogue(library: Library) -> None:
    done = repair(library)
    assert done.code == 2
    assert "vidtui import" in done.complaint
    assert not library.database.exists()


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (["--batch", "plan.json"], "--apply PLAN"),
        (["--batch", "--accept", "similar-name"], "similar-name"),
        (["--batch", "--apply", "p", "--accept", "same-file"], "--accept makes a plan"),
        (["--batch", "--apply", "p", "--trash-orphan-links"], "--trash-orphan-links makes a plan"),
        (["--batch", "--apply", "p", "--prefix-moved"], "--prefix-moved makes a plan"),
        (["--apply", "p"], "--apply needs --batch"),
        (["--accept", "same-file"], "--accept needs --batch"),
        (["--trash-orphan-links"], "--trash-orphan-links needs --batch"),
        (["--accept-loss"], "--accept-loss needs --batch"),
        ([], "there is no terminal here"),
        (["plan.json"], "there is no terminal here"),
    ],
)
def test_what_makes_no_sense(library: Library, options: list[str], why: str) -> None:
    done = run("repair-links", *options, library=library)
    assert done.code == 2
    assert why in done.complaint


def test_hostile_names(library: Library) -> None:
    for folder in "abc":
        library.films(30, folder)
    for name in HOSTILE.values():
        file = b"Films/" + name + b".mkv"
        library.put(file)
        library.link(file, library.path(file))
    library.import_()
    for name in HOSTILE.values():
        library.rename(b"Films/" + name + b".mkv", b"Films/x/" + name + b".mkv")
    done = repair(library, "--all")
    assert done.code == 4
    assert done.text.count("✗") == len(HOSTILE)
    marked = repair(library, "--json", "--accept", "same-file")
    assert_valid(marked.json)
    assert set(decisions(marked.json).values()) == {"repair"}
    assert repair(library, "--apply", "-", stdin=marked.out).code == 0
    for name in HOSTILE.values():
        link = library.path(b"Films/" + name + b".mkv", library.links)
        assert os.readlink(link) == library.path(b"Films/x/" + name + b".mkv")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_the_search(library: Library, number: int) -> None:
    library.films(1)
    library.import_()
    for folder in range(200):
        library.link(f"Films/{folder}/gone.mkv", library.path("gone.mkv"))
    child = start("--batch", "repair-links", "--json-lines", "-q", library=library)
    assert child.stdout is not None
    child.stdout.readline()
    child.send_signal(number)
    out, err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    assert err == b""
    report = strict_json(out.splitlines()[-1])
    assert_valid(report)
    assert (report["event"], report["cancelled"], report["plan"]) == ("report", True, None)
