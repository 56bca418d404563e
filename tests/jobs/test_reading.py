"""On a root of which only names may be read, no file is opened; on others, no more than is said."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable

import pytest

from tests.support.library import Library
from tests.support.running import command, environment, run
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.queue import AskedFile
from vidtui.disk import mounts
from vidtui.disk.fingerprint import SAMPLE_BYTES
from vidtui.disk.mounts import Budget
from vidtui.disk.root_identity import Identity, RootState
from vidtui.jobs.base import Finished, RootRead
from vidtui.jobs.enrich.group import Runtimes
from vidtui.jobs.links.model import Decision
from vidtui.jobs.repair.repairing import Repairs
from vidtui.jobs.roots import change

FILM = "Films/Heat (1995)/Heat (1995).mkv"
OTHER = "Films/Ronin (1998)/Ronin (1998).mkv"
NFO = b"<movie><uniqueid type='tmdb'>949</uniqueid></movie>"


@pytest.fixture
def cloud(library: Library) -> Library:
    """A library of which only names may be read: two films of one size, an NFO, a link."""
    library.write_settings(extra='reading = "names"')
    for name in (FILM, OTHER):
        library.put(name, b"the same")
    library.put("Films/Heat (1995)/movie.nfo", NFO)
    library.link("Heat.mkv", library.path(FILM))
    return library


def read_by(library: Library) -> list[tuple[str, int]]:
    """Import; return how much was read of each root."""
    return [(one.reading, one.size) for one in _finished(library).read]


def _finished(library: Library) -> Finished:
    last = library.import_().events[-1]
    assert isinstance(last, Finished)
    return last


class TestNames:
    def test_a_file_is_known_by_its_path_and_its_size(self, cloud: Library) -> None:
        assert read_by(cloud) == [("names", 0)]
        row = cloud.file(FILM)
        assert (row["size"], row["sample"], row["title"]) == (8, b"", "Heat")
        assert "949" not in row["key"]
        assert cloud.seen_links()[b"Heat.mkv"]["target"] == FILM.encode()

    def test_a_second_import_ignores_it(self, cloud: Library) -> None:
        assert cloud.import_().changes["imported"] == 2
        assert cloud.import_().changes == {"ignored": 2, "links": 1}

    def test_files_of_one_size_are_no_duplicates(self, cloud: Library) -> None:
        assert cloud.import_().counts.duplicates == 0
        assert "duplicate" not in cloud.check().paths

    def test_another_date_is_the_same_file_and_another_size_is_not(self, cloud: Library) -> None:
        cloud.import_()
        os.utime(cloud.path(FILM), (1, 1))
        assert cloud.check().paths == {"unlinked_file": [OTHER]}
        assert cloud.import_().changes == {"ignored": 2, "links": 1}
        assert cloud.file(FILM)["mtime_ns"] == 10**9
        cloud.put(FILM, b"another size")
        os.utime(cloud.path(FILM), (1, 1))
        assert cloud.check().paths["changed_file"] == [FILM]
        assert cloud.import_().counts.changed == 1

    def test_what_has_another_path_is_another_file(self, cloud: Library) -> None:
        cloud.import_()
        cloud.rename(FILM, "Films/Heat (1995)/Heat.mkv")
        changes = cloud.import_().changes
        assert (changes["imported"], changes["missing"]) == (1, 1)
        assert "moved" not in changes

    def test_no_file_is_read_whole_and_it_is_said(self, cloud: Library) -> None:
        cloud.import_()
        checked = cloud.check(verify=True, read_at_most=10**9)
        assert checked.notices == [
            f"{cloud.storage}: 2 files were not read, since only names are read there"
        ]
        assert (checked.verified.size, checked.verified.left) == (0, 0)
        assert checked.finished.read == (RootRead(bytes(cloud.storage), "names", 0),)

    def test_a_link_gets_its_file_back_by_path_and_size_and_never_as_the_same_file(
        self, cloud: Library
    ) -> None:
        cloud.import_()
        link = cloud.path("Heat.mkv", cloud.links)
        os.unlink(link)
        os.symlink("nowhere.mkv", link)
        found = cloud.find()
        (proposal,) = found.by_link[b"Heat.mkv"].proposals
        assert proposal.place.path == FILM.encode()
        assert proposal.tier == "same-name"
        assert [one.kind for one in proposal.evidence] == ["same-size", "in-place"]
        assert not proposal.has_identity
        assert found.finished.read == (RootRead(bytes(cloud.storage), "names", 0),)
        cloud.put(FILM, b"another size")
        assert cloud.find().by_link[b"Heat.mkv"].proposals[:1] != (proposal,)

    def test_a_renamed_file_is_no_same_sample(self, cloud: Library) -> None:
        cloud.write_settings(extra='reading = "full"')
        cloud.put(FILM)  # with content of its own
        cloud.import_()
        cloud.rename(FILM, "Films/Heat (1995)/Other name.mkv")
        assert cloud.find().by_link[b"Heat.mkv"].proposals[0].tier == "same-file"
        cloud.write_settings(extra='reading = "names"')
        tiers = {one.tier for one in cloud.find().by_link[b"Heat.mkv"].proposals}
        assert tiers <= {"same-name", "same-work", "similar-name"}

    def test_what_was_read_before_is_forgotten_once_the_date_is_another(
        self, cloud: Library
    ) -> None:
        cloud.write_settings(extra='reading = "full"')
        cloud.import_()
        cloud.check(verify=True)
        assert cloud.file(FILM)["full_hash"] is not None
        cloud.write_settings(extra='reading = "names"')
        cloud.import_()
        assert cloud.file(FILM)["full_hash"] is not None
        os.utime(cloud.path(FILM), (1, 1))
        assert cloud.import_().counts.changed == 0
        row = cloud.file(FILM)
        assert (row["sample"], row["full_hash"], row["verified_at"]) == (b"", None, None)

    def test_once_more_may_be_read_each_file_is_sampled(self, cloud: Library) -> None:
        cloud.import_()
        cloud.write_settings(extra='reading = "full"')
        ran = cloud.import_()
        assert ran.changes == {"ignored": 2, "links": 1}
        assert len(cloud.file(FILM)["sample"]) == 16
        assert read_by(cloud) == [("full", 0)]

    def test_many_new_files_are_written_as_they_are_met(
        self, cloud: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("vidtui.jobs.import_.scan.FLUSH_S", -1)
        monkeypatch.setattr("vidtui.jobs.import_.scan.BATCH", 2)
        cloud.films(5, folder="Films/a")
        for name in cloud.films(5, folder="Films/b", first=6):
            os.truncate(cloud.path(name), 0)  # told, after those of the folder before
        seen = []
        for event in cloud.importing():
            if "empty" in getattr(event, "reason", ""):
                seen.append(len(cloud.query("SELECT 1 FROM media_file")))
        assert seen
        assert min(seen) >= 4

    def test_its_files_cannot_even_be_opened(self, cloud: Library, bound: None) -> None:
        """Not in a child process either: none of them may be opened by anybody."""
        for path in (cloud.path(FILM), cloud.path(OTHER)):
            os.chmod(path, 0)
        cloud.import_()
        os.chmod(cloud.path("Films/Heat (1995)/movie.nfo"), 0)
        link = cloud.path("Heat.mkv", cloud.links)
        os.unlink(link)
        os.symlink("nowhere.mkv", link)
        cloud.rename(OTHER, "Films/Ronin (1998)/Ronin.mkv")
        for words in (
            ("repair-links", "--json"),
            ("check", "--verify-hash", "--json"),
            ("import", "--json"),
            ("check", "--json"),
        ):
            done = run("--batch", *words, library=cloud, bound=True)
            assert done.json.get("errors", []) == []
            assert [one["bytes"] for one in done.json["read"]] == [0]
            kinds = {one["kind"] for one in done.json.get("findings", ())}
            assert "unreadable" not in kinds
        assert cloud.present() == {FILM.encode(), b"Films/Ronin (1998)/Ronin.mkv"}

    @pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
    def test_the_kernel_is_asked_to_open_none_of_its_files(self, cloud: Library) -> None:
        trace = cloud.base / "trace"
        words = command("--batch", "import", "--json")
        subprocess.run(
            ["strace", "-f", "-qq", "-s", "4096", "-e", "trace=open,openat", "-o", trace, *words],
            env=environment(cloud),
            cwd=cloud.base,
            stdout=subprocess.PIPE,
            check=False,
        )
        if not trace.exists() or not trace.read_text("utf-8", "replace"):
            pytest.skip("strace is not allowed here")
        below = [line for line in trace.read_text().splitlines() if str(cloud.storage) in line]
        assert below, "it was walked"
        own = f'"{cloud.storage}/.vidtui-root"'  # vidtui's own, looked for by its name
        assert all("O_DIRECTORY" in line or own in line for line in below)


class TestSparing:
    @pytest.fixture
    def share(self, library: Library) -> Library:
        library.write_settings(extra='reading = "sparing"')
        for name, size in ((FILM, 10), (OTHER, 4000)):
            library.put(name, os.urandom(size))
        library.import_()
        return library

    def test_beginnings_and_nfo_files_are_read(self, library: Library) -> None:
        library.write_settings(extra='reading = "sparing"')
        library.put(FILM, b"0" * (3 * SAMPLE_BYTES))
        library.put(OTHER, b"12345")
        library.put("Films/Heat (1995)/movie.nfo", NFO)
        assert read_by(library) == [("sparing", 2 * SAMPLE_BYTES + 5 + len(NFO))]
        assert "949" in library.file(FILM)["key"]

    def test_no_file_is_read_whole_without_a_budget(self, share: Library) -> None:
        checked = share.check(verify=True)
        assert checked.notices == [
            f"{share.storage}: 2 files were not read; say how much may be: --read-at-most 5G"
        ]
        assert checked.verified.size == 0

    @pytest.mark.parametrize(
        ("budget", "recorded", "left"), [(9, 0, 2), (10, 1, 1), (4009, 1, 1), (4010, 2, 0)]
    )
    def test_no_more_than_the_budget_is_read(
        self, share: Library, budget: int, recorded: int, left: int
    ) -> None:
        checked = share.check(verify=True, read_at_most=budget)
        assert (checked.verified.recorded, checked.verified.left) == (recorded, left)
        assert checked.verified.size <= budget
        # What is recorded for the first time is sampled before.
        assert checked.finished.read[0].size == 2 * checked.verified.size

    def test_what_is_larger_than_the_budget_is_told(self, share: Library) -> None:
        checked = share.check(verify=True, read_at_most=100)
        assert "1 file is larger than what may be read at once" in checked.notices

    def test_the_next_time_goes_on_with_the_rest(self, share: Library) -> None:
        share.check(verify=True, read_at_most=4005)
        share.check(verify=True, read_at_most=4005)
        assert all(row["full_hash"] for row in share.files().values())

    def test_a_file_that_has_grown_since_does_not_break_the_budget(self, share: Library) -> None:
        share.put(FILM, b"x" * 5000)
        assert share.check(verify=True, read_at_most=100).verified.size == 0


def test_a_budget_holds_for_a_disk_too(library: Library) -> None:
    for name in (FILM, OTHER):
        library.put(name, os.urandom(100))
    library.import_()
    checked = library.check(verify=True, read_at_most=150)
    assert (checked.verified.recorded, checked.verified.left) == (1, 1)


def test_the_filesystem_decides_where_nobody_says(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = library.base / "mountinfo"
    table.write_text(f"1 2 0:1 / {library.storage} rw - fuse.rclone cloud: rw\n")
    monkeypatch.setattr(mounts, "MOUNTINFO", str(table))
    library.put(FILM)
    assert read_by(library) == [("names", 0)]
    (row,) = library.query("SELECT filesystem, seen_state FROM root WHERE role = 'storage'")
    assert tuple(row) == ("fuse.rclone", "online")


def test_a_root_says_it_of_itself(library: Library) -> None:
    cloud = library.base / "cloud"
    library.put(FILM)
    library.put(OTHER, on=cloud)
    library.write_settings(library.storage, cloud)
    text = library.config.read_text()
    library.config.write_text(text.replace(f'"{cloud}"', f'"{cloud}"\nreading = "names"'))
    assert read_by(library) == [("full", len(b"video: " + FILM.encode())), ("names", 0)]
    assert library.file(OTHER, cloud)["sample"] == b""
    assert library.file(FILM)["sample"] != b""


def test_files_that_moved_from_a_disk_to_a_cloud_are_new_there(library: Library) -> None:
    cloud = library.base / "cloud"
    cloud.mkdir()
    library.write_settings(library.storage, cloud)
    text = library.config.read_text()
    library.config.write_text(text.replace(f'"{cloud}"', f'"{cloud}"\nreading = "names"'))
    library.films(3)
    library.put(FILM)
    library.import_()
    library.rename(FILM, FILM, on=cloud)
    assert library.import_().changes == {"imported": 1, "ignored": 3, "missing": 1}


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The files of which MediaInfo was asked."""
    found: list[bytes] = []

    def runtime_of(path: bytes, _stop: Callable[[], bool], at_most: int) -> tuple[None, int]:
        found.append(path)
        return None, min(7, at_most)

    monkeypatch.setattr("vidtui.disk.media_info.runtime_of", runtime_of)
    return found


