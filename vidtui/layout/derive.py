"""Reads a name that exists back into the template that it follows.

``Alien (1979) FR AC3 1080p`` of a film called so is ``{Movie Title} ({Release Year}){ Languages}``
and so on. Whatever stands in it and no token says stays as it is, so that it is seen to be rare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from vidtui.layout.copies import Copy, words_in
from vidtui.layout.episode_marks import Span, find_absolute, find_mark, is_free
from vidtui.layout.known import Known
from vidtui.layout.model import EpisodeMark, FileFacts
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
_WORD = re.compile(r"[^\W_]+")
_BRACKETS: Final = {"[": "]", "(": ")", "{": "}"}
_SIGNS = re.compile(r"\s?[.!?…]+(?=[\s)\]]|$)")
_EDGES = " ._-–,+[](){}"
_PART = re.compile(
    r"(?P<form>[ ._-]*(?:cd|dvd|dis[ck]|disque|part|partie|pt)[ ._-]?)(?P<number>\d{1,2})$",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\{edition-(?P<edition>[^{}]+)\}", re.IGNORECASE)


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
    words: tuple[tuple[str, str], ...] = ()
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
    part_form = None
    part = _PART.search(text) if file is not None and file.part is not None else None
    if part is not None and file is not None and int(part["number"]) == file.part:
        part_form, text = f"{part['form']}{{}}", text[: part.start()]
    spans: list[Span] = []
    marked = find_mark(text, file.episodes) if file is not None and file.episodes else None
    if file is not None and file.episodes and marked is None:
        return None
    if marked is not None:
        spans.append(marked[0])
    spans += _tags(text, known)
    year = _year(text, known, spans)
    if year is not None:
        spans.append(year)
    found = _title(text, known, spans, alias)
    if found is None and year is not None:  # a title that ends with its year
        spans.remove(year)
        year = None
        found = _title(text, known, spans, alias)
    if found is None:
        if marked is None:
            return None
        names: tuple[str, ...] = ()
        title = ""
    else:
        names, span = found
        title = text[span.start : span.end]
        spans.append(span)
    words: list[tuple[str, str]] = []
    heading: list[Span] = []
    if file is not None:
        spans += find_absolute(text, file.episodes, spans)
        heading = _episode_title(text, file.episodes, spans)
        spans += heading
        spans += _edition(text, file, spans)
        spans += _words(text, copy, spans, words)
    return Derived(
        _assembled(text, sorted(spans)),
        names,
        title,
        text[year.start : year.end] if year is not None else "",
        tuple(words),
        marked[1] if marked is not None else None,
        part_form,
        text[heading[0].start : heading[0].end] if heading else "",
    )


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


def _year(text: str, known: Known, spans: Sequence[Span]) -> Span | None:
    name = "Release Year" if known.work.kind == "film" else "Series Year"
    year = known.work.year
    if year is None:
        return None
    best: re.Match[str] | None = None
    for match in _YEAR.finditer(text):
        if not is_free(match.start(), match.end(), spans):
            continue
        away = abs(int(match.group()) - year)
        is_in_brackets = match.start() > 0 and text[match.start() - 1] in "(["
        if away == 0 or (away == 1 and is_in_brackets):
            best = match
    if best is None:
        return None
    if not text[: best.start()].strip(_EDGES) and not text[best.end() :].strip(_EDGES):
        return None  # a title that is a year
    return Span(best.start(), best.end(), (Field(name),))


def _gaps(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    found, place = [], 0
    for span in sorted(spans):
        found.append((place, span.start))
        place = max(place, span.end)
    found.append((place, len(text)))
    return [(start, end) for start, end in found if start < end]


def _title(
    text: str, known: Known, spans: Sequence[Span], alias: str
) -> tuple[tuple[str, ...], Span] | None:
    for start, end in _gaps(text, spans):
        for title in known.by_name.values():
            place = text.find(title, start, end)
            if place < 0 or text[start:place].strip(_EDGES):
                continue
            if not text[place + len(title) : end].strip(_EDGES):
                return known.exactly(title), Span(place, place + len(title), (HERE,))
        for begin, finish in _without_edges(text, start, end):
            folded = fold(text[begin:finish])
            names = known.named(folded)
            if not names and folded and folded == alias:
                names = ("other",)
            if names:
                stop = _SIGNS.match(text, finish, end)
                return names, Span(begin, stop.end() if stop else finish, (HERE,))
            longest = max(
                (one for one in known.folds if folded.startswith(f"{one} ")), key=len, default=""
            )
            if longest and (length := _length_of(text[begin:finish], longest)):
                stop = _SIGNS.match(text, begin + length, end)
                finish = stop.end() if stop else begin + length
                return known.named(longest), Span(begin, finish, (HERE,))
    return None


def _without_edges(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return a stretch without the separators around it, and without a bracket before it."""
    found = []
    while start < end and text[start] in " ._-–,+)]}":
        start += 1
    while end > start and text[end - 1] in " ._-–,+[({":
        end -= 1
    found.append((start, end))
    if start < end and text[start] in _BRACKETS:
        close = text.find(_BRACKETS[text[start]], start, end)
        if close > 0:
            start = close + 1
            while start < end and text[start] in " ._-–":
                start += 1
            found.append((start, end))
    return [(begin, finish) for begin, finish in found if begin < finish]


