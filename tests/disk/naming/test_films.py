from __future__ import annotations

from dataclasses import replace

import pytest

from vidtui.disk.naming import films
from vidtui.disk.naming.canonical import read_canonical
from vidtui.disk.naming.facts import Guess, ask_guessit
from vidtui.disk.naming.lexicon import TECHNICAL
from vidtui.disk.naming.name import Name, NameRequest
from vidtui.disk.naming.worker import read_guessit
from vidtui.text import fold


def read(path: str) -> Name:
    request = NameRequest(0, path, "film", 1)
    return read_canonical(request) or read_guessit(request)


@pytest.mark.parametrize(
    ("path", "title", "year"),
    [
        ("Films/1917 (2019).mkv", "1917", 2019),
        ("Films/2012 (2009).mkv", "2012", 2009),
        ("Films/1984 (1956) FR AC3 x264 720p.avi", "1984", 1956),
        ("Films/10 000 BC (2008).mkv", "10 000 BC", 2008),
        ("Films/9 (2009)/9 (2009).mkv", "9", 2009),
        ("Films/Se7en (1995) MULTi DTS-HD MA HEVC 4K.mkv", "Se7en", 1995),
        ("Films/Blade Runner 2049 (2017) - 1080p.mkv", "Blade Runner 2049", 2017),
        ("Films/2001, l'odyssée de l'espace (1968).mkv", "2001, l'odyssée de l'espace", 1968),
        ("Films/Trailer Park Boys (2006).mkv", "Trailer Park Boys", 2006),
        ("Films/Sample This (2012).mkv", "Sample This", 2012),
        ("Films/The Bonus Army (2015).mkv", "The Bonus Army", 2015),
        (
            "Films/The Matrix (1999) {tmdb-603} [Bluray-1080p][DTS 5.1][x264]-GRP.mkv",
            "The Matrix",
            1999,
        ),
        ("Films/La Vie est belle (1997) VOSTFR.mkv", "La Vie est belle", 1997),
        ("Films/À bout de souffle (1960).mkv", "À bout de souffle", 1960),
        ("Films/日本の映画 (2001).mkv", "日本の映画", 2001),
        ("Films/Dune (1984)", "Dune", 1984),
    ],
)
def test_canonical_names_need_no_guessit(path: str, title: str, year: int) -> None:
    name = read_canonical(NameRequest(0, path, "film", 1))
    assert name is not None
    assert (name.titles[0], name.year, name.source) == (title, year, "canonical")
    assert name.season is None
    assert name.episodes == ()
    assert name.agree


@pytest.mark.parametrize(
    "path",
    [
        "Films/Alien - Director's Cut (1979).mkv",
        "Films/The Office (US) (2005).mkv",
        "Films/[GRP] Akira (1988).mkv",
        "Films/[REC] (2007).mkv",
        "Films/Dune.1984.1080p.mkv",
        "Films/Dune.(1984).mkv",
        "Films/Dune 1984.mkv",
        "Films/Cité, La (1998).avi",
        "Films/03 - Goldfinger (1964).mkv",
        "Films/Heat (1995) Some Words.mkv",
        "Films/Heat (1995) 1996.mkv",
        "Films/Heat (1066).mkv",
        "Films/Le Parrain Trilogie (1972).mkv",
        "Films/Dune (1984)/Dune (2021).mkv",
        "Films/Dune (1984)/Arrakis (1984).mkv",
        "Films/www.example.org - Dune (1984).mkv",
        "Films/Dune\n(1984).mkv",
        "Films/Du\x1bne (1984).mkv",
        "Films/Dune IMAX (2021).mkv",
        "Films/Dune VF (2021).mkv",
        "Films/Le Convoyeur AKA Wrath of Man (2021).mkv",
        "Films/ (1984).mkv",
        "Films/.mkv",
        "",
    ],
)
def test_the_fast_path_declines_what_is_unusual(path: str) -> None:
    assert read_canonical(NameRequest(0, path, "film", 1)) is None


