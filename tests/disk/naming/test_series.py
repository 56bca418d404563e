from __future__ import annotations

import pytest

from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.naming.worker import read_guessit


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
        ("S/Quotidien (2016)/2024/Quotidien 2024-03-05.mkv", "Quotidien", "2024-03-05"),
        ("S/Quotidien (2016)/2024/03/Quotidien.2024.03.05.mkv", "Quotidien", "2024-03-05"),
        ("S/Quotidien (2016)/Saison 2024/Quotidien 20240305.mkv", "Quotidien", "2024-03-05"),
        ("S/Quotidien (2016)/2024/Quotidien 05.03.24.mkv", "Quotidien", "2024-03-05"),
        ("S/Quotidien (2016)/Quotidien du 5 mars 2024.mkv", "Quotidien", "2024-03-05"),
        ("S/Quotidien (2016)/Quotidien - 1er avril 2024 - x.mkv", "Quotidien", "2024-04-01"),
        ("S/Heute (2016)/Heute 5. März 2024.mkv", "Heute", "2024-03-05"),
        ("S/Daily (2016)/Daily March 5, 2024.mkv", "Daily", "2024-03-05"),
        ("S/Daily (2016)/Daily (22 October 2016).mkv", "Daily", "2016-10-22"),
        ("S/The_Voice_04.28.2014_hdtv.x264.mp4", "The Voice", "2014-04-28"),
        ("S/2020.NZ.2012.16.02.PDTV.XviD-GRP.mkv", "2020", "2012-02-16"),
        ("S/Quotidien (2016)/Quotidien 2024-3-5.mkv", "Quotidien", "2024-03-05"),
    ],
)
def test_daily_shows_have_a_date_and_no_number(path: str, title: str, day: str) -> None:
    name = read(path)
    assert (name.titles[0], name.air_date, name.season, name.episodes) == (title, day, None, ())


@pytest.mark.parametrize(
    "path",
    [
        "S/Journal (2016)/Journal 2024-13-45.mkv",
        "S/Journal (2016)/Journal 2024-02-30.mkv",
        "S/Journal (2016)/Saison 3/Journal 30.02.2024.mkv",
        "S/Journal (2016)/2024/Journal.2023.02.29.mkv",
        "S/Journal.2024.02.30.720p.mkv",
        "S/Journal (2016)/Saison 1/Journal 05.03.04.mkv",
    ],
)
def test_a_day_that_no_calendar_has_is_no_episode(path: str) -> None:
    name = read(path)
    assert (name.air_date, name.episodes, name.agree) == (None, (), False)


