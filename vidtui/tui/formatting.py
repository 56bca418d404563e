"""Numbers, ages and states in words, in the user's language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len, set_cell_size
from textual.content import Content

from vidtui import i18n
from vidtui.disk.root_identity import State
from vidtui.i18n import N_, _, ngettext
from vidtui.settings.model import Role
from vidtui.text import local_time, printable

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
DAY_S = 24 * HOUR_S
MIN_VALUE = 10  # cells below which nothing is wrapped beside its label
WIDE_ENOUGH = 60  # cells from which on a path is cut rather than wrapped
MUTED = "$quiet"  # the style of what matters less

Labelled = tuple[str, Content | str]
"""A label and its value."""

# A symbol and a word, since colour alone must not carry the meaning.
_STATES: dict[str, tuple[str, str, str]] = {
    "online": ("●", N_("online"), "$text-success"),
    "offline": ("○", N_("offline"), "$text-error"),
    "unrecognised": ("▲", N_("not recognised"), "$text-warning"),
    "silent": ("…", N_("no answer"), "$text-error"),
    "unreadable": ("✗", N_("unreadable"), "$text-error"),
}
_ROLES = {"storage": N_("storage"), "links": N_("links")}
_KINDS = {"film": N_("films"), "series": N_("series")}
_ONE = {"film": N_("film"), "series": N_("TV")}
_GROUP_STATES: dict[str, tuple[str, str, str]] = {
    "queued": ("·", N_("to do"), MUTED),
    "asking": ("▸", N_("asking"), "$text-accent"),
    "enriched": ("✓", N_("found"), "$text-success"),
    "pending": ("?", N_("to decide"), "$text-warning"),
    "failed": ("✗", N_("failure"), "$text-error"),
    "ignored": ("–", N_("set aside"), MUTED),
}


def number(count: int) -> str:
    """Return ``count`` with its thousands apart, as the language has it."""
    # The sample's own separator is the translators' to choose.
    separator = _("1,000")[1:-3]
    return f"{count:,}".replace(",", separator)


def plural(one: str, many: str, count: int) -> str:
    """Return a translated message with its count, thousands apart, as ``{n}`` or ``{count}``."""
    return i18n.plural(one, many, count, number)


def age(seconds: float) -> str:
    """Return how long ago something was."""
    if seconds >= DAY_S:
        count = int(seconds // DAY_S)
        return ngettext("{count} day ago", "{count} days ago", count).format(count=count)
    if seconds >= HOUR_S:
        count = int(seconds // HOUR_S)
        return ngettext("{count} hour ago", "{count} hours ago", count).format(count=count)
    if seconds >= MINUTE_S:
        count = int(seconds // MINUTE_S)
        return ngettext("{count} minute ago", "{count} minutes ago", count).format(count=count)
    return _("just now")


def until(seconds: float) -> str:
    """Return how long it is until something, in one unit; that it is now where it is past."""
    if seconds >= DAY_S:
        return _("{count} d").format(count=round(seconds / DAY_S))
    if seconds >= HOUR_S:
        return _("{count} h").format(count=round(seconds / HOUR_S))
    if seconds > 0:
        return _("{minutes} min").format(minutes=max(1, round(seconds / MINUTE_S)))
    return _("now")


def state(value: State | None, *, looking: bool = False) -> Content:
    """Return the state of a root as symbol and word; None where nobody has looked at it yet."""
    nothing = ("◌", N_("looking…") if looking else N_("not looked at"), MUTED)
    symbol, word, style = _STATES[value] if value and not looking else nothing
    return Content.styled(f"{symbol} {_(word)}", style)


def not_named() -> Content:
    """Return the state of a root that the settings name no more."""
    return Content.styled("▲ " + _("not named"), "$text-warning")


def clock(at: int, now: float) -> str:
    """Return when something was: the time of day, or the day where it was another one."""
    day, today = (local_time(int(one), "%Y-%m-%d") for one in (at, now))
    return local_time(at, "%H:%M") if day == today else day


def because(path: bytes, reason: str) -> str:
    """Return a path and what there is to say of it, as one line."""
    return _("{path}: {reason}").format(path=printable(path), reason=printable(reason))


def is_new(count: int) -> str:
    """Return how many problems are new."""
    return plural("{n} new", "{n} new", count)


def is_known(count: int) -> str:
    """Return how many problems are marked as known."""
    return plural("{n} known", "{n} known", count)


def is_gone(count: int) -> str:
    """Return how many problems are gone."""
    return plural("{n} gone", "{n} gone", count)


def labelled(label: str, value: Content | str, column: int, width: int = 0) -> Content:
    """Return a label and, ``column`` cells from the left, its value.

    In ``width`` cells, if that is given, a long value goes on under itself.
    """
    parts = [Content(value) if isinstance(value, str) else value]
    if width > column + MIN_VALUE:
        parts = parts[0].wrap(width - column)
    return Content("\n" + " " * column).join(
        [Content.assemble((label.ljust(column), MUTED), parts[0]), *parts[1:]]
    )


def table(rows: Sequence[Labelled], width: int = 0, *, cut: bool = False) -> Content:
    """Return labels and, in a column behind the widest, their values; see ``labelled``.

    Where there is room for most of a path, a plain text is ``cut`` rather than wrapped.
    """
    column = max(cell_len(label) for label, _value in rows) + 2
    if cut and width >= WIDE_ENOUGH:
        room = width - column
        rows = [
            (label, middle(one, room) if isinstance(one, str) and cell_len(one) > room else one)
            for label, one in rows
        ]
    return Content("\n").join(labelled(label, value, column, width) for label, value in rows)


def wrapped(lines: Iterable[Content], width: int) -> Content:
    """Return lines in ``width`` cells, long ones going on in the next line."""
    return Content("\n").join(part for line in lines for part in line.wrap(max(10, width)))


def verdict(problem: str | None) -> Content:
    """Return whether a folder can be the trash; None while that is being tried."""
    if problem is None:
        return Content.styled(_("◌ being tried…"), MUTED)
    if problem:
        return Content.styled(f"✗ {problem}", "$text-error")
    return Content.styled(_("✓ can be written"), "$text-success")


def role(value: Role) -> str:
    """Return the word for a root's role."""
    return _(_ROLES[value])


