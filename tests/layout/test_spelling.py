"""Signs that no name of a tree has are asked for; a show goes on as its own links are spelled."""

from __future__ import annotations

import pytest

from tests.layout.tree import MORE, TITLES, Shelf, episode, file, film, films, link, series
from vidtui.layout.model import ExistingLink, WorkFacts

PLAIN = "Films/{t} ({y})/{t} ({y}).mkv"
HALF = film("Fort/Boyard", 2020)


def _shows(written: str, sign: str) -> list[ExistingLink]:
    return [
        link(f"Séries/{t}/{t} - S01E01 - Un{written}deux.mkv", series(t, y),
             episode(1, 1, titles=(f"Un{sign}deux",)))
        for y, t in enumerate(TITLES, 1990)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "sign", "names"),
    [
        ("Fort/Boyard", "/", ["Fort-Boyard", "Fort Boyard", "Fort - Boyard", "FortBoyard"]),
        ("Fort: Boyard", ":", ["Fort - Boyard", "Fort Boyard", "Fort-Boyard", "FortBoyard"]),
        ("Fort·Boyard", "·",
         ["Fort·Boyard", "Fort-Boyard", "Fort Boyard", "Fort - Boyard", "FortBoyard"]),
        ("Fort – Boyard", "–", ["Fort – Boyard", "Fort - Boyard", "Fort Boyard"]),
        ("L’Été", "’", ["L’Été", "L'Été", "LÉté"]),
    ],
)  # fmt: skip
def test_a_sign_that_no_name_has_is_asked_for(title: str, sign: str, names: list[str]) -> None:
    question = Shelf(films(PLAIN, TITLES)).asked(film(title, 2020))
    assert (question.doubt, question.detail) == ("sign", sign)
    assert [one.path for one in question.choices] == [
        f"Films/{name} (2020)/{name} (2020).mkv".encode() for name in names
    ]
    for choice, name in zip(question.choices, names, strict=True):
        answered = Shelf(films(PLAIN, TITLES), answers={question.about: choice.answer})
        assert answered.path(film(title, 2020)) == f"Films/{name} (2020)/{name} (2020).mkv"


def test_one_answer_is_for_all_that_have_the_sign() -> None:
    shelf = Shelf(films(PLAIN, TITLES))
    question, other = shelf.asked(HALF), shelf.asked(film("Ni/Ni", 2021))
    assert question.about == other.about
    answers = {question.about: question.choices[3].answer}
    path = Shelf(films(PLAIN, TITLES), answers=answers).path(film("Ni/Ni", 2021))
    assert path == "Films/NiNi (2021)/NiNi (2021).mkv"
    answers = {question.about: question.choices[0].answer}
    path = Shelf(films(PLAIN, TITLES), answers=answers).path(film("Ni / Ni", 2021))
    assert path == "Films/Ni - Ni (2021)/Ni - Ni (2021).mkv"  # spaces are those of the title
    answers = {question.about: b"\xff/"}
    assert Shelf(films(PLAIN, TITLES), answers=answers).asked(HALF).about == question.about


def test_a_sign_with_spaces_is_kept_where_a_person_said_so() -> None:
    new = film("Fort ★ Boyard", 2020)
    question = Shelf(films(PLAIN, TITLES)).asked(new)
    answers = {question.about: question.choices[0].answer}
    path = Shelf(films(PLAIN, TITLES), answers=answers).path(new)
    assert path == "Films/Fort ★ Boyard (2020)/Fort ★ Boyard (2020).mkv"


def test_a_sign_that_changes_no_name_is_not_asked_for() -> None:
    links = []
    for year, title in enumerate(TITLES, 1990):
        name = f"{title.replace(' ', '.')}.{year}.FRENCH.x264-GRP.mkv"
        links.append(link(f"Films/{name}", film(title, year), file(f"in/{name}")))
    assert Shelf(links).path(HALF, file("in/Fort.Boyard.mkv")) == "Films/Fort.Boyard.mkv"


@pytest.mark.parametrize("written", ["-", " - ", "", "_"])
def test_one_name_that_has_the_sign_is_enough(written: str) -> None:
    name = f"Ni{written}Ni (1980)"
    links = [*films(PLAIN, MORE), link(f"Films/{name}/{name}.mkv", film("Ni/Ni", 1980))]
    new = f"Fort{written}Boyard (2020)"
    assert Shelf(links).path(HALF) == f"Films/{new}/{new}.mkv"


