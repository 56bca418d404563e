"""``vidtui --batch repair-links --apply`` as a process: what it does, and what it leaves."""

from __future__ import annotations

import fcntl
import json
import os
import signal
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library, contents
from tests.support.repairs import log_of
from tests.support.running import PATIENCE_S, Done, run, start, strict_json

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"
MOVED = "Films/Science-fiction/Alien (1979).mkv"


def repair(library: Library, *options: str, **rest: Any) -> Done:
    return run("--batch", "repair-links", "-q", *options, library=library, **rest)


def planned(library: Library, *options: str) -> Path:
    """Make a plan file."""
    path = library.base / "plan.json"
    path.write_bytes(repair(library, "--json", *options).out)
    return path


def applied(library: Library, plan: Path, *options: str) -> Any:
    return repair(library, "--apply", str(plan), "--json", *options).json


def text_of(library: Library, name: str) -> bytes:
    return os.readlink(library.path(name, library.links))


@pytest.fixture
def broken(library: Library) -> Library:
    """Five films with links, imported; then one has moved and another is gone."""
    for name in (*library.films(3), ALIEN, HEAT):
        library.put(name)
        library.link(name, library.path(name))
    library.import_()
    library.rename(ALIEN, MOVED)
    os.unlink(library.path(HEAT))
    return library


@pytest.fixture
def plan(broken: Library) -> Path:
    """Both decided."""
    return planned(broken, "--accept", "same-file", "--trash-orphan-links")


def test_what_is_marked_is_done(broken: Library, plan: Path) -> None:
    storage = contents(broken.storage)
    done = repair(broken, "--apply", str(plan))
    assert done.code == 0
    lines = done.text.splitlines()
    assert lines[:2] == [
        f"Catalogue: {broken.database}",
        "1 repaired, 1 in the trash, 0 refused or failed",
    ]
    assert lines[2] == f"  42 B read of {broken.storage} (read freely)"
    log = Path(lines[3].removeprefix("Log: "))
    assert log.parent == broken.data / "logs"
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    run_id = int(lines[4].removeprefix(f"To take it back: {broken.vidtui} undo "))
    assert lines[5:] == ["Let the media centre rescan its library now."]
    assert text_of(broken, ALIEN) == broken.path(MOVED)
    assert not os.path.lexists(broken.path(HEAT, broken.links))
    trashed = [path for path in contents(broken.base / "trash") if path.endswith(HEAT)]
    assert len(trashed) == 1
    assert contents(broken.storage) == storage
    assert repair(broken).code == 0

    assert run("--batch", "undo", str(run_id), library=broken).code == 0
    assert text_of(broken, ALIEN) == broken.path(ALIEN)
    assert text_of(broken, HEAT) == broken.path(HEAT)
    assert [line[0] for line in log_of(broken)] == ["repair", "orphan", "undo", "undo"]
    heat = os.fsdecode(broken.path(HEAT, broken.links))
    assert log_of(broken)[2] == ["undo", heat, os.fsdecode(broken.path(HEAT)), "", "", "done"]


def test_the_report_as_json(broken: Library, plan: Path) -> None:
    document = applied(broken, plan)
    assert (document["exit"], document["applied"], document["dry_run"]) == (0, str(plan), False)
    assert document["summary"] == {
        "repaired": 1,
        "trashed": 1,
        "kept": 0,
        "refused": 0,
        "failed": 0,
        "untouched": 0,
        "left": 0,
    }
    alien, heat = sorted(document["links"], key=lambda link: str(link["path"]))
    assert (alien["decision"], alien["state"], alien["reason"]) == ("repair", "done", None)
    assert (alien["written"], alien["target"]) == (str(broken.storage / MOVED),) * 2
    assert (heat["decision"], heat["state"]) == ("orphan", "done")
    assert heat["trashed"].endswith(HEAT)
    assert Path(document["log"]).exists()
    assert document["run"] >= 1


