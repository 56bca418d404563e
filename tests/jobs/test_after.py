"""After the work: a person is told, a command is run; neither changes what came of it."""

from __future__ import annotations

import json
import os
import stat
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from tests.support import schemas
from tests.support.library import Library
from tests.support.running import Done, checked_text, run
from vidtui.errors import Exit
from vidtui.jobs import after
from vidtui.jobs.after import is_wanted, run_hook
from vidtui.settings.telling import When

SECRET = "CANARYnotify0123456789"


class Receiver:
    """Takes messages over HTTP, as one of the services of Apprise does."""

    def __init__(self) -> None:
        self.status = 200
        self.messages: list[dict[str, Any]] = []
        self.paths: list[str] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.messages.append(json.loads(body))
                receiver.paths.append(self.path)
                self.send_response(receiver.status)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"json://127.0.0.1:{self.server.server_address[1]}/{SECRET}"


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    one = Receiver()
    yield one
    one.server.shutdown()
    one.server.server_close()


def tell(library: Library, *urls: str, more: str = "", mode: int = 0o600) -> Path:
    """Let the settings tell somebody."""
    file = library.base / "urls"
    file.write_text("# whom\n\n" + "".join(f"{url}\n" for url in urls))
    file.chmod(mode)
    library.write_settings(tables=f'[notify]\nurls_file = "{file}"\n{more}')
    return file


def hook(library: Library, script: str) -> Path:
    """Let the settings run a shell script; return where it may write."""
    path = library.base / "hook"
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    library.write_settings(tables=f'[hooks]\nafter = ["{path}", "a b"]\n')
    return library.base / "out"


def say(library: Library, *words: str, **env: str) -> Done:
    done = run("--batch", *words, library=library, **env)
    assert SECRET.encode() not in done.out + done.err
    checked_text(done.out + done.err)
    return done


@pytest.mark.parametrize(
    ("when", "codes"),
    [
        ("always", set(Exit)),
        ("attention", set(Exit) - {Exit.OK}),
        ("failure", set(Exit) - {Exit.OK, Exit.ATTENTION}),
    ],
)
def test_when_a_person_wants_to_be_told(when: When, codes: set[Exit]) -> None:
    assert {code for code in Exit if is_wanted(when, code)} == codes


def test_the_night_is_told_with_its_subject_and_without_names(
    library: Library, receiver: Receiver
) -> None:
    library.put("Films/Secret film (2001)/Secret film (2001).mkv")
    library.put("stray.mkv")
    tell(library, receiver.url, more='when = "always"\n')
    done = say(library, "nightly", "-q")
    (message,) = receiver.messages
    assert message["title"] == done.text.splitlines()[0]
    assert "2 imported" in message["message"]
    assert "Secret" not in json.dumps(message)
    assert "stray" not in json.dumps(message)


def test_names_are_told_to_who_wants_them(library: Library, receiver: Receiver) -> None:
    library.put("stray.mkv")
    tell(library, receiver.url, more="titles = true\n")
    say(library, "nightly", "-q")
    assert "== Import ==" in receiver.messages[0]["message"]


def test_a_night_without_anything_to_do_is_not_told(library: Library, receiver: Receiver) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    tell(library, receiver.url)
    assert say(library, "nightly", "-q").code == 0
    assert receiver.messages == []


@pytest.mark.parametrize("urls", [["json://127.0.0.1:9/x"], ["nosuch://" + SECRET], [SECRET]])
def test_who_cannot_be_told_changes_nothing(library: Library, urls: list[str]) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    tell(library, *urls, more='when = "always"\n')
    done = say(library, "nightly", "-q")
    assert done.code == 0
    assert done.complaint.startswith("vidtui: [notify]: ")


def test_a_trial(library: Library, receiver: Receiver) -> None:
    tell(library, receiver.url, receiver.url)
    done = say(library, "notify", "test")
    assert (done.code, done.text) == (0, "json: sent\njson: sent\n")
    assert receiver.messages[0]["title"] == "vidtui: a test"
    receiver.status = 500
    done = say(library, "notify", "test", "--json")
    schemas.check("notify-test", done.json)
    assert done.code == done.json["exit"] == 7
    assert [one["service"] for one in done.json["sent"]] == ["json", "json"]


