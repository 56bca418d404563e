"""Templates in the token language of Radarr and Sonarr: read, checked, filled in.

``{Movie Title} ({Release Year}){ - Edition Tags}``: what stands beside a token inside its braces
goes when the token says nothing. Braces around braces stay (``{edition-{Edition Tags}}``), unless
what follows the first one is no letter: ``{ [imdbid-{ImdbId}]}`` groups.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from rapidfuzz import fuzz, process

from vidtui.errors import UsageProblem
from vidtui.i18n import N_, _
from vidtui.layout.model import Kind
from vidtui.layout.tokens import (
    COUNTING,
    ENDLESS,
    FACT_OF,
    IDENTIFYING,
    TOKENS,
    Context,
    plain,
    spaced,
)
from vidtui.text import printable


class TemplateProblem(UsageProblem):
    """A template that cannot be followed; the message is one line and names the token."""


class Field(NamedTuple):
    """A token in a template; ``prefix`` and ``suffix`` go with it when it is empty."""

    name: str
    arg: str = ""
    prefix: str = ""
    suffix: str = ""

    def __str__(self) -> str:
        inner = f"{self.name}:{self.arg.partition('|')[0]}" if self.arg else self.name
        if self.prefix.startswith("{"):
            return f"{self.prefix}{{{inner}}}{self.suffix}"
        if re.search(r"\w", self.prefix + self.suffix):
            return f"{{{self.prefix}{{{inner}}}{self.suffix}}}"
        return f"{{{self.prefix}{inner}{self.suffix}}}"


Part = str | Field
Component = tuple[Part, ...]


class Rendered(NamedTuple):
    """A component filled in: its text, the needed tokens that were empty, facts nobody knows."""

    text: str
    missing: tuple[str, ...]
    unknown: tuple[str, ...]
    is_empty: bool


@dataclass(frozen=True, slots=True)
class Template:
    """Folders and a file name without ending; ``part_form`` is how parts are told apart."""

    components: tuple[Component, ...]
    part_form: str = "-cd{}"

    def __str__(self) -> str:
        return "/".join(shown(one) for one in self.components)


class Preset(NamedTuple):
    """A layout that a media centre documents."""

    film: str
    episode: str
    part_form: str


_SHOW: Final = "Season {season:00}"
PRESETS: Final = {
    "jellyfin": Preset(
        "{Movie Title} ({Release Year}){ [tmdbid-{TmdbId}]}/"
        "{Movie Title} ({Release Year}){ [tmdbid-{TmdbId}]}",
        "{Series Title}{ (Series Year)}{ [tmdbid-{TmdbId}]}/" + _SHOW + "/"
        "{Series Title}{ (Series Year)} - S{season:00}E{episode:00}{ - Episode Title}",
        "-cd{}",
    ),
    "kodi": Preset(
        "{Movie Title} ({Release Year})/{Movie Title} ({Release Year})",
        "{Series Title}{ (Series Year)}/" + _SHOW + "/"
        "{Series Title} S{season:00}E{episode:00}{ - Episode Title}",
        "-cd{}",
    ),
    "plex": Preset(
        "{Movie Title} ({Release Year}){ {tmdb-{TmdbId}}}/"
        "{Movie Title} ({Release Year}){ {tmdb-{TmdbId}}}{ {edition-{Edition Tags}}}",
        "{Series Title}{ (Series Year)}{ {tmdb-{TmdbId}}}/" + _SHOW + "/"
        "{Series Title}{ (Series Year)} - s{season:00}e{episode:00}{ - Episode Title}",
        " - part{}",
    ),
}

_TOKEN = re.compile(
    r"(?P<prefix>[^\w{}/]*)(?P<name>[A-Za-z][A-Za-z ._-]*[A-Za-z]|[A-Za-z])"
    r"(?::(?P<arg>[^{}/]*?))?(?P<suffix>[^\w{}/]*)"
)
_LIKELY = 60  # of 100: from here on a token was meant
_NO_VALUE = "\0"
_WITHIN_BRACKETS = re.compile(r"\s*[\[({][\s\0._-]*\0[\s\0._-]*[\])}]")
_AT_EDGE = re.compile(
    r"^[\0 ._-]*\0[ ._-]*|[ ._-]*\0[\0 ._-]*(?=[\])}]|$)|(?<=[\[({])[ ._-]*\0[\0 ._-]*"
)
_BETWEEN = re.compile(r"(?P<before>[ ._-]*)\0[\0]*(?P<after>[ ._-]*)")


def of_person(text: str, kind: Kind) -> Template:
    """Return the template that a setting names or spells out.

    Raises:
        TemplateProblem: it cannot be followed.
    """
    preset = PRESETS.get(text.strip().lower())
    if preset is not None:
        return parse(preset.film if kind == "film" else preset.episode, kind, preset.part_form)
    if re.fullmatch(r"\w+", text.strip()):
        raise TemplateProblem(
            _("there is no layout “{name}”; there are: {names}").format(
                name=printable(text.strip()), names=", ".join(PRESETS)
            )
        )
    return parse(text, kind)


def parse(text: str, kind: Kind, part_form: str = "-cd{}") -> Template:
    """Read a template.

    Raises:
        TemplateProblem: it cannot be followed.
    """
    components = tuple(
        with_marks(tuple(_parts(one, kind, text))) for one in text.strip().split("/")
    )
    if any(map(_is_nameless, components)):
        raise TemplateProblem(
            _("the template “{text}” has a folder without a name").format(text=printable(text))
        )
    names = {plain(part.name) for part in components[-1] if isinstance(part, Field)}
    needed = IDENTIFYING if kind == "film" else COUNTING
    if not names & needed:
        raise TemplateProblem(_(_NAMELESS[kind]).format(text=printable(text)))
    return Template(components, part_form)


def _is_nameless(component: Component) -> bool:
    """Say whether a component has nothing but dots and spaces."""
    if len(component) != 1:
        return not component
    only = component[0]
    return isinstance(only, str) and not only.strip(" .")


def component(text: str, kind: Kind) -> Component:
    """Read one component of a template.

    Raises:
        TemplateProblem: it cannot be followed.
    """
    return with_marks(tuple(_parts(text, kind, text)))


_NAMELESS: Final = {
    "film": N_("all films would have one name: “{text}” ends without {{Movie Title}}"),
    "series": N_("all episodes would have one name: “{text}” ends without {{episode:00}}"),
}


def _parts(component: str, kind: Kind, whole: str) -> Iterator[Part]:
    place, literal = 0, ""
    while place < len(component):
        char = component[place]
        if char == "}":
            raise _unbalanced(whole)
        if char != "{":
            literal, place = literal + char, place + 1
            continue
        end = _closing(component, place, whole)
        if literal:
            yield literal
            literal = ""
        yield _field(component[place + 1 : end], kind, whole)
        place = end + 1
    if literal:
        yield literal


def _closing(text: str, start: int, whole: str) -> int:
    depth = 0
    for place in range(start, len(text)):
        depth += {"{": 1, "}": -1}.get(text[place], 0)
        if depth == 0:
            return place
    raise _unbalanced(whole)


def _unbalanced(whole: str) -> TemplateProblem:
    return TemplateProblem(
        _("the braces of the template “{text}” are not closed").format(text=printable(whole))
    )


def _field(inner: str, kind: Kind, whole: str) -> Field:
    start = inner.find("{")
    if start >= 0:
        return _grouped(inner, start, kind, whole)
    match = _TOKEN.fullmatch(inner)
    token = TOKENS.get(plain(match["name"])) if match else None
    if match is None or token is None:
        raise _unknown(match["name"] if match else inner, kind)
    if token.kind not in (kind, "both"):
        raise TemplateProblem(_(_OF_OTHERS[kind]).format(token=token.name))
    form = _ARGUMENTS.get(plain(token.name), _OF_A_TITLE)
    if match["arg"] is not None and not form.fullmatch(match["arg"]):
        raise TemplateProblem(
            _("“{arg}” says nothing in {{{token}}}").format(
                arg=printable(match["arg"]), token=printable(inner)
            )
        )
    return Field(match["name"], match["arg"] or "", match["prefix"], match["suffix"])


def _grouped(inner: str, start: int, kind: Kind, whole: str) -> Field:
    """Return the token that stands in braces of its own from ``start`` on, with what is around."""
    end = _closing(inner, start, whole)
    field = _field(inner[start + 1 : end], kind, whole)
    before, after = inner[:start], inner[end + 1 :]
    if "{" in after:
        raise _unbalanced(whole)
    if not before or before[0].isalnum():  # the braces are a part of the name
        before, after = "{" + before, after + "}"
    return field._replace(prefix=before + field.prefix, suffix=field.suffix + after)


_OF_A_TITLE = re.compile(r"[A-Za-z]{2}(?:[+-][A-Za-z]{2})*|-?[1-9]\d{0,2}")
_DIGITS = re.compile(r"0{1,4}")
_SPANS = re.compile(r"\w(?:-\w)?(?:,\w(?:-\w)?)*")
_ARGUMENTS: Final = {
    "season": _DIGITS,
    "episode": _DIGITS,
    "absolute": _DIGITS,
    "range": _SPANS,
    "storagefolder": re.compile(r"[1-9]"),
}
_OF_OTHERS: Final = {
    "film": N_("{{{token}}} is for episodes, not for films"),
    "series": N_("{{{token}}} is for films, not for episodes"),
}


def _unknown(name: str, kind: Kind) -> TemplateProblem:
    offered = [one.name for one in TOKENS.values() if one.kind in (kind, "both")]
    like = process.extractOne(name, offered, scorer=fuzz.WRatio, processor=plain)
    if like is None or like[1] < _LIKELY:
        return TemplateProblem(_("there is no token {{{name}}}").format(name=printable(name)))
    return TemplateProblem(
        _("there is no token {{{name}}}; did you mean {{{like}}}?").format(
            name=printable(name), like=like[0]
        )
    )


def shown(component: Component) -> str:
    """Return a component as a template has it."""
    return "".join(str(part) for part in component)


def with_marks(component: Component) -> Component:
    """Return a component whose numbers know the letter before them: ``S01E01-E02`` has the E."""
    found: list[Part] = []
    for part in component:
        before = found[-1] if found else ""
        if isinstance(part, Field) and plain(part.name) == "episode" and "|" not in part.arg:
            mark = re.search(r"[Ee]p?$", before) if isinstance(before, str) else None
            found.append(part._replace(arg=f"{part.arg}|{mark.group() if mark else ''}"))
        else:
            found.append(part)
    return tuple(found)


def render(component: Component, context: Context, room: int | None = None) -> Rendered:
    """Fill in a component; ``room`` is how many characters an episode's title may take."""
    texts: list[str] = []
    missing: list[str] = []
    unknown: list[str] = []
    has_value = not any(isinstance(part, Field) for part in component)
    for part in component:
        if isinstance(part, str):
            texts.append(part)
            continue
        key = plain(part.name)
        token = TOKENS[key]
        value = spaced(token.value(context, part.arg), part.name)
        if key in ENDLESS:
            value = _within(value, room)
        if value:
            has_value = True
            texts.append(f"{part.prefix}{value}{part.suffix}")
            continue
        is_bare = not (part.prefix or part.suffix)
        if token.needed and is_bare:
            missing.append(token.name)
        if key in FACT_OF and context.file.media is None:
            unknown.append(FACT_OF[key])
        texts.append(_NO_VALUE if is_bare else "")
    text = _closed_up("".join(texts))
    return Rendered(text.strip(), tuple(missing), tuple(unknown), not has_value)


def _within(value: str, room: int | None) -> str:
    """Return as much of a text as has room; all of it with None."""
    if room is None or len(value) <= room:
        return value
    return f"{value[:room].rstrip()}…" if room > 0 else ""


def _closed_up(text: str) -> str:
    """Return a text without what stands around tokens that say nothing."""
    if _NO_VALUE not in text:
        return text
    text = _AT_EDGE.sub("", _WITHIN_BRACKETS.sub("", text))
    return _BETWEEN.sub(lambda gap: max(gap["before"], gap["after"], key=len), text)


def name_of(component: Component, context: Context, limit: int, ending: str) -> Rendered:
    """Fill in a file name so that it fits: an episode's title is cut before anything else."""
    whole = render(component, context)
    excess = len(context.style.component(whole.text, 1 << 12, ending)) - limit
    titles = [part for part in component if isinstance(part, Field) and plain(part.name) in ENDLESS]
    if excess <= 0 or not titles:
        return whole
    length = len(TOKENS[ENDLESS[0]].value(context, ""))
    for room in range(max(length - excess // 4 - 1, 0), -1, -4):
        found = render(component, context, room)
        if len(context.style.component(found.text, 1 << 12, ending)) <= limit:
            return found
    return render(component, context, 0)
