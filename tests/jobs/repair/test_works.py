"""What is proposed by names, and what never is."""

from __future__ import annotations

import os
import shutil
from typing import NamedTuple

import pytest

from tests.support.finding import Found, cautions, reasons
from tests.support.library import Library

SHOW = "Séries/{0}/Saison 01/{0} - {1}.mkv"


class Pair(NamedTuple):
    """A link, what it showed, and another film or episode that is still there."""

    link: str
    old: str
    other: str


def films(old: str, other: str) -> Pair:
    return Pair(f"Films/{old}", f"Films/{old}", f"Films/{other}")


def foldered(old: str, other: str, ending: str = "") -> Pair:
    name = "Films/{0}/{0}" + ending + ".mkv"
    return Pair(name.format(old), name.format(old), name.format(other))


def beside(old: str, other: str, name: str) -> Pair:
    """Two folders with a file of the same name in each."""
    return Pair(f"{old}/{name}", f"{old}/{name}", f"{other}/{name}")


def episodes(show: str, old: str, other: str) -> Pair:
    return Pair(SHOW.format(show, old), SHOW.format(show, old), SHOW.format(show, other))


VETOES = {
    "another year": foldered("Dune (1984)", "Dune (2021)"),
    "another year, dotted": films("Ghostbusters.1984.DVDRip.mkv", "Ghostbusters.2016.BDRip.mkv"),
    "another year, same file name": beside("Films/Mummy (1999)", "Films/Mummy (2017)", "mummy.mkv"),
    "another id": films("Solaris {tmdb-593}.mkv", "Solaris {tmdb-2103}.mkv"),
    "absolute number": films("a.mkv", "b.mkv")._replace(
        link="Séries/Animes/One Piece/One Piece - 100.mkv",
        old="Séries/Animes/One Piece/One Piece - 100.mkv",
        other="Séries/Animes/One Piece/One Piece - 101.mkv",
    ),
    "absolute number alone": beside("Animes/Bleach", "Animes/Bleach", "E100.mkv")._replace(
        other="Animes/Bleach/E101.mkv"
    ),
    "the other half": films("Ran (1985)-part1.mkv", "Ran (1985)-part2.mkv"),
    "the other half, pt": films("Kagemusha (1980) - pt1.mkv", "Kagemusha (1980) - pt2.mkv"),
    "the other half, letters": films("Dersou (1975) a.mkv", "Dersou (1975) b.mkv"),
    "the other half, folders": beside(
        "Films/Barry (1975)/CD1", "Films/Barry (1975)/CD2", "barry.avi"
    ),
    "a half for the whole": films("Fitz (1982).mkv", "Fitz (1982)-part1.mkv"),
    "another part behind the year": films("Che (2008) - Partie 1.mkv", "Che (2008) - Partie 2.mkv"),
    "another episode": episodes("Dark (2017)", "S01E01", "S01E02"),
    "another season": episodes("Lost (2004)", "S01E03", "S02E03"),
    "a special": episodes("Sherlock (2010)", "S00E01", "S01E01"),
    "half of a double": episodes("Friends (1994)", "S01E01E02", "S01E01"),
    "a double for a single": episodes("Fringe (2008)", "S01E01", "S01E01E02"),
    "another day": Pair(
        "Séries/Daily/Daily - 2020-01-02.mkv",
        "Séries/Daily/Daily - 2020-01-02.mkv",
        "Séries/Daily/Daily - 2020-01-03.mkv",
    ),
    "another part": foldered("Ben-Hur (1959)", "Ben-Hur (1959)", " CD1")._replace(
        other="Films/Ben-Hur (1959)/Ben-Hur (1959) CD2.mkv"
    ),
    "another country": Pair(
        SHOW.format("The Office (US)", "S01E04"),
        SHOW.format("The Office (US)", "S01E04"),
        SHOW.format("The Office (UK)", "S01E04"),
    ),
    "another country, dotted": Pair(
        "Séries/Shameless.US.S01E04.HDTV.mkv",
        "Séries/Shameless.US.S01E04.HDTV.mkv",
        "Séries/Shameless.UK.S01E04.HDTV.mkv",
    ),
    "a series for a film": Pair(
        "Films/Fargo (1996).mkv", "Films/Fargo (1996).mkv", SHOW.format("Fargo (1996)", "S01E01")
    ),
    "a film for a series": Pair(
        SHOW.format("Hannibal (2001)", "S01E01"),
        SHOW.format("Hannibal (2001)", "S01E01"),
        "Films/Hannibal (2001)/Hannibal (2001).mkv",
    ),
    "a letter more": films("Alien.mkv", "Aliens.mkv"),
    "another numeral": films("Rocky II.mkv", "Rocky III.mkv"),
    "another numeral, a year on": foldered("Kill Bill Vol. 1 (2003)", "Kill Bill Vol. 2 (2004)"),
    "a numeral more": foldered("Toy Story (1999)", "Toy Story 2 (1999)"),
    "another half": foldered(
        "Harry Potter et les reliques de la mort - Partie 1 (2010)",
        "Harry Potter et les reliques de la mort - Partie 2 (2011)",
    ),
    "episode code alone": beside(
        "Séries/Kaamelott (2005)/Saison 01", "Séries/Columbo (1971)/Saison 01", "S01E05.mkv"
    ),
    "episode words alone": beside(
        "Séries/Maigret/Saison 1", "Séries/Barnaby/Saison 1", "Episode 02.mkv"
    ),
    "season and episode words alone": beside(
        "Séries/Poirot/Saison 1", "Séries/Taggart/Saison 1", "Saison 01 Episode 03.mkv"
    ),
    "the same words in another season": beside(
        "Séries/Vera/Saison 1", "Séries/Vera/Saison 2", "Episode 04.mkv"
    ),
    "the same number in another season": beside(
        "Séries/Luther/Saison 1", "Séries/Luther/Saison 2", "03.mkv"
    ),
    "a name without meaning": beside("Films/Brazil (1985)", "Films/Akira (1988)", "movie.mkv"),
    "three words without meaning": beside(
        "Films/Casino (1995)", "Films/Serpico (1973)", "film en français.mkv"
    ),
    "another film's making of": beside(
        "Films/Tron (1982)/Extras", "Films/Jaws (1975)/Extras", "Making of.mkv"
    ),
    "a film for its extra": Pair(
        "Films/Gandhi (1982)/Extras/Gandhi (1982).mkv",
        "Films/Gandhi (1982)/Extras/Gandhi (1982).mkv",
        "Films/Gandhi (1982)/Gandhi (1982).mkv",
    ),
    "an extra for its film": Pair(
        "Films/Lolita (1962).mkv",
        "Films/Lolita (1962)/lo.avi",
        "Films/Lolita (1962)/Extras/Lolita (1962).mkv",
    ),
    "a film for its subtitles": Pair(
        "Films/Rope (1948)/Rope (1948).srt",
        "Films/Rope (1948)/Rope (1948).srt",
        "Films/Autres/Rope (1948).mkv",
    ),
    "a film for its folder": Pair(
        "Films/Vertigo (1958)", "Films/Vertigo (1958)", "Films/Autres/Vertigo (1958).mkv"
    ),
}
HOWS = ("new", "catalogued", "known before")


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Found]:
    """Searches by how much the catalogue knows: nothing, the other works, all."""
    found = {}
    for how in HOWS:
        library = Library(tmp_path_factory.mktemp("vetoes"))
        library.films(60)  # by which the disk is recognised
        if how == "new":
            library.link("Films/Film 001 (2001)", library.path("Films/Film 001 (2001)"))
            library.import_()
        for pair in VETOES.values():
            if not os.path.lexists(library.path(pair.other)):
                library.put(pair.other)
            if how == "known before":
                library.put(pair.old + ("/x.mkv" if "." not in pair.old else ""))
                library.link(pair.link, library.path(pair.old))
        if how != "new":
            library.import_()
        for pair in VETOES.values():
            if how == "known before":
                path = library.path(pair.old)
                shutil.rmtree(path) if os.path.isdir(path) else os.unlink(path)
            else:
                library.link(pair.link, library.path(pair.old))
        found[how] = library.find(accept_loss=True)
    return found