@pytest.mark.parametrize(
    ("path", "season", "episodes"),
    [
        ("S/Mangas/N/Naruto/Naruto - 101.mkv", None, (101,)),
        ("S/Mangas/N/Naruto (2002)/Naruto - 101.mkv", None, (101,)),
        ("S/Mangas/N/Naruto (2002)/Saison 03/[Grp] Naruto - 101 [720p].mkv", 3, (101,)),
        ("S/Mangas/[Grp] Naruto - 101 [720p].mkv", None, (101,)),
        ("S/Mangas/Mob Psycho 100 (2016)/Saison 1/Mob Psycho 100 - 05.mkv", 1, (5,)),
        ("S/Mangas/Mob.Psycho.100.05.mkv", None, (5,)),
        ("S/Mangas/[Grp] [BD][1080p] Naruto 08 [4D102B7C].mkv", None, (8,)),
        ("S/Mangas/Naruto Episode 366v2 VOSTFR.avi", None, (366,)),
        ("S/Mangas/Beast (2019)/Saison 2/Beast - 01 VOSTFR.mkv", 2, (1,)),
        ("S/Mangas/Beast (2019)/Saison 2/Beast - 21.mkv", 2, (21,)),
        ("S/Mangas/Land (2019)/Season 2/[SSA] Land - 03 [720p].mkv", 2, (3,)),
        ("S/Mangas/Pax (2013)/Season 3/Pax 46.mkv", 3, (46,)),
        ("S/Mangas/Pax (2013)/Season 3/Pax - 301.mkv", 3, (301,)),
        ("S/Mangas/Pax (2013)/Season 2/Episode 05.mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/[Sub] Kaguya S2 - 05 [480].mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/[Sub] Kaguya S2 05 [480].mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/[Sub] Kaguya S2 [05][HEVC].mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/Kaguya Saison 2 - 05 VOSTFR.mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/Kaguya 2nd Season - 05.mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/Kaguya Second Season - 05v2.mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/Kaguya 2e saison - 05.mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/Kaguya (Season 2) - 33 (1280x720).mkv", 2, (33,)),
        ("S/Mangas/Kaguya (2019)/[Sub] Kaguya II - 05 [480].mkv", 2, (5,)),
        ("S/Mangas/Kaguya (2019)/[Sub] Kaguya 2 - 05 [480].mkv", 2, (5,)),
        ("S/Mangas/Kaguya S2/[Sub] Kaguya - 05.mkv", 2, (5,)),
        ("S/Mangas/Kaguya 2nd Season/[Sub] Kaguya - 05.mkv", 2, (5,)),
        ("S/Mangas/Psycho (2012)/Season 3/[HS] PSYCHO 3 - 01 [720p].mkv", 3, (1,)),
        ("S/Mangas/[Sub] Kaguya S2 - 05 [480].mkv", 2, (5,)),
        ("S/Mangas/86 (2021)/[BakeSubs] 86 - 01 [1080p][D40A9E55].mkv", None, (1,)),
        ("S/Mangas/Pax (2013)/[Grp] Pax #957 (1280x720).mkv", None, (957,)),
    ],
)
def test_anime_may_count_from_its_first_season_on(
    path: str, season: int | None, episodes: tuple[int, ...]
) -> None:
    name = read(path)
    assert (name.season, name.episodes) == (season, episodes)
    assert name.bare


def test_a_mark_is_no_bare_number() -> None:
    name = read("S/Mangas/Naruto (2002)/Saison 03/Naruto (2002) - S03E05.mkv")
    assert (name.season, name.episodes, name.bare) == (3, (5,), False)


@pytest.mark.parametrize(
    "path",
    [
        "S/Mangas/Kaguya (2019)/Kaguya Part 2 - 05.mkv",
        "S/Mangas/Kaguya (2019)/Kaguya Cour 2 - 05.mkv",
        "S/Mangas/Kaguya (2019)/Kaguya Final Season - 05.mkv",
        "S/Mangas/Kaguya (2019)/Kaguya OVA - 02.mkv",
        "S/Mangas/Kaguya (2019)/Partie 2/Kaguya - 05.mkv",
        "S/Mangas/Kaguya (2019)/Saison 3 Partie 2/Kaguya - 05.mkv",
        "S/Lost (2004)/Volume 2/03 - Titre.mkv",
        "S/Lost (2004)/Saison 1/Disc 2/03.mkv",
        "S/Lost (2004)/Disc 2/Episode 3.mkv",
    ],
)
def test_a_number_that_counts_within_a_part_is_no_episode(path: str) -> None:
    name = read(path)
    assert name.episodes == ()
    assert not name.agree or name.pack or name.season == 0


@pytest.mark.parametrize(
    "path",
    [
        "S/Coffret (2005)/Saison 1/Disc 2",
        "S/Coffret (2005)/Saison 1/DVD 3",
        "S/Coffret (2005)/Saison 2/Saison 2 - Disc 4.iso",
        "S/Coffret (2005)/Saison 2/Coffret S02 D02.iso",
        "S/Coffret (2005)/Saison 2/Coffret.S02.DISC.1.COMPLETE.BLURAY.iso",
        "S/Coffret (2005)/Saison 2/Coffret S2D1.iso",
        "S/Coffret (2005)/Saison 2/DVD1.iso",
        "S/Coffret (2005)/Saison 2/Disque 3.img",
        "S/Coffret (2005)/Saison 2/Coffret - Saison 2 - DVD 2.iso",
        "S/Coffret (2005)/Saison 2/Coffret Blu-ray 2.iso",
        "S/Coffret (2005)/Saison 2/VTS_01_1.VOB",
        "S/Coffret (2005)/Saison 2/title_t03.mkv",
        "S/Coffret (2005)/Saison 2/Disc 1/title00.mkv",
        "S/Coffret (2005)/Staffel 2 Disc 1-2.iso",
        "S/Coffret S02 D02.iso",
        "S/Coffret/Coffret Disc 3.iso",
        "S/Coffret (2005)/Saison 2/CD 2.avi",
    ],
)
def test_a_disc_is_no_episode(path: str) -> None:
    name = read(path)
    assert name.pack
    assert name.episodes == ()