@pytest.mark.parametrize(
    ("path", "title", "year"),
    [
        ("Films/Blade.Runner.2049.MULTi.1080p.BluRay.x264-GRP.mkv", "Blade Runner 2049", None),
        ("Films/300/300.mkv", "300", None),
        ("Films/2012.2009.FRENCH.1080p.BluRay.x264-GRP.mkv", "2012", 2009),
        ("Films/9 (2009)/9.mkv", "9", 2009),
        ("Films/10.000.BC.2008.720p.mkv", "10 000 BC", 2008),
        ("Films/Se7en.1995.1080p.mkv", "Se7en", 1995),
        ("Films/1984.mkv", "1984", None),
        ("Films/Au nom de la terre.mkv", "Au nom de la terre", None),
        ("Films/Au.nom.de.la.terre.2019.FRENCH.1080p.WEB.H264-GRP.mkv", "Au nom de la terre", 2019),
        ("Films/La dolce vita.avi", "La dolce vita", None),
        ("Films/La.dolce.vita.1960.VOSTFR.DVDRip.mkv", "La dolce vita", 1960),
        ("Films/Dune.Part.Two.2024.MULTi.2160p.WEB-DL.mkv", "Dune Part Two", 2024),
        ("Films/Dune.Part.Two.mkv", "Dune Part Two", None),
        ("Films/Kill Bill Vol 2.mkv", "Kill Bill Vol 2", None),
        ("Films/Star Wars Episode 5.mkv", "Star Wars Episode 5", None),
        ("Films/Spider-Man.Homecoming.2017.1080p.mkv", "Spider-Man Homecoming", 2017),
        ("Films/Spider-Man.Homecoming.mkv", "Spider-Man Homecoming", None),
        ("Films/[REC] (2007).mkv", "[REC]", 2007),
        ("Films/[REC].2007.FRENCH.DVDRip.mkv", "[REC]", 2007),
        ("Films/V.H.S.2012.1080p.mkv", "V.H.S", 2012),
        ("Films/Cité, La (1998).avi", "La Cité", 1998),
        ("Films/Arnacœur, L' (2010).mkv", "L'Arnacœur", 2010),
        ("Films/[ www.Torrent9.PH ] Le Prenom 2012 FRENCH.avi", "Le Prenom", 2012),
        ("Films/www.Cpasbien.pe - Intouchables 2011 FRENCH DVDRip.avi", "Intouchables", 2011),
        ("Films/James Bond/03 - Goldfinger.mkv", "Goldfinger", None),
        ("Films/Rocky IV.1985.mkv", "Rocky IV", 1985),
        ("Films/Wonder.Woman.1984.2020.1080p.mkv", "Wonder Woman 1984", 2020),
        ("Films/2001.A.Space.Odyssey.1968.1080p.mkv", "2001 A Space Odyssey", 1968),
        ("Films/(2006) 300.mkv", "300", 2006),
        ("Films/Shining (Kubrick, 1980).avi", "Shining", 1980),
        ("Films/Elle [SD] MULTi 2016 BluRay XviD-GRP.avi", "Elle", 2016),
        ("Films/The.Darjeeling.Limited.2007.1080p.mkv", "The Darjeeling Limited", 2007),
        ("Films/Final.Cut.2004.1080p.mkv", "Final Cut", 2004),
        ("Films/THE GOOD GERMAN FR.mp4", "THE GOOD GERMAN", None),
        ("Films/la_grande_vadrouille_1966.avi", "la grande vadrouille", 1966),
        ("Films/Dune.2021.1080p.BluRay.x264-GRP/grp-dune21-1080p.mkv", "Dune", 2021),
        ("Films/Dune (1984)/movie.mkv", "Dune", 1984),
        ("Films/Charlie.Boots.DVDRip.XviD-GRP/grp-cab.avi", "Charlie Boots", None),
        ("Films/Dune DVDRip.XviD-GRP/grp-du.avi", "Dune", None),
        ("Films/Saga Trilogy (2009) 720p/(1)The First One (2009) 720p.mkv", "The First One", 2009),
        ("Films/Une Femme-2007-TRUEFRENCH-TVRip.XviD-GRP.avi", "Une Femme", 2007),
        ("Films/Pacific.Rim.3D.2013.BluRay.avi", "Pacific Rim", 2013),
        (
            "Films/Battle.Royale.(Batoru).(2000).(Special.Edition).CD1.avi",
            "Battle Royale Batoru",
            2000,
        ),
        ("Films/L'Été meurtrier 1983 VFF SD DVDRip.avi", "L'Été meurtrier", 1983),
    ],
)
def test_names_that_mislead_guessit(path: str, title: str, year: int | None) -> None:
    name = read(path)
    assert (fold(name.titles[0]), name.year) == (fold(title), year)
    assert name.season is None
    assert name.episodes == ()


