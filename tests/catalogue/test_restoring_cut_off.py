"""A restore that a kill cut off is finished by the next start, or told."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.support.restores import (
    NAME,
    damage,
    files,
    held,
    lack_hard_links,
    left_over,
    names,
    restore,
    take_larger_pages,
    write,
)
from tests.support.tracing import calls_of, killed_before
from vidtui.catalogue import replacing
from vidtui.catalogue.database import is_there, open_catalogue
from vidtui.catalogue.errors import CatalogueProblem, CatalogueReplaced
from vidtui.errors import LockHeld

pytestmark = pytest.mark.in_full


def cut_off_before_it_is_in_place(path: Path, copy: Path) -> None:
    """Kill a restore just before it renames the restored catalogue."""
    template = path.parent.with_name("template")
    shutil.copytree(path.parent, template)

    def work() -> None:
        restore(path, copy)

    renames = [at for at, call in enumerate(calls_of(work)) if call[0] == "rename"]
    shutil.rmtree(path.parent)
    shutil.copytree(template, path.parent)
    assert killed_before(renames[-1], work)


class TestCutOff:
    """A restore of a damaged catalogue that was killed with its intent written."""

    @pytest.fixture(params=["old there", "none there"])
    def cut_off(
        self,
        path: Path,
        copy: Path,
        request: pytest.FixtureRequest,
        monkeypatch: pytest.MonkeyPatch,
    ) -> Path:
        damage(path, copy)
        if request.param == "none there":
            lack_hard_links(monkeypatch)

        cut_off_before_it_is_in_place(path, copy)
        assert path.exists() == (request.param == "old there")
        monkeypatch.undo()
        return path

    def test_the_next_start_finishes_it(self, cut_off: Path) -> None:
        catalogue = open_catalogue(cut_off, create=True)
        assert catalogue.generation != catalogue.id
        assert names(cut_off) == {"old"}
        assert left_over(cut_off) == []

    def test_so_does_one_that_only_asks_whether_there_is_one(self, cut_off: Path) -> None:
        assert is_there(cut_off)
        assert names(cut_off) == {"old"}

    def test_so_does_one_that_had_it_open(self, path: Path, copy: Path) -> None:
        take_larger_pages(path, copy)
        catalogue = open_catalogue(path)
        cut_off_before_it_is_in_place(path, copy)
        with pytest.raises(CatalogueReplaced), catalogue.writing("import"):
            write(catalogue, "lost")
        assert names(path) == {"old"}

    def test_while_another_writes(self, cut_off: Path) -> None:
        before = files(cut_off)
        with held(cut_off):
            for use in (lambda: open_catalogue(cut_off, create=True), lambda: is_there(cut_off)):
                with pytest.raises(LockHeld, match=r"is writing: import.* is finished"):
                    use()
        assert files(cut_off) == before
        assert names(open_catalogue(cut_off).path) == {"old"}

    @pytest.mark.parametrize("record", [b"", b"{", b"[]", b'{"fresh": "/x", "kept": "y"}'])
    def test_a_damaged_record_is_told(self, cut_off: Path, copy: Path, record: bytes) -> None:
        cut_off.with_name(f"{NAME}.intent").write_bytes(record)
        with pytest.raises(CatalogueProblem, match="record of a restore that was cut off"):
            open_catalogue(cut_off, create=True)
        restore(cut_off, copy)
        assert names(cut_off) == {"old"}

    def test_a_record_that_is_no_file_is_told(self, cut_off: Path) -> None:
        record = cut_off.with_name(f"{NAME}.intent")
        record.unlink()
        record.mkdir()
        with pytest.raises(CatalogueProblem, match=rf"{NAME}\.intent: it is a folder"):
            open_catalogue(cut_off, create=True)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
    def test_the_record_of_another_user_is_told_and_not_followed(self, cut_off: Path) -> None:
        os.chown(cut_off.with_name(f"{NAME}.intent"), 65534, 65534)
        before = files(cut_off)
        with pytest.raises(CatalogueProblem, match=rf"{NAME}\.intent: it belongs to another user"):
            open_catalogue(cut_off, create=True)
        assert files(cut_off) == before

    def test_one_whose_copy_is_gone(self, cut_off: Path, copy: Path) -> None:
        was_there = cut_off.exists()
        (fresh,) = cut_off.parent.glob(f"{NAME}.restoring-*")
        fresh.unlink()
        match = "damaged" if was_there else "the copy that it made is gone"
        with pytest.raises(CatalogueProblem, match=match):
            open_catalogue(cut_off, create=True)
        restore(cut_off, copy)
        assert names(cut_off) == {"old"}


def test_nothing_is_replaced_by_a_file_that_is_gone(path: Path, copy: Path) -> None:
    """As where a vidtui in a container, which sees no process of ours, has tidied up."""
    before = files(path)
    with pytest.raises(CatalogueProblem, match="restoring-1: there is no such file"):
        replacing.replace(path, path.with_name(f"{NAME}.restoring-1"))
    assert files(path) == before