@pytest.mark.parametrize(
    ("colon", "asks", "is_asked"),
    [(" - ", "", False), ("_ ", "", True), (" - ", "...", True), (" - ", None, True)],
)
def test_series_say_it_for_films_where_two_signs_are_written_alike(
    colon: str, asks: str | None, is_asked: bool
) -> None:
    links = _shows("", "/")
    for title, name in [("Ambre: suite", f"Ambre{colon}suite"), ("Givre ?", f"Givre{asks}")]:
        if asks is None and "?" in title:
            continue
        links += [
            link(f"Séries/{name} {n}/{name} {n} - S01E01.mkv", series(f"{title} {n}", n),
                 episode(1, 1))
            for n in range(1950, 1955)
        ]  # fmt: skip
    for title, name in [("Ambre: suite", "Ambre - suite"), ("Givre ?", "Givre")]:
        links += [
            link(f"Films/{name} {y} ({y})/{name} {y} ({y}).mkv", film(f"{title} {y}", y))
            for y in range(1960, 1970)
        ]
    if is_asked:
        question = Shelf(links).asked(HALF)
        assert (question.doubt, question.choices[0].answer) == ("sign", b"AB")
    else:
        assert Shelf(links).path(HALF) == "Films/FortBoyard (2020)/FortBoyard (2020).mkv"


def test_names_that_do_not_agree_are_offered_first() -> None:
    links = films(PLAIN, MORE)
    for year, name in ((1980, "Ni_Ni"), (1981, "Ni_Ni"), (1982, "Ni-Ni")):
        name = f"{name} ({year})"
        links.append(link(f"Films/{name}/{name}.mkv", film("Ni/Ni", year)))
    question = Shelf(links).asked(film("Fort /Boyard", 2020))
    assert question.doubt == "sign"
    assert question.choices[0].answer == b"A_B"


def test_a_tree_that_keeps_signs_keeps_others_as_well() -> None:
    links = [*films(PLAIN, TITLES), link("Films/Été ½ • (1970)/x.mkv", film("Été ½ •", 1970))]
    assert Shelf(links).path(film("Fort·Boyard", 2020)).endswith("/Fort·Boyard (2020).mkv")
    assert Shelf(links).asked(HALF).doubt == "sign"


def test_a_work_whose_links_have_the_sign_is_not_asked_about() -> None:
    show = series("Vol/Vole", 2010)
    links = _shows("-", ":") + [
        link(f"Séries/Vol~Vole/Vol~Vole - S01E0{n}.mkv", show, episode(1, n)) for n in (1, 2)
    ]
    path = Shelf(links).path(show, episode(1, 3))
    assert path == "Séries/Vol~Vole/Vol~Vole - S01E03.mkv"


# A show's own links against those of all others.
def _accented() -> list[ExistingLink]:
    return [
        link(f"Séries/{t} ({y})/{t} - S01E0{n} - Été {n}.mkv", series(t, y),
             episode(1, n, titles=(f"Été {n}",)))
        for y, t in enumerate(MORE, 1990)
        for n in (1, 2, 3)
    ]  # fmt: skip


OWN = series("Zébré", 2012)


def _own(*names: str, season: int = 1, first: int = 1) -> list[ExistingLink]:
    return [
        link(f"Séries/Zébré (2012)/Zebre - S0{season}E0{n} - {name}.mkv", OWN,
             episode(season, n, titles=("Forêt ravagée",)))
        for n, name in enumerate(names, first)
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["Foret ravagee", "FORÊT RAVAGÉE", "forêt ravagée"])
@pytest.mark.parametrize("count", [1, 4])
def test_a_show_is_spelled_as_its_own_links_are(name: str, count: int) -> None:
    changed = {"Foret ravagee": "Naufrage abime", "FORÊT RAVAGÉE": "NAUFRAGÉ ABÎMÉ"}
    shelf = Shelf([*_accented(), *_own(*[name] * count)])
    path = shelf.path(OWN, episode(2, 5, titles=("Naufragé abîmé",)))
    wanted = changed.get(name, "naufragé abîmé")
    assert path == f"Séries/Zébré (2012)/Zebre - S02E05 - {wanted}.mkv"