def test_episodes_in_front_of_a_disc_count() -> None:
    name = read("S/Z (1996)/Season 6/Z.S06E01E02E03-Disc 1 Ep 166 to 168.iso")
    assert (name.season, name.episodes, name.pack) == (6, (1, 2, 3), False)
    name = read("S/Z (1996)/Season 6/Disc 1/Z S06E02.mkv")
    assert (name.season, name.episodes, name.pack) == (6, (2,), False)


@pytest.mark.parametrize(
    ("path", "episodes"),
    [
        ("S/Special (2010)/Specials/Special - Le Mariage (part 1).mkv", ()),
        ("S/Fete (2010)/Specials/Fete - Noël (Part 2).mkv", ()),
        ("S/Fete (2010)/Spéciaux/Fete - Le retour, 1ère partie.mkv", ()),
        ("S/Fete (2010)/Hors-série/Fete - Deuxième partie.mkv", ()),
        ("S/Fete (2010)/Sonderfolgen/Fete - Weihnachten Teil 2.mkv", ()),
        ("S/Fete (2010)/Specials/Fete - 1of2.mkv", ()),
        ("S/Fete (2010)/OAV/Fete - Titre.mkv", ()),
        ("S/Fete (2010)/Saison 0/03 - Titre.mkv", (3,)),
        ("S/Fete (2010)/Specials/03 - Titre (part 1).mkv", (3,)),
        ("S/Fete (2010)/Specials/Fete - 03.mkv", (3,)),
        ("S/Fete (2010)/Specials/Fete SP02.mkv", (2,)),
        ("S/Fete (2010)/Specials/Fete S00E03.mkv", (3,)),
        ("S/Fete (2010)/Specials/Fete - Episode 2.mkv", (2,)),
        ("S/Fete (2010)/Saison 2/Fete - Special 1.mkv", (1,)),
        ("S/Fete (2010)/Saison 2/Fete - Spécial Noël.mkv", ()),
        ("S/Fete (2010)/Saison 2/Fete - Épisode spécial.mkv", ()),
        ("S/Fete (2010)/Fete - OAV 2.mkv", ()),
        ("S/Fete (2010)/Fete - Hors-série 1.mkv", (1,)),
        ("S/Fete (2010)/Fete - Sonderfolge.mkv", ()),
        ("S/Fete (2010)/Fete NCOP1.mkv", ()),
        ("S/Fete (2010)/Fete - Christmas Special.mkv", ()),
        ("S/Fete (2010)/Saison 2/Fete S02 Special.mkv", ()),
        ("S/Fete (2010)/Saison 2/Fete - Episode 2 (OVA).mkv", ()),
        ("S/Fete (2010)/Saison 2/Fete - Special - Episode 2.mkv", ()),
        ("S/Fete (2010)/Specials/Fete E08 - Christmas Special.mkv", (8,)),
        ("S/Fete - SP03.mkv", (3,)),
        ("S/Fete - Special Noël.mkv", ()),
    ],
)
def test_a_special_is_of_season_0_or_no_episode(path: str, episodes: tuple[int, ...]) -> None:
    name = read(path)
    assert (name.season, name.episodes) == (0, episodes)