@pytest.mark.parametrize(
    ("name", "title", "year"),
    [
        ("Memphis Belle.1990.multi.BluRay 1080p", "Memphis Belle", 1990),
        ("P.O. Box Tinto Brass.1995.MULTi.BluRay 720p", "P.O. Box Tinto Brass", 1995),
        ("Mr. Mom.1983.multi.BluRay 720p x264", "Mr. Mom", 1983),
        ("La_Grande Vadrouille 1966 FRENCH", "La Grande Vadrouille", 1966),
        ("Mr.Nobody 2009 FRENCH", "Mr Nobody", 2009),
        ("L.627 1992 FRENCH DVDRip", "L.627", 1992),
        ("11.22.63 2016 1080p", "11.22.63", 2016),
        ("Mission_ Impossible (1996)", "Mission Impossible", 1996),
        ("Dune.2160p.BT.2020.HDR", "Dune", None),
        ("Dune 2021 2160p BT2020", "Dune", 2021),
        ("Dune.2021.UHD.Rec.709", "Dune", 2021),
        ("Mankillers.Multi-VF2.720p.WEBRip.DTS.XviD-GRP", "Mankillers", None),
        ("Pushpak.MULTi-VFF.VOSTFR.1987.WEB-DL", "Pushpak", 1987),
        ("Impitoyable Version longue non censurée MULTi 720p", "Impitoyable", None),
        ("Good.Luck.Version.longue.FRENCH.WEB-DL.H264-GRP", "Good Luck", None),
        ("Three.on.a.Match.Final.Cut.FRENCH.2160p.x265-GRP", "Three on a Match", None),
        ("Votez Bougon EXTENDED French 1080p HDLight", "Votez Bougon", None),
        ("Petite.soeur.iNTERNAL.TRUEFRENCH.DVDRip-GRP", "Petite soeur", None),
        ("Dune.IMAX.2021.1080p", "Dune", 2021),
        ("Dune VF (2021)", "Dune", 2021),
        ("Dune [VF] (2021)", "Dune", 2021),
        ("Das.Boot.German.1080p.BluRay.x264-GRP", "Das Boot", None),
        ("Das.Boot.German.DL.1981.1080p.BluRay.x264-GRP", "Das Boot", 1981),
        ("Das Boot Langfassung German 1981 DVDRip", "Das Boot Langfassung German", 1981),
        ("The.Good.German.2006.1080p", "The Good German", 2006),
        ("Johnny.English.FRENCH.1080p", "Johnny English", None),
        ("Johnny.English.TRUEFRENCH.DVDRip", "Johnny English", None),
        ("Dracula.Dead.and.Loving.It.VOF.1080p", "Dracula Dead and Loving It", None),
        ("The.French.Dispatch.2021.MULTi.1080p", "The French Dispatch", 2021),
        ("Malcolm.X.1992.1080p", "Malcolm X", 1992),
        ("Saw X", "Saw X", None),
        ("Jason X 1080p", "Jason X", None),
        ("Fast X FRENCH 1080p", "Fast X", None),
        ("La.Tour.infernale.(The.Towering.Inferno).1974", "La Tour infernale", 1974),
        ("Le Convoyeur AKA Wrath of Man 2021 1080p", "Le Convoyeur", 2021),
        ("Le Convoyeur (aka Wrath of Man) (2021)", "Le Convoyeur", 2021),
    ],
)
def test_words_of_language_edition_and_quality_are_no_title(
    name: str, title: str, year: int | None
) -> None:
    found = read(f"Films/{name}.mkv")
    assert (fold(found.titles[0]), found.year) == (fold(title), year)


