"""Files of our own, as commands meet them: links, pipes and folders in their place, other users."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.support.library import Library
from tests.support.records import film
from tests.support.running import checked_text, command, environment, run
from vidtui.cli import context
from vidtui.cli import program as cli
from vidtui.demo.model import Records
from vidtui.demo.tmdb import Reply, TmdbStandIn
from vidtui.errors import Exit
from vidtui.settings.model import data_path
from vidtui.tui import app
from vidtui.tui.start import Opening

Say = Callable[..., tuple[int, str]]
SECRET = "years of work"
DAY = time.strftime("%Y-%m-%d")


@pytest.fixture
def say(library: Library, capfdbinary: pytest.CaptureFixture[bytes]) -> Say:
    """Run a batch command in this process."""

    def ran(*arguments: object) -> tuple[int, str]:
        given = ["--batch", "--config", str(library.config), "--data-dir", str(library.data)]
        code = cli.run([*given, *map(str, arguments)])
        out, err = capfdbinary.readouterr()
        return code, checked_text(out) + checked_text(err)

    return ran


@pytest.fixture
def known(library: Library) -> Library:
    """A film that moved and one that is gone, with a link each."""
    for name in library.films(8):
        library.link(name, library.path(name))
    library.import_()
    library.rename("Films/Film 001 (2001)", "Films/Moved")
    shutil.rmtree(library.storage / "Films/Film 002 (2001)")
    return library


@pytest.fixture
def server(library: Library) -> Iterator[TmdbStandIn]:
    """A TMDB that knows one film and refuses every other question."""
    with TmdbStandIn(Records((film(3, "Film 003", 2001),)), limit=None) as stand_in:
        library.use_tmdb(stand_in)
        stand_in.script(
            "/search",
            lambda request: None if request.query["query"] == "Film 003" else Reply(422),
        )
        yield stand_in


@pytest.fixture
def victim(library: Library) -> Path:
    path = library.base / "elsewhere" / "thesis.txt"
    path.parent.mkdir()
    path.write_text(SECRET)
    return path


PUT: dict[str, tuple[Callable[[Path, Path], object], str]] = {
    "link": (lambda place, victim: place.symlink_to(victim), "is a link"),
    "link to nothing": (lambda place, victim: place.symlink_to(victim.with_name("x")), "is a link"),
    "pipe": (lambda place, _victim: os.mkfifo(place), "is a named pipe"),
    "folder": (lambda place, _victim: place.mkdir(), "is a folder"),
    "second name": (lambda place, victim: os.link(victim, place), "second name"),
}
kinds = pytest.mark.parametrize("kind", PUT)


def put(kind: str, place: Path, victim: Path) -> str:
    """Put something in the place of a file of ours; return the words for it."""
    place.parent.mkdir(mode=0o700, exist_ok=True)
    place.unlink(missing_ok=True)
    PUT[kind][0](place, victim)
    return PUT[kind][1]


@pytest.fixture(autouse=True)
def _untouched(victim: Path) -> Iterator[None]:
    yield
    assert victim.read_text() == SECRET
    assert list(victim.parent.iterdir()) == [victim]


@kinds
def test_the_lock(kind: str, known: Library, victim: Path, say: Say) -> None:
    words = put(kind, known.data / "catalogue.sqlite3.lock", victim)
    code, text = say("import")
    assert code == Exit.USAGE
    assert text.count("\n") == 1
    assert f"catalogue.sqlite3.lock: it {words.replace('second', 'has a second')}" in text
    assert say("db", "status")[0] == Exit.OK


@kinds
def test_the_pace(kind: str, known: Library, victim: Path, server: TmdbStandIn, say: Say) -> None:
    words = put(kind, known.data / "tmdb-pace", victim)
    code, text = say("enrich", "--quiet")
    assert code == Exit.ITEMS_FAILED
    assert "cannot keep to this one's pace" in text
    assert "tmdb-pace: it " in text
    assert words in text


@kinds
def test_the_log_of_an_enrichment(
    kind: str, known: Library, victim: Path, server: TmdbStandIn, say: Say
) -> None:
    words = put(kind, known.data / "logs" / f"enrich-{DAY}.log", victim)
    code, text = say("enrich", "--quiet")
    assert code == Exit.ITEMS_FAILED
    assert text.count("no log: ") == 1
    assert words in text


@kinds
def test_the_log_of_a_repair(kind: str, known: Library, victim: Path, say: Say) -> None:
    words = put(kind, known.data / "logs" / f"repair-{DAY}.log", victim)
    _code, plan = say("repair-links", "-q", "--json", "--accept", "same-file")
    (known.base / "plan.json").write_text(plan)
    code, text = say("repair-links", "-q", "--apply", known.base / "plan.json")
    assert code == Exit.ATTENTION
    assert "1 repaired" in text
    assert words in text


@kinds
def test_what_was_acknowledged(kind: str, known: Library, victim: Path, say: Say) -> None:
    say("check", "-q")
    words = put(kind, known.data / "reports" / "known.json", victim)
    code, text = say("check", "-q")
    assert code == Exit.ATTENTION
    if kind != "second name":
        assert "known.json: it " in text
        assert words in text
    code, text = say("ack")
    assert code == (Exit.OK if kind == "second name" else Exit.USAGE)


@kinds
def test_a_report_that_is_kept(kind: str, known: Library, victim: Path, say: Say) -> None:
    words = put(kind, known.data / "reports" / "check-20240101-000000.json", victim)
    code, text = say("check", "-q")
    assert code == Exit.ATTENTION
    assert "left out: " in text
    assert words in text or kind == "second name"


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_a_plan(kind: str, known: Library, victim: Path, say: Say) -> None:
    words = put(kind, known.base / "plan.json", victim)
    code, text = say("repair-links", "--apply", known.base / "plan.json")
    assert code == Exit.USAGE
    assert text.count("\n") == 1
    assert words in text


def test_a_plan_that_a_shell_gives(known: Library) -> None:
    found = run("--batch", "repair-links", "-q", "--json", "--accept", "same-file", library=known)
    (known.base / "plan.json").write_bytes(found.out)
    vidtui = f"{sys.executable} -m vidtui --batch repair-links -q"
    done = subprocess.run(
        ["bash", "-c", f"{vidtui} --apply <(cat {known.base}/plan.json)"],
        env=environment(known),
        capture_output=True,
        check=False,
    )
    assert b"1 repaired" in done.stdout, done.stderr


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_settings_and_token(kind: str, known: Library, victim: Path, say: Say) -> None:
    token = known.config.with_name("tmdb-token")
    words = put(kind, token, victim)
    code, text = say("enrich")
    assert (code, text.count("\n")) == (Exit.USAGE, 1)
    assert words in text
    words = put(kind, known.config, victim)
    code, text = say("roots", "list")
    assert (code, text.count("\n")) == (Exit.USAGE, 1)
    assert words in text


def test_settings_and_token_may_be_links(
    known: Library, server: TmdbStandIn, say: Say, tmp_path: Path
) -> None:
    """As ``stow`` makes them, and container secrets: two links, one after the other."""
    dotfiles = tmp_path / "dotfiles"
    dotfiles.mkdir()
    for path in (known.config, known.config.with_name("tmdb-token")):
        path.rename(dotfiles / path.name)
        (dotfiles / "current").mkdir(exist_ok=True)
        (dotfiles / "current" / path.name).symlink_to(f"../{path.name}")
        path.symlink_to(dotfiles / "current" / path.name)
    (tmp_path / "more").mkdir()
    assert say("roots", "add", tmp_path / "more")[0] == Exit.OK
    assert say("enrich", "-q")[0] == Exit.ITEMS_FAILED
    assert known.config.is_symlink()
    assert (dotfiles / "current" / "config.toml").is_symlink()
    assert str(tmp_path / "more") in (dotfiles / "config.toml").read_text()


@pytest.mark.parametrize("kind", ["pipe", "folder"])
@pytest.mark.parametrize("suffix", ["", "-wal", "-shm", "-journal"])
def test_the_catalogue(kind: str, suffix: str, known: Library, victim: Path, say: Say) -> None:
    words = put(kind, known.data / f"catalogue.sqlite3{suffix}", victim)
    for arguments in (("check",), ("db", "status"), ("import",), ("db", "backup")):
        code, text = say(*arguments)
        assert (code, text.count("\n")) == (Exit.USAGE, 1)
        assert words in text


def test_all_that_belongs_to_a_catalogue_lies_beside_it(
    known: Library, server: TmdbStandIn, say: Say, tmp_path: Path
) -> None:
    disk = tmp_path / "disk"
    disk.mkdir(mode=0o700)
    known.database.rename(disk / "ours.sqlite3")
    shutil.rmtree(known.data)
    known.data.mkdir(mode=0o700)
    known.database.symlink_to(disk / "ours.sqlite3")
    for arguments in (("import",), ("enrich",), ("check",), ("db", "backup"), ("journal",)):
        assert say(*arguments)[0] in (Exit.OK, Exit.ITEMS_FAILED, Exit.ATTENTION)
    assert {path.name for path in known.data.iterdir()} == {"catalogue.sqlite3", "logs", "reports"}
    assert {path.name for path in disk.iterdir()} == {
        "ours.sqlite3",
        "ours.sqlite3.lock",
        "backups",
        "tmdb-pace",
    }
    assert known.database.is_symlink()


@pytest.mark.parametrize("target", ["away/catalogue.sqlite3", "catalogue.sqlite3", "file/x"])
def test_a_catalogue_whose_disk_is_away(target: str, known: Library, say: Say) -> None:
    (known.data / "file").write_text("")
    known.database.unlink()
    known.database.symlink_to(target)
    for arguments in (("import",), ("check",), ("db", "restore"), ("db", "backup")):
        code, text = say(*arguments)
        assert (code, text.count("\n")) == (Exit.USAGE, 1)
        assert "catalogue.sqlite3" in text
    assert known.database.is_symlink()
    assert not (known.data / "away").exists()


def test_what_is_ours_is_its_owners_alone_whatever_the_umask(
    library: Library, server: TmdbStandIn, say: Say
) -> None:
    library.films(3)
    library.data = library.base / "share" / "vidtui"
    before = os.umask(0)
    try:
        for arguments in (("import",), ("enrich",), ("check",), ("ack",), ("db", "backup")):
            assert say(*arguments)[0] in (Exit.OK, Exit.ITEMS_FAILED)
        assert say("demo", "--dir", library.base / "demo")[0] == Exit.OK
        assert cli._crashed(ValueError(), str(library.data)) == Exit.INTERNAL
    finally:
        os.umask(before)
    seen = set()
    for top in (library.data.parent, library.base / "demo" / "settings"):
        for path in (top, *top.rglob("*")):
            mode = stat.S_IMODE(path.lstat().st_mode)
            assert mode == (0o700 if path.is_dir() else 0o600), path
            seen.add(path.name)
    assert {"catalogue.sqlite3", "tmdb-pace", "logs", "reports", "known.json", "backups"} <= seen
    assert stat.S_IMODE((library.base / "demo").stat().st_mode) == 0o700


@pytest.mark.parametrize("mode", [0o777, 0o702, 0o770])
def test_a_folder_in_which_others_can_write(mode: int, known: Library, say: Say) -> None:
    os.chown(known.data, os.getuid(), 12345 if os.geteuid() == 0 else os.getgid())
    known.data.chmod(mode)
    before = sorted(os.listdir(known.data))
    code, text = say("import")
    assert "others can write in this folder" in text
    if os.geteuid() == 0:
        assert (code, text.count("\n")) == (Exit.REFUSED, 1)
        assert sorted(os.listdir(known.data)) == before
    known.data.chmod(mode & ~0o022 | 0o055)
    assert "others can write" not in say("import")[1]
    known.data.chmod(0o1777)  # where nobody can take away what is another's
    assert "others can write" not in say("import")[1]


def test_a_device_is_no_folder_in_which_others_can_write(
    known: Library, capsys: pytest.CaptureFixture[str]
) -> None:
    given = ["--batch", "--config", str(known.config), "--data-dir", os.devnull, "db", "status"]
    assert cli.run(given) == Exit.USAGE
    assert "others can write" not in capsys.readouterr().err


def test_the_app_is_told_too(known: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    begun: list[Opening] = []
    monkeypatch.setattr(context, "require_terminal", lambda: None)
    monkeypatch.setattr(app, "run", lambda _settings, opening: begun.append(opening) or 0)
    given = ["--config", str(known.config), "--data-dir", str(known.data)]
    assert cli.run(given) == Exit.OK
    assert begun.pop().warnings == ()
    known.data.chmod(0o777)
    code = cli.run(given)
    if os.geteuid() == 0:
        assert code == Exit.REFUSED
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    assert cli.run(given) == Exit.OK
    (warning,) = begun.pop().warnings
    assert "others can write in this folder" in warning


@pytest.fixture
def for_all() -> Iterator[Path]:
    """A folder that another user can reach."""
    with tempfile.TemporaryDirectory() as made:
        os.chmod(made, 0o755)
        yield Path(made)


def test_another_user_is_warned(for_all: Path) -> None:
    """Under an id of its own, since root is refused."""
    user = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
    alone = [*user, *command("--help")]
    library = Library(for_all)
    library.films(2)
    library.import_()
    env = environment(library)
    if os.geteuid() or not shutil.which("setpriv") or subprocess.run(
        alone, env=env, cwd="/", capture_output=True, check=False
    ).returncode:  # fmt: skip
        pytest.skip("needs root, setpriv, and an interpreter that others can reach")
    for path in (for_all, *for_all.rglob("*")):
        os.chown(path, 65534, 65534)
    library.data.chmod(0o777)

    def warned(*arguments: str) -> str:
        line = [*user, *command("--batch", *arguments)]
        done = subprocess.run(line, env=env, cwd="/", capture_output=True, check=False)
        assert done.returncode == Exit.OK, done.stderr
        return checked_text(done.stderr)

    assert warned("db", "status").count("others can write in this folder") == 1
    assert warned("db", "backup", "--json").count("others can write in this folder") == 1
    library.data.chmod(0o700)
    assert warned("db", "backup") == ""


def test_the_report_of_a_crash_follows_no_link_of_others(known: Library, victim: Path) -> None:
    if os.geteuid():
        pytest.skip("only root can give files away")
    shutil.rmtree(known.data / "logs", ignore_errors=True)
    logs = known.data / "logs"
    logs.symlink_to(victim.parent)
    os.chown(logs, 65534, 65534, follow_symlinks=False)
    assert cli._crashed(ValueError(), str(known.data)) == Exit.INTERNAL
    assert not data_path().exists()


@pytest.mark.parametrize("where", ["storage", "video", "elsewhere"])
def test_a_catalogue_among_the_films_is_warned_of(
    library: Library, capfdbinary: pytest.CaptureFixture[bytes], where: str
) -> None:
    roots = {"storage": library.storage, "video": library.base / "video"}
    folder = roots.get(where, library.base / where) / "vidtui"
    code = cli.run(
        ["--batch", "--config", str(library.config), "--data-dir", str(folder), "roots", "list"]
    )
    _out, err = capfdbinary.readouterr()
    assert code == 0
    assert (b"the catalogue lies inside" in err) == (where in roots)
