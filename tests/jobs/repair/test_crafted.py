"""A journal that somebody else wrote touches nothing but links and trashes of the settings."""

from __future__ import annotations

import json
import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.support.library import Library
from tests.support.repairs import Listing, Sitting, break_links, listing, stood, texts
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.journal import UNDOING
from vidtui.errors import SafetyRefusal
from vidtui.jobs import undo as undoing
from vidtui.jobs.links.undo import UNCLEAR, is_unsettled, settled

ASIDE = b".vidtui-0123456789abcdef"
HEAT = stood("Heat")


class Crafted:
    """A library, a folder that is none of its, and a journal."""

    def __init__(self, library: Library) -> None:
        self.library = library
        break_links(library, ("Alien",), ("Heat",))
        self.elsewhere = library.base / "elsewhere"
        (self.elsewhere / "orphans").mkdir(parents=True)
        for name in (b"victim", b"orphans/victim", ASIDE):
            os.symlink(b"precious", os.fsencode(self.elsewhere) + b"/" + name)
        self.catalogue = open_catalogue(library.database)
        (self.links,) = self.ask("SELECT uuid FROM root WHERE role = 'links'")
        (self.storage,) = self.ask("SELECT uuid FROM root WHERE role = 'storage'")

    def ask(self, statement: str, *values: object) -> list[Any]:
        return [row[0] for row in self.library.query(statement, *values)]

    def write(self, statement: str, *values: object) -> None:
        with closing(sqlite3.connect(self.library.database)) as connection:
            connection.execute(statement, values)
            connection.commit()

    def act(self, kind: str, outcome: str | None, **intent: Any) -> int:
        """Put an action into the journal; bytes become hexadecimal, what is None is left out."""
        held: dict[str, Any] = {"root": self.links, "path": b"Films/new.mkv", "aside": ASIDE}
        if kind == "relink":
            held |= {"old": b"precious", "new": b"new", "file": None}
        else:
            trash = os.fsencode(self.library.base / "trash")
            held |= {"text": b"precious", "trash": trash, "to": b"orphans/victim"}
        held |= {"link": None, "before": None, "undo_aside": ASIDE, **intent}
        told = {
            name: value.hex() if isinstance(value, bytes) else value
            for name, value in held.items()
            if value is not None or name in ("link", "before", "file")
        }
        self.write("INSERT INTO run VALUES (NULL, 'repair-links', 'done', 1, 1, 1, '{}')")
        self.write(
            "INSERT INTO action VALUES (NULL, (SELECT max(id) FROM run), ?, ?, ?, 1, NULL)",
            kind,
            json.dumps(told),
            outcome,
        )
        return int(self.ask("SELECT max(id) FROM action")[0])

    def outcome(self, action: int) -> str | None:
        (found,) = self.ask("SELECT outcome FROM action WHERE id = ?", action)
        return found  # type: ignore[no-any-return]

    def disk(self) -> Listing:
        data = os.fsencode(self.library.data)
        return {k: v for k, v in listing(self.library.base).items() if not k.startswith(data)}

    def settle(self) -> list[str]:
        told = settled(self.catalogue, self.library.settings())
        assert all(line.isprintable() for line in told)
        return told

    def undo(self, action: int, *, dry_run: bool = False) -> str:
        settings = self.library.settings()
        (done,) = undoing.undo_action(self.catalogue, settings, action, dry_run=dry_run)
        return done.what


@pytest.fixture
def crafted(library: Library) -> Crafted:
    return Crafted(library)


ESCAPES = (b"../../elsewhere/victim", b"../victim", b"a/b", b"", b"victim", b"..")


@pytest.mark.parametrize("outcome", [None, UNDOING], ids=["done", "undone"])
@pytest.mark.parametrize("kind", ["relink", "trash-link"])
def test_nothing_comes_from_elsewhere_as_what_was_aside(
    crafted: Crafted, kind: str, outcome: str | None
) -> None:
    (crafted.library.base / "trash" / "orphans").mkdir(parents=True)
    names = [*ESCAPES, os.fsencode(crafted.elsewhere) + b"/victim"]
    before = crafted.disk()
    made = [crafted.act(kind, outcome, aside=name, undo_aside=name) for name in names]
    why = "action {} was interrupted, and its record is damaged"
    assert crafted.settle() == [why.format(action) for action in made]
    assert crafted.disk() == before
    assert {crafted.outcome(action) for action in made} == {UNCLEAR}


