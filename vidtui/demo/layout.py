"""What lies in the demo's storage, in the naming styles that people really have."""

from __future__ import annotations

from typing import Final, NamedTuple


class Planned(NamedTuple):
    """One video file of the storage.

    ``work`` is the id of its record, None where no record says what it is; ``version`` sets its
    link apart from those of the same film's other files; ``same_as`` is the path of a file with
    the same bytes.
    """

    path: str
    work: int | None
    style: str
    version: str = ""
    season: int | None = None
    episodes: tuple[int, ...] = ()
    linked: bool = True
    same_as: str = ""


class Unlisted(NamedTuple):
    """A film that the TMDB stand-in does not know; ``runtime`` is in minutes."""

    title: str
    year: int
    runtime: int


NOT_VIDEOS: Final = ("ignored", "unfinished")
"""Styles of files that no scan may report."""

UNLISTED: Final = {"Films/Le Dernier Bac (1998).mkv": Unlisted("Le Dernier Bac", 1998, 92)}

_FILMS: Final = (
    Planned("Films/The Matrix (1999)/The Matrix (1999).mkv", 603, "canonical"),
    Planned("Films/Dune (1984)/Dune (1984).mkv", 841, "canonical"),
    Planned(
        "Films/Dune (2021) {tmdb-438631}/Dune (2021) {tmdb-438631} - 1080p.mkv",
        438631, "plex", "1080p",
    ),
    Planned(
        "Films/Dune (2021) {tmdb-438631}/Dune (2021) {tmdb-438631} - 2160p.mkv",
        438631, "plex", "2160p",
    ),
    Planned(
        "Films/Dune.Part.Two.2024.MULTi.VFF.2160p.UHD.BluRay.x265-DEMO.mkv", 693134, "scene"
    ),
    Planned("Films/The Mummy (1932).mkv", 15849, "canonical"),
    Planned("Films/La Momie (1999)/La.Momie.1999.TRUEFRENCH.BRRip.x264.mkv", 564, "french"),
    Planned("Films/La.Momie.2017.FRENCH.1080p.WEB.H264-DEMO.mkv", 282035, "french"),
    Planned(
        "Films/Alien (1979) [tmdbid-348]/Alien (1979) [tmdbid-348] - Director's Cut.mkv",
        348, "jellyfin", "Director's Cut",
    ),
    Planned(
        "Films/Alien (1979) [tmdbid-348]/Alien (1979) [tmdbid-348] - Theatrical.mkv",
        348, "jellyfin", "Theatrical",
    ),
    Planned("Films/Aliens le retour (1986).mkv", 679, "messy"),
    Planned(
        "Films/Blade Runner (1982)/Blade.Runner.1982.The.Final.Cut.1080p.BluRay.mkv", 78, "edition"
    ),
    Planned("Films/Blade.Runner.2049.2017.MULTi.1080p.BluRay.x264-DEMO.mkv", 335984, "scene"),
    Planned("Films/1917 (2020)/1917 (2020).mkv", 530915, "canonical"),
    Planned("Films/300/300.mkv", 1271, "messy"),
    Planned("Films/2012 (2009)/2012 (2009).mp4", 14161, "canonical"),
    Planned("Films/Se7en/Se7en.mkv", 807, "nfo"),
    Planned(
        "Films/Inception (2010) [imdbid-tt1375666]/Inception.2010.VOSTFR.720p.mkv",
        27205, "jellyfin",
    ),
    Planned("Films/Intouchables (2011)/Intouchables.mkv", 77338, "nfo"),
    Planned("Films/Le fabuleux destin d’Amélie Poulain (2001).mkv", 194, "canonical"),
    Planned("Films/La.Haine.1995.REMASTERED.FRENCH.720p.BluRay.x264-DEMO.mkv", 406, "french"),
    Planned("Films/Léon/Leon.1994.VF.DVDRip.XviD.CD1.mp4", 101, "parts", "cd1"),
    Planned("Films/Léon/Leon.1994.VF.DVDRip.XviD.CD2.mp4", 101, "parts", "cd2"),
    Planned("Films/Rocky/Rocky (1976).mkv", 1366, "canonical"),
    Planned("Films/Rocky/Rocky II (1979).mkv", 1367, "canonical"),
    Planned("Films/Rocky/Rocky III - L'œil du tigre (1982).mkv", 1371, "canonical"),
    Planned("Films/Saga Le Parrain/01 - Le Parrain (1972).mkv", 238, "messy"),
    Planned("Films/Saga Le Parrain/02 - Le Parrain, 2e partie (1975).mkv", 240, "messy"),
    Planned("Films/Les dents de la mer (1976).mkv", 578, "messy"),
    Planned("Films/Piege de cristal.mkv", 562, "messy"),
    Planned("Films/Les Évadés (1995)/Les Évadés.mkv", 278, "messy"),
    Planned("Films/Le Voyage de Chihiro (2001)/Le Voyage de Chihiro (2001).mkv", 129, "canonical"),
    Planned("Films/Les Sept Samouraïs (1954).mkv", 346, "canonical"),
    Planned("Films/jurassic_park_vf.mp4", 329, "messy"),
    Planned("Films/Le Silence des Agneaux [1080p x265 10bit VFF VO].mkv", 274, "french"),
    Planned("Films/Kill Bill Vol 1.mkv", 24, "messy"),
    Planned("Films/Kill Bill Vol 2.mkv", 393, "messy"),
    Planned("Films/Das Boot (1981)/Das Boot (1981).mkv", 387, "canonical"),
    Planned("Films/[REC] (2007).mkv", 8329, "canonical"),
    Planned("Films/SOS Fantômes (1984)/SOS Fantômes (1984).mkv", 620, "canonical"),
    Planned("Films/SOS.Fantomes.2016.FRENCH.BDRip.XviD-DEMO.mkv", 43074, "french"),
    Planned("Films/WALL·E (2008)/WALL·E (2008) {imdb-tt0910970}.mkv", 10681, "plex"),
    Planned("Films/Fight Club (1999)/Fight Club (1999).mkv", 550, "canonical"),
    Planned("Films/Le Cœur du phare (2006)/Le Cœur du phare (2006).mkv", 9000003, "canonical"),
    Planned("Films/Minuit sur le port (2011)/Minuit sur le port (2011).mkv", 9000001, "canonical"),
    Planned("Films/Minuit.sur.le.port.2011.FRENCH.720p.mkv", 9000002, "french", linked=False),
    Planned("Films/The Sample (2015)/The Sample (2015).mkv", 9000004, "canonical"),
    Planned("Films/Le Dernier Bac (1998).mkv", None, "canonical"),
    Planned(
        "Films/À trier/Copie de Fight Club (1999).mkv", 550, "duplicate", linked=False,
        same_as="Films/Fight Club (1999)/Fight Club (1999).mkv",
    ),
    Planned("Films/À trier/Metropolis (1927).mkv", None, "empty", linked=False),
    Planned("Films/Fight Club (1999)/Fight Club (1999)-trailer.mp4", 550, "extra", linked=False),
    Planned("Films/Fight Club (1999)/Extras/Making of.mkv", 550, "extra", linked=False),
    Planned("Films/Fight Club (1999)/sample.mkv", 550, "extra", linked=False),
    Planned("Films/À trier/Heat.1995.1080p.mkv.part", None, "unfinished", linked=False),
    Planned(
        "Films/The Matrix (1999)/@eaDir/The Matrix (1999).mkv/SYNOVIDEO_FILM_H264.mp4",
        None, "ignored", linked=False,
    ),
)  # fmt: skip

