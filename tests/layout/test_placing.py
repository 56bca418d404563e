"""What a tree follows, learned from its links; where files are placed in it, and what is asked."""

from __future__ import annotations

import pytest

from tests.layout.tree import MORE, TITLES, Shelf, episode, file, film, films, link, series
from vidtui.disk.media_facts import AudioTrack, MediaFacts
from vidtui.layout.model import ExistingLink, LayoutOptions, Placed, Question, Share

PLAIN = "Films/{t} ({y})/{t} ({y}).mkv"


def test_the_evidence_of_a_layout_is_told() -> None:
    shelf = Shelf([*films(PLAIN, TITLES), link("Films/Autre/vieux.mkv", film("Zone", 1960))])
    (layout,) = shelf.layouts.of("film")
    assert layout.template == "Films/{Movie Title} ({Release Year})/{Movie Title} ({Release Year})"
    assert layout.share.of == 9
    assert layout.name.share == Share(8, 9)
    assert layout.name.against == (b"vieux",)


@pytest.mark.parametrize(
    ("form", "template"),
    [
        ("{t} ({y}).mkv", "{Movie Title} ({Release Year})"),
        ("{y} - {t}.mkv", "{Release Year} - {Movie Title}"),
        ("({y}) {t}/film.mkv", None),
        ("{t} [{y}]/{t}.mkv", "{Movie Title} [{Release Year}]/{Movie Title}"),
        ("Films/{t}.{y}.mkv", "Films/{Movie Title}.{Release Year}"),
    ],
)
def test_forms_of_titles_and_years(form: str, template: str | None) -> None:
    shelf = Shelf(films(form, TITLES))
    new = film("Zeste", 1950)
    if template is None:  # names that say nothing of their film
        assert shelf.asked(new).doubt == "names"
        return
    assert shelf.layouts.of("film")[0].template == template
    assert shelf.path(new) == form.format(t="Zeste", y=1950)


# Radarr #2140, #4554, #6898; Sonarr #1322, #3544: a colon is written in many ways.
@pytest.mark.parametrize("colon", [" - ", "- ", " ", "_ ", "꞉ ", "： "])
def test_a_colon_is_written_as_the_tree_does(colon: str) -> None:
    seen = [
        link(f"{title}{colon}Suite ({year})/{title}{colon}Suite ({year}).mkv",
             film(f"{title}: Suite", year))
        for year, title in enumerate(TITLES, 1990)
    ]  # fmt: skip
    new = f"Kill Bill{colon}Vol. 2 (2004)"
    assert Shelf(seen).path(film("Kill Bill: Vol. 2", 2004)) == f"{new}/{new}.mkv"


# plexlibrary #108, Radarr #8044, #8007: which title counts in the alphabet, and its article.
@pytest.mark.parametrize(
    ("ignored", "folder"), [("the", "M-Z"), ("", "A-L")], ids=["without", "with article"]
)
def test_ranges_with_and_without_articles(ignored: str, folder: str) -> None:
    def span(title: str) -> str:
        bare = title.lower().removeprefix(f"{ignored} ") if ignored else title.lower()
        return "A-L" if bare[0] in "abcdeéfghijkl" else "M-Z"

    titles = [*TITLES, "The Zoo", "The Wave", "The Amber", "Le Monde", "Mistral", "Nuit", "Orage"]
    seen = [
        link(f"{span(title)}/{title} ({year}).mkv", film(title, year))
        for year, title in enumerate(titles, 1990)
        if title != "Le Monde"
    ]
    if ignored:
        assert Shelf(seen).path(film("The Owl", 2001)) == f"{folder}/The Owl (2001).mkv"
    else:
        seen = [one for one in seen if b"The" not in one.path]
        theirs = [link(f"M-Z/The {t} ({y}).mkv", film(f"The {t}", y))
                  for y, t in enumerate(TITLES, 1960)]  # fmt: skip
        assert Shelf([*seen, *theirs]).path(film("The Ark", 2001)) == "M-Z/The Ark (2001).mkv"