def test_every_link_as_a_line(broken: Library, plan: Path) -> None:
    lines = repair(broken, "--apply", str(plan), "--json-lines").lines
    assert [line["event"] for line in lines] == ["started", "link", "link", "finished", "report"]
    assert (lines[0]["decided"], lines[0]["left"]) == (2, 0)


def test_what_is_undecided_is_left(broken: Library) -> None:
    plan = planned(broken, "--accept", "same-file")
    document = applied(broken, plan)
    assert (document["exit"], document["summary"]["left"]) == (4, 1)
    assert text_of(broken, HEAT) == broken.path(HEAT)
    nothing = planned(broken)
    done = repair(broken, "--apply", str(nothing))
    assert done.code == 4
    assert "  1 left without a decision: vidtui repair-links" in done.text.splitlines()
    assert "undo" not in done.text
    assert "Log:" not in done.text


def test_a_plan_from_standard_input(broken: Library, plan: Path) -> None:
    done = repair(broken, "--apply", "-", stdin=plan.read_bytes())
    assert done.code == 0
    assert text_of(broken, ALIEN) == broken.path(MOVED)
    cut = repair(broken, "--apply", "-", stdin=plan.read_bytes()[:-100])
    assert cut.code == 2
    assert "standard input: is not valid JSON" in cut.complaint


def test_a_dry_run_changes_nothing(broken: Library, plan: Path) -> None:
    before = contents(broken.base)
    done = repair(broken, "--apply", str(plan), "--dry-run")
    assert done.code == 0
    lines = done.text.splitlines()
    assert lines[1] == "Dry run: nothing was written. This would be done:"
    assert f"  {broken.links}/{ALIEN} → {broken.storage}/{MOVED}" in lines
    assert f"  {broken.links}/{HEAT}: to the trash" in lines
    after = contents(broken.base)
    assert {path: text for path, text in after.items() if "/data" not in path} == {
        path: text for path, text in before.items() if "/data" not in path
    }
    assert broken.query("SELECT 1 FROM action") == []
    os.unlink(broken.path(MOVED))
    document = applied(broken, plan, "--dry-run")
    assert (document["exit"], document["summary"]["refused"], document["run"]) == (3, 1, None)


def test_applied_twice_nothing_more_is_done(broken: Library, plan: Path) -> None:
    assert applied(broken, plan)["exit"] == 0
    after = contents(broken.base / "video")
    again = applied(broken, plan)
    assert (again["exit"], again["summary"]["refused"]) == (3, 2)
    assert all(link["reason"] for link in again["links"])
    assert contents(broken.base / "video") == after


def _target_is_gone(library: Library) -> None:
    os.unlink(library.path(MOVED))


def _target_is_another(library: Library) -> None:
    library.put(MOVED, b"something else")


def _link_is_another(library: Library) -> None:
    os.unlink(library.path(ALIEN, library.links))
    library.link(ALIEN, "elsewhere")


def _link_is_gone(library: Library) -> None:
    os.unlink(library.path(ALIEN, library.links))


def _link_is_whole_again(library: Library) -> None:
    library.put(ALIEN)


@pytest.mark.parametrize(
    "change",
    [
        _target_is_gone,
        _target_is_another,
        _link_is_another,
        _link_is_gone,
        _link_is_whole_again,
    ],
)
def test_what_has_changed_since_is_left(
    broken: Library, plan: Path, change: Callable[[Library], None]
) -> None:
    change(broken)
    links = contents(broken.base / "video")
    done = repair(broken, "--apply", str(plan))
    assert done.code == 3
    assert "Refused, and left as they are:" in done.text
    assert f"  {broken.links}/{ALIEN}: " in done.text
    assert done.text.count(f"{broken.links}/{ALIEN}") == 1
    after = contents(broken.base / "video")
    assert after.get(os.fsdecode(broken.path(ALIEN, broken.links))) == links.get(
        os.fsdecode(broken.path(ALIEN, broken.links))
    )
    assert not os.path.lexists(broken.path(HEAT, broken.links))