@pytest.mark.parametrize("how", HOWS)
@pytest.mark.parametrize("pair", VETOES.values(), ids=VETOES)
def test_never_proposed(searched: dict[str, Found], how: str, pair: Pair) -> None:
    assert searched[how].offered(pair.link) == []


HEAT = "Films/Heat (1995)/Heat (1995).mkv"
DARK = "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E02.mkv"


@pytest.fixture
def shelf(library: Library) -> Library:
    """Some films and an episode, imported with no link that is broken."""
    library.put(HEAT)
    library.put(DARK)
    library.films(8)
    library.link("Films/Film 001 (2001)", library.path("Films/Film 001 (2001)"))
    library.import_()
    return library


class Cold(NamedTuple):
    """A link that was never seen healthy, and what is proposed for it."""

    link: str
    text: str
    tier: str
    found: str
    why: list[str]


COLD = {
    "another place": Cold("Films/h.mkv", "/old/Heat (1995).mkv", "same-name", HEAT, ["same-name"]),
    "another prefix": Cold(
        "Films/Heat (1995).mkv", f"/old/{HEAT}", "same-name", HEAT, ["same-name", "same-path"]
    ),
    "another extension": Cold(
        "Films/Heat (1995).mkv", "/old/Heat (1995).avi", "same-name", HEAT, ["other-extension"]
    ),
    "another case": Cold(
        "Films/Heat (1995).mkv", "/old/heat (1995).MKV", "same-name", HEAT, ["other-writing"]
    ),
    "another name": Cold(
        "Films/Heat (1995).mkv", "/old/Heat.1995.FRENCH.avi", "same-work", HEAT, ["film"]
    ),
    "known by the link's name": Cold(
        "Films/Heat (1995).mkv", "/old/12.mkv", "same-work", HEAT, ["film"]
    ),
    "known by the old name": Cold(
        "Films/12.mkv", "/old/Films/Heat (1995)/h.mkv", "same-work", HEAT, ["film"]
    ),
    "another episode name": Cold(
        "Séries/Dark (2017)/Saison 01/Dark (2017) - S01E02.mkv",
        "/old/Dark.S01E02.MULTi.avi",
        "same-work",
        DARK,
        ["episode"],
    ),
    "a misprint": Cold(
        "Films/Haet (1995).mkv", "/old/Haet (1995).mkv", "similar-name", HEAT, ["similar"]
    ),
    "no year": Cold("Films/Heat.mkv", "/old/Heat.avi", "similar-name", HEAT, ["no-year"]),
    "a year apart": Cold(
        "Films/Heat (1996).mkv", "/old/Heat (1996).avi", "similar-name", HEAT, ["near-year"]
    ),
}