@pytest.mark.parametrize(
    ("path", "season", "episodes"),
    [
        ("S/Mini (2019)/Mini.2019.1of6.mkv", 1, (1,)),
        ("S/Mini (2019)/Mini.2019.02of06.1080p.mkv", 1, (2,)),
        ("S/Mini (2019)/Mini - 1 of 6.mkv", 1, (1,)),
        ("S/Mini (2019)/Mini (2 sur 4).mkv", 1, (2,)),
        ("S/Mini (2019)/Mini 3 von 4.mkv", 1, (3,)),
        ("S/Mini (2019)/Mini 1de6.mkv", 1, (1,)),
        ("S/Mini (2019)/Mini Part 1.mkv", 1, (1,)),
        ("S/Mini (2019)/Mini - Partie 2.mkv", 1, (2,)),
        ("S/Mini (2019)/Mini.Part.Two.720p.mkv", 1, (2,)),
        ("S/Mini (2019)/Mini - Première partie.mkv", 1, (1,)),
        ("S/Mini (2019)/Mini - 2e partie.mkv", 1, (2,)),
        ("S/Mini (2019)/Mini Teil 3.mkv", 1, (3,)),
        ("S/Mini (2019)/Mini - Zweiter Teil.mkv", 1, (2,)),
        ("S/Mini (2019)/Mini Part II.mkv", 1, (2,)),
        ("S/Mini (2019)/Mini.2019.Part.1.of.2.mkv", 1, (1,)),
        ("S/Mini (2019)/Mini - Episode Two.mkv", None, (2,)),
        ("S/Mini (2019)/Mini - Épisode un.mkv", None, (1,)),
        ("S/Mini (2019)/Mini - Folge drei.mkv", None, (3,)),
        ("S/Mini.5of9.The.Universe.1990.DVDRip.mkv", 1, (5,)),
        ("S/Made.in.Canada.Part.Two.720p.HDTV.mkv", 1, (2,)),
        ("S/Lost (2004)/Saison 2/05 - Le mariage (part 1).mkv", 2, (5,)),
        ("S/Lost (2004)/Saison 2/Lost - 05 - Le mariage (1 of 2).mkv", 2, (5,)),
        ("S/Lost (2004)/Saison 2/Lost - Le mariage (part 1).mkv", 2, ()),
        ("S/Lost (2004)/Saison 2/Lost - Le mariage, partie 2.mkv", 2, ()),
        ("S/Lost (2004)/Saison 2/Lost - Le mariage (1 of 2).mkv", 2, ()),
    ],
)
def test_parts_of_a_mini_series_and_of_an_episode(
    path: str, season: int | None, episodes: tuple[int, ...]
) -> None:
    name = read(path)
    assert (name.season, name.episodes) == (season, episodes)


