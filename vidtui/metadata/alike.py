"""What to search for where nothing was found: the name may have a letter or a number otherwise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from vidtui.metadata.inquiry import Inquiry
from vidtui.metadata.scoring import score
from vidtui.metadata.titles import form, is_telling, numbered_otherwise
from vidtui.metadata.wanted import Scored, known_titles
from vidtui.metadata.works import Hit, WorkKind
from vidtui.text import fold

ALIKE: Final = 0.85
"""So alike are two titles of which one has a letter wrong."""
MOST_LETTERS: Final = 2
"""So many letters are wrong, missing, too many or in each other's place."""
MOST_SEARCHES: Final = 4


def search_otherwise(inquiry: Inquiry, kind: WorkKind) -> None:
    """Search with a number written otherwise, then with one word left out, until one is alike."""
    for title in list(_otherwise(inquiry.wanted.titles[0]))[:MOST_SEARCHES]:
        inquiry.search(kind, title, inquiry.year, is_last=True)
        if any(one.fits or _is_alike(one) for one in inquiry.ranked()):
            return


def _otherwise(title: str) -> Iterator[str]:
    other = numbered_otherwise(title)
    if other != title:
        yield other
    words = fold(title).split()
    # The longest first: in a long word there are more letters to get wrong.
    for at in sorted(range(len(words)), key=lambda at: (-len(words[at]), at)):
        rest = words[:at] + words[at + 1 :]
        if any(is_telling(word) for word in rest):
            yield " ".join(rest)


def alike(inquiry: Inquiry) -> Scored | None:
    """Return the only film that has nearly the name's title, its year and the file's length."""
    wanted = inquiry.wanted
    found = [
        one for one in inquiry.ranked() if _is_alike(one) and one.parts["year"]["how"] == "same"
    ]
    if len(found) != 1 or inquiry.year is None or not wanted.agree or inquiry.details_left < 1:
        return None
    if isinstance(found[0].subject, Hit):
        inquiry.examine(found[0].subject, whole=True)
    inquiry.read_runtime()
    again = [one for one in inquiry.ranked() if one.subject.ref == found[0].subject.ref]
    for one in again:
        best = score(wanted, one.subject, inquiry.minutes)
        runtime = best.parts.get("runtime")
        if runtime and runtime["run"] in ("fits", "faster") and not best.vetoes:
            return best
    return None


def _is_alike(one: Scored) -> bool:
    """Tell whether a work has nearly the name's title; one within the other is not.

    In a long title a whole word could be another and the rest still be much alike.
    """
    name = one.parts["title"]["wanted"]
    mine, numbers = fold(name), form(name).numbers
    return any(
        numbers == form(title).numbers
        and fuzz.ratio(mine, theirs := fold(title)) >= 100 * ALIKE
        and OSA.distance(mine, theirs) <= MOST_LETTERS
        for title, _how in known_titles(one.subject)
    )
