"""What the Library screen reads of a catalogue: lines, what is unfolded, all of one work."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.library.shelf import NOW, SHELF, build
from vidtui.catalogue import models
from vidtui.catalogue.database import Catalogue
from vidtui.jobs.decide import Decisions
from vidtui.library import browsing
from vidtui.library.about import about
from vidtui.library.index import Index, ordered
from vidtui.library.reading import Key
from vidtui.library.select import Selector, understood

TODAY = "2026-11-30"


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    catalogue, _known = build(tmp_path_factory.mktemp("shelf"))
    with catalogue.session(), catalogue.transaction():
        season = models.Season.create(series=1, number=1, title="Season 1")
        special = models.Season.create(series=1, number=0)
        for number, date in enumerate(("2008-01-01", "2008-01-08", "2008-01-15", "2999-01-01"), 1):
            models.Episode.create(season=season, number=number, title=f"T{number}", air_date=date)
        models.Episode.create(season=special, number=1, title="Making of", air_date="2008-02-01")
        for held in models.FileEpisode.select().where(models.FileEpisode.season == 1):
            held.episode = held.number
            held.save()
    return catalogue


@pytest.fixture
def opened(shelf: Catalogue) -> Iterator[Catalogue]:
    with shelf.session():
        yield shelf


def key_of(catalogue: Catalogue, title: str) -> Key:
    index = Index(catalogue)
    return index.keys[index.titles.index(title)]


def test_the_first_page_is_what_the_index_has_first(opened: Catalogue) -> None:
    index = Index(opened)
    found = browsing.first(20)
    assert [one.title for one in found] == [
        title for title, key in zip(index.titles, index.keys, strict=True) if key[0] != "file"
    ]
    assert browsing.first(2) == found[:2]


def test_articles_are_those_of_english_and_french_as_they_are_written() -> None:
    titles = [
        "L'Avare", "Le Bateau", "À bout de souffle", "La La Land", "L.A. Confidential", "Die Hard",
        "A.I.", "The Thing", "Un prophète", "A", "Das Boot", "« L’Été »", "Les",
    ]  # fmt: skip
    keys = [("movie", number) for number in range(len(titles))]
    order = [titles[place] for place in ordered(keys, titles, [None] * len(titles))]
    assert order == [
        "A", "À bout de souffle", "A.I.", "L'Avare", "Le Bateau", "Das Boot", "Die Hard",
        "« L’Été »", "L.A. Confidential", "La La Land", "Les", "Un prophète", "The Thing",
    ]  # fmt: skip


def test_a_line_says_what_the_files_of_a_work_are(opened: Catalogue) -> None:
    keys = Index(opened).keys
    rows = browsing.rows(keys)
    assert rows.keys() == set(keys)
    alien = rows[key_of(opened, "Alien, le huitième passager")]
    assert (alien.files, alien.size, alien.lines) == (2, 44 << 30, 2160)
    assert alien.languages == ["fr-FR", "en"]
    assert (alien.link, alien.rating, alien.gone) == ("ok", 8.1, False)
    assert len(alien.automatic) == 1
    oeuvre = rows[key_of(opened, "Œuvre: l'été")]
    assert oeuvre.link == "broken"
    assert oeuvre.doubt > 0
    ecrit = rows[key_of(opened, "Écrit")]
    assert ecrit.gone
    assert ecrit.automatic == []  # a person's answer
    stray = rows[key_of(opened, "stray")]
    assert (stray.key[0], stray.size, stray.kind) == ("file", 3, "unknown")


def test_the_doubt_of_a_line_is_that_of_the_index(opened: Catalogue) -> None:
    index = Index(opened)
    suspects = {index.keys[place] for place in Selector(index).works("is:suspect", NOW)}
    rows = browsing.rows(index.keys)
    assert {key for key, row in rows.items() if row.automatic and row.doubt} == suspects


def test_a_series_unfolds_into_what_is_owned_and_missing(opened: Catalogue) -> None:
    found = browsing.unfolded(key_of(opened, "The Show"), TODAY)
    assert [one.number for one in found.seasons] == [1, 2, 0]
    first, second, specials = found.seasons
    assert [one.owning for one in first.episodes] == ["owned", "owned", "missing", "coming"]
    assert [one.title for one in first.episodes] == ["T1", "T2", "T3", "T4"]
    assert (first.owned, first.of) == (2, 3)
    assert (second.owned, second.of) == (1, 0)
    assert [(one.owning, one.is_known) for one in second.episodes] == [("owned", False)]
    assert [one.owning for one in specials.episodes] == ["missing"]
    assert found.files == ()


def test_a_film_unfolds_into_its_files(opened: Catalogue) -> None:
    found = browsing.unfolded(key_of(opened, "Alien, le huitième passager"), TODAY)
    assert found.seasons == ()
    assert [one.kind for one in found.files] == ["film", "film", "extra"]
    assert {one.lines for one in found.files} == {2160, 1080, None}


def test_all_of_a_work_and_what_became_of_it(tmp_path: Path) -> None:
    catalogue, _known = build(tmp_path)
    key = key_of(catalogue, "Œuvre: l'été")
    with catalogue.session():
        (group,) = browsing.groups_of(key)
        file = browsing.files_of(key)[0]
        models.FormerPath.create(file=file, root=1, path=b"old/\xe9.avi", until=NOW - 5)
    decisions = Decisions(catalogue)
    decisions.confirm(group)
    decisions.undo()
    decisions.confirm(group)
    with catalogue.session():
        held = about(key)
    assert [one.absolute for one in held.files] == [b"/nas/Films/\xc5\x93uvre/\xc5\x92uvre.avi"]
    assert held.group is not None
    assert [(one.what, one.undone) for one in held.events if one.what == "confirm"] == [
        ("confirm", True),
        ("confirm", False),
    ]
    assert [one.path for one in held.events if one.what == "moved"] == [b"/nas/old/\xe9.avi"]
    assert [one.what for one in held.events][-1] == "fetched"


def test_an_index_takes_over_what_is_the_same(tmp_path: Path) -> None:
    catalogue, _known = build(tmp_path)
    before = Index(catalogue)
    selector = Selector(before)
    suspects = selector.works("is:suspect oeuvre", NOW)
    assert len(suspects) == 1
    with catalogue.session():
        (group,) = browsing.groups_of(before.keys[suspects[0]])
    Decisions(catalogue).confirm(group)
    after = Index(catalogue)
    after.take_over(before)
    assert after.column("title", "titles") is before.column("title", "titles")
    assert not Selector(after).works("is:suspect oeuvre", NOW)
    assert Selector(after).works("is:confirmed oeuvre", NOW) == suspects
    with catalogue.session():
        models.MediaFile.delete_by_id(1)
    other = Index(catalogue)
    other.take_over(before)
    assert "title" not in other._columns


def test_an_index_in_the_place_of_another_shares_what_is_the_same(tmp_path: Path) -> None:
    catalogue, _known = build(tmp_path)
    before = Index(catalogue)
    for name, source in (("title", "titles"), ("actor", "details"), ("link", "links")):
        before.column(name, source)
    with catalogue.session():
        models.Movie.update(title="Zorro").where(models.Movie.title == "Écrit").execute()
    after = Index(catalogue, before)
    after.catch_up()
    assert {"title", "actor", "link"} <= after._columns.keys()
    assert after._like is None
    for name in ("title", "actor"):
        was, now = before.column(name, "").values, after.column(name, "").values
        for place, key in enumerate(after.keys):
            old = before.place_of(key)
            assert old is not None
            is_other = name == "title" and after.titles[place] == "Zorro"
            assert (now[place] is was[old]) is not is_other


def test_two_plans_hold_together(opened: Catalogue) -> None:
    selector = Selector(Index(opened))
    both = understood("alien, œuvre, show").and_(understood("kind:film"))
    assert list(selector.works_of(both)) == list(selector.works("alien kind:film, œuvre kind:film"))
    sorted_ = understood("year-").and_(understood("is:suspect"))
    assert sorted_.orders == understood("year-").orders
    assert understood("").and_(understood("")) == understood("")
    assert len(selector.works_of(understood("").and_(understood("size+")))) == len(SHELF)
