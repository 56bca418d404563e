"""Whether a link shows another film or episode than its own name says, beyond any doubt.

Told only where both names say all that tells works apart. Titles that differ are no proof by
themselves, since one work has titles in many languages: the work that the link names has to be
known as another one, or what the provider knows of the shown work must rule the name out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from vidtui.catalogue.repairs import Described, Episode
from vidtui.disk.naming.lexicon import is_technical
from vidtui.jobs.links.link_works import Work, are_near, differ
from vidtui.matching.titles import Form, compare, form, is_telling, similarity

_FAR = 5  # years between a film and a remake; nobody mistakes a year by as many
_UNLIKE = 0.6
_CODE = re.compile(r"\bs\d{1,2}\s?e\d{1,4}(?:\s?e?\d{1,4})*\b|\b\d{1,2}x\d{2,3}\b")


@dataclass(frozen=True, slots=True)
class Said:
    """What a link's name says; ``text`` is its path below the root, folded."""

    work: Work
    text: str
    has_edition: bool = False


@dataclass(frozen=True, slots=True)
class Holding:
    """What a shown file holds; ``text`` is its path below the root, folded.

    ``described`` is what the provider says of its work, None where that is not known;
    ``has_named`` says that another file of its series holds the episode which the link names.
    """

    work: Work
    text: str
    has_edition: bool = False
    is_bare: bool = False
    has_named: bool = False
    described: Described | None = None


def says_same(said: Work, held: Work) -> bool:
    """Whether a name clearly says what a file holds, so that no closer look is needed."""
    if said.is_series != held.is_series or not _is_titled(said, held.forms):
        return False
    if said.is_series:
        return bool(said.episodes & held.episodes) and _is_near(said, _years(held))
    return said.part == held.part and _is_near(said, _years(held))


def is_other(said: Said, shown: Holding, rivals: Sequence[Work]) -> bool:
    """Whether a link shows another work than its name says.

    Args:
        said: what its name says.
        shown: the file that it shows.
        rivals: the other works of the catalogue with the title that the name says.
    """
    name, held = said.work, shown.work
    if any(held.ids.get(key) == value for key, value in _ids(name)):
        return False
    forms = (*held.forms, *held.guesses)
    if shown.described is not None:
        forms += tuple(map(form, shown.described.titles))
    others = [one for one in rivals if _fits(name, one)]
    if _is_titled(name, forms):
        return _is_namesake(said, shown, others)
    if not name.forms or not _says_all(name) or not _says_all(held):
        return False
    return _is_other_title(said, shown, others, forms)


def _is_other_title(
    said: Said, shown: Holding, others: Sequence[Work], forms: Sequence[Form]
) -> bool:
    """Judge works of two titles by the ``others`` that have the one which the name says."""
    held = shown.work
    if not others:
        return _is_ruled_out(said, shown, forms)
    if all(one.known and held.known for one in others):
        return all(one.known != held.known for one in others)
    is_apart = all(_are_two(one, held) for one in others)
    return is_apart and not _mixed(said, shown) and _unlike(said, shown, forms)


def _is_other_year(said: Said, shown: Holding, others: Sequence[Work]) -> bool:
    """Judge works of one title and of years that are no neighbours."""
    name, held = said.work, shown.work
    if held.year is None or _mixed(said, shown) or said.has_edition or shown.has_edition:
        return False
    return bool(others) or (not name.is_series and _gap(name, held) >= _FAR)


def _is_namesake(said: Said, shown: Holding, others: Sequence[Work]) -> bool:
    """Judge works of one title: another year, country, part or episode."""
    name, held = said.work, shown.work
    if name.is_series != held.is_series:
        return False
    if differ(name.country, held.country):
        return True
    if not _is_near(name, _years(held, shown.described)):
        return _is_other_year(said, shown, others)
    return _is_other_episode(said, shown) if name.is_series else differ(name.part, held.part)