@pytest.mark.parametrize("outcome", [None, UNDOING], ids=["done", "undone"])
@pytest.mark.parametrize("by_link", [False, True], ids=["plainly", "by way of a link"])
def test_a_trash_elsewhere_stays_as_it_is_and_is_told(
    crafted: Crafted, outcome: str | None, by_link: bool
) -> None:
    trash = crafted.elsewhere
    if by_link:
        (crafted.library.base / "way").symlink_to(crafted.library.base)
        trash = crafted.library.base / "way" / "elsewhere"
    before = crafted.disk()
    action = crafted.act("trash-link", outcome, trash=bytes(trash))
    for _start in range(2):
        (told,) = crafted.settle()
        assert f"{trash}: is no trash of the settings" in told
        assert is_unsettled(crafted.catalogue)
        assert crafted.outcome(action) == outcome
        assert crafted.disk() == before


def test_once_the_settings_name_it_it_is_put_in_order(crafted: Crafted) -> None:
    """As after a trash was moved by the settings: what was left open is finished then."""
    action = crafted.act("trash-link", UNDOING, trash=bytes(crafted.elsewhere))
    crafted.library.write_settings(extra=f'trash = "{crafted.elsewhere}"')
    (told,) = crafted.settle()
    assert "the repair stands, and can be undone again" in told
    assert crafted.outcome(action) == "done"
    assert "back from the trash" in crafted.undo(action)
    assert os.readlink(crafted.library.path("Films/new.mkv", crafted.library.links)) == b"precious"


@pytest.mark.parametrize("dry_run", [True, False])
def test_nothing_is_taken_out_of_a_folder_elsewhere(crafted: Crafted, dry_run: bool) -> None:
    before = crafted.disk()
    action = crafted.act("trash-link", "done", trash=bytes(crafted.elsewhere))
    with pytest.raises(SafetyRefusal, match="elsewhere: is no trash of the settings"):
        crafted.undo(action, dry_run=dry_run)
    assert crafted.disk() == before
    assert crafted.outcome(action) == "done"


NONE_OF_OURS: list[dict[str, Any]] = [
    {"path": b"../elsewhere/victim"},
    {"path": b"/etc/passwd"},
    {"path": b"a//b"},
    {"path": b"a\0b"},
    {"to": b"../elsewhere/victim"},
    {"to": b"victim"},
    {"to": b"orphans/../../elsewhere/victim"},
    {"text": b""},
    {"trash": b"trash"},
    {"path": "zz"},
    {"path": 7},
    {"path": None},
    {"root": ["x"]},
    {"root": None},
    {"link": "x"},
    {"link": 2**70},
    {"link": True},
    {"before": [1]},
    {"before": ["61", "unheard of", None, None]},
    {"before": ["61", "ok", "x", None]},
    {"before": {}},
]


@pytest.mark.parametrize("outcome", [None, UNDOING, "done"])
def test_a_record_that_is_none_of_ours_is_told(crafted: Crafted, outcome: str | None) -> None:
    before = crafted.disk()
    made = {crafted.act("trash-link", outcome, **intent): intent for intent in NONE_OF_OURS}
    if outcome != "done":
        why = "action {} was interrupted, and its record is damaged"
        assert crafted.settle() == [why.format(action) for action in made]
    for action, intent in made.items() if outcome == "done" else ():
        with pytest.raises(SafetyRefusal) as caught:
            crafted.undo(action)
        told = f"action {action}: its record is damaged; nothing was undone"
        assert str(caught.value) == told, intent
    assert crafted.disk() == before


@pytest.mark.parametrize("outcome", [None, UNDOING, "done"])
def test_a_root_that_the_catalogue_alone_calls_a_link_root(
    crafted: Crafted, outcome: str | None
) -> None:
    """Nothing is ever changed on storage, whatever the file says of it."""
    library = crafted.library
    place = library.path("Films/new.mkv")
    os.symlink(b"new", place)
    crafted.write("UPDATE root SET role = 'links' WHERE role = 'storage'")
    before = crafted.disk()
    action = crafted.act("relink", outcome, root=crafted.storage)
    if outcome == "done":
        with pytest.raises(SafetyRefusal, match="in the settings no more"):
            crafted.undo(action)
    else:
        assert "in the settings no more" in crafted.settle()[0]
    assert crafted.disk() == before
    assert crafted.outcome(action) == outcome


