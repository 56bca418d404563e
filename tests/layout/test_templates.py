"""Templates: filled in, refused with a suggestion, and names that every filesystem takes."""

from __future__ import annotations

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.layout.tree import Shelf, episode, file, film, series
from tests.support.names import HOSTILE
from vidtui.disk.media_facts import AudioTrack, MediaFacts, SubtitleTrack
from vidtui.layout.copies import Copy
from vidtui.layout.known import Known
from vidtui.layout.model import Kind, LayoutOptions, Placed, Question, WorkFacts
from vidtui.layout.templates import PRESETS, TemplateProblem, of_person, render
from vidtui.layout.tokens import TOKENS, Context
from vidtui.text import printable

ALIEN = film(
    "Alien : Le huitième passager", 1979, original_title="Alien",
    by_language={"fr": "Alien : Le huitième passager", "en": "Alien"},
    ids={"tmdb": "348", "imdb": "tt0078748"}, genres=("Horreur", "Science-Fiction"),
    collection="Alien - Saga",
)  # fmt: skip
THE_MATRIX = film("The Matrix", 1999)
MEDIA = MediaFacts(
    lines=1080, video_codec="H.264", bit_depth=10, hdr=("HDR10",),
    audio=(AudioTrack("fr", "EAC3", "5.1"), AudioTrack("en", "DTS", "5.1")),
    subtitles=(SubtitleTrack("fr", "SUBRIP"),),
)  # fmt: skip
RELEASE = "in/Alien.1979.MULTi.1080p.BluRay.x264-GRP.mkv"


def filled(template: str, work: WorkFacts, kind: Kind = "film", **more: object) -> str:
    shown = more.pop("shown", None) or file(**more)  # type: ignore[arg-type]
    context = Context(Known(work), shown, Copy(shown))  # type: ignore[arg-type]
    made = of_person(template, kind)
    return "/".join(render(one, context).text for one in made.components)


@pytest.mark.parametrize(
    ("template", "name"),
    [
        ("{Movie Title} ({Release Year})", "Alien - Le huitième passager (1979)"),
        ("{Movie OriginalTitle}", "Alien"),
        ("{Movie Title:EN}", "Alien"),
        ("{Movie Title:DE}", "Alien - Le huitième passager"),
        ("{Movie Title:10}", "Alien - L…"),
        ("{Movie.OriginalTitle}.{Release.Year}{-Release Group}", "Alien.1979-GRP"),
        ("{MOVIE ORIGINALTITLE}", "ALIEN"),
        ("{movie originaltitle}", "alien"),
        ("{Movie OriginalTitle}{ - Edition Tags}", "Alien"),
        ("{Movie OriginalTitle} {edition-{Edition Tags}}", "Alien"),
        ("{Movie OriginalTitle} {tmdb-{TmdbId}}", "Alien {tmdb-348}"),
        ("{Movie OriginalTitle}{ [imdbid-{ImdbId}]}", "Alien [imdbid-tt0078748]"),
        ("{Movie OriginalTitle}{ [tvdbid-{TvdbId}]}", "Alien"),
        ("{Movie OriginalTitle} [{Quality Full} - {Edition Tags}]", "Alien [Bluray-1080p]"),
        ("{Movie OriginalTitle} ({Release Year} {Edition Tags})", "Alien (1979)"),
        ("{Movie OriginalTitle} [{Edition Tags}]", "Alien"),
        ("{Movie OriginalTitle} {MediaInfo Simple}", "Alien AVC EAC3"),
        ("{Movie OriginalTitle} {MediaInfo Full}", "Alien AVC EAC3 [FR+EN] [FR]"),
        ("{Movie OriginalTitle} {MediaInfo AudioChannels}", "Alien 5.1"),
        ("{Movie OriginalTitle} {MediaInfo VideoDynamicRange}", "Alien HDR"),
        ("{Movie OriginalTitle} {MediaInfo VideoBitDepth}", "Alien 10bit"),
        ("{Movie Collection}/{Movie OriginalTitle}", "Alien - Saga/Alien"),
        ("{Genre}/{Decade}/{Range}/{Movie OriginalTitle}", "Horreur/1970s/A/Alien"),
        ("{Range:A-I,J-R,S-Z}/{Movie OriginalTitle}", "A-I/Alien"),
        ("{Original Filename}", "Alien.1979.MULTi.1080p.BluRay.x264-GRP"),
        ("{{Quality Full}} {Movie OriginalTitle}", "{Bluray-1080p} Alien"),
    ],
)
def test_a_film_by_a_template(template: str, name: str) -> None:
    assert filled(template, ALIEN, path=RELEASE, media=MEDIA) == name


