"""Reads a name that exists back into the template that it follows.

``Alien (1979) FR AC3 1080p`` of a film called so is ``{Movie Title} ({Release Year}){ Languages}``
and so on. Whatever stands in it and no token says stays as it is, so that it is seen to be rare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from vidtui.layout.copies import Copy, Fact, words_in
from vidtui.layout.episode_marks import find_absolute, find_mark
from vidtui.layout.known import OTHER, Known
from vidtui.layout.model import EpisodeMark, FileFacts
from vidtui.layout.stretches import (
    BRACKETS,
    EDGES,
    WORD,
    Span,
    behind_signs,
    gaps,
    is_free,
    length_of,
    without_edges,
)
from vidtui.layout.templates import Component, Field, Part
from vidtui.layout.tokens import TOKEN_OF, Multi
from vidtui.text import fold

HERE: Final = "TITLE"
"""Stands for the title until it is known which one the tree writes."""
_TAG = re.compile(
    r"[\[({]?(?P<provider>tmdb|imdb|tvdb)(?:[ _-]?id)?[-=: ]?(?P<value>(?:tt)?\d{1,10})[\])}]?"
    r"|(?P<bare>(?<![^\W_])tt\d{6,10}(?![^\W_]))",
    re.IGNORECASE,
)
_IDS: Final = {"tmdb": "TmdbId", "imdb": "ImdbId", "tvdb": "TvdbId"}
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_PART = re.compile(
    r"(?P<form>[ ._-]*(?:cd|dvd|dis[ck]|disque|part|partie|pt)[ ._-]?)(?P<number>\d{1,2})$",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\{edition-(?P<edition>[^{}]+)\}", re.IGNORECASE)


class Said(NamedTuple):
    """A word that says a fact of a copy, and where it stands."""

    fact: Fact
    text: str
    span: Span


@dataclass(frozen=True, slots=True)
class Derived:
    """The template that a name follows, with ``HERE`` for the title.

    ``titles`` are the names of the titles that it may be, ``title`` and ``year`` as written;
    ``words`` what it says of its copy by fact; ``part_form`` how its part is told.
    """

    component: Component
    titles: tuple[str, ...] = ()
    title: str = ""
    year: str = ""
    words: tuple[tuple[Fact, str], ...] = ()
    multi: Multi | None = None
    part_form: str | None = None
    episode_title: str = ""


def spelling(derived: Derived | None) -> tuple[str | None, str | None]:
    """Return title and year as a name has them, None for what it does not say."""
    return (derived.title or None, derived.year or None) if derived is not None else (None, None)


_PLAIN = re.compile(r"(?P<title>[^\[\]{}]+) \((?P<year>\d{4})\)")


def derive_folder(text: str, known: Known) -> Derived | None:
    """Return what a folder's name follows, None where its work's title is not in it."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None and plain["year"] in known.years:
        names = known.exactly(plain["title"]) or known.named(fold(plain["title"]))
        if names:
            field = Field("Release Year" if known.work.kind == "film" else "Series Year")
            return Derived((HERE, " (", field, ")"), names, plain["title"], plain["year"])
    return derive(text, known)


def derive(
    text: str,
    known: Known,
    file: FileFacts | None = None,
    copy: Copy | None = None,
    alias: str = "",
) -> Derived | None:
    """Return what a name follows, None where its work's title is not in it.

    Args:
        text: a folder's name, or that of a file without its ending.
        known: the work.
        file: the file, for a file's name.
        copy: what is known of it.
        alias: how the work's own folder calls it, folded.
    """
    text, part_form = _without_part(text, file)
    marks = file.episodes if file is not None else ()
    mark, multi = find_mark(text, marks)
    if marks and mark is None:
        return None
    spans = [*_present(mark), *_tags(text, known)]
    names, title, year = _title_and_year(text, known, spans, alias)
    if title is None and mark is None:
        return None
    spans += _present(title, year)
    spans += find_absolute(text, marks, spans)
    heading = _episode_title(text, marks, spans)
    spans += _present(heading)
    spans += _edition(text, file, spans)
    words = _words(text, copy, spans) if file is not None else []
    spans += [said.span for said in words]
    return Derived(
        _assembled(text, sorted(spans)),
        names,
        _at(text, title),
        _at(text, year),
        tuple((said.fact, said.text) for said in words),
        multi,
        part_form,
        _at(text, heading),
    )


