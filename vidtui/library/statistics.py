"""What a library holds, counted: by kind, decade, genre, picture, sound, language and root."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from vidtui.catalogue import hard_links, json_columns
from vidtui.disk.media_facts import MediaFacts
from vidtui.library import reading
from vidtui.library.index import Index
from vidtui.text import printable

GROUPS = (
    *("kind", "decade", "genre", "quality", "hdr", "video", "sound", "audio", "subtitles"),
    *("container", "root"),
)
"""By what is counted; what is not known of a file counts nowhere."""


@dataclass(slots=True)
class Tally:
    """Works, files and bytes; a work that has several values counts with each."""

    works: set[int] = field(default_factory=set)
    files: int = 0
    size: int = 0

    def add(self, work: int, size: int) -> None:
        """Count a file."""
        self.works.add(work)
        self.files += 1
        self.size += size


@dataclass(slots=True)
class Statistics:
    """All that is counted; ``probed`` files have technical facts; ``runtime`` in minutes."""

    total: Tally = field(default_factory=Tally)
    probed: int = 0
    runtime: float = 0.0
    by: dict[str, dict[str, Tally]] = field(default_factory=lambda: {name: {} for name in GROUPS})

    def count(self, group: str, value: str, work: int, size: int) -> None:
        """Count a file with one value of a group."""
        self.by[group].setdefault(value, Tally()).add(work, size)


def counted(index: Index, places: Sequence[int]) -> Statistics:
    """Return the statistics of some files of an index; in a session."""
    found = Statistics()
    size_of: dict[int, tuple[int, int]] = {}
    sizes, years = index.column("size", "base").values, index.years
    kinds = index.column("kind", "base").values
    of_work: dict[int, list[int]] = {}
    further = hard_links.further_paths()
    met: set[int] = set()
    for place in places:
        file = index.files[place]
        first = further.get(file, file)
        if first in met:
            continue  # another path of a file that is counted already
        met.add(first)
        work, size = index.work_of[place], sizes[place]
        size_of[file] = work, size
        of_work.setdefault(work, []).append(size)
        found.total.add(work, size)
        found.count("kind", kinds[place].strip("\n"), work, size)
        year = years[work]
        if year is not None:
            found.count("decade", str(year // 10 * 10), work, size)
    _count_genres(index, of_work, found)
    _count_facts(size_of, found)
    _count_roots(size_of, found)
    return found


def _count_genres(index: Index, of_work: Mapping[int, Sequence[int]], found: Statistics) -> None:
    numbers = {key: number for number, key in enumerate(index.keys) if number in of_work}
    for key, facts in reading.works():
        work = numbers.get(key)
        for genre in dict.fromkeys(facts.genres) if work is not None else ():
            for size in of_work[work or 0]:
                found.count("genre", printable(genre), work or 0, size)


def _count_facts(size_of: Mapping[int, tuple[int, int]], found: Statistics) -> None:
    for file, text in reading.query("SELECT id, probe FROM media_file WHERE probe IS NOT NULL"):
        if file not in size_of:
            continue
        work, size = size_of[file]
        facts = json_columns.facts(text)
        found.runtime += (facts.runtime if facts else json_columns.runtime(text)) or 0.0
        if facts is None:
            continue
        found.probed += 1
        for group, values in _values(facts).items():
            for value in dict.fromkeys(filter(None, values)):
                found.count(group, printable(value), work, size)


def _values(facts: MediaFacts) -> Mapping[str, Iterable[str | None]]:
    """Return what a file counts with, by group."""
    return {
        "quality": [f"{facts.lines}p" if facts.lines else None],
        "hdr": facts.hdr,
        "video": [facts.video_codec],
        "sound": [one.codec for one in facts.audio],
        "audio": facts.audio_languages,
        "subtitles": facts.subtitle_languages,
        "container": [facts.container],
    }


def _count_roots(size_of: Mapping[int, tuple[int, int]], found: Statistics) -> None:
    for file, root in reading.query(
        "SELECT f.id, r.path FROM media_file f JOIN root r ON r.id = f.root_id"
    ):
        if file in size_of:
            found.count("root", printable(bytes(root)), *size_of[file])


def ordered(group: str, values: Mapping[str, Tally]) -> Iterator[tuple[str, Tally]]:
    """Yield the values of a group: decades and pictures in their order, others largest first."""
    if group in ("decade", "quality"):
        yield from sorted(values.items(), key=lambda one: int(one[0].rstrip("p")))
    else:
        yield from sorted(values.items(), key=lambda one: (-one[1].files, one[0]))