AFTER_AN_IMPORT = ("a misprint", "known by the old name")
"""What is not looked for among files that no import has named yet."""


@pytest.mark.parametrize(
    ("case", "how"),
    [
        pytest.param(case, how, id=f"{name}-{how}")
        for name, case in COLD.items()
        for how in ("catalogued", "new")
        if how == "catalogued" or name not in AFTER_AN_IMPORT
    ],
)
def test_a_link_never_seen_healthy(library: Library, case: Cold, how: str) -> None:
    library.films(8)
    library.link("Films/Film 001 (2001)", library.path("Films/Film 001 (2001)"))
    if how == "new":
        library.import_()
    library.put(HEAT)
    library.put(DARK)
    if how == "catalogued":
        library.import_()
    library.link(case.link, case.text)
    found = library.find()
    assert found.best(case.link) == (case.tier, case.found)
    first = found.first(case.link)
    assert reasons(first) == case.why
    assert (cautions(first), first.has_identity) == ([], False)
    assert found.offered(case.link) == [case.found]


def test_a_half_does_not_stand_in_for_the_whole(shelf: Library) -> None:
    shelf.put("Films/Ran (1985)/Ran (1985) CD1.mkv")
    shelf.put("Films/Ran (1985)/Ran (1985)-part2.mkv")
    shelf.import_()
    shelf.link("Films/Ran (1985).mkv", "/old/Ran (1985).avi")
    assert shelf.find().offered("Films/Ran (1985).mkv") == []


