from __future__ import annotations

import pytest

from vidtui.matching.titles import SIMILAR, compare, country_of, form, similarity, without_country


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("Amelie", "Amélie"),
        ("le coeur a ses raisons", "Le Cœur a ses raisons"),
        ("L'Avventura", "L’avventura"),
        ("Asterix et Obelix", "Astérix & Obélix"),
        ("Romeo and Juliet", "Romeo + Juliet"),
        ("Romeo y Julieta", "Romeo e Julieta"),
        ("Hansel und Gretel", "Hansel & Gretel"),
        ("Rocky 2", "Rocky II"),
        ("Rocky XIV", "Rocky 14"),
        ("Malcolm X", "Malcolm 10"),
        ("Dune Part Two", "Dune : Deuxième partie"),
        ("Dune - Partie 2", "Dune: Part II"),
        ("Dune 2eme partie", "Dune Part 2"),
        ("Kill Bill Vol. 2", "Kill Bill: Volume Two"),
        ("It Chapter Two", "It : Chapitre 2"),
        ("Mesrine partie 1", "Mesrine, première partie"),
        ("10 000 BC", "10,000 BC"),
        ("Face Off", "Face/Off"),
        ("Faceoff", "Face/Off"),
        ("Wall E", "WALL·E"),
        ("WALLE", "WALL·E"),
        ("Spiderman", "Spider-Man"),
        ("MASH", "M*A*S*H"),
        ("REC 2", "[REC]²"),
        ("Alien 3", "Alien³"),
        ("Oceans Eleven", "Ocean's Eleven"),
        ("The Office", "The Office (US)"),
        ("Battlestar Galactica", "Battlestar Galactica (2003)"),
        ("日本の映画", "日本の映画"),
        ("…", "…"),
        ("Fast & Furious", "Fast and Furious"),
    ],
)
def test_one_title_in_two_writings(name: str, work: str) -> None:
    likeness = compare(form(name), form(work))
    assert likeness.same
    assert likeness.value >= 0.99
    assert compare(form(work), form(name)) == likeness


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("Matrix", "The Matrix"),
        ("Avventura", "L'avventura"),
        ("Haine", "La Haine"),
        ("Boot", "Das Boot"),
        ("Welle", "Die Welle"),
        ("Laberinto", "El laberinto"),
        ("Gattopardo", "Il gattopardo"),
        ("Fast Furious", "Fast & Furious"),
        ("Dune 2", "Dune: Part Two"),
        ("Godfather 2", "The Godfather Part II"),
    ],
)
def test_small_words_that_a_name_leaves_out(name: str, work: str) -> None:
    assert compare(form(name), form(work)) == (0.97, True, False)


def test_an_article_that_the_work_has_not_weighs_more() -> None:
    assert compare(form("The Hunt"), form("Hunt")) == (0.85, True, False)


@pytest.mark.parametrize(
    ("name", "work"),
    [
        ("Alien", "Aliens"),
        ("Hard", "Die Hard"),
        ("A Prophet", "The Prophet"),
        ("Les Bronzés", "Les Bronzés font du ski"),
        ("A.I.", "I"),
        ("V", "5"),
        ("X", "10"),
        ("The", "A"),
        ("カ", "ガ"),
        ("…", "!!!"),
        ("…", "Alien"),
        ("", ""),
        (" ", " "),
        ("日本", "中国"),
        ("Up", ""),
    ],
)
def test_two_titles(name: str, work: str) -> None:
    likeness = compare(form(name), form(work))
    assert not likeness.same
    assert likeness.value <= SIMILAR


@pytest.mark.parametrize(
    ("name", "work", "other"),
    [
        ("Rocky II", "Rocky III", True),
        ("Rocky", "Rocky II", True),
        ("Blade Runner", "Blade Runner 2049", True),
        ("Dune Part Two", "Dune", True),
        ("Kill Bill", "Kill Bill: Volume 1", False),
        ("Star Wars 04", "Star Wars Episode IV - A New Hope", False),
    ],
)
def test_another_number_in_a_title(name: str, work: str, other: bool) -> None:
    likeness = compare(form(name), form(work))
    assert likeness.other_number is other


def test_words_within_a_longer_title_are_similar_and_short_chances_are_not() -> None:
    assert similarity(form("Alien"), form("Alien, le huitième passager")) > 0.7
    assert similarity(form("It"), form("Not It, Not You, Nobody")) < 0.4
    assert similarity(form("The Matrix"), form("The Pianist")) < 0.6


@pytest.mark.parametrize(
    ("title", "country", "bare"),
    [
        ("The Office (US)", "US", "The Office"),
        ("The Office (UK)", "GB", "The Office"),
        ("Ghosts (USA)", "US", "Ghosts"),
        ("Rocky (II)", None, "Rocky (II)"),
        ("Galactica (2003)", None, "Galactica (2003)"),
        ("(US)", None, "(US)"),
    ],
)
def test_the_country_behind_a_title(title: str, country: str | None, bare: str) -> None:
    assert country_of(title) == country
    assert without_country(title) == bare


@pytest.mark.parametrize(
    "title", ["\u202e\x1b[31m", "[/red]", "a" * 5000, "1 " * 300, "\ud800", "½"]
)
def test_hostile_titles_are_compared_like_any(title: str) -> None:
    assert compare(form(title), form(title)).same
    assert not compare(form(title), form("Alien")).same