def _without_part(text: str, file: FileFacts | None) -> tuple[str, str | None]:
    """Return a file's name without its part at the end, and how that is told."""
    part = _PART.search(text) if file is not None and file.part is not None else None
    if part is None or file is None or int(part["number"]) != file.part:
        return text, None
    return text[: part.start()], f"{part['form']}{{}}"


def _present(*spans: Span | None) -> list[Span]:
    return [span for span in spans if span is not None]


def _at(text: str, span: Span | None) -> str:
    return text[span.start : span.end] if span is not None else ""


def _tags(text: str, known: Known) -> list[Span]:
    if "db" not in text.lower() and "tt" not in text:
        return []
    found = []
    for match in _TAG.finditer(text):
        provider = "imdb" if match["bare"] else match["provider"].lower()
        value = match["bare"] or match["value"]
        if known.work.ids.get(provider, "").lower() != value.lower():
            continue
        start = match.start("bare") if match["bare"] else match.start("value")
        prefix, suffix = text[match.start() : start], text[start + len(value) : match.end()]
        field = Field(_IDS[provider], "", prefix, suffix)
        found.append(Span(match.start(), match.end(), (field,), is_optional=True))
    return found


def _title_and_year(
    text: str, known: Known, spans: Sequence[Span], alias: str
) -> tuple[tuple[str, ...], Span | None, Span | None]:
    """Return the names of the title that a name has, where that stands, and where the year."""
    year = _year(text, known, spans)
    if year is not None and (found := _title(text, known, [*spans, year], alias)) is not None:
        return *found, year
    found = _title(text, known, spans, alias)  # it may end with its year
    return (*found, None) if found is not None else ((), None, None)


def _year(text: str, known: Known, spans: Sequence[Span]) -> Span | None:
    name = "Release Year" if known.work.kind == "film" else "Series Year"
    year = known.work.year
    if year is None:
        return None
    found = [
        match.span()
        for match in _YEAR.finditer(text)
        if is_free(*match.span(), spans) and _is_near(match, year)
    ]
    if not found:
        return None
    start, end = found[-1]
    if not text[:start].strip(EDGES) and not text[end:].strip(EDGES):
        return None  # a title that is a year
    return Span(start, end, (Field(name),))


def _is_near(match: re.Match[str], year: int) -> bool:
    """Say whether a year is the work's, or in brackets one beside it."""
    away = abs(int(match.group()) - year)
    is_in_brackets = match.start() > 0 and match.string[match.start() - 1] in "(["
    return away == 0 or (away == 1 and is_in_brackets)


def _title(
    text: str, known: Known, spans: Sequence[Span], alias: str
) -> tuple[tuple[str, ...], Span] | None:
    """Return the names of the title that stands in a gap of a name, and where it does."""
    for start, end in gaps(text, spans):
        found = _to_the_letter(text, known, start, end)
        if found is not None:
            return found
        for begin, finish in without_edges(text, start, end):
            found = _folded(text, known, begin, finish, alias, end)
            if found is not None:
                return found
    return None


def _to_the_letter(
    text: str, known: Known, start: int, end: int
) -> tuple[tuple[str, ...], Span] | None:
    """Return a title that is all of a gap but the separators around it."""
    for title in known.by_name.values():
        place = text.find(title, start, end)
        if place < 0 or text[start:place].strip(EDGES):
            continue
        if not text[place + len(title) : end].strip(EDGES):
            return known.exactly(title), Span(place, place + len(title), (HERE,))
    return None


def _folded(
    text: str, known: Known, begin: int, finish: int, alias: str, end: int
) -> tuple[tuple[str, ...], Span] | None:
    """Return a title that is all of a stretch, or with which it begins, folded."""
    folded = fold(text[begin:finish])
    names = known.named(folded)
    if not names and folded and folded == alias:
        names = (OTHER,)
    if names:
        return names, Span(begin, behind_signs(text, finish, end), (HERE,))
    begun = [one for one in known.folds if folded.startswith(f"{one} ")]
    longest = max(begun, key=len, default="")
    if longest and (length := length_of(text[begin:finish], longest)):
        return known.named(longest), Span(begin, behind_signs(text, begin + length, end), (HERE,))
    return None


