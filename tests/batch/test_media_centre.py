"""``media-centre test|refresh``, what other commands tell, and ``roots list --require-online``."""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from tests.support import golden, schemas
from tests.support.centres import PASSWORD, SECRET, CentreStandIn, centre, use
from tests.support.library import Library
from tests.support.repairs import break_links
from tests.support.running import Done, checked_text, run

KINDS = ["jellyfin", "emby", "plex", "kodi"]


@pytest.fixture
def broken(library: Library) -> Library:
    break_links(library, (b"one", b"two"))
    return library


@pytest.fixture(params=KINDS)
def any_kind(request: pytest.FixtureRequest, library: Library) -> Iterator[CentreStandIn]:
    with centre(library, request.param) as stand_in:
        yield stand_in


@pytest.fixture
def jellyfin(library: Library) -> Iterator[CentreStandIn]:
    with centre(library, "jellyfin") as stand_in:
        yield stand_in


def say(library: Library, *words: str, **env: str) -> Done:
    done = run("--batch", *words, library=library, **env)
    for secret in (SECRET, PASSWORD.partition(":")[2]):
        assert secret.encode() not in done.out + done.err
    checked_text(done.out + done.err)
    return done


def ask(library: Library, schema: str, *words: str) -> Any:
    done = say(library, *words, "--json")
    schemas.check(schema, done.json)
    assert done.json["exit"] == done.code
    return done.json


def repair(library: Library, *words: str) -> Done:
    plan = say(library, "repair-links", "--accept", "same-file", "--json")
    (library.base / "plan.json").write_bytes(plan.out)
    return say(library, "repair-links", "--apply", str(library.base / "plan.json"), *words)


def films(library: Library) -> str:
    return f"{library.links}/Films"


def test_it_says_in_one_line_whether_it_answers(library: Library, any_kind: CentreStandIn) -> None:
    done = say(library, "media-centre", "test")
    assert done.code == 0
    first = done.text.splitlines()[0]
    assert first.startswith("✓ ")
    assert "it answers, and knows 1 of 1 link folders" in first
    document = ask(library, "media-centre-test", "media-centre", "test")
    (one,) = document["centres"]
    assert (one["answers"], one["kind"], one["waiting"]) == (True, any_kind.kind, 0)
    assert one["folders"][0]["known"] is True


def test_a_folder_that_it_does_not_know_is_told_with_a_map(library: Library) -> None:
    (library.links / "Films").mkdir()  # type: ignore[operator]
    with CentreStandIn("jellyfin", {"Films": ["/data/video/Films"], "M": ["/data/music"]}) as one:
        use(library, one)
        done = say(library, "media-centre", "test")
        assert done.code == 4
        assert f"it does not know {library.links}: a path map is missing" in done.text
        assert 'theirs = "/data/video"' in done.text
        document = ask(library, "media-centre-test", "media-centre", "test")
        assert document["centres"][0]["proposed_path_maps"] == [
            {"theirs": "/data/video", "here": str(library.links)}
        ]
        map_ = '[[media_centre.path_map]]\ntheirs = "/data/video"\n'
        use(library, one, maps=f'{map_}here = "{library.links}"\n')
        assert say(library, "media-centre", "test").code == 0


def test_dangerous_settings_are_named_and_never_changed(
    library: Library, any_kind: CentreStandIn
) -> None:
    any_kind.settings = {
        "EnableRealtimeMonitor": True,
        "Triggers": [{"Type": "DailyTrigger"}],
        "CleanLists": [{"Type": "StartupTrigger"}],
        "autoEmptyTrash": True,
        "videolibrary.updateonstartup": True,
    }
    done = say(library, "media-centre", "test")
    assert done.code == 4
    assert "✗" in done.text
    assert {"Dashboard", "Settings"} & set(done.text.split())
    document = ask(library, "media-centre-test", "media-centre", "test")
    assert all(one["remedy"] for one in document["centres"][0]["dangers"])
    methods = {one.method for one in any_kind.requests}
    assert methods == ({"POST"} if any_kind.kind == "kodi" else {"GET"})
    if any_kind.kind == "kodi":
        asked = {one.body["method"].partition(".")[2] for one in any_kind.requests}
        assert asked == {"GetProperties", "GetSources", "GetSettingValue"}


def test_one_that_is_down_and_one_that_is_not(library: Library) -> None:
    with centre(library, "plex") as down:
        pass
    with CentreStandIn("emby", {"Films": [str(library.links)]}) as emby:
        use(library, down, emby)
        done = say(library, "media-centre", "test")
        assert done.code == 7
        assert done.text.splitlines()[0].startswith("✗ Plex: ")
        assert done.text.splitlines()[1].startswith("✓ Emby (emby-2) ")
        assert say(library, "media-centre", "test", "--centre", "emby-2").code == 0
        document = ask(library, "media-centre-test", "media-centre", "test")
        assert [one["answers"] for one in document["centres"]] == [False, True]