def test_a_root_of_the_catalogue_that_the_settings_do_not_name(crafted: Crafted) -> None:
    crafted.write(
        "INSERT INTO root (uuid, role, path, marker, mounts, confirmed_at)"
        " VALUES ('mine', 'links', ?, 0, '[]', 1)",
        os.fsencode(crafted.elsewhere),
    )
    before = crafted.disk()
    action = crafted.act("relink", "done", root="mine", path=b"victim", new=b"precious", old=b"x")
    with pytest.raises(SafetyRefusal, match="in the settings no more"):
        crafted.undo(action)
    assert crafted.disk() == before


def test_a_link_root_that_came_to_lie_in_storage(crafted: Crafted) -> None:
    library = crafted.library
    assert library.links is not None
    inside = library.storage / "video"
    library.links.rename(inside)
    library.links.symlink_to(inside)
    before = crafted.disk()
    action = crafted.act("relink", "done", path=HEAT, new=b"x", old=b"y")
    with pytest.raises(SafetyRefusal, match="one root cannot be inside another"):
        crafted.undo(action)
    assert crafted.disk() == before


@pytest.mark.parametrize("spelling", ["plainly", "by way of a link", "from a link"])
def test_what_was_trashed_comes_back_however_the_trash_is_written(
    library: Library, spelling: str
) -> None:
    break_links(library, gone=("Heat",))
    real, way = library.base / "bin", library.base / "way"
    real.mkdir()
    way.symlink_to(library.base)
    first, then = (
        {"plainly": (real, real), "by way of a link": (real, way / "bin")}
        | {"from a link": (way / "bin", real)}
    )[spelling]
    library.write_settings(extra=f'trash = "{first}"')
    sitting = Sitting(library)
    sitting.done("Heat", "orphan")
    assert len(texts(real)) == 1
    library.write_settings(extra=f'trash = "{then}"')
    run = sitting.repairs.run or 0
    (done,) = undoing.undo(sitting.catalogue, library.settings(), run, dry_run=False)
    assert "back from the trash" in done.what
    assert texts(real) == {}


def test_what_the_catalogue_knows_of_another_link_is_left_alone(crafted: Crafted) -> None:
    """An id of the journal counts for the link that the journal names."""
    rows = crafted.library.query("SELECT id, path, text, state FROM link ORDER BY id")
    other = next(row for row in rows if row["path"] != HEAT)
    before = [b"evil".hex(), "broken", None, None]
    path = crafted.library.path(HEAT, crafted.library.links)
    action = crafted.act(
        "relink",
        "done",
        path=HEAT,
        new=os.readlink(path),
        old=b"y",
        link=other["id"],
        before=before,
    )
    crafted.undo(action)
    assert os.readlink(path) == b"y"
    after = crafted.library.query("SELECT id, path, text, state FROM link ORDER BY id")
    assert [tuple(row) for row in after] == [tuple(row) for row in rows]


def _relocation(crafted: Crafted, old: Path, root: str) -> int:
    new = crafted.library.links if root == crafted.links else crafted.library.storage
    intent = {"root": root, "old": bytes(old).hex(), "new": bytes(new or old).hex()}
    crafted.write("INSERT INTO run VALUES (NULL, 'roots relocate', 'done', 1, 1, 1, '{}')")
    crafted.write(
        "INSERT INTO action VALUES"
        " (NULL, (SELECT max(id) FROM run), 'relocate', ?, 'done', 1, NULL)",
        json.dumps(intent),
    )
    return int(crafted.ask("SELECT max(id) FROM action")[0])


@pytest.mark.parametrize("where", ["stockage/Films", "", "stockage/../elsewhere"])
def test_a_root_is_not_moved_back_to_where_none_can_be(crafted: Crafted, where: str) -> None:
    """Whatever identifies it stands in the same file."""
    crafted.write("DELETE FROM witness")
    before = crafted.library.config.read_text()
    crafted.library.write_settings(extra=f'trash = "{crafted.library.base}/data/trash"')
    action = _relocation(crafted, crafted.library.base / where, crafted.links)
    if where == "stockage/../elsewhere":
        crafted.write(
            "UPDATE action SET intent = replace(intent, ?, ?)",
            bytes(crafted.library.base / "elsewhere").hex(),
            bytes(crafted.library.base / "stockage").hex() + b"/../elsewhere".hex(),
        )
    before = crafted.library.config.read_text()
    with pytest.raises(SafetyRefusal) as caught:
        crafted.undo(action)
    assert str(caught.value).isprintable()
    assert crafted.library.config.read_text() == before
