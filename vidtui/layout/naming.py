"""Learns how a tree names the folders of works and the links in them, as templates."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, TypeVar

from vidtui.disk.naming.lexicon import stem_of
from vidtui.layout.copies import Copy
from vidtui.layout.derive import HERE, Derived, derive
from vidtui.layout.known import OTHER, TITLE, Known
from vidtui.layout.model import ENOUGH, FileFacts, Kind, Share
from vidtui.layout.names import Style
from vidtui.layout.names import learn as learn_style
from vidtui.layout.templates import Component, Field, render, with_marks
from vidtui.layout.tokens import Context, Multi, Vocabulary
from vidtui.text import readable

_CANDIDATES: Final = 24
_TRIED: Final = 120  # names on which all candidates are tried
_BEST: Final = 4
_SAMPLE: Final = 1500  # names that are read
STORAGE_NAME: Final[Component] = (Field("Original Filename"),)


T = TypeVar("T")
NONE: Final = Share(0, 0)


class Named(NamedTuple):
    """A name with what it is of; ``file`` and ``copy`` are None for a folder."""

    text: str
    known: Known
    file: FileFacts | None = None
    copy: Copy | None = None
    derived: Derived | None = None


@dataclass(frozen=True, slots=True)
class Naming:
    """How names are made, and how many are made so; ``others`` are further templates seen."""

    component: Component
    style: Style = field(default_factory=Style)
    vocabulary: Vocabulary = field(default_factory=dict)
    multi: Multi = "range"
    part_form: str | None = None
    share: Share = NONE
    others: tuple[tuple[Component, Share], ...] = ()
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
NO_COPY: Final = Copy({}, {})


def of_storage(name: str, file: FileFacts) -> bool:
    """Say whether a link's name is that of its file."""
    return stem_of(readable(file.path.rpartition(b"/")[2])) == name


def sampled(names: Sequence[Named]) -> Sequence[Named]:
    """Return as many names as are read, evenly taken."""
    return names[:: len(names) // _SAMPLE + 1]


def learn(names: Sequence[Named], kind: Kind) -> Naming:
    """Return the template that explains most names, the style and words of the tree with it."""
    read = [(one, one.derived or derive(one.text, one.known, one.file, one.copy)) for one in names]
    usual = _usual_title(derived for _one, derived in read if derived is not None)
    counts: Counter[Component] = Counter()
    for one, derived in read:
        if derived is not None:
            counts[_resolved(derived.component, usual, kind)] += 1
        if one.file is not None and of_storage(one.text, one.file):
            counts[STORAGE_NAME] += 1
    style = learn_style(_pairs(read, usual))
    naming = Naming(
        (),
        style,
        _vocabulary(read),
        _most((derived.multi for _one, derived in read if derived), "range"),
        _most((derived.part_form for _one, derived in read if derived), "") or None,
    )
    return _chosen(naming, [one for one, _count in counts.most_common(_CANDIDATES)], names)


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


def _pairs(read: Iterable[tuple[Named, Derived | None]], usual: str) -> Iterable[tuple[str, str]]:
    for one, derived in read:
        if derived is not None and usual in derived.titles:
            title = one.known.title(usual)
            if title is not None:
                yield title, derived.title


def _vocabulary(read: Iterable[tuple[Named, Derived | None]]) -> Vocabulary:
    by_value: dict[str, dict[str, Counter[str]]] = {}
    by_word: dict[str, dict[str, Counter[str]]] = {}
    for one, derived in read:
        if derived is None or one.copy is None:
            continue
        for fact, text in derived.words:
            value = one.copy.facts.get(fact)  # type: ignore[call-overload]
            if value is None:
                continue
            by_value.setdefault(fact, {}).setdefault(value, Counter())[text] += 1
            said = one.copy.said.get(fact)  # type: ignore[call-overload]
            if said is not None:
                by_word.setdefault(fact, {}).setdefault(f"said:{said}", Counter())[text] += 1
    found = {}
    for fact, values in by_value.items():
        words = {value: counts.most_common(1)[0][0] for value, counts in values.items()}
        if _hits(by_word.get(fact, {})) > _hits(values):
            words |= {said: c.most_common(1)[0][0] for said, c in by_word[fact].items()}
        found[fact] = words
    return found


def _hits(values: Mapping[str, Counter[str]]) -> int:
    return sum(counts.most_common(1)[0][1] for counts in values.values())


def _chosen(naming: Naming, candidates: Sequence[Component], names: Sequence[Named]) -> Naming:
    if not candidates:
        return naming
    few = names[:: len(names) // _TRIED + 1]
    tried = sorted(candidates, key=lambda one: -_explained(one, naming, few)[0])[:_BEST]
    scored = [(one, *_explained(one, naming, names)) for one in tried]
    scored.sort(key=lambda row: -row[1])
    best, follow, against = scored[0]
    return Naming(
        best,
        naming.style,
        naming.vocabulary,
        naming.multi,
        naming.part_form,
        Share(follow, len(names)),
        tuple((one, Share(count, len(names))) for one, count, _against in scored[1:]),
        tuple(against[:5]),
    )


def _explained(
    component: Component, naming: Naming, names: Sequence[Named]
) -> tuple[int, list[str]]:
    right = 0
    against: list[str] = []
    for one in names:
        if made(component, naming, one) == unicodedata.normalize("NFC", one.text):
            right += 1
        elif len(against) < 5:
            against.append(one.text)
    return right, against


def made(component: Component, naming: Naming, one: Named) -> str:
    """Return the name that a template makes, with its part."""
    file = one.file or NOTHING
    context = naming.context(one.known, file, one.copy or NO_COPY)
    text = render(component, context).text
    if file.part is not None and naming.part_form is not None:
        text += naming.part_form.format(file.part)
    ending = b".xxxx" if one.file is not None else b""
    return readable(naming.style.component(text, 255, ending.decode())[: -len(ending) or None])


def is_enough(naming: Naming) -> bool:
    """Say whether nobody needs to be asked how names are made."""
    return naming.share.of > 0 and naming.share.value >= ENOUGH