@pytest.mark.parametrize(
    ("reading", "budget", "count", "size"),
    [
        ("full", None, 1, 7),
        ("full", 5, 1, 5),
        ("full", 0, 0, 0),
        ("sparing", None, 0, 0),
        ("sparing", 100, 1, 7),
        ("names", 100, 0, 0),
    ],
)
def test_running_times_are_read_as_far_as_the_root_allows(
    library: Library, asked: list[bytes], reading: str, budget: int | None, count: int, size: int
) -> None:
    library.write_settings(extra=f'reading = "{reading}"')
    runtimes = Runtimes(library.settings(), Budget(budget))
    storage = bytes(library.storage)
    file = AskedFile(1, storage, library.path(FILM), None)
    assert runtimes.of(file, lambda: False) is None
    assert len(asked) == count
    assert [(one.reading, one.size) for one in runtimes.read()] == [(reading, size)]
    told = [f"{library.storage}: no running time is read there without --read-at-most"]
    assert runtimes.notices == (told if (reading, budget) == ("sparing", None) else [])
    assert runtimes.of(file._replace(root=b"/no/root/any/more"), lambda: False) is None


def test_a_relocated_cloud_is_proved_by_paths_and_sizes(cloud: Library) -> None:
    for number in range(4):
        cloud.put(f"Films/{number}.mkv")
    cloud.import_()
    new = cloud.base / "elsewhere"
    cloud.storage.rename(new)
    plan = change.plan_relocation(
        open_catalogue(cloud.database), cloud.settings(), bytes(cloud.storage), bytes(new)
    )
    assert (plan.present, plan.sampled, plan.proved) == (6, 0, True)