def test_no_new_range_without_asking() -> None:
    shelf = Shelf(films("{t[0]}/{t} ({y}).mkv", [one for one in TITLES if one != "Écume"]))
    question = shelf.asked(film("Zèbre", 2001))
    assert (question.doubt, question.about) == ("level", "work:movie:Zèbre:2001")
    assert {choice.folder for choice in question.choices} >= {b"A", b"B", b"C"}
    answered = Shelf(films("{t[0]}/{t} ({y}).mkv", TITLES), answers={"work:movie:Zèbre:2001": b"Z"})
    assert answered.path(film("Zèbre", 2001)) == "Z/Zèbre (2001).mkv"
    assert answered.path(film("Zone", 2002)) == "Z/Zone (2002).mkv"  # it was agreed to


def _by_genre() -> list[ExistingLink]:
    rows = [("Action", ("Action", "Drame")), ("Drames", ("Drame",)), ("SF", ("Science-Fiction",))]
    found = []
    for place, (folder, genres) in enumerate(rows):
        for year in range(1990, 2000):
            title = f"{TITLES[(year + place) % 8]} {place}"
            genres = genres[::-1]  # in any order
            found.append(link(f"{folder}/{title} ({year}).mkv", film(title, year, genres=genres)))
    return found


# Radarr #1684, #5559: folders of genres, in words of one's own.
@pytest.mark.parametrize(
    ("genres", "folder"),
    [
        (("Drame", "Action"), "Action"),  # which drama yields to
        (("Drama",), "Drames"),
        (("Science Fiction", "Romance"), "SF"),
    ],
)
def test_a_genre_that_yields_to_another(genres: tuple[str, ...], folder: str) -> None:
    path = Shelf(_by_genre()).path(film("Neuf", 2020, genres=genres))
    assert path == f"{folder}/Neuf (2020).mkv"


def test_no_new_genre_without_asking() -> None:
    question = Shelf(_by_genre()).asked(film("Neuf", 2020, genres=("Western",)))
    assert question.doubt == "level"
    assert question.rule is not None
    assert (question.rule.kind, question.rule.share) == ("genre", Share(30, 30))
    assert [(choice.folder, choice.is_new) for choice in question.choices[:1]] == [
        (b"Western", True)
    ]


def test_genres_that_disagree_are_asked_with_their_shares() -> None:
    both = [
        link(f"{folder}/{title} ({year}).mkv", film(title, year, genres=("Crime", "Thriller")))
        for folder in ("Crime", "Thriller")
        for year, title in enumerate((f"{one} {folder}" for one in TITLES), 1980)
    ]
    question = Shelf(both).asked(film("Neuf", 2020, genres=("Crime", "Thriller")))
    assert question.doubt == "level"
    assert {choice.folder for choice in question.choices} == {b"Crime", b"Thriller"}


