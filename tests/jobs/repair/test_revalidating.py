"""Between what was shown and the keypress: whatever has changed meanwhile stays as it is."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Mount
from tests.disk.link_trees import before, lack
from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.repairs import (
    Sitting,
    actions,
    break_links,
    listing,
    log_of,
    moved,
    stood,
    strays,
    text_of,
    texts,
)
from vidtui.catalogue.database import open_catalogue
from vidtui.disk.symlinks import renameat2
from vidtui.errors import SafetyRefusal
from vidtui.jobs.links import record
from vidtui.jobs.links.model import Decision, Proposal, Verb
from vidtui.jobs.repair import revalidate
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.roots import status_cache
from vidtui.settings.model import Settings

ALIEN, HEAT = stood("Alien"), stood("Heat")
FAVOURITE = b"Favourites/Alien.mkv"
Change = Callable[[Library], object]


@pytest.fixture
def broken(library: Library) -> Library:
    """Alien has moved, and a favourite leads to its link; Heat is gone."""
    library.link(FAVOURITE, b"../" + ALIEN)
    break_links(library, ("Alien",), ("Heat",))
    return library


def everything(library: Library) -> dict[bytes, tuple[object, ...]]:
    """All but what is vidtui's own: its data, and the record in the trash of what may come."""
    found = listing(library.base)
    own = tuple(os.fsencode(library.base / name) for name in ("data", "trash"))
    return {
        place: told
        for place, told in found.items()
        if not place.startswith(own) or (told[0] == "link" and place.startswith(own[1]))
    }


def refused(sitting: Sitting, verb: Verb, path: bytes, reason: str, state: str = "refused") -> None:
    """A decision comes to nothing, and says so in one line."""
    library = sitting.library
    was, done = everything(library), actions(library)
    outcome = sitting.apply("", verb, path=path)
    assert (outcome.state, outcome.action, outcome.written, outcome.trashed) == (
        state,
        None,
        None,
        None,
    )
    assert reason in outcome.reason
    assert "\n" not in outcome.reason
    assert everything(library) == was
    assert [one for one in actions(library) if one[1] in ("done", None)] == done
    assert log_of(library)[-1][0] == verb
    assert log_of(library)[-1][5] == f"{state}: {outcome.reason}"
    assert sitting.repairs.counts == {state: 1}
    assert sitting.undo() is None


def link(library: Library, path: bytes = ALIEN) -> bytes:
    return library.path(path, library.links)


def relinked(library: Library, path: bytes, text: bytes) -> None:
    os.unlink(link(library, path))
    library.link(path, text)


def a_real_film(library: Library, path: bytes) -> None:
    os.unlink(link(library, path))
    library.put(path, on=library.links)


def elsewhere(library: Library, path: bytes) -> None:
    """The link's folder is a link to one that holds the very same links."""
    folder = os.path.dirname(link(library, path))
    os.rename(folder, library.path(b"other", library.base))
    os.symlink(library.path(b"other", library.base), folder)


LINK_CHANGES: dict[str, tuple[Callable[[Library, bytes], object], str]] = {
    "its target comes back": (lambda library, path: library.put(path), "shows a video again"),
    "its target is a folder now": (
        lambda library, path: os.makedirs(library.path(path)),
        "it changed",
    ),
    "a real film instead": (a_real_film, "it is no link any more"),
    "it is gone": (lambda library, path: os.unlink(link(library, path)), "the link is gone"),
    "it leads elsewhere": (
        lambda library, path: relinked(library, path, b"elsewhere"),
        "it leads elsewhere now",
    ),
    "it leads there in other words": (
        lambda library, path: relinked(library, path, b"./" + text_of(library, path)),
        "it leads elsewhere now",
    ),
    "its folder is gone": (
        lambda library, path: shutil.rmtree(os.path.dirname(link(library, path))),
        "the link is gone",
    ),
    "its folder is a file": (
        lambda library, path: (
            shutil.rmtree(os.path.dirname(link(library, path))),
            library.put(os.path.dirname(path), on=library.links),
        ),
        "the link is gone",
    ),
    "its folder is a link": (elsewhere, ""),
}


