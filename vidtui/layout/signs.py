"""Signs in titles that the names around never had: what other names of the tree write for them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

from vidtui.layout.asking import Ask
from vidtui.layout.derive import Derived, derive
from vidtui.layout.known import OTHER, Known
from vidtui.layout.learned import Layouts, Learned
from vidtui.layout.learning import stem
from vidtui.layout.model import Answers, Choice
from vidtui.layout.naming import of_storage
from vidtui.layout.style import Style, is_agreed, is_refused, signs_in, stand_ins
from vidtui.layout.templates import Component, render
from vidtui.layout.tokens import Context
from vidtui.layout.trees import Seen

Votes = dict[str, Counter[str]]
"""By sign, with its spaces, what stands for it and how often."""
_BETWEEN: Final = "A{}B"  # an answer is what a sign makes of A/B


class _Part(NamedTuple):
    """Names that are written alike: folders or files of films or series."""

    style: Style
    votes: Votes


class Signs:
    """Says what is written for a sign: as a person said, else as other names of the tree do."""

    def __init__(self, layouts: Layouts, answers: Answers) -> None:
        self._layouts = layouts
        self._answers = answers
        self._parts: dict[str, list[_Part]] = {}

    def settled(self, component: Component, context: Context) -> Context:
        """Return a context whose style knows all the signs that a name is to have.

        Raises:
            Ask: no name of the tree has one of them, or they do not agree.
        """
        texts: list[str] = []
        render(component, replace(context, texts=texts))
        style = context.style
        for key in dict.fromkeys(key for text in texts for key in context.style.unseen(text)):
            style = replace(style, replaced={**style.replaced, **self._seen(key, context.style)})
        return context if style is context.style else replace(context, style=style)

    def _seen(self, key: str, style: Style) -> dict[str, str]:
        """Return what stands for a sign in places like this one."""
        about = f"sign:{key}"
        answer = self._answers.taken.get(about)
        if answer is not None:
            return {key: answer.decode("utf-8", "replace")[1:-1]}
        votes: Votes = {}
        for part in self._of(key.strip()):
            if part.style.agrees_with(style):
                for place, counts in part.votes.items():
                    votes.setdefault(place, Counter()).update(counts)
        usual = {place: counts.most_common(1)[0][0] for place, counts in votes.items()}
        sure = {place: stands for place, stands in usual.items() if is_agreed(votes[place])}
        if sure:
            return sure
        if not votes and not is_refused(key) and self._keeps_signs():
            return {key: key}
        likely = dict.fromkeys((*usual.values(), *stand_ins(key)))
        choices = [Choice(_BETWEEN.format(one).encode(), b"", None) for one in likely]
        raise Ask("sign", about, choices, detail=key.strip())

    def _keeps_signs(self) -> bool:
        """Say whether the tree has signs as they are, of those that a name may have."""
        return any(
            namings[()].style.keeps_signs
            for learned in self._layouts.learned.values()
            for namings in (learned.folders, learned.files)
        )

    def _of(self, char: str) -> list[_Part]:
        """Return what names of the tree write for a sign, part by part; they are read once."""
        if char not in self._parts:
            self._parts[char] = []
            for learned in self._layouts.learned.values():
                seen = [one for one in learned.tree.seen if char in "".join(_texts(one))]
                for namings, pairs in (
                    (learned.folders, _of_folders(learned, seen)),
                    (learned.files, _of_files(seen)),
                ):
                    votes = signs_in(pair for pair in pairs if char in pair[0])
                    found = {key: held for key, held in votes.items() if key.strip() == char}
                    self._parts[char].append(_Part(namings[()].style, found))
        return self._parts[char]


def _texts(one: Seen) -> Iterator[str]:
    yield from one.known.by_name.values()
    yield from (mark.title for mark in one.file.episodes if mark.title)


def _of_folders(learned: Learned, seen: Iterable[Seen]) -> Iterator[tuple[str, str]]:
    own = {(one.own, one.known.work.key): one.known for one in seen if one.has_own}
    for key, known in own.items():
        yield from _titles(known, learned.tree.named.get(key))


def _of_files(seen: Iterable[Seen]) -> Iterator[tuple[str, str]]:
    for one in seen:
        text = stem(one)
        if of_storage(text, one.file):
            continue
        derived = derive(text, one.known, one.file)
        yield from _titles(one.known, derived)
        if derived is not None and derived.episode_title:
            titles = dict.fromkeys(mark.title for mark in one.file.episodes if mark.title)
            yield " + ".join(titles), derived.episode_title


def _titles(known: Known, derived: Derived | None) -> Iterator[tuple[str, str]]:
    for name in derived.titles if derived is not None else ():
        title = known.title(name) if name != OTHER else None
        if title is not None and derived is not None:
            yield title, derived.title
            return
