"""Where the file that a link showed is now: proposals that rest on the file itself."""

from __future__ import annotations

import os
import shutil
import sqlite3
import unicodedata

import pytest

from tests.support.finding import Found, cautions, reasons
from tests.support.library import Library
from tests.support.names import HOSTILE
from vidtui.jobs.links.model import Place, because, problem_of
from vidtui.jobs.repair import accepting
from vidtui.text import printable

ALIEN = "Films/Alien (1979)/Alien (1979).mkv"
HEAT = "Films/Heat (1995)/Heat (1995).mkv"
AMELIE = "Films/Amélie (2001)/Amélie (2001).mkv"
LINK = "Films/Alien (1979).mkv"


@pytest.fixture
def known(library: Library) -> Library:
    """Films, each imported with a healthy link to it."""
    for name in (ALIEN, HEAT, AMELIE, *library.films(8)):
        library.put(name)
        library.link(f"Films/{os.path.basename(name)}", f"../../stockage/{name}")
    library.import_()
    return library


def nfd(name: str) -> str:
    return unicodedata.normalize("NFD", name)


MOVES = {
    "renamed in place": (ALIEN, "Films/Alien (1979)/Alien.1979.x264.mkv"),
    "moved": (ALIEN, "Films/SF/Alien (1979).mkv"),
    "moved and renamed": (ALIEN, "Films/SF/le huitieme passager.mkv"),
    "folder renamed": (ALIEN, "Films/Alien/Alien (1979).mkv"),
    "another extension": (ALIEN, "Films/Alien (1979)/Alien (1979).mp4"),
    "another case": (ALIEN, "Films/Alien (1979)/ALIEN (1979).mkv"),
    "other accents": (AMELIE, nfd(AMELIE)),
    "other writing of the folder only": (AMELIE, nfd("Films/Amélie (2001)") + "/Amélie (2001).mkv"),
}


@pytest.mark.parametrize("again", [False, True], ids=["at once", "after an import"])
@pytest.mark.parametrize(("old", "new"), MOVES.values(), ids=MOVES)
def test_the_file_moved(known: Library, old: str, new: str, again: bool) -> None:
    known.rename(old, new)
    if again:
        known.import_()
    found = known.find()
    name = f"Films/{os.path.basename(old)}"
    assert list(found.by_link) == [name.encode()]
    (only,) = found.link(name).proposals
    assert only.place == Place(os.fsencode(known.storage), os.fsencode(new))
    assert only.tier == "same-file"
    assert reasons(only) == [only.tier, "moved"]
    assert only.evidence[1].facts == {"path": old}
    assert (only.has_identity, only.file) == (True, known.file(new if again else old)["id"])
    now = os.lstat(only.place.absolute)
    assert (only.size, only.mtime_ns) == (now.st_size, now.st_mtime_ns)


@pytest.mark.parametrize(("old", "new"), MOVES.values(), ids=MOVES)
def test_the_file_moved_before_the_first_import(library: Library, old: str, new: str) -> None:
    """Nothing but names is left to go by; a name that says nothing is no proposal."""
    library.films(8)
    library.put(new)
    library.link("Films/" + os.path.basename(old), library.path(old))
    library.import_()
    found = library.find()
    tier = {
        "Films/Alien (1979)/Alien.1979.x264.mkv": "same-work",
        "Films/SF/le huitieme passager.mkv": None,
    }.get(new, "same-name")
    assert found.best("Films/" + os.path.basename(old)) == ((tier, new) if tier else None)


def test_a_copy_took_its_place(known: Library) -> None:
    """Restored from elsewhere: other inode, same bytes."""
    copy = known.base / "copy.mkv"
    shutil.copy2(os.fsdecode(known.path(ALIEN)), copy)
    os.unlink(known.path(ALIEN))
    (known.storage / "Films/SF").mkdir()
    shutil.move(copy, known.storage / "Films/SF/a.mkv")
    found = known.find()
    assert found.best(LINK) == ("same-sample", "Films/SF/a.mkv")
    assert found.first(LINK).has_identity


