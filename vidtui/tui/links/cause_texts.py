"""The causes of broken links in words: a line each with its count and the key that comes next."""

from __future__ import annotations

from collections.abc import Mapping

from rich.cells import cell_len
from textual.content import Content

from vidtui.i18n import N_, _, ngettext
from vidtui.text import printable
from vidtui.tui.bindings import key_of, styled_key
from vidtui.tui.formatting import MUTED, cells, number, wrapped
from vidtui.tui.links.causes import Cause
from vidtui.tui.links.model import Review
from vidtui.tui.links.rows import CauseLine

_NAMES: Mapping[Cause, str] = {
    "absent": N_("a folder that does not exist here"),
    "away": N_("under no known root: its disk may be away"),
    "moved": N_("moved or renamed"),
    "work": N_("same work under another file"),
    "several": N_("several equal files, or a doubt"),
    "none": N_("no file anywhere"),
    "other": N_("shows something else"),
    "all": N_("all links, one by one"),
}
_NEXT: Mapping[Cause, tuple[str, str]] = {
    "absent": ("links.open_cause", N_("another machine's view, or moved?")),
    "away": ("links.search", N_("once its disk is there")),
    "moved": ("links.preview", N_("together, by evidence")),
    "work": ("links.preview", N_("together, by evidence")),
    "several": ("links.open_cause", N_("one by one")),
    "none": ("links.orphan", N_("to the trash together")),
    "other": ("links.open_cause", N_("one by one")),
    "all": ("links.open_cause", N_("one by one")),
}
_ABOUT: Mapping[Cause, str] = {
    "absent": N_(
        "Most broken links begin with a folder that is not on this machine. Either another "
        "machine, a container perhaps, sees them so: then a path map is noted and no link is "
        "changed. Or a disk has moved: then each link is shown, before and after."
    ),
    "away": N_(
        "What these links show lies under no folder that vidtui knows. If its disk is away, "
        "connect it and search anew; if its folder is a root of yours, add it in Settings."
    ),
    "moved": N_(
        "The very file, or the only one of its name, is in another place now. By evidence: the "
        "lists are shown first, and what the files prove is ticked."
    ),
    "work": N_("Another file of the same film or episode is there: a better copy, mostly."),
    "several": N_("More than one file may be it, or something speaks against it: you decide."),
    "none": N_(
        "Nothing on your storage is like what these links showed. They can go to the trash "
        "together, after you have seen them; no video is touched, and it can be taken back."
    ),
    "other": N_("These show a video or a folder, but not what was expected."),
    "all": N_("Every link to review, in one list."),
}


def cause_line(item: CauseLine, width: int) -> Content:
    """Return a cause with its count, and what comes next."""
    name, (action, does) = _(_NAMES[item.cause]), _NEXT[item.cause]
    count = number(item.count)
    column = max(cell_len(_(one)) for one in _NAMES.values()) + 2
    after = Content.assemble(styled_key(action), " ", (_(does), MUTED))
    room = width - 8 - column
    shown = cells(name, column if room > 0 else width - 8)
    line = Content.assemble((count.rjust(7), "bold"), " ", shown, after if room > 0 else "")
    return line.truncate(width, ellipsis=True)


def cause_about(item: CauseLine, review: Review, width: int) -> Content:
    """Return what a cause is, and what can be done."""
    lines = [Content.styled(_(_NAMES[item.cause]), "bold"), Content(_(_ABOUT[item.cause]))]
    view = review.plan.view if review.plan is not None else None
    if item.cause == "absent" and view is not None:
        written, here = printable(view.written), printable(view.here)
        lines.append(Content.styled(f"{written} → {here}", MUTED))
    return wrapped(lines, width)


def asking_first(count: int) -> Content:
    """Return that an enrichment would help first, nothing where it would not."""
    if not count:
        return Content("")
    text = ngettext(
        "ask TMDB first: {n} of these can then be told apart",
        "ask TMDB first: {n} of these can then be told apart",
        count,
    ).format(n=number(count))
    return Content.assemble((key_of("go.queue"), "bold $text-accent"), " ", (text, "$text-warning"))
