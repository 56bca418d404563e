"""Undo of an action, a run, a day: what can be taken back is, what cannot says why."""

from __future__ import annotations

import datetime
import json
import os
import time

import pytest

from tests.support.library import Library
from vidtui.catalogue import journal as journal_views
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.catalogue.models import Action, database
from vidtui.errors import SafetyRefusal, UsageProblem
from vidtui.jobs import journal, undo
from vidtui.jobs.decide import Decisions
from vidtui.jobs.journal_wording import what
from vidtui.jobs.links import actions
from vidtui.jobs.links import undo as repair_undo
from vidtui.jobs.roots import change
from vidtui.jobs.roots.status_cache import RootStatusCache
from vidtui.settings.model import Settings
from vidtui.text import printable

UUID = "0b5f"
TODAY = datetime.date.today()


class Links:
    """Stands in for the disk: what was taken back, and which links have changed since."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.changed: set[bytes] = set()
        self.asked: list[tuple[int, bool]] = []

    def take_back(
        self,
        catalogue: Catalogue,
        settings: Settings,
        action: int,
        *,
        dry_run: bool,
        watch: RootStatusCache | None = None,
    ) -> str:
        self.asked.append((action, dry_run))
        with catalogue.session():
            path = bytes.fromhex(json.loads(Action.get_by_id(action).intent)["path"])
        if path in self.changed:
            raise SafetyRefusal(f"{printable(path)} has changed since")
        if not dry_run:
            with catalogue.transaction():
                journal.undone(action)
        return f"{printable(path)} is as it was"

    def repair(self, run: int, path: bytes, outcome: str | None = "done", **more: str) -> int:
        intent = {"root": UUID, "path": path.hex(), "old": b"a".hex(), "new": b"b".hex(), **more}
        action = journal.intend(self.catalogue, run, "relink", intent)
        if outcome is not None:
            with self.catalogue.transaction():
                journal.record(action, outcome)
        return action


@pytest.fixture
def known(library: Library) -> Library:
    library.films(4)
    library.import_()
    return library


@pytest.fixture
def catalogue(known: Library) -> Catalogue:
    return open_catalogue(known.database)


@pytest.fixture
def links(catalogue: Catalogue, monkeypatch: pytest.MonkeyPatch) -> Links:
    one = Links(catalogue)
    monkeypatch.setattr(repair_undo, "take_back", one.take_back)
    return one


def groups(library: Library) -> list[int]:
    return [row[0] for row in library.query("SELECT id FROM media_group ORDER BY id")]


def states(library: Library) -> list[str]:
    return [row[0] for row in library.query("SELECT state FROM media_group ORDER BY id")]


def standing(library: Library) -> list[int]:
    rows = library.query(
        "SELECT id FROM action WHERE outcome = 'done' AND undone_at IS NULL AND kind != 'undo'"
        " ORDER BY id"
    )
    return [row[0] for row in rows]


def put_at(catalogue: Catalogue, action: int, moment: datetime.datetime) -> None:
    with catalogue.transaction():
        Action.update(done_at=int(moment.timestamp())).where(Action.id == action).execute()


def mixed(known: Library, catalogue: Catalogue, links: Links) -> list[int]:
    """Answers, repairs and a moved root, in turns; return the actions in their order."""
    decisions = Decisions(catalogue)
    first, second, *_rest = groups(known)
    made = [decisions.ignore(first).action]
    run = journal.begin(catalogue, "repair-links")
    made.append(links.repair(run, b"one"))
    made.append(decisions.ignore(second).action)
    made.append(links.repair(run, b"two"))
    new = known.base / "disk2"
    known.storage.rename(new)
    old = os.fsencode(known.storage)
    plan = change.plan_relocation(catalogue, known.settings(), old, os.fsencode(new))
    change.relocate(catalogue, known.settings(), plan)
    new.rename(known.storage)
    made.append(max(standing(known)))
    return made


def test_a_day_takes_back_all_kinds_the_newest_first(
    known: Library, catalogue: Catalogue, links: Links
) -> None:
    made = mixed(known, catalogue, links)
    undone = undo.undo_day(catalogue, known.settings(), TODAY, dry_run=False)
    assert [one.action for one in undone] == made[::-1]
    assert not any(one.refused for one in undone)
    assert [action for action, _dry in links.asked] == [made[3], made[1]]
    assert standing(known) == []
    assert set(states(known)) == {"queued"}
    old, new = os.fsencode(known.storage), os.fsencode(known.base / "disk2")
    assert undone[0].moved == (new, old)
    assert known.settings().of("storage")[0].path == old


def test_what_is_refused_in_the_middle_keeps_nothing_else(
    known: Library, catalogue: Catalogue, links: Links
) -> None:
    made = mixed(known, catalogue, links)
    links.changed = {b"two"}
    Decisions(catalogue).reject(groups(known)[0])
    newest = max(standing(known))
    undone = undo.undo_action(catalogue, known.settings(), newest, dry_run=False)
    assert not undone[0].refused
    with catalogue.transaction():
        Action.update(kind="unheard-of").where(Action.id == made[0]).execute()
    undone = undo.undo_day(catalogue, known.settings(), TODAY, dry_run=False)
    assert {one.action: one.refused for one in undone} == dict(
        zip(made, [True, False, False, True, False], strict=True)
    )
    reasons = {one.action: one.what for one in undone if one.refused}
    assert reasons[made[3]] == "two has changed since"
    assert "(unheard-of): this vidtui does not know how to undo it" in reasons[made[0]]
    assert standing(known) == [made[0], made[3]]


def test_a_dry_run_says_the_same_and_changes_nothing(
    known: Library, catalogue: Catalogue, links: Links
) -> None:
    made = mixed(known, catalogue, links)
    links.changed = {b"one"}
    settings = known.settings()
    before = known.config.read_text(), states(known), standing(known)
    planned = undo.undo_day(catalogue, settings, TODAY, dry_run=True)
    assert before == (known.config.read_text(), states(known), standing(known))
    assert links.asked == [(made[3], True), (made[1], True)]
    assert undo.undo_day(catalogue, settings, TODAY, dry_run=False) == planned


def test_a_dry_run_of_two_changes_to_one_link(
    known: Library, catalogue: Catalogue, links: Links
) -> None:
    run = journal.begin(catalogue, "repair-links")
    older, newer = links.repair(run, b"one"), links.repair(run, b"one")
    planned = undo.undo(catalogue, known.settings(), run, dry_run=True)
    assert links.asked == [(newer, True)]
    assert [(one.action, one.refused) for one in planned] == [(newer, False), (older, False)]
    assert planned[1].what == "repair: one (a → b)"
    links.changed = {b"one"}
    assert all(one.refused for one in undo.undo(catalogue, known.settings(), run, dry_run=True))


def test_answers_that_build_on_each_other(known: Library, catalogue: Catalogue) -> None:
    decisions, group = Decisions(catalogue), groups(known)[0]
    decisions.ignore(group)
    run = undo.last_run(catalogue)
    decisions.reject(group)
    settings = known.settings()
    assert len(undo.undo(catalogue, settings, run, dry_run=True)) == 2
    first, second = standing(known)
    with pytest.raises(SafetyRefusal, match="has changed since"):
        undo.undo_action(catalogue, settings, first, dry_run=False)
    undo.undo_action(catalogue, settings, second, dry_run=False)
    assert states(known)[0] == "ignored"
    undo.undo_action(catalogue, settings, first, dry_run=False)
    assert states(known)[0] == "queued"


def test_all_refused(known: Library, catalogue: Catalogue, links: Links) -> None:
    run = journal.begin(catalogue, "repair-links")
    links.repair(run, b"one")
    links.changed = {b"one", b"two"}
    with pytest.raises(SafetyRefusal, match="one has changed since"):
        undo.undo(catalogue, known.settings(), run, dry_run=False)
    links.repair(run, b"two")
    undone = undo.undo(catalogue, known.settings(), run, dry_run=False)
    assert [one.what for one in undone] == ["two has changed since", "one has changed since"]
    assert len(standing(known)) == 2


def test_what_is_open_or_came_to_nothing_is_left(
    known: Library, catalogue: Catalogue, links: Links
) -> None:
    run = journal.begin(catalogue, "repair-links")
    left = [links.repair(run, b"one", None), links.repair(run, b"two", "refused")]
    settings = known.settings()
    for action in left:
        with pytest.raises(UsageProblem, match=f"action {action} left nothing"):
            undo.undo_action(catalogue, settings, action, dry_run=False)
    with pytest.raises(UsageProblem, match="left nothing"):
        undo.undo(catalogue, settings, run, dry_run=False)
    with pytest.raises(UsageProblem, match="nothing to undo of"):
        undo.undo_day(catalogue, settings, TODAY, dry_run=False)
    with pytest.raises(UsageProblem, match="nothing to undo"):
        undo.last_run(catalogue)
    assert links.asked == []


def test_only_once(known: Library, catalogue: Catalogue, links: Links) -> None:
    run = journal.begin(catalogue, "repair-links")
    action = links.repair(run, b"one")
    undo.undo_action(catalogue, known.settings(), action, dry_run=False)
    with pytest.raises(UsageProblem, match="left nothing"):
        undo.undo_action(catalogue, known.settings(), action, dry_run=False)


class RealLinks:
    """Links on the disk, repaired and put into the trash as the review does it."""

    def __init__(self, library: Library, catalogue: Catalogue) -> None:
        self.library = library
        self.catalogue = catalogue
        self.run = journal.begin(catalogue, "repair-links")

    def _link(self, name: bytes) -> actions.Link:
        path = self.library.path(name, self.library.links)
        root = os.fsencode(self.library.links)  # type: ignore[arg-type]
        (row,) = self.library.query("SELECT uuid FROM root WHERE role = 'links'")
        return actions.Link(row[0], root, name, os.readlink(path), None)

    def repair(self, name: bytes, new: bytes) -> int:
        with self.catalogue.writing("test"), self.catalogue.session():
            return actions.relink(self.catalogue, self.run, self._link(name), new, None)

    def discard(self, name: bytes) -> int:
        folder = os.fsencode(self.library.base / "trash")
        with self.catalogue.writing("test"), self.catalogue.session():
            return actions.discard(self.catalogue, self.run, self._link(name), folder)[0]

    def texts(self) -> dict[str, str]:
        assert self.library.links is not None
        return {one.name: os.readlink(one) for one in self.library.links.iterdir()}


@pytest.fixture
def real(library: Library) -> RealLinks:
    library.films(4)
    for name in ("one", "two", "three"):
        library.link(name, f"old/{name}")
    library.import_()
    return RealLinks(library, open_catalogue(library.database))


def test_links_are_as_they_were(real: RealLinks) -> None:
    before, settings = real.texts(), real.library.settings()
    first = real.repair(b"one", b"new")
    second = real.repair(b"one", b"newer")
    third = real.discard(b"two")
    assert real.texts() == {"one": "newer", "three": "old/three"}
    planned = undo.undo_day(real.catalogue, settings, TODAY, dry_run=True)
    assert [(one.action, one.refused) for one in planned] == [
        (third, False),
        (second, False),
        (first, False),
    ]
    undone = undo.undo_day(real.catalogue, settings, TODAY, dry_run=False)
    assert [one.action for one in undone] == [third, second, first]
    assert not any(one.refused for one in undone)
    assert real.texts() == before


def test_links_that_changed_meanwhile_stay(real: RealLinks) -> None:
    made = [real.repair(b"one", b"new"), real.discard(b"two"), real.repair(b"three", b"new")]
    real.library.link("two", "somebody else's")
    undone = undo.undo(real.catalogue, real.library.settings(), real.run, dry_run=False)
    assert {one.action: one.refused for one in undone} == dict(
        zip(made, [False, True, False], strict=True)
    )
    assert real.texts() == {"one": "old/one", "two": "somebody else's", "three": "old/three"}
    assert standing(real.library) == [made[1]]


def test_links_of_a_root_that_moved_the_same_day(real: RealLinks) -> None:
    library, settings = real.library, real.library.settings()
    made = real.repair(b"one", b"new")
    assert library.links is not None
    old, new = os.fsencode(library.links), os.fsencode(library.base / "video2")
    os.rename(old, new)
    change.relocate(
        real.catalogue, settings, change.plan_relocation(real.catalogue, settings, old, new)
    )
    settings = library.settings()
    os.rename(new, old)
    undone = undo.undo_day(real.catalogue, settings, TODAY, dry_run=False)
    assert [one.refused for one in undone] == [False, False]
    assert undone[1].action == made
    assert real.texts()["one"] == "old/one"


def test_a_disk_that_is_away(real: RealLinks) -> None:
    made = real.repair(b"one", b"new")
    real.discard(b"two")
    assert real.library.links is not None
    real.library.links.rename(real.library.base / "away")
    undone = undo.undo(real.catalogue, real.library.settings(), real.run, dry_run=False)
    assert all(one.refused for one in undone)
    assert str(real.library.links) in undone[0].what
    assert len(standing(real.library)) == 2
    with pytest.raises(SafetyRefusal):
        undo.undo_action(real.catalogue, real.library.settings(), made, dry_run=False)


def test_what_is_being_undone_is_open(known: Library, catalogue: Catalogue, links: Links) -> None:
    run = journal.begin(catalogue, "repair-links")
    links.repair(run, b"one", repair_undo.UNDOING)
    with catalogue.session():
        (row,) = journal_views.actions(run)
        held = journal_views.run(run)
    assert row.state == "open"
    assert held is not None
    assert (held.open, held.failed) == (1, 0)


@pytest.mark.parametrize(
    "ask",
    [
        lambda *given: undo.undo(*given, 99, dry_run=False),
        lambda *given: undo.undo_action(*given, 99, dry_run=False),
        lambda *given: undo.undo_day(*given, datetime.date(1998, 1, 1), dry_run=False),
    ],
    ids=["run", "action", "day"],
)
def test_what_there_is_not(ask: object, known: Library, catalogue: Catalogue) -> None:
    with pytest.raises(UsageProblem):
        ask(catalogue, known.settings())  # type: ignore[operator]


@pytest.mark.parametrize("day", [datetime.date.min, datetime.date.max], ids=str)
def test_days_that_no_clock_shows(day: datetime.date, known: Library, catalogue: Catalogue) -> None:
    with pytest.raises(UsageProblem, match="nothing to undo of"):
        undo.undo_day(catalogue, known.settings(), day, dry_run=False)


def test_a_day_ends_at_midnight_here(
    known: Library, catalogue: Catalogue, links: Links, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Europe/Paris")
    time.tzset()
    try:
        run = journal.begin(catalogue, "repair-links")
        made = [links.repair(run, name) for name in (b"a", b"b", b"c", b"d")]
        day = datetime.date(2026, 3, 29)  # of 23 hours
        start = datetime.datetime.combine(day, datetime.time())
        moments = (start, start.replace(hour=23, minute=59, second=59))
        second = datetime.timedelta(seconds=1)
        for action, moment in zip(
            made, (start - second, *moments, start + datetime.timedelta(days=1)), strict=True
        ):
            put_at(catalogue, action, moment)
        undone = undo.undo_day(catalogue, known.settings(), day, dry_run=False)
        assert [one.action for one in undone] == [made[2], made[1]]
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize(
    "intent", ["", "[]", "{", "null", '{"path": 3, "root": [], "new": "zz"}', '{"before": 1}']
)
@pytest.mark.parametrize(
    "kind",
    ["decide", "relocate", "relink", "trash-link", "keep-link", "forget", "\x1b]0;owned\x07"],
)
def test_a_damaged_intent_is_listed(
    kind: str, intent: str, known: Library, catalogue: Catalogue
) -> None:
    run = journal.begin(catalogue, "repair-links")
    with catalogue.transaction():
        action = Action.create(run=run, kind=kind, intent=intent, outcome="done", done_at=1)
    with catalogue.session():
        (row,) = journal_views.actions(run)
    assert row.id == action.id
    assert what(row) == printable(what(row))
    why = "does not know how" if "owned" in kind else "its record is damaged"
    for dry_run in (True, False):
        with pytest.raises(SafetyRefusal, match=why) as caught:
            undo.undo(catalogue, known.settings(), run, dry_run=dry_run)
        assert str(caught.value).isprintable()


def test_a_hundred_thousand_runs_are_read_page_by_page(
    known: Library, catalogue: Catalogue, links: Links
) -> None:
    with catalogue.transaction():
        database.execute_sql(
            "WITH RECURSIVE n(at) AS (SELECT 0 UNION ALL SELECT at + 1 FROM n WHERE at < 99999) "
            "INSERT INTO run (command, state, started_at, finished_at, pid, summary) "
            "SELECT 'import', 'done', at, at, 1, '{}' FROM n"
        )
    run = journal.begin(catalogue, "repair-links")
    links.repair(run, b"one")
    links.repair(run, b"two", "refused")
    links.repair(run, b"three", None)
    undo.undo(catalogue, known.settings(), run, dry_run=False)
    links.repair(run, b"four")
    with catalogue.session():
        entry, only = journal_views.runs(only_changes=True)
        first = journal_views.runs()
        second = journal_views.runs(first[-1].id)
    assert (only.id, only.done, only.undone, only.failed, only.open) == (run, 1, 1, 1, 1)
    assert (entry.command, entry.done) == ("undo", 1)
    assert first[:2] == [entry, only]
    assert len(first) == len(second) == journal_views.PAGE
    assert second[0].id == first[-1].id - 1