@pytest.mark.parametrize("later", ["Films/SF/b.mkv", None])
def test_a_copy_took_its_place_before_an_import(known: Library, later: str | None) -> None:
    """Whatever it is called afterwards, it is another file than the link showed."""
    shutil.copy2(os.fsdecode(known.path(ALIEN)), known.storage / "a.mkv")
    os.unlink(known.path(ALIEN))
    known.rename("a.mkv", "Films/SF/a.mkv")
    known.import_()
    if later:
        known.rename("Films/SF/a.mkv", later)
        known.import_()
    assert known.find().best(LINK) == ("same-sample", later or "Films/SF/a.mkv")


def test_what_was_a_copy_before_the_link_showed_it(known: Library) -> None:
    shutil.copy2(os.fsdecode(known.path(ALIEN)), known.storage / "a.mkv")
    os.unlink(known.path(ALIEN))
    known.rename("a.mkv", "Films/SF/a.mkv")
    known.import_()
    os.unlink(known.path(LINK, known.links))
    known.link(LINK, known.path("Films/SF/a.mkv"))
    known.import_()
    known.rename("Films/SF/a.mkv", "Films/SF/b.mkv")
    known.import_()
    assert known.find().best(LINK) == ("same-file", "Films/SF/b.mkv")


def test_twins_that_moved_are_told_apart_by_their_inodes(known: Library) -> None:
    """Which of two that begin and end alike went where, no name says, but the inode does."""
    for name in "ab":
        known.put(f"Films/{name} (2001)/{name}.mkv", b"the same")
        known.link(f"Films/{name}.mkv", known.path(f"Films/{name} (2001)/{name}.mkv"))
    known.import_()
    known.rename("Films/a (2001)/a.mkv", "Films/SF/1.mkv")
    known.rename("Films/b (2001)/b.mkv", "Films/SF/2.mkv")
    known.import_()
    found = known.find()
    assert found.best("Films/a.mkv") == ("same-file", "Films/SF/1.mkv")
    assert found.best("Films/b.mkv") == ("same-file", "Films/SF/2.mkv")
    assert found.first("Films/a.mkv").has_identity


def test_it_moved_to_another_disk(known: Library) -> None:
    more = known.base / "more"
    known.put("Films/Anchor (2001)/Anchor (2001).mkv", on=more)
    known.write_settings(known.storage, more)
    known.import_()
    shutil.copy2(os.fsdecode(known.path(ALIEN)), more / "Alien.mkv")
    os.unlink(known.path(ALIEN))
    first = known.find().first(LINK)
    assert (first.tier, first.place) == ("same-sample", Place(os.fsencode(more), b"Alien.mkv"))


def test_reencoded_under_another_name(known: Library) -> None:
    os.unlink(known.path(ALIEN))
    known.put("Films/Alien (1979)/Alien.1979.REMUX.mkv", b"other bytes")
    found = known.find()
    assert found.best(LINK) == ("same-work", "Films/Alien (1979)/Alien.1979.REMUX.mkv")
    assert not found.first(LINK).has_identity


def test_reencoded_under_the_same_name(known: Library) -> None:
    os.unlink(known.path(ALIEN))
    known.put("Films/SF/Alien (1979).mkv", b"other bytes")
    assert known.find().best(LINK) == ("same-name", "Films/SF/Alien (1979).mkv")


def test_deleted(known: Library) -> None:
    os.unlink(known.path(ALIEN))
    for _import in range(2):
        found = known.find()
        assert found.link(LINK).proposals == ()
        assert found.link(LINK).shown_file == known.file(ALIEN)["id"]
        known.import_()