def test_the_whole_may_stand_in_for_a_half(shelf: Library) -> None:
    shelf.put("Films/Ran (1985)/Ran (1985).mkv")
    shelf.import_()
    shelf.link("Films/Ran (1985) - CD1.mkv", "/old/Ran (1985) - CD1.avi")
    found = shelf.find()
    assert found.offered("Films/Ran (1985) - CD1.mkv") == ["Films/Ran (1985)/Ran (1985).mkv"]
    assert "other-part" in cautions(found.first("Films/Ran (1985) - CD1.mkv"))


def test_two_files_of_one_film(shelf: Library) -> None:
    """The one of the old resolution comes first, and neither is certain."""
    for resolution in ("2160p", "1080p"):
        shelf.put(f"Films/Ran (1985)/Ran (1985) - {resolution}.mkv")
    shelf.import_()
    shelf.link("Films/Ran (1985).mkv", "/old/Ran.1985.1080p.x264.avi")
    found = shelf.find()
    assert found.offered("Films/Ran (1985).mkv") == [
        "Films/Ran (1985)/Ran (1985) - 1080p.mkv",
        "Films/Ran (1985)/Ran (1985) - 2160p.mkv",
    ]
    for one in found.link("Films/Ran (1985).mkv").proposals:
        assert cautions(one) == ["not-alone"]
        assert one.cautions[0].facts == {"count": 2}


def test_two_files_of_one_name(shelf: Library) -> None:
    """Which of them is meant, only the rest of the path tells."""
    for folder in ("A", "B"):
        shelf.put(f"Films/{folder}/Ran (1985)/Ran (1985).mkv", f"video {folder}".encode())
    shelf.import_()
    shelf.link("Films/Ran (1985).mkv", "/old/Ran (1985)/Ran (1985).mkv")
    shelf.link("Films/Ran.mkv", "/old/B/Ran (1985)/Ran (1985).mkv")
    found = shelf.find()
    assert found.best("Films/Ran.mkv") == ("same-name", "Films/B/Ran (1985)/Ran (1985).mkv")
    one, other = found.link("Films/Ran (1985).mkv").proposals
    assert (one.tier, cautions(one), cautions(other)) == ("same-work", ["not-alone"], ["not-alone"])


def test_shown_by_another_link_already(shelf: Library) -> None:
    shelf.link("Films/Heat (1995).mkv", shelf.path(HEAT))
    shelf.import_()
    shelf.link("Films/Heat.mkv", "/old/Heat (1995).mkv")
    first = shelf.find().first("Films/Heat.mkv")
    assert (first.tier, cautions(first)) == ("same-name", ["shown-already"])
    assert first.cautions[0].facts == {"link": "Films/Heat (1995).mkv"}
    os.unlink(shelf.path("Films/Heat (1995).mkv", shelf.links))
    assert cautions(shelf.find().first("Films/Heat.mkv")) == []


def test_rivals_for_one_file(shelf: Library) -> None:
    shelf.link("Films/Heat (1995) a.mkv", "/old/a/Heat (1995).avi")
    shelf.link("Films/Heat (1995) b.mkv", "/old/b/Heat (1995).avi")
    found = shelf.find()
    for name in ("Films/Heat (1995) a.mkv", "Films/Heat (1995) b.mkv"):
        assert found.offered(name) == [HEAT]
        assert found.first(name).cautions[0].kind == "rivals"
        assert found.first(name).cautions[0].facts == {"count": 2}