def test_without_an_address(library: Library) -> None:
    assert "urls_file" in say(library, "notify", "test").complaint
    file = tell(library)
    assert "holds no address" in say(library, "notify", "test").complaint
    file.unlink()
    assert "is not there" in say(library, "notify", "test").complaint


@pytest.mark.parametrize("mode", [0o644, 0o660, 0o606])
def test_addresses_that_others_can_read_are_refused(
    library: Library, receiver: Receiver, mode: int
) -> None:
    tell(library, receiver.url, mode=mode)
    done = say(library, "notify", "test")
    assert done.code == 2
    assert "chmod 600" in done.complaint
    assert receiver.messages == []


def test_without_apprise(
    library: Library, receiver: Receiver, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, "apprise", None)
    tell(library, receiver.url)
    with pytest.raises(after.UsageProblem, match=r"vidtui\[notify\]"):
        after.send(after.addresses(library.settings()), "a", "b")


def test_doctor_reads_the_addresses_and_tells_nobody(library: Library, receiver: Receiver) -> None:
    tell(library, receiver.url)
    done = say(library, "doctor", "--full")
    assert "1 address to tell" in done.text
    assert receiver.messages == []


@pytest.mark.parametrize("words", [["import"], ["check"], ["nightly"]])
def test_the_command_gets_the_report(library: Library, words: list[str]) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    library.import_()
    out = hook(
        library, f'echo printed; cat > {library.base}/out; env > {library.base}/env; echo "$1"'
    )
    done = say(library, *words, "-q", "--json", VIDTUI_TMDB_TOKEN="CANARYtoken0123")
    given = json.loads(out.read_text())
    assert given == done.json
    assert given["command"] == words[0]
    env = (library.base / "env").read_text()
    assert f"VIDTUI_EXIT={done.code}" in env
    assert f"VIDTUI_COMMAND={words[0]}" in env
    assert "CANARYtoken" not in env
    assert done.err == b"printed\na b\n"


def test_the_command_runs_once_for_a_night(library: Library) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    out = hook(library, f"cat >> {library.base}/out")
    say(library, "nightly", "-q")
    assert len(out.read_text().splitlines()) == 1


@pytest.mark.parametrize(
    ("script", "told"), [("exit 3", "ended with code 3"), ("kill -9 $$", "signal 9")]
)
def test_a_command_that_fails_changes_nothing(library: Library, script: str, told: str) -> None:
    library.put("Films/Heat (1995)/Heat (1995).mkv")
    hook(library, script)
    done = say(library, "import", "-q")
    assert done.code == 0
    assert told in done.complaint


@pytest.mark.parametrize("path", ["/nowhere/hook", "/", "/etc/passwd"])
def test_a_command_that_cannot_be_run(library: Library, path: str) -> None:
    library.write_settings(tables=f'[hooks]\nafter = ["{path}"]\n')
    done = say(library, "import", "-q")
    assert done.code == 0
    assert "[hooks] after" in done.complaint


def test_a_command_that_does_not_end_is_ended(tmp_path: Path) -> None:
    script = tmp_path / "hook"
    script.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\nsleep 600 & wait\n")
    script.chmod(stat.S_IRWXU)
    assert "did not end within 1 s" in run_hook([str(script)], ["{}"], {}, timeout_s=1.0)
    pid = int((tmp_path / "pid").read_text())
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.parametrize(
    "table",
    [
        "[hooks]\nafter = []",
        '[hooks]\nafter = "rm -rf"',
        "[hooks]\nafter = [1]",
        '[hooks]\nbefore = ["x"]',
        '[notify]\nurls_file = "x"',
        '[notify]\nwhen = "never"',
        "[notify]\ntitles = 1",
        'notify = "x"',
        "hooks = 3",
    ],
)
def test_wrong_settings_are_one_line(library: Library, table: str) -> None:
    if table.startswith("["):
        library.write_settings(tables=f"{table}\n")
    else:
        library.write_settings(extra=table)
    done = say(library, "import")
    assert done.code == 2
    assert "hooks" in done.complaint or "notify" in done.complaint
