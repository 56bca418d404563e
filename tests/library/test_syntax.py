"""What a text asks for, before anybody knows its fields."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from vidtui.library.syntax import Query, Sort, Term, Value, parse


def read(text: str) -> Query:
    return parse(text, {"year", "added", "title", "id"}.__contains__)


def words(*texts: str) -> tuple[Term, ...]:
    return tuple(Term(None, (Value(text),)) for text in texts)


def plain(query: Query) -> tuple[tuple[Term, ...], ...]:
    """Return the wishes without where they stand."""
    return tuple(
        tuple(Term(one.field, one.values, one.negated) for one in wish) for wish in query.wishes
    )


@pytest.mark.parametrize(
    ("text", "wishes"),
    [
        ("", ()),
        ("  ,  , ", ()),
        ("dune part two", (words("dune", "part", "two"),)),
        ("dune, alien", (words("dune"), words("alien"))),
        ("dune , alien", (words("dune"), words("alien"))),
        ("dune,,", (words("dune"),)),
        ("dune,alien", ((Term(None, (Value("dune"), Value("alien"))),),)),
        ("-dune", ((Term(None, (Value("dune"),), negated=True),),)),
        ("^dune", ((Term(None, (Value("dune"),), negated=True),),)),
        ("-", (words("-"),)),
        ('"-dune"', ((Term(None, (Value("-dune", quoted=True),)),),)),
        ('"dune, two" x', ((Term(None, (Value("dune, two", quoted=True),)), *words("x")),)),
        ('"dune', ((Term(None, (Value("dune", quoted=True),)),),)),
        ("l'été", (words("l'été"),)),
        ("year:1990..1999", ((Term("year", (Value("1990..1999"),)),),)),
        ("-year:1,2", ((Term("year", (Value("1"), Value("2")), negated=True),),)),
        ("year:", ((Term("year", (Value(""),)),),)),
        ('title:"a b"', ((Term("title", (Value("a b", quoted=True),)),),)),
        ("title:=dune", ((Term("title", (Value("dune", exact=True),)),),)),
        ("title:=", ((Term("title", (Value("="),)),),)),
        ("id:tmdb:603", ((Term("id", (Value("tmdb:603"),)),),)),
        ('"2001: x"', ((Term(None, (Value("2001: x", quoted=True),)),),)),
        ("19:30", (words("19:30"),)),
        (":x", (words(":x"),)),
        ("canal+", (words("canal+"),)),
        ('"year+"', ((Term(None, (Value("year+", quoted=True),)),),)),
    ],
)
def test_wishes(text: str, wishes: tuple[tuple[Term, ...], ...]) -> None:
    assert plain(read(text)) == wishes


def test_sorts_and_where_terms_stand() -> None:
    query = read('dune  "two three" year- added+')
    assert query.sorts == (Sort("year", descending=True), Sort("added", descending=False))
    assert [term.at for term in query.wishes[0]] == [0, 6]


@given(text=st.text())
def test_every_text_asks_for_something(text: str) -> None:
    query = read(text)
    assert all(wish and all(term.values for term in wish) for wish in query.wishes)
    assert all(0 <= term.at < len(text) for wish in query.wishes for term in wish)