@pytest.mark.parametrize("verb", ["repair", "orphan"])
@pytest.mark.parametrize("change", LINK_CHANGES)
def test_the_link_changed(broken: Library, change: str, verb: Verb) -> None:
    sitting = Sitting(broken)
    act, reason = LINK_CHANGES[change]
    act(broken, ALIEN)
    refused(sitting, verb, ALIEN, reason)


@pytest.mark.parametrize("hashes", [(b"1", b"2"), (b"1", b"1"), (b"1", None), (None, b"2")])
def test_the_chosen_file_was_read_whole(
    library: Library, hashes: tuple[bytes | None, bytes | None]
) -> None:
    """What was shown as the same is refused once its bytes are known to be others."""
    link, gone, copy = (f"Films/{name}.mkv" for name in ("Heat (1995)", "x/Heat (1995)", "y"))
    for name in (gone, copy, *library.films(3)):
        library.put(name, b"the same" if name in (gone, copy) else None)
    library.link(link, library.path(gone))
    library.import_()
    os.unlink(library.path(gone))
    sitting = Sitting(library)
    assert sitting.found.best(link) == ("same-sample", copy)
    with sqlite3.connect(library.database) as connection:
        for name, full_hash in zip((gone, copy), hashes, strict=True):
            connection.execute(
                "UPDATE media_file SET full_hash = ? WHERE path = ?", (full_hash, name.encode())
            )
    connection.close()
    path = link.encode()
    if hashes == (b"1", b"2"):
        refused(sitting, "repair", path, "its bytes are known to be others")
        assert text_of(library, path) == library.path(gone)
    else:
        sitting.done(link, path=path)


TARGET_CHANGES: dict[str, tuple[Callable[[bytes], object], str]] = {
    "gone": (os.unlink, "there is no such file"),
    "another size": (lambda path: os.truncate(path, 3), "has changed since it was shown"),
    "another time": (lambda path: os.utime(path, (1, 1)), "has changed since it was shown"),
    "a link": (
        lambda path: (os.rename(path, path + b".real"), os.symlink(path + b".real", path)),
        "has changed since it was shown",
    ),
    "a folder": (
        lambda path: (os.unlink(path), os.mkdir(path)),
        "has changed since it was shown",
    ),
    "a pipe": (
        lambda path: (os.unlink(path), os.mkfifo(path)),
        "has changed since it was shown",
    ),
    "its folder is gone": (
        lambda path: shutil.rmtree(os.path.dirname(path)),
        "there is no such file",
    ),
}


@pytest.mark.parametrize("change", TARGET_CHANGES)
def test_the_chosen_file_changed(broken: Library, change: str) -> None:
    sitting = Sitting(broken)
    act, reason = TARGET_CHANGES[change]
    act(broken.path(moved("Alien")))
    refused(sitting, "repair", ALIEN, reason)
    assert text_of(broken, ALIEN).endswith(ALIEN)


class TestChain:
    def test_the_hop_leads_elsewhere(self, broken: Library) -> None:
        sitting = Sitting(broken)
        relinked(broken, ALIEN, b"elsewhere")
        refused(sitting, "repair", FAVOURITE, "by way of another link now")

    def test_it_goes_by_way_of_another(self, broken: Library) -> None:
        sitting = Sitting(broken)
        old = text_of(broken, ALIEN)
        relinked(broken, ALIEN, b"between.mkv")
        broken.link(b"Films/between.mkv", old)
        refused(sitting, "repair", FAVOURITE, "by way of another link now")
        assert text_of(broken, b"Films/between.mkv") == old

    def test_the_hop_is_gone(self, broken: Library) -> None:
        sitting = Sitting(broken)
        os.unlink(link(broken))
        refused(sitting, "repair", FAVOURITE, "by way of another link now")

    def test_the_first_link_leads_elsewhere(self, broken: Library) -> None:
        sitting = Sitting(broken)
        relinked(broken, FAVOURITE, b"../" + HEAT)
        refused(sitting, "repair", FAVOURITE, "it leads elsewhere now")

    def test_it_became_a_circle(self, broken: Library) -> None:
        sitting = Sitting(broken)
        relinked(broken, ALIEN, b"../" + FAVOURITE)
        refused(sitting, "repair", FAVOURITE, "by way of another link now")

    def test_only_the_first_link_goes_to_the_trash(self, broken: Library) -> None:
        sitting = Sitting(broken)
        sitting.done("", "orphan", path=FAVOURITE)
        assert text_of(broken, ALIEN).endswith(ALIEN)
        assert list(texts(broken.base / "trash").values()) == [b"../" + ALIEN]


