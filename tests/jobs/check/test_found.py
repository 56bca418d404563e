"""Findings in a database of their own: the same in any order, each once, few or many."""

from __future__ import annotations

import random

import pytest

from tests.support.check_reports import STORAGE, finding
from tests.support.memory import peak_of
from tests.support.names import HOSTILE
from vidtui.errors import VidtuiError
from vidtui.jobs.check import found
from vidtui.jobs.check.findings import Finding
from vidtui.jobs.check.found import PAGE, Findings, Ids, Spool
from vidtui.jobs.check.kinds import KINDS

MANY = [
    finding(kind, b"%s/%s" % (folder, name), detail=b"/" + name)
    for kind in KINDS
    for folder in (b"", b"a", b"a/b")
    for name in HOSTILE.values()
]


def test_they_come_back_as_they_were_whatever_the_order() -> None:
    shuffled = random.Random(1).sample(MANY, len(MANY))
    held = Findings(shuffled)
    assert len(held) == len({one.id for one in MANY})
    assert {one.id: one for one in held} == {one.id: one for one in MANY}
    assert held == Findings(MANY)
    assert held != Findings(MANY[1:])


def test_the_worst_first_and_those_of_a_folder_together() -> None:
    held = list(Findings(random.Random(2).sample(MANY, len(MANY))))
    kinds = [list(KINDS).index(one.kind) for one in held]
    assert kinds == sorted(kinds)
    met: list[tuple[str, bytes, bytes]] = []
    for one in held:
        place = one.kind, one.root, one.path.rpartition(b"/")[0]
        if place not in met[-1:]:
            assert place not in met
            met.append(place)


def test_of_two_with_one_id_the_first_stays_also_over_a_sorting() -> None:
    first, second = finding(facts={"size": 1, "moved": 0}), finding(facts={"size": 2, "moved": 0})
    held = Findings([first, second])
    assert list(held) == [first]
    held.add([second, other := finding(path=b"Z.mkv")])
    assert list(held) == [other, first]


def test_by_place_by_kind_and_without_a_root() -> None:
    held = Findings(MANY)
    as_list = list(held)
    assert [held[at] for at in range(len(held))] == as_list
    assert (held[-1], held[2:5]) == (as_list[-1], as_list[2:5])
    with pytest.raises(IndexError):
        held[len(held)]
    assert list(held.of("duplicate")) == [one for one in as_list if one.kind == "duplicate"]
    assert held.counts()["duplicate"] == len(list(held.of("duplicate")))
    assert list(held.counts()) == list(KINDS)
    held.drop(STORAGE)
    assert list(held) == [one for one in as_list if one.root != STORAGE]
    assert held[0] == next(one for one in as_list if one.root != STORAGE)


def test_a_spool_keeps_the_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(found, "PAGE", 7)
    spool = Spool()
    for one in MANY:
        spool.add([one])
    assert list(spool) == MANY == list(spool)
    assert list(Spool()) == []


def test_ids() -> None:
    texts = ["0000000000000001", "ffffffffffffffff", "8000000000000000", "7fffffffffffffff"]
    ids, some = Ids.of([*texts, texts[0]]), Ids.of(texts[:2])
    assert (len(ids), len(Ids())) == (4, 0)
    assert sorted(ids) == sorted(texts)
    assert all(text in ids for text in texts)
    assert "0000000000000002" not in ids
    assert ids - some == Ids.of(texts[2:])
    assert ids & some == some
    assert some | Ids.of(texts[1:]) == ids
    assert Ids.of(one.id for one in MANY) == Findings(MANY).ids()


def test_a_full_disk_is_told_in_one_line() -> None:
    held = Findings()
    held._database.run("PRAGMA max_page_count = 8")
    with pytest.raises(VidtuiError, match=r"^findings cannot be kept .*: .*full$"):
        held.add(finding(path=b"%d" % number) for number in range(PAGE))


def test_many_take_no_memory() -> None:
    def some(number: int) -> None:
        held = Findings(
            Finding(
                "shared_target", b"/video", b"Films/%07d.mkv" % n, b"/x" * 50, {"other": "x" * 99}
            )
            for n in range(number)
        )
        assert sum(1 for _one in held) == len(held.ids()) == number

    assert peak_of(lambda: some(6000)) - peak_of(lambda: some(1000)) < 5000 * 40
