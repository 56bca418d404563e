"""Finds the folder where a file's link belongs, by what was learned of the tree."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from vidtui.layout.asking import Ask, about_names, about_work, joined, parted
from vidtui.layout.derive import HERE, derive_folder
from vidtui.layout.homes import Home, Homes, home_of, own_home
from vidtui.layout.known import Known
from vidtui.layout.learned import Layouts, Learned
from vidtui.layout.model import (
    ENOUGH,
    Answers,
    Choice,
    Kind,
    NewFile,
    Reason,
    Rule,
    Share,
)
from vidtui.layout.naming import NO_COPY, NOTHING, Naming, is_enough
from vidtui.layout.own_names import OwnNames
from vidtui.layout.seasons import FLAT, Seasons, season_of
from vidtui.layout.seasons import learn as learn_seasons
from vidtui.layout.siblings import Siblings
from vidtui.layout.signs import Signs
from vidtui.layout.templates import TemplateProblem, component, render, shown
from vidtui.layout.trees import Path, Seen
from vidtui.layout.walking import walk
from vidtui.text import readable

_FEWEST = 3  # works on a shelf that say whether works have folders


@dataclass(slots=True)
class Place:
    """The folder of a file's link, and how its name is made there.

    ``base`` is the name of the work's own folder, with which versions of a film begin.
    """

    folder: Path
    naming: Naming
    base: str | None = None
    title: str | None = None
    year: str | None = None
    part_form: str | None = None


class FolderFinder:
    """Finds the folders of new files."""

    def __init__(self, layouts: Layouts, homes: Homes, answers: Answers) -> None:
        self._layouts = layouts
        self._homes = homes
        self._answers = answers
        self._answered = {kind: _answered(held, answers) for kind, held in layouts.learned.items()}
        self._seasons: dict[str, Seasons] = {}
        self._own = OwnNames(layouts, answers)
        self.signs = Signs(layouts, answers)

    def find(self, new: NewFile, left_out: bytes | None, reasons: list[Reason]) -> Place:
        """Return the folder of a file's link; ``reasons`` are told as they are found.

        Raises:
            Ask: a person has to say something.
        """
        learned = self._layouts.learned[new.work.kind]
        known = self._layouts.facts.known(new.work)
        home = self._home(learned, known, new, left_out)
        if home is not None:
            reasons.append(home.reason)
        else:
            home = self._new_home(learned, known, new, reasons)
        return self._within(learned, known, new, home, left_out)

    def find_afresh(self, new: NewFile, path: bytes, reasons: list[Reason]) -> Place:
        """Return in which folder the link at ``path`` would be if its work had none yet.

        A folder of the work on the shelf where that belongs is used; its spelling is a person's.

        Raises:
            Ask: a person has to say something.
        """
        learned = self._layouts.learned[new.work.kind]
        known = self._layouts.facts.known(new.work)
        answer = self._answers.taken.get(about_work(new.work.key))
        home = None if answer is None else self._home(learned, known, new, path)
        if home is not None:
            reasons.append(home.reason)
        else:
            home = self._new_home(learned, known, new, reasons)
            there = self._there(learned, known, home, path)
            if there is not None:
                reasons[-1:] = [there.reason]
                home = there
        return self._within(learned, known, new, home, path)

    def _there(self, learned: Learned, known: Known, home: Home, path: bytes) -> Home | None:
        """Return the folder of a work that is beside the one which it would get anew."""
        beside = self._beside(learned, known, home.folder[:-1], path) if home.is_own else {}
        if not beside:
            return None
        usual = home.folder if home.folder in beside else next(iter(beside))
        own = next((one for one, is_its_own in beside.items() if is_its_own), usual)
        derived = learned.tree.named.get((own, known.work.key))
        derived = derived or derive_folder(readable(own[-1]), known)
        return own_home(own, "own_folder", derived)

    def _beside(self, learned: Learned, known: Known, shelf: Path, path: bytes) -> dict[Path, bool]:
        """Return a work's folders on a shelf, and of each whether the link at ``path`` is in it."""
        named, key = learned.tree.named, known.work.key
        found = {
            one.own: one.path == path
            for one in sorted(learned.of_work.get(key, ()), key=lambda one: one.path == path)
            if one.has_own and one.own[:-1] == shelf and named.get((one.own, key)) is not None
        }
        for folder in self._homes.named(known):
            if folder[:-1] == shelf and not self._homes.others_in(folder, key):
                found.setdefault(folder, False)
        return found

    def _within(
        self, learned: Learned, known: Known, new: NewFile, home: Home, left_out: bytes | None
    ) -> Place:
        """Return the folder of a file's link within that of its work."""
        seen = [one for one in learned.of_work.get(new.work.key, ()) if one.path != left_out]
        folder = home.folder
        if home.is_own:
            folder = self._below(learned, home, new, [one for one in seen if one.own == folder])
        naming = self._naming(learned, folder, new, seen)
        title, year = self._spelled(home, known, seen, naming)
        base = home.folder[-1] if home.is_own and new.work.kind == "film" else None
        return Place(
            folder, naming, base.decode("utf-8", "surrogateescape") if base else None, title, year
        )

    def _home(
        self, learned: Learned, known: Known, new: NewFile, left_out: bytes | None
    ) -> Home | None:
        answer = self._answers.taken.get(about_work(new.work.key))
        if answer is not None:
            path = parted(answer)
            is_own = any(one.own == path for one in learned.of_work.get(new.work.key, ()))
            if is_own or path in self._homes.named(known):
                return Home(path, True, Reason("answer", joined(path)))
            return None
        return home_of(learned, self._homes, known, new.file, left_out)

    def _new_home(
        self, learned: Learned, known: Known, new: NewFile, reasons: list[Reason]
    ) -> Home:
        """Return the folder that a work is to get, or the shelf where it needs none."""
        answer = self._answers.taken.get(about_work(new.work.key))
        if answer is not None:
            start = parted(answer)
            reasons.append(Reason("answer", joined(start)))
            shelf = start
            if not answer.endswith(b"/"):
                walked = walk(learned, known, new.file, start, self._answered[learned.kind])
                reasons += walked.reasons
                shelf = walked.shelf
        else:
            walked = walk(learned, known, new.file, (), self._answered[learned.kind])
            reasons += walked.reasons
            shelf = walked.shelf
        if not self._has_own(learned, shelf, new):
            return Home(shelf, False, Reason("rule", joined(shelf)))
        naming = self._folder_naming(learned, shelf)
        context = self.signs.settled(naming.component, naming.context(known, NOTHING, NO_COPY))
        made = render(naming.component, context)
        if made.missing:
            raise Ask("facts", about_work(new.work.key), detail=made.missing[0])
        text = naming.style.component(made.text, self._layouts.options.name_bytes)
        path = (*shelf, text)
        if path in self._homes.paths and self._homes.others_in(path, new.work.key):
            choice = Choice(joined(path), joined(path), None)
            raise Ask("two_folders", about_work(new.work.key), [choice], detail=made.text)
        told = Rule("title", naming.share, shown(naming.component))
        reason = Reason("rule", joined(path), told)
        reasons.append(reason)
        return Home(path, True, reason)

    def _has_own(self, learned: Learned, shelf: Path, new: NewFile) -> bool:
        """Say whether works on a shelf have a folder of their own."""
        own, flat = _own_and_flat(learned, shelf)
        if max(own, flat) < ENOUGH * (own + flat):
            whole = joined(shelf)
            choices = [
                Choice(whole + b"/", whole, None, Share(flat, own + flat)),
            ]
            rule = Rule(
                "title", Share(own, own + flat), shown(learned.folder_naming(shelf)[1].component)
            )
            raise Ask("level", about_work(new.work.key), choices, rule)
        return own > flat

    def _folder_naming(self, learned: Learned, shelf: Path) -> Naming:
        found, naming = learned.folder_naming(shelf)
        return self._said(about_names("folders", learned.kind, found), learned.kind, naming)

    def _said(self, about: str, kind: Kind, naming: Naming) -> Naming:
        """Return how names are made, as a person said where the tree does not say it.

        Raises:
            Ask: nobody said so.
        """
        if is_enough(naming):
            return naming
        told = self._answers.taken.get(about)
        if told is not None:
            try:
                return replace(naming, component=component(told.decode("utf-8", "replace"), kind))
            except TemplateProblem:
                pass  # an answer of another version: it is asked again
        choices = [
            Choice(shown(one).encode(), b"", None, share)
            for one, share in ((naming.component, naming.share), *naming.others)
            if one
        ]
        raise Ask("names", about, choices, Rule("title", naming.share, shown(naming.component)))

    def _below(self, learned: Learned, home: Home, new: NewFile, seen: Sequence[Seen]) -> Path:
        """Return the folder within a work's own: that of the season."""
        if new.work.kind == "film":
            return self._film_below(home, new, seen)
        season = season_of(new.file)
        about = f"season:{new.work.key}:{season}"
        answer = self._answers.taken.get(about)
        if answer is not None:
            return parted(answer)
        here = Counter(one.below for one in seen if season_of(one.file) == season)
        if here:
            return _usual_below(home, here, about)
        forms = self._seasons_of(learned, home, new, seen)
        if season is not None:
            return self._season(learned, home, season, forms, about)
        if forms.form == FLAT and forms.share.is_enough:
            return home.folder
        raise Ask("facts", about_work(new.work.key), detail="season")

    def _season(
        self, learned: Learned, home: Home, season: int, forms: Seasons, about: str
    ) -> Path:
        """Return the folder of a season that has no link yet: one that is there, or a new one."""
        there = self._homes.season_in(home.folder, season)
        if there is not None:
            return (*home.folder, there)
        form, share = forms.of(season)
        if not share.is_enough:
            rule = Rule("season", share, str(form))
            raise _season_question(learned, home, season, about, rule)
        folder = form.folder(season)
        return (*home.folder, folder.encode()) if folder else home.folder

    def _film_below(self, home: Home, new: NewFile, seen: Sequence[Seen]) -> Path:
        found = Counter(one.below for one in seen if one.file.part is None)
        if not found or new.file.part is not None:
            return home.folder
        below, most = found.most_common(1)[0]
        return (*home.folder, *below) if most == found.total() else home.folder

    def _seasons_of(
        self, learned: Learned, home: Home, new: NewFile, seen: Sequence[Seen]
    ) -> Seasons:
        """Return the forms of a show's own seasons, else those of the tree."""
        key = new.work.key
        if key not in self._seasons:
            own = learn_seasons(seen)
            whole = learned.seasons_below(seen[0].shelves if seen else home.folder)
            self._seasons[key] = Seasons(
                own.form if own.share.is_enough else whole.form,
                own.specials if own.specials_share.is_enough else whole.specials,
                own.share if own.share.is_enough else whole.share,
                own.specials_share if own.specials_share.is_enough else whole.specials_share,
                whole.seen,
            )
        return self._seasons[key]

    def _naming(self, learned: Learned, folder: Path, new: NewFile, seen: Sequence[Seen]) -> Naming:
        """Return how a link is named: as the show's own are, else as those below the shelf."""
        own = self._own.naming(learned, new, seen) if new.work.kind == "series" else None
        if own is not None:
            return self._said(f"names:{new.work.key}", learned.kind, own)
        shelf, naming = learned.file_naming(folder)
        return self._said(about_names("names", learned.kind, shelf), learned.kind, naming)

    def _spelled(
        self, home: Home, known: Known, seen: Sequence[Seen], naming: Naming
    ) -> tuple[str | None, str | None]:
        """Return title and year as the work's links or its folder spell them, if otherwise."""
        spelled = self._own.spelling(known, seen)
        if spelled is not None:
            return spelled
        if home.reason.kind == "rule" or HERE in naming.component:
            return None, None
        return home.title, home.year


