"""The texts of the Journal screen: showable, in the language in force."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from textual.content import Content

from vidtui.catalogue.journal import ActionRow, RunRow
from vidtui.i18n import _, ngettext, titled
from vidtui.jobs import journal_wording as words
from vidtui.jobs.journal import Undone
from vidtui.text import local_time, printable, shorten
from vidtui.tui.bindings import key_of
from vidtui.tui.formatting import MUTED, Labelled, cells, labelled, number, plural, table

WHEN, ENDED, WHAT, STATE, CLOCK = 16, 13, 18, 14, 5  # cells of these columns
VERB, WHOLE_VERB = 17, 28  # cells of the verb, and where there is room for all of it
LABEL = 24  # cells of the name of a count
ROOMY = 60  # cells for a path and the reason why it was left, beside which the verb has its place
LEAST = 12  # cells of a path that are always shown beside the reason why it was left

_RUN_SIGNS = {
    "done": ("✓", "$text-success"),
    "running": ("▸", "$text-accent"),
    "cancelled": ("■", "$text-warning"),
    "interrupted": ("■", "$text-warning"),
    "refused": ("▲", "$text-warning"),
    "failed": ("✗", "$text-error"),
}
_ACTION_SIGNS = {
    "done": ("✓", "$text-success"),
    "undone": ("↶", "$text-accent"),
    "failed": ("✗", "$text-error"),
    "open": ("…", "$text-warning"),
}


def when(seconds: int | None) -> str:
    """Return a time of the local calendar, to the minute."""
    if seconds is None:
        return ""
    return local_time(seconds)


def run_line(run: RunRow, width: int) -> Content:
    """Return a run as one line: when, what, how it ended, what it changed."""
    sign, style = _RUN_SIGNS.get(run.state, ("?", ""))
    room = width - WHEN - WHAT - ENDED - 3
    return Content.assemble(
        (cells(when(run.started_at), WHEN), MUTED),
        " ",
        cells(words.run_name(run.command), WHAT),
        " ",
        (cells(f"{sign} {words.run_state(run.state)}", ENDED), style),
        " ",
        (cells(_counts(run), room), MUTED),
    )


def _counts(run: RunRow) -> str:
    if not run.actions:
        return words.counted(run, number) or "–"
    parts = [plural("{n} change", "{n} changes", run.actions)]
    for count, text in (
        (run.undone, ngettext("{n} undone", "{n} undone", run.undone)),
        (run.failed, ngettext("{n} failed", "{n} failed", run.failed)),
        (run.open, ngettext("{n} not finished", "{n} not finished", run.open)),
    ):
        if count:
            parts.append(text.format(n=number(count)))
    return " · ".join(parts)


def run_title(run: RunRow) -> str:
    """Return a run in a few words, as a title over what it did."""
    parts = [words.run_name(run.command), when(run.started_at)]
    return " · ".join([*parts, _counts(run)] if run.actions else parts)


def nothing(*, only_changes: bool) -> str:
    """Return what to say where there is no run to show."""
    if only_changes:
        return _("Nothing has been changed yet. {key} shows all runs.").format(
            key=key_of("journal.everything")
        )
    return _("Nothing has run yet.")


def action_line(action: ActionRow, refused: Mapping[int, str], width: int) -> Content:
    """Return an action as one line: its state, when, what, to what; and why it stays."""
    reason = refused.get(action.id)
    word, style = _state(action, reason)
    note = reason or words.outcome(action)
    parts: list[Any] = [
        (cells(word, STATE), style),
        " ",
        (cells(_clock(action), CLOCK), MUTED),
        " ",
    ]
    room = width - STATE - CLOCK - 2
    is_wide = room > WHOLE_VERB + max(ROOMY, LEAST + cell_len(note))
    verb = WHOLE_VERB if is_wide else VERB
    if not note or room > verb + ROOMY:  # else the reason matters more than what it was
        parts += [(cells(words.verb(action), verb), MUTED), " "]
        room -= verb + 1
    subject = words.subject(action)
    if note:
        colon = titled("", "")
        room -= cell_len(colon)
        subject = shorten(subject, max(LEAST, room - cell_len(note)))
        parts += [subject, colon, (cells(note, room - cell_len(subject)), style)]
    else:
        parts.append(cells(shorten(subject, max(0, room)), room))
    return Content.assemble(*parts).truncate(max(0, width), ellipsis=True)


def _clock(action: ActionRow) -> str:
    return when(action.done_at)[-CLOCK:]


def _state(action: ActionRow, reason: str | None) -> tuple[str, str]:
    if reason:
        return "▲ " + _("stays"), "$text-warning"
    sign, style = _ACTION_SIGNS[action.state]
    return f"{sign} {words.action_state(action.state)}", style


def facts(action: ActionRow, reason: str | None, width: int) -> Content:
    """Return all there is to tell of an action."""
    found: list[Labelled] = [(label, text) for _name, label, text in words.told(action)]
    said = words.action_state(action.state)
    if action.state == "failed":
        said += f": {words.outcome(action)}"
    if action.state == "undone":
        said += f", {when(action.undone_at)}"
    found.append((_("State"), said))
    if reason:
        found.append((_("It stays"), reason))
    if action.done_at is not None:
        found.append((_("Done"), when(action.done_at)))
    found.append((_("Number"), str(action.id)))
    head = Content.styled(words.verb(action), "bold")
    return Content("\n").join([head, Content(""), table(found, width)])


def summary(run: RunRow) -> list[Content]:
    """Return what a run without actions counted, a line each."""
    head = Content.styled(_("It left nothing that could be taken back."), "bold")
    return [
        head,
        *(labelled(label, number(count), LABEL) for label, count in words.counts(run)),
    ]


def outcome(undone: Sequence[Undone]) -> str:
    """Return what came of an undo, in one line."""
    done = [one for one in undone if not one.refused]
    refused = [one for one in undone if one.refused]
    if len(done) == 1 and not refused:
        return _("Taken back: {title}").format(title=printable(done[0].what))
    text = plural("{n} taken back", "{n} taken back", len(done))
    if refused:
        stays = ngettext("{n} stays: {reason}", "{n} stay, such as: {reason}", len(refused))
        text += " · " + stays.format(n=number(len(refused)), reason=printable(refused[0].what))
    return text