def test_a_sign_is_written_as_the_shows_own_links_do() -> None:
    links = [*_shows("-", "/"), *_accented()] + [
        link(f"Séries/Z/Z - S01E0{n} - Un{n}_deux.mkv", OWN,
             episode(1, n, titles=(f"Un{n}/deux",)))
        for n in (1, 2, 3)
    ]  # fmt: skip
    path = Shelf(links).path(OWN, episode(1, 4, titles=("Fort/Boyard",)))
    assert path == "Séries/Z/Z - S01E04 - Fort_Boyard.mkv"


def test_links_of_a_show_that_do_not_agree_are_asked_about() -> None:
    links = [
        *_accented(),
        *_own("Foret ravagee", "Forêt ravagée", "Foret ravagee", "Forêt ravagée"),
    ]
    shelf = Shelf(links)
    shown = episode(1, 5, titles=("Naufragé",))
    question = shelf.asked(OWN, shown)
    assert question.doubt == "spelling"
    folder = "Séries/Zébré (2012)/Zebre - S01E05 - "
    assert {(one.path or b"").decode() for one in question.choices} == {
        f"{folder}Naufrage.mkv", f"{folder}Naufragé.mkv",
    }  # fmt: skip
    for choice in question.choices:
        answered = Shelf(links, answers={question.about: choice.answer})
        assert answered.path(OWN, shown).encode() == choice.path
    plain = episode(1, 6, titles=("Matin",))  # which both ways write alike
    assert shelf.path(OWN, plain) == "Séries/Zébré (2012)/Zebre - S01E06 - Matin.mkv"


def test_links_of_a_show_that_follow_nothing_are_asked_about() -> None:
    links = [*_accented(), *_own("vu hier", "à revoir", "de Paul", "fini")]
    shelf = Shelf(links)
    shown = episode(1, 5, titles=("Naufragé",))
    question = shelf.asked(OWN, shown)
    assert (question.doubt, question.about) == ("names", "names:series:Zébré:2012")
    usual = b"{Series Title} - S{season:00}E{episode:00}{ - Episode Title}"
    assert usual in [one.answer for one in question.choices]
    path = Shelf(links, answers={question.about: usual}).path(OWN, shown)
    assert path == "Séries/Zébré (2012)/Zebre - S01E05 - Naufragé.mkv"


def test_titles_that_nobody_knows_are_no_other_way() -> None:
    folder = "Séries/Zébré (2012)/Zebre - S01E0"
    links = [*_accented()] + [
        link(f"{folder}{n} - {name}.mkv", OWN, episode(1, n))
        for n, name in enumerate(("Naufrage", "Tempête", "Rivage", "Départ"), 1)
    ]
    assert Shelf(links).path(OWN, episode(1, 5)) == f"{folder}5.mkv"


def test_the_season_says_more_than_the_show() -> None:
    links = [*_accented(), *_own(*["Forêt ravagée"] * 4), *_own(*["Foret ravagee"] * 3, season=2)]
    shelf = Shelf(links)
    for season, name in ((1, "Naufragé"), (2, "Naufrage")):
        path = shelf.path(OWN, episode(season, 9, titles=("Naufragé",)))
        assert path == f"Séries/Zébré (2012)/Zebre - S0{season}E09 - {name}.mkv"


@pytest.mark.parametrize("work", [film("A/B: C", 2020), film("//", 2020), film("/ ? * ·", 2020)])
def test_several_signs_are_asked_for_one_by_one(work: WorkFacts) -> None:
    answers: dict[str, bytes] = {}
    for _turn in range(6):
        outcome = Shelf(films(PLAIN, TITLES), answers=answers).place(work)[0]
        question = outcome if hasattr(outcome, "doubt") else None
        if question is None:
            break
        assert question.doubt == "sign"
        assert question.about not in answers
        answers[question.about] = question.choices[0].answer
    assert question is None


def test_a_word_of_an_episodes_title_is_no_language() -> None:
    name = "{t} - S01E0{n} - Fin {n} - {l}.mkv"
    links = [
        link(f"Séries/{t}/{name.format(t=t, n=n, l='FR')}", series(t, y),
             episode(1, n, titles=(f"Fin {n}",), path=f"in/{t}.S01E0{n}.FRENCH.mkv"))
        for y, t in enumerate(TITLES, 1990)
        for n in (1, 2)
    ]  # fmt: skip
    shown = episode(1, 3, titles=("Fin de partie",), path="in/Neuve.S01E03.Fin.de.partie.mkv")
    path = Shelf(links).path(series("Neuve", 2020), shown)
    assert path == "Séries/Neuve/Neuve - S01E03 - Fin de partie.mkv"
