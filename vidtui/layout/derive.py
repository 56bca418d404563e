"""Reads a name that exists back into the template that it follows.

``Alien (1979) FR AC3 1080p`` of a film called so is ``{Movie Title} ({Release Year}){ Languages}``
and so on. Whatever stands in it and no token says stays as it is, so that it is seen to be rare.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from vidtui.layout.copies import Copy, words_in
from vidtui.layout.known import Known
from vidtui.layout.model import EpisodeMark, FileFacts
from vidtui.layout.templates import Component, Field, Part
from vidtui.layout.tokens import TOKEN_OF, Multi
from vidtui.text import fold

HERE: Final = "TITLE"
"""Stands for the title until it is known which one the tree writes."""
_MARK = re.compile(
    r"(?<![^\W_])(?P<s>[Ss])(?P<season>\d{1,4})(?P<gap>[ ._-]?)(?P<e>[Ee][Pp]?)(?P<episode>\d{1,4})"
    r"(?P<more>(?:[-+&]?(?:[Ss]\d{1,4})?(?:[Ee][Pp]?)?\d{1,4}(?![\dp]))*)(?![^\W_])"
)
_CROSS = re.compile(
    r"(?<![^\W_])(?P<season>\d{1,2})(?P<e>[xX])(?P<episode>\d{1,4})"
    r"(?P<more>(?:-(?:\d{1,2}[xX])?\d{1,4})*)(?![^\W_])"
)
_NUMBER = re.compile(
    r"(?<![^\W_])(?P<e>[Ee][Pp]?\.? ?|[ÉéEe]pisode |#|n°)?(?P<episode>\d{1,4})"
    r"(?P<more>(?:-[Ee]?\d{1,4})?)(?![^\W_])"
)
_TAG = re.compile(
    r"[\[({]?(?P<provider>tmdb|imdb|tvdb)(?:[ _-]?id)?[-=: ]?(?P<value>(?:tt)?\d{1,10})[\])}]?"
    r"|(?P<bare>(?<![^\W_])tt\d{6,10}(?![^\W_]))",
    re.IGNORECASE,
)
_IDS: Final = {"tmdb": "TmdbId", "imdb": "ImdbId", "tvdb": "TvdbId"}
_YEAR = re.compile(r"(?<!\d)(?:18|19|20)\d\d(?!\d)")
_WORD = re.compile(r"[^\W_]+")
_BRACKETS: Final = {"[": "]", "(": ")", "{": "}"}
_EDGES = " ._-–,+[](){}"
_PART = re.compile(
    r"(?P<form>[ ._-]*(?:cd|dvd|dis[ck]|disque|part|partie|pt)[ ._-]?)(?P<number>\d{1,2})$",
    re.IGNORECASE,
)
_EDITION = re.compile(r"\{edition-(?P<edition>[^{}]+)\}", re.IGNORECASE)


class Span(NamedTuple):
    """A stretch of a name that a token says; optional ones take what stands beside them along."""

    start: int
    end: int
    parts: tuple[Part, ...]
    is_optional: bool = False


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


_PLAIN = re.compile(r"(?P<title>[^\[\]{}]+) \((?P<year>\d{4})\)")


def derive_folder(text: str, known: Known) -> Derived | None:
    """Return what a folder's name follows, None where its work's title is not in it."""
    plain = _PLAIN.fullmatch(text)
    if plain is not None and plain["year"] in known.years:
        names = known.named(fold(plain["title"]))
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
    marked = _mark(text, file.episodes) if file is not None and file.episodes else None
    if file is not None and file.episodes and marked is None:
        return None
    if marked is not None:
        spans.append(marked[0])
    spans += _tags(text, known)
    year = _year(text, known, spans)
    if year is not None:
        spans.append(year)
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
    if file is not None:
        spans += _absolute(text, file.episodes, spans)
        spans += _episode_title(text, file.episodes, spans)
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
    )


def _mark(text: str, marks: Sequence[EpisodeMark]) -> tuple[Span, Multi | None] | None:
    season, number = marks[0].season, marks[0].number
    for form in (_MARK, _CROSS):
        for match in form.finditer(text):
            if int(match["season"]) == season and int(match["episode"]) == number:
                return _marked(match, marks)
    for mark in marks[:1]:
        if mark.air_date and (place := text.find(mark.air_date)) >= 0:
            return Span(place, place + len(mark.air_date), (Field("Air-Date"),)), None
    for match in _NUMBER.finditer(text):
        wanted = (marks[0].absolute, "absolute"), (number, "episode")
        for value, name in wanted if len(match["episode"]) > 2 else reversed(wanted):
            if value is not None and int(match["episode"]) == value:
                width = _width(match["episode"], 3 if name == "absolute" else 2)
                parts: tuple[Part, ...] = (match["e"] or "", Field(name, width))
                return Span(*match.span(), tuple(p for p in parts if p)), _multi(match["more"])
    return None


def _marked(match: re.Match[str], marks: Sequence[EpisodeMark]) -> tuple[Span, Multi | None]:
    found = match.groupdict()
    parts = (
        found.get("s") or "",
        Field("season", _width(match["season"], 2 if found.get("s") else 1)),
        found.get("gap") or "",
        match["e"],
        Field("episode", _width(match["episode"], 2)),
    )
    literal = tuple(part for part in parts if part)
    merged: list[Part] = []
    for part in literal:
        if merged and isinstance(part, str) and isinstance(merged[-1], str):
            merged[-1] += part
        else:
            merged.append(part)
    multi = _multi(match["more"]) if len(marks) > 1 else None
    return Span(*match.span(), tuple(merged)), multi


def _multi(more: str) -> Multi | None:
    if not more:
        return None
    if more[0] != "-":
        return "join"
    return "range" if re.match(r"-[EeXxSs]|-\d+[xX]", more) else "short"


def _width(digits: str, usual: int) -> str:
    """Return the zeros of a number's form; a number without leading zero says little of it."""
    if digits.startswith("0") or len(digits) < usual:
        return "0" * len(digits)
    return "0" * usual


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
        if not _is_free(match.start(), match.end(), spans):
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


