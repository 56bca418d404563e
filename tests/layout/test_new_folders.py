"""Folders that are not there yet: which are made without a word, and which are asked for."""

from __future__ import annotations

import pytest

from tests.layout.tree import MORE, TITLES, Shelf, file, film, films, link
from vidtui.disk.media_facts import MediaFacts
from vidtui.layout.known import sort_key
from vidtui.layout.model import LayoutOptions, Placed
from vidtui.layout.siblings import Siblings


@pytest.mark.parametrize(
    ("folders", "title", "new"),
    [
        ("A B D E F", "Cendre", "C"),
        ("[A] [B] [D] [E]", "Cendre", "[C]"),
        ("A B D E 0-9", "Cendre", "C"),
        ("A B C D W Y", "Xylo", "X"),
        ("A B C D W", "Xylo", None),  # or XYZ
        ("A B D", "Cendre", None),  # too few to say
        ("A B D E Divers", "Cendre", None),
        ("A B D E", "12 salopards", None),  # 0-9 or #
        ("A-C I-M N-Q R-Z", "Dune", "D-H"),
        ("(A-C) (I-M) (N-Q) (R-Z)", "Dune", "(D-H)"),
        ("A-C D-H R-S T-Z", "Nuit", None),  # too wide: I-M and N-Q, as it may be
        ("A-C I-M R-S T-Z", "Nuit", None),  # two gaps
        ("Aa-Am An-Az Ba-Bm Bn-Bz", "Cendre", None),
    ],
)
def test_a_gap_between_letters(folders: str, title: str, new: str | None) -> None:
    found = Siblings(map(str.encode, folders.split())).gap_of_letters(sort_key(title, "both"))
    assert found == (None if new is None else new.encode())


@pytest.mark.parametrize(
    ("folders", "year", "new"),
    [
        (("1970s", "1980s", "2000s"), 1994, "1990s"),
        (("1970-1979", "1980-1989", "1990-1999"), 2004, "2000-2009"),
        (("Années 1970", "Années 1980", "Années 1990"), 1969, "Années 1960"),
        (("1970s", "1980s", "1990s"), 2014, None),  # the next but one
        (("1970s", "1980s"), 1994, None),
        (("1970s", "1980s", "Avant 1970"), 1994, None),
        (("1991", "1994", "1996"), 2001, "2001"),
        (("1991", "1994", "1996 vus"), 2001, None),
    ],
)
def test_a_gap_between_years(folders: tuple[str, ...], year: int, new: str | None) -> None:
    found = Siblings(map(str.encode, folders)).gap_of_year(year)
    assert found == (None if new is None else new.encode())


GENRES = ("Action", "Comédie", "Drame", "Western")


def _genres_and_letters() -> Shelf:
    return Shelf(
        link(f"{genre}/{title[0]}/{title} {place} ({1960 + place}).mkv",
             film(f"{title} {place}", 1960 + place, genres=(genre,)))
        for place, genre in enumerate(GENRES)
        for title in (*TITLES[:4], *TITLES[5:])
        if (genre, title) != ("Western", "Givre")
    )  # fmt: skip


def test_a_letter_that_no_film_has_yet_is_offered_first() -> None:
    names = [name for name in MORE if name[0] not in "DÉ"]
    links = [link(f"Films/{name[0]}/{name} (2001).mkv", film(name, 2001)) for name in names]
    first = Shelf(links).asked(film("Dune verte", 2001)).choices[0]
    assert (first.answer, first.is_new) == (b"Films/D", True)


def test_a_letter_that_the_shelves_beside_have_is_offered_first() -> None:
    work = film("Givre noir", 1999, genres=("Western",))
    assert _genres_and_letters().asked(work).choices[0].answer == b"Western/G"


def test_an_agreed_genre_is_split_as_the_others_are() -> None:
    work = film("Givre noir", 1999, genres=("Horreur",))
    question = _genres_and_letters().asked(work)
    assert question.choices[0].answer == b"Horreur"
    agreed = Shelf(_genres_and_letters().layouts.links, answers={question.about: b"Horreur"})
    assert [one.answer for one in agreed.asked(work).choices] == [b"Horreur/G"]


def test_one_film_out_of_place_makes_no_folder_of_the_rest() -> None:
    odd = link("Western/Y/Yvette (1950).mkv", film("Yvette", 1950, genres=("Romance",)))
    shelf = Shelf([*_genres_and_letters().layouts.links, odd])
    assert shelf.asked(film("Neuf", 1999, genres=("Musique",))).doubt == "level"


def test_two_folders_of_one_genre_are_asked_for() -> None:
    twin = [
        link(f"Drames/{title[0]}/{title} ({year}).mkv", film(title, year, genres=("Drame",)))
        for year, title in enumerate(("Ancre", "Ballon", "Canal"), 1950)
    ]
    shelf = Shelf([*_genres_and_letters().layouts.links, *twin])
    question = shelf.asked(film("Neuf", 1999, genres=("Drame",)))
    assert {choice.folder for choice in question.choices} >= {b"Drame", b"Drames"}


def test_a_saga_without_a_folder_is_asked() -> None:
    rows = [(f"Saga {saga}/", f"{saga} {n}", f"{saga} - Saga") for saga in TITLES for n in (1, 2)]
    rows += [("", f"Seul {number}", None) for number in range(12)]
    seen = [
        link(f"{folder}{title} ({year}).mkv", film(title, year, collection=saga))
        for year, (folder, title, saga) in enumerate(rows, 1950)
    ]
    new = film("Neuve 2", 2020, collection="Neuve - Saga")
    assert Shelf(seen).asked(new).doubt == "level"
    loose = [
        link(f"{title} ({year}).mkv", film(title, year, collection=f"{title} - Saga"))
        for year, title in enumerate(("Quai", "Radeau", "Sable"), 1990)
    ]
    assert Shelf([*seen, *loose]).path(new) == "Neuve 2 (2020).mkv"


