"""What a query matches is what a plain loop over the files matches, whatever is typed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.library.shelf import NOW, Known, build
from vidtui import i18n
from vidtui.catalogue import models
from vidtui.library import fields
from vidtui.library.completion import completions
from vidtui.library.index import Index
from vidtui.library.select import Condition, Plan, Selector, understood
from vidtui.library.values import Between, Nothing, Part, QueryProblem, Token, Wanted
from vidtui.text import fold, printable


class Shelf:
    """The index of the shelf, and its files as the test knows them."""

    def __init__(self, folder: Path) -> None:
        self.catalogue, self.known = build(folder)
        self.index = Index(self.catalogue)
        self.selector = Selector(self.index)

    def files(self, text: str) -> list[int]:
        return [self.index.files[place] for place in self.selector.files(text, NOW)]

    def works(self, text: str) -> list[str]:
        return [self.index.titles[place] for place in self.selector.works(text, NOW)]


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Shelf:
    return Shelf(tmp_path_factory.mktemp("shelf"))


def fits(known: Known, condition: Condition) -> bool:
    held = [one for one in known.values.get(condition.field.name, ()) if one is not None]
    found = any(_is(held, one) for one in condition.wanted)
    return found != condition.negated


def _is(held: list[Any], wanted: Wanted) -> bool:
    match wanted:
        case Nothing():
            return not held
        case Part(text, whole):
            return any(fold(one) == text if whole else text in fold(one) for one in held)
        case Token(name):
            return any(_token(one, name) for one in held)
        case Between(low, high, closed):
            return any(low <= one < high or (closed and one == high) for one in held)


def _token(held: str, name: str) -> bool:
    return held.casefold() == name or held.casefold().startswith(f"{name}-")


def in_a_loop(shelf: Shelf, plan: Plan) -> set[int]:
    wishes = plan.wishes or ((),)
    return {
        known.id
        for known in shelf.known
        if any(all(fits(known, condition) for condition in wish) for wish in wishes)
        and (plan.names_kind or known.values["kind"] != ["extra"])
    }


LOOPED = [one for one in fields.FIELDS if one.name not in ("is", "doubt", "audio")]
ASKED = (
    "alien",
    "œuv",
    "OEUVRE",
    "été",
    "l'été",
    "エイ",
    "show",
    "the",
    "2",
    "e",
    "fr",
    "$",
    "mkv",
)
VALUES = ("none", "aucun", "5.1", "tmdb:9", "1979", "1979..1999", "..8", "7..", "4k", "1080p..")
MORE = ("10G..", "-1w..", "2026", "series", "extra", "horror", "comédie", "dolby", "=alien")
WORDS = (*ASKED, *VALUES, *MORE)


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Texts that look like queries."""
    parts = []
    for _number in range(draw(st.integers(0, 4))):
        word = draw(st.sampled_from(WORDS) | st.text(max_size=4))
        if draw(st.booleans()):
            field = draw(st.sampled_from(LOOPED))
            if field.choices and draw(st.booleans()):
                word = draw(st.sampled_from(field.choices)).french
            quote = '"' if draw(st.booleans()) else ""
            word = f"{draw(st.sampled_from(field.names))}:{quote}{word}{quote}"
        parts.append(draw(st.sampled_from(["", "", "-", "^"])) + word)
        parts.append(draw(st.sampled_from([" ", " ", ", ", " , "])))
    return "".join(parts)


def asked(text: str) -> Plan | str:
    """Return what a text asks for, or why it cannot be asked."""
    try:
        return understood(text, NOW)
    except QueryProblem as problem:
        return f"{problem.at} {problem}"


@pytest.mark.parametrize("name", [one.name for one in LOOPED])
def test_each_field_matches_what_a_plain_loop_matches(shelf: Shelf, name: str) -> None:
    plans = {text: asked(text) for text in (f"{name}:{word}" for word in WORDS)}
    wanted = {text: in_a_loop(shelf, one) for text, one in plans.items() if isinstance(one, Plan)}
    assert {text: set(shelf.files(text)) for text in wanted} == wanted


@settings(max_examples=400, deadline=None)
@given(text=queries() | st.text(max_size=40))
def test_what_it_matches_is_what_a_plain_loop_matches(shelf: Shelf, text: str) -> None:
    plan = asked(text)
    if isinstance(plan, str):
        at = int(plan.partition(" ")[0])
        assert printable(plan) == plan
        assert 0 <= at <= len(text)
        return
    found = shelf.files(text)
    assert len(found) == len(set(found))
    if all(one.field in LOOPED for wish in plan.wishes for one in wish):
        wanted = in_a_loop(shelf, plan)
        assert set(found) == wanted
        works = {known.work for known in shelf.known if known.id in wanted}
        assert len(shelf.works(text)) == len(works)


@settings(max_examples=200, deadline=None)
@given(text=st.text(max_size=200))
def test_a_text_can_be_typed_a_letter_at_a_time(shelf: Shelf, text: str) -> None:
    for end in range(len(text) + 1):
        typed = text[:end]
        if not isinstance(asked(typed), str):
            assert len(shelf.works(typed)) <= len(shelf.index.keys)
        assert all(isinstance(asked(f"{typed} {one}x"), Plan | str) for one in completions(typed))