def test_a_part_of_the_link_tree_moved(known: Library) -> None:
    """Its links are strange where they lie now, but their names and texts are known."""
    for name in (ALIEN, HEAT, AMELIE):
        link = f"Films/{os.path.basename(name)}"
        os.renames(known.path(link, known.links), known.path(f"Deep/er/{link}", known.links))
    found = known.find()
    assert found.counts.broken == 3
    for name in (ALIEN, HEAT, AMELIE):
        link = found.link(f"Deep/er/Films/{os.path.basename(name)}")
        assert link.link is None
        (only,) = link.proposals
        assert (only.tier, only.place.path) == ("same-file", os.fsencode(name))
        assert reasons(only) == ["same-file", "in-place"]
        assert only.has_identity


def test_a_link_copied_elsewhere_is_not_the_known_one(known: Library) -> None:
    """The known one is still there; the copy is known by names only."""
    known.link("Deep/er/Alien (1979).mkv", f"../../stockage/{ALIEN}")
    found = known.find()
    assert found.link("Deep/er/Alien (1979).mkv").shown_file is None
    assert not found.first("Deep/er/Alien (1979).mkv").has_identity


def test_a_prefix_that_is_gone(known: Library) -> None:
    """Links that never worked here: only their texts tell."""
    known.link("More/Films/Alien (1979).mkv", f"/mnt/old/{ALIEN}")
    first = known.find().first("More/Films/Alien (1979).mkv")
    assert (first.tier, first.place.path) == ("same-name", ALIEN.encode())
    assert reasons(first) == ["same-name", "same-path"]
    assert cautions(first) == ["shown-already"]


def test_two_links_to_one_target(known: Library) -> None:
    known.link("Films/Other/Alien.mkv", known.path(ALIEN))
    known.import_()
    known.rename(ALIEN, "Films/SF/a.mkv")
    found = known.find()
    for name in (LINK, "Films/Other/Alien.mkv"):
        assert found.best(name) == ("same-file", "Films/SF/a.mkv")
        assert found.first(name).has_identity


def test_a_cold_link_to_a_known_file(known: Library) -> None:
    """What was at its target is known from the catalogue, though the link is new."""
    known.rename(ALIEN, "Films/SF/a.mkv")
    known.link("Films/New.mkv", known.path(ALIEN))
    assert known.find().best("Films/New.mkv") == ("same-file", "Films/SF/a.mkv")
    known.import_()
    assert known.find().best("Films/New.mkv") == ("same-file", "Films/SF/a.mkv")


def test_a_link_that_was_pointed_elsewhere_meanwhile(known: Library) -> None:
    """It is repaired to what its text means now, not to what it showed once."""
    better = "Films/Alien (1979)/Alien (1979) - 2160p.mkv"
    known.put(better)
    known.import_()
    os.unlink(known.path(LINK, known.links))
    known.link(LINK, known.path(better))
    known.rename(better, "Films/SF/a.mkv")
    assert known.find().best(LINK) == ("same-file", "Films/SF/a.mkv")