def kind(value: str | None) -> str:
    """Return the word for what a root holds."""
    return _(_KINDS[value]) if value else "–"


def one_kind(value: str) -> str:
    """Return the word for one film or one series; of unknown kind, a question mark."""
    return _(_ONE[value]) if value in _ONE else "?"


def group_state(value: str) -> tuple[str, str]:
    """Return the state of a group as symbol and word, and the style of both."""
    symbol, word, style = _GROUP_STATES.get(value, ("?", value, ""))
    return f"{symbol} {_(word)}", style


def widest_state() -> int:
    """Return how many cells the longest state of a group needs."""
    return max(cell_len(group_state(value)[0]) for value in _GROUP_STATES)


def dated(title: str, year: int | None) -> str:
    """Return a title and its year, showable."""
    shown = printable(title) or "–"
    return f"{shown} ({year})" if year else shown


def cells(text: str, width: int, *, right: bool = False) -> str:
    """Return ``text`` in exactly ``width`` cells, cut at its end where it must be."""
    if width <= 0:
        return ""
    length = cell_len(text)
    if length > width:
        return set_cell_size(text, width - 1) + "…"
    gap = " " * (width - length)
    return gap + text if right else text + gap


def middle(text: str, width: int) -> str:
    """Return ``text`` in exactly ``width`` cells, cut in its middle where it must be."""
    length = cell_len(text)
    if length <= width or width < 3:
        return cells(text, width)
    head = (width - 1) // 2
    return cells(f"{set_cell_size(text, head)}…{_last(text, width - 1 - head)}", width)


def ending(text: str, width: int) -> str:
    """Return ``text`` in exactly ``width`` cells, cut at its beginning where it must be."""
    if cell_len(text) <= width or width < 2:
        return cells(text, width)
    return cells("…" + _last(text, width - 1), width)


def differing(old: str, new: str) -> tuple[str, str]:
    """Return two paths cut where they agree: folders above and below give way to an ellipsis."""
    before, after = old.split("/"), new.split("/")
    most = min(len(before), len(after)) - 1
    above = _agreeing(before[:most], after[:most])
    below = _agreeing(before[:above:-1], after[:above:-1])
    parts = []
    for names in (before, after):
        shown = names[above : len(names) - below or None]
        start = ["…"] if above > 1 else names[:above]
        parts.append("/".join(start + shown + ["…"] * bool(below)))
    return parts[0], parts[1]


def _agreeing(one: Sequence[str], other: Sequence[str]) -> int:
    """Return how many of the first names of two paths are the same."""
    return next(
        (at for at, (mine, theirs) in enumerate(zip(one, other, strict=False)) if mine != theirs),
        min(len(one), len(other)),
    )


def apart(old: str, new: str, width: int) -> tuple[str, str]:
    """Return two texts in ``width`` cells each, cut where they begin and end alike if need be."""
    if max(cell_len(old), cell_len(new)) <= width:
        return cells(old, width), cells(new, width)
    start = _agreeing(old, new)
    end = _agreeing(old[: start - len(old) - 1 : -1], new[: start - len(new) - 1 : -1])
    found = []
    for text in (old, new):
        room = width - cell_len(text[start : len(text) - end])
        # Some of what agrees stands around what differs, most of it before.
        before = max(0, start - max(0, room * 2 // 3))
        shown = ("…" if before else "") + text[before:]
        found.append(cells(shown, width))
    return found[0], found[1]


def told_apart(old: str, new: str, width: int) -> tuple[str, str]:
    """Return two texts in ``width`` cells each: what differs, else both ends."""
    start = _agreeing(old, new)
    end = _agreeing(old[: start - len(old) - 1 : -1], new[: start - len(new) - 1 : -1])
    if max(cell_len(text[start : len(text) - end]) for text in (old, new)) > width - 2:
        return middle(old, width), middle(new, width)
    return apart(old, new, width)


def _last(text: str, width: int) -> str:
    """Return as much of the end of a text as fits; all of it does not."""
    at = len(text)
    while cell_len(text[at - 1 :]) <= width:
        at -= 1
    return text[at:]
