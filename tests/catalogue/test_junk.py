"""Junk in columns of JSON: everything goes on, and says in a line what it cannot do."""

from __future__ import annotations

import json
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import vidtui.tui.app  # noqa: F401 - texts name the keys of its pages
from tests.support.eventful import copied, eventful
from tests.support.library import Library
from tests.support.records import RECORDS
from vidtui.batch import enrich as batch_pending
from vidtui.batch import journal as batch_journal
from vidtui.catalogue import json_columns, queue
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.queue import Asked
from vidtui.demo.tmdb import TmdbStandIn
from vidtui.errors import SafetyRefusal, UsageProblem, VidtuiError
from vidtui.jobs import undo
from vidtui.jobs.asking import wanted_of
from vidtui.matching.evidence import evidence
from vidtui.matching.score import Wanted
from vidtui.text import printable
from vidtui.tui.journal import view
from vidtui.tui.pending import view as pending_texts
from vidtui.tui.queue import view as queue_details
from vidtui.tui.services import Services

COLUMNS = (
    ("media_group", "evidence"),
    ("candidate", "parts"),
    ("candidate", "work"),
    ("movie", "details"),
    ("series", "details"),
    ("season", "details"),
    ("episode", "details"),
    ("media_file", "probe"),
    ("run", "summary"),
    ("action", "intent"),
)
WRITTEN = [column for column in COLUMNS if column != ("media_file", "probe")]
"""What the eventful library holds something of."""
JUNK = (
    "",
    "{",
    "null",
    "3",
    "[]",
    '"x"',
    "{}",
    "[" * 900 + "]" * 900,
    '{"x":' * 900 + "1" + "}" * 900,
    "[" * 100_000,
    "9" * 5000,
    '{"runtime": 1e999, "imported": 1e999}',
    '{"runtime": NaN, "ids": {"tmdb": NaN}, "title": Infinity}',
)
KEYS = (
    *("titles", "year", "country", "ids", "agree", "source", "path", "edition", "title"),
    *("original_title", "runtime", "makers", "countries", "seasons", "overview", "ref", "cast"),
    *("crew", "genres", "collection", "release_years", "id", "episodes", "vetoes", "before"),
    *("after", "verb", "root", "old", "new", "text", "trash", "to", "link", "file", "group"),
    *("imported", "errors", "links", "former_links", "former_paths", "dropped", "candidates"),
    *("nfo", "doubt", "must_have", "or_time"),
)
VALUES = ([], {}, [1], {"x": 1}, 7, -1.5, 10**30, True, None, "x", "\ud800", [[]], ["x", "y", "z"])
WHOLE = (*JUNK, *(json.dumps(dict.fromkeys(KEYS, value)) for value in VALUES))
"""Whole columns, each of another sort of junk."""