@pytest.mark.parametrize(
    ("path", "title"),
    [
        ("Films/La.Tour.infernale.(The.Towering.Inferno).1974.mkv", "The Towering Inferno"),
        ("Films/Le Convoyeur AKA Wrath of Man 2021 1080p.mkv", "Wrath of Man"),
        ("Films/Le Convoyeur (a.k.a. Wrath of Man) (2021).mkv", "Wrath of Man"),
        ("Films/Battle Royale (Batoru) (2000) x.mkv", "Batoru"),
        ("Films/Das.Boot.German.1981.1080p.mkv", "Das Boot"),
        ("Films/Das Boot Langfassung German 1981 DVDRip.mkv", "Das Boot"),
        ("Films/The.Good.German.1080p.mkv", "The Good German"),
        ("Films/James Bond - Goldfinger (1964).mkv", "Goldfinger"),
        ("Films/James.Bond.-.Goldfinger.1964.1080p.mkv", "Goldfinger"),
        ("Films/(500) jours ensemble (2009).mkv", "jours ensemble"),
        ("Films/Le Parrain (1972)/The Godfather (1972).mkv", "The Godfather"),
        ("Films/New.York.1997.MULTi.1080p.mkv", "New York 1997"),
        ("Films/Star Wars Episode 5 1980 The Empire Strikes Back.mkv", "Star Wars"),
    ],
)
def test_other_readings_are_candidates_too(path: str, title: str) -> None:
    titles = read(path).titles
    assert fold(title) in [fold(other) for other in titles]
    assert 1 < len(titles) <= 4


@pytest.mark.parametrize(
    "path", ["Films/Dune (1984)/Dune (2021).mkv", "Films/Dune (1984)/Heat 1995.mkv"]
)
def test_a_folder_of_another_year_is_no_agreement(path: str) -> None:
    name = read(path)
    assert name.year != 1984
    assert not name.agree


@pytest.mark.parametrize(
    ("path", "edition"),
    [
        ("Films/Blade Runner (1982) {edition-Final Cut}.mkv", "Final Cut"),
        ("Films/Blade Runner (1982) {edition-Final Cut}/Blade Runner.mkv", "Final Cut"),
        ("Films/Alien - Director's Cut (1979).mkv", "Director's Cut"),
        ("Films/Le Seigneur des anneaux (2001) Version longue FR 1080p.mkv", "Version longue"),
        ("Films/Aliens.1986.Theatrical.Cut.1080p.BluRay.mkv", "Theatrical Cut"),
        ("Films/Director's Cut (2016).mkv", None),
        ("Films/The.Darjeeling.Limited.2007.1080p.mkv", None),
    ],
)
def test_editions(path: str, edition: str | None) -> None:
    assert read(path).edition == edition


@pytest.mark.parametrize(
    ("path", "part"),
    [
        ("Films/Ben-Hur (1959) CD1.avi", 1),
        ("Films/Ben-Hur (1959) FR XviD SD - CD2.avi", 2),
        ("Films/Ben.Hur.1959.FRENCH.DVDRip.CD2.avi", 2),
        ("Films/Ben-Hur (1959)/CD2.avi", 2),
        ("Films/Kill Bill Vol 2.mkv", None),
        ("Films/Le CD d'un ami (2001).mkv", None),
        ("Films/Disco 54 (2001).mkv", None),
        ("Films/Harry Potter - Partie 2 (2011).mkv", None),
    ],
)
def test_a_disc_is_a_part_of_the_file_and_a_volume_is_a_part_of_the_title(
    path: str, part: int | None
) -> None:
    assert read(path).part == part


