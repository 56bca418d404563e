"""What the folders of a series say: show, year, country, season; discs, parts and specials."""

from __future__ import annotations

import pytest

from vidtui.disk.naming.layout import read_layout
from vidtui.disk.naming.seasons import read_combined, season_of


@pytest.mark.parametrize(
    ("folder", "season"),
    [
        ("Saison 01", 1), ("Saison 1", 1), ("Season 12", 12), ("S03", 3), ("Staffel 2", 2),
        ("Temporada 4", 4), ("Série 2", 2), ("2ème saison", 2), ("Saison 1 (2004)", 1),
        ("Saison 02 - VOSTFR", 2), ("Season.03.1080p", 3), ("Livre 2", 2), ("Saison 2014", 2014),
        ("Specials", 0), ("Spéciaux", 0), ("Hors-série", 0), ("Saison 00", 0), ("OAV", 0),
        ("Saison II", 2), ("Season IV", 4), ("Staffel III", 3), ("Livre III", 3), ("Book II", 2),
        ("Buch 2", 2), ("Tome II", 2), ("Saison deux", 2), ("Season Two", 2),
        ("Deuxième saison", 2),
        ("Second Season", 2), ("2nd Season", 2), ("Zweite Staffel", 2), ("2. Staffel", 2),
        ("3.Staffel", 3), ("Season 02 [2026]", 2), ("Saison 2 (2005) VF", 2), ("Saison X", 10),
        ("La saison 3", 3), ("Season1", 1), ("S 02", 2), ("Saison (2)", 2), ("Säsong 3", 3),
        ("Spécial", 0), ("Épisodes spéciaux", 0), ("Special Episodes", 0), ("Sonderfolgen", 0),
        ("Hors séries", 0), ("Hors saison", 0), ("OVA", 0), ("OVAs", 0), ("ONA", 0), ("S00", 0),
        ("Especiales", 0), ("Christmas Specials", 0), ("Staffel 00", 0), ("OAV 2", 0),
        ("Saison 1-3", None), ("Saisons", None), ("Lost", None), ("S", None), ("24 Season 3", None),
        ("Saison 1 à 3", None), ("Saison 3000", None), ("S01E02", None), ("", None),
        ("Staffel 1 bis 3", None), ("Noël", None), ("Saison finale", None), ("Livre", None),
        ("Special (2010)", None), ("SX", None), ("Saint Seiya", None), ("Series", None),
    ],
)  # fmt: skip
def test_season_folders(folder: str, season: int | None) -> None:
    assert season_of(folder) == season


@pytest.mark.parametrize(
    ("folder", "show", "season"),
    [
        ("Lost Saison 2", "Lost", 2),
        ("Lost Saison 2 (2005)", "Lost", 2),
        ("Hijack - Season 02 [2026]", "Hijack", 2),
        ("Ghosts Season 1", "Ghosts", 1),
        ("Lost.S02.FRENCH.1080p-GRP", "Lost", 2),
        ("Lost - 2ème saison", "Lost", 2),
        ("Kaguya 2nd Season", "Kaguya", 2),
        ("Lost Staffel III", "Lost", 3),
        ("Lost Season Two (1080p)", "Lost", 2),
        ("Friends Season 1 (BDRip 720p)", "Friends", 1),
        ("24 Season 3", "24", 3),
        ("The 100 Season 01", "The 100", 1),
        ("The Lovers - Series 1 (1970) DivX", "The Lovers", 1),
        ("Lost (Saison 2)", "Lost", 2),
        ("Hysteria.2024.S01.COMPLETE.1080p-GRP", "Hysteria.2024", 1),
    ],
)
def test_folders_of_a_show_and_a_season(folder: str, show: str, season: int) -> None:
    found = read_combined(folder)
    assert found is not None
    assert (found.show, found.season.number) == (show, season)


@pytest.mark.parametrize(
    "folder", ["Lost.S01E02.1080p", "Lost Saison 1-3", "Lost S01-S06", "Lost", "Saison 2", "H S"]
)
def test_folders_of_more_or_less_than_one_season(folder: str) -> None:
    assert read_combined(folder) is None


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
        ("S/Lost/Saison 2 (2005)/x.mkv", "Lost", None, 2),
        ("S/Lost Saison 2 (2005)/x.mkv", "Lost", None, 2),
        ("S/Hijack/Hijack - Season 02 [2026]/x.mkv", "Hijack", None, 2),
        ("S/Bureau, Le (2006)/Saison 1/x.mkv", "Le Bureau", 2006, 1),
        ("S/Office, The (2005)/Season 1/x.mkv", "The Office", 2005, 1),
        ("S/Perdus [VF]/Saison 2/x.mkv", "Perdus", None, 2),
        ("S/Perdus VOSTFR/Saison 2/x.mkv", "Perdus", None, 2),
        ("S/Perdus (VF)/Saison 2/x.mkv", "Perdus", None, 2),
        ("S/Un (2001) [HD]/Saison 1/x.mkv", "Un", 2001, 1),
        ("S/Quotidien (2016)/2024/x.mkv", "Quotidien", 2016, None),
        ("S/Quotidien (2016)/2024/03/x.mkv", "Quotidien", 2016, None),
        ("S/Lost (2004)/VF/Saison 1/x.mkv", "Lost", 2004, 1),
        ("S/Lost (2004)/1080p MULTi/Saison 1/x.mkv", "Lost", 2004, 1),
        ("S/Doctor X/Saison 1/x.mkv", "Doctor X", None, 1),
    ],
)
def test_recognised_layouts(path: str, show: str, year: int | None, season: int | None) -> None:
    layout = read_layout(path, 1)
    assert layout is not None
    assert (layout.show, layout.year, layout.season) == (show, year, season)
    assert layout.country is None