def _is_other_episode(said: Said, shown: Holding) -> bool:
    """Judge episodes of one series, which has one numbering or several."""
    name, held = said.work, shown.work
    mine, theirs = _numbered(name.episodes), _numbered(held.episodes)
    if shown.is_bare or not mine or not theirs or mine & theirs:
        return False
    if _same_episode_title(said.text, shown.text):
        return False
    if {season for season, _number in mine} == {season for season, _number in theirs}:
        return True
    # Another numbering has other seasons: this one must have the episode that the link names.
    return shown.has_named


def _is_ruled_out(said: Said, shown: Holding, forms: Sequence[Form]) -> bool:
    """Judge a title of which the catalogue has no work: what is known of the shown one decides."""
    name, held = said.work, shown.work
    if shown.described is None or name.is_series != held.is_series:
        return False
    if not name.is_series and any(held.ids.get(key, value) != value for key, value in _ids(name)):
        return True
    is_far = bool(name.year) and not _is_near(name, _years(held, shown.described))
    return is_far and not _mixed(said, shown) and _unlike(said, shown, forms)


def _are_two(one: Work, other: Work) -> bool:
    """Whether two works of the catalogue are certainly not one in two languages."""
    if one.known and other.known:
        return one.known != other.known
    if one.is_series != other.is_series:
        return True
    return not are_near(one.year, other.year)


def _fits(name: Work, rival: Work) -> bool:
    """Whether a work of the same title may be the one that a name means."""
    if rival.is_series != name.is_series:
        return False
    return not differ(name.country, rival.country) and _is_near(name, _years(rival))


def _is_titled(name: Work, forms: Iterable[Form]) -> bool:
    mine = (*name.forms, *name.guesses)
    return any(compare(one, other).same for other in forms for one in mine)


def _unlike(said: Said, shown: Holding, forms: Sequence[Form]) -> bool:
    """Whether titles have nothing to do with each other, nor with the other's path."""
    if shown.work.known and shown.described is not None:
        return all(similarity(one, other) < 1 for one in said.work.forms for other in forms)
    for mine in said.work.forms:
        if f" {mine.body} " in f" {shown.text} ":
            return False
        for theirs in forms:
            if f" {theirs.body} " in f" {said.text} " or similarity(mine, theirs) >= _UNLIKE:
                return False
            if any(map(is_telling, {*mine.body.split()} & {*theirs.body.split()})):
                return False
    return True


def _says_all(work: Work) -> bool:
    return bool(_numbered(work.episodes)) if work.is_series else work.year is not None


def _years(work: Work, described: Described | None = None) -> set[int]:
    years = {work.year} if work.year else set()
    if work.known_year:
        years.add(work.known_year)
    return years | (described.years if described is not None else frozenset())


def _is_near(name: Work, years: set[int]) -> bool:
    return not name.year or not years or any(abs(name.year - year) <= 1 for year in years)


def _gap(one: Work, other: Work) -> int:
    return abs((one.year or 0) - (other.year or 0))


def _mixed(said: Said, shown: Holding) -> bool:
    """Whether the year of one stands in the other's name too: one of them may be misread."""
    return str(said.work.year) in shown.text.split() or str(shown.work.year) in said.text.split()


def _ids(name: Work) -> list[tuple[str, str]]:
    return list(name.ids.items())


def _numbered(episodes: Iterable[Episode]) -> set[tuple[int, int]]:
    """Return season and number of episodes, none where one of them has not both."""
    found = {(season, number) for season, number, _date in episodes}
    if any(None in one for one in found):
        return set()
    return found  # type: ignore[return-value]


def _same_episode_title(one: str, other: str) -> bool:
    """Whether two names give one title behind other numbers, as another order of episodes has."""
    mine, theirs = _behind_code(one), _behind_code(other)
    return bool(mine and theirs) and (mine <= theirs or theirs <= mine)


def _behind_code(text: str) -> set[str]:
    *_before, rest = _CODE.split(text)
    return {word for word in rest.split() if is_telling(word) and not is_technical(word)}
