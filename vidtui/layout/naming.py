"""Learns how a tree names the folders of works and the links in them, as templates."""

from __future__ import annotations

import itertools
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from operator import attrgetter
from typing import Final, NamedTuple, TypeVar

from vidtui.disk.naming.lexicon import stem_of
from vidtui.layout.copies import Copy, Fact, Word, words_in
from vidtui.layout.derive import HERE, Derived, derive
from vidtui.layout.known import OTHER, TITLE, Known
from vidtui.layout.model import NAME_BYTES, FileFacts, Kind, Share
from vidtui.layout.style import Style
from vidtui.layout.style import learn as learn_style
from vidtui.layout.templates import Component, Field, render, with_marks
from vidtui.layout.tokens import Context, Multi, Vocabulary
from vidtui.text import readable

_CANDIDATES: Final = 24
_TRIED: Final = 120  # names on which all candidates are tried
_BEST: Final = 4
_SAMPLE: Final = 1500  # names that are read
_EXAMPLES: Final = 5
_ENDING_BYTES: Final = 5  # of the longest ending, .webm: a link's name is cut so that it fits
_OFTEN: Final = 3  # names of a shelf with a word that the rest of the tree writes otherwise
STORAGE_NAME: Final[Component] = (Field("Original Filename"),)


T = TypeVar("T")
NONE: Final = Share(0, 0)


class Named(NamedTuple):
    """A name with what it is of; ``file`` and ``copy`` are None for a folder.

    ``title`` and ``year`` are as the work's own folder spells them; ``label`` stood behind ``text``
    and tells a version from others.
    """

    text: str
    known: Known
    file: FileFacts | None = None
    copy: Copy | None = None
    derived: Derived | None = None
    title: str | None = None
    year: str | None = None
    label: str = ""


@dataclass(frozen=True, slots=True)
class Naming:
    """How names are made, and how many are made so; ``others`` are further templates seen.

    ``rival`` is how many names one of these makes that this does not.
    """

    component: Component
    style: Style = field(default_factory=Style)
    vocabulary: Vocabulary = field(default_factory=dict)
    multi: Multi = "range"
    part_form: str | None = None
    share: Share = NONE
    others: tuple[tuple[Component, Share], ...] = ()
    rival: Share = NONE
    against: tuple[str, ...] = ()

    def context(
        self,
        known: Known,
        file: FileFacts,
        copy: Copy,
        title: str | None = None,
        year: str | None = None,
    ) -> Context:
        """Return what tokens say here; ``title`` and ``year`` as the work's folder has them."""
        return Context(known, file, copy, self.style, self.vocabulary, self.multi, title, year)


NOTHING: Final = FileFacts(0, b"")
NO_COPY: Final = Copy(NOTHING)


def of_storage(name: str, file: FileFacts) -> bool:
    """Say whether a link's name is that of its file."""
    return stem_of(readable(file.path.rpartition(b"/")[2])) == name


