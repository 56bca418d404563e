"""``vidtui --batch undo`` and ``journal``: what they say and how they end."""

from __future__ import annotations

import datetime
import json
import time
from collections.abc import Callable
from typing import Any

import pytest

from tests.support.library import Library, contents
from tests.support.names import HOSTILE
from tests.support.running import checked_text, run
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.models import Action
from vidtui.cli import program as cli
from vidtui.jobs import journal
from vidtui.jobs.decide import Decisions
from vidtui.text import printable

Say = Callable[..., tuple[int, str]]
Ask = Callable[..., tuple[int, Any]]


@pytest.fixture
def known(library: Library, monkeypatch: pytest.MonkeyPatch) -> Library:
    """Four films, imported; two of them are in no database, says the user."""
    monkeypatch.setenv("VIDTUI_CONFIG", str(library.config))
    monkeypatch.setenv("VIDTUI_DATA_DIR", str(library.data))
    library.films(4)
    library.import_()
    decisions = Decisions(open_catalogue(library.database))
    for (group,) in library.query("SELECT id FROM media_group ORDER BY id LIMIT 2"):
        decisions.ignore(group)
    return library


@pytest.fixture
def say(capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    def run(*arguments: object) -> tuple[int, str]:
        code = cli.run(["--batch", *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, checked_text(out) + checked_text(err)

    return run


@pytest.fixture
def ask(say: Say) -> Ask:
    def run(*arguments: object) -> tuple[int, Any]:
        code, text = say(*arguments, "--json")
        document = json.loads(text)
        assert document["exit"] == code
        return code, document

    return run


def states(library: Library) -> list[str]:
    return [row[0] for row in library.query("SELECT state FROM media_group ORDER BY id")]


def actions(library: Library) -> list[int]:
    """Return the ids of what was done, without the undos."""
    return [
        row[0] for row in library.query("SELECT id FROM action WHERE kind != 'undo' ORDER BY id")
    ]


def titles(library: Library) -> list[str]:
    return [row[0] for row in library.query("SELECT title FROM media_group ORDER BY id")]


def test_undo_of_one_action(known: Library, ask: Ask, say: Say) -> None:
    first, _second = actions(known)
    code, document = ask("undo", "--action", first)
    assert code == 0
    assert (document["run"], document["action"], document["dry_run"]) == (None, first, False)
    what = f"{titles(known)[0]} is as before your answer"
    assert document["actions"] == [{"id": first, "what": what, "refused": False}]
    assert states(known) == ["queued", "ignored", "queued", "queued"]
    code, text = say("undo", "--action", first)
    assert code == 2
    assert f"action {first} left nothing to undo" in text
    assert "there is no action 99" in say("undo", "--action", 99)[1]


@pytest.mark.parametrize("day", [[], ["today"], ["DATE"]], ids=["bare", "today", "date"])
def test_undo_of_a_day(day: list[str], known: Library, ask: Ask) -> None:
    today = datetime.date.today().isoformat()
    code, document = ask("undo", "--day", *(today if word == "DATE" else word for word in day))
    assert (code, document["run"], document["day"]) == (0, None, today)
    assert [one["id"] for one in document["actions"]] == actions(known)[::-1]
    assert set(states(known)) == {"queued"}


def test_undo_of_another_day(known: Library, say: Say) -> None:
    code, text = say("undo", "--day", "yesterday")
    assert code == 2
    assert "there is nothing to undo of" in text
    code, text = say("undo", "--day", "31/12/2026")
    assert code == 2
    assert "31/12/2026: is no day; write YYYY-MM-DD, today or yesterday" in text
    with open_catalogue(known.database).transaction():
        Action.update(done_at=int(time.time()) - 86400).execute()
    assert say("undo", "--day", "yesterday")[0] == 0


def test_a_dry_run(known: Library, ask: Ask, say: Say) -> None:
    before = contents(known.storage), states(known)
    code, text = say("undo", "--day", "--dry-run")
    assert code == 0
    assert text.splitlines()[0] == "Would be undone:"
    assert len(text.splitlines()) == 3
    assert ask("undo", "-n")[1]["dry_run"]
    assert (contents(known.storage), states(known)) == before


def test_what_is_refused_is_told_apart(known: Library, ask: Ask, say: Say) -> None:
    with open_catalogue(known.database).transaction():
        Action.update(kind="unheard-of").where(Action.id == actions(known)[0]).execute()
    code, text = say("undo", "--dry-run")
    assert code == 5
    assert [line for line in text.splitlines() if not line.startswith(" ")] == [
        "Would be undone:",
        "Would be refused:",
    ]
    code, document = ask("undo", "--last")
    assert code == 5
    assert [one["refused"] for one in document["actions"]] == [False, True]
    assert states(known)[:2] == ["ignored", "queued"]
    code, text = say("undo")
    assert code == 5
    assert "(unheard-of): this vidtui does not know how to undo it" in text


@pytest.mark.parametrize(
    "words",
    [
        ["1", "--last"],
        ["1", "--action", "1"],
        ["1", "--day"],
        ["--last", "--day"],
        ["--last", "--action", "1"],
        ["--day", "today", "--action", "1"],
    ],
    ids=" ".join,
)
def test_only_one_of_them(words: list[str], known: Library, say: Say) -> None:
    code, text = say("undo", *words)
    assert code == 2
    assert "give one of RUN, --last, --action and --day" in text
    assert states(known)[:2] == ["ignored", "ignored"]


def test_as_a_process_of_its_own(known: Library) -> None:
    done = run("undo", "--day", "--json", library=known)
    assert (done.code, len(done.json["actions"])) == (0, 2)
    done = run("--batch", "undo", library=known)
    assert (done.code, done.out) == (2, b"")
    assert done.complaint == "vidtui: there is nothing to undo"
    done = run("--batch", "journal", library=known)
    assert done.code == 0
    assert "your answers: done, 2 changes, 2 undone" in done.text
    done = run("journal", library=known)
    assert done.code == 2
    assert "there is no terminal here" in done.complaint


def test_the_journal_lists_runs(known: Library, ask: Ask, say: Say) -> None:
    code, document = ask("journal")
    assert (code, document["command"]) == (0, "journal")
    (only,) = document["runs"]
    assert (only["command"], only["state"], only["done"], only["undone"]) == (
        "pending",
        "done",
        2,
        0,
    )
    both = ask("journal", "--all")[1]["runs"]
    assert [one["command"] for one in both] == ["pending", "import"]
    assert both[1]["summary"]["imported"] == 4
    assert len(ask("journal", "--all", "--limit", 1)[1]["runs"]) == 1
    assert "import: done, 4 imported · 4 films" in say("journal", "--all")[1]


def test_the_journal_lists_the_actions_of_a_run(known: Library, ask: Ask, say: Say) -> None:
    first, second = actions(known)
    say("undo", "--action", first)
    entry, run = ask("journal")[1]["runs"]
    assert (entry["command"], entry["done"]) == ("undo", 1)
    number = run["id"]
    code, document = ask("journal", "--run", number)
    assert (code, document["run"]["undone"]) == (0, 1)
    assert [(one["id"], one["state"]) for one in document["actions"]] == [
        (second, "done"),
        (first, "undone"),
    ]
    assert document["actions"][0]["what"] == f"in no database: {titles(known)[1]}"
    code, text = say("journal", "--run", number, "--limit", 1)
    assert len(text.splitlines()) == 2
    assert say("journal", "--run", 99)[0] == 2
    assert say("journal", "--run", number, "--all")[0] == 2
    assert cli.run(["journal", "--run", str(number)]) == 2


def test_a_journal_of_nothing(library: Library, say: Say, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VIDTUI_CONFIG", str(library.config))
    monkeypatch.setenv("VIDTUI_DATA_DIR", str(library.data))
    code, text = say("journal")
    assert code == 2
    assert "there is no catalogue yet" in text
    library.import_()
    assert say("journal") == (0, "No run has changed anything yet.\n")


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(name: bytes, known: Library, ask: Ask, say: Say) -> None:
    catalogue = open_catalogue(known.database)
    run = journal.begin(catalogue, "repair-links")
    held = {key: name.hex() for key in ("path", "old", "new", "text", "to")}
    held |= {"root": "no such root", "trash": (b"/trash/" + name).hex()}
    for kind in ("relink", "trash-link", "keep-link", printable(name)):
        action = journal.intend(catalogue, run, kind, held)
        with catalogue.transaction():
            journal.record(action, printable(name) if kind == "relink" else "done")
    text = say("journal", "--run", run)[1]
    assert len(text.splitlines()) == 5
    assert printable(name) in text
    document = ask("journal", "--run", run)[1]
    assert f"to the trash: {printable(name)} → /trash/{printable(name)}/{printable(name)}" in [
        one["what"] for one in document["actions"]
    ]


def test_what_was_left_half_done_is_put_in_order_first(known: Library, ask: Ask, say: Say) -> None:
    link = known.link("one", "old")
    catalogue = open_catalogue(known.database)
    root = known.query("SELECT uuid FROM root WHERE role = 'links'")[0][0]
    run = journal.begin(catalogue, "repair-links")
    intent = {"root": root, "link": None, "path": b"one".hex(), "before": None, "file": None}
    intent |= {"old": b"old".hex(), "new": b"new".hex(), "aside": b".vidtui-0123456789abcdef".hex()}
    journal.intend(catalogue, run, "relink", intent)
    assert ask("undo", "--last", "--dry-run")[1]["settled"] == []
    code, text = say("undo", "--last")
    assert code == 0
    assert text.startswith(
        f"{printable(link)}: a repair was interrupted; the link is as it was before"
    )
    assert "failed (not done: interrupted)" in say("journal", "--run", run)[1]