def test_a_link_that_is_a_film_by_now_stays_one(broken: Library, plan: Path) -> None:
    os.unlink(broken.path(ALIEN, broken.links))
    film = broken.put(ALIEN, on=broken.links)
    # In a library as small as this it may also be a share on which links show as files.
    assert repair(broken, "--apply", str(plan)).code in (3, 5)
    with open(film, "rb") as opened:
        assert opened.read() == b"video: " + ALIEN.encode()


@pytest.mark.parametrize("name", ["Favoris/Alien.mkv", "A/Alien.mkv"])
def test_a_link_and_one_that_goes_by_way_of_it(broken: Library, name: str) -> None:
    broken.link(name, broken.path(ALIEN, broken.links))
    plan = planned(broken, "--accept", "same-file", "--accept", "same-name")
    document = applied(broken, plan)
    assert (document["summary"]["repaired"], document["summary"]["refused"]) == (2, 0)
    assert text_of(broken, ALIEN) == broken.path(MOVED)
    assert text_of(broken, name) == broken.path(ALIEN, broken.links)
    assert len(broken.query("SELECT 1 FROM action")) == 1


def test_a_plan_of_another_catalogue(broken: Library, plan: Path, tmp_path: Path) -> None:
    other = Library(tmp_path / "other")
    other.films(1)
    other.import_()
    done = repair(other, "--apply", str(plan))
    assert done.code == 2
    assert f"{plan}: this plan was made from another catalogue" in done.complaint


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda document: document.update(plan=3), "plan: this vidtui reads plans of version 1, 2"),
        (lambda document: document["roots"][0].update(uuid="u"), "is the uuid of none"),
        (lambda document: document["links"][0].update(choice="x"), "links[0].choice: is the id of"),
        (lambda document: document["links"][0].update(path_b64="L2V0Yw=="), "links[0].path: must"),
        (lambda document: document["links"][1].update(decision="\x1b"), "links[1].decision: must"),
        (lambda document: document.pop("links"), "links: is not there"),
    ],
)
def test_a_plan_that_is_none(
    broken: Library, plan: Path, spoil: Callable[[Any], None], why: str
) -> None:
    before = contents(broken.base / "video")
    document = json.loads(plan.read_bytes())
    spoil(document)
    plan.write_text(json.dumps(document))
    done = repair(broken, "--apply", str(plan))
    assert done.code == 2
    assert str(plan) in done.complaint
    assert why in done.complaint
    assert contents(broken.base / "video") == before


def test_a_plan_that_is_not_there(broken: Library) -> None:
    done = repair(broken, "--apply", "none.json")
    assert done.code == 2
    assert "none.json: there is no such file or folder" in done.complaint


@pytest.mark.parametrize("which", ["storage", "links"])
def test_a_root_that_is_away(broken: Library, plan: Path, which: str) -> None:
    root: Path = getattr(broken, which)
    os.rename(root, broken.base / "away")
    before = contents(broken.base / "away")
    done = repair(broken, "--apply", str(plan))
    assert done.code == 5
    assert str(root) in done.complaint
    assert contents(broken.base / "away") == before


@pytest.fixture
def orphaned(library: Library) -> Library:
    """Twenty-one links to films that are gone, and thirty that are well."""
    for name in library.films(30):
        library.link(name, library.path(name))
    for number in range(21):
        library.link(f"Films/Gone {number:02d} (1990).mkv", library.path(f"Films/gone {number}"))
    library.import_()
    return library


def test_the_brake(orphaned: Library) -> None:
    before = contents(orphaned.base / "video")
    plan = planned(orphaned, "--trash-orphan-links")
    for options in ([], ["--dry-run"]):
        done = repair(orphaned, "--apply", str(plan), *options)
        assert done.code == 5
        assert (
            f"Refused: {orphaned.links}: 21 of 51 links would go to the trash at once: nothing was "
            "done\n  If this is right: add --accept-loss\n"
        ) in done.text
    document = applied(orphaned, plan)
    assert (document["exit"], document["summary"]["untouched"], document["run"]) == (5, 21, None)
    assert document["refused"][0]["remedy"] == "accept-loss"
    assert contents(orphaned.base / "video") == before
    assert orphaned.query("SELECT 1 FROM action") == []
    done = repair(orphaned, "--apply", str(plan), "--accept-loss")
    assert done.code == 0
    assert "0 repaired, 21 in the trash" in done.text