def sampled(names: Sequence[T]) -> Sequence[T]:
    """Return as many names as are read, evenly taken."""
    return names[:: len(names) // _SAMPLE + 1]


def learn(
    names: Sequence[Named],
    kind: Kind,
    usual: Naming | None = None,
    like: Style | None = None,
    *,
    is_one: bool = False,
) -> Naming:
    """Return the template that explains most names, the style and words of the tree with it.

    What the names do not say is as in ``usual``, the naming of a larger part of the tree, or in
    ``like``, the style of another one. With ``is_one`` all are of one work, the title of which they
    have as it is spelled there: that says nothing of other texts.
    """
    read = [(one, _derived(one)) for one in names]
    found = [derived for _one, derived in read if derived is not None]
    title = _usual_title(found)
    base = usual or Naming((), like or Style())
    counts = Counter(_components(read, title, kind))
    counts.update([usual.component] if usual is not None else [])
    words = _vocabulary(read, 1 if usual is None else _OFTEN)
    naming = Naming(
        (),
        learn_style(_pairs(read, None if is_one else title), base.style),
        _joined(base.vocabulary, words),
        _most(map(attrgetter("multi"), found), base.multi),
        _most(map(attrgetter("part_form"), found), base.part_form),
    )
    return _chosen(naming, [one for one, _count in counts.most_common(_CANDIDATES)], names)


def _derived(one: Named) -> Derived | None:
    return one.derived or derive(one.text, one.known, one.file, one.copy)


def restyled(usual: Naming, one: Named) -> Naming:
    """Return a naming in the style that one name has but for its work's title."""
    return replace(usual, style=learn_style(_pairs([(one, _derived(one))], None), usual.style))


def _components(
    read: Iterable[tuple[Named, Derived | None]], title: str, kind: Kind
) -> Iterator[Component]:
    """Yield the templates that names follow; a name may be that of its file as well."""
    for one, derived in read:
        if derived is not None:
            yield _resolved(derived.component, title, kind)
        if one.file is not None and of_storage(one.text, one.file):
            yield STORAGE_NAME


def _most(values: Iterable[T | None], otherwise: T) -> T:
    counts = Counter(value for value in values if value is not None)
    return counts.most_common(1)[0][0] if counts else otherwise


def _usual_title(found: Iterable[Derived]) -> str:
    """Return the name of the title that names have; of equal ones the person's own."""
    votes: Counter[str] = Counter()
    for derived in found:
        for name in derived.titles:
            if name != OTHER:
                votes[name] += 1
    return max(votes, key=lambda name: (votes[name], name == TITLE), default=TITLE)


def _resolved(component: Component, title: str, kind: Kind) -> Component:
    name, _colon, language = title.partition(":")
    token = Field(f"{'Movie' if kind == 'film' else 'Series'} {name}", language)
    return with_marks(tuple(token if part == HERE else part for part in component))


def _pairs(
    read: Iterable[tuple[Named, Derived | None]], usual: str | None
) -> Iterable[tuple[str, str]]:
    """Yield titles with what is written of them: the ``usual`` one of works, those of episodes."""
    for one, derived in read:
        if derived is None:
            continue
        title = one.known.title(usual) if usual is not None and usual in derived.titles else None
        if title is not None:
            yield title, derived.title
        if derived.episode_title and one.file is not None:
            titles = dict.fromkeys(mark.title for mark in one.file.episodes if mark.title)
            yield " + ".join(titles), derived.episode_title


def _vocabulary(read: Iterable[tuple[Named, Derived | None]], fewest: int) -> Vocabulary:
    """Return the words that names have for facts of copies, those that ``fewest`` have at least."""
    by_value: dict[str, dict[str, Counter[str]]] = {}
    by_word: dict[str, dict[str, Counter[str]]] = {}
    for copy, fact, text in _told(read):
        value, said = copy.facts.get(fact), copy.said.get(fact)
        if value is None:
            continue
        by_value.setdefault(fact, {}).setdefault(value, Counter())[text] += 1
        if said is not None:
            by_word.setdefault(fact, {}).setdefault(f"said:{said}", Counter())[text] += 1
    found: dict[str, dict[str, str]] = {}
    for name, values in by_value.items():
        usual = {value: counts.most_common(1)[0] for value, counts in values.items()}
        words = {value: text for value, (text, count) in usual.items() if count >= fewest}
        if _hits(by_word.get(name, {})) > _hits(values):
            words |= {said: c.most_common(1)[0][0] for said, c in by_word[name].items()}
        found[name] = words
    return found


def _joined(usual: Vocabulary, words: Vocabulary) -> Vocabulary:
    return {fact: {**usual.get(fact, {}), **words.get(fact, {})} for fact in (*usual, *words)}


def _told(read: Iterable[tuple[Named, Derived | None]]) -> Iterator[tuple[Copy, Fact, str]]:
    """Yield the words of names for facts of their copies."""
    for one, derived in read:
        if derived is not None and one.copy is not None:
            for fact, text in derived.words:
                yield one.copy, fact, text


def _hits(values: Mapping[str, Counter[str]]) -> int:
    return sum(counts.most_common(1)[0][1] for counts in values.values())


def _chosen(naming: Naming, candidates: Sequence[Component], names: Sequence[Named]) -> Naming:
    if not candidates:
        return naming
    few = names[:: len(names) // _TRIED + 1]
    tried = [(one, explained(one, naming, few)) for one in candidates]
    tried.sort(key=lambda row: -len(row[1]))
    scored = [(one, explained(one, naming, names)) for one, _made in tried[:_BEST]]
    scored.sort(key=lambda row: -len(row[1]))
    best, follow = scored[0]
    few_follow = explained(best, naming, few)
    rivals = [Share(len(held - follow), len(names)) for _one, held in scored[1:]]
    rivals += [Share(len(held - few_follow), len(few)) for _one, held in tried]
    against = (one.text for number, one in enumerate(names) if number not in follow)
    return replace(
        naming,
        component=best,
        share=Share(len(follow), len(names)),
        others=tuple((one, Share(len(held), len(names))) for one, held in scored[1:]),
        rival=max(rivals, key=lambda share: share.value, default=NONE),
        against=tuple(itertools.islice(against, _EXAMPLES)),
    )


def explained(component: Component, naming: Naming, names: Sequence[Named]) -> set[int]:
    """Return the positions of the names that a template makes."""
    found = set()
    for number, one in enumerate(names):
        text, wanted = made(component, naming, one), unicodedata.normalize("NFC", one.text)
        if text in (wanted, wanted + one.label) or (
            one.copy is not None
            and (_says_the_same(text, wanted) or text == _without_unknown(wanted, one.copy))
        ):
            found.add(number)
    return found


def _says_the_same(text: str, wanted: str) -> bool:
    """Say whether two names differ in nothing but words for the same fact: ``x265``, ``HEVC``."""
    ours, theirs = words_in(text), words_in(wanted)
    if [(word.fact, word.value) for word in ours] != [(word.fact, word.value) for word in theirs]:
        return False
    return _around(text, ours) == _around(wanted, theirs)


def _without_unknown(text: str, copy: Copy) -> str:
    """Return a name without the words for facts that nobody knows of its copy."""
    for word in reversed(words_in(text)):
        if not copy.get(word.fact):
            text = text[: word.start].rstrip(" ._-") + text[word.end :]
    return text


def _around(text: str, words: Sequence[Word]) -> list[str]:
    places = [0, *(place for word in words for place in (word.start, word.end)), len(text)]
    return [text[places[at] : places[at + 1]] for at in range(0, len(places), 2)]


def made(component: Component, naming: Naming, one: Named) -> str:
    """Return the name that a template makes, with its part."""
    file = one.file or NOTHING
    context = naming.context(one.known, file, one.copy or NO_COPY, one.title, one.year)
    text = render(component, context).text
    if file.part is not None and naming.part_form is not None:
        text += naming.part_form.format(file.part)
    limit = NAME_BYTES - (_ENDING_BYTES if one.file is not None else 0)
    return readable(naming.style.component(text, limit))


_MOSTLY: Final = 0.85
_RIVALS: Final = 0.05
_FEWEST_RIVALS: Final = 3  # names; two are no way of their own yet


def is_enough(naming: Naming) -> bool:
    """Say whether nobody needs to be asked how names are made.

    Names of which each has its own way, are no second way.
    """
    if naming.share.of == 0:
        return False
    rival = naming.rival
    has_rival = rival.follow >= _FEWEST_RIVALS and rival.value >= _RIVALS
    return naming.share.is_enough or (naming.share.value >= _MOSTLY and not has_rival)
