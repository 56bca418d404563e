"""What shells complete: commands, kinds, tiers, roots, groups; nothing is written for it."""

from __future__ import annotations

import os
import pty
import select
import shutil
import sqlite3
import subprocess
import sys
import termios
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.centres import centre
from tests.support.library import Library, contents
from tests.support.running import PATIENCE_S, environment, run
from vidtui.jobs.suggest import quoted


def offered(library: Library | None, line: str, **env: str) -> list[str]:
    """What bash is offered for a line, as it asks."""
    words = line.split(" ")
    done = run(
        library=library,
        _VIDTUI_COMPLETE="bash_complete",
        COMP_WORDS=line,
        COMP_CWORD=str(len(words) - 1),
        **env,
    )
    assert done.code == 0
    assert done.err == b""
    return [one.partition(",")[2] for one in done.text.splitlines()]


@pytest.mark.parametrize(
    ("line", "some"),
    [
        ("vidtui im", ["import"]),
        ("vidtui --batch im", ["import"]),
        ("vidtui ro", ["roots"]),
        ("vidtui roots rel", ["relocate"]),
        ("vidtui --batch check --kind gh", ["ghost_entry"]),
        ("vidtui check --batch --kind gh", ["ghost_entry"]),
        ("vidtui repair-links --accept same-f", ["same-file"]),
        ("vidtui roots add --kind ", ["film", "series"]),
        ("vidtui roots add --reading sp", ["sparing"]),
        ("vidtui completion ", ["bash", "zsh", "fish"]),
        ("vidtui check --b", ["--batch"]),
    ],
)
def test_words_are_offered(line: str, some: list[str]) -> None:
    assert offered(None, line) == some


def test_roots_are_offered_and_no_disk_is_asked(library: Library) -> None:
    os.rename(library.storage, library.base / "away")
    for words in ("confirm", "forget", "relocate"):
        found = offered(library, f"vidtui roots {words} ")
        assert found == [str(library.storage), str(library.links)]
    assert offered(library, f"vidtui roots confirm {library.links}") == [str(library.links)]


def test_groups_that_wait_are_offered(library: Library) -> None:
    library.films(2)
    library.import_()
    with closing(sqlite3.connect(library.database)) as connection, connection:
        connection.execute("UPDATE media_group SET state = 'pending' WHERE id = 1")
    before = contents(library.base)
    for words in ("accept", "set", "ignore"):
        assert offered(library, f"vidtui --batch pending {words} ") == ["1"]
    assert contents(library.base) == before


def test_media_centres_are_offered(library: Library) -> None:
    with centre(library, "plex") as stand_in:
        assert offered(library, "vidtui media-centre test --centre ") == ["plex"]
        assert stand_in.requests == []


def test_wrong_settings_offer_nothing(library: Library) -> None:
    library.config.write_text("language = 3")
    assert "".join(offered(library, "vidtui media-centre test --centre ")) == ""
    assert "".join(offered(library, "vidtui pending accept ")) == ""


def test_what_is_offered_is_told_in_the_language(library: Library) -> None:
    done = run(
        library=library,
        _VIDTUI_COMPLETE="zsh_complete",
        COMP_WORDS="vidtui check --new",
        COMP_CWORD="2",
        VIDTUI_LANGUAGE="fr",
    )
    assert "nouveau" in done.text


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_reads_its_script(shell: str, tmp_path: Path) -> None:
    done = run("completion", shell)
    assert done.code == 0
    assert f"_VIDTUI_COMPLETE={shell}_complete" in done.text
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"{shell} is not there")
    script = tmp_path / "script"
    script.write_bytes(done.out)
    subprocess.run([program, "-n", str(script)], check=True, timeout=PATIENCE_S)


def test_bash_completes(tmp_path: Path) -> None:
    script = tmp_path / "script"
    script.write_bytes(run("completion", "bash").out)
    program = Path(sys.executable).parent
    asked = (
        f"source {script}; COMP_WORDS=(vidtui roots conf); COMP_CWORD=2; "
        '_vidtui_completion vidtui; echo "${COMPREPLY[@]}"'
    )
    env = environment(PATH=f"{program}:{os.environ['PATH']}")
    done = subprocess.run(
        ["bash", "-c", asked],
        env=env,
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    assert done.stdout == "confirm\n"


@pytest.fixture
def with_comma(library: Library) -> Library:
    """A library with a root whose name fish must not cut."""
    root = library.base / "Films, séries"
    root.mkdir()
    library.write_settings(root)
    return library


def surroundings(library: Library, tmp_path: Path) -> dict[str, str]:
    return environment(
        PATH=f"{Path(sys.executable).parent}:{os.environ['PATH']}",
        HOME=str(tmp_path),
        TERM="xterm",
        LC_ALL="C.UTF-8",
        VIDTUI_CONFIG=str(library.config),
        VIDTUI_DATA_DIR=str(library.data),
    )


def test_fish_completes(with_comma: Library, tmp_path: Path) -> None:
    program = shutil.which("fish")
    if program is None:
        pytest.skip("fish is not there")
    script = tmp_path / "vidtui.fish"
    script.write_bytes(run("completion", "fish").out)
    lines = ["vidtui roots conf", "vidtui check --kind broken_l", "vidtui roots confirm /"]
    asked = "; ".join([f"source {script}", *(f"complete -C {quoted(one)}" for one in lines)])
    done = subprocess.run(
        [program, "-c", asked],
        env=surroundings(with_comma, tmp_path),
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=True,
    )
    confirm, kind, *roots = done.stdout.splitlines()
    assert confirm.split("\t")[0] == "confirm"
    assert kind.split("\t")[0] == "broken_link"
    assert f"{with_comma.base}/Films, séries" in roots


def test_zsh_completes(with_comma: Library, tmp_path: Path) -> None:
    program = shutil.which("zsh")
    if program is None:
        pytest.skip("zsh is not there")
    functions = tmp_path / "functions"
    functions.mkdir()
    (functions / "_vidtui").write_bytes(run("completion", "zsh").out)
    master, slave = pty.openpty()
    termios.tcsetwinsize(slave, (50, 1000))  # a line that is broken is not found
    shell = subprocess.Popen(
        [program, "-f", "-i"],
        stdin=slave,
        stdout=slave,
        stderr=slave,
        env=surroundings(with_comma, tmp_path),
        start_new_session=True,
    )
    os.close(slave)
    shown = b""

    def wait_for(text: bytes) -> None:
        nonlocal shown
        deadline = time.monotonic() + 30
        while text not in shown:
            assert time.monotonic() < deadline, shown[-1000:]
            if select.select([master], [], [], 0.1)[0]:
                shown += os.read(master, 65536)
            if b"\x07" in shown:  # it only beeps where more was waiting to be read
                shown = b""
                os.write(master, b"\t")

    try:
        begin = f"PROMPT=ready; fpath=({functions} $fpath); autoload -U compinit; compinit -u -D"
        os.write(master, f"{begin}\r".encode())
        wait_for(b"compinit -u")
        wait_for(b"ready\x1b")
        for typed, added in (
            (b"vidtui roots conf", b"irm"),
            (b"vidtui check --kind broken_l", b"ink"),
            (f"vidtui roots confirm {with_comma.base}/F".encode(), "séries".encode()),
        ):
            os.write(master, b"\x15" + typed)
            wait_for(typed)
            shown = b""
            os.write(master, b"\t")
            wait_for(added)
    finally:
        shell.kill()
        shell.wait()
        os.close(master)