_BREAKING_BAD: Final = "Séries/Breaking Bad (2008) [tvdbid-81189]"
_OUESSANT: Final = "Séries/Les Brumes d'Ouessant (2014)"
_ANIME: Final = "Séries/Animes/Hoshi no Kaze/[Demo-Fansub] Hoshi no Kaze - "


def _episode(
    path: str, work: int, style: str, season: int, *episodes: int, linked: bool = True
) -> Planned:
    return Planned(path, work, style, "", season, episodes, linked)


_SERIES: Final = (
    _episode(f"{_BREAKING_BAD}/Season 01/Breaking Bad (2008) - S01E01 - Pilot.mkv",
             1396, "jellyfin", 1, 1),
    _episode(f"{_BREAKING_BAD}/Season 01/Breaking Bad (2008) - S01E02 - Cat's in the Bag....mkv",
             1396, "jellyfin", 1, 2),
    _episode(f"{_BREAKING_BAD}/Season 01/Breaking Bad (2008) - S01E03.mkv", 1396, "jellyfin", 1, 3),
    _episode(f"{_BREAKING_BAD}/Season 01/Breaking Bad (2008) - S01E04.mkv", 1396, "jellyfin", 1, 4),
    _episode("Séries/Breaking.Bad.S02.MULTi.1080p.BluRay.x264-DEMO/"
             "Breaking.Bad.S02E01.MULTi.1080p.BluRay.x264-DEMO.mkv", 1396, "scene", 2, 1),
    _episode("Séries/Breaking.Bad.S02.MULTi.1080p.BluRay.x264-DEMO/"
             "Breaking.Bad.S02E02.MULTi.1080p.BluRay.x264-DEMO.mkv", 1396, "scene", 2, 2),
    _episode("Séries/Game of Thrones/Saison 1/Game of Thrones - 1x01 - L'hiver vient.mkv",
             1399, "french", 1, 1),
    _episode("Séries/Game of Thrones/Saison 1/Game of Thrones - 1x02.mkv", 1399, "french", 1, 2),
    _episode("Séries/Game of Thrones/Saison 1/Game of Thrones - S01E03-E04.mkv",
             1399, "multi", 1, 3, 4),
    _episode("Séries/Chernobyl (2019)/Season 01/Chernobyl S01E01 1080p.mkv", 87108, "plex", 1, 1),
    _episode("Séries/Chernobyl (2019)/Season 01/Chernobyl S01E02 1080p.mkv", 87108, "plex", 1, 2),
    _episode("Séries/Chernobyl (2019)/Season 01/Chernobyl S01E03 1080p.mkv", 87108, "plex", 1, 3),
    _episode("Séries/Frères d'armes/Saison 1/Episode 01.mkv", 4613, "folders", 1, 1),
    _episode("Séries/Frères d'armes/Saison 1/Episode 02.mkv", 4613, "folders", 1, 2),
    _episode("Séries/The Office UK (2001)/The Office UK - S01E01.mp4", 2996, "kodi", 1, 1),
    _episode("Séries/The Office UK (2001)/The Office UK - S01E02.mp4", 2996, "kodi", 1, 2),
    _episode("Séries/The Office (US) (2005)/Saison 01/The Office (US) - S01E01 - Pilot.mkv",
             2316, "kodi", 1, 1),
    _episode("Séries/The Office (US) (2005)/Saison 01/The Office (US) - S01E02 - Diversity Day.mkv",
             2316, "kodi", 1, 2),
    _episode("Séries/Sherlock/Sherlock.S01E01E02.FRENCH.720p.HDTV.x264-DEMO.mkv",
             19885, "multi", 1, 1, 2),
    _episode("Séries/Sherlock/Sherlock.S02E01.FRENCH.720p.HDTV.x264-DEMO.mkv",
             19885, "scene", 2, 1),
    _episode(f"{_OUESSANT}/Saison 01/Les Brumes d'Ouessant - S01E01 - La Corne de brume.mkv",
             9000101, "canonical", 1, 1),
    _episode(f"{_OUESSANT}/Saison 01/Les Brumes d'Ouessant - S01E04 - Œil-de-bœuf.mkv",
             9000101, "canonical", 1, 4),
    _episode(f"{_OUESSANT}/Saison 02/Les Brumes d'Ouessant - S02E01 - Novembre.mkv",
             9000101, "canonical", 2, 1),
    _episode(f"{_OUESSANT}/Specials/Les Brumes d'Ouessant - S00E01.mkv",
             9000101, "specials", 0, 1),
    _episode(f"{_ANIME}101 [1080p].mkv", 9000102, "absolute", 1, 101),
    _episode(f"{_ANIME}102 [1080p].mkv", 9000102, "absolute", 1, 102),
    _episode(f"{_ANIME}103v2 [1080p].mkv", 9000102, "absolute", 1, 103, linked=False),
)  # fmt: skip

_HOME: Final = (
    Planned("Famille/2014-08 Vacances à Belle-Île.mp4", None, "home", linked=False),
    Planned("Famille/Noël 2016.mp4", None, "home", linked=False),
)

FILES: Final = _FILMS + _SERIES + _HOME

TEXTS: Final = {
    "Films/Se7en/Se7en.nfo": (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<movie>\n'
        "  <title>Seven</title>\n  <year>1995</year>\n"
        '  <uniqueid type="tmdb" default="true">807</uniqueid>\n'
        '  <uniqueid type="imdb">tt0114369</uniqueid>\n</movie>\n'
    ),
    "Films/Intouchables (2011)/Intouchables.nfo": "https://www.imdb.com/title/tt1675434/\n",
    "Films/La Momie (1999)/La.Momie.1999.TRUEFRENCH.BRRip.x264.fr.srt": (
        "1\n00:01:00,000 --> 00:01:02,000\n(Le vent se lève.)\n"
    ),
}
"""Files beside the videos: NFO files with an id, and subtitles."""