@pytest.mark.parametrize(
    "path", ["S/x.mkv", "S/Lost/x.mkv", "S/Saison 1/x.mkv", "x.mkv", "", "S/L/x.mkv"]
)
def test_layouts_that_name_no_show_for_certain(path: str) -> None:
    assert read_layout(path, 1) is None


GHOSTS = """
{}/Ghosts Season 1/x.mkv
{}/Ghosts - Saison 2/x.mkv
{}/Ghosts.S01.1080p-GRP/x.mkv
{}/Ghosts S03 MULTi 1080p/x.mkv
{}/Saison 1/Ghosts.S01.1080p-GRP/x.mkv
{}/Ghosts/Saison 1/x.mkv
{}/Ghosts/Ghosts Season 1/x.mkv
{}/Ghosts Staffel 1/x.mkv
{}/Ghosts 2nd Season/x.mkv
{}/VOSTFR/Ghosts Season 1/x.mkv
{}/Season 1/x.mkv
{}/Ghosts Season 1 (2020)/x.mkv
"""
"""Ways to lay out the seasons of a show beneath its own folder."""


@pytest.mark.parametrize("below", GHOSTS.split("\n")[1:-1])
@pytest.mark.parametrize(
    ("folder", "year", "country"),
    [
        ("Ghosts (2019)", 2019, None),
        ("Ghosts [2019]", 2019, None),
        ("Ghosts (2021) {tvdb-389}", 2021, None),
        ("Ghosts (UK)", None, "UK"),
        ("Ghosts (US) (2021)", 2021, "US"),
        ("Ghosts (2019) (UK)", 2019, "UK"),
        ("Ghosts [US]", None, "US"),
        ("Ghosts UK", None, "UK"),
        ("Ghosts 2019", 2019, None),
    ],
)
def test_what_a_folder_knows_is_not_lost_below_it(
    below: str, folder: str, year: int | None, country: str | None
) -> None:
    layout = read_layout(f"S/{below.format(folder)}", 1)
    assert layout is not None
    assert (layout.show, layout.year, layout.country) == ("Ghosts", year, country)
    assert layout.folder == f"S/{folder}"
    assert not layout.unsure


@pytest.mark.parametrize(
    ("path", "year"),
    [
        ("S/Ghosts (2019)/Ghosts.2021.S01.1080p/x.mkv", 2021),
        ("S/Fantômes (2019)/Ghosts.S01.FRENCH/x.mkv", 2019),
    ],
)
def test_folders_that_contradict_each_other_are_unsure(path: str, year: int) -> None:
    layout = read_layout(path, 1)
    assert layout is not None
    assert (layout.year, layout.unsure) == (year, True)


@pytest.mark.parametrize(
    ("path", "is_disc", "restarts"),
    [
        ("S/Lost (2004)/Saison 1/Disc 2/x.mkv", True, False),
        ("S/Lost (2004)/Saison 1/DVD 3/x.mkv", True, False),
        ("S/Lost (2004)/Saison 1/Blu-ray 1/x.mkv", True, False),
        ("S/Lost (2004)/Disque 4/x.mkv", True, False),
        ("S/Lost (2004)/Partie 2/x.mkv", False, True),
        ("S/Lost (2004)/Volume 3/x.mkv", False, True),
        ("S/Lost (2004)/Saison 3 Partie 2/x.mkv", False, True),
        ("S/Lost (2004)/Saison finale/x.mkv", False, True),
        ("S/Lost (2004)/Saison 1/x.mkv", False, False),
        ("S/Lost (2004)/Saison 1/1080p/x.mkv", False, False),
    ],
)
def test_discs_and_parts_in_which_numbers_begin_anew(
    path: str, is_disc: bool, restarts: bool
) -> None:
    layout = read_layout(path, 1)
    assert layout is not None
    assert (layout.is_disc, layout.restarts) == (is_disc, restarts)