def test_a_repair_opens_no_file_either(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    library.films(3)
    library.put(FILM)
    library.link("Heat.mkv", library.path(FILM))
    library.import_()
    library.rename(FILM, "Films/Heat (1995)/Other name.mkv")
    link = library.find().by_link[b"Heat.mkv"]
    decision = Decision(link, "repair", link.proposals[0])
    library.write_settings(extra='reading = "names"')
    opened: list[bytes] = []
    monkeypatch.setattr("vidtui.jobs.repair.repairing.sample", lambda path, *_: opened.append(path))
    repairs = Repairs(open_catalogue(library.database), library.settings())
    assert repairs.apply(decision).state == "done"
    assert (opened, repairs.read) == ([], {})


def test_a_repair_says_what_it_read(library: Library) -> None:
    library.films(3)
    library.put(FILM, b"seven b")
    library.link("Heat.mkv", library.path(FILM))
    library.import_()
    library.rename(FILM, "Films/Heat (1995)/Other name.mkv")
    link = library.find().by_link[b"Heat.mkv"]
    repairs = Repairs(open_catalogue(library.database), library.settings())
    repairs.apply(Decision(link, "repair", link.proposals[0]))
    storage = bytes(library.storage)
    assert repairs.read == {storage: RootRead(storage, "full", 7)}


def test_a_root_that_is_away_is_not_waited_for_with_every_film(
    library: Library, asked: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    looked, now = [], [1000.0]

    def look(root: bytes, _identity: Identity) -> RootState:
        looked.append(root)
        return RootState("silent" if len(looked) < 3 else "online")

    monkeypatch.setattr("vidtui.jobs.enrich.group.examine", look)
    monkeypatch.setattr("vidtui.jobs.enrich.group.time.monotonic", lambda: now[0])
    runtimes = Runtimes(library.settings(), Budget(None))
    file = AskedFile(1, bytes(library.storage), library.path(FILM), None)
    for later, looks, reads in ((0, 1, 0), (59, 1, 0), (2, 2, 0), (61, 3, 1), (0, 3, 2)):
        now[0] += later
        runtimes.of(file, lambda: False)
        assert (len(looked), len(asked)) == (looks, reads)