def test_articles_behind() -> None:
    assert filled("{Movie TitleThe}", THE_MATRIX) == "Matrix, The"
    assert filled("{Movie TitleThe}", film("L'Été")) == "Été, L'"
    assert filled("{Movie TitleFirstCharacter}/{Movie Title}", THE_MATRIX) == "M/The Matrix"


@pytest.mark.parametrize(
    ("template", "marks", "name"),
    [
        ("{Series Title} - S{season:00}E{episode:00}", (1, 2), "Ghosts - S01E02"),
        ("{Series Title} - S{season:00}E{episode:00}", (1, 2, 3), "Ghosts - S01E02-E03"),
        ("{Series Title} - S{season:00}E{episode:00}", (1, 2, 3, 4), "Ghosts - S01E02-E04"),
        ("{Series Title} - s{season:00}e{episode:00}", (1, 2, 3), "Ghosts - s01e02-e03"),
        ("{Series Title} {season:0}x{episode:00}", (1, 2, 3), "Ghosts 1x02-03"),
        ("{Series Title} S{season:00}E{episode:00}", (1, 2, 9), "Ghosts S01E02E09"),
        ("{Series TitleYear}/{episode:000}{ - Episode Title}", (1, 2), "Ghosts (2019)/002 - Un"),
    ],
)
def test_episodes_by_a_template(template: str, marks: tuple[int, ...], name: str) -> None:
    shown = episode(*marks, titles=("Un",)) if len(marks) == 2 else episode(*marks)
    assert filled(template, series("Ghosts", 2019), "series", shown=shown) == name


@pytest.mark.parametrize(
    ("template", "kind", "says"),
    [
        ("{Movie Tilte}", "film", "{Movie Tilte}; did you mean {Movie Title}"),
        ("{Movie Title} {Quallity Full}", "film", "did you mean {Quality Full}"),
        ("{Sereis Title} {episode:00}", "series", "did you mean {Series Title}"),
        ("{zzz} {Movie Title}", "film", "{zzz}"),
        ("{season:00}/{Movie Title}", "film", "{season} is for episodes"),
        ("{Movie Title} {episode:00}", "series", "{Movie Title} is for films"),
        ("{Movie Title", "film", "not closed"),
        ("{Movie Title}}", "film", "not closed"),
        ("{Movie Title}/{Genre}", "film", "ends without {Movie Title}"),
        ("{Series Title}/Season {season:00}", "series", "ends without {episode:00}"),
        ("{Series Title} {season:xy}{episode:00}", "series", "“xy” says nothing"),
        ("{Movie Title:FRENCH}", "film", "“FRENCH” says nothing"),
        ("/films/{Movie Title}", "film", "a folder without a name"),
        ("../{Movie Title}", "film", "a folder without a name"),
        ("jelyfin", "film", "jellyfin, kodi, plex"),
        ("{\x1b[31m}", "film", "\\x1b[31m"),
        ("", "film", "without"),
    ],
)
def test_a_template_that_cannot_be_followed(template: str, kind: Kind, says: str) -> None:
    with pytest.raises(TemplateProblem) as caught:
        of_person(template, kind)
    assert says in str(caught.value)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("preset", PRESETS)
def test_presets_are_written_as_they_are_read(preset: str) -> None:
    for kind, text in (("film", PRESETS[preset].film), ("series", PRESETS[preset].episode)):
        assert of_person(str(of_person(preset, kind)), kind).components == (  # type: ignore[arg-type]
            of_person(text, kind).components  # type: ignore[arg-type]
        )


@pytest.mark.parametrize(
    ("preset", "paths"),
    [
        ("jellyfin", ("The Matrix (1999) [tmdbid-603]/The Matrix (1999) [tmdbid-603].mkv",
                      "Ghosts (2019)/Season 00/Ghosts (2019) - S00E01 - Noël.mkv")),
        ("kodi", ("The Matrix (1999)/The Matrix (1999).mkv",
                  "Ghosts (2019)/Season 00/Ghosts S00E01 - Noël.mkv")),
        ("plex", ("The Matrix (1999) {tmdb-603}/The Matrix (1999) {tmdb-603}.mkv",
                  "Ghosts (2019)/Season 00/Ghosts (2019) - s00e01 - Noël.mkv")),
    ],
)  # fmt: skip
def test_a_root_that_is_set_by_hand(preset: str, paths: tuple[str, str]) -> None:
    shelf = Shelf([], LayoutOptions({"film": preset, "series": preset}))
    matrix = film("The Matrix", 1999, ids={"tmdb": "603"})
    assert shelf.path(matrix) == paths[0]
    assert shelf.path(series("Ghosts", 2019), episode(0, 1, titles=("Noël",))) == paths[1]