@pytest.mark.parametrize(
    ("path", "part", "titles"),
    [
        ("Films/Buck (2008)/Buck (2008)-part1.mkv", 1, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008)-part2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) - part1.mkv", 1, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) - Part2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008).part2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) pt1.mkv", 1, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) - pt. 2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) a.mkv", 1, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) b.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008)-B.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) (b).mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) partb.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) - 1of2.mkv", 1, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) (2 of 2).mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) 2 sur 2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) - partie2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) FRENCH DVDRip - CD2.avi", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) (Disc 2).iso", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008) disque 2.avi", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck (2008).part1.unrated.1080p.bluray.x264-grp.mkv", 1, ["Buck"]),
        ("Films/Buck.2008.FRENCH.DVDRip.XviD-GRP.CD1.avi", 1, ["Buck"]),
        ("Films/Buck 2008 part2.avi", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck-part2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck pt2.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/Buck a.mkv", 1, ["Buck"]),
        ("Films/Buck (2008)/BuckB.mkv", 2, ["Buck"]),
        ("Films/Buck (2008)/CD2.avi", 2, ["Buck"]),
        ("Films/Buck (2008)/part2.avi", 2, ["Buck"]),
        ("Films/Buck (2008)/CD2/buck.avi", 2, ["Buck"]),
        ("Films/Buck (2008)/Disc 2", 2, ["Buck"]),
        ("Films/Buck (2008)/CD 2/Buck (2008).avi", 2, ["Buck"]),
        ("Films/buck-part2.avi", 2, ["buck"]),
        ("Films/Buck (2008) CD B.avi", 2, ["Buck"]),
    ],
)
def test_halves_of_one_film(path: str, part: int, titles: list[str]) -> None:
    name = read(path)
    assert (name.part, list(name.titles[:1])) == (part, titles)
    assert name.must_have == ()


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("Che (2008) - Partie 1", "Che Partie 1"),
        ("Che (2008) - Part 2", "Che Part 2"),
        ("Che (2008) Part Two", "Che Part Two"),
        ("Che (2008) - Partie II", "Che Partie II"),
        ("Che (2008), 2e partie", "Che 2e partie"),
        ("Che (2008) - Première partie", "Che Première partie"),
        ("Che (2008) - Deuxième époque", "Che Deuxième époque"),
        ("Che (2008) - Teil 2", "Che Teil 2"),
        ("Che (2008) - Zweiter Teil", "Che Zweiter Teil"),
        ("Che (2008) - Vol. 2", "Che Vol. 2"),
        ("Che (2008) Volume 2", "Che Volume 2"),
        ("Che (2008) - Chapitre 2", "Che Chapitre 2"),
        ("Che (2008) - Tome 1", "Che Tome 1"),
        ("Che (2008) - Episode 2", "Che Episode 2"),
        ("Che (2008) - II", "Che II"),
        ("Che (2008) 2", "Che 2"),
        ("Che (2008) - 1", "Che 1"),
        ("Che (2008) [Partie 2]", "Che Partie 2"),
        ("Che (2008) - Partie 2 FRENCH 1080p", "Che Partie 2"),
        ("Che (2008) - Partie 2 - Guérilla", "Che Partie 2 Guérilla"),
        ("Che 2008 - Partie 1", "Che Partie 1"),
        ("Che.2008.Part.2.1080p.BluRay", "Che Part 2"),
        ("Les Trois Lames (2023) - Gascon", "Les Trois Lames Gascon"),
        ("Les Trois Lames (2023) Dame Bleue", "Les Trois Lames Dame Bleue"),
        ("Les Trois Lames (2023) : Gascon FRENCH", "Les Trois Lames Gascon"),
        ("Les Trois Lames (2023) - L'heure de vérité", "Les Trois Lames L'heure de vérité"),
        ("Les Trois Lames (2023) - Gascon en de VF", "Les Trois Lames Gascon"),
    ],
)
@pytest.mark.parametrize("folder", ["", "{} (2008)/"])
def test_a_part_or_a_subtitle_behind_the_year_tells_films_apart(
    folder: str, name: str, title: str
) -> None:
    if "2023" in name:
        folder = folder.replace("2008", "2023")
    folder = folder.format("Che" if name.startswith("Che") else "Les Trois Lames")
    found = read(f"Films/{folder}{name}.mkv")
    assert fold(found.titles[0]) == fold(title)
    assert [fold(must) for must in found.must_have] == [fold(title)]
    assert found.part is None


@pytest.mark.parametrize(
    "tail",
    [
        " FRENCH [RARBG]", " - 1080p", " VF HD", " MULTi 1080p", " [YTS.MX]", " - ZT", " 5.1 FR",
        " - Version longue", " - Director's Cut", " (1)", " - Noir et blanc", " - Blu-ray",
        " VOSTFR",
        " - Version originale", " {edition-Final Cut}", " - HDLight x265-GRP", " Remastered 4K",
        " - de", " light de",
    ],
)  # fmt: skip
def test_what_says_nothing_behind_the_year_is_no_subtitle(tail: str) -> None:
    name = read(f"Films/Heat (1995)/Heat (1995){tail}.mkv")
    assert (name.titles[0], name.year, name.must_have, name.part) == ("Heat", 1995, (), None)


