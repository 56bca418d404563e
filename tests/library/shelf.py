"""A catalogue that is written row by row, and what each of its files is, told a second time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from vidtui.catalogue import json_columns, models
from vidtui.catalogue.database import Catalogue, open_catalogue
from vidtui.disk.media_facts import AudioTrack, MediaFacts, SubtitleTrack
from vidtui.providers.base import Film, FilmCollection, Person, Ref, Series, Text
from vidtui.text import printable
from vidtui.typed_json import to_json

DAY = 86_400
NOW = 1_790_000_000
SAME = {"title": {"how": "localised", "title": "x"}, "year": {"how": "same"}}
ALTERNATIVE = {"title": {"how": "alternative", "title": "x"}, "year": {"how": "near"}}


@dataclass
class File:
    """One file; ``link`` is the state of a link that shows it."""

    path: bytes
    size: int = 1000
    added: int = NOW - 100 * DAY
    kind: str = "film"
    facts: MediaFacts | None = None
    link: str | None = None
    missing: bool = False
    episodes: tuple[tuple[int, int], ...] = ()
    edition: str | None = None
    part: int | None = None
    sample: bytes = b""


@dataclass
class Shelved:
    """A group: a work as the provider has it, or only names, and its files."""

    files: list[File]
    work: Film | Series | None = None
    title: str = ""
    year: int | None = None
    state: str = "enriched"
    parts: dict[str, Any] = field(default_factory=lambda: dict(SAME))
    chosen: str = "rule"
    names: tuple[str, ...] = ()


def film(id_: str, title: str, year: int | None, **more: Any) -> Film:
    """Return a film as a provider tells it."""
    rest = {"original_title": title, "original_language": "en", "runtime": 100.0} | more
    return Film(ref=Ref("tmdb", "film", id_), title=Text(title, "fr"), year=year, **rest)


def facts(lines: int, *languages: str, **more: Any) -> MediaFacts:
    """Return the technical facts of a file with sound in some languages."""
    audio = tuple(AudioTrack(one, "EAC3", "5.1") for one in languages)
    held = {"container": "mkv", "runtime": 100.0, "video_codec": "H265", "bit_depth": 10}
    return MediaFacts(lines=lines, height=lines, audio=audio, **held | more)  # type: ignore[arg-type]


SHELF = (
    Shelved(
        [
            File(
                b"Films/Alien (1979)/Alien (1979) - 2160p.mkv",
                40 << 30,
                NOW - 3 * DAY,
                facts=facts(2160, "fr-FR", "en", runtime=117.0, hdr=("HDR10", "Dolby Vision")),
                link="ok",
            ),
            File(
                b"Films/Alien (1979)/Alien (1979) - DC.mkv", 4 << 30, edition="Director's Cut",
                facts=facts(1080, "en", subtitles=(SubtitleTrack("fr", "SRT", beside=True),)),
            ),
            File(b"Films/Alien (1979)/alien-trailer.mkv", 5000, kind="extra"),
        ],
        film(
            "348", "Alien, le huitième passager", 1979, original_title="Alien",
            titles=("Alien", "Alien: O Oitavo Passageiro", "エイリアン"),
            genres=("Horreur", "Science-Fiction"), rating=8.1, votes=14000,
            cast=(Person("Sigourney Weaver", "Ripley"),),
            crew=(Person("Ridley Scott", "Director"),),
            collection=FilmCollection("8091", "Alien - Saga"), countries=("GB", "US"),
            ids={"imdb": "tt0078748"}, runtime=117.0,
        ),
    ),
    Shelved(
        [File(b"Films/\xc5\x93uvre/\xc5\x92uvre.avi", 700 << 20, link="broken", sample=b"s" * 16,
              facts=facts(480, "fr-CA", container="avi", video_codec="XVID", runtime=62.0))],
        film("9", "Œuvre: l'été", 1999, original_language="fr", genres=("Drame",), rating=7.0,
             votes=12),
        parts=ALTERNATIVE,
    ),
    Shelved(
        [File(b"Films/copy/\xe9crit.mkv", 700 << 20, sample=b"s" * 16, missing=True)],
        film("10", "Écrit", 1989, genres=("Comédie",), rating=6.5),
        chosen="person",
    ),
    Shelved([File(b"Films/$.mkv", part=2), File(b"Films/$1.mkv", part=1)], title="[$]",
            names=("Une «autre»\x1b[31m", "\u202eLe titre"), state="pending"),
    Shelved(
        [
            File(b"S/Show/S01E01E02.mkv", kind="series", episodes=((1, 1), (1, 2)), added=NOW - 5,
                 facts=facts(720, "ja", subtitles=(SubtitleTrack("fr", "ASS"),))),
            File(b"S/Show/S02E10.mkv", kind="series", episodes=((2, 10),), facts=MediaFacts(
                problem="truncated")),
        ],
        Series(
            ref=Ref("tmdb", "series", "1"), title=Text("The Show", "fr"), original_title="ショー",
            original_language="ja", year=2008, genres=("Mystère",), votes=3,
        ),
    ),
    Shelved([File(b"Divers/stray.mp4", 3, kind="unknown")], title=""),
)  # fmt: skip


@dataclass
class Known:
    """A file as a test knows it: the values of each field, as they were told."""

    id: int
    work: int
    values: dict[str, list[Any]]


def build(folder: Path, shelf: Sequence[Shelved] = SHELF) -> tuple[Catalogue, list[Known]]:
    """Write a catalogue, and return it with what each of its files is."""
    catalogue = open_catalogue(folder / "catalogue.sqlite3", create=True)
    with catalogue.session(), catalogue.transaction():
        root = models.Root.create(uuid="r", role="storage", path=b"/nas", confirmed_at=1)
        shown = models.Root.create(uuid="l", role="links", path=b"/video", confirmed_at=1)
        known = [
            one
            for number, shelved in enumerate(shelf, 1)
            for one in _shelve(number, shelved, root, shown)
        ]
    return catalogue, known


def _shelve(number: int, held: Shelved, root: Any, links: Any) -> Iterator[Known]:
    work = held.work
    group = None
    if work is not None or held.title:
        group = models.Group.create(
            kind="film", key=str(number), title=held.title or (work.title.value if work else ""),
            year=held.year, state=held.state, created_at=1,
            evidence=json.dumps({"titles": held.names}),
            **_row_of(work),
        )  # fmt: skip
    if group is not None and work is not None:
        models.Candidate.create(
            group=group, provider="tmdb", kind=work.ref.kind, provider_id=work.ref.id, score=1.0,
            parts=json.dumps(held.parts), chosen=held.chosen,
        )  # fmt: skip
    for file in held.files:
        row = models.MediaFile.create(
            root=root, path=file.path, shown=printable(file.path), size=file.size,
            mtime_ns=file.added * 10**9, inode=1, sample=file.sample or file.path[-16:],
            kind=file.kind, group=group, added_at=file.added, edition=file.edition,
            part=file.part, missing_since=5 if file.missing else None,
            probe=file.facts and json_columns.facts_text(file.facts, file.size, 1),
        )  # fmt: skip
        for season, episode in file.episodes:
            models.FileEpisode.create(file=row, season=season, number=episode)
        if file.link is not None:
            models.Link.create(
                root=links, path=file.path, shown="x", text=b"x", state=file.link,
                shown_file=row, observed_at=1,
            )  # fmt: skip
        yield Known(row.id, number, _values(held, file))


def _row_of(work: Film | Series | None) -> dict[str, Any]:
    if work is None:
        return {}
    table: Any = models.Movie if isinstance(work, Film) else models.SeriesRow
    row = table.create(
        provider="tmdb", provider_id=work.ref.id, title=work.title.value, year=work.year,
        original_title=work.original_title, details=json.dumps(to_json(work)), fetched_at=1,
    )  # fmt: skip
    return {"movie" if isinstance(work, Film) else "series": row}


def _values(held: Shelved, file: File) -> dict[str, list[Any]]:
    work, facts = held.work, file.facts or MediaFacts()
    stem = file.path.rsplit(b"/", 1)[1].rsplit(b".", 1)[0].decode("utf-8", "replace")
    told: dict[str, list[Any]] = {
        "title": [held.title or stem, *held.names],
        "year": [held.year], "kind": [file.kind], "size": [file.size], "added": [file.added],
        "modified": [file.added], "edition": [file.edition], "part": [file.part],
        "state": [held.state if work or held.title else None],
        "versions": [len(held.files)],
        "season": [one[0] for one in file.episodes], "episode": [one[1] for one in file.episodes],
        "path": ["/nas/" + file.path.decode("utf-8", "replace")],
        "link": [file.link and ("ok" if file.link == "ok" else "broken")],
        "quality": [facts.lines], "hdr": list(facts.hdr), "depth": [facts.bit_depth],
        "video": [facts.video_codec], "container": [facts.container],
        "sound": [one.codec for one in facts.audio],
        "channels": [one.channels for one in facts.audio],
        "runtime": [facts.runtime or getattr(work, "runtime", None)],
        "subtitles": [one.language for one in facts.subtitles],
    }  # fmt: skip
    if work is not None:
        told["title"] = [work.title.value, work.original_title, *work.titles, *held.names]
        told |= {
            "original": [work.original_title], "year": [work.year], "genre": list(work.genres),
            "director": [one.name for one in work.crew], "actor": [one.name for one in work.cast],
            "collection": [work.collection.title] if getattr(work, "collection", None) else [],
            "country": list(work.countries), "language": [work.original_language],
            "rating": [work.rating], "votes": [work.votes],
            "id": [f"tmdb:{work.ref.id}", work.ref.id,
                   *(x for k, v in work.ids.items() for x in (f"{k}:{v}", v))],
        }  # fmt: skip
    return told
