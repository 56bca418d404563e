"""How often names as people write them lead to their films, and that none leads to another."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from tests.matching.catalogue import MADE_UP, films
from tests.matching.shelf import Shelf
from vidtui.matching.identify import identify
from vidtui.matching.score import Wanted
from vidtui.matching.titles import compare, form
from vidtui.providers.base import Film

FILMS = films()
REAL = [work for work in FILMS if int(work.ref.id) < MADE_UP]

Case = tuple[Film, Wanted]


def _plain(title: str) -> str:
    """Write a title as on a disk that knows no accents and no punctuation."""
    letters = unicodedata.normalize("NFKD", title.replace("œ", "oe").replace("Œ", "Oe"))
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.sub(r"[^\w\s&]", " ", bare).lower().split()) or title


def _namesakes(work: Film, name: Wanted, off: int) -> bool:
    """Tell whether another film has the title of the name, and its year give or take ``off``."""
    return any(
        abs(other.year - name.year) <= off
        and any(compare(form(name.titles[0]), form(title)).same for title in other.titles)
        for other in FILMS
        if other.ref != work.ref and other.year and name.year
    )


def dated() -> Iterator[Case]:
    """Yield the films under each of their titles, with the right year."""
    for work in REAL:
        for title in work.titles:
            yield work, Wanted("film", (title,), work.year)
            yield work, Wanted("film", (_plain(title),), work.year)


def unsure() -> Iterator[Case]:
    """Yield names of which the parser gave two readings."""
    for work in REAL:
        title = work.title.value
        yield work, Wanted("film", (f"{title} Remux", title), work.year, agree=False)
        yield work, Wanted("film", (f"Saga - {title}", title), work.year)


def one_off() -> Iterator[Case]:
    """Yield names one year off, but for those that are the right name of another film."""
    for work in REAL:
        assert work.year
        for year in (work.year - 1, work.year + 1):
            name = Wanted("film", (work.title.value,), year)
            if not _namesakes(work, name, 0):
                yield work, name


def undated() -> Iterator[Case]:
    for work in REAL:
        yield work, Wanted("film", (work.title.value,))


def measure(cases: Callable[[], Iterator[Case]], *, timed: bool) -> Counter[str]:
    """Identify all cases, none of which may lead to another film; ``timed`` files can be opened."""
    shelf = Shelf(FILMS)
    found: Counter[str] = Counter()
    for work, name in cases():
        times = (work.runtime,) if timed and work.runtime else ()
        verdict = identify(name, shelf, lambda times=times: times)
        found["all"] += 1
        if verdict.accepted:
            assert verdict.accepted.subject.ref == work.ref, (name, verdict.accepted)
            found["right"] += 1
        else:
            found["asked"] += 1
            found["first"] += bool(verdict.ranked) and verdict.ranked[0].subject.ref == work.ref
    return found


def test_the_catalogue_is_worth_measuring_with() -> None:
    titles = Counter(form(work.title.value).joined for work in FILMS)
    assert len(REAL) >= 200
    assert sum(count > 1 for count in titles.values()) >= 25


@pytest.mark.parametrize(
    ("cases", "timed", "recall"),
    [
        (dated, True, 0.99),
        (dated, False, 0.98),
        (unsure, True, 0.99),
        (unsure, False, 0.98),
        (one_off, True, 0.985),
        # Films with one word for a title are asked about.
        (one_off, False, 0.65),
        (undated, True, 0.70),
    ],
)
def test_what_is_accepted_is_right_and_most_is_accepted(
    cases: Callable[[], Iterator[Case]], timed: bool, recall: float
) -> None:
    found = measure(cases, timed=timed)
    assert found["right"] >= recall * found["all"]


def test_what_is_not_accepted_has_the_truth_first_in_most_cases() -> None:
    found = sum((measure(cases, timed=False) for cases in (dated, unsure, undated)), Counter[str]())
    assert found["asked"] > 200
    assert found["first"] >= 0.8 * found["asked"]


def test_a_film_that_is_not_known_is_taken_for_no_other() -> None:
    shelf = Shelf(FILMS)
    asked = 0
    for work, name in dated():
        if _namesakes(work, name, 1):
            continue
        without = Wanted("film", name.titles, name.year, rejected=frozenset({work.ref}))
        verdict = identify(without, shelf, tuple)
        assert verdict.accepted is None, (name, verdict.accepted)
        asked += 1
    assert asked > 800