def _answered(learned: Learned, answers: Answers) -> dict[Path, Siblings]:
    """Return the folders of shelves where a person has said that there is to be a new one."""
    new: dict[Path, set[bytes]] = {}
    for about, answer in answers.taken.items():
        path = parted(answer)
        if about.startswith(about_work("")) and path and path[:-1] in learned.shelves:
            new.setdefault(path[:-1], set()).add(path[-1])
    return {
        path: Siblings((*learned.shelves[path].siblings, *folders)) for path, folders in new.items()
    }


def _usual_below(home: Home, here: Counter[Path], about: str) -> Path:
    """Return the folder of a work that has most links of a season.

    Raises:
        Ask: too many lie in others.
    """
    below, most = here.most_common(1)[0]
    if most >= ENOUGH * here.total():
        return (*home.folder, *below)
    whole = {joined((*home.folder, *one)): count for one, count in here.most_common()}
    choices = [
        Choice(path, path, None, Share(count, here.total())) for path, count in whole.items()
    ]
    raise Ask("two_folders", about, choices)


def _season_question(learned: Learned, home: Home, season: int, about: str, rule: Rule) -> Ask:
    choices = []
    for form, share in learned.seasons_below(home.folder).forms(season):
        folder = form.folder(season).encode()
        path = joined((*home.folder, folder)) if folder else joined(home.folder)
        choices.append(Choice(path, path, None, share, is_new=bool(folder)))
    return Ask("level", about, choices, rule)


def _own_and_flat(learned: Learned, shelf: Path) -> tuple[int, int]:
    """Return how many works have a folder of their own, and how many have none.

    Those on the shelf count; where they are few or disagree, those on the shelves beside it.
    """
    for depth in range(len(shelf), -1, -1):
        nodes = [
            held.node
            for path, held in learned.shelves.items()
            if path[:depth] == shelf[:depth] and (depth < len(shelf) or path == shelf)
        ]
        own, flat = sum(node.own for node in nodes), sum(node.flat for node in nodes)
        if own + flat >= _FEWEST and max(own, flat) >= ENOUGH * (own + flat):
            return own, flat
    return own, flat