@pytest.mark.parametrize(
    ("name", "episodes"),
    [
        ("Range S01E05v2", (5,)), ("Range.S01E05v3.1080p", (5,)), ("Range 1x05v2", (5,)),
        ("Range - Episode 05v2", (5,)), ("Range S01E03.04", (3, 4)),
        ("Range.S01E03.04.1080p", (3, 4)), ("Range - 1x01_02 - Titre", (1, 2)),
        ("Range S01E01_02", (1, 2)), ("Range S01E01_E02", (1, 2)),
        ("Range - Episodes 1 à 4", (1, 2, 3, 4)), ("Range - Épisodes 1-4", (1, 2, 3, 4)),
        ("Range - Episodes 1 et 2", (1, 2)), ("Range - Episodes 1 & 2 - Titre", (1, 2)),
        ("Range - Episodes 01 to 03", (1, 2, 3)), ("Range - Folgen 1 bis 3", (1, 2, 3)),
        ("Range - Folgen 1-3", (1, 2, 3)), ("Range - Eps 1-3", (1, 2, 3)),
        ("Range Ep 1 & 2", (1, 2)),
        ("Range S01E09 to E10", (9, 10)), ("Range S01E09 à E12", (9, 10, 11, 12)),
        ("Range S01E09 à 12", (9, 10, 11, 12)), ("Range S01E01 au S01E03", (1, 2, 3)),
        ("Range - S01E13 et E14", (13, 14)), ("Range - S01E13 and E14", (13, 14)),
        ("Range - S01E13 und E14", (13, 14)), ("Range - S01E13 & E14", (13, 14)),
        ("Range - S01E13 & 14", (13, 14)), ("Range - S01E13, E14", (13, 14)),
        ("Range - 1x05 et 1x06", (5, 6)), ("Range - 1x05 - 1x06 - Titre", (5, 6)),
        ("Range - 1x05 - x06 - Titre", (5, 6)), ("Range - S01E05 - 06", (5, 6)),
        ("Range - S01E05 - 06 - Titre", (5, 6)), ("Range S01E01-02-03", (1, 2, 3)),
        ("Range E01 à E03", (1, 2, 3)), ("Range.E01E02", (1, 2)), ("Range 1x9-1x10", (9, 10)),
        ("Range 3 - 04", (3, 4)), ("Range - 01-02", (1, 2)), ("01-02 - Titre", (1, 2)),
        ("Range - 01 et 02", (1, 2)),
        ("Range - 013 - S01E13", (13,)), ("Range - 01 - (S01E01)", (1,)),
        ("Range - S01E13 - 013 - Titre", (13,)), ("Las VegasS01E03", (3,)),
        ("grp-zoos01e11-1080p", (11,)), ("Range S01 - E06 - Titre", (6,)), ("Range S01xE02", (2,)),
        ("Range - Season 1 Episode 5", (5,)), ("Range - Saison I Episode 5", (5,)),
        ("Range - 1ère saison épisode 5", (5,)), ("Range - Staffel 1 Folge 5", (5,)),
        ("Range - Episode 5 Saison 1", (5,)), ("Range [1x05] Titre", (5,)), ("Range 1x5 - T", (5,)),
        ("Range - 1x03 - 274 [1080p]", (3,)), ("Range - S01E12 - 24 Hour People", (12,)),
        ("Range - 1x12 - 24 Hour Propane People", (12,)), ("Range S01E06 3 Beers For Two", (6,)),
        ("Range - S01E13 - 5 to 9 [DVD]", (13,)), ("Range - S01E21 - 18-5-4", (21,)),
        ("Range - S01E05 à 7 heures du matin", (5,)), ("Range - S01E05 - 7 à la maison", (5,)),
        ("Range.S01E07.21.0.Jump.Street.720p", (7,)), ("Range - S01E20 50-50 Carla", (20,)),
        ("Range - 1x03 - 04 Ep Name", (3,)), ("Range - S01E27 - 24-Hour", (27,)),
        ("Range - S01E02 - 1984", (2,)), ("Range - S01E01 1920x910", (1,)),
        ("Range - S01E04 - Episode 5", (4,)), ("Range S01 E03 - Épisode 4 (VF)", (3,)),
        ("Range - Episode 1 et Episode 2", (1, 2)), ("Range.S01E23.Ete.36.MULTi", (23,)),
        ("Range - S01E03 - 100", (3,)), ("Range S01E05.720p", (5,)), ("Range S01E05 2019", (5,)),
    ],
)  # fmt: skip
def test_several_episodes_in_one_file_and_numbers_of_titles(
    name: str, episodes: tuple[int, ...]
) -> None:
    found = read(f"S/Range (2010)/Saison 1/{name}.mkv")
    assert (found.season, found.episodes) == (1, episodes)


@pytest.mark.parametrize(
    ("name", "season", "episodes"),
    [
        ("101-102", 1, (1, 2)), ("101-104 - Titre", 1, (1, 2, 3, 4)), ("101+102+103", 1, (1, 2, 3)),
        ("Range.101.102.720p", 1, (1, 2)), ("Range 101 & 102", 1, (1, 2)),
        ("Range - 101-102", 1, (1, 2)), ("102-101", 1, (2,)),
        ("1017-1018 - Titre", 10, (17, 18)), ("Range - 1017-1018", 10, (17, 18)),
        ("Range - 1017 - 1018 - Titre", 10, (17, 18)), ("Range 1017 1018", 10, (17, 18)),
        ("Range - 101 - 150 pas", 1, (1,)), ("Range - 101 - 202 Titre", 1, (1,)),
        ("101 - 101 Dalmatiens", 1, (1,)), ("Range - 105", 1, (5,)), ("105 - Titre", 1, (5,)),
    ],
)  # fmt: skip
def test_several_episodes_with_their_season_in_front(
    name: str, season: int, episodes: tuple[int, ...]
) -> None:
    found = read(f"S/Range (2010)/Saison {season}/{name}.mkv")
    assert (found.season, found.episodes) == (season, episodes)