def test_two_links_to_one_lost_target_are_no_rivals(shelf: Library) -> None:
    shelf.link("Films/Heat (1995).mkv", "/old/Heat (1995).avi")
    shelf.link("Films/Again/Heat (1995).mkv", "/old/Heat (1995).avi")
    found = shelf.find()
    for link in found.by_link.values():
        assert [cautions(one) for one in link.proposals] == [[]]


def test_an_episode_in_no_seasons_folder(shelf: Library) -> None:
    """The very name, number and all, but nothing says that it is the same season."""
    shelf.put("Séries/Vrac/Rome 05.mkv")
    shelf.import_()
    shelf.link("Séries/Rome/Saison 2/Rome 05.mkv", "/old/Séries/Rome/Saison 2/Rome 05.mkv")
    found = shelf.find()
    first = found.first("Séries/Rome/Saison 2/Rome 05.mkv")
    assert (first.tier, cautions(first)) == ("same-name", ["no-season"])


def test_known_to_be_the_same_film_by_its_ids(shelf: Library) -> None:
    shelf.put("Films/Le Cercle {tmdb-565}.mkv")
    shelf.import_()
    shelf.link("Films/The Ring (2002) {tmdb-565}.mkv", "/old/ring.mkv")
    first = shelf.find().first("Films/The Ring (2002) {tmdb-565}.mkv")
    assert (first.tier, reasons(first)) == ("same-work", ["work"])
    assert first.place.path == b"Films/Le Cercle {tmdb-565}.mkv"


def test_a_new_file_is_judged_by_what_it_was(shelf: Library) -> None:
    """One that moved is not named anew; its film still bars others of its name."""
    shelf.put("Films/Dune (2021)/dune version longue.mkv")
    shelf.import_()
    shelf.rename("Films/Dune (2021)/dune version longue.mkv", "Films/Vrac/dune version longue.mkv")
    shelf.link("Films/Dune (1984).mkv", "/old/Films/Dune (1984)/dune version longue.mkv")
    assert shelf.find().offered("Films/Dune (1984).mkv") == []


def test_more_new_files_than_are_named(shelf: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("vidtui.jobs.repair.name_reader.MOST_NEW", 2)
    for number in range(5):
        shelf.put(f"Films/Brazil/{number}.mkv")
    shelf.link("Films/Brazil (1985).mkv", "/old/Brazil (1985).mkv")
    (notice,) = shelf.find().notices
    assert notice == "3 new files were not looked at; an import names them: vidtui import"


def test_at_most_nine(shelf: Library) -> None:
    for number in range(12):
        shelf.put(f"Films/Ran (1985)/Ran (1985) - {number}00p.mkv")
    shelf.import_()
    shelf.link("Films/Ran (1985).mkv", "/old/Ran (1985).avi")
    assert len(shelf.find().link("Films/Ran (1985).mkv").proposals) == 9


def test_a_loop_by_the_links_own_name(shelf: Library) -> None:
    shelf.link("Films/Heat (1995).mkv", "Heat (1995).mkv")
    assert shelf.find().offered("Films/Heat (1995).mkv") == [HEAT]


def test_ids_stay_from_search_to_search(shelf: Library) -> None:
    shelf.link("Films/Heat (1995).mkv", "/old/Heat (1995).avi")
    one, other = (shelf.find().first("Films/Heat (1995).mkv") for _time in range(2))
    assert one == other


def test_the_very_name_elsewhere_goes_before_another_extension_beside(library: Library) -> None:
    library.put("Films/SF/Blade Runner (1982).mkv", b"another encoding")
    library.put("Films/Drame/Blade Runner (1982).avi", b"the film")
    library.link("Films/Blade Runner.avi", library.path("Films/SF/Blade Runner (1982).avi"))
    library.import_()
    first = library.find().by_link[b"Films/Blade Runner.avi"].proposals[0]
    assert (first.tier, first.place.path) == ("same-name", b"Films/Drame/Blade Runner (1982).avi")
