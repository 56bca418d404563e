"""Names that are two here and one for other clients."""

from __future__ import annotations

import unicodedata

import pytest

from tests.support.library import Library
from vidtui.disk import scan

OLD_NS = 10**18
NFC, NFD = (unicodedata.normalize(form, "Amélie") for form in ("NFC", "NFD"))


def plant(library: Library, where: str, names: list[str]) -> None:
    for name in names:
        path = library.put(name, mtime_ns=OLD_NS)
        if where == "links":
            library.link(name, path)


def found(library: Library, where: str) -> dict[str, list[tuple[str, str]]]:
    root = str(library.storage if where == "storage" else library.links)
    wanted = ("case_collision", "unicode_twin")
    return {
        kind: sorted(
            (one.path.decode(), str(one.facts["other"]))
            for one in some
            if one.root.decode() == root
        )
        for kind, some in library.check().by_kind.items()
        if kind in wanted
    }


@pytest.fixture(params=[scan.PIECE, 1, 2])
def piece(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Folders that come whole, or in pieces of a few names."""
    monkeypatch.setattr(scan, "PIECE", request.param)


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize("where", ["storage", "links"])
def test_files(library: Library, where: str) -> None:
    plant(library, where, ["Films/a.mkv", "Films/alien.mkv", "Films/ALIEN.mkv", "Films/z.mkv"])
    plant(library, where, [f"Films/{NFC}.mkv", f"Films/{NFD}.mkv"])
    library.import_()
    assert found(library, where) == {
        "case_collision": [("Films/alien.mkv", "ALIEN.mkv")],
        "unicode_twin": [(f"Films/{NFC}.mkv", f"{NFD}.mkv")],
    }


@pytest.mark.usefixtures("piece")
@pytest.mark.parametrize("where", ["storage", "links"])
def test_folders(library: Library, where: str) -> None:
    """The deep ones have no file of their own, only folders."""
    plant(library, where, ["Films/Alien/1/x.mkv", "Films/ALIEN/2/x.mkv"])
    plant(library, where, [f"{NFC}/a/x.mkv", f"{NFD}/b/x.mkv"])
    library.import_()
    assert found(library, where) == {
        "case_collision": [("Films/Alien", "ALIEN")],
        "unicode_twin": [(NFC, NFD)],
    }


@pytest.mark.usefixtures("piece")
def test_three_of_a_kind(library: Library) -> None:
    plant(library, "storage", ["Films/AB.mkv", "Films/Ab.mkv", "Films/ab.mkv"])
    plant(library, "storage", ["Films/É.mkv", f"Films/{unicodedata.normalize('NFD', 'é')}.mkv"])
    library.import_()
    assert found(library, "storage")["case_collision"] == [
        ("Films/Ab.mkv", "AB.mkv"),
        ("Films/ab.mkv", "AB.mkv"),
        ("Films/É.mkv", f"{unicodedata.normalize('NFD', 'é')}.mkv"),
    ]


@pytest.mark.usefixtures("piece")
def test_the_same_name_in_two_folders_is_nothing(library: Library) -> None:
    plant(library, "storage", ["Films/A/x.mkv", "Films/B/X.mkv", "Films/A.mkv", "Films/x.mkv"])
    library.import_()
    assert found(library, "storage") == {}


def test_names_that_are_no_text(library: Library) -> None:
    library.put(b"Films/Am\xe9lie.mkv", mtime_ns=OLD_NS)
    library.put(b"Films/AM\xe9LIE.mkv", mtime_ns=OLD_NS)
    library.put(b"Films/Am\xe8lie.mkv", mtime_ns=OLD_NS)
    library.import_()
    (one,) = library.check().by_kind["case_collision"]
    assert (one.detail, one.path) == (b"Films/AM\xe9LIE.mkv", b"Films/Am\xe9lie.mkv")


def test_what_is_found_keeps_its_id(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    plant(library, "storage", [f"Films/{name}.mkv" for name in ("ab", "AB", "Ab", "aB")])
    library.import_()
    ids = {one.id for one in library.check().by_kind["case_collision"]}
    monkeypatch.setattr(scan, "PIECE", 1)
    assert {one.id for one in library.check().by_kind["case_collision"]} == ids
