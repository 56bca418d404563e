"""Folders of seasons, as a tree and as each of its shows writes them."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from vidtui.disk.naming.seasons import read_season
from vidtui.layout.model import FileFacts, Share
from vidtui.layout.trees import Path, Seen
from vidtui.text import readable


class Form(NamedTuple):
    """How a season's folder is called: ``Saison 01`` is ``("Saison ", 2, "")``.

    A form without ``width`` is a fixed name, for specials; the empty one says that there is none.
    """

    before: str = ""
    width: int = 0
    after: str = ""

    def folder(self, season: int) -> str:
        """Return the folder of a season, empty where there is none."""
        number = f"{season:0{self.width}}" if self.width else ""
        return f"{self.before}{number}{self.after}"

    def __str__(self) -> str:
        return (
            f"{self.before}{{season:{'0' * self.width}}}{self.after}" if self.width else self.before
        )


FLAT: Final = Form()
_NUMBER = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Seasons:
    """The forms of a tree's or a show's seasons and specials, and how many have it."""

    form: Form
    specials: Form
    share: Share
    specials_share: Share
    seen: tuple[Form, ...] = ()

    def forms(self, season: int) -> list[tuple[Form, Share]]:
        """Return the forms that were seen for such a season, the usual one first."""
        usual, share = self.of(season)
        others = [form for form in self.seen if form != usual and (form.width or season == 0)]
        return [(usual, share), *((form, Share(0, share.of)) for form in others)]

    def of(self, season: int) -> tuple[Form, Share]:
        """Return the form for a season, 0 for specials."""
        if season == 0 and self.specials_share.of:
            return self.specials, self.specials_share
        return self.form, self.share


def season_of(file: FileFacts) -> int | None:
    """Return the season of a file's episodes, None where nobody knows it."""
    for one in file.episodes:
        if one.season is not None:
            return one.season
    return None


def form_of(below: Path, season: int) -> Form | None:
    """Return the form of a season's folder, None where it is no folder of that season."""
    if not below:
        return FLAT
    text = readable(below[0])
    read = read_season(text)
    if read is None or read.number != season:
        return None
    for match in _NUMBER.finditer(text):
        if int(match.group()) == season:
            width = len(match.group())
            return Form(text[: match.start()], width, text[match.end() :])
    return Form(text)


def learn(seen: Iterable[Seen]) -> Seasons:
    """Return the forms that seasons have; each season of each show counts once."""
    found = _read(seen)
    form, share = _usual([one for one in found if one[0] != 0])
    specials, specials_share = _usual([one for one in found if one[0] == 0])
    seen_forms = Counter(form for _season, form in found)
    seen_forms.pop(None, None)
    several = tuple(form for form, _count in seen_forms.most_common(8) if form is not None)
    return Seasons(form, specials, share, specials_share, several)


def _read(seen: Iterable[Seen]) -> list[tuple[int, Form | None]]:
    """Return the seasons of each show with their forms; None where a folder is none of theirs."""
    each = dict.fromkeys(
        (one.known.work.key, season_of(one.file), one.below) for one in seen if one.has_own
    )
    return [(season, form_of(below, season)) for _key, season, below in each if season is not None]


def _usual(forms: Sequence[tuple[int, Form | None]]) -> tuple[Form, Share]:
    counts: Counter[Form] = Counter(form for _season, form in forms if form is not None)
    best, most = FLAT, -1
    for form in counts:
        follow = sum(
            other is not None and other.folder(season) == form.folder(season)
            for season, other in forms
        )
        if (follow, form.width == 2) > (most, best.width == 2):
            best, most = form, follow
    return best, Share(max(most, 0), len(forms))