class TestSameBytes:
    """Several files with one sample: which of them is it?"""

    A, B = "Films/A (2001)/A (2001).mkv", "Films/B (2002)/B (2002).mkv"

    @pytest.fixture
    def twins(self, known: Library) -> Library:
        for name in (self.A, self.B):
            known.put(name, b"the same bytes")
            known.link(f"Films/{os.path.basename(name)}", known.path(name))
        known.import_()
        return known

    def test_both_moved_and_kept_their_names(self, twins: Library) -> None:
        twins.rename("Films/A (2001)", "Films/New/A")
        twins.rename("Films/B (2002)", "Films/New/B")
        found = twins.find()
        assert found.best("Films/A (2001).mkv") == ("same-file", "Films/New/A/A (2001).mkv")
        assert found.best("Films/B (2002).mkv") == ("same-file", "Films/New/B/B (2002).mkv")
        assert found.first("Films/A (2001).mkv").has_identity

    def test_both_moved_and_were_renamed(self, twins: Library) -> None:
        twins.rename(self.A, "Films/New/1.mkv")
        twins.rename(self.B, "Films/New/2.mkv")
        found = twins.find()
        for name in ("Films/A (2001).mkv", "Films/B (2002).mkv"):
            assert sorted(found.offered(name)) == ["Films/New/1.mkv", "Films/New/2.mkv"]
            for one in found.link(name).proposals:
                assert "not-alone" in cautions(one)
                assert not one.has_identity

    def test_one_is_gone_and_the_other_is_there(self, twins: Library) -> None:
        os.unlink(twins.path(self.A))
        found = twins.find()
        first = found.first("Films/A (2001).mkv")
        assert (first.tier, first.place.path) == ("same-sample", self.B.encode())
        assert "shown-already" in cautions(first)
        assert not first.has_identity

    def test_one_is_gone_and_two_are_there(self, twins: Library) -> None:
        twins.put("Films/C.mkv", b"the same bytes")
        twins.import_()
        os.unlink(twins.path(self.A))
        found = twins.find()
        assert sorted(found.offered("Films/A (2001).mkv")) == [self.B, "Films/C.mkv"]
        for one in found.link("Films/A (2001).mkv").proposals:
            assert "not-alone" in cautions(one)

    def test_a_full_hash_is_worth_more(self, twins: Library) -> None:
        with sqlite3.connect(twins.database) as connection:
            connection.execute(
                "UPDATE media_file SET full_hash = x'01', verified_at = 1 WHERE path IN (?, ?)",
                (self.A.encode(), self.B.encode()),
            )
        connection.close()
        os.unlink(twins.path(self.A))
        assert twins.find().best("Films/A (2001).mkv") == ("same-content", self.B)

    def test_a_hash_of_what_a_file_was_once_proves_nothing(self, twins: Library) -> None:
        """An import saw another date since; what lies between beginning and end may differ."""
        hashed(twins, {self.A: b"1", self.B: b"1"}, is_verified=False)
        os.unlink(twins.path(self.A))
        first = twins.find().first("Films/A (2001).mkv")
        assert first.tier == "same-sample"
        assert not first.has_identity

    def test_another_beginning_is_another_film(self, known: Library) -> None:
        """Of the same size, and nothing else in common."""
        size = len(b"video: " + ALIEN.encode())
        os.unlink(known.path(ALIEN))
        known.put("Films/SF/vrac.mkv", b"x" * size)
        assert known.find().offered(LINK) == []


def hashed(library: Library, hashes: dict[str, bytes], *, is_verified: bool = True) -> None:
    """Let files have been read whole."""
    with sqlite3.connect(library.database) as connection:
        for name, full_hash in hashes.items():
            connection.execute(
                "UPDATE media_file SET full_hash = ?, verified_at = ? WHERE path = ?",
                (full_hash, 1 if is_verified else None, os.fsencode(name)),
            )
    connection.close()


def accepted(library: Library) -> int:
    """How many links ``--accept`` marks by the files themselves."""
    return accepting.accept(library.find().plan, ["same-file", "same-content", "same-sample"])