@pytest.mark.parametrize(
    ("path", "must_have"),
    [
        ("Les Trois Lames (2023)/Les Trois Lames - Gascon (2023)", ["Les Trois Lames - Gascon"]),
        ("Matrice (2003)/Matrice Reloaded (2003)", ["Matrice Reloaded"]),
        ("Shrek (2001)/Shrek 2", ["Shrek 2"]),
        ("Shrek (2001)/Shrek le troisième", ["Shrek le troisième"]),
        ("Shrek (2001)/Shrek II", ["Shrek II"]),
        ("Vendredi (1980)/Vendredi Part III", ["Vendredi Part III"]),
        ("Vendredi (1980)/Vendredi Part II (1981)", ["Vendredi Part II"]),
        ("Taxi (1998)/Taxi 2 (2000)", ["Taxi 2"]),
        ("Shrek {tmdb-808}/Shrek 2", ["Shrek 2"]),
        ("Shrek.2001.1080p.BluRay-GRP/Shrek.2.1080p", ["Shrek 2"]),
        ("Alien (1979)/Alien - Le huitième passager", ["Alien - Le huitième passager"]),
        ("Le Parrain (1972)/The Godfather (1972)", ["The Godfather"]),
        ("Shrek 2 (2004)/Shrek", ["Shrek", "Shrek 2"]),
        ("Alien (1979)/Aliens", ["Aliens", "Alien"]),
        ("Le Parrain (1972)/The Godfather", ["The Godfather", "Le Parrain"]),
        ("Avatar (2009)/Your Friend the Rat", ["Your Friend the Rat", "Avatar"]),
        ("Matrice (1999)/reloaded", ["reloaded", "Matrice"]),
        ("Avatar (2009)/avatar2", ["avatar2", "Avatar"]),
        ("Shrek (2001)/2", ["2", "Shrek"]),
    ],
)
def test_a_files_own_full_name_outranks_its_folder(path: str, must_have: list[str]) -> None:
    name = read(f"Films/{path}.mkv")
    assert name.apart is not ("Godfather (1972)" in path)
    assert list(name.must_have) == must_have
    assert name.titles[0] == must_have[0]
    assert not name.agree


@pytest.mark.parametrize(
    "path",
    [
        "Shrek (2001)/Shrek",
        "Shrek (2001)/shrek.1080p",
        "Aeon Flux (2005)/aeonflux",
        "Le Parrain (1972)/parrain",
        "Le Seigneur des anneaux - Le Retour du roi (2003)/Le Retour du roi",
        "Lord of the Rings - The Return (2003)/The Lord of the Rings - The Return",
        "Heat (1995)/Heat VF HD",
        "Heat (1995)/Heat.FRENCH.DVDRip.XviD-GRP",
        "Intouchables (2011)/Intouchable",
        "Rocky II (1979)/Rocky 2",
        "Shrek (2001)/Shrek (2001) MULTi",
    ],
)
def test_a_part_of_its_folders_name_is_its_folders_film(path: str) -> None:
    name = read(f"Films/{path}.mkv")
    folder = path.partition(" (")[0]
    assert fold(name.titles[0]) == fold(folder)
    assert (name.must_have, name.apart, name.nameless) == ((), False, False)


@pytest.mark.parametrize(
    "folder", ["Action 1080p", "Nouveautés 2023", "Nouveaux films 2023", "Films HD 1080p", "2012"]
)
def test_a_folder_that_only_sorts_names_no_film(folder: str) -> None:
    name = read(f"Films/{folder}/Heat.mkv")
    assert (name.titles, name.year, name.must_have) == (("Heat",), None, ())


@pytest.mark.parametrize(
    "path",
    [
        "Aeon Flux (2005)/x",
        "Aeon Flux (2005)/movie",
        "Aeon Flux (2005)/film",
        "Aeon Flux (2005)/title_t00",
        "Aeon Flux (2005)/8a7b6c5d4e3f2a1b8a7b",
        "Aeon Flux (2005)/aflx",
        "Aeon.Flux.2005.1080p.BluRay.x264-GRP/grp-af",
        "Aeon.Flux.2005.1080p.BluRay.x264-FRATERNiTY/fraternity-aeon.flux-1080p",
        "Aeon.Flux.2005.1080p.BluRay.x264-GRP/grp-aeonflux05-1080p",
    ],
)
def test_a_name_that_says_nothing_leaves_it_to_the_folder(path: str) -> None:
    name = read(f"Films/{path}.mkv")
    assert (name.titles[0], name.year, name.nameless) == ("Aeon Flux", 2005, True)