def test_a_hostile_name_is_shown_and_not_obeyed(library: Library) -> None:
    with CentreStandIn("jellyfin", {"\x1b]0;x\x07\u202e": ["/v\x1b[31m/\n"]}) as one:
        use(library, one)
        one.hostile["/System"] = lambda handler: handler.send(200, {"Version": "\x1b[2J\n1"})
        assert say(library, "media-centre", "test").code == 4
        ask(library, "media-centre-test", "media-centre", "test")


def test_a_repair_tells_it_of_the_folders(broken: Library, any_kind: CentreStandIn) -> None:
    done = repair(broken)
    assert done.code == 0, done.text
    assert "told of 1 changed folder" in done.text
    assert "rescan" not in done.text
    told = f"{broken.links}/" if any_kind.kind == "kodi" else films(broken)
    assert any_kind.told == [told]


def test_the_json_of_a_repair_says_what_was_told(broken: Library, jellyfin: CentreStandIn) -> None:
    document = repair(broken, "--json").json
    assert golden.is_valid(document, "repair-links apply")
    (one,) = document["media_centres"]
    assert (one["name"], one["state"], one["folders"]) == ("jellyfin", "told", 1)


def test_a_dry_run_tells_nobody(broken: Library, any_kind: CentreStandIn) -> None:
    assert repair(broken, "--dry-run").code == 0
    assert any_kind.requests == []
    assert say(broken, "undo", "--dry-run").code in (0, 2)
    assert any_kind.requests == []


def test_an_undo_tells_it_too(broken: Library, jellyfin: CentreStandIn) -> None:
    repair(broken)
    del jellyfin.requests[:]
    done = say(broken, "undo")
    assert done.code == 0
    assert "told of 1 changed folder" in done.text
    assert jellyfin.told == [films(broken)]
    document = say(broken, "undo", "1", "--json")
    assert document.code == 2  # nothing is left to undo


def test_a_centre_that_is_down_changes_no_outcome(broken: Library, any_kind: CentreStandIn) -> None:
    any_kind.hostile["/"] = lambda handler: handler.send(500)
    done = repair(broken)
    assert done.code == 0
    (line,) = [line for line in done.text.splitlines() if "not told" in line]
    assert "1 folder waits until next time" in line
    del any_kind.hostile["/"]
    document = ask(broken, "media-centre-test", "media-centre", "test")
    assert document["centres"][0]["waiting"] == 1
    done = say(broken, "media-centre", "refresh")
    assert done.code == 0
    assert "told of 1 changed folder" in done.text
    assert any_kind.told


def test_nightly_tells_what_waited(broken: Library, jellyfin: CentreStandIn) -> None:
    jellyfin.hostile["/Library"] = lambda handler: handler.send(503)
    repair(broken)
    jellyfin.hostile.clear()
    done = say(broken, "nightly", "-q")
    assert "== Media centres ==\nJellyfin: told of 1 changed folder" in done.text
    assert jellyfin.told == [films(broken)]
    document = say(broken, "nightly", "-q", "--json").json
    assert golden.is_valid(document, "nightly")
    assert document["media_centres"][0]["state"] == "nothing"


def test_refresh_of_paths(broken: Library, jellyfin: CentreStandIn) -> None:
    link, folder = f"{films(broken)}/one.mkv", f"{broken.links}/Whole"
    document = ask(broken, "media-centre-refresh", "media-centre", "refresh", link, folder)
    assert document["centres"][0]["folders"] == 2
    assert jellyfin.told == [films(broken), folder]


def test_refresh_for_a_trial(broken: Library, jellyfin: CentreStandIn) -> None:
    words = ["media-centre", "refresh", films(broken), "--dry-run"]
    document = ask(broken, "media-centre-refresh", *words)
    assert document["centres"][0]["would_tell"] == [{"path": films(broken)}]
    assert films(broken) in say(broken, *words).text
    assert say(broken, "media-centre", "refresh", "--all", "-n").code == 0
    assert jellyfin.requests == []


def test_refresh_of_all_only_while_the_disks_are_there(
    broken: Library, jellyfin: CentreStandIn
) -> None:
    os.rename(broken.storage, f"{broken.storage}.away")
    done = say(broken, "media-centre", "refresh", "--all")
    assert done.code == 5
    assert jellyfin.requests == []
    os.rename(f"{broken.storage}.away", broken.storage)
    document = ask(broken, "media-centre-refresh", "media-centre", "refresh", "--all")
    assert document["exit"] == 0
    assert jellyfin.paths("POST")[-1] == "/Library/Refresh"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["refresh", "/elsewhere"], "lies in no link folder"),
        (["refresh", "--all", "/elsewhere"], "not both"),
        (["refresh", "--centre", "\x1b[31m"], "no media centre"),
        (["test", "--centre", "plex"], "there are: jellyfin"),
    ],
)
def test_bad_words_are_one_line(
    broken: Library, jellyfin: CentreStandIn, words: list[str], told: str
) -> None:
    done = say(broken, "media-centre", *words)
    assert done.code == 2
    assert told in done.complaint
    assert jellyfin.requests == []


