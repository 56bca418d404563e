"""Why files get no link, and what helps: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import N_, _, titled
from vidtui.jobs.link.model import LeftOut, Omitted, left_out_name
from vidtui.text import printable
from vidtui.tui.bindings import key_of, styled_key
from vidtui.tui.formatting import MUTED, cells, middle, number, plural, wrapped
from vidtui.tui.new_links.model import ReasonLine

MOST_LISTED: Final = 2000  # files named in a window

_HELPS: Mapping[LeftOut, tuple[str, str]] = {
    "not-identified": ("go.queue", N_("asks TMDB what they are")),
    "waits": ("go.pending", N_("lets you decide what they are")),
    "extra": ("new_links.more", N_("links extras too")),
    "no-year": ("new_links.details", N_("names them")),
    "no-episode": ("new_links.details", N_("names them")),
    "unknown-kind": ("new_links.details", N_("names them")),
    "never": ("go.journal", N_("lets you take that back")),
    "repair": ("go.links", N_("repairs the link that shows it")),
    "same-content": ("new_links.details", N_("names them")),
    "second-version": ("new_links.more", N_("links further versions too")),
    "settling": ("new_links.search", N_("searches anew, later")),
    "absent": ("go.import", N_("looks what has become of them")),
}
_ABOUT: Mapping[LeftOut, str] = {
    "not-identified": N_(
        "Nobody knows yet what these are. Ask TMDB, or link by names alone where these are "
        "certain: with a year, or an episode."
    ),
    "waits": N_("More than one film or series may be it: once you have decided, it can be linked."),
    "extra": N_("Trailers, deleted scenes and such; they are linked where you ask for it."),
    "unknown-kind": N_(
        "Neither a film nor an episode, as far as folder and name say: nobody can say where it "
        "belongs."
    ),
    "no-episode": N_("Its series is known; which episode it is, is not."),
    "no-year": N_("Nobody was asked what these are, and their names alone do not say it for sure."),
    "never": N_("You said that these are never to be linked; taking that back is in the Journal."),
    "repair": N_(
        "A broken link is to show them: repair it, and they have one. A second would be one too "
        "many."
    ),
    "same-content": N_("The very same content has a link already, under another name."),
    "second-version": N_(
        "The tree has one version of each work, and shows another one of these. They can be "
        "linked as further versions."
    ),
    "settling": N_("They were written to within the hour, and may still be."),
    "taken-away": N_("A link showed them, and somebody took it away."),
    "absent": N_("They are not where the catalogue has them, or have changed: import first."),
}


def reason_line(item: ReasonLine, width: int) -> Content:
    """Return why files get no link, how many they are, and what helps."""
    column = max(cell_len(left_out_name(one)) for one in _ABOUT) + 2
    shown = min(column, max(8, width - 8))
    parts: list[Content] = [
        Content.styled(number(item.count).rjust(7), "bold"),
        Content(" " + cells(left_out_name(item.why), shown)),
    ]
    if item.why in _HELPS:
        action, does = _HELPS[item.why]
        after = Content.assemble(styled_key(action), " ", (_(does), MUTED))
        parts.append(after)
    return Content("").join(parts).truncate(max(0, width), ellipsis=True)


def reason_about(item: ReasonLine, files: Sequence[Omitted], width: int) -> Content:
    """Return why files get no link, what helps, and the first of them."""
    lines = [
        Content.styled(titled(left_out_name(item.why), number(item.count)), "bold"),
        Content(_(_ABOUT[item.why])),
    ]
    room = max(20, width - 2)
    paths = [middle(printable(one.place.absolute), room).rstrip() for one in files[:3]]
    lines += [Content.styled(path, MUTED) for path in paths]
    if len(files) > 3:
        text = _("{key} names all of them").format(key=key_of("new_links.details"))
        lines.append(Content.styled(text, MUTED))
    return wrapped(lines, width)


def reason_files(item: ReasonLine, files: Sequence[Omitted], width: int) -> Content:
    """Return the files that get no link for a reason, each with what it is left out for."""
    lines = [Content.styled(titled(left_out_name(item.why), number(len(files))), "bold")]
    for one in files[:MOST_LISTED]:
        lines.append(Content(printable(one.place.absolute)))
        if one.other:
            lines.append(Content.styled(f"  ↔ {printable(one.other)}", MUTED))
    if (left := len(files) - MOST_LISTED) > 0:
        lines.append(Content.styled(plural("… and {n} more", "… and {n} more", left), MUTED))
    return wrapped(lines, width)
