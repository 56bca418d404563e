"""``list``, ``stats`` and ``gaps``: hostile names, bad input, and what programs read."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from pathlib import Path
from typing import Any

import pytest

from tests.library.shelf import SHELF, File, Shelved, build, facts, film
from tests.support import golden
from tests.support.library import Library
from tests.support.names import HOSTILE
from tests.support.running import Done, checked_text
from vidtui.batch import stats
from vidtui.catalogue import models
from vidtui.catalogue.database import open_catalogue
from vidtui.disk.media_facts import AudioTrack, MediaFacts
from vidtui.library.fields import FIELDS
from vidtui.providers.base import FilmCollection, Member, Ref, Series, Text
from vidtui.text import printable
from vidtui.typed_json import to_json

FORMULA = '=HYPERLINK("https://example.org")'
TITLES = {name: raw.decode("utf-8", "replace") for name, raw in HOSTILE.items()}


def run(library: Library, *arguments: str) -> Done:
    return golden.run(library, *arguments)


@pytest.fixture(scope="module")
def library(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """The shelf, and a film by every hostile name, whose provider and container say the same."""
    made = Library(tmp_path_factory.mktemp("library"))
    hostile = [
        Shelved(
            [
                File(
                    b"Films/" + raw + b".mkv",
                    facts=MediaFacts(
                        container=TITLES[name], video_codec=TITLES[name], hdr=(TITLES[name],),
                        audio=(AudioTrack(TITLES[name], TITLES[name], TITLES[name]),),
                    ),
                )
            ],
            film(
                str(9000 + number), TITLES[name], 2000, genres=(TITLES[name],),
                collection=FilmCollection("1", TITLES[name]), countries=(TITLES[name],),
            ),
        )
        for number, (name, raw) in enumerate(HOSTILE.items())
        if b"/" not in raw and b"\0" not in raw
    ]  # fmt: skip
    formula = Shelved([File(b"Films/sum.mkv")], film("8999", FORMULA, 2000))
    build(made.data, [*SHELF, formula, *hostile])
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        ("list",),
        ("list", "--files"),
        ("list", "--csv"),
        ("list", "--format", "{title} {path} {audio} {genre}"),
        ("list", "--json"),
        ("list", "--json-lines"),
        ("stats",),
        ("stats", "--json"),
        ("gaps",),
        ("gaps", "--json"),
    ],
)
def test_nothing_foreign_steers_a_terminal(library: Library, arguments: tuple[str, ...]) -> None:
    done = run(library, *arguments)
    assert done.code == 0
    assert checked_text(done.out) == checked_text(done.out)
    for line in done.out.decode("utf-8").splitlines():
        assert printable(line) == line


def test_programs_read_every_file_as_the_schema_says(library: Library) -> None:
    document = run(library, "list", "--json").json
    assert golden.is_valid(document, "list")
    lines = run(library, "list", "--json-lines").lines
    assert all(golden.is_valid(one, "list") for one in lines)
    files = [{k: v for k, v in one.items() if k != "event"} for one in lines[:-1]]
    assert files == document["files"]
    assert len(files) == document["count"] == lines[-1]["count"]
    names = {
        Path(os.fsdecode(golden.base64.b64decode(one["path_b64"]))).name
        for one in files
        if "path_b64" in one
    }
    assert os.fsdecode(b"Am\xe9lie.mkv") in names


def test_what_a_program_reads_of_a_file(library: Library) -> None:
    (one,) = run(library, "list", "--json", "quality:2160p").json["files"]
    assert (one["title"], one["year"], one["work"]["ids"]["imdb"]) == (
        "Alien, le huitième passager", 1979, "tt0078748",
    )  # fmt: skip
    assert one["facts"]["audio"][0] == {"language": "fr-FR", "codec": "EAC3", "channels": "5.1"}
    assert one["links"] == [
        {"path": "/video/Films/Alien (1979)/Alien (1979) - 2160p.mkv", "state": "ok"}
    ]
    shows = run(library, "list", "--json", "show", "season+").json["files"]
    assert [(e["season"], e["number"]) for one in shows for e in one["episodes"]] == [
        (1, 1), (1, 2), (2, 10),
    ]  # fmt: skip


def test_a_table_has_a_column_for_every_field(library: Library) -> None:
    rows = list(csv.reader(io.StringIO(run(library, "list", "--csv").text)))
    # How many versions there are is said of a work, not of a file.
    assert rows[0] == [*(one.name for one in FIELDS if one.name != "versions"), "path_b64"]
    assert {len(row) for row in rows} == {len(rows[0])}
    assert len(rows) - 1 == run(library, "list", "--json").json["count"]
    assert not any(cell.startswith(("=", "+", "-", "@")) for row in rows for cell in row)
    assert f"'{FORMULA}" in {row[0] for row in rows}  # no spreadsheet computes a title


def test_a_word_with_a_dash_is_one_that_is_not_wanted(library: Library) -> None:
    every = run(library, "list", "--format", "{title}", "versions:2..").text.splitlines()
    some = run(library, "list", "-alien", "--format", "{title}", "versions:2..").text.splitlines()
    assert [one for one in every if "Alien" not in one] == some != every
    assert (
        run(library, "list", "--format", "{title}", "versions:2..", "^alien").text.splitlines()
        == some
    )


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("list", "yaer:1"), "no field yaer; did you mean year?"),
        (("stats", "is:gone"), "no such value"),
        (("gaps", "year:soon"), "cannot be; write for instance year:1990..1999"),
        (("list", "--format", "{yeer}"), "no field yeer; did you mean year?"),
        (("list", "--format", "{title.__class__}"), "no field title.__class__"),
        (("list", "--format", "{title"), "cannot be; write for instance"),
        (("list", "--format", "{0}"), "no field 0"),
        (("list", "--format", "{versions}"), "there are: title"),
        (("list", "--csv", "--json"), "take one"),
        (("gaps", "--kind", "x"), "is not one of"),
        (("gaps", "--below", "0"), "must be a whole number"),
        (("--audio-languages", "xx,klingon", "gaps"), "no language that is known"),
    ],
)
def test_bad_input_is_told_in_one_line(
    library: Library, arguments: tuple[str, ...], said: str
) -> None:
    done = run(library, *arguments)
    assert done.code == 2
    assert not done.out
    assert said in checked_text(done.err)
    assert checked_text(done.err).count("\n") == 1


def test_without_a_catalogue_there_is_nothing_to_list(tmp_path: Path) -> None:
    for command in ("list", "stats", "gaps"):
        done = run(Library(tmp_path), command)
        assert (done.code, b"no catalogue yet" in done.err) == (2, True)


def test_stats_count_works_files_and_bytes_that_are_there(library: Library) -> None:
    document = run(library, "stats", "--json", "-kind:extra", "id:tmdb:348").json
    assert golden.is_valid(document, "stats")
    assert (document["works"], document["files"], document["size"]) == (1, 2, 44 << 30)
    by = {
        group: {one["name"]: one["files"] for one in held} for group, held in document["by"].items()
    }
    assert by["audio"] == {"en": 2, "fr-FR": 1}
    assert by["quality"] == {"1080p": 1, "2160p": 1}
    assert by["genre"] == {"Horreur": 2, "Science-Fiction": 2}
    assert by["decade"] == {"1970": 2}
    assert run(library, "stats", "--json", "écrit").json["files"] == 0  # it is missing


def test_bars_are_for_terminals(library: Library) -> None:
    assert "█" not in run(library, "stats").text
    assert stats._bar(1.0, 10) == "█" * 10
    assert stats._bar(0.55, 10) == "█" * 5 + "▌"
    assert stats._bar(0.5, -3) == ""


def gaps_of(library: Library, *arguments: str) -> dict[str, list[Any]]:
    document = run(library, *arguments, "--json").json
    assert golden.is_valid(document, "gaps")
    found: dict[str, list[Any]] = {}
    for one in document["gaps"]:
        found.setdefault(one["kind"], []).append(one)
    assert {kind: len(held) for kind, held in found.items()} == {
        kind: count for kind, count in document["counts"].items() if count
    }
    return found


def test_gaps_of_languages_pictures_and_containers(library: Library) -> None:
    found = gaps_of(
        library, "--audio-languages", "french", "--subtitle-languages", "", "gaps", "tmdb"
    )
    assert found == {}
    shelf = ("gaps", "versions:1..", "-path:Films/x")
    found = gaps_of(library, "--audio-languages", "fr", *shelf)
    shown = [one["files"][0]["path"] for one in found["language"]]
    assert "/nas/Films/Alien (1979)/Alien (1979) - DC.mkv" in shown
    assert "/nas/Films/Alien (1979)/Alien (1979) - 2160p.mkv" not in shown
    found = gaps_of(library, "--audio-languages", "fr", "--subtitle-languages", "French", *shelf)
    shown = [one["files"][0]["path"] for one in found["language"]]
    assert "/nas/Films/Alien (1979)/Alien (1979) - DC.mkv" not in shown
    assert [one["detail"] for one in found["resolution"]] == ["480p"]
    assert [one["detail"] for one in found["container"]] == ["truncated"]
    assert "language" not in gaps_of(library, *shelf)  # nobody said what is understood


def test_only_what_is_over_is_missing_and_only_where_something_is_owned(tmp_path: Path) -> None:
    library = Library(tmp_path)
    saga = FilmCollection("8091", "Saga")
    build(
        library.data,
        [
            Shelved([File(b"Films/1.mkv")], film("1", "One", 1979, collection=saga)),
            Shelved([File(b"Films/2.mkv", missing=True)], film("2", "Two", 1986, collection=saga)),
            Shelved(
                [File(b"Films/9.mkv", missing=True)],
                film("9", "Other", 1990, collection=FilmCollection("5", "Nothing owned")),
            ),
            Shelved(
                [File(b"Films/8.mkv")],
                film("8", "Unasked", 1990, collection=FilmCollection("6", "Nobody asked")),
            ),
        ],
    )
    members = [
        Member("1", "One", "1979-01-01"), Member("2", "Two", "1986-01-01"),
        Member("3", "Three", "2999-01-01"), Member("4", "Four", None), Member("5", "Five", "soon"),
    ]  # fmt: skip
    with open_catalogue(library.database).session():
        for ref, title in (("8091", "Saga"), ("5", "Nothing owned")):
            models.Collection.create(
                provider="tmdb", provider_id=ref, title=title, fetched_at=1,
                members=json.dumps([to_json(one) for one in members]),
            )  # fmt: skip
    document = run(library, "gaps", "--json").json
    (gap,) = document["gaps"]
    assert (gap["kind"], gap["title"], gap["owned"], gap["of"]) == ("collection", "Saga", 1, 2)
    assert [one["id"] for one in gap["absent"]] == ["2"]
    assert document["collections_unknown"] == 1
    assert "1 of 2" in run(library, "gaps").text
    assert "the films of 1 collection are not known yet" in run(library, "gaps").text


def test_what_a_query_leaves_out_is_owned_all_the_same(tmp_path: Path) -> None:
    library = Library(tmp_path)
    saga = FilmCollection("8091", "Saga")
    show = Series(
        ref=Ref("tmdb", "series", "1"), title=Text("Show", "fr"), original_title="Show",
        original_language="en", year=2008,
    )  # fmt: skip
    build(
        library.data,
        [
            Shelved(
                [File(b"Films/1.mkv", facts=facts(2160)), File(b"Films/1b.mkv", facts=facts(1080))],
                film("1", "One", 1979, collection=saga),
            ),
            Shelved([File(b"Films/2.mkv")], film("2", "Two", 1986, collection=saga)),
            Shelved(
                [
                    File(b"S/1.mkv", kind="series", episodes=((1, 1),), facts=facts(2160)),
                    File(b"S/2.mkv", kind="series", episodes=((1, 2),), facts=facts(720)),
                    File(b"S/40.mkv", kind="series", episodes=((9, 40),)),
                ],
                show,
            ),
        ],
    )
    members = [Member(str(n), str(n), "1979-01-01") for n in (1, 2, 3)]
    catalogue = open_catalogue(library.database)
    with catalogue.session(), catalogue.transaction():
        models.Collection.create(
            provider="tmdb", provider_id="8091", title="Saga", fetched_at=1,
            members=json.dumps([to_json(one) for one in members]),
        )  # fmt: skip
        season = models.Season.create(series=1, number=1)
        for number in (1, 2, 3):
            row = models.Episode.create(season=season, number=number, air_date="2008-01-01")
            models.FileEpisode.update(episode=row).where(
                models.FileEpisode.season == 1, models.FileEpisode.number == number
            ).execute()
    found = gaps_of(library, "gaps", "quality:2160p")
    assert [one["id"] for one in found["collection"][0]["absent"]] == ["3"]
    assert [len(one["files"]) for one in found["versions"]] == [2]
    (series,) = found["episodes"]
    assert [one["number"] for one in series["absent"]] == [3]
    assert (series["owned"], series["of"], series["unplaced"]) == (2, 3, 1)
    assert "may be one of these" in run(library, "gaps", "--kind", "episodes").text


def test_fields_are_told_in_the_language_of_the_settings(library: Library) -> None:
    english = run(library, "list", "--fields").text
    french = run(library, "--language", "fr", "list", "--fields").text
    assert re.search(r"^year +its year +\(year:1990", english, re.MULTILINE)
    assert re.search(r"^année +son année", french, re.MULTILINE)
    assert facts(1, "fr").lines == 1
