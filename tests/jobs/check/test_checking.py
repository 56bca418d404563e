"""The check as a whole: its events in their order, its counts, what it refuses."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.checking import Checked
from tests.support.library import Library, snapshot
from vidtui.catalogue.errors import CatalogueMissing
from vidtui.errors import UsageProblem
from vidtui.jobs.base import CancelToken, Progress
from vidtui.jobs.check.kinds import ISSUES, KINDS, counted, evidence, meaning, name
from vidtui.jobs.check.run import CheckFinished, CheckStarted, Found

OLD_NS = 10**18


@pytest.fixture
def troubled(library: Library) -> Library:
    """A library in which almost everything is wrong that can be."""
    names = library.films(30)
    for one in names[:28]:
        library.link(one, library.path(one))
    library.put("Films/Twice (2000)/Twice (2000).mkv", b"twice", mtime_ns=OLD_NS)
    library.put("Films/Twice (2000) bis/Twice (2000).mkv", b"twice", mtime_ns=OLD_NS)
    gone = library.put("Films/Gone (2000).mkv", b"a size of its own", mtime_ns=OLD_NS)
    library.put("Films/...mkv", mtime_ns=OLD_NS)
    library.import_()
    os.unlink(gone)
    library.put(names[0], b"changed", mtime_ns=OLD_NS)
    library.put(names[1], b"", mtime_ns=OLD_NS)
    library.put("Films/New (2000).mkv", b"new", mtime_ns=OLD_NS)
    library.put("Films/NEW (2000).mkv", b"newer", mtime_ns=OLD_NS)
    library.put("Films/\u00e9.mkv", b"one", mtime_ns=OLD_NS)
    library.put("Films/e\u0301.mkv", b"two", mtime_ns=OLD_NS)
    library.link("Films/broken.mkv", "/nowhere.mkv")
    library.link("Films/loop.mkv", "loop.mkv")
    library.link("Films/folder.mkv", library.path("Films"))
    library.link("Films/chain.mkv", f"../{names[2]}")
    return library


EXPECTED = {
    "ghost_entry": 1, "broken_link": 1, "loop_link": 1, "folder_link": 1, "changed_file": 1,
    "empty_file": 1, "orphan_file": 4, "duplicate": 1, "shared_target": 1, "link_chain": 1,
    "case_collision": 1, "unicode_twin": 1, "unlinked_file": 5, "pending_group": 1,
}  # fmt: skip


def test_everything_at_once(troubled: Library) -> None:
    before = [snapshot(folder) for folder in (troubled.storage, troubled.base / "video")]
    checked = troubled.check()
    assert {kind: len(found) for kind, found in checked.paths.items()} == EXPECTED
    after = [snapshot(folder) for folder in (troubled.storage, troubled.base / "video")]
    assert after == before
    assert checked.finished.counts.issues == sum(EXPECTED.get(kind, 0) for kind in ISSUES)
    assert checked.finished.counts.information == len(checked.findings) - 10
    assert len({one.id for one in checked.findings}) == len(checked.findings)
    assert {one.id for one in troubled.check().findings} == {one.id for one in checked.findings}


def test_all_of_it_can_be_said(troubled: Library) -> None:
    for one in troubled.check().findings:
        for text in (name(one), evidence(one), meaning(one.kind, 1), counted(one.kind, 2)):
            assert "{" not in text
            assert text.isprintable()
        assert name(one)
    assert all("2" in counted(kind, 2) for kind in KINDS)


def test_the_order_of_events(troubled: Library) -> None:
    events = troubled.check(verify=True).events
    assert isinstance(events[0], CheckStarted)
    assert isinstance(events[-1], CheckFinished)
    stages = [event.stage for event in events if isinstance(event, Progress)]
    assert list(dict.fromkeys(stages)) == ["storage", "links", "catalogue", "hashes"]
    assert all(event.findings for event in events if isinstance(event, Found))


@pytest.mark.parametrize("stage", ["storage", "links", "catalogue", "hashes"])
def test_cancelled(troubled: Library, stage: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidtui.jobs.roots.live.PROGRESS_INTERVAL_S", 0.0)
    whole = {one.id for one in troubled.check().findings}
    cancel, events = CancelToken(), []
    for event in troubled.checking(cancel=cancel, verify=True):
        events.append(event)
        if isinstance(event, Progress) and event.stage == stage:
            cancel.set()
    checked = Checked(events)
    assert checked.finished.cancelled
    assert {one.id for one in checked.findings} <= whole
    stages = {event.stage for event in events if isinstance(event, Progress)}
    assert stages == set(
        ["storage", "links", "catalogue", "hashes"][
            : ["storage", "links", "catalogue", "hashes"].index(stage) + 1
        ]
    )


def test_no_catalogue(library: Library) -> None:
    with pytest.raises(CatalogueMissing):
        library.check()


def test_a_root_that_was_never_imported(library: Library) -> None:
    library.films(3)
    library.import_()
    other = library.base / "other"
    other.mkdir()
    library.write_settings(library.storage, other)
    with pytest.raises(UsageProblem, match="not imported yet"):
        library.check()


def test_an_empty_library(library: Library) -> None:
    library.import_()
    checked = library.check()
    assert checked.paths == {}
    assert list(checked.away) == [os.fsencode(library.storage)], "an empty disk proves nothing"


def test_a_library_of_links_to_links(tmp_path: Path) -> None:
    """A deep tree, and links with long ways."""
    library = Library(tmp_path)
    deep = "/".join(["d"] * 100)
    path = library.put(f"Films/{deep}/Deep (2000).mkv")
    library.link(f"Films/{deep}/Deep (2000).mkv", path)
    library.import_()
    assert library.check().paths == {}