def test_without_any_in_the_settings(broken: Library) -> None:
    for words in (["test"], ["refresh"]):
        done = say(broken, "media-centre", *words)
        assert done.code == 2
        assert "[[media_centre]]" in done.complaint


@pytest.mark.parametrize(
    "table",
    [
        "kind = 1",
        'kind = "jellyfin"',
        'kind = "winamp"\nurl = "http://x"',
        'kind = "plex"\nurl = "http://user:secret@x"',
        'kind = "plex"\nurl = "http://x"\ntoken = "secret"',
        'kind = "plex"\nurl = "http://x"\nname = "../x"',
        'kind = "plex"\nurl = "http://x"\npath_map = "x"',
        'kind = "plex"\nurl = "http://x"\npath_map = [{theirs = "relative", here = "/v"}]',
        'kind = "plex"\nurl = "http://x"\npath_map = [{theirs = "/a", here = "b"}]',
        'kind="plex"\nurl = "http://x"\n[[media_centre]]\nkind = "emby"\nname = "plex"\nurl="u"',
    ],
)
def test_wrong_settings_are_one_line_without_secrets(library: Library, table: str) -> None:
    library.write_settings(tables=f"[[media_centre]]\n{table}\n")
    done = say(library, "media-centre", "test")
    assert done.code == 2
    assert "media_centre" in done.complaint
    assert "secret" not in done.complaint


@pytest.mark.parametrize(
    ("theirs", "told"),
    [
        ("/data", "/data/Films"),
        ("smb://nas/video", "smb://nas/video/Films"),
        ("D:\\\\\\\\Video", "D:\\Video\\Films"),
    ],
)
def test_path_maps_of_other_systems(broken: Library, theirs: str, told: str) -> None:
    written = theirs.replace("\\\\\\\\", "\\\\")
    location = theirs.replace("\\\\\\\\", "\\")
    with CentreStandIn("plex", {"All": [location]}) as plex:
        map_ = f'[[media_centre.path_map]]\ntheirs = "{written}"\nhere = "{broken.links}"\n'
        use(broken, plex, maps=map_)
        assert say(broken, "media-centre", "refresh", films(broken)).code == 0
        assert plex.told == [told]


def test_secrets_stand_nowhere(broken: Library, any_kind: CentreStandIn) -> None:
    log = broken.base / "log"
    say(broken, "media-centre", "test", "-vv", "--log-file", str(log))
    repair(broken, "-vv", "--log-file", str(log))
    say(broken, "doctor", "--full", "-vv", "--log-file", str(log))
    say(broken, "config", "show", "--full")
    assert log.read_text()
    secrets = [SECRET.encode(), PASSWORD.partition(":")[2].encode()]
    for folder, _folders, names in os.walk(broken.base):
        for name in names:
            if name.endswith("-token"):
                continue
            content = (broken.base / folder / name).read_bytes()
            assert not [one for one in secrets if one in content], name


def test_doctor_asks_them(broken: Library, jellyfin: CentreStandIn) -> None:
    jellyfin.settings = {"EnableRealtimeMonitor": True}
    done = say(broken, "doctor", "--json")
    found = [one for one in done.json["found"] if one["area"] == "media-centre"]
    assert [one["state"] for one in found] == ["ok", "wrong"]
    assert "Dashboard" in found[1]["help"]
    del jellyfin.requests[:]
    say(broken, "doctor", "--offline")
    assert jellyfin.requests == []


def test_who_waits_for_the_disks(broken: Library) -> None:
    assert say(broken, "roots", "list", "--require-online").code == 0
    os.rename(broken.storage, f"{broken.storage}.away")
    assert say(broken, "roots", "list", "--require-online", "--within", "1h").code == 0
    assert say(broken, "roots", "list", "--require-online").code == 5
    # Now it has been seen away.
    assert say(broken, "roots", "list", "--require-online", "--within", "1h").code == 5


def test_a_look_that_is_too_old_is_taken_again(broken: Library) -> None:
    assert say(broken, "roots", "list", "--require-online").code == 0
    os.rename(broken.storage, f"{broken.storage}.away")
    with closing(sqlite3.connect(broken.database)) as connection, connection:
        connection.execute("UPDATE root SET seen_at = seen_at - 3700")
    assert say(broken, "roots", "list", "--require-online", "--within", "1h").code == 5


def test_an_empty_folder_is_no_disk(library: Library) -> None:
    assert say(library, "roots", "list").code == 0
    assert say(library, "roots", "list", "--require-online").code == 5
    library.config.write_text("")
    assert say(library, "roots", "list", "--require-online").code == 5


@pytest.mark.parametrize("words", [["--within", "1h"], ["--require-online", "--within", "soon"]])
def test_a_look_without_what_it_is_for(library: Library, words: list[str]) -> None:
    assert say(library, "roots", "list", *words).code == 2


def test_the_json_of_what_is_required_is_the_list(broken: Library) -> None:
    document = json.loads(say(broken, "roots", "list", "--require-online", "--json").out)
    assert golden.is_valid(document, "roots list")
