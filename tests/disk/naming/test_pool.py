from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.support.running import PATIENCE_S
from vidtui.disk import subprocesses
from vidtui.disk.naming import pool
from vidtui.disk.naming.name import Name, NameFailed, NameRequest
from vidtui.disk.naming.pool import Namer, ParserProcess
from vidtui.disk.naming.worker import read_guessit

pytestmark = pytest.mark.in_full


def film(key: int, title: str = "Some.Film") -> NameRequest:
    """Return a name that the fast path declines."""
    return NameRequest(key, f"Films/{title}.{key}.1999.1080p.mkv", "film", 1)


def ended(pid: int, limit: float = PATIENCE_S) -> bool:
    """Wait until the process has ended, without polling."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([handle], [], [], limit)[0])
    finally:
        os.close(handle)


@pytest.fixture
def namer() -> Iterator[Namer]:
    with Namer(2) as running:
        yield running


def test_every_request_is_answered_once(namer: Namer) -> None:
    requests = [
        NameRequest(0, "Films/Heat (1995).mkv", "film", 1),
        NameRequest(1, "Films/Heat.1995.1080p.BluRay.x264-GRP.mkv", "film", 1),
        NameRequest(2, "Séries/Lost/Lost 2x03-04.mkv", "series", 1),
        NameRequest(3, "Films/Dune (1984) {tmdb-841}.mkv", "film", 1),
        NameRequest(4, "Films/Dune.1984.{tmdb-841}.mkv", "film", 1),
    ]
    answers = list(namer.names(requests))
    names = dict(answers)
    assert sorted(key for key, _ in answers) == [0, 1, 2, 3, 4]
    assert names[0] == Name(("Heat",), "canonical", 1995)
    assert names[1] == read_guessit(requests[1])
    assert names[2] == read_guessit(requests[2])
    assert [names[key].ids for key in (3, 4)] == [{"tmdb": "841"}] * 2  # type: ignore[union-attr]


def test_canonical_names_start_no_process(namer: Namer) -> None:
    requests = [NameRequest(0, "Films/Heat (1995).mkv", "film", 1)]
    assert [key for key, _ in namer.names(requests)] == [0]
    assert namer.pids == ()


def test_importing_the_package_loads_neither_guessit_nor_a_front_end() -> None:
    code = "import sys, vidtui.disk.naming as n; print({'guessit', 'textual'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_the_same_name_is_read_once_and_answered_with_its_own_folder(namer: Namer) -> None:
    below = "Show (2004)/Saison 1/Other.Show.S01E02.720p"
    requests = [
        NameRequest(0, f"Séries/{below}.mkv", "series", 1),
        NameRequest(1, f"stockage/Séries/{below}.avi", "series", 2),
    ]
    first = dict(namer.names(requests))
    again = dict(namer.names(requests))
    assert first == again
    assert first[0].show_folder == "Séries/Show (2004)"  # type: ignore[union-attr]
    assert first[1].show_folder == "stockage/Séries/Show (2004)"  # type: ignore[union-attr]
    assert len(namer.pids) == 1


def test_requests_are_not_read_ahead_without_bound(
    namer: Namer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "MAX_HELD", 8)
    taken = 0

    def endless() -> Iterator[NameRequest]:
        nonlocal taken
        while True:
            taken += 1
            yield film(taken)

    names = namer.names(endless())
    for count in range(1, 20):
        next(names)
        assert taken <= count + 9
    names.close()  # type: ignore[attr-defined]


def test_a_process_that_dies_costs_one_name_and_is_replaced(namer: Namer) -> None:
    (_, alive), *_ = namer.names([film(0)])
    assert isinstance(alive, Name)
    (pid,) = namer.pids
    os.kill(pid, signal.SIGSTOP)

    def killing() -> Iterator[NameRequest]:
        yield film(1)
        os.kill(pid, signal.SIGKILL)
        yield from (film(key) for key in range(2, 30))

    names = dict(namer.names(killing()))
    assert sorted(names) == list(range(1, 30))
    failed = {key: name for key, name in names.items() if isinstance(name, NameFailed)}
    assert set(failed) == {1}
    assert failed[1].reason == "the name parser stopped while reading it (signal 9)"
    assert pid not in namer.pids


def test_a_name_that_takes_too_long_is_given_up(
    namer: Namer, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(namer.names([film(0)]))
    (pid,) = namer.pids
    monkeypatch.setattr(pool, "NAME_LIMIT", 0.05)
    os.kill(pid, signal.SIGSTOP)
    ((key, name),) = namer.names([film(1)])
    assert (key, name) == (1, NameFailed("reading it took more than 0.05 s"))
    assert ended(pid)


def test_a_process_that_owes_takes_more() -> None:
    parser = ParserProcess()
    try:
        for key in range(2):
            parser.send([NameRequest(key, f"Odd.Name.{key}.2001.1080p.mkv", "film")])
        assert [one.key for one in parser.owed] == [0, 1]
        answered: list[int] = []
        while parser.owed:
            assert select.select([parser], [], [], PATIENCE_S)[0]
            answered += [request.key for request, _name in parser.receive()]
    finally:
        parser.kill()
    assert answered == [0, 1]


def test_only_the_processors_time_counts_unless_it_hangs() -> None:
    """On a busy machine a parser, which gives way to all others, gets few turns."""
    parser = ParserProcess()
    try:
        parser.send([film(0)])
        parser._since -= 100
        assert not parser.takes_longer(30)
        parser._used_before -= 31
        assert parser.takes_longer(30)
        assert select.select([parser], [], [], PATIENCE_S)[0]
        assert 0 < parser._used_s() < PATIENCE_S
        parser.receive()
        assert not parser.takes_longer(30)
        parser._since -= 301
        assert parser.takes_longer(30)
    finally:
        parser.kill()


def test_an_idle_process_that_dies_is_not_missed(namer: Namer) -> None:
    list(namer.names([film(0)]))
    (pid,) = namer.pids
    os.kill(pid, signal.SIGKILL)
    assert ended(pid)
    names = dict(namer.names([film(1), film(2)]))
    assert sorted(names) == [1, 2]
    assert isinstance(names[2], Name)


@pytest.mark.parametrize("executable", ["/nonexistent/python", "/bin/false"])
def test_a_parser_that_cannot_run_fails_every_name_and_hangs_nothing(
    namer: Namer, monkeypatch: pytest.MonkeyPatch, executable: str
) -> None:
    monkeypatch.setattr(subprocesses.sys, "executable", executable)
    names = dict(namer.names([film(key) for key in range(40)]))
    assert len(names) == 40
    assert all(isinstance(name, NameFailed) for name in names.values())
    assert all("\n" not in name.reason for name in names.values() if isinstance(name, NameFailed))


def test_cancel_stops_between_two_answers() -> None:
    stop = False
    with Namer(1, cancelled=lambda: stop) as namer:
        names = namer.names(film(key) for key in range(500))
        next(names)
        stop = True
        assert len(list(names)) <= pool.MAX_HELD
        assert namer.pids == ()


def test_a_hung_process_does_not_delay_cancel() -> None:
    asked = 0

    def soon() -> bool:
        nonlocal asked
        asked += 1
        return asked > 6

    with Namer(1) as first:
        list(first.names([film(0)]))
        os.kill(first.pids[0], signal.SIGSTOP)
        first._cancelled = soon
        assert list(first.names([film(1)])) == []
        assert first.pids == ()


def test_leaving_the_with_ends_the_processes() -> None:
    with Namer(2) as namer:
        list(namer.names(film(key) for key in range(40)))
        pids = namer.pids
        assert pids
    assert namer.pids == ()
    assert all(ended(pid) for pid in pids)


_PARENT = """
import sys
from vidtui.disk.naming.name import NameRequest
from vidtui.disk.naming.pool import Namer
namer = Namer(2)
requests = (NameRequest(k, f"Films/Some.Film.{k}.1999.1080p.mkv", "film", 1) for k in range(10**6))
for count, _ in enumerate(namer.names(requests)):
    if count == 40:
        print(*namer.pids, flush=True)
        %s