def test_a_trash_where_none_can_be(broken: Library, plan: Path) -> None:
    trash = broken.base / "trash"
    (broken.base / "way").symlink_to(broken.storage)
    trash.symlink_to(broken.base / "way")
    before = contents(broken.base / "video"), contents(broken.base / "stockage")
    for options in ([], ["--dry-run"], ["--accept-loss"]):
        done = repair(broken, "--apply", str(plan), *options)
        assert done.code == 5
        assert f"Refused: {trash}: it is a link; name the folder itself\n" in done.text
    trash.unlink()
    told = repair(broken, "--trash-orphan-links").text
    assert "is a link" not in told
    for where in (broken.storage / "Films", broken.base):
        broken.write_settings(extra=f'trash = "{where}"')
        done = repair(broken, "--apply", str(plan))
        assert (done.code, done.text) == (2, "")
        assert f"{where}: " in done.complaint
        assert "lies inside" in done.complaint
    broken.write_settings(extra=f'trash = "{broken.base}/way/trash"')
    assert f"! {broken.base}/way/trash: it lies inside the storage root" in repair(broken).text
    document = applied(broken, plan)
    assert (document["exit"], document["summary"]["untouched"]) == (5, 2)
    assert document["refused"][0]["path"] == f"{broken.base}/way/trash"
    assert (contents(broken.base / "video"), contents(broken.base / "stockage")) == before
    assert broken.query("SELECT 1 FROM action") == []


def test_below_the_brake(orphaned: Library) -> None:
    plan = planned(orphaned, "--trash-orphan-links")
    document = json.loads(plan.read_bytes())
    document["links"][0]["decision"] = "skip"
    plan.write_text(json.dumps(document))
    report = applied(orphaned, plan)
    assert (report["exit"], report["summary"]["trashed"], report["summary"]["left"]) == (4, 20, 1)


def test_while_another_vidtui_writes(broken: Library, plan: Path) -> None:
    lock = broken.database.with_name("catalogue.sqlite3.lock")
    with lock.open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        done = repair(broken, "--apply", str(plan))
        assert done.code == 6
        assert str(lock) in done.complaint
        assert repair(broken, "--apply", str(plan), "--dry-run").code == 0
    assert text_of(broken, ALIEN) == broken.path(ALIEN)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_is_obeyed_between_two_links(library: Library, number: int) -> None:
    for folder in "abc":
        library.films(30, folder)
    names = library.films(250)
    for name in names:
        library.link(name, library.path(name))
    library.import_()
    for name in names:
        library.rename(name, name.replace("Films/", "Films/Moved/"))
    plan = planned(library, "--accept", "same-file")
    words = ("--batch", "repair-links", "-q", "--json-lines", "--apply", str(plan))
    child = start(*words, library=library)
    assert child.stdout is not None
    for _line in range(3):
        child.stdout.readline()
    child.send_signal(number)
    out, err = child.communicate(timeout=PATIENCE_S)
    assert child.returncode == 130
    assert err == b""
    report = strict_json(out.splitlines()[-1])
    done = report["summary"]["repaired"]
    assert (report["event"], report["cancelled"]) == ("report", True)
    assert 2 <= done < 250
    assert done + report["summary"]["untouched"] == 250
    shown = [text_of(library, name) for name in names]
    assert sum(b"/Moved/" in text for text in shown) == done
    assert run("--batch", "undo", str(report["run"]), library=library).code == 0
    assert [text_of(library, name) for name in names] == [library.path(name) for name in names]