def _is_free(start: int, end: int, spans: Sequence[Span]) -> bool:
    return all(end <= span.start or start >= span.end for span in spans)


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
        for begin, finish in _without_edges(text, start, end):
            folded = fold(text[begin:finish])
            names = known.named(folded)
            if not names and folded and folded == alias:
                names = ("other",)
            if names:
                return names, Span(begin, finish, (HERE,))
            longest = max(
                (one for one in known.folds if folded.startswith(f"{one} ")), key=len, default=""
            )
            if longest and (length := _length_of(text[begin:finish], longest)):
                return known.named(longest), Span(begin, begin + length, (HERE,))
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
    """Return how much of a text is as much as ``folded``, in whole words; 0 where none is."""
    for match in _WORD.finditer(text):
        so_far = fold(text[: match.end()])
        if so_far == folded:
            return match.end()
        if len(so_far) > len(folded):
            return 0
    return 0


def _absolute(text: str, marks: Sequence[EpisodeMark], spans: Sequence[Span]) -> list[Span]:
    """Find the number that counts from the first season on beside the mark of a season."""
    number = marks[0].absolute if len(marks) == 1 else None
    if number is None or any(
        isinstance(part, Field) and part.name == "absolute" for span in spans for part in span.parts
    ):
        return []
    for match in re.finditer(rf"(?<![^\W_])0*{number}(?![^\W_])", text):
        if _is_free(*match.span(), spans):
            field = Field("absolute", "0" * max(len(match.group()), 2))
            return [Span(*match.span(), (field,), is_optional=True)]
    return []


def _episode_title(text: str, marks: Sequence[EpisodeMark], spans: Sequence[Span]) -> list[Span]:
    wanted = fold(" + ".join(dict.fromkeys(one.title for one in marks if one.title)))
    if not wanted:
        return []
    for start, end in reversed(_gaps(text, spans)):
        for begin, finish in _without_edges(text, start, end):
            piece = text[begin:finish]
            folded = fold(piece)
            if folded == wanted:
                return [Span(begin, finish, (Field("Episode Title"),), is_optional=True)]
            if folded.startswith(f"{wanted} ") and (length := _length_of(piece, wanted)):
                stop = begin + length
                return [Span(begin, stop, (Field("Episode Title"),), is_optional=True)]
    return []


def _edition(text: str, file: FileFacts, spans: Sequence[Span]) -> list[Span]:
    if not file.edition:
        return []
    tag = _EDITION.search(text)
    if tag and _is_free(*tag.span(), spans):
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
        if not _is_free(start, end, [*spans, *found]):
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
        if _is_free(start, len(text), [*spans, *found]):
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
