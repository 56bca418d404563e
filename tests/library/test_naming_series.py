from __future__ import annotations

import pytest

from vidtui.library.naming.canonical import read_canonical
from vidtui.library.naming.guess import read_guessit
from vidtui.library.naming.layout import read_layout, season_of
from vidtui.library.naming.name import Name, NameRequest


def read(path: str) -> Name:
    request = NameRequest(0, path, "series", 1, anime="Mangas/" in path)
    return read_canonical(request) or read_guessit(request)


@pytest.mark.parametrize(
    ("path", "title", "season", "episodes"),
    [
        ("S/L/Lost (2004)/Saison 01/Lost (2004) - S01E01 - Pilote.mkv", "Lost", 1, (1,)),
        ("S/L/Lost (2004)/Saison 01/Lost (2004) - s01e01.mkv", "Lost", 1, (1,)),
        ("S/L/Lost (2004)/Saison 01/Lost (2004) - S01E01E02 - X.mkv", "Lost", 1, (1, 2)),
        ("S/L/Lost (2004)/Saison 01/Lost (2004) - S01E01-E03 - X.mkv", "Lost", 1, (1, 2, 3)),
        ("S/L/Lost (2004)/Saison 01/S01E01 - Pilote.mkv", "Lost", 1, (1,)),
        ("S/L/Lost (2004)/Saison 01/Lost S01E01.mkv", "Lost", 1, (1,)),
        ("S/L/Lost (2004)/Saison 01/Lost - S01E01 - Pilote WEBDL-1080p.mkv", "Lost", 1, (1,)),
        ("S/Lost/Saison 1/Episode 02.mkv", "Lost", 1, (2,)),
        ("S/Lost (2004)/Spéciaux/Lost (2004) - S00E03 - Bonus.mkv", "Lost", 0, (3,)),
        ("S/Lost (2004)/Lost (2004) - S02E05.mkv", "Lost", 2, (5,)),
        ("S/Lost (2004) - S02E05 - X.mkv", "Lost", 2, (5,)),
        ("S/9-1-1 (2018)/Saison 01/9-1-1.S01E02.720p.mkv", "9-1-1", 1, (2,)),
        ("S/1883 (2021)/Saison 01/1883 (2021) - S01E02.mkv", "1883", 1, (2,)),
        ("S/11.22.63 (2016)/Saison 1/11.22.63 (2016) - S01E06 - Pilot.mkv", "11.22.63", 1, (6,)),
    ],
)
def test_canonical_names_need_no_guessit(
    path: str, title: str, season: int, episodes: tuple[int, ...]
) -> None:
    name = read_canonical(NameRequest(0, path, "series", 1))
    assert name is not None
    assert (name.titles[0], name.season, name.episodes) == (title, season, episodes)
    assert name.source == "canonical"
    assert name.agree


@pytest.mark.parametrize(
    "path",
    [
        "S/Lost (2004)/Saison 1/Lost (2004) - S02E03.mkv",
        "S/Lost (2004)/Saison 1/Heroes - S01E03.mkv",
        "S/Lost (2004)/Saison 1/Lost (2003) - S01E03.mkv",
        "S/Lost (2004)/Saison 1/Lost (2004) - S01E04 - 1984.mkv",
        "S/Lost (2004)/Saison 1/Lost (2004) - S01E04 - S01E05.mkv",
        "S/Lost (2004)/Saison 1/Lost.S01E01.E02.mkv",
        "S/Lost (2004)/Saison 1/Lost (2004) - S01E01-E99.mkv",
        "S/Lost (2004)/Saison 1/Lost (2004) - S01E01-03.mkv",
        "S/Lost (2004)/Saison 1/02 - Titre.mkv",
        "S/Lost.S01E01.mkv",
        "S/Lost (2004) - 2004-09-22.mkv",
        "S/.mkv",
    ],
)
def test_the_fast_path_declines_what_is_unusual(path: str) -> None:
    assert read_canonical(NameRequest(0, path, "series", 1)) is None


