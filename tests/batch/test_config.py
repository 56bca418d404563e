"""``vidtui config path|show|check|edit``."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.support import schemas
from tests.support.library import Library
from tests.support.running import run


def editor(library: Library, script: str) -> str:
    """Return the command of an editor that does what a shell script says with ``$1``."""
    path = library.base / "editor"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


def test_path(library: Library) -> None:
    done = run("config", "path", library=library)
    assert done.text == f"{library.config}\n"
    done = run("config", "path", "--json", library=library)
    schemas.check("config-path", done.json)
    assert (done.json["path"], done.json["exists"]) == (str(library.config), True)


def test_path_of_a_file_that_nobody_can_look_at(library: Library) -> None:
    path = library.base / ("x" * 300)
    done = run("--config", str(path), "config", "path", "--json")
    assert (done.code, done.json["exists"]) == (0, True)  # it is not known to be missing


def test_show_says_where_each_setting_stands(library: Library) -> None:
    library.write_settings(extra="volatile_days = 2")
    words = ["--reading", "names", "config", "show", "--full", "--json"]
    done = run(*words, library=library, VIDTUI_EXTENSIONS="mkv")
    schemas.check("config-show", done.json)
    found = {one["key"]: one for one in done.json["settings"]}
    assert found["volatile_days"] == {
        "key": "volatile_days",
        "value": "2",
        "source": str(library.config),
    }
    assert found["reading"]["source"] == "--reading"
    assert found["extensions"] == {
        "key": "extensions",
        "value": '"mkv"',
        "source": "VIDTUI_EXTENSIONS",
    }
    assert found["tmdb.requests_per_10_s"]["source"] == "default"
    assert found["trash"]["value"] is None


def test_show_leaves_names_out(library: Library) -> None:
    library.write_settings(
        extra=f'trash = "{library.links}/.Films secrets"\nignored_folders = ["tartempion"]'
    )
    done = run("config", "show", library=library, USER="tartempion")
    assert "secrets" not in done.text
    assert "tartempion" not in done.text
    full = run("config", "show", "--full", library=library, USER="tartempion")
    assert "Films secrets" in full.text
    assert "tartempion" in full.text


def test_show_of_wrong_settings_hides_what_lies_below_their_roots(library: Library) -> None:
    library.write_settings(extra=f'volatile_days = -1\ntrash = "{library.links}/.Films secrets"')
    done = run("config", "show", library=library)
    assert done.code == 0
    assert "secrets" not in done.text


def test_check_tells_all_that_is_wrong(library: Library) -> None:
    library.config.write_text(
        'language = "de"\nvolatile_days = -1\nstorrage = "/x"\n[tmdb]\ntoken = "x"\n'
    )
    done = run("config", "check", "--json", library=library, VIDTUI_READING="all")
    schemas.check("config-check", done.json)
    assert done.code == 2
    found = "\n".join(done.json["problems"])
    for told in ("language", "volatile_days", "storrage", "tmdb.token", "VIDTUI_READING"):
        assert told in found
    assert len(done.json["problems"]) == 5


def test_check_of_what_is_right(library: Library) -> None:
    done = run("config", "check", library=library)
    assert done.code == 0
    assert "nothing is wrong" in done.text


def test_check_of_what_only_together_is_wrong(library: Library) -> None:
    library.write_settings(extra=f'trash = "{library.storage}/bin"')
    done = run("config", "check", library=library)
    assert done.code == 2
    assert "inside the storage root" in done.text


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a = [", b"[" * 5000, b"\0"])
def test_hostile_files_are_one_line(library: Library, content: bytes) -> None:
    library.config.write_bytes(content)
    for words in (["check"], ["show"]):
        done = run("config", *words, library=library)
        assert done.code == 2
        assert (done.text + done.err.decode()).count("\n") == 1


def test_edit_writes_what_is_right_and_keeps_the_mode(library: Library) -> None:
    library.config.chmod(0o640)
    change = editor(library, 'echo \'volatile_days = 7\' | cat - "$1" > "$1.n" && mv "$1.n" "$1"')
    done = run("config", "edit", library=library, EDITOR=change)
    assert done.code == 0, done.err
    assert library.settings().volatile_days == 7
    assert stat.S_IMODE(os.stat(library.config).st_mode) == 0o640


def test_edit_of_a_file_that_is_not_there(library: Library) -> None:
    library.config.unlink()
    done = run(
        "config",
        "edit",
        library=library,
        EDITOR=editor(library, 'echo \'reading = "names"\' >> "$1"'),
    )
    assert done.code == 0, done.err
    assert library.settings().reading == "names"
    assert "# [[storage]]" in library.config.read_text()


def test_edit_takes_nothing_that_is_wrong(library: Library) -> None:
    before = library.config.read_text()
    done = run(
        "config", "edit", library=library, EDITOR=editor(library, "echo 'language = 3' > \"$1\"")
    )
    assert done.code == 2
    assert f"{library.config}: language" in done.err.decode()
    assert library.config.read_text() == before


@pytest.mark.parametrize(("script", "code"), [("exit 3", 2), ("true", 0)])
def test_an_editor_that_does_nothing(library: Library, script: str, code: int) -> None:
    before = library.config.read_text()
    done = run("config", "edit", library=library, EDITOR=editor(library, script))
    assert done.code == code
    assert b"Traceback" not in done.err
    assert library.config.read_text() == before


def test_edit_without_an_editor(library: Library) -> None:
    done = run("config", "edit", library=library, EDITOR="/nowhere/editor")
    assert done.code == 2
    assert b"Traceback" not in done.err


def test_edit_follows_a_link_to_where_the_settings_are_kept(
    library: Library, tmp_path: Path
) -> None:
    kept = library.base / "dotfiles.toml"
    os.rename(library.config, kept)
    library.config.symlink_to(kept)
    done = run("config", "edit", library=library, EDITOR=editor(library, "echo '# mine' >> \"$1\""))
    assert done.code == 0
    assert library.config.is_symlink()
    assert kept.read_text().endswith("# mine\n")