UHD, HD = MediaFacts(lines=2160), MediaFacts(lines=1080)


def test_versions_of_some_films_are_no_way_of_naming() -> None:
    links = films("Films/{t} ({y})/{t} ({y}).mkv", TITLES)
    for title, year in (("Long", 1970), ("Lent", 1971)):
        for media, label in ((HD, "1080p"), (UHD, "2160p")):
            name = f"Films/{title} ({year})/{title} ({year}) [{label}].mkv"
            links.append(link(name, film(title, year), file(media=media)))
    shelf = Shelf(links)
    assert shelf.layouts.of("film")[0].name.share.value == 1.0
    found = shelf.place(film("Neuf", 2020), file(media=HD), file(media=UHD))
    assert [one.path for one in found if isinstance(one, Placed)] == [
        b"Films/Neuf (2020)/Neuf (2020) [1080p].mkv",
        b"Films/Neuf (2020)/Neuf (2020) [2160p].mkv",
    ]


def test_folders_are_named_as_those_of_their_shelf() -> None:
    seen = [
        *films("Films/{t} ({y})/{t}.mkv", TITLES),
        *films("Documentaires/{y} - {t}/{t}.mkv", [f"{title} vu" for title in TITLES],
               genres=("Documentaire",)),
    ]  # fmt: skip
    path = Shelf(seen).path(film("Neuf", 2020, genres=("Documentaire",)))
    assert path == "Documentaires/2020 - Neuf/Neuf.mkv"


def test_works_that_nobody_identified_say_nothing() -> None:
    seen = films("{t} ({y})/{t} ({y}).mkv", TITLES)
    seen += [
        link(f"Titre {n} ({n})/Titre {n} ({n}).mkv", film(f"Title {n}", n, is_identified=False))
        for n in range(1990, 1995)
    ]
    assert Shelf(seen).layouts.of("film")[0].name.share.value == 1.0
    assert Shelf(seen).path(film("Neuf", 2020)) == "Neuf (2020)/Neuf (2020).mkv"


@pytest.mark.parametrize(("odd", "is_asked"), [("{t} n°{y}", False), ("{y} - {t}", True)])
def test_names_of_which_each_has_its_own_way_are_no_second_way(odd: str, is_asked: bool) -> None:
    titles = [f"{title} {number}" for number in range(5) for title in TITLES]
    seen = films("{t} ({y}).mkv", titles)
    for place in range(0, 40, 10):
        work = seen[place].work
        assert work is not None
        name = odd.format(t=work.title, y=work.year) + (f" {place}" if not is_asked else "")
        seen[place] = link(f"{name}.mkv", work)
    shelf = Shelf(seen)
    if is_asked:
        assert shelf.asked(film("Neuf", 2020)).doubt == "names"
    else:
        assert shelf.path(film("Neuf", 2020)) == "Neuf (2020).mkv"


def test_the_folder_of_a_single_work_is_no_shelf() -> None:
    links = [
        link(f"Films/{'A-F' if title[0] in 'ABCDÉF' else 'G-M'}/{title} ({y})/{title} ({y}).mkv",
             film(title, y))
        for y, title in enumerate(MORE, 1990)
    ]  # fmt: skip
    alone = film("The Fisher", 1972, is_identified=False)
    links.append(link("Films/N-Z/Pêcheur (1972)/Pêcheur (1972).mkv", alone))
    question = Shelf(links).asked(film("Neuf", 2020))
    assert (question.doubt, question.detail) == ("level", "Films/N-Z")


def test_two_names_of_another_way_are_no_second_way() -> None:
    def tree(others: int) -> Shelf:
        odd = [link(f"{t}.mkv", film(t, y)) for y, t in enumerate(TITLES[:others], 1950)]
        return Shelf([*films("{t} ({y}).mkv", MORE), *odd])

    assert tree(2).path(film("Neuf", 2020)) == "Neuf (2020).mkv"
    assert tree(3).asked(film("Neuf", 2020)).doubt == "names"


@pytest.mark.parametrize(("written", "new"), [("...", "nuit... 2"), ("", "nuit 2")])
def test_a_sign_between_two_spaces_is_written_as_the_tree_does(written: str, new: str) -> None:
    seen = [
        link(f"{title}{written} ({year}).mkv", film(f"{title} ?", year))
        for year, title in enumerate(TITLES, 1990)
    ]
    there = [
        link(f"Y{written} {number} ({number}).mkv", film(f"Y? {number}", number))
        for number in (1981, 1982)
    ]
    path = Shelf([*seen, *there]).path(film("Où va la nuit ? 2", 2020))
    assert path == f"Où va la {new} (2020).mkv"


def test_the_kept_name_of_one_version_says_nothing_of_the_title() -> None:
    work = film("Rue du quai", 1970)
    kept = "Rue.du.quai.1970.1080p.mkv"
    links = [*films("{t} ({y}).mkv", MORE), link(kept, work, file(f"in/{kept}", media=HD))]
    shelf = Shelf(links, LayoutOptions(versions=True))
    assert shelf.path(work, file(media=UHD)) == "Rue du quai (1970) - 2160p.mkv"