@pytest.mark.parametrize(
    ("path", "pack"),
    [
        ("Films/Alien Trilogie 1080p.mkv", True),
        ("Films/Le.Parrain.L.Intégrale.1972.1990.mkv", True),
        ("Films/Rambo Collection (1982-2019).mkv", True),
        ("Films/Rambo (1982-2019).mkv", True),
        ("Films/Rambo [1982 - 2019] 1080p.mkv", True),
        ("Films/Rambo 1 à 5.mkv", True),
        ("Films/Rambo 1-3 FRENCH.mkv", True),
        ("Films/Shrek 1-2-3.mkv", True),
        ("Films/Kill Bill Volume 1 & 2.mkv", True),
        ("Films/Nymphomaniac Part 1 and 2 (2013).mkv", True),
        ("Films/Alien Anthology 1080p.mkv", True),
        ("Films/Star Wars Saga.mkv", True),
        ("Films/Ghost Town Anthology (2019).mkv", False),
        ("Films/Ghost.Town.Anthology.2019.1080p.mkv", False),
        ("Films/Trilogy of Terror (1975).mkv", False),
        ("Films/Collection privée (1979).mkv", False),
        ("Films/Harry Potter Intégrale/Harry Potter 1 (2001).mkv", False),
        ("Films/Rambo Collection (1982-2019)/Rambo (1982).mkv", False),
        ("Films/Apollo 11-13.mkv", False),
        ("Films/21-87.mkv", False),
        ("Films/Alien (1979).mkv", False),
    ],
)
def test_packs_are_flagged(path: str, pack: bool) -> None:
    assert read(path).pack is pack


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what guessit is asked about."""
    texts: list[str] = []

    def ask(text: str, kind: films.Kind) -> Guess:
        texts.append(text)
        return ask_guessit(text, kind)

    monkeypatch.setattr(films, "ask_guessit", ask)
    return texts


@pytest.mark.parametrize(
    ("path", "title", "year"),
    [
        ("Heat.1995.FRENCH.1080p.BluRay.x264-GRP", "Heat", 1995),
        ("Alien.3.1992.MULTi.1080p.BluRay.x264-GRP", "Alien 3", 1992),
        ("The Italian Job [1080p] VFF 1969 BluRay x264-GRP", "The Italian Job", 1969),
        ("L'Armée des ombres - 1969 - VF", "L'Armée des ombres", 1969),
        ("Media.Crash.2022.Final.Cut.1080p.WEBRip.x265-GRP", "Media Crash", 2022),
        ("Dune.1984.1080p.BluRay-GRP/grp-dune-1080p", "Dune", 1984),
    ],
)
def test_words_a_year_and_technical_words_need_no_guessit(
    path: str, title: str, year: int, asked: list[str]
) -> None:
    name = read(f"Films/{path}.mkv")
    assert (name.titles[0], name.year, name.agree, asked) == (title, year, True, [])


@pytest.mark.parametrize(
    "path",
    [
        "Heat.FRENCH.1080p",
        "Heat",
        "2.Guns.2013.1080p",
        "Wonder.Woman.1984.2020.1080p",
        "Noel.25.12.2001.1080p",
        "The.Godfather.Part.II.1974.1080p",
        "James Bond - Goldfinger 1964 1080p",
        "Heat.1995.CD1",
        "Heat.1995.LIMITED.1080p",
        "Heat 1995 Michael Mann",
        "02 - Heat 1995",
        "Last Adventure, The 1967",
    ],
)
def test_guessit_is_asked_about_all_other_names(path: str, asked: list[str]) -> None:
    read(f"Films/{path}.mkv")
    assert asked


@pytest.mark.parametrize("word", sorted(TECHNICAL))
def test_what_needs_no_guessit_is_read_as_with_it(
    word: str, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in (f"Films/Grey.Owl.1999.{word}.mkv", f"Films/Grey Owl ({word}) 1999 1080p.mkv"):
        asked.clear()
        without = read(path)
        if not asked:
            monkeypatch.setattr(films, "_is_beyond_doubt", lambda _text, _cut: False)
            found = read(path)
            # A technical word that it does not know is a further title to guessit.
            assert without == replace(found, titles=without.titles)
            assert without.titles[0] == found.titles[0]
            assert set(without.titles) <= set(found.titles)
            monkeypatch.undo()