@pytest.mark.parametrize(
    ("path", "title", "season", "episodes"),
    [
        ("S/Show/02x03-E15.mkv", "Show", 2, tuple(range(3, 16))),
        ("S/Show/Show S05E01-E03-E05.mkv", "Show", 5, (1, 3, 5)),
        ("S/Show/Show Season 3 - 11.mkv", "Show", 3, (11,)),
        ("S/Show/Show S01E01-03.mkv", "Show", 1, (1, 2, 3)),
        ("S/Show/Show.S01E01.E02.mkv", "Show", 1, (1, 2)),
        ("S/Show/Show.S01E01-S01E03.mkv", "Show", 1, (1, 2, 3)),
        ("S/Show/Saison 1/Show 1x01-02.mkv", "Show", 1, (1, 2)),
        ("S/Show/Saison 1/Show - 1x01x02.mkv", "Show", 1, (1, 2)),
        ("S/Show (2004)/Saison 1/Show (2004) - S01E04 - 1984.mkv", "Show", 1, (4,)),
        ("S/The.100.S01E01.mkv", "The 100", 1, (1,)),
        ("S/The 100/Saison 1/The.100.103.mkv", "The 100", 1, (3,)),
        ("S/30.Rock.S02E03.mkv", "30 Rock", 2, (3,)),
        ("S/30 Rock (2006)/Saison 2/30.Rock.203.mkv", "30 Rock", 2, (3,)),
        ("S/19-2.2014.S01E02.mkv", "19-2", 1, (2,)),
        ("S/11.22.63/Saison 1/11.22.63 - 02.mkv", "11.22.63", 1, (2,)),
        (
            "S/24 heures chrono (2001)/Saison 1/24 heures chrono - 05.avi",
            "24 heures chrono",
            1,
            (5,),
        ),
        ("S/24/Saison 1/24.S01E03.mkv", "24", 1, (3,)),
        ("S/Generation.Kill.Part.3.720p.mkv", "Generation Kill", 1, (3,)),
        ("S/Lost/Saison 1/02.mkv", "Lost", 1, (2,)),
        ("S/Lost/Saison 1/02 - Titre.mkv", "Lost", 1, (2,)),
        ("S/Lost/Saison 1/07 - Episode 5.mkv", "Lost", 1, (7,)),
        ("S/Lost/Saison 1/E05.mkv", "Lost", 1, (5,)),
        ("S/Lost/Saison 1/Lost S1 Ep5 VF.mkv", "Lost", 1, (5,)),
        ("S/Lost/Saison 1/lost_s01_e05.mkv", "Lost", 1, (5,)),
        ("S/Lost/Saison 11/lost.1105.fr.mkv", "Lost", 11, (5,)),
        ("S/Lost/Lost - Saison 1 Episode 3.mkv", "Lost", 1, (3,)),
        ("S/Lost.S01.FRENCH.1080p/Lost.E03.mkv", "Lost", 1, (3,)),
        ("S/Lost/Saison 1/Lost.S01E09.720p-GRP/grp-lost109.mkv", "Lost", 1, (9,)),
        ("S/Kaamelott/Livre 1/Kaamelott - 1x05.mkv", "Kaamelott", 1, (5,)),
        ("S/H/Saison 1/H - 101.avi", "H", 1, (1,)),
        ("S/Doctor Who/Doctor_Who_(2005)_-_s01_e05.mkv", "Doctor Who", 1, (5,)),
        ("S/The.Office.US.S01E02.720p.mkv", "The Office", 1, (2,)),
        ("S/Trailer Park Boys/Trailer Park Boys S01E01.mkv", "Trailer Park Boys", 1, (1,)),
        ("S/Lost/Lost S00E03.mkv", "Lost", 0, (3,)),
        ("S/Lost.S01E01+02.FRENCH.DVDRip.XviD-GRP.avi", "Lost", 1, (1, 2)),
        ("S/Lost.1x02.1x03.HDTV.XviD-GRP.avi", "Lost", 1, (2, 3)),
        ("S/Lost.S04E05E09.mkv", "Lost", 4, (5, 9)),
        ("S/Lost - S01E02 - S01E03 - S01E04 - Titre.mkv", "Lost", 1, (2, 3, 4)),
        ("S/Le.Direct.S2014E18.720p.mkv", "Le Direct", 2014, (18,)),
        ("S/lost.109.hdtv-grp.mp4", "lost", 1, (9,)),
    ],
)
def test_names_that_mislead_guessit(
    path: str, title: str, season: int, episodes: tuple[int, ...]
) -> None:
    name = read(path)
    assert (name.titles[0], name.season, name.episodes) == (title, season, episodes)
    assert name.air_date is None


@pytest.mark.parametrize(
    ("path", "title", "day"),
    [
        ("S/60.Minutes.-.2008.01.06.mkv", "60 Minutes", "2008-01-06"),
        ("S/60 Minutes (1968)/Saison 2008/60.Minutes.2008.01.06.mkv", "60 Minutes", "2008-01-06"),
        ("S/Le Journal 12-05-2013.mkv", "Le Journal", "2013-05-12"),
    ],
)
def test_daily_shows_have_a_date_and_no_number(path: str, title: str, day: str) -> None:
    name = read(path)
    assert (name.titles[0], name.air_date, name.season, name.episodes) == (title, day, None, ())


@pytest.mark.parametrize(
    ("path", "season", "episodes"),
    [
        ("S/Mangas/N/Naruto/Naruto - 101.mkv", None, (101,)),
        ("S/Mangas/N/Naruto (2002)/Naruto - 101.mkv", None, (101,)),
        ("S/Mangas/N/Naruto (2002)/Saison 03/[Grp] Naruto - 101 [720p].mkv", None, (101,)),
        ("S/Mangas/[Grp] Naruto - 101 [720p].mkv", None, (101,)),
        ("S/Mangas/Mob Psycho 100 (2016)/Saison 1/Mob Psycho 100 - 05.mkv", 1, (5,)),
        ("S/Mangas/Mob.Psycho.100.05.mkv", None, (5,)),
        ("S/Mangas/[Grp] [BD][1080p] Naruto 08 [4D102B7C].mkv", None, (8,)),
        ("S/Mangas/Naruto Episode 366v2 VOSTFR.avi", None, (366,)),
        ("S/Mangas/Naruto (2002)/Saison 03/Naruto (2002) - S03E05.mkv", 3, (5,)),
    ],
)
def test_anime_may_count_from_its_first_season_on(
    path: str, season: int | None, episodes: tuple[int, ...]
) -> None:
    name = read(path)
    assert (name.season, name.episodes) == (season, episodes)


