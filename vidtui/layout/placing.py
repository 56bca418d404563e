"""Says where the link of a new file belongs, why, or what a person has to say first."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from vidtui.layout import link_names
from vidtui.layout.asking import Ask, about_file, joined
from vidtui.layout.by_hand import Hand
from vidtui.layout.homes import Homes
from vidtui.layout.learned import Layouts
from vidtui.layout.link_folders import FolderFinder, Place
from vidtui.layout.model import (
    Answers,
    Choice,
    ExistingLink,
    FileFacts,
    Kind,
    Layout,
    NewFile,
    Outcome,
    Placed,
    Reason,
)
from vidtui.layout.templates import TemplateProblem, of_person
from vidtui.layout.trees import Path, Seen, content
from vidtui.text import readable

_SPELLED: Final = ("sign", "spelling")
"""Doubts of which each answer is another name."""


class Placer:
    """Places files in one link root; what was placed is taken into account for those after it."""

    def __init__(self, layouts: Layouts, answers: Answers | None = None) -> None:
        self._layouts = layouts
        self._taken_answers = dict(answers.taken) if answers is not None else {}
        self._answers = Answers(self._taken_answers)
        self._homes = Homes(layouts.links, layouts.options.folders)
        self._taken = {_key(link.path): link.path for link in layouts.links}
        self._folders = FolderFinder(layouts, self._homes, self._answers)
        self._shown: dict[str, dict[tuple[object, ...], list[Seen]]] = {}
        self._hands: dict[Kind, Hand] = {}
        for kind, template in layouts.by_hand.items():
            self._hands[kind] = Hand(template, layouts, self._homes)
        for kind in layouts.learned:
            self._answered_layout(kind)

    def _answered_layout(self, kind: Kind) -> None:
        told = self._answers.taken.get(link_names.about_layout(kind))
        if told is None or kind in self._hands or self._layouts.learned[kind].is_enough:
            return
        try:
            template = of_person(told.decode("utf-8", "replace"), kind)
        except TemplateProblem:
            return  # an answer of another version: it is asked again
        self._hands[kind] = Hand(template, self._layouts, self._homes)

    def place(self, files: Iterable[NewFile]) -> list[Outcome]:
        """Return where each file's link belongs, or a question, in their order."""
        held = list(files)
        by_work: dict[str, list[int]] = {}
        for number, one in enumerate(held):
            by_work.setdefault(one.work.key, []).append(number)
        found: dict[int, Outcome] = {}
        for numbers in by_work.values():
            together = [held[number] for number in numbers]
            found.update(zip(numbers, self._of_work(together), strict=True))
        return [found[number] for number in range(len(held))]

    def expected(self, link: ExistingLink) -> Outcome | None:
        """Return where a link would be if it were made now.

        None where nobody knows what it shows.
        """
        if link.work is None or link.file is None:
            return None
        taken = self._taken.pop(_key(link.path), None)
        try:
            return self._one(NewFile(link.work, link.file), (), link.path)
        finally:
            if taken is not None:
                self._taken[_key(link.path)] = taken

    def afresh(self, link: ExistingLink) -> Outcome | None:
        """Return where a link would be if its work were new to the tree.

        Unlike ``expected`` the folders that the work has do not count but on the shelf where it
        belongs. None where nobody knows what it shows.
        """
        if link.work is None or link.file is None:
            return None
        taken = self._taken.pop(_key(link.path), None)
        try:
            return self._one(NewFile(link.work, link.file), (), link.path, is_afresh=True)
        finally:
            if taken is not None:
                self._taken[_key(link.path)] = taken

    def take(self, path: bytes) -> None:
        """Take note that something is to be at a place."""
        self._taken[_key(path)] = path

    def _of_work(self, together: Sequence[NewFile]) -> Iterable[Outcome]:
        alike: dict[tuple[object, ...], list[FileFacts]] = {}
        for one in together:
            alike.setdefault(content(one.file), []).append(one.file)
        for one in together:
            others = [file for file in alike[content(one.file)] if file is not one.file]
            outcome = self._one(one, others, None)
            if isinstance(outcome, Placed):
                self._taken[_key(outcome.path)] = outcome.path
            yield outcome

    def _one(
        self,
        new: NewFile,
        others: Sequence[FileFacts],
        left_out: bytes | None,
        *,
        is_afresh: bool = False,
    ) -> Outcome:
        reasons: list[Reason] = []
        try:
            return self._placed(new, others, left_out, reasons, is_afresh)
        except Ask as ask:
            if ask.doubt in _SPELLED:
                return self._spelled(ask, new, others, left_out, is_afresh)
            return ask.question(new, reasons)

    def _spelled(
        self,
        ask: Ask,
        new: NewFile,
        others: Sequence[FileFacts],
        left_out: bytes | None,
        is_afresh: bool,
    ) -> Outcome:
        """Return how a name may be spelled with the places that come of it; a single one is it."""
        found: dict[bytes, Choice] = {}
        placed: Placed | None = None
        for choice in ask.choices:
            self._taken_answers[ask.about] = choice.answer
            try:
                one = self._placed(new, others, left_out, [], is_afresh)
            except Ask:  # further: another sign of the name, say
                found.setdefault(choice.answer, choice)
                continue
            finally:
                del self._taken_answers[ask.about]
            placed = placed or one
            folder = one.path.rpartition(b"/")[0]
            spelled = Choice(choice.answer, folder, one.path, is_new=bool(one.new_folders))
            found.setdefault(one.path, spelled)
        if placed is not None and len(found) == 1:
            return placed
        return Ask(ask.doubt, ask.about, found.values(), None, ask.detail).question(new)

    def _placed(
        self,
        new: NewFile,
        others: Sequence[FileFacts],
        left_out: bytes | None,
        reasons: list[Reason],
        is_afresh: bool,
    ) -> Placed:
        answered = self._answers.taken.get(about_file(new.file.key))
        kind = new.work.kind
        hand = self._hands.get(kind)
        if hand is not None:
            place = hand.find(new, left_out, reasons, is_afresh=is_afresh)
        elif self._layouts.learned[kind].is_enough:
            if is_afresh and left_out is not None:
                place = self._folders.find_afresh(new, left_out, reasons)
            else:
                place = self._folders.find(new, left_out, reasons)
        else:
            raise link_names.no_layout(self._layouts, new)
        versions = [*self._existing(new, left_out), *others]
        signs = None if hand is not None else self._folders.signs
        name, unknown = link_names.named(self._layouts, place, new, versions, answered, signs)
        path = joined((*place.folder, name))
        taken = self._taken.get(_key(path))
        if taken is not None:
            raise Ask("same_name", about_file(new.file.key), detail=readable(taken))
        for depth in range(1, len(place.folder) + 1):
            above = joined(place.folder[:depth])
            if _key(above) in self._taken:
                raise Ask("same_name", about_file(new.file.key), detail=readable(above))
        return Placed(
            new, path, tuple(reasons), self._layout(kind, place), self._new_folders(place.folder),
            unknown,
        )  # fmt: skip

    def _existing(self, new: NewFile, left_out: bytes | None) -> list[FileFacts]:
        """Return the files of the same film or episodes that links show."""
        found: dict[int, FileFacts] = {}
        for one in self._shown_of(new.work.kind, new.work.key).get(content(new.file), ()):
            if one.path != left_out:
                found[one.file.key] = one.file
        found.pop(new.file.key, None)
        return list(found.values())

    def _shown_of(self, kind: Kind, key: str) -> dict[tuple[object, ...], list[Seen]]:
        """Return the links of a work by what they hold of it."""
        if key not in self._shown:
            shown: dict[tuple[object, ...], list[Seen]] = {}
            for one in self._layouts.learned[kind].of_work.get(key, ()):
                shown.setdefault(content(one.file), []).append(one)
            self._shown[key] = shown
        return self._shown[key]

    def _new_folders(self, folder: Path) -> tuple[bytes, ...]:
        paths = (folder[:depth] for depth in range(1, len(folder) + 1))
        return tuple(joined(path) for path in paths if path not in self._homes.paths)

    def _layout(self, kind: Kind, place: Place) -> Layout:
        known = self._layouts.of(kind)
        whole = joined(place.folder) + b"/"
        for layout in known:
            if not layout.folder or whole.startswith(layout.folder + b"/"):
                return layout
        return replace(known[0], folder=b"") if known else link_names.nothing(kind)


def _key(path: bytes) -> str:
    """Return a path as a filesystem that knows no case sees it."""
    return unicodedata.normalize("NFC", path.decode("utf-8", "surrogateescape")).casefold()