"""


@pytest.mark.parametrize("way", ["killed", "exits", "interrupted"])
def test_no_process_outlives_the_parent(way: str) -> None:
    code = _PARENT % ("sys.exit(0)" if way == "exits" else "pass")
    with subprocess.Popen(
        [sys.executable, "-c", code],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as parent:
        assert parent.stdout is not None
        pids = [int(word) for word in parent.stdout.readline().split()]
        assert pids
        if way != "exits":
            parent.send_signal(signal.SIGKILL if way == "killed" else signal.SIGINT)
        try:
            parent.wait(PATIENCE_S)
        finally:
            parent.kill()
        assert all(ended(pid) for pid in pids)


def test_the_processes_give_way_and_ignore_ctrl_c(namer: Namer) -> None:
    list(namer.names([film(0)]))
    (pid,) = namer.pids
    assert os.getpriority(os.PRIO_PROCESS, pid) >= 10
    os.kill(pid, signal.SIGINT)
    assert isinstance(dict(namer.names([film(1)]))[1], Name)
    assert namer.pids == (pid,)


HOSTILE = [
    "new\nline.mkv",
    "tab\there.mkv",
    "\x1b[31mred\x1b]52;c;x\x07.mkv",
    "rlo\u202egpj.mkv",
    "c1\x9b31m.mkv",
    "[bold]x[/bold].mkv",
    "[/x].mkv",
    "-rf.mkv",
    "na\ufffdve (1999).mkv",
    "surrogate\udce9.mkv",
    "e\u0301te\u0301.mkv",
    "x" * 251 + ".mkv",
    "(" * 120 + ")" * 120 + ".mkv",
    "[" * 250,
    "{tmdb-" * 40,
    "S01E01" * 40 + ".mkv",
    "1999 " * 50 + ".mkv",
    "." * 250,
    "a." * 120 + "mkv",
    "🎬.mkv",
    "東京物語.mkv",
    "東京物語 (1953).mkv",
    "trailing space and dot . ",
    ".mkv",
    "",
    " ",
    "mkv",
    "%s%n.mkv",
    "'; DROP TABLE--.mkv",
    "S99999999999E1.mkv",
    "0x00.mkv",
    "²³.mkv",
    "Saison ²/E².mkv",
    "Part ².mkv",
    "Film (²⁰⁰⁰).mkv",
    "Saison ٣/Episode ٣.mkv",
]


@pytest.mark.parametrize("kind", ["film", "series", "unknown"])
def test_hostile_names_are_read_or_refused_in_one_line(
    namer: Namer, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pool, "NAME_LIMIT", PATIENCE_S)  # its processes give way to all others
    paths = [
        *HOSTILE,
        *(f"Films/{name}" for name in HOSTILE),
        *(f"Séries/Show (2004)/Saison 1/{name}" for name in HOSTILE),
        "/".join(["folder"] * 200) + "/Film.1999.mkv",
        "/".join(["Saison 1"] * 200) + "/Episode 1.mkv",
        "//a//b//",
    ]
    requests = [
        NameRequest(key, path, kind, int("/" in path), anime=key % 2 == 0)  # type: ignore[arg-type]
        for key, path in enumerate(paths)
    ]
    names = dict(namer.names(requests))
    assert sorted(names) == list(range(len(paths)))
    for name in names.values():
        assert isinstance(name, Name)
        assert len(name.titles) <= 4
        assert all(title.strip() for title in name.titles)


def test_a_path_without_a_word_is_good_with_an_id(namer: Namer) -> None:
    requests = [
        NameRequest(0, "Films/.mkv", "film", 1),
        NameRequest(1, "Films/{tmdb-603}/.mkv", "film", 1),
    ]
    names = dict(namer.names(requests))
    assert isinstance(names[0], Name)
    assert names[0].titles == ()
    found = names[1]
    assert isinstance(found, Name)
    assert (found.titles, found.ids, found.source) == ((), {"tmdb": "603"}, "ids")