@pytest.mark.parametrize(
    "path",
    [
        "S/Show/Show S01E04-E1984.mkv",
        "S/Show (2004)/Saison 1/Show S01E04-E1984.mkv",
        "S/Show (2004)/Saison 1/Show S02E04.mkv",
        "S/Lost (2004)/Saison 1/Heroes.S01E03.mkv",
    ],
)
def test_contradictions_are_no_agreement(path: str) -> None:
    name = read(path)
    assert len(name.episodes) == 1
    assert not name.agree


def test_a_translated_show_keeps_the_files_own_title_as_a_candidate() -> None:
    name = read(
        "S/Avatar, le dernier maître de l'air (2005)/Saison 1/Avatar.The.Last.Airbender.S01E12.mkv"
    )
    assert name.titles == ("Avatar, le dernier maître de l'air", "Avatar The Last Airbender")
    assert (name.year, name.source, name.agree) == (2005, "folders", True)


def test_the_folders_name_show_year_country_and_season() -> None:
    name = read("S/T/The Office (US) (2005) {tvdb-73244}/Season 2/The.Office.US.S02E03.mkv")
    assert name.titles == ("The Office", "The Office (US)")
    assert (name.year, name.country, name.season) == (2005, "US", 2)
    assert name.show_folder == "S/T/The Office (US) (2005) {tvdb-73244}"


@pytest.mark.parametrize(
    "path", ["S/Lost.S01-S06.COMPLETE.mkv", "S/Lost - Saison complète.mkv", "S/Lost.Season.1-3.avi"]
)
def test_packs_are_flagged(path: str) -> None:
    name = read(path)
    assert name.pack
    assert name.episodes == ()


@pytest.mark.parametrize(
    ("folder", "season"),
    [
        ("Saison 01", 1), ("Saison 1", 1), ("Season 12", 12), ("S03", 3), ("Staffel 2", 2),
        ("Temporada 4", 4), ("Série 2", 2), ("2ème saison", 2), ("Saison 1 (2004)", 1),
        ("Saison 02 - VOSTFR", 2), ("Season.03.1080p", 3), ("Livre 2", 2), ("Saison 2014", 2014),
        ("Specials", 0), ("Spéciaux", 0), ("Hors-série", 0), ("Saison 00", 0), ("OAV", 0),
        ("Saison 1-3", None), ("Saisons", None), ("Lost", None), ("S", None),
        ("Saison 1 à 3", None), ("Saison 3000", None), ("S01E02", None), ("", None),
    ],
)  # fmt: skip
def test_season_folders(folder: str, season: int | None) -> None:
    assert season_of(folder) == season


@pytest.mark.parametrize(
    ("path", "show", "year", "season"),
    [
        ("S/L/Lost (2004)/Saison 01/x.mkv", "Lost", 2004, 1),
        ("S/#/24 (2001)/S01/x.mkv", "24", 2001, 1),
        ("S/0-9/24 (2001)/x.mkv", "24", 2001, None),
        ("S/Animation/T/Tintin (1991-1992)/Saison 1/x.mkv", "Tintin", 1991, 1),
        ("S/Lost (2004)/Saison 1/Disc 2/x.mkv", "Lost", 2004, 1),
        ("S/Lost Saison 2/x.mkv", "Lost", None, 2),
        ("S/Lost - Intégrale (2004)/Saison 2/x.mkv", "Lost", 2004, 2),
    ],
)
def test_recognised_layouts(path: str, show: str, year: int | None, season: int | None) -> None:
    layout = read_layout(path, 1)
    assert layout is not None
    assert (layout.show, layout.year, layout.season) == (show, year, season)


@pytest.mark.parametrize(
    "path", ["S/x.mkv", "S/Lost/x.mkv", "S/Saison 1/x.mkv", "x.mkv", "", "S/L/x.mkv"]
)
def test_layouts_that_name_no_show_for_certain(path: str) -> None:
    assert read_layout(path, 1) is None


@pytest.mark.parametrize(
    ("path", "episodes"),
    [
        ("Vrac/Lost.S01E02.mkv", (2,)),
        ("Lost (2004)/Saison 1/Episode 2.mkv", (2,)),
        ("Vrac/Blade.Runner.2049.MULTi.mkv", ()),
        ("Vrac/Heat (1995).mkv", ()),
        ("Vrac/Naruto - 101.mkv", ()),
    ],
)
def test_without_a_kind_only_explicit_markers_make_an_episode(
    path: str, episodes: tuple[int, ...]
) -> None:
    assert read_guessit(NameRequest(0, path, "unknown")).episodes == episodes