class TestSharedSample:
    """Files with one size, beginning and end that need not be the same in between."""

    LONG = b"head" * 20_000, b"tail" * 20_000
    A, B, C = (f"Films/{name} (2001)/{name} (2001).mkv" for name in "ABC")
    LINK = "Films/A (2001).mkv"

    def content(self, middle: bytes) -> bytes:
        return self.LONG[0] + middle + self.LONG[1]

    @pytest.fixture
    def shared(self, known: Library) -> Library:
        """Two films that begin and end alike; a link to the first of them alone."""
        known.put(self.A, self.content(b"a"))
        known.put(self.B, self.content(b"b"))
        known.link(self.LINK, known.path(self.A))
        known.import_()
        return known

    def test_one_of_two_is_not_taken_for_the_other(self, shared: Library) -> None:
        os.unlink(shared.path(self.A))
        assert cautions(shared.find().first(self.LINK)) == ["sample-shared"]
        assert accepted(shared) == 0

    def test_nor_after_an_import(self, shared: Library) -> None:
        os.unlink(shared.path(self.A))
        shared.import_()
        assert accepted(shared) == 0

    @pytest.mark.parametrize("is_verified", [True, False])
    def test_another_hash_makes_it_another_file(self, shared: Library, is_verified: bool) -> None:
        hashed(shared, {self.A: b"1", self.B: b"2"}, is_verified=is_verified)
        os.unlink(shared.path(self.A))
        assert shared.find().offered(self.LINK) == []

    @pytest.mark.parametrize("is_imported", [False, True])
    def test_it_moved_while_the_other_stays(self, shared: Library, is_imported: bool) -> None:
        """By its inode it is the very file, and an import remembers that."""
        shared.rename(self.A, "Films/New/x.mkv")
        if is_imported:
            shared.import_()
        found = shared.find()
        assert found.first(self.LINK).place.path == b"Films/New/x.mkv"
        assert cautions(found.first(self.LINK)) == []
        assert self.B not in found.offered(self.LINK)
        assert accepted(shared) == 1

    def test_a_copy_that_kept_its_name(self, shared: Library) -> None:
        """Of several that arrived, its name tells which is likely, and proves nothing."""
        for name in ("Films/x/A (2001).mkv", "Films/y/other.mkv"):
            shared.put(name, self.content(b"a"))
        os.unlink(shared.path(self.A))
        first = shared.find().first(self.LINK)
        assert first.place.path == b"Films/x/A (2001).mkv"
        assert cautions(first) == ["sample-shared"]
        assert accepted(shared) == 0

    def test_two_are_gone_and_one_is_there(self, shared: Library) -> None:
        shared.link("Films/B (2001).mkv", shared.path(self.B))
        shared.import_()
        for name in (self.A, self.B):
            os.unlink(shared.path(name))
        shared.put("Films/New/x.mkv", self.content(b"a"))
        found = shared.find()
        for link in (self.LINK, "Films/B (2001).mkv"):
            assert cautions(found.first(link)) == ["not-alone"]
        assert accepted(shared) == 0

    def test_another_size_is_another_file(self, shared: Library) -> None:
        """Empty space at both ends, as a download makes it before it has anything."""
        os.unlink(shared.path(self.B))
        shared.import_()
        shared.put("Films/x.mkv", b"x" * len(self.content(b"longer")))
        shared.import_()
        os.unlink(shared.path(self.A))
        os.unlink(shared.path("Films/x.mkv"))
        shared.put("Films/New/longer.mkv", self.content(b"longer"))
        assert shared.find().offered(self.LINK) == []
        shared.import_()
        assert shared.file("Films/New/longer.mkv")["size"] == len(self.content(b"longer"))
        assert os.fsencode(self.A) in shared.missing()


class TestChanged:
    """A known file at another place whose content is not what it was."""

    @pytest.mark.parametrize(
        "content", [b"written over since", b"x" * len(b"video: " + ALIEN.encode())]
    )
    def test_changed_after_it_moved(self, known: Library, content: bytes) -> None:
        known.rename(ALIEN, "Films/SF/a.mkv")
        known.import_()
        known.put("Films/SF/a.mkv", content)
        assert not any(one.has_identity for one in known.find().link(LINK).proposals)

    def test_only_touched_after_it_moved(self, known: Library) -> None:
        known.rename(ALIEN, "Films/SF/a.mkv")
        known.import_()
        os.utime(known.path("Films/SF/a.mkv"))
        assert known.find().best(LINK) == ("same-sample", "Films/SF/a.mkv")

    def test_written_over_in_place_while_the_link_is_bent(self, known: Library) -> None:
        os.unlink(known.path(LINK, known.links))
        known.link(LINK, known.path("Films/nowhere.mkv"))
        known.put(ALIEN, b"written over since")
        found = known.find()
        assert found.offered(LINK) == [ALIEN]
        assert not found.first(LINK).has_identity