@pytest.mark.parametrize(
    ("form", "made", "year", "folder"),
    [
        ("{d}s", 1994, 1999, "1990s"),
        ("Années {d}", 1994, 1983, "Années 1980"),
        ("{d}-{e}", 1994, 1990, "1990-1999"),
    ],
)
def test_decades(form: str, made: int, year: int, folder: str) -> None:
    seen = []
    for number, title in enumerate(TITLES * 3):
        of = 1980 + number
        decade = form.format(d=of // 10 * 10, e=of // 10 * 10 + 9)
        seen.append(link(f"{decade}/{title} {number} ({of}).mkv", film(f"{title} {number}", of)))
    assert Shelf(seen).path(film("Neuf", year)) == f"{folder}/Neuf ({year}).mkv"
    assert Shelf(seen).asked(film("Futur", 2031)).choices[0].is_new


# Radarr #4464: a folder a year; the next year's needs no question.
def test_years() -> None:
    seen = films("{y}/{t}.mkv", TITLES)
    assert Shelf(seen).path(film("Neuf", 2026)) == "2026/Neuf.mkv"


# Radarr #1588, #5225: a saga's folder is called as people call it.
def test_collections_where_the_tree_has_them() -> None:
    rows = [(f"Saga {saga}/", f"{saga} {n}", f"{saga} - Saga") for saga in TITLES for n in (1, 2)]
    rows += [("", f"Seul {number}", None) for number in range(12)]
    seen = [
        link(f"Films/{folder}{title} ({year})/{title} ({year}).mkv",
             film(title, year, collection=saga))
        for year, (folder, title, saga) in enumerate(rows, 1950)
    ]  # fmt: skip
    shelf = Shelf(seen)
    again = shelf.path(film("Ambre 3", 2020, collection="Ambre - Saga"))
    assert again == "Films/Saga Ambre/Ambre 3 (2020)/Ambre 3 (2020).mkv"
    assert shelf.path(film("Neuf", 2020)) == "Films/Neuf (2020)/Neuf (2020).mkv"


# Radarr #4866, #2239, Sonarr #5176: never by likeness alone.
@pytest.mark.parametrize(
    ("title", "year"), [("Ghosts", 2021), ("Ghosts Future", 2019), ("Ghost", 2019)]
)
def test_a_folder_of_a_like_name_is_not_used(title: str, year: int) -> None:
    seen = films("{t} ({y})/{t} ({y}).mkv", TITLES)
    ghosts = film("Ghosts", 2019)
    shelf = Shelf([*seen, link("Ghosts (2019)/Ghosts (2019).mkv", ghosts)])
    assert shelf.path(film(title, year)) == f"{title} ({year})/{title} ({year}).mkv"


@pytest.mark.parametrize(
    "folder", ["ghosts [2019]", "Ghosts, The (2019) VO", "Autre nom {tmdb-77}", "GHOSTS (2019)"]
)
def test_a_folder_with_title_and_year_or_id_is_used_as_it_is_written(folder: str) -> None:
    shelf = Shelf(
        films("{t} ({y})/{t} ({y}).mkv", TITLES), LayoutOptions(folders=(folder.encode(),))
    )
    new = film("Ghosts", 2019, ids={"tmdb": "77"}, titles=("The Ghosts",))
    used = not folder.endswith("VO")
    path = shelf.path(new)
    assert path.startswith(f"{folder}/") is used
    assert b"Ghosts (2019)" in path.encode() or used


def test_a_folder_that_shows_files_of_the_work_is_used_whatever_it_is_called() -> None:
    seen = films(PLAIN, TITLES)
    work = series("Les Revenants", 2012)
    rest = [link(f"Séries/{t} ({y})/S01E01.mkv", series(t, y), episode(1, 1))
            for y, t in enumerate(TITLES, 1990)]  # fmt: skip
    mine = link("Séries/Zombies de Pierre/S01E01.mkv", work, episode(1, 1))
    shelf = Shelf([*seen, *rest, mine])
    assert shelf.path(work, episode(1, 2)) == "Séries/Zombies de Pierre/S01E02.mkv"


# jellyfin #17552: links to one film in two places.
def test_two_folders_of_one_work_are_asked() -> None:
    work = film("Ambre", 1990)
    links = [*films(PLAIN, TITLES), link("Films/Ambre (1990) bis/x.mkv", work)]
    links[0] = link("Films/Ambre (1990)/Ambre (1990).mkv", work)
    question = Shelf(links).asked(work, file(part=2))
    assert question.doubt == "two_folders"
    assert {choice.answer for choice in question.choices} == {
        b"Films/Ambre (1990)", b"Films/Ambre (1990) bis",
    }  # fmt: skip


UHD = MediaFacts(lines=2160, audio=(AudioTrack("fr"),))
HD = MediaFacts(lines=1080, audio=(AudioTrack("fr"),))


# jellyfin #17562, #3242, #8098: a version begins with its folder's name to the letter.
def test_a_second_version_only_where_the_tree_has_several() -> None:
    links = films(PLAIN, MORE)
    work = film("Brume", 1991)
    links[1] = link("Films/brume (1991)/brume (1991).mkv", work, file(media=HD))
    question = Shelf(links).asked(work, file(media=UHD))
    assert (question.doubt, question.detail) == ("second_version", "2160p")
    shelf = Shelf(links, LayoutOptions(versions=True))
    assert shelf.path(work, file(media=UHD)) == "Films/brume (1991)/brume (1991) - 2160p.mkv"


# jellyfin #12366: a year in a label is taken for the film's.
def test_labels_of_versions() -> None:
    shelf = Shelf(films(PLAIN, TITLES), LayoutOptions(versions=True))
    work = film("Neuf", 2020)
    found = shelf.place(
        work, file(media=HD), file(media=UHD), file(media=HD, edition="1977 Special Edition")
    )
    names = [one.path.rpartition(b"/")[2].decode() for one in found if isinstance(one, Placed)]
    assert names == [
        f"Neuf (2020) - {label}.mkv" for label in ("1080p", "2160p", "Special Edition")
    ]
    equal = shelf.place(film("Dix", 2020), file(media=HD), file(media=HD))
    assert [one.doubt for one in equal if isinstance(one, Question)] == ["same_label"] * 2


# jellyfin #5871, Emby #3689: parts are told as the tree or the preset tells them.
@pytest.mark.parametrize("form", ["-cd{}", " - part{}", " CD{}", ".pt{}"])
def test_parts_as_the_tree_tells_them(form: str) -> None:
    links = films(PLAIN, TITLES)
    for number in (1, 2):
        name = f"Films/Long (1970)/Long (1970){form.format(number)}.mkv"
        links.append(link(name, film("Long", 1970), file(part=number)))
    found = Shelf(links).place(film("Neuf", 2020), file(part=1), file(part=2))
    assert [one.path.decode() for one in found if isinstance(one, Placed)] == [
        f"Films/Neuf (2020)/Neuf (2020){form.format(number)}.mkv" for number in (1, 2)
    ]


def _shows(form: str, seasons: tuple[int, ...] = (1, 2)) -> list[ExistingLink]:
    return [
        link(form.format(t=title, y=year, s=season), series(title, year), episode(season, 1))
        for year, title in enumerate(TITLES, 1990)
        for season in seasons
    ]


# Sonarr #1492, #1330, #903: seasons and specials as the tree has them.
@pytest.mark.parametrize("folder", ["Saison {s}", "Season {s:02}", "S{s:02}", "Staffel {s}"])
def test_seasons_as_the_tree_writes_them(folder: str) -> None:
    links = _shows("Séries/{t} ({y})/" + folder + "/{t} - S{s:02}E01.mkv")
    specials = [link(f"Séries/{t} ({y})/Spéciaux/{t} - S00E01.mkv", series(t, y), episode(0, 1))
                for y, t in enumerate(TITLES, 1990)]  # fmt: skip
    shelf = Shelf([*links, *specials])
    work = series("Neuve", 2020)
    eleven = f"Séries/Neuve (2020)/{folder.format(s=11)}/Neuve - S11E01.mkv"
    assert shelf.path(work, episode(11, 1)) == eleven
    assert shelf.path(work, episode(0, 2)) == "Séries/Neuve (2020)/Spéciaux/Neuve - S00E02.mkv"


def test_a_show_goes_on_as_it_began() -> None:
    links = _shows("Séries/{t}/Saison {s:02}/{t} - S{s:02}E01.mkv")
    own = series("À part", 2011)
    links += [link(f"Séries/A part !/S{s}/a part {s}x0{n}.mkv", own, episode(s, n))
              for s in (1, 2) for n in (1, 2, 3)]  # fmt: skip
    assert Shelf(links).path(own, episode(3, 4)) == "Séries/A part !/S3/a part 3x04.mkv"


@pytest.mark.parametrize("several", ["E01-E02", "E01E02", "E01-02"])
def test_several_episodes_as_the_tree_does(several: str) -> None:
    links = _shows("Séries/{t}/{t} - S{s:02}E01.mkv")
    work = series("Double", 2009)
    links += [link(f"Séries/Double/Double - S0{s}{several}.mkv", work, episode(s, 1, 2))
              for s in (1, 2, 3)]  # fmt: skip
    wanted = several.replace("E01", "E05").replace("02", "06")
    path = Shelf(links).path(series("Neuve", 2020), episode(4, 5, 6))
    assert path == f"Séries/Neuve/Neuve - S04{wanted}.mkv"


# Sonarr #1951, #4366, Absolute-Series-Scanner #513: numbers that count from the first season on.
@pytest.mark.parametrize("form", ["{t} - {n:03}", "{t} - S02E01 - {n:03}", "[GRP] {t} - {n:02}"])
def test_anime_with_absolute_numbers(form: str) -> None:
    links = [
        link(f"Animes/{t}/{form.format(t=t, n=13)}.mkv", series(t, y),
             episode(2, 1, absolute=13, path=f"in/[GRP] {t} - 13.mkv"))
        for y, t in enumerate(TITLES, 1990)
    ]  # fmt: skip
    shown = episode(2, 1, absolute=26, path="in/[GRP] Neuve - 26.mkv")
    path = Shelf(links).path(series("Neuve", 2020), shown)
    assert path == f"Animes/Neuve/{form.format(t='Neuve', n=26)}.mkv"


# Radarr #436: a folder for each quality, no folder for a film.
def test_a_folder_by_the_copy() -> None:
    links = []
    for year, title in enumerate(TITLES * 2, 1990):
        media = (HD, UHD)[year % 2]
        name = f"{'4K' if media is UHD else 'HD'}/{title} {year} ({year}).mkv"
        links.append(link(name, film(f"{title} {year}", year), file(media=media)))
    assert Shelf(links).path(film("Neuf", 2020), file(media=UHD)) == "4K/Neuf (2020).mkv"


def test_a_folder_by_the_one_in_storage() -> None:
    links = [
        link(f"{'Enfants' if year % 2 else 'Grands'}/{title} {year}.mkv",
             film(f"{title} {year}", year),
             file(f"{'kids' if year % 2 else 'grown'}/x{year}.mkv"))
        for year, title in enumerate(TITLES * 2, 1990)
    ]  # fmt: skip
    shelf = Shelf(links)
    assert shelf.path(film("Neuf"), file("kids/neuf.mkv")) == "Enfants/Neuf.mkv"
    assert shelf.asked(film("Dix"), file("other/dix.mkv")).doubt == "level"


def test_names_of_storage_kept() -> None:
    links = []
    for year, title in enumerate(TITLES, 1990):
        name = f"{title.replace(' ', '.')}.{year}.FRENCH.x264-GRP.mkv"
        links.append(link(f"Films/{name}", film(title, year), file(f"in/{name}")))
    new = file("in/Tout.Autre.Chose.2020.MULTi-X.mkv")
    assert Shelf(links).path(film("Neuf", 2020), new) == "Films/Tout.Autre.Chose.2020.MULTi-X.mkv"


def test_a_path_that_is_taken_is_asked_whatever_its_case() -> None:
    links = [*films("Films/{t}.mkv", MORE), link("Films/NEUF.mkv", film("Autre", 1950))]
    question = Shelf(links).asked(film("Neuf", 2020))
    assert (question.doubt, question.detail) == ("same_name", "Films/NEUF.mkv")
    both = Shelf(films("Films/{t}.mkv", TITLES)).placer
    outcomes = both.place([])
    assert outcomes == []


def test_nothing_is_placed_below_a_link() -> None:
    links = [*films(PLAIN, TITLES), link("Films/Neuf (2020)")]
    assert Shelf(links).asked(film("Neuf", 2020)).doubt == "same_name"


def test_an_empty_root_asks_for_a_layout_once() -> None:
    question = Shelf([]).asked(film("Neuf", 2020))
    assert (question.doubt, question.about) == ("no_layout", "layout:film")
    answered = Shelf([], answers={"layout:film": b"kodi"})
    assert answered.path(film("Neuf", 2020)) == "Neuf (2020)/Neuf (2020).mkv"
    odd = Shelf([], answers={"layout:film": b"\xff{nothing"})
    assert odd.asked(film("Neuf", 2020)).doubt == "no_layout"


def test_file_names_that_follow_no_one_rule_are_asked_once() -> None:
    links = [*films("{t} ({y}).mkv", TITLES[:5]), *films("{t}.mkv", [f"{t} 2" for t in TITLES])]
    question = Shelf(links).asked(film("Neuf", 2020))
    assert question.doubt == "names"
    assert [choice.answer for choice in question.choices][:2] == [
        b"{Movie Title}", b"{Movie Title} ({Release Year})",
    ]  # fmt: skip
    answered = Shelf(links, answers={question.about: b"{Movie Title} ({Release Year})"})
    assert answered.path(film("Neuf", 2020)) == "Neuf (2020).mkv"


def test_where_a_link_would_be_if_it_were_made_now() -> None:
    work = film("Ambre", 1990)
    links = films(PLAIN, MORE)
    links[0] = link("Films/Divers/ambre.mkv", work)
    shelf = Shelf(links)
    outcome = shelf.placer.expected(links[0])
    assert isinstance(outcome, Placed)
    assert outcome.path == b"Films/Ambre (1990)/Ambre (1990).mkv"
    assert shelf.placer.expected(ExistingLink(b"Films/x.mkv")) is None
    same = shelf.placer.expected(links[1])
    assert isinstance(same, Placed)
    assert same.path == links[1].path


def test_new_folders_are_told() -> None:
    outcome = Shelf(films(PLAIN, TITLES)).place(film("Neuf", 2020))[0]
    assert isinstance(outcome, Placed)
    assert outcome.new_folders == (b"Films/Neuf (2020)",)
    assert outcome.reasons[-1].rule is not None
    assert outcome.reasons[-1].rule.share == Share(8, 8)
