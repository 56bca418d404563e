"""The further episodes of one file, behind the first: ``-E04``, ``x02``, ``à 4``, ``et E14``.

A number that begins the episode's title is none of them: ``10x12 - 24 Hour Propane People``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from vidtui.disk.naming.lexicon import is_technical

MAX_RANGE = 30
"""A longer run of episodes in one file is a misread number ("S01E04 - 1984")."""

_JOINT = (
    r"(?:[ ._]*(?P<sign>[-–—~+&,])"
    r"|[ ._]+(?P<joint>à|a|au|jusqu['’]à|to|thru|through|bis|et|and|und|y)(?=[ ._]))?[ ._]*"
)
_RANGE = re.compile(r"[-–—~]|à|a|au|jusqu['’]à|to|thru|through|bis", re.IGNORECASE)
_END = r"(?:v\d)?(?=$|[\W_]|(?:e|ep|x)\d)"
_MARKED = re.compile(
    rf"{_JOINT}(?:(?:s(?P<season>\d{{1,4}})[ ._-]?)?"
    rf"(?:xe|x|(?P<word>[ée]pisode|folge)|ep|e)[ ._]?"
    rf"|(?P<cross>\d{{1,4}})x)(?P<number>\d{{1,5}}){_END}",
    re.IGNORECASE,
)
"""With a mark of its own: ``E04``, ``-E04``, `` et E04``, ``.S01E04``, ``x04``, `` - 1x04``."""
_GLUED = re.compile(rf"(?P<joint>[-–~+&])(?P<number>\d{{1,4}}){_END}(?![.,]\d)")
_NEXT = re.compile(rf"[._](?P<number>\d{{2,3}}){_END}(?![.,]\d(?!\d))")
"""``S03E21.22``, ``8x01_02``: only the very next number."""
_SPACED = re.compile(rf"[ ._]+(?P<joint>[-–+&,])[ ._]+(?P<number>\d{{2,3}}){_END}")
_WORDED = re.compile(
    r"[ ._]+(?P<joint>à|a|au|jusqu['’]à|to|thru|through|bis|et|and|und|y|&|\+|-|–)[ ._]+"
    rf"(?P<number>\d{{1,4}}){_END}",
    re.IGNORECASE,
)
_CLOSED = re.compile(r"$|[ ._]*[\[({]|[ ._]+[-–](?:[ ._]|$)|\.[^\W\d_]{2,4}$")
_WORD = re.compile(r"[ ._-]+(?P<word>[^\s._\[\](){}]+)")


class Further(NamedTuple):
    """All episodes of a file, where their marks end, and whether a range was refused."""

    episodes: tuple[int, ...]
    end: int
    doubtful: bool = False


def further(
    text: str, start: int, first: int, season: int | None, *, many: bool = False
) -> Further:
    """Read the episodes that follow ``first``, whose mark ends at ``start``.

    ``many`` says that the word before them is a plural: ``Episodes 1 à 4``.
    """
    numbers, joints, at = [first], [], start
    while (step := _step(text, at, numbers[-1], season, many=many)) is not None:
        joint, number, at = step
        numbers.append(number)
        joints.append(joint)
    if len(numbers) == 1:
        return Further((first,), start)
    last = numbers[-1]
    if len(numbers) == 2 and _RANGE.fullmatch(joints[0]):
        is_long = joints[0] in "-–~" and first + 3 < last <= first + MAX_RANGE
        if is_long and not _is_closed(text, at):
            # It is as likely the number of the title that follows.
            return Further((first,), start, doubtful=True)
        return _run(first, last, at)
    if not first <= min(numbers) <= max(numbers) <= first + MAX_RANGE:
        return Further((first,), at, doubtful=True)
    return Further(tuple(dict.fromkeys(numbers)), at)


def _run(first: int, last: int, end: int) -> Further:
    """Return the episodes from the first to the last, unless these are too many for a file."""
    if not first < last <= first + MAX_RANGE:
        return Further((first,), end, doubtful=True)
    return Further(tuple(range(first, last + 1)), end)


def _step(
    text: str, at: int, before: int, season: int | None, *, many: bool
) -> tuple[str, int, int] | None:
    """Return the next joint and number, and where they end; None where none follows."""
    if match := _MARKED.match(text, at):
        return _found(match) if _is_of_season(match, season) else None
    match = _GLUED.match(text, at)
    if match and not _is_picture(match["number"]):
        return _found(match)
    match = _NEXT.match(text, at)
    if match and int(match["number"]) == before + 1:
        return _found(match)
    return _apart(text, at, before, many=many)


def _apart(text: str, at: int, before: int, *, many: bool) -> tuple[str, int, int] | None:
    """Return a bare number behind a joint with spaces around it."""
    match = _SPACED.match(text, at)
    if match and int(match["number"]) == before + 1 and _CLOSED.match(text, match.end()):
        return _found(match)
    match = _WORDED.match(text, at)
    return _found(match) if match and _is_joined(match, before, many=many) else None


def _is_of_season(match: re.Match[str], season: int | None) -> bool:
    """Say whether a number with a mark of its own may be a further episode of the season."""
    # "S14E04 - Episode 5" is called so.
    if match["word"] and not match["joint"] and (match["sign"] or "-") in "-–—~":
        return False
    own = match["season"] or match["cross"]
    return not own or season is None or int(own) == season


def _is_joined(match: re.Match[str], before: int, *, many: bool) -> bool:
    """Say whether the word before a bare number joins it, rather than begins a title."""
    is_word = match["joint"][0].isalpha() or match["joint"] in "&+"
    return (
        int(match["number"]) > before
        and (many or is_word)
        and _is_closed(match.string, match.end())
    )


def _found(match: re.Match[str]) -> tuple[str, int, int]:
    named = match.groupdict()
    joint = named.get("sign") or named.get("joint") or ""
    return joint, int(named["number"]), match.end()


def _is_picture(number: str) -> bool:
    return number in ("480", "576", "720", "1080", "2160")


def _is_closed(text: str, at: int) -> bool:
    """Say whether nothing, a bracket, a dash or a technical word follows, and no title."""
    if _CLOSED.match(text, at):
        return True
    word = _WORD.match(text, at)
    return word is not None and is_technical(word["word"])