def test_what_a_template_needs_and_nobody_knows_is_asked() -> None:
    shelf = Shelf([], LayoutOptions({"film": "{Movie Title} ({Release Year})", "series": "kodi"}))
    question = shelf.asked(film("Sans date", None))
    assert (question.doubt, question.detail) == ("facts", "Release Year")
    assert shelf.asked(series("Ghosts"), episode(None, 3)).detail == "season"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("CON", b"CON_.mkv"),
        ("Con.Man", b"Con_.Man.mkv"),
        ("S.H.I.E.L.D.", b"S.H.I.E.L.D.mkv"),
        (".hack//SIGN", b"hack--SIGN.mkv"),
        ("a/../b", b"a-..-b.mkv"),
        ("..", b"_.mkv"),
        ("Qui ?", b"Qui.mkv"),
        ("nul ", b"nul_.mkv"),
    ],
)
def test_names_that_windows_and_smb_refuse(title: str, name: bytes) -> None:
    shelf = Shelf([], LayoutOptions({"film": "{Movie Title}"}))
    assert shelf.path(film(title)).encode() == name


@pytest.mark.parametrize("limit", [255, 143])
def test_a_long_name_is_cut_in_its_episode_title(limit: int) -> None:
    options = LayoutOptions(
        {"series": "{Series Title} - S{season:00}E{episode:00}{ - Episode Title}{ [Quality Full]}"},
        name_bytes=limit,
    )
    shown = episode(1, 1, 2, titles=("é" * 150, "ü" * 150), media=MEDIA)
    path = Shelf([], options).path(series("Interspecies"), shown)
    assert limit - 24 < len(path.encode()) <= limit - len(".fr.forced.srt") + len(".mkv")
    assert path.startswith("Interspecies - S01E01-E02 - éééé")
    assert path.endswith("… [1080p].mkv")


TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="{}/"), max_size=12)
NAMES = st.sampled_from(sorted(TOKENS))


@settings(max_examples=60, deadline=None)
@given(before=TEXTS, name=NAMES, after=TEXTS, title=st.text(max_size=200))
def test_any_template_gives_safe_names_or_one_line(
    before: str, name: str, after: str, title: str
) -> None:
    token = TOKENS[name]
    kind: Kind = "series" if token.kind == "series" else "film"
    last = "{Movie Title}" if kind == "film" else "{episode:00}"
    template = f"{before}{{{token.name}}}{after}/{before}{last}"
    work = film(title) if kind == "film" else series(title)
    shown = file() if kind == "film" else episode(1, 2, titles=(title,))
    try:
        of_person(template, kind)
    except TemplateProblem:
        with pytest.raises(TemplateProblem, match=r"^[^\n\x1b]+$"):
            Shelf([], LayoutOptions({kind: template}))
        return
    shelf = Shelf([], LayoutOptions({kind: template}))
    outcome = shelf.place(work, shown)[0]
    if isinstance(outcome, Question):
        assert outcome.doubt in ("facts", "same_name")
        return
    assert isinstance(outcome, Placed)
    for part in outcome.path.split(b"/"):
        assert 0 < len(part) <= 255
        assert printable(part) == part.decode()
        assert part.strip(b". ") == part
        assert not set(part) & set(b'\\:*?"<>|')


@pytest.mark.parametrize("name", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_titles_and_files(name: bytes) -> None:
    title = name.decode("utf-8", "surrogateescape")
    shown = file(f"in/{title}.mkv") if name.isascii() else file()
    for preset in ("kodi", "{Movie Title}/{Original Filename}"):
        outcome = Shelf([], LayoutOptions({"film": preset})).place(film(title), shown)[0]
        assert isinstance(outcome, Placed | Question)
        if isinstance(outcome, Placed):
            for part in outcome.path.split(b"/")[:-1]:
                assert printable(part) == part.decode()
            assert os.path.normpath(outcome.path) == outcome.path