def _episode_title(text: str, marks: Sequence[EpisodeMark], spans: Sequence[Span]) -> Span | None:
    wanted = fold(" + ".join(dict.fromkeys(one.title for one in marks if one.title)))
    if not wanted:
        return None
    for start, end in reversed(gaps(text, spans)):
        for begin, finish in without_edges(text, start, end):
            piece = text[begin:finish]
            if not fold(piece).replace(" ", "").startswith(wanted.replace(" ", "")):
                continue
            if length := length_of(piece, wanted):
                stop = behind_signs(text, begin + length, end)
                return Span(begin, stop, (Field("Episode Title"),), is_optional=True)
    return None


def _edition(text: str, file: FileFacts | None, spans: Sequence[Span]) -> list[Span]:
    if file is None or not file.edition:
        return []
    tag = _EDITION.search(text)
    if tag and is_free(*tag.span(), spans):
        field = Field("Edition Tags", "", "{edition-", "}")
        return [Span(*tag.span(), (field,), is_optional=True)]
    wanted = fold(file.edition)
    for start, end in gaps(text, spans):
        for begin, finish in without_edges(text, start, end):
            if fold(text[begin:finish]) == wanted:
                return [Span(begin, finish, (Field("Edition Tags"),), is_optional=True)]
            if length := length_of(text[begin:finish], wanted):
                return [Span(begin, begin + length, (Field("Edition Tags"),), is_optional=True)]
    return []


def _words(text: str, copy: Copy | None, spans: Sequence[Span]) -> list[Said]:
    """Return what a name says of its copy behind its title; of a fact the first word."""
    begins = max((span.end for span in spans if HERE in span.parts), default=0)
    found: dict[Fact, Said] = {}
    taken = [*spans]
    for word in words_in(text[begins:]):
        start, end = word.start + begins, word.end + begins
        if word.fact not in found and is_free(start, end, taken):
            span = Span(start, end, (Field(TOKEN_OF[word.fact]),), is_optional=True)
            found[word.fact] = Said(word.fact, word.text, span)
            taken.append(span)
    group = copy.said.get("group", "") if copy is not None else ""
    of_group = _group(text, group, taken) if group else None
    if of_group is not None:
        found["group"] = Said("group", group, of_group)
    return [*found.values()]


def _group(text: str, group: str, spans: Sequence[Span]) -> Span | None:
    """Return where a name has its release group: ``[group]`` first, ``-group`` last."""
    head = f"[{group}]"
    if text.startswith(head):
        close = len(head)
        gap = text[close : len(text) - len(text[close:].lstrip())]
        field = Field("Release Group", "", "[", f"]{gap}")
        return Span(0, close + len(gap), (field,), is_optional=True)
    start = len(text) - len(group)
    if text.endswith(f"-{group}") and is_free(start, len(text), spans):
        return Span(start, len(text), (Field("Release Group"),), is_optional=True)
    return None


def _assembled(text: str, spans: Sequence[Span]) -> Component:
    parts: list[Part] = []
    place = 0
    nexts = [*(span.start for span in spans[1:]), len(text)]
    for span, following in zip(spans, nexts, strict=False):
        literal, place = text[place : span.start], span.end
        field = span.parts[0]
        if not span.is_optional or not isinstance(field, Field):
            parts += [literal, *span.parts]
            continue
        kept, signs = _parted(literal)
        field = field._replace(prefix=signs + field.prefix)
        close = BRACKETS.get(field.prefix.strip()[-1:], "")
        if close and text.startswith(close, place, following):
            field = field._replace(suffix=field.suffix + close)
            place += 1
        parts += [kept, field]
    return _merged([*parts, text[place:]])


def _parted(literal: str) -> tuple[str, str]:
    """Return what stays of the text before an optional token, and the signs that go with it."""
    if WORD.search(literal):
        return literal, ""
    cut = max(literal.rfind(close) for close in ")]}") + 1
    return literal[:cut], literal[cut:]


def _merged(parts: Sequence[Part]) -> Component:
    """Return parts without empty texts, those that stand side by side as one."""
    found: list[Part] = []
    for part in (one for one in parts if one):
        before = found[-1] if found else None
        if isinstance(part, str) and isinstance(before, str) and HERE not in (part, before):
            found[-1] = before + part
        else:
            found.append(part)
    return tuple(found)