ALIEN = "Alien, le huitième passager"


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ("huitieme PASSAGER", [ALIEN]),
        ('"passager huitième"', []),
        ("エイリアン", [ALIEN]),
        ("oeuvre", ["Œuvre: l'été"]),
        ('"Œuvre: l’ete"', ["Œuvre: l'été"]),
        ("=alien", [ALIEN]),
        ("title:=passager", []),
        ("genre:horror", [ALIEN]),
        ("genre:comedy,horror", [ALIEN, "Écrit"]),
        ("genre:horreur, genre:drama", [ALIEN, "Œuvre: l'été"]),
        ("type:série", ["The Show"]),
        ("année:1989..1999 note:7..", ["Œuvre: l'été"]),
        ("rating:8", [ALIEN]),
        ("rating:7..8", ["Œuvre: l'été"]),
        ("year:none", ["[$]", "stray"]),
        ("year:-20y..", ["The Show"]),
        ("réalisateur:scott -audio:vf", [ALIEN]),
        ("audio:vff", [ALIEN]),
        ("audio:vfq", ["Œuvre: l'été"]),
        ("audio:vf", [ALIEN, "Œuvre: l'été"]),
        ("audio:vostfr", [ALIEN, "The Show"]),
        ("audio:multi quality:4k hdr:vision", [ALIEN]),
        ("audio:multi quality:1080p", []),
        ("audio:japanese", ["The Show"]),
        ("quality:..720p", ["Œuvre: l'été", "The Show"]),
        ("is:broken", ["The Show"]),
        ("is:duplicate", []),
        ("is:missing", ["Écrit"]),
        ("link:none -is:missing year:1..", [ALIEN, "The Show"]),
        ("lien:cassé", ["Œuvre: l'été"]),
        ("id:tmdb:348", [ALIEN]),
        ("id:tt0078748", [ALIEN]),
        ("added:-1w..", [ALIEN, "The Show"]),
        ("size:40G", [ALIEN]),
        ("episode:2", ["The Show"]),
        ("season:1 episode:10", []),
        ("kind:extra", [ALIEN]),
        ("edition:director", [ALIEN]),
        ("versions:3", [ALIEN]),
        ("year:1.. rating-", [ALIEN, "Œuvre: l'été", "Écrit", "The Show"]),
        ("year:1.. year-", ["The Show", "Œuvre: l'été", "Écrit", ALIEN]),
        ("canal+", []),
        ("is:confirmed", ["Écrit"]),
    ],
)
def test_queries(shelf: Shelf, text: str, titles: list[str]) -> None:
    assert shelf.works(text) == titles


def test_suspects_come_least_sure_first(shelf: Shelf) -> None:
    """One was taken by another title and runs otherwise; one that nothing is against is none."""
    assert shelf.works("is:suspect") == ["Œuvre: l'été"]


@pytest.mark.parametrize(
    ("text", "said", "at"),
    [
        ("dune yaer:1999", "no field yaer; did you mean year?", 5),
        ("anée:1999", "no field anée; did you mean année?", 0),
        ("mission:impossible", "no field mission; a title with a colon", 0),
        ("kind:flim", "kind:flim: no such value; did you mean film?", 0),
        ("audio:frnch", "did you mean french?", 0),
        ("year:abc", "year:abc: cannot be; write for instance year:1990..1999", 0),
        ("size:many", "size:many: cannot be", 0),
        ("added:2026-13", "added:2026-13: cannot be", 0),
        ("a\x1b[31mb:1", "no field a", 0),
    ],
)
def test_what_cannot_be_asked_is_said_in_one_line(text: str, said: str, at: int) -> None:
    if "\x1b" in text:
        assert understood(text).wishes  # no name of a field: a word
        return
    with pytest.raises(QueryProblem) as raised:
        understood(text)
    assert said in str(raised.value)
    assert raised.value.at == at


def test_a_catalogue_that_somebody_else_made_is_read_as_far_as_it_can_be(tmp_path: Path) -> None:
    catalogue, known = build(tmp_path)
    with catalogue.session(), catalogue.transaction():
        models.Movie.update(
            details='{"titles": [1, null, "Kept"], "cast": [["a"], "b"],'
            ' "genres": {"a": 1}, "rating": "x", "ids": [1], "crew": 7}'
        ).execute()
        models.SeriesRow.update(details="{no json").execute()
        models.MediaFile.update(probe='{"version": 1, "audio": "x"}').execute()
        models.Candidate.update(parts="[]").execute()
        models.Group.update(evidence="[1]").execute()
    selector = Selector(Index(catalogue))
    assert len(selector.works("kept")) == 3
    for field in fields.FIELDS:
        assert len(selector.files(f"{field.name}:none, {field.name}+")) <= len(known)


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("en", "dune ye", ["year:"]),
        ("fr", "dune -ann", ["-année:"]),
        ("en", "anné", ["année:"]),
        ("fr", "est:s", ["est:suspect", "est:sondé"]),
        ("en", "audio:vf", ["audio:vf", "audio:vff", "audio:vfq"]),
        ("en", "audio:fr,jap", ["audio:fr,japanese"]),
        ("fr", "genre:comé", ["genre:comédie"]),
        ("en", "nothing:x", []),
        ("en", '"year:', []),
    ],
)
def test_completions(language: str, text: str, found: list[str]) -> None:
    before = i18n.current()
    i18n.use(language)
    try:
        assert completions(text) == found
    finally:
        i18n.use(before)


@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_help_says_something_of_every_field_and_its_example_can_be_asked(language: str) -> None:
    before = i18n.current()
    i18n.use(language)
    try:
        lines = "\n".join(fields.help_lines())
    finally:
        i18n.use(before)
    for field in fields.FIELDS:
        assert field.example in lines
        assert understood(field.example, NOW).wishes
        assert (field.french if language == "fr" else field.name) in lines


def test_no_two_fields_share_a_name() -> None:
    names = [fold(name) for field in fields.FIELDS for name in field.names]
    assert len({fold(name) for name in names}) == len(fields.BY_NAME)
    for field in fields.FIELDS:
        assert {fields.find(name) for name in field.names} == {field}
        for one in field.choices:
            assert fields.choice(field, one.name.upper()) == one
            assert fields.choice(field, one.french.upper()) == one