anything = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5)
    | st.sampled_from(["\ud800", "\x1b", "zz", "00", "2f", "{0}"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)
many = settings(
    max_examples=20,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)


class Junk:
    """A library whose catalogue is spoiled, and mended again."""

    def __init__(self, library: Library) -> None:
        self.library = library
        self.settings = library.settings()
        self.sound = library.base / "sound.sqlite3"
        self._copy(library.database, self.sound)

    @staticmethod
    def _copy(source: Path, target: Path) -> None:
        with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(target)) as other:
            one.backup(other)

    def mend(self) -> None:
        self._copy(self.sound, self.library.database)

    def write(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.library.database)) as connection:
            connection.execute(statement, values)
            connection.commit()

    def fill(self, table: str, column: str, text: str) -> None:
        self.write(f"UPDATE {table} SET {column} = ?", text)

    def texts(self, table: str, column: str) -> list[str]:
        rows = self.library.query(f"SELECT DISTINCT {column} FROM {table}")
        return [row[0] for row in rows if row[0]]

    def look(self, capsys: pytest.CaptureFixture[str]) -> None:
        """Show all that screens and console show of groups and of the journal."""
        services, shown = Services(), []
        catalogue = open_catalogue(self.library.database)
        with catalogue.session():
            queue.expected(queue.waiting(failed="all", not_found=True))
            groups = [row.id for row in queue.rows()]
        services.waiting(self.settings)
        for held in services.group_details(self.settings, groups).values():
            shown += [
                queue_details.details(held, time.time(), 80),
                pending_texts.group_summary(held, 80),
            ]
            for choice in held.choices:
                shown.append(pending_texts.choice_details(choice, held, 80))
                shown.append(pending_texts.candidate(1, choice, True, 80))
            shown.append(pending_texts.preview_line(held, pending_texts.acceptable(held), 80))
        for run in services.journal_runs(self.settings, None, only_changes=False):
            shown += [view.run_line(run, 80), *view.summary(run)]
            for action in services.journal_actions(self.settings, run.id, None):
                shown.append(view.action_line(action, {}, 80))
                shown.append(view.facts(action, None, 80))
            for as_json in (True, False):
                batch_journal.show_run(self.settings, run.id, limit=None, as_json=as_json)
        for as_json in (True, False):
            batch_journal.show_runs(self.settings, limit=None, everything=True, as_json=as_json)
            batch_pending.show_pending(self.settings, as_json=as_json)
        lines = [*capsys.readouterr().out.splitlines()]
        lines += [line for text in shown for line in text.plain.splitlines()]
        assert all(printable(line) == line for line in lines)

    def undo_all(self, *, dry_run: bool) -> list[str]:
        catalogue, told = open_catalogue(self.library.database), []
        rows = self.library.query("SELECT id FROM action WHERE outcome = 'done' ORDER BY id DESC")
        for row in rows:
            try:
                done = undo.undo_action(catalogue, self.settings, row[0], dry_run=dry_run)
                told += [one.what for one in done]
            except (SafetyRefusal, UsageProblem) as refusal:
                told.append(str(refusal))
        assert all(printable(line) == line for line in told)
        return told


@pytest.fixture(scope="module")
def spoiled(tmp_path_factory: pytest.TempPathFactory) -> Junk:
    return Junk(eventful(tmp_path_factory.mktemp("junk")))


@pytest.fixture
def junk(spoiled: Junk) -> Iterator[Junk]:
    yield spoiled
    spoiled.mend()


def test_what_is_whole_is_shown_and_can_be_undone(
    junk: Junk, capsys: pytest.CaptureFixture[str]
) -> None:
    """Else the tests below would prove nothing."""
    junk.look(capsys)
    told = junk.undo_all(dry_run=True)
    assert any("back from the trash" in line for line in told)
    assert not any("damaged" in line for line in told)
    details = Services().group_details(
        junk.settings, [row[0] for row in junk.library.query("SELECT id FROM media_group")]
    )
    evidence = [held.evidence.get("titles") for held in details.values()]
    assert all(evidence)
    choices = [choice for held in details.values() for choice in held.choices]
    assert all("title" in choice.parts or choice.parts == {} for choice in choices)
    assert "?" not in [choice.work.title for choice in choices]


@pytest.mark.parametrize("turn", range(len(WHOLE)))
def test_columns_full_of_junk(junk: Junk, turn: int, capsys: pytest.CaptureFixture[str]) -> None:
    """Every column once with every junk, each column with another one at a time."""
    for number, (table, column) in enumerate(COLUMNS):
        junk.fill(table, column, WHOLE[(turn + 3 * number) % len(WHOLE)])
    junk.look(capsys)
    assert all("its record is damaged" in line for line in junk.undo_all(dry_run=True))
    assert all("its record is damaged" in line for line in junk.undo_all(dry_run=False))