STEPS = {"exchange": (0, "renameat2"), "aside": (renameat2.EXCHANGE, "renameat2")}


@pytest.mark.parametrize("way", STEPS)
@pytest.mark.parametrize("verb", ["repair", "orphan"])
def test_a_film_is_put_there_at_the_last_moment(
    broken: Library, verb: Verb, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After every check, right before the link is touched."""
    flags, step = STEPS[way]
    lack(monkeypatch, flags)
    sitting, film = Sitting(broken), broken.path(b"film", broken.base)
    broken.put(b"film", b"a film", on=broken.base)
    number = 2 if flags and verb == "repair" else 1
    with before(step, lambda: os.rename(film, link(broken)), number=number):
        outcome = sitting.apply("Alien", verb)
    assert (outcome.state, outcome.action) == ("refused", None)
    with open(link(broken), "rb") as opened:
        assert opened.read() == b"a film"
    assert strays(broken.base) == []
    assert not texts(broken.base / "trash")
    assert [one[1] for one in actions(broken)] == [outcome.reason]


class TestDisks:
    @pytest.fixture(autouse=True)
    def _asked_each_time(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(status_cache, "FRESH_S", 0.0)

    @pytest.mark.parametrize("verb", ["repair", "orphan"])
    @pytest.mark.parametrize("root", ["storage", "links"])
    def test_unmounted_meanwhile(
        self,
        library: Library,
        root: str,
        verb: Verb,
        mount: Mount,
        unmount: Callable[[Path], None],
    ) -> None:
        place = getattr(library, root)
        mount(place)
        break_links(library, ("Alien",), ("Heat",))
        sitting = Sitting(library)
        sitting.done("Heat", "orphan")
        # A bind keeps the disk to be looked at while its place is empty.
        kept = library.base / "kept"
        mount(kept, bind=place)
        was = listing(kept)
        unmount(place)
        with pytest.raises(SafetyRefusal, match=f"{place}: .*mounted") as caught:
            sitting.apply("Alien", verb)
        assert "\n" not in str(caught.value)
        assert listing(kept) == was
        assert os.listdir(place) == []
        assert sitting.repairs.check(sitting.decision("Alien", verb)) == str(caught.value)
        if root == "links":
            with pytest.raises(SafetyRefusal, match="mounted"):
                sitting.undo()
        mount(place, bind=kept)
        sitting.done("Alien", verb)

    @pytest.mark.parametrize("verb", ["repair", "orphan"])
    @pytest.mark.parametrize("way", ["exchange", "aside"])
    def test_read_only(
        self,
        broken: Library,
        verb: Verb,
        way: str,
        mount: Mount,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        lack(monkeypatch, renameat2.EXCHANGE if way == "aside" else 0)
        sitting = Sitting(broken)
        links = broken.base / "video"
        mount(links, bind=links)
        if subprocess.run(["mount", "-o", "remount,ro,bind", links], check=False).returncode:
            pytest.skip("remounting is not allowed here")
        was = listing(links)
        outcome = sitting.apply("Alien", verb)
        assert (outcome.state, outcome.action) == ("failed", None)
        assert outcome.reason == f"{links}/Films/Alien.mkv: the disk is read-only"
        assert listing(links) == was
        assert not texts(broken.base / "trash")
        assert [one[1] for one in actions(broken)] == [outcome.reason]
        assert log_of(broken)[-1][5] == f"failed: {outcome.reason}"

    @pytest.mark.parametrize("verb", ["repair", "orphan"])
    def test_the_folder_may_not_be_written(self, broken: Library, verb: Verb) -> None:
        folder = os.path.dirname(link(broken))
        if os.system(f"chattr +i '{os.fsdecode(folder)}' 2>/dev/null"):
            pytest.skip("this filesystem has no such flag")
        try:
            sitting = Sitting(broken)
            refused(sitting, verb, ALIEN, "not permitted", "failed")
        finally:
            os.system(f"chattr -i '{os.fsdecode(folder)}'")

    def test_nobody_can_say_what_it_shows(
        self, broken: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        sitting = Sitting(broken)
        real, target = os.lstat, broken.path(ALIEN)

        def lstat(path: bytes, **rest: int | None) -> os.stat_result:
            if path == target:
                raise PermissionError(13, "denied")
            return real(path, **rest)

        with monkeypatch.context() as patch:
            patch.setattr(os, "lstat", lstat)
            outcome = sitting.apply("Alien", "orphan")
        assert outcome.state == "refused"
        assert "nobody can say" in outcome.reason

    def test_a_trash_that_cannot_be_made(self, broken: Library) -> None:
        (broken.base / "trash").write_text("a file")
        sitting = Sitting(broken)
        was = everything(broken)
        outcome = sitting.apply("Alien", "orphan")
        assert (outcome.state, outcome.action) == ("failed", None)
        assert everything(broken) == was

    def test_a_trash_that_is_a_link_in_the_middle(self, broken: Library) -> None:
        trash = broken.base / "trash"
        trash.mkdir()
        (trash / "orphans").symlink_to(broken.base)
        sitting = Sitting(broken)
        was = everything(broken)
        outcome = sitting.apply("Alien", "orphan")
        assert (outcome.state, outcome.action) == ("refused", None)
        assert everything(broken) == was


def test_a_root_that_is_in_the_settings_no_more(broken: Library) -> None:
    sitting, links = Sitting(broken), broken.links
    broken.links = broken.base / "other"
    broken.links.mkdir()
    broken.write_settings()
    broken.import_()
    sitting.repairs = Repairs(sitting.catalogue, broken.settings())
    broken.links = links
    refused(sitting, "orphan", ALIEN, "is no root that was imported")


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names_in_reasons(library: Library, name: bytes) -> None:
    break_links(library, (name,))
    sitting = Sitting(library)
    os.unlink(library.path(moved(name)))
    refused(sitting, "repair", stood(name), "there is no such file")
    assert len(log_of(library)) == 1


def test_what_changes_while_links_are_written_down_is_seen(
    broken: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The record of a large root takes its time, and is written between check and change."""
    write = record.write

    def meanwhile(settings: Settings, root: bytes) -> Path:
        with open(broken.path(moved("Alien")), "ab") as opened:
            opened.write(b"more")
        return write(settings, root)

    link = broken.find().link(ALIEN)
    repairs = Repairs(open_catalogue(broken.database), broken.settings())
    monkeypatch.setattr(record, "write", meanwhile)
    outcome = repairs.apply(Decision(link, "repair", link.best))
    assert outcome.state == "refused"
    assert "the file has changed since it was shown" in outcome.reason
    assert text_of(broken, ALIEN) == link.text
    assert actions(broken) == []


def test_a_link_is_looked_at_once_before_it_is_changed(
    broken: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked: list[bytes] = []
    same = revalidate._same_entry

    def counted(path: bytes, proposal: Proposal) -> None:
        looked.append(path)
        same(path, proposal)

    sitting = Sitting(broken)
    monkeypatch.setattr(revalidate, "_same_entry", counted)
    assert sitting.apply("", "repair", path=ALIEN).state == "done"
    assert looked == [broken.path(moved("Alien"))]