class TestNames:
    """The same bytes under a name that says something else."""

    @pytest.mark.parametrize(
        ("old", "new", "there", "here"),
        [
            (ALIEN, "Films/Aliens (1986)/Aliens (1986).mkv", "1986", "1979"),
            (
                "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E01.mkv",
                "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E02.mkv",
                "2017 S01E02",
                "2017 S01E01",
            ),
            ("Films/Ran (1985) CD1.mkv", "Films/Ran (1985) CD2.mkv", "1985 CD2", "1985 CD1"),
        ],
    )
    def test_a_contradiction_is_for_a_person(
        self, known: Library, old: str, new: str, there: str, here: str
    ) -> None:
        if old != ALIEN:
            known.put(old)
            known.link(old, known.path(old))
            known.import_()
        known.rename(old, new)
        first = known.find().first(LINK if old == ALIEN else old)
        assert (first.tier, first.place.path) == ("same-file", os.fsencode(new))
        assert cautions(first) == ["name-differs"]
        assert first.cautions[0].facts == {"there": there, "here": here}
        assert not first.has_identity

    @pytest.mark.parametrize("new", ["Films/Alien (1980).mkv", "Films/a.mkv", "Films/2001/a.mkv"])
    def test_no_contradiction(self, known: Library, new: str) -> None:
        known.rename(ALIEN, new)
        assert known.find().first(LINK).has_identity


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> tuple[Library, Found]:
    """For each name a file that moved, a link that showed it, and one that never worked."""
    library = Library(tmp_path_factory.mktemp("hostile"))
    library.films(2 * len(HOSTILE))
    for name in HOSTILE.values():
        library.put(b"Films/old/" + name + b".mkv")
        library.link(b"Films/" + name + b".mkv", library.path(b"Films/old/" + name + b".mkv"))
    library.import_()
    library.rename("Films/old", "Films/new")
    for name in HOSTILE.values():
        library.link(b"Films/cold/" + name + b".mkv", b"/elsewhere/new/" + name + b".mkv")
    return library, library.find()


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE)
def test_hostile_names(hostile: tuple[Library, Found], name: bytes) -> None:
    """In links, texts and targets: bytes are exact, and every word of it can be shown."""
    library, found = hostile
    known, cold = (found.link(b"Films/" + at + name + b".mkv") for at in (b"", b"cold/"))
    assert known.text == library.path(b"Films/old/" + name + b".mkv")
    assert cold.text == b"/elsewhere/new/" + name + b".mkv"
    place = Place(os.fsencode(library.storage), b"Films/new/" + name + b".mkv")
    assert (known.proposals[0].tier, known.proposals[0].place) == ("same-file", place)
    assert place in [one.place for one in cold.proposals]
    for broken in (known, cold):
        lines = [problem_of(broken)]
        for one in broken.proposals:
            lines += because(one)
            for evidence in (*one.evidence, *one.cautions):
                lines += [fact for fact in evidence.facts.values() if isinstance(fact, str)]
        assert [printable(line) for line in lines] == lines


def test_a_link_and_its_file_in_folders_with_hostile_names(known: Library) -> None:
    folder = b"Films/\xff\x1b[31m\n (2001)"
    known.put(folder + b"/x (2001).mkv")
    known.link(b"Films/\xfe/x.mkv", b"/away/" + folder + b"/x (2001).mkv")
    first = known.find().first(b"Films/\xfe/x.mkv")
    assert first.place.path == folder + b"/x (2001).mkv"
    assert reasons(first) == ["same-name", "same-path"]
    assert [printable(line) for line in because(first)] == because(first)
    assert printable(str(first.evidence[1].facts["folder"])) == first.evidence[1].facts["folder"]