def _length_of(text: str, folded: str) -> int:
    """Return how much of a text is as much as ``folded``, in whole words; 0 where none is.

    Spaces may be otherwise: where a sign between two words was left out, they are one.
    """
    wanted = folded.replace(" ", "")
    for match in _WORD.finditer(text):
        so_far = fold(text[: match.end()]).replace(" ", "")
        if so_far == wanted:
            return match.end()
        if len(so_far) > len(wanted):
            return 0
    return 0


def _episode_title(text: str, marks: Sequence[EpisodeMark], spans: Sequence[Span]) -> list[Span]:
    wanted = fold(" + ".join(dict.fromkeys(one.title for one in marks if one.title)))
    if not wanted:
        return []
    for start, end in reversed(_gaps(text, spans)):
        for begin, finish in _without_edges(text, start, end):
            piece = text[begin:finish]
            folded = fold(piece)
            if not folded.replace(" ", "").startswith(wanted.replace(" ", "")):
                continue
            if length := _length_of(piece, wanted):
                signs = _SIGNS.match(text, begin + length, end)
                finish = signs.end() if signs else begin + length
                return [Span(begin, finish, (Field("Episode Title"),), is_optional=True)]
    return []


def _edition(text: str, file: FileFacts, spans: Sequence[Span]) -> list[Span]:
    if not file.edition:
        return []
    tag = _EDITION.search(text)
    if tag and is_free(*tag.span(), spans):
        field = Field("Edition Tags", "", "{edition-", "}")
        return [Span(*tag.span(), (field,), is_optional=True)]
    wanted = fold(file.edition)
    for start, end in _gaps(text, spans):
        for begin, finish in _without_edges(text, start, end):
            if fold(text[begin:finish]) == wanted:
                return [Span(begin, finish, (Field("Edition Tags"),), is_optional=True)]
            if length := _length_of(text[begin:finish], wanted):
                return [Span(begin, begin + length, (Field("Edition Tags"),), is_optional=True)]
    return []


def _words(
    text: str, copy: Copy | None, spans: Sequence[Span], words: list[tuple[str, str]]
) -> list[Span]:
    begins = max((span.end for span in spans if HERE in span.parts), default=0)
    found: list[Span] = []
    for word in words_in(text[begins:]):
        start, end = word.start + begins, word.end + begins
        if not is_free(start, end, [*spans, *found]):
            continue
        if any(known == word.fact for known, _text in words):
            continue
        words.append((word.fact, word.text))
        found.append(Span(start, end, (Field(TOKEN_OF[word.fact]),), is_optional=True))
    group = copy.said.get("group", "") if copy is not None else ""
    if group and text.startswith(f"[{group}]"):
        close = len(group) + 2
        after = text[close:][: len(text[close:]) - len(text[close:].lstrip())]
        words.append(("group", group))
        field = Field("Release Group", "", "[", f"]{after}")
        found.append(Span(0, close + len(after), (field,), is_optional=True))
    elif group and text.endswith(f"-{group}"):
        start = len(text) - len(group)
        if is_free(start, len(text), [*spans, *found]):
            words.append(("group", group))
            found.append(Span(start, len(text), (Field("Release Group"),), is_optional=True))
    return found


def _assembled(text: str, spans: Sequence[Span]) -> Component:
    parts: list[Part] = []
    place = 0
    for number, span in enumerate(spans):
        literal = text[place : span.start]
        place = span.end
        if not span.is_optional or not isinstance(span.parts[0], Field):
            if literal:
                parts.append(literal)
            parts.extend(span.parts)
            continue
        field = span.parts[0]
        if literal and not _WORD.search(literal):
            cut = max(literal.rfind(close) for close in ")]}") + 1
            if literal[:cut]:
                parts.append(literal[:cut])
            field = field._replace(prefix=literal[cut:] + field.prefix)
        elif literal:
            parts.append(literal)
        following = spans[number + 1].start if number + 1 < len(spans) else len(text)
        close = _BRACKETS.get(field.prefix.strip()[-1:], "")
        if close and text[place:following].startswith(close):
            field = field._replace(suffix=field.suffix + close)
            place += 1
        parts.append(field)
    if text[place:]:
        parts.append(text[place:])
    merged: list[Part] = []
    for part in parts:
        if (
            merged
            and type(part) is str
            and type(merged[-1]) is str
            and HERE not in (part, merged[-1])
        ):
            merged[-1] += part
        else:
            merged.append(part)
    return tuple(merged)
