"""A probe of a whole library: what it reads, in which order, and what it leaves alone."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import golden
from tests.support.library import Library
from vidtui.catalogue import json_columns
from vidtui.catalogue.database import open_catalogue
from vidtui.catalogue.lock import WriterLock
from vidtui.demo.truth import matroska
from vidtui.disk import prober
from vidtui.disk.media_facts import MediaFacts
from vidtui.errors import Exit, UsageProblem
from vidtui.jobs.base import CancelToken, ItemFailed
from vidtui.jobs.probe import job as probe_job
from vidtui.jobs.probe.job import ProbeJob
from vidtui.jobs.probe.run import ProbeCounts, ProbeOptions, ProbeRun, ProbeStarted

pytestmark = [
    pytest.mark.in_full,
    pytest.mark.skipif(not prober.is_available(), reason="there is nothing to read files with"),
]


class Probed(Library):
    """A library of videos that can be read."""

    def film(self, number: int, content: bytes | None = None) -> str:
        name = f"Films/Film {number} (2001)/Film {number} (2001).mkv"
        made = matroska(60.0 * number, name.encode(), audio=("fre",))
        self.put(name, made if content is None else content)
        return name

    def probing(self, cancel: CancelToken | None = None, **options: Any) -> Iterator[Any]:
        patience = options.pop("patience_s", 60.0)
        job = ProbeJob(
            self.settings(), ProbeOptions(**options), cancel or CancelToken(), patience_s=patience
        )
        return iter(job.run())

    def probe(self, **options: Any) -> ProbeRun:
        run = ProbeRun()
        for event in self.probing(**options):
            run.feed(event)
        return run

    def facts(self, name: str) -> MediaFacts | None:
        return json_columns.facts(self.file(name)["probe"])


@pytest.fixture
def library(tmp_path: Path) -> Probed:
    return Probed(tmp_path)


def test_every_file_is_read_once_and_again_when_it_has_changed(library: Probed) -> None:
    names = [library.film(number) for number in (90, 100)]
    library.put("Films/Film 90 (2001)/extras/Making of.mkv")
    library.import_()
    run = library.probe()
    assert run.counts == ProbeCounts(probed=2)
    assert run.exit_code() is Exit.OK
    assert [library.facts(name).runtime for name in names] == [90.0, 100.0]  # type: ignore[union-attr]
    assert run.read[0].size > 0
    assert library.probe().counts == ProbeCounts()
    library.put(names[0], matroska(60.0 * 91, b"another"), mtime_ns=1_500_000_000 * 10**9)
    assert library.probe().counts == ProbeCounts()  # nobody has told the catalogue yet
    library.import_()
    assert library.facts(names[0]) is None
    assert library.probe().counts == ProbeCounts(probed=1)
    assert library.facts(names[0]).runtime == 91.0  # type: ignore[union-attr]


def test_what_has_changed_or_gone_since_the_import_is_left_to_the_next_one(
    library: Probed,
) -> None:
    first, second, third = (library.film(number) for number in (1, 2, 3))
    library.import_()
    library.put(first, b"longer than it was before, and something else altogether" * 20)
    os.unlink(library.path(second))
    run = library.probe()
    assert run.counts == ProbeCounts(probed=1, changed=2)
    assert not run.errors
    assert library.facts(third) is not None


def test_broken_ones_are_told_by_a_check(library: Probed) -> None:
    good, cut = library.film(1), library.film(2, matroska(60, b"x")[:200])
    library.import_()
    assert not [one for one in library.check().findings if one.kind == "broken_container"]
    assert library.probe().counts == ProbeCounts(probed=2, broken=1)
    found = [one for one in library.check().findings if one.kind == "broken_container"]
    assert [one.path for one in found] == [cut.encode()]
    assert found[0].facts == {"problem": "truncated"}
    assert good


def test_one_that_crashes_and_one_that_hangs_cost_one_file_each(
    library: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prober, "_MODULE", "tests.support.child.probing")
    for name in ("crash", "hang", "good 1", "good 2"):
        library.put(f"Films/{name} (2001).mkv", matroska(60, name.encode()))
    library.import_()
    run = library.probe(patience_s=5)
    assert run.counts == ProbeCounts(probed=2, errors=2)
    assert {os.path.basename(one.path): one.reason for one in run.errors} == {
        b"crash (2001).mkv": "what reads it ended",
        b"hang (2001).mkv": "reading it took too long; it is tried again",
    }
    assert run.exit_code() is Exit.ITEMS_FAILED
    # One that crashes is known; one that took too long is tried again, after all others.
    late = library.film(9)
    library.import_()
    with open_catalogue(library.database).session():
        from vidtui.catalogue import probing

        order = [one.path for one in probing.of(probing.waiting([1]))]
    assert order == [late.encode(), b"Films/hang (2001).mkv"]


def test_a_disk_that_goes_away_costs_one_file(
    library: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(prober, "_MODULE", "tests.support.child.probing")
    monkeypatch.setattr(prober, "processes", lambda: 1)
    for name in ("hang 1", "hang 2", "hang 3"):
        library.put(f"Films/{name} (2001).mkv", matroska(60, name.encode()))
    library.import_()
    away = library.base / "away"
    events = []
    for event in library.probing(patience_s=3):
        events.append(event)
        if len(events) == 1:
            os.rename(library.storage, away)
    run = ProbeRun()
    for event in events:
        run.feed(event)
    assert not [event for event in events if isinstance(event, ItemFailed)]
    assert run.counts.probed == run.counts.errors == 0
    assert "is its disk mounted?" in run.notices[0]
    os.rename(away, library.storage)
    assert all(row["probe"] is None for row in library.files().values())


def test_what_went_with_its_disk_has_not_changed(library: Probed) -> None:
    for number in range(1, 4):
        library.film(number)
    library.import_()
    away, run = library.base / "away", ProbeRun()
    for event in library.probing():
        if isinstance(event, ProbeStarted):
            os.rename(library.storage, away)
        run.feed(event)
    assert run.counts == ProbeCounts(left=3)
    assert "is its disk mounted?" in run.notices[0]
    os.rename(away, library.storage)
    assert library.probe().counts == ProbeCounts(probed=3)


def test_what_may_not_be_read_is_not(library: Probed) -> None:
    name = library.film(1)
    library.import_()
    library.write_settings(extra='reading = "names"')
    run = library.probe()
    assert (run.counts, run.read) == (ProbeCounts(), ())
    assert run.notices[0].endswith("no file is opened there")
    library.write_settings(extra='reading = "sparing"')
    run = library.probe()
    assert run.notices[0].endswith("no file is opened there without --read-at-most")
    assert library.facts(name) is None
    run = library.probe(read_at_most=10_000)
    assert run.counts == ProbeCounts(probed=1)
    assert 0 < run.read[0].size <= 10_000


def test_a_budget_is_kept_to_and_the_rest_comes_the_next_time(library: Probed) -> None:
    for number in range(1, 6):
        library.film(number)
    library.write_settings(extra='reading = "sparing"')
    library.import_()
    size = os.stat(library.path("Films/Film 1 (2001)/Film 1 (2001).mkv")).st_size
    counts = library.probe(read_at_most=2 * size).counts
    assert 0 < counts.probed < 5
    assert counts.left == 5 - counts.probed
    assert library.probe(read_at_most=100 * size).counts.left == 0


def test_once_its_time_is_over_the_rest_is_left(library: Probed) -> None:
    for number in range(1, 4):
        library.film(number)
    library.import_()
    assert library.probe(for_s=1e-9).counts == ProbeCounts(left=3)
    assert library.probe(for_s=3600.0).counts == ProbeCounts(probed=3)


def test_what_was_read_before_a_cancellation_is_kept(library: Probed) -> None:
    for number in range(1, 21):
        library.film(number)
    library.import_()
    cancel, run = CancelToken(), ProbeRun()
    for event in library.probing(cancel):
        run.feed(event)
        if run.counts.probed:
            cancel.set()
    assert run.phase == "cancelled"
    kept = sum(row["probe"] is not None for row in library.files().values())
    assert kept == run.counts.probed
    assert library.probe().counts == ProbeCounts(probed=20 - kept)


def test_it_keeps_no_other_job_from_its_work_and_none_keeps_it(library: Probed) -> None:
    library.film(1)
    library.import_()
    held = WriterLock(library.database)
    held.acquire("import")
    try:
        events = library.probing()
        next(events)
        library.film(2)
        library.import_()  # while the probe is on
        for _event in events:
            pass
    finally:
        held.release()
    assert sum(row["probe"] is not None for row in library.files().values()) == 1


def test_a_dry_run_opens_nothing(library: Probed) -> None:
    library.film(1)
    library.import_()
    run = library.probe(dry_run=True)
    assert run.started is not None
    assert (run.started.waiting, run.counts) == (1, ProbeCounts(left=1))
    assert all(row["probe"] is None for row in library.files().values())


def test_without_the_library_it_says_what_is_missing(
    library: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    library.film(1)
    library.import_()
    monkeypatch.setattr(probe_job.prober, "is_available", lambda: False)
    with pytest.raises(UsageProblem, match="pip install"):
        library.probe()


def test_an_import_is_followed_by_a_probe_where_the_settings_say_so(library: Probed) -> None:
    name = library.film(1)
    first = golden.run(library, "import", "-q", "--json").json
    assert "probe" not in first
    assert library.facts(name) is None
    library.film(2)
    done = golden.run(library, "--probe-auto", "true", "import", "-q", "--json")
    assert golden.is_valid(done.json, "import")
    assert done.json["probe"]["summary"]["probed"] == 2
    assert done.code == 0
    assert library.facts(name) is not None


def test_where_nothing_can_read_no_file_is_called_broken(
    library: Probed, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = library.film(1)
    library.import_()
    monkeypatch.setattr(prober, "_MODULE", "vidtui.no_such_module")
    with pytest.raises(prober.ProberDied):
        library.probe()
    assert library.file(name)["probe"] is None