def test_values_that_are_others(junk: Junk, capsys: pytest.CaptureFixture[str]) -> None:
    """In each column one value, anywhere in it, is made another."""
    originals = {
        written: [(row, json.loads(row)) for row in junk.texts(*written)] for written in WRITTEN
    }

    @many
    @given(st.data())
    def change(data: st.DataObject) -> None:
        undone = []
        try:
            for (table, column), texts in originals.items():
                text, document = data.draw(st.sampled_from(texts))
                place = data.draw(st.sampled_from(sorted(_places(document), key=repr)))
                other = json.dumps(_with(document, place, data.draw(anything)))
                where = f"UPDATE {table} SET {column} = ? WHERE {column} = ?"
                junk.write(where, other, text)
                undone.append((where, text, other))
            junk.look(capsys)
            junk.undo_all(dry_run=True)
        finally:
            for statement in undone:
                junk.write(*statement)

    change()


def _places(document: Any, at: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield at
    items: Any = ()
    if isinstance(document, dict):
        items = document.items()
    elif isinstance(document, list):
        items = enumerate(document)
    for key, value in items:
        yield from _places(value, (*at, key))


def _with(document: Any, place: tuple[Any, ...], value: Any) -> Any:
    if not place:
        return value
    first, *rest = place
    changed = dict(document) if isinstance(document, dict) else list(document)
    changed[first] = _with(changed[first], tuple(rest), value)
    return changed


@pytest.mark.parametrize("nfo", [7, [], "x", {}, {"title": 7}, {"ids": [1]}, {"year": "x"}])
def test_what_an_nfo_said_is_junk(nfo: object) -> None:
    """A film is looked for without it, and a proposal with it has something against it."""
    held = json_columns.evidence(json.dumps({"titles": ["Heat"], "nfo": nfo}))
    asked = Asked(1, "film", "Heat", None, "queued", 0, held)
    assert wanted_of(asked) == Wanted(kind="film", titles=("Heat",))
    lines = evidence(json_columns.parts(json.dumps({"vetoes": ["id"], "nfo": nfo})))
    assert lines == ["what speaks for and against it cannot be read any more"]


JOBS: dict[str, Callable[[Library], object]] = {
    "import": lambda library: library.import_(),
    "find": lambda library: library.find().plan,
    "check": lambda library: library.check(verify=True).finished,
    "enrich": lambda library: library.enrich(retry_failed=True, retry_not_found=True),
}


@pytest.mark.parametrize("text", ["", "[]", "{}", *WHOLE[-4:]], ids=range(7))
def test_jobs_go_on(tmp_path: Path, spoiled: Junk, text: str) -> None:
    """What a group is cannot be read any more: it waits for a person, and nothing crashes."""
    library = copied(spoiled.library, tmp_path / "library")
    junk = Junk(library)
    junk.write("UPDATE media_group SET state = 'queued', movie_id = NULL, series_id = NULL")
    junk.write("DELETE FROM candidate")
    for table, column in COLUMNS:
        junk.fill(table, column, text)
    with TmdbStandIn(RECORDS, limit=None) as server:
        library.use_tmdb(server)
        for name, job in JOBS.items():
            try:
                job(library)
            except VidtuiError as error:
                raise AssertionError(name) from error
    assert library.query("SELECT 1 FROM media_group WHERE movie_id OR series_id") == []


@pytest.mark.parametrize("text", WHOLE, ids=range(len(WHOLE)))
def test_mounts_that_nobody_can_read(junk: Junk, text: str) -> None:
    """A disk may be lacking then, so nothing is said of the root until a person confirms it."""
    if text == "[]":
        pytest.skip("is what there is without any mount")
    library = junk.library
    junk.write("UPDATE root SET mounts = ? WHERE role = 'storage'", text)
    storage = os.fsencode(library.storage)
    refused = library.find().refused
    assert list(refused) == [storage]
    assert "what the catalogue knows of this disk is damaged" in refused[storage].reason
    assert refused[storage].remedy == "confirm-root"
    Services().confirm(junk.settings, storage)
    assert library.find().refused == {}