@pytest.mark.parametrize(
    ("path", "year", "country"),
    [
        ("Ghosts (2019)/Ghosts (2021) S01E01", 2021, None),
        ("Ghosts (2019)/Saison 1/Ghosts.2021.S01E01", 2021, None),
        ("Who (2005)/Saison 4/Who (1963) - S04E01 - Titre", 1963, None),
        ("Ghosts (US)/Saison 1/Ghosts (UK) - S01E01", None, "UK"),
    ],
)
def test_a_file_that_names_a_namesake_is_not_of_its_folders_show(
    path: str, year: int | None, country: str | None
) -> None:
    name = read(f"S/{path}.mkv")
    assert (name.year, name.country, name.agree) == (year, country, False)


@pytest.mark.parametrize(
    "path",
    [
        "Lost (2004)/Saison 3/Lost (2006) - S03E01",
        "Lost (2004)/Saison 3/Lost.2007.S03E01",
        "Lost (2004)/Saison 1/Lost (2005) - S01E01",
        "Lost (2004)/Spéciaux/Lost (2010) - S00E01",
        "Lost (2004)/Saison 1/Lost 2100 S01E01",
    ],
)
def test_the_year_of_a_later_season_is_no_namesakes(path: str) -> None:
    name = read(f"S/{path}.mkv")
    assert (name.titles[0], name.year, name.agree) == ("Lost", 2004, True)


@pytest.mark.parametrize("stem", ["Cosmos 1999 - S01E01", "Cosmos 1999 - 05 - Titre", "S01E01"])
def test_a_bare_year_may_belong_to_the_shows_title(stem: str) -> None:
    name = read(f"S/Cosmos 1999/Saison 1/{stem}.mkv")
    assert (name.titles, name.year) == (("Cosmos", "Cosmos 1999"), 1999)


def test_what_a_file_says_of_its_shows_country_is_known() -> None:
    name = read("S/Ghosts/Saison 1/Ghosts (UK) - S01E01.mkv")
    assert (name.titles, name.country, name.agree) == (("Ghosts", "Ghosts (UK)"), "UK", True)


@pytest.mark.parametrize(
    ("path", "season", "episodes"),
    [
        ("S/Special (2010)/Saison 1/Special - 05.mkv", 1, (5,)),
        ("S/Special 7 (2010)/Saison 1/Special 7 - 03.mkv", 1, (3,)),
        ("S/Lost (2004)/Saison 2/05 - Une soirée spéciale.mkv", 2, (5,)),
        ("S/Lost (2004)/Saison 2/Lost S02E05 - Special 3.mkv", 2, (5,)),
        ("S/Lost (2004)/Saison 2/05 - Special.mkv", 2, (5,)),
        ("S/NCIS (2003)/Saison 2/NCIS Enquêtes spéciales 05.mkv", 2, (5,)),
        ("S/Law (1999)/Saison 2/New York Unité spéciale - 05.mkv", 2, (5,)),
        ("S/Law (1999)/Saison 2/Law Special Victims Unit - 05.mkv", 2, (5,)),
        ("S/Lost (2004)/Saison 2/Lost E08 - Christmas Special.mkv", 2, (8,)),
        ("S/Lost (2004)/Saison 2/Lost Épisode 8 - Spécial Noël.mkv", 2, (8,)),
        ("S/Lost (2004)/Saison 2/Lost - Folge 8 - Sonderfolge.mkv", 2, (8,)),
    ],
)
def test_an_episode_that_is_called_special_stays_one(
    path: str, season: int, episodes: tuple[int, ...]
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
